"""Means and shares; NaN, never 0, of an empty set."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mean(values: Sequence[float] | NDArray[Any]) -> float:
    """The mean; NaN without values."""
    return float(np.mean(values)) if len(values) else math.nan


def mean_of_known(values: Iterable[float]) -> float:
    """The mean of the values that are not NaN; NaN without any."""
    return mean([value for value in values if not math.isnan(value)])


def ratio(part: float, whole: float) -> float:
    """``part / whole``; NaN if ``whole`` is 0."""
    return part / whole if whole else math.nan
