"""What acts in a live session at a bar line: other settings, taking turns, what the musician played."""

from __future__ import annotations

from dataclasses import dataclass

from jazzlstm.generation.settings import Settings
from jazzlstm.music import Note
from jazzlstm.services.live_bars import LivePractice, Trade


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """Something that acted at a bar line."""

    bar: int
    """The bar before whose line it acted; for notes, the bar after the last that was heard."""
    sounds: int
    """The bar from which it was heard: later than ``bar`` if the answer came too late."""


@dataclass(frozen=True, slots=True)
class RecordedChange(RecordedAct):
    """Other settings."""

    settings: Settings
    practice: LivePractice = LivePractice()


@dataclass(frozen=True, slots=True)
class RecordedTrade(RecordedAct):
    """Taking turns, or None for the network alone."""

    trade: Trade | None


@dataclass(frozen=True, slots=True)
class RecordedNotes(RecordedAct):
    """What the musician played from bar ``first`` on."""

    first: int
    notes: tuple[Note, ...]
    """As played, in beats of the solo; on ticks."""


@dataclass(frozen=True, slots=True)
class RecordedSoFar(RecordedAct):
    """What the band heard of a turn that went on: from bar ``first`` on."""

    first: int
    until: float
    """Beat of the solo, as played; on a tick."""
    notes: tuple[Note, ...]
    """As those of ``RecordedNotes``; the whole turn has them, too."""
