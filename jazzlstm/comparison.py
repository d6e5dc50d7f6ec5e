"""What a training has changed, in figures: the base network beside the one that learnt a corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.music import Solo
from jazzlstm.network import Network

MOST_SOLOS = 48
"""Held-out solos that are measured: a large corpus need not keep anybody waiting."""


def compare(
    base: Network | None,
    network: Network,
    learnt: Sequence[Solo],
    held_out: Sequence[Solo],
    should_stop: Callable[[], bool],
) -> dict[str, Any]:
    """Figures "before" (of the base, if there is one) and "after"; empty when stopped on the way."""
    figures: dict[str, Any] = {}
    for name, each in (("before", base), ("after", network)):
        if should_stop():
            return {}
        if each is not None:
            figures[name] = {"held_out": measure_likelihood(each, held_out[:MOST_SOLOS]).as_dict()}
    return figures
