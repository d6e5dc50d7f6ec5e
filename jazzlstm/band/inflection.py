"""Inflections: scoops into the first note of a phrase, falls off the last.

A *scoop* begins flat and is in tune a tenth of a second later. A *fall* drops away
at the end of a note and gets softer. Both are written as pitch bends, which
SoundFonts and studio programs play alike. ``playing_styles.py`` sets how often
and how far an instrument bends; keyboards and mallets do not bend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.note_context import phrase_bounds
from jazzlstm.band.playing_styles import playing_style
from jazzlstm.music import Bend, Control

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

EXPRESSION = 11
"""MIDI controller for the loudness within a note."""
EXPRESSION_FULL = 127
EXPRESSION_AFTER_FALL = 64
"""Its value at the end of a fall: 12 dB softer."""
SCOOP_SECONDS = 0.1
FALL_SECONDS = 0.28
SHORTEST_SCOOPED_SECONDS = 0.3
"""A scoop would take too much of a shorter note."""
SHORTEST_FALLING_SECONDS = 0.25
LARGEST_FALL_SHARE = 0.6
"""A fall takes at most this share of its note."""
STEPS = 8
"""Messages for each scoop or fall."""
FALL_CURVE = 1.6
"""Exponent of the fall's depth over time: above 1 it begins slowly."""


@dataclass(frozen=True, slots=True)
class Inflections:
    """The bends of a solo, and the loudness messages of its falls."""

    bends: tuple[Bend, ...] = ()
    swells: tuple[Control, ...] = ()
    fallen: frozenset[int] = frozenset()
    """Indices of the notes that fall; they get no vibrato."""


def inflect(
    played: Sequence[Note],
    written: Sequence[Note],
    instrument: Instrument,
    tempo: float,
    rng: np.random.Generator,
) -> Inflections:
    """Scoops and falls of a solo.

    Args:
        played: the notes as they sound, in beats.
        written: the same notes on the grid; their rests bound the phrases.
        instrument: the soloist's.
        tempo: quarters a minute.
        rng: chooses which notes are inflected.
    """
    style = playing_style(instrument)
    if not played or not (style.scoops or style.falls):
        return Inflections()
    opens, closes = phrase_bounds(
        np.array([note.start for note in written]), np.array([note.duration for note in written])
    )
    seconds = np.array([note.duration * 60 / tempo for note in played])
    scoops = opens & (seconds >= SHORTEST_SCOOPED_SECONDS) & (rng.random(len(played)) < style.scoops)
    falls = closes & (seconds >= SHORTEST_FALLING_SECONDS) & (rng.random(len(played)) < style.falls)
    bends: list[Bend] = []
    swells: list[Control] = []
    for index, note in enumerate(played):
        if scoops[index]:
            bends += _scoop(note, style.scoop_cents, SCOOP_SECONDS * tempo / 60)
        if falls[index]:
            next_start = played[index + 1].start if index + 1 < len(played) else None
            bends += _fall(note, style.fall_cents, tempo, next_start)
            swells += _fade(note, tempo, next_start)
    return Inflections(tuple(bends), tuple(swells), frozenset(np.flatnonzero(falls).tolist()))


def _scoop(note: Note, cents: int, beats: float) -> Iterator[Bend]:
    for step in range(STEPS + 1):
        yield Bend(note.start + beats * step / STEPS, round(-cents * (1 - step / STEPS)))


def _fall_steps(note: Note, tempo: float) -> Iterator[tuple[float, float]]:
    """Beat of each message of a fall, and the share of its depth reached there."""
    beats = min(FALL_SECONDS * tempo / 60, LARGEST_FALL_SHARE * note.duration)
    for step in range(1, STEPS + 1):
        yield note.end - beats * (1 - step / STEPS), (step / STEPS) ** FALL_CURVE


def _fall(note: Note, cents: int, tempo: float, next_start: float | None) -> Iterator[Bend]:
    for beat, share in _fall_steps(note, tempo):
        yield Bend(beat, round(-cents * share))
    if next_start is not None:  # not at the note's end: its release still sounds
        yield Bend(next_start, 0)


def _fade(note: Note, tempo: float, next_start: float | None) -> Iterator[Control]:
    for beat, share in _fall_steps(note, tempo):
        value = round(EXPRESSION_FULL - (EXPRESSION_FULL - EXPRESSION_AFTER_FALL) * share)
        yield Control(beat, EXPRESSION, value)
    if next_start is not None:
        yield Control(next_start, EXPRESSION, EXPRESSION_FULL)
