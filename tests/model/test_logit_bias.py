from __future__ import annotations

import math
from typing import Any

import pytest

from jazzlstm.model.logit_bias import STRONGEST_BIAS, LogitBias


def test_a_model_file_has_short_names() -> None:
    nats = {"chord": 0.1, "beat": 0.2, "memory": 0.3, "rhythm": 0.4, "steps": 0.5}
    bias = LogitBias.from_dict(nats)
    assert bias == LogitBias(0.1, 0.2, 0.3, 0.4, 0.5)
    assert bias.as_dict() == nats


def test_what_is_missing_is_zero() -> None:
    assert LogitBias.from_dict({"memory": 1}) == LogitBias(echo_pitch=1.0)


@pytest.mark.parametrize("nats", [2 * STRONGEST_BIAS, -2 * STRONGEST_BIAS, math.inf, math.nan])
def test_a_bias_out_of_range_is_refused(nats: float) -> None:
    with pytest.raises(ValueError, match="steps"):
        LogitBias(steps=nats)


@pytest.mark.parametrize("unknown", [{"swing": 1.0}, {"chord_tones": 1.0}])
def test_an_unknown_name_is_refused(unknown: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        LogitBias.from_dict(unknown)
