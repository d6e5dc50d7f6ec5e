"""Means and shares of what may be empty: of nothing they are NaN, never a flattering 0."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mean(values: Sequence[float] | NDArray[Any]) -> float:
    """The mean; NaN of nothing."""
    return float(np.mean(values)) if len(values) else math.nan


def mean_of_known(values: Iterable[float]) -> float:
    """The mean of the values that are not NaN; NaN when none is left."""
    return mean([value for value in values if not math.isnan(value)])


def ratio(part: float, whole: float) -> float:
    """``part`` of ``whole``; NaN of a whole that is nothing."""
    return part / whole if whole else math.nan
