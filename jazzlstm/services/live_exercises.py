"""Exercises of a live session: guide tones, and a ladder of the same line from guide tones to all its notes.

    rung 1    the third or the seventh of each chord, whichever is nearer to the note before
    rung 2    of a line, the notes of the first and the third beat
    rung 3    of a line, a note on every beat
    rung 4    the whole line

A line is a chorus that the network improvises when the first of these rungs is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jazzlstm.band.form import ChordSpan
from jazzlstm.music import Chord, Note

IMPROVISED, GUIDE_TONES, STRONG_BEATS, EVERY_BEAT, WHOLE = range(5)
"""Rungs; 0 for no exercise."""
THIRDS = (4, 3, 5, 2)
"""Semitones above the root; without a third the fourth or the second stands for it."""
SEVENTHS = (10, 11, 9)
"""A sixth stands for the seventh."""
VELOCITY = 84


def guide_tones(spans: Iterable[ChordSpan], near: int, lead: float = 0.0) -> list[Note]:
    """Third or seventh of each chord, each nearest to the note before.

    Args:
        spans: the chords, with beats of the performance.
        near: the MIDI pitch of the note before the first.
        lead: beats of the performance before the solo; the notes are in beats of the solo.
    """
    notes = []
    for span in spans:
        pitches = [pitch for tone in guide_tones_of(span.chord) for pitch in _octaves(tone)]
        if pitches:
            near = min(pitches, key=lambda pitch: (abs(pitch - near), pitch))
            notes.append(Note(span.start - lead, span.beats, near, VELOCITY))
    return notes


def guide_tones_of(chord: Chord) -> list[int]:
    """Pitch classes of third and seventh, as far as the chord has them."""
    if chord.root is None:
        return []
    found = (next((tone for tone in kind if tone in chord.tones), None) for kind in (THIRDS, SEVENTHS))
    return [(chord.root + tone) % 12 for tone in found if tone is not None]


def thinned(line: Sequence[Note], rung: int, beats: float) -> list[Note]:
    """A bar of a line as a rung has it.

    Args:
        line: its notes, in beats of the bar.
        rung: from ``STRONG_BEATS`` on.
        beats: of the bar.
    """
    if rung == WHOLE:
        return list(line)
    step = 2.0 if rung == STRONG_BEATS else 1.0
    kept = []
    for number in range(round(beats / step)):
        within = [note for note in line if number * step <= note.start < number * step + 1]
        if within:
            length = min(step, beats - number * step)
            kept.append(replace(within[0], start=number * step, duration=length))
    return kept


def _octaves(pitch_class: int) -> range:
    return range(48 + pitch_class, 85, 12)
