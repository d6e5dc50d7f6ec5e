"""Inflection: how a wind player comes to a note from below, and falls off it at the end of a phrase.

A *scoop* begins a little flat and is in tune a tenth of a second later; a *fall*
lets the last note of a phrase drop away, getting softer, the way brass players
do most. Both are pitch bends, which SoundFonts and studios play alike. Keys and
bars have no bend, so a piano or a vibraphone has neither.

The public Weimar Jazz Database marks such notes, but only the clearest cases of
them (J. Abeßer et al., "Score-Informed Analysis of Intonation and Pitch
Modulation in Jazz Solos", ISMIR 2015), so how often and how far is taste here, not
measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.note_context import phrase_ends
from jazzlstm.music import Bend, Control

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

EXPRESSION, FULL, SOFT = 11, 127, 64
"""The controller for swells, and where it stands before and at the end of a fall."""
SCOOP_SECONDS, FALL_SECONDS = 0.1, 0.28
LONG_ENOUGH_TO_SCOOP, LONG_ENOUGH_TO_FALL = 0.3, 0.25
"""Seconds that a note has to last."""
MOST_OF_A_NOTE = 0.6
"""Of a note that falls, the share that does."""
STEPS = 8
STEEPER = 1.6
"""A fall begins slowly: its depth grows with this power of the time."""


@dataclass(frozen=True, slots=True)
class InflectionStyle:
    """Shares of the long notes: of those that open a phrase, scooped into; of those that end one, falling."""

    scoops: float
    scoop_cents: int
    falls: float
    fall_cents: int


MANNERS: Mapping[str, InflectionStyle] = MappingProxyType(
    {
        "tp": InflectionStyle(0.15, 60, 0.30, 500),
        "cor": InflectionStyle(0.20, 60, 0.30, 400),
        "tb": InflectionStyle(0.35, 100, 0.30, 600),
        "ts": InflectionStyle(0.30, 80, 0.20, 300),
        "as": InflectionStyle(0.30, 80, 0.20, 300),
        "ss": InflectionStyle(0.20, 60, 0.15, 300),
        "bs": InflectionStyle(0.25, 80, 0.20, 300),
        "cl": InflectionStyle(0.25, 70, 0.10, 200),
        "bcl": InflectionStyle(0.20, 70, 0.10, 200),
        "fl": InflectionStyle(0.10, 40, 0.05, 150),
        "g": InflectionStyle(0.15, 100, 0.00, 0),
    }
)
"""By instrument; who isn't named strikes keys or bars."""


@dataclass(frozen=True, slots=True)
class Inflections:
    """The bends of a solo, and the swells that go with them."""

    bends: tuple[Bend, ...] = ()
    swells: tuple[Control, ...] = ()
    fallen: frozenset[int] = frozenset()
    """Numbers of the notes that fall; such a note has no vibrato."""


def inflect(
    played: Sequence[Note],
    written: Sequence[Note],
    instrument: Instrument,
    tempo: float,
    rng: np.random.Generator,
) -> Inflections:
    """Scoops and falls of a solo.

    Args:
        played: as they sound, in beats.
        written: the same notes on paper, which say where phrases begin and end.
        instrument: who plays.
        tempo: quarters a minute.
        rng: chance.
    """
    manner = MANNERS.get(instrument.short)
    if manner is None or not played:
        return Inflections()
    opens, closes = phrase_ends(
        np.array([note.start for note in written]), np.array([note.duration for note in written])
    )
    seconds = np.array([note.duration * 60 / tempo for note in played])
    scoops = opens & (seconds >= LONG_ENOUGH_TO_SCOOP) & (rng.random(len(played)) < manner.scoops)
    falls = closes & (seconds >= LONG_ENOUGH_TO_FALL) & (rng.random(len(played)) < manner.falls)
    bends: list[Bend] = []
    swells: list[Control] = []
    for index, note in enumerate(played):
        if scoops[index]:
            bends += _scoop(note, manner.scoop_cents, SCOOP_SECONDS * tempo / 60)
        if falls[index]:
            following = played[index + 1].start if index + 1 < len(played) else None
            bends += _fall(note, manner.fall_cents, tempo, following)
            swells += _fade(note, tempo, following)
    return Inflections(tuple(bends), tuple(swells), frozenset(np.flatnonzero(falls).tolist()))


def _scoop(note: Note, cents: int, beats: float) -> Iterator[Bend]:
    for step in range(STEPS + 1):
        yield Bend(note.start + beats * step / STEPS, round(-cents * (1 - step / STEPS)))


def _fall_steps(note: Note, tempo: float) -> Iterator[tuple[float, float]]:
    """Beats of a fall, and how much of it has been gone through by then."""
    beats = min(FALL_SECONDS * tempo / 60, MOST_OF_A_NOTE * note.duration)
    for step in range(1, STEPS + 1):
        yield note.end - beats * (1 - step / STEPS), (step / STEPS) ** STEEPER


def _fall(note: Note, cents: int, tempo: float, following: float | None) -> Iterator[Bend]:
    for beat, share in _fall_steps(note, tempo):
        yield Bend(beat, round(-cents * share))
    if following is not None:  # not before: the note still rings
        yield Bend(following, 0)


def _fade(note: Note, tempo: float, following: float | None) -> Iterator[Control]:
    for beat, share in _fall_steps(note, tempo):
        yield Control(beat, EXPRESSION, round(FULL - (FULL - SOFT) * share))
    if following is not None:
        yield Control(following, EXPRESSION, FULL)
