"""Kept notes: events of an earlier take that stay at their places, as short text for a link.

    96.64.Pb3h_240.70.Q5      groups of events that follow each other:
                              tick, MIDI pitch that the first interval is counted from,
                              events as in ``prefix.py``

What lies between the groups is improvised, and leads into the next one (``fixed_events.py``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import FIRST_REFERENCE, LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.errors import SettingsError
from jazzlstm.generation.fixed_events import FixedEvent
from jazzlstm.generation.prefix import HIGHEST_PITCH, read_prefix, write_prefix
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT

if TYPE_CHECKING:
    from jazzlstm.music import Take

_GROUP = re.compile(r"(\d{1,6})\.(\d{1,3})\.([\w-]+)", re.ASCII)
Bools = NDArray[np.bool_]


def read_kept(text: str) -> tuple[FixedEvent, ...]:
    """The kept events, in order.

    Raises:
        SettingsError: the text cannot be read.
    """
    events = [event for group in text.split("_") if text for event in _read_group(group)]
    return tuple(sorted(events, key=lambda event: event.tick))


def _read_group(text: str) -> Iterable[FixedEvent]:
    match = _GROUP.fullmatch(text)
    if not match or int(match[2]) > HIGHEST_PITCH:
        raise _unreadable(text)
    tick, pitch = int(match[1]), int(match[2])
    try:
        events = read_prefix(match[3], pitch)
    except SettingsError as exc:
        raise _unreadable(text) from exc
    for pitch_value, length_value in events:
        if length_value is None:
            raise _unreadable(text)
        pitch += 0 if pitch_value == REST else pitch_value - WIDEST_INTERVAL
        yield FixedEvent(tick, None if pitch_value == REST else pitch, length_value)
        tick += LENGTHS[length_value]


def _unreadable(text: str) -> SettingsError:
    return SettingsError(
        f"the code for the kept notes contains {text[:20]!r}, which cannot be read: remove it to improvise"
        " the whole solo",
        field="kept",
    )


def keep_outside(take: Take, start: float, end: float) -> str:
    """All events of a take but those that start from the beat ``start`` up to ``end``.

    Where one of these sounds beyond ``end``, silence is kept, so that nothing new is played there.
    """
    inside = (take.onsets >= start - BEAT_TOLERANCE) & (take.onsets < end - BEAT_TOLERANCE)
    kept = _write(take, ~inside)
    later = take.onsets[take.onsets >= end - BEAT_TOLERANCE]
    gap = round(float(later[0] - end) * TICKS_PER_BEAT) if len(later) else 0
    return f"{kept}_{_write_rests(round(end * TICKS_PER_BEAT), gap)}" if gap > 0 else kept


def _write_rests(tick: int, ticks: int) -> str:
    rests = []
    while ticks:
        rests.append((REST, bisect_right(LENGTHS, ticks) - 1))
        ticks -= LENGTHS[rests[-1][1]]
    return f"{tick}.{FIRST_REFERENCE}.{write_prefix(rests)}"


def keep_notes(take: Take, steps: Iterable[int]) -> str:
    """The notes of a take at these steps, from 0.

    The rests between two of them that follow each other are kept, too.
    """
    chosen = np.zeros(len(take.pitch_values), bool)
    chosen[sorted(steps)] = True
    rests = take.pitch_values == REST
    before, after = _last_note(chosen, rests), _last_note(chosen[::-1], rests[::-1])[::-1]
    return _write(take, np.where(rests, before & after, chosen))


def _last_note(chosen: Bools, rests: Bools) -> Bools:
    """Whether the last note up to each step is chosen."""
    last = np.maximum.accumulate(np.where(rests, -1, np.arange(len(rests))))
    found: Bools = (last >= 0) & chosen[last]
    return found


def _write(take: Take, kept: Bools) -> str:
    ticks = np.round(take.onsets * TICKS_PER_BEAT).astype(int)
    groups = []
    for is_kept, steps in groupby(range(len(kept)), key=lambda step: bool(kept[step])):
        if is_kept:
            rows = list(steps)
            events = ((int(take.pitch_values[step]), int(take.length_values[step])) for step in rows)
            groups.append(f"{ticks[rows[0]]}.{take.references[rows[0]]}.{write_prefix(events)}")
    return "_".join(groups)
