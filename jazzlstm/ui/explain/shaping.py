"""How arc, goal notes, theme and manner change the odds of a step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from jazzlstm.generation.arc import energy_at
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.pitches import spell_note
from jazzlstm.ui.explain.pictures import Curve, draw_curves
from jazzlstm.ui.explain.solo_policy import policy_of_solo, tick_of
from jazzlstm.ui.explain.steps import Card
from jazzlstm.ui.play.rendering import RenderedSolo


def describe_shaping(rendered: RenderedSolo, step: int) -> Card:
    """The settings that shape a solo, and what they do at a step, counted from 0."""
    policy = policy_of_solo(rendered)
    text = (
        "You can shape a solo on Play: none of this was learnt in training. Each setting raises or lowers odds"
        " before the draw, so the network still chooses:"
    )
    picture = ""
    if policy.arc:
        onsets = np.round(rendered.performance.take.onsets * TICKS_PER_BEAT).astype(np.int64)
        energy = energy_at(policy.arc, onsets, _end(rendered), 1)
        now = step / max(1, len(onsets) - 1)
        picture = draw_curves((Curve("arc", energy, "one"),), now, "the arc along the solo")
    return Card("7  What shapes the odds", text, picture, tuple(_rows(rendered, policy, step)))


def _rows(rendered: RenderedSolo, policy: SamplingPolicy, step: int) -> Iterator[tuple[str, str]]:
    settings, tick = rendered.settings, tick_of(rendered, step)
    yield (
        "Arc",
        (
            "where the curve is high, rests are less likely, notes shorter and the line is drawn upwards; where it"
            f" is low, the opposite. {_arc_here(policy, tick, _end(rendered))}"
        ),
    )
    yield (
        "Goal and kept notes",
        (
            "no length passes one. In the three beats before it, pitches near it are likelier, a semitone away"
            f" most; on its place it is certain. {_goal_here(policy, tick)}"
        ),
    )
    theme = f"Nearness here: {settings.nearness:g}." if policy.theme else "This solo has none."
    yield (
        "Theme",
        (
            "where a note of the melody begins, its pitch is likelier, and so are lengths that end there. The"
            f" nearer, the more. {theme}"
        ),
    )
    manner = f"Here: {settings.manner:g}." if settings.player else "This solo has no name."
    yield (
        "Manner",
        (
            "the odds are computed twice, with the name of a player and without it. The log odds without it, plus"
            f" the manner times the difference, are used. {manner}"
        ),
    )


def _arc_here(policy: SamplingPolicy, tick: int, end: int) -> str:
    if not policy.arc:
        return "This solo has none."
    energy = float(energy_at(policy.arc, np.array([tick]), end, 1)[0])
    return f"Here: {50 * (energy + 1):.0f} %."


def _goal_here(policy: SamplingPolicy, tick: int) -> str:
    found = policy.fixed.at(np.array([tick])) if policy.fixed else None
    if found is None or found.ahead[0] < 0:
        return "None is ahead here."
    if found.ahead[0] == 0:
        return "This is one."
    name = "a rest" if found.is_rest[0] else spell_note(int(found.pitches[0]))
    return f"Next: {name}, in {found.ahead[0] / TICKS_PER_BEAT:.3g} beats."


def _end(rendered: RenderedSolo) -> int:
    return round(rendered.settings.beats * TICKS_PER_BEAT)
