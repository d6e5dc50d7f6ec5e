"""How arc, goal notes, theme and style strength change the probabilities of a step."""

from __future__ import annotations

import numpy as np

from jazzlstm.generation.arc import energy_at
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.pitches import spell_note
from jazzlstm.ui.explain.pictures import Curve, draw_curves
from jazzlstm.ui.explain.solo_policy import policy_of_solo, tick_of
from jazzlstm.ui.explain.steps import Card
from jazzlstm.ui.play.rendering import RenderedSolo

NONE = "This solo has none."
TEXT = (
    "You can shape a solo on Play. Each of these settings raises or lowers probabilities before the draw. The"
    " note itself is still drawn at random."
)
ARC = (
    "Where the curve is high, rests are less likely, and short and high notes are more likely. Where it is"
    " low, the opposite."
)
GOALS = (
    "No note lasts beyond a goal. In the three beats before it, pitches near it are more likely, most of all"
    " those a semitone away. At its place, the goal has a probability of 100%."
)
THEME = (
    "Where a note of the theme begins, its pitch is more likely, and so are lengths that end there. The"
    " higher the nearness, the stronger the effect."
)
STRENGTH = (
    "The probabilities are computed twice, with the name of a player and without it. The draw uses the"
    " logarithms without the name, plus the style strength times the difference."
)


def describe_shaping(rendered: RenderedSolo, step: int) -> Card:
    """The settings that shape a solo, and what they do at a step, counted from 0."""
    policy = policy_of_solo(rendered)
    picture = ""
    if policy.arc:
        onsets = np.round(rendered.performance.take.onsets * TICKS_PER_BEAT).astype(np.int64)
        energy = energy_at(policy.arc, onsets, _end(rendered), 1)
        now = step / max(1, len(onsets) - 1)
        picture = draw_curves((Curve("arc", energy, "one"),), now, "the arc along the solo")
    return Card("7  What shapes the probabilities", TEXT, picture, _rows(rendered, policy, step))


def _rows(rendered: RenderedSolo, policy: SamplingPolicy, step: int) -> tuple[tuple[str, str], ...]:
    settings, tick = rendered.settings, tick_of(rendered, step)
    near = f"Nearness here: {settings.nearness:g}." if policy.theme else NONE
    strength = f"Here: {settings.manner:g}." if settings.player else "This solo has no player's name."
    return (
        ("Arc", f"{ARC} {_arc_here(policy, tick, _end(rendered))}"),
        ("Goal and kept notes", f"{GOALS} {_goal_here(policy, tick)}"),
        ("Theme", f"{THEME} {near}"),
        ("Style strength", f"{STRENGTH} {strength}"),
    )


def _arc_here(policy: SamplingPolicy, tick: int, end: int) -> str:
    if not policy.arc:
        return NONE
    energy = float(energy_at(policy.arc, np.array([tick]), end, 1)[0])
    return f"Here: {50 * (energy + 1):.0f}%."


def _goal_here(policy: SamplingPolicy, tick: int) -> str:
    found = policy.fixed.at(np.array([tick])) if policy.fixed else None
    if found is None or found.ahead[0] < 0:
        return "No goal follows."
    if found.ahead[0] == 0:
        return "This note is one."
    name = "a rest" if found.is_rest[0] else spell_note(int(found.pitches[0]))
    return f"Next: {name}, in {found.ahead[0] / TICKS_PER_BEAT:.3g} beats."


def _end(rendered: RenderedSolo) -> int:
    return round(rendered.settings.beats * TICKS_PER_BEAT)
