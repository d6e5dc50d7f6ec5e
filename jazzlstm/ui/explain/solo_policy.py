"""The sampling policy of a solo, and what is fixed at a step of it."""

from __future__ import annotations

import numpy as np

from jazzlstm.generation.fixed_events import OPEN_LENGTH
from jazzlstm.generation.improviser import policy_of
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.generation.settings import Settings
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.ui.play.rendering import RenderedSolo


def policy_of_solo(rendered: RenderedSolo, settings: Settings | None = None) -> SamplingPolicy:
    """The policy that a solo was drawn by, or that of other ``settings``."""
    solo = rendered.performance.take.solo
    instrument = INSTRUMENTS.get(solo.instrument)
    return policy_of(rendered.network, settings or rendered.settings, instrument, solo.chart)


def tick_of(rendered: RenderedSolo, step: int) -> int:
    """The tick on which a step, from 0, begins."""
    return round(float(rendered.performance.take.onsets[step]) * TICKS_PER_BEAT)


def is_fixed(rendered: RenderedSolo, step: int, *, length: bool = False) -> bool:
    """Whether a step is a goal note or a kept event; with ``length``, whether its length was fixed, too."""
    fixed = policy_of_solo(rendered).fixed
    found = fixed.at(np.array([tick_of(rendered, step)])) if fixed else None
    return (
        found is not None and found.ahead[0] == 0 and not (length and found.length_values[0] == OPEN_LENGTH)
    )
