"""Prefixes: fixed events at the start of a solo, which are not sampled, as short text for a link.

    "Pb 3h V-"      an event is two letters: its pitch value and its length value

A prefix keeps the first bars of a take, replaces one of its notes, or continues an uploaded primer.
Values count 0-9, A-Z, a-z; "-" leaves the length of the last event to the network. The spaces above
are not written.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from jazzlstm.encoding.events import (
    FIRST_REFERENCE,
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    encode_notes,
)
from jazzlstm.errors import SettingsError
from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from jazzlstm.music import Note, Take

LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
OPEN = "-"
"""A length value that the network chooses."""
LONGEST_PREFIX = 8192
"""Letters: 4,096 events, about as many as the longest solo has."""
HIGHEST_PITCH = 127

PrefixEvents: TypeAlias = list[tuple[int, int | None]]
"""Pitch value and length value of each event; None for one that the network chooses."""


def write_prefix(events: Iterable[tuple[int, int | None]]) -> str:
    """Events as text; the inverse of ``read_prefix``."""
    return "".join(
        LETTERS[pitch_value] + (OPEN if length_value is None else LETTERS[length_value])
        for pitch_value, length_value in events
    )


def read_prefix(text: str, reference: int = FIRST_REFERENCE) -> PrefixEvents:
    """The events of a prefix; ``reference`` is the MIDI pitch that the first interval is counted from.

    Raises:
        SettingsError: too long, cut off, an unknown letter, or a pitch outside MIDI.
    """
    if len(text) > LONGEST_PREFIX:
        raise _unreadable(f"is longer than {LONGEST_PREFIX} letters")
    if len(text) % 2 or OPEN in text[:-1]:
        raise _unreadable("is cut off")
    events: PrefixEvents = []
    pitch = reference
    for first, second in zip(text[::2], text[1::2], strict=True):
        pitch_value, length_value = _read_event(first, second)
        pitch += 0 if pitch_value == REST else pitch_value - WIDEST_INTERVAL
        if not 0 <= pitch <= HIGHEST_PITCH:
            raise _unreadable("contains a pitch outside the MIDI range")
        events.append((pitch_value, length_value))
    return events


def _read_event(first: str, second: str) -> tuple[int, int | None]:
    pitch_value = LETTERS.find(first)
    length_value = None if second == OPEN else LETTERS.find(second)
    if not 0 <= pitch_value < PITCH_VALUES or not (length_value is None or 0 <= length_value < LENGTH_VALUES):
        raise _unreadable(f"contains {first + second!r}, which does not encode a note or rest")
    return pitch_value, length_value


def _unreadable(what: str) -> SettingsError:
    return SettingsError(
        f"the code for the locked notes {what}: remove it to improvise the whole solo", field="opening"
    )


def keep_until(take: Take, beat: float) -> str:
    """The prefix of all events of a take that start before ``beat``."""
    return write_prefix(_events(take, int((take.onsets < beat - BEAT_TOLERANCE).sum())))


def choose_instead(take: Take, step: int, pitch_value: int) -> str:
    """The prefix of a take up to ``step`` (from 0), with another pitch value there."""
    return write_prefix([*_events(take, step), (pitch_value, None)])


def prefix_from(notes: Sequence[Note]) -> str:
    """The prefix that plays ``notes``, which start on beat 0 or later."""
    events = encode_notes(notes)
    return write_prefix(zip(events.pitch_values.tolist(), events.length_values.tolist(), strict=True))


def _events(take: Take, steps: int) -> list[tuple[int, int]]:
    return list(zip(take.pitch_values[:steps].tolist(), take.length_values[:steps].tolist(), strict=True))
