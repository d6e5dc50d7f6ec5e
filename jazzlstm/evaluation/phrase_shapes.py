"""The shape of phrases: how long, how wide, where the peak is, how they end.

Phrases are those of ``phrases.py``: they end where nothing sounds for a beat or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.evaluation.means import mean
from jazzlstm.evaluation.phrases import split_phrases
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note, Solo

SCRAP_NOTES = 2
"""A phrase of so few notes is a scrap."""
SHAPED_NOTES = 5
"""Notes from which a phrase has a shape."""
LONG_BEATS = 16.0
"""A phrase of four bars or more is long."""
WINDOW_BEATS = 64.0
"""Sixteen bars of 4/4."""


@dataclass(frozen=True, slots=True)
class PhraseShapes:
    """Figures of the phrases of a set of solos; NaN where there is nothing to count."""

    scraps: float
    """Share of phrases of one or two notes."""
    long_phrases: float
    """Share of phrases of four bars or more."""
    phrase_range: float
    """Semitones from the lowest to the highest note of a phrase of five notes or more, mean."""
    range_16_bars: float
    """Semitones from the lowest to the highest note in sixteen bars, mean."""
    peak_place: float
    """Where the highest note of such a phrase is first played: 0 its first note, 1 its last, mean."""
    peaks_played_once: float
    """Share of such phrases whose highest note is played once."""
    climax_place: float
    """Where the highest note of a solo is first played: 0 its first beat, 1 its last, mean of solos."""
    phrase_ends_on_beat: float
    """Share of phrases whose last note starts on a beat."""
    phrase_ends_in_chord: float
    """Share of phrases whose last note is a tone of its chord."""


def measure_phrase_shapes(solos: Sequence[Solo]) -> PhraseShapes:
    """The phrases of all ``solos`` together."""
    owned = [(phrase, solo) for solo in solos for phrase in split_phrases(solo.notes)]
    shaped = [np.array([n.pitch for n in phrase]) for phrase, _ in owned if len(phrase) >= SHAPED_NOTES]
    ends = [(phrase[-1], solo.chart.chord_at(phrase[-1].start)) for phrase, solo in owned]
    return PhraseShapes(
        scraps=mean([len(phrase) <= SCRAP_NOTES for phrase, _ in owned]),
        long_phrases=mean([phrase[-1].end - phrase[0].start >= LONG_BEATS for phrase, _ in owned]),
        phrase_range=mean([np.ptp(pitches) for pitches in shaped]),
        range_16_bars=mean([width for solo in solos for width in _ranges(solo.notes)]),
        peak_place=mean([int(np.argmax(pitches)) / (len(pitches) - 1) for pitches in shaped]),
        peaks_played_once=mean([np.count_nonzero(pitches == pitches.max()) == 1 for pitches in shaped]),
        climax_place=mean([_climax(solo.notes) for solo in solos if len(solo.notes) > 1]),
        phrase_ends_on_beat=mean([round(n.start * TICKS_PER_BEAT) % TICKS_PER_BEAT == 0 for n, _ in ends]),
        phrase_ends_in_chord=mean(
            [note.pitch % 12 in chord.tone_classes for note, chord in ends if not chord.is_silent]
        ),
    )


def _ranges(notes: Sequence[Note]) -> Iterator[int]:
    """The range of each whole window of sixteen bars with two notes or more."""
    if not notes:
        return
    for start in np.arange(notes[0].start, notes[-1].end - WINDOW_BEATS + BEAT_TOLERANCE, WINDOW_BEATS):
        pitches = [note.pitch for note in notes if start <= note.start < start + WINDOW_BEATS]
        if len(pitches) > 1:
            yield max(pitches) - min(pitches)


def _climax(notes: Sequence[Note]) -> float:
    highest = max(notes, key=lambda note: (note.pitch, -note.start))
    return (highest.start - notes[0].start) / (notes[-1].start - notes[0].start)
