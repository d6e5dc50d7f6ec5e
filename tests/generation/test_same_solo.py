"""The same seed gives the same solo as in earlier versions: links and saved settings rely on it."""

from __future__ import annotations

from typing import Any

import pytest

from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.prefix import keep_until
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import open_model
from jazzlstm.theory.tunes import tune_chart

BEATS = 24.0
COLD = {"seed": 2, "temperature": 0.5, "rhythm_temperature": 0.5}
HOT = {"seed": 3, "temperature": 1.4, "top_p": 1.0, "inside": 0.5}


@pytest.mark.parametrize(
    ("model", "settings", "played"),
    [
        ("weimar", {"seed": 1}, "nQMEL4n9R2S5O6O3K3N2P2QEnOn2KFQ1Q7QCK8O2VEO5S5N7L9OBK7L1R5Q1MB"),
        (
            "weimar",
            COLD,
            "nBY2Q5M2N5P3nDO5n5O5Q5P5L6nOn1M2QBO5Q5Q5n5N5P5M5M2M2N5M5R7N3M5O2K5L5R2S5n5Q5n5R5L5R7J3KB",
        ),
        ("weimar", HOT, "Y5T5J5M5Q4nAM3QFL5R52NQ5nBR8K5P2TFM3Q8nCR5R6nMX5T5M5N5P5N5M5L5R5T5M5QG"),
        (
            "classic",
            {"seed": 1},
            "nQOHN5U5N2P5M8M5L5M5Q5QKnPn2KBO2Q5R5K4P1Q3P1Q3P3M3P7L5M1T7P3N0P2P1L1P7J3nL",
        ),
        (
            "classic",
            COLD,
            "n8X2P5M2M4N1N3P1T4M2L2R4L3M1L1M4S2P2Q2Q2R2R2Q2P2N2N2P5N5N2P5K2n5J5O2R5Q5Q5P5n5O5L3nJH3O3O3n5O2O2O1M1N1M1Q3M1Q2M1O2Q1P1n9L1Q1P1Q1Q1T1T1Q1M1M1L0M0L1MC",
        ),
        ("classic", HOT, "V5T5H5T4n6M5N5PBL5P56LR3V6O5E8Q2RBO5O5O2TAnOn3a2T5M3n7Q5O5O5M5P5S5P3n9M9Q5FB"),
    ],
    ids=["weimar", "weimar, cold", "weimar, hot", "classic", "classic, cold", "classic, hot"],
)
def test_a_shipped_model_plays_the_same_solo(model: str, settings: dict[str, Any], played: str) -> None:
    (take,) = improvise(
        open_model(model), tune_chart("blues"), Settings(beats=BEATS, **settings), tempo=120.0
    )
    assert keep_until(take, BEATS) == played
