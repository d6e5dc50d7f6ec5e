"""Excerpts: the events of a solo as a classifier reads them, place by place.

Of each event: interval or rest, length, tick of the bar, degree of the chord, and whether it is a chord tone.
The same code reads people's solos and the network's, so that only the music can tell them apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, WIDEST_INTERVAL, encode_notes
from jazzlstm.music import TICKS_PER_BEAT, Solo

EXCERPT_EVENTS = 64
BAR_TICKS = 48
"""Ticks of a bar of 4/4; longer bars start over."""
NO_DEGREE = 12
"""The degree of a rest, and of a note without a chord."""
COLUMN_VALUES = (PITCH_VALUES, LENGTH_VALUES, BAR_TICKS, NO_DEGREE + 1, 2)
"""How many values each column of ``excerpt_rows`` has."""
PITCH, LENGTH, TICK, DEGREE, CHORD_TONE = range(5)


def excerpt_rows(solo: Solo) -> NDArray[np.int64]:
    """(events, 5): pitch value, length value, tick of the bar, semitones above the root, chord tone."""
    events = encode_notes(solo.notes)
    chart = solo.chart
    rows = np.zeros((len(events), len(COLUMN_VALUES)), np.int64)
    rows[:, PITCH], rows[:, LENGTH] = events.pitch_values, events.length_values
    rows[:, TICK] = _ticks_of_bar(solo, events.onsets)
    rows[:, DEGREE] = NO_DEGREE
    pitches = events.references + events.pitch_values - WIDEST_INTERVAL
    for i in np.flatnonzero(events.pitch_values != REST):
        chord = chart.chord_at(events.onsets[i] / TICKS_PER_BEAT)
        if chord.root is not None:
            rows[i, DEGREE] = degree = (pitches[i] - chord.root) % 12
            rows[i, CHORD_TONE] = degree in chord.tones
    return rows


def _ticks_of_bar(solo: Solo, onsets: NDArray[np.int64]) -> NDArray[np.int64]:
    chart = solo.chart
    bar_starts = np.round(np.array(chart.bar_starts()) * TICKS_PER_BEAT).astype(np.int64)
    place = onsets % max(1, round(chart.beats * TICKS_PER_BEAT))
    tick: NDArray[np.int64] = place - bar_starts[np.searchsorted(bar_starts, place, side="right") - 1]
    return tick % BAR_TICKS
