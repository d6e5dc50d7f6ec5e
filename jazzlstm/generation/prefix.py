"""How a solo opens, where that is decided: its first events, written short enough for a link.

    "Pb 3h V-"      an event is two letters, the interval's and the length's

A musician keeps the first bars and has the rest improvised anew, takes another
note than the network did, or brings a lick to go on from: each comes down to
events that are given. Letters count 0-9, A-Z, a-z; "-" leaves the length of the
last event to the network. Spaces, as above, are not written.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jazzlstm.encoding.events import (
    FIRST_REFERENCE,
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    encode_notes,
)
from jazzlstm.errors import SettingsError

if TYPE_CHECKING:
    from jazzlstm.music import Note, Take

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
OPEN = "-"
LONGEST_PREFIX = 4096
"""Letters; 2,048 events are more than the page can ask for."""
HIGHEST_PITCH = 127

Opening = list[tuple[int, int | None]]
"""Pitch value and length value of each event; None is for the network to choose."""


def write_prefix(events: Iterable[tuple[int, int | None]]) -> str:
    """Events as text; the inverse of ``read_prefix``."""
    return "".join(
        LETTERS[pitch_value] + (OPEN if length_value is None else LETTERS[length_value])
        for pitch_value, length_value in events
    )


def read_prefix(text: str) -> Opening:
    """The events that a solo opens with.

    Raises:
        SettingsError: it is too long, has letters that mean nothing, or leaves the range of MIDI.
    """
    if len(text) > LONGEST_PREFIX:
        raise _refusal(f"is longer than {LONGEST_PREFIX} letters")
    if len(text) % 2 or OPEN in text[:-1]:
        raise _refusal("is cut off")
    events: Opening = []
    pitch = FIRST_REFERENCE
    for first, second in zip(text[::2], text[1::2], strict=True):
        pitch_value = LETTERS.find(first)
        length_value = None if second == OPEN else LETTERS.find(second)
        if not 0 <= pitch_value < PITCH_VALUES or not (
            length_value is None or 0 <= length_value < LENGTH_VALUES
        ):
            raise _refusal(f"has letters that stand for no event: {first + second!r}")
        pitch += 0 if pitch_value == REST else pitch_value - WIDEST_INTERVAL
        if not 0 <= pitch <= HIGHEST_PITCH:
            raise _refusal("goes beyond the lowest or highest note there is")
        events.append((pitch_value, length_value))
    return events


def _refusal(what: str) -> SettingsError:
    return SettingsError(f"the kept opening {what}: let go of it and play anew", field="opening")


def keep_until(take: Take, beat: float) -> str:
    """The opening that keeps what a take plays before ``beat``; a note held over it is kept whole."""
    return write_prefix(_events(take, int((take.onsets < beat - 1e-6).sum())))


def choose_instead(take: Take, step: int, pitch_value: int) -> str:
    """The opening that keeps a take up to ``step`` (from 0) and plays another pitch value there."""
    return write_prefix([*_events(take, step), (pitch_value, None)])


def prefix_from(notes: Sequence[Note]) -> str:
    """The opening that plays ``notes``, which start on beat 0 or after it."""
    events = encode_notes(notes)
    return write_prefix(zip(events.pitch_values.tolist(), events.length_values.tolist(), strict=True))


def _events(take: Take, steps: int) -> list[tuple[int, int]]:
    return list(zip(take.pitch_values[:steps].tolist(), take.length_values[:steps].tolist(), strict=True))
