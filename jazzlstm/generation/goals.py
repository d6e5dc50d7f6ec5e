"""Goal notes: pitches that the line arrives at, and when.

Before a goal, no length reaches beyond it, and in the last three beats the line is drawn near it; the last
note is best a semitone away. On the goal's tick its pitch is played.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT
from jazzlstm.theory.pitches import parse_note_name, spell_note

Floats: TypeAlias = NDArray[np.floating[Any]]

if TYPE_CHECKING:
    from jazzlstm.music import Chart

Ticks = NDArray[np.int64]
Goals = tuple[tuple[int, int], ...]
"""Tick and MIDI pitch of each, in order."""
MOST_GOALS = 64
NEAR_TICKS = 36
"""Three beats: from here on, the line is drawn to the goal."""
NEAR_NATS = 0.35
"""Nats a semitone of distance, just before the goal."""
LAST_TICKS = 12
"""A beat: a note that starts so late may be the last before the goal."""
APPROACH_NATS = {1: 1.2, 2: 0.5}
"""Nats of a last note, by its distance from the goal in semitones."""
REPEAT_NATS = -1.5
"""Nats of the goal's own pitch in the last beat."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
_TICKS = np.array(LENGTHS)
_GOAL = re.compile(r"(\d{1,4}):(\d{1,2}(?:\.\d{1,4})?)\s+([A-Ga-g]\S{0,6})")


def read_goals(text: str, chart: Chart | None = None, beats: float = np.inf) -> Goals:
    """Goals from text such as "3:1 E4, 5:2.5 Bb4": bar and beat, both from 1, and a note with its octave.

    Without ``chart``, bars of four beats are assumed, which serves to check the text.

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
    form = chart.beats if chart else 4.0
    length = chart.metre.bar_beats if chart else 4.0
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


def next_goals(goals: Goals, onsets: Ticks) -> tuple[Ticks, Ticks]:
    """Ticks until the next goal, 0 on it, and its pitch, (takes,) each; -1 ticks after the last."""
    ticks, pitches = np.array((*goals, (0, 0))).T
    place = np.searchsorted(ticks[:-1], onsets)
    ahead = np.where(place < len(goals), ticks[place] - onsets, -1)
    return ahead, pitches[place]


def pitch_nats(ahead: Ticks, goal: Ticks, reference: Ticks) -> Floats:
    """Nats added to each interval, (takes, 49), in the last three beats before a goal."""
    away = np.abs(reference[:, None] + _INTERVALS - goal[:, None])
    near = np.where((ahead > 0) & (ahead <= NEAR_TICKS), 1 - ahead / NEAR_TICKS, 0.0)[:, None]
    nats: Floats = -NEAR_NATS * near * away
    last = ((ahead > 0) & (ahead <= LAST_TICKS))[:, None]
    for distance, bonus in APPROACH_NATS.items():
        nats = nats + bonus * (last & (away == distance))
    found: Floats = nats + REPEAT_NATS * (last & (away == 0))
    return found


def on_goal(weighed: Floats, ahead: Ticks, goal: Ticks, reference: Ticks) -> Floats:
    """P(pitch value) with the goal's pitch where it is due; beyond two octaves, the same note nearer."""
    for take in np.flatnonzero(ahead == 0):
        interval = int(goal[take] - reference[take])
        while abs(interval) > WIDEST_INTERVAL:
            interval -= int(np.sign(interval)) * 12
        weighed[take] = np.arange(REST + 1) == interval + WIDEST_INTERVAL
    return weighed


def too_long(goals: Goals, onsets: Ticks, cut_off: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which lengths reach beyond the next goal, (takes, 31); after the last one, those of ``cut_off``."""
    ahead, _ = next_goals(goals, onsets + 1)
    impossible: NDArray[np.bool_] = np.where(ahead[:, None] < 0, cut_off, ahead[:, None] + 1 < _TICKS)
    return impossible
