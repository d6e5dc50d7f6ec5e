"""How solos end, and how often a pitch is repeated.

The last note shows whether a solo was ended or cut off: players end on a chord tone, mostly root, third
or fifth, and hold it. Repeated notes build tension for a while; a network may repeat a note without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from jazzlstm.encoding.harmony_grid import BASIC_TONES
from jazzlstm.evaluation.means import mean
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo

LONG_STAY = 4
"""Notes in a row on one pitch that count as a repetition."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Figures of last notes and of repeated notes; NaN without any."""

    last_in_chord: float
    """Share of solos whose last note is a tone of its chord."""
    last_on_basic_tone: float
    """Share of solos whose last note is root, third or fifth of its chord."""
    last_on_beat: float
    last_note_beats: float
    """Mean length of the last note."""
    notes_in_long_stays: float
    """Share of notes in a row of four or more on one pitch."""
    longest_stay: float
    """Mean over solos of the most notes in a row on one pitch."""


def measure_endings(solos: Sequence[Solo]) -> Endings:
    """Endings and repetitions of ``solos``."""
    ended = [(solo.notes[-1], solo) for solo in solos if solo.notes]
    over_chords = [(note, solo) for note, solo in ended if not solo.chart.chord_at(note.start).is_silent]
    stays = [stays_of(solo.notes) for solo in solos if solo.notes]
    every = [stay for solo in stays for stay in solo]
    return Endings(
        last_in_chord=mean([_tone_of(note, solo) is not None for note, solo in over_chords]),
        last_on_basic_tone=mean([_tone_of(note, solo) in BASIC_TONES for note, solo in over_chords]),
        last_on_beat=mean([round(note.start * TICKS_PER_BEAT) % TICKS_PER_BEAT == 0 for note, _ in ended]),
        last_note_beats=mean([note.duration for note, _ in ended]),
        notes_in_long_stays=mean(np.repeat([stay >= LONG_STAY for stay in every], every)),
        longest_stay=mean([max(solo) for solo in stays]),
    )


def stays_of(notes: Sequence[Note]) -> list[int]:
    """Lengths of the runs of notes on one pitch, from the first note to the last."""
    return [len(list(group)) for _, group in groupby(note.pitch for note in notes)]


def _tone_of(note: Note, solo: Solo) -> int | None:
    """Semitones above the root, if the note is a tone of its chord."""
    chord = solo.chart.chord_at(note.start)
    if chord.root is None or note.pitch % 12 not in chord.tone_classes:
        return None
    return (note.pitch - chord.root) % 12
