"""A test solo over any chart, and a preset tune for each feel: to measure and draw the band."""

from __future__ import annotations

from jazzlstm.music import Chart, Note, Solo
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.tunes import TUNES

PHRASE_EIGHTHS = 16
"""Eighths from the start of a phrase of the test solo to the start of the next."""
PHRASE_NOTES = 13
"""Notes of such a phrase; a rest follows."""
LOWEST_PITCH = 55
HIGHEST_PITCH = 76
"""MIDI pitches where the test solo turns round."""
TUNE_OF_FEEL = {
    feel: next((name for name, tune in TUNES.items() if tune.feel == feel), "blues") for feel in FEELS
}
"""A preset tune for each feel."""


def practice(chart: Chart, beats: float, tempo: float, instrument: str = "ts") -> Solo:
    """A test solo: the scale of each chord in eighths, up and down, with rests of a beat and a half."""
    notes, pitch, step = [], 65, 1
    for eighth in range(int(beats * 2)):
        start = eighth / 2
        scale = chart.chord_at(start).scale_classes or {pitch % 12}
        if eighth % PHRASE_EIGHTHS < PHRASE_NOTES:
            pitch += step
            while pitch % 12 not in scale:
                pitch += step
            notes.append(Note(start, 0.5, pitch))
            step = -1 if pitch > HIGHEST_PITCH else 1 if pitch < LOWEST_PITCH else step
    return Solo(tuple(notes), chart, tempo, instrument=instrument)
