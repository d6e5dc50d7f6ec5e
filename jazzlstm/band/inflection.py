"""Inflections: scoops into the first note of a phrase, falls off the last.

A *scoop* begins flat and is in tune a tenth of a second later. A *fall* drops away
at the end of a note and gets softer. Both are written as pitch bends, which
SoundFonts and studio programs play alike. ``playing_styles.py`` sets how often
and how far an instrument bends; keyboards and mallets do not bend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.band.playing_styles import playing_style
from jazzlstm.music import Bend, Control

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

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
FALL_DEPTHS = (0.5, 1.5)
"""Smallest and largest depth and length of a fall, as factors on the usual ones."""
LARGEST_FALL_SHARE = 0.6
"""A fall takes at most this share of its note."""
STEPS = 8
"""Messages for each scoop or fall."""
FALL_CURVE = 1.6
"""Exponent of the fall's depth over time: above 1 it begins slowly."""


@dataclass(frozen=True, slots=True)
class Inflections:
    """The bends of some bars of a solo, and the loudness messages of its falls."""

    bends: tuple[Bend, ...] = ()
    swells: tuple[Control, ...] = ()
    fallen: frozenset[int] = frozenset()
    """Indices of the notes that fall; they get no vibrato."""


def inflect(
    played: Sequence[Note],
    bounds: Sequence[tuple[bool, bool]],
    instrument: Instrument,
    tempo: float,
    rng: np.random.Generator,
    *,
    after_fall: bool = False,
) -> Inflections:
    """Scoops and falls of the notes of a bar.

    Args:
        played: the notes as they sound, in beats.
        bounds: for each note whether it begins a phrase, and whether it ends one.
        instrument: the soloist's.
        tempo: quarters a minute.
        rng: chooses which notes are inflected.
        after_fall: whether the note before the bar fell: the first note takes the bend back.
    """
    style = playing_style(instrument)
    if not played or not (style.scoops or style.falls):
        return Inflections()
    chances: list[list[float]] = rng.random((len(played), 3)).tolist()
    bends: list[Bend] = []
    swells: list[Control] = []
    fallen = set()
    for index, (note, (opens, closes), (scoop, fall, depth)) in enumerate(
        zip(played, bounds, chances, strict=True)
    ):
        seconds = note.duration * 60 / tempo
        if after_fall:  # not at the end of that note: its release still sounds
            bends.append(Bend(note.start, 0))
            swells.append(Control(note.start, EXPRESSION, EXPRESSION_FULL))
        if opens and seconds >= SHORTEST_SCOOPED_SECONDS and scoop < style.scoops:
            bends += _scoop(note, style.scoop_cents, SCOOP_SECONDS * tempo / 60)
        after_fall = closes and seconds >= SHORTEST_FALLING_SECONDS and fall < style.falls
        if after_fall:
            fallen.add(index)
            lowest, highest = FALL_DEPTHS
            share = lowest + (highest - lowest) * depth
            bends += _fall(note, round(style.fall_cents * share), tempo, share)
            swells += _fade(note, tempo, share)
    return Inflections(tuple(bends), tuple(swells), frozenset(fallen))


def _scoop(note: Note, cents: int, beats: float) -> Iterator[Bend]:
    for step in range(STEPS + 1):
        yield Bend(note.start + beats * step / STEPS, round(-cents * (1 - step / STEPS)))


def _fall_steps(note: Note, tempo: float, share: float) -> Iterator[tuple[float, float]]:
    """Beat of each message of a fall, and the share of its depth reached there."""
    beats = min(FALL_SECONDS * share * tempo / 60, LARGEST_FALL_SHARE * note.duration)
    for step in range(1, STEPS + 1):
        yield note.end - beats * (1 - step / STEPS), (step / STEPS) ** FALL_CURVE


def _fall(note: Note, cents: int, tempo: float, length: float) -> Iterator[Bend]:
    for beat, share in _fall_steps(note, tempo, length):
        yield Bend(beat, round(-cents * share))


def _fade(note: Note, tempo: float, length: float) -> Iterator[Control]:
    for beat, share in _fall_steps(note, tempo, length):
        value = round(EXPRESSION_FULL - (EXPRESSION_FULL - EXPRESSION_AFTER_FALL) * share)
        yield Control(beat, EXPRESSION, value)
