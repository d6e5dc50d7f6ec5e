"""Shape a solo in its picture: the arc, goal notes, bars played anew, notes that are kept.

Each request sets settings, so it is in the link and Undo goes back. Requests come from the browser: invalid
ones are ignored, and what cannot be played is told in the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import inf, isfinite
from typing import Any, TypeGuard

import streamlit as st

from jazzlstm.encoding.events import LENGTHS, REST
from jazzlstm.errors import SettingsError
from jazzlstm.generation.arc import ARCS, MOST_POINTS, read_arc
from jazzlstm.generation.goals import read_goals, write_goals
from jazzlstm.generation.improviser import policy_of
from jazzlstm.generation.kept import keep_notes, keep_outside, read_kept
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.services.play import instrument_of
from jazzlstm.ui.play.history import current_solo, keep_and_play_anew
from jazzlstm.ui.play.rendering import RenderedSolo

_FAULT = "fault in a goal note"
"""In the session: why the last goal note cannot be played."""


def set_arc(value: object) -> None:
    """Follow a curve, a list of percents or a name; "" for none."""
    if isinstance(value, str) and (value in ARCS or not value):
        st.session_state["arc"] = value
    elif isinstance(value, list) and 2 <= len(value) <= MOST_POINTS and all(map(_is_percent, value)):
        st.session_state["arc"] = ",".join(str(round(point)) for point in value)


def set_goal(request: object) -> None:
    """Set a goal note on a beat, or remove the one of this pitch there."""
    rendered = current_solo()
    if not rendered or not isinstance(request, Mapping):
        return
    beat, pitch = request.get("beat"), request.get("pitch")
    if not _is_number(beat) or not _is_number(pitch) or not 0 <= beat < rendered.settings.beats:
        return
    settings, chart = rendered.settings, rendered.piece.chart
    goals = dict(read_goals(settings.goal, chart))
    goal = (round(beat * TICKS_PER_BEAT), round(pitch))
    if goal in goals.items():
        del goals[goal[0]]
    else:
        goals[goal[0]] = goal[1]
    try:
        settings = replace(settings, goal=write_goals(tuple(sorted(goals.items())), chart))
        policy_of(rendered.network, settings, instrument_of(rendered.network, settings), chart)
    except SettingsError as error:
        st.session_state[_FAULT] = str(error)
        return
    st.session_state["goal"] = settings.goal


def clear_goals(_: object) -> None:
    """Remove all goal notes."""
    st.session_state["goal"] = ""


def replace_bars(request: object) -> None:
    """Play the beats from ``start`` to ``end`` anew, and keep the notes on both sides."""
    rendered = current_solo()
    if not rendered or not isinstance(request, Mapping):
        return
    start, end = request.get("start"), request.get("end")
    if _is_number(start) and _is_number(end) and 0 <= start < end:
        keep_and_play_anew(keep_outside(rendered.growth.take(inf), start, end))


def keep_picked(steps: object) -> None:
    """Keep the notes at these steps of the take, and play everything else anew."""
    rendered = current_solo()
    if not rendered or not isinstance(steps, list) or not all(map(_is_number, steps)):
        return
    take = rendered.growth.take(inf)
    values = take.pitch_values
    notes = {int(step) for step in steps if 0 <= step < len(values) and values[int(step)] != REST}
    if notes:
        keep_and_play_anew(keep_notes(take, notes))


SHAPE_REQUESTS: Mapping[str, Callable[[object], None]] = {
    "arc": set_arc,
    "goal": set_goal,
    "clearGoals": clear_goals,
    "replaceBars": replace_bars,
    "keepNotes": keep_picked,
}


def shape_rows(rendered: RenderedSolo) -> dict[str, Any]:
    """The shape of a solo for the picture; times in beats."""
    settings = rendered.settings
    goals = read_goals(settings.goal, rendered.piece.chart)
    return {
        "arc": read_arc(settings.arc),
        "arcName": settings.arc if settings.arc in ARCS else "",
        "goals": [{"beat": tick / TICKS_PER_BEAT, "pitch": pitch} for tick, pitch in goals],
        "kept": [(start / TICKS_PER_BEAT, end / TICKS_PER_BEAT) for start, end in _kept_spans(settings.kept)],
        "goalFault": st.session_state.pop(_FAULT, ""),
    }


def _kept_spans(kept: str) -> Iterator[tuple[int, int]]:
    """Start and end of each run of kept events, in ticks."""
    start = end = -1
    for event in read_kept(kept):
        if event.tick != end and end >= 0:
            yield start, end
        if event.tick != end:
            start = event.tick
        end = event.tick + LENGTHS[event.length_value]
    if end >= 0:
        yield start, end


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and isfinite(value)


def _is_percent(value: object) -> bool:
    return _is_number(value) and 0 <= value <= 100
