"""Goal notes as text: pitches that the line arrives at, and when. ``fixed_events.py`` plays them."""

from __future__ import annotations

import re
from bisect import bisect_right
from math import inf
from typing import TYPE_CHECKING

from jazzlstm.errors import InputError, SettingsError
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT
from jazzlstm.theory.pitches import parse_note_name, spell_note

if TYPE_CHECKING:
    from jazzlstm.music import Chart

Goals = tuple[tuple[int, int], ...]
"""Tick and MIDI pitch of each, in order."""
MOST_GOALS = 64
LONGEST_BAR = 16.0
"""Beats of a bar while the chart isn't known."""
_GOAL = re.compile(r"(\d{1,4}):(\d{1,2}(?:\.\d{1,4})?)\s+([A-Ga-g]\S{0,6})")


def read_goals(text: str, chart: Chart | None = None, beats: float = inf) -> Goals:
    """Goals from text such as "3:1 E4, 5:2.5 Bb4": bar and beat, both from 1, and a note with its octave.

    Without ``chart``, bars have up to 16 beats, which serves to check the text.

    Raises:
        SettingsError: a goal cannot be read, is outside the solo, or on the place of another.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > MOST_GOALS:
        raise _unreadable(f"are {len(parts)}: choose at most {MOST_GOALS}")
    goals = sorted(_read(part, chart) for part in parts)
    ticks = [tick for tick, _ in goals]
    if len(set(ticks)) < len(ticks):
        raise _unreadable("have two notes in one place: remove one of them")
    if ticks and ticks[-1] >= beats * TICKS_PER_BEAT:
        raise _unreadable("go beyond the end of the solo: choose a longer solo or an earlier bar")
    return tuple(goals)


def write_goals(goals: Goals, chart: Chart) -> str:
    """Goals as text; the inverse of ``read_goals``."""
    return ", ".join(f"{_place(tick / TICKS_PER_BEAT, chart)} {spell_note(pitch)}" for tick, pitch in goals)


def _place(beat: float, chart: Chart) -> str:
    starts = chart.bar_starts()
    chorus, offset = divmod(beat + BEAT_TOLERANCE, chart.beats)
    bar = bisect_right(starts, offset) - 1
    return f"{int(chorus) * len(starts) + bar + 1}:{round(offset - starts[bar] + 1, 4):g}"


def check_range(goals: Goals, lowest: int, highest: int) -> None:
    """Check that an instrument has these pitches.

    Raises:
        SettingsError: it lacks one.
    """
    for _, pitch in goals:
        if not lowest <= pitch <= highest:
            names = map(spell_note, (pitch, lowest, highest))
            raise _unreadable("contain {}, which the instrument lacks: choose from {} to {}".format(*names))


def _read(part: str, chart: Chart | None) -> tuple[int, int]:
    match = _GOAL.fullmatch(part)
    if not match:
        raise _unreadable(f"contain {part[:20]!r}: write bar:beat note, such as 3:1 E4")
    bar, beat = int(match[1]) - 1, float(match[2]) - 1
    starts = chart.bar_starts() if chart else (0.0,)
    form = chart.beats if chart else LONGEST_BAR
    length = chart.metre.bar_beats if chart else LONGEST_BAR
    if bar < 0 or not 0 <= beat < length:
        raise _unreadable(f"contain {part[:20]!r}: bars count from 1, beats from 1 to {length:g}")
    start = starts[bar % len(starts)] + bar // len(starts) * form
    try:
        pitch = parse_note_name(match[3])
    except InputError as exc:
        raise SettingsError(f"goal: {exc}", field="goal") from exc
    return round((start + beat + BEAT_TOLERANCE) * TICKS_PER_BEAT), pitch


def _unreadable(what: str) -> SettingsError:
    return SettingsError(f"the goal notes {what}", field="goal")
