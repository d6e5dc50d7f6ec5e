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
            "nBY3Q3M3M5Q5M5L5n6T2Q4nKM5Q5M5L5P5Q5L5n5R5Q5M5L5P5Q5M5L5n8T2Q4n6H5Q5R5L5R5L5n5R5L5n5R5L5RB",
        ),
        ("weimar", HOT, "Y5T5J5M5Q4nAM3QFL5R52NQ5nBR8K5P2TFM3OBnIe5PEM7Q3T6nAM5Q5M5L5L5R7T3OB"),
        (
            "classic",
            {"seed": 1},
            "nQOHN5U5N2P5M8M5L5M5Q5QKnPn2KBO2Q5R5K4P1Q3P1Q3P3M3P7L5M1T7P3N0P2P1L1P7J3nL",
        ),
        (
            "classic",
            COLD,
            "n8X2P5M5L5M5L5P5nBO5Q5R5P5Q5P5N5N5N5M5N5nBP5R5Q5M5Q5Q5M5Q5M5L5P5L5K5L5nQT5O5nB",
        ),
        ("classic", HOT, "V5T5H5T4n6M5N5QBL5P55Nn2X8OHFCnAVHJ9R3T3S5R8M5S2R5N5P5S5O5O5KBO7T3S5T5MO"),
    ],
    ids=["weimar", "weimar, cold", "weimar, hot", "classic", "classic, cold", "classic, hot"],
)
def test_a_shipped_model_plays_the_same_solo(model: str, settings: dict[str, Any], played: str) -> None:
    (take,) = improvise(
        open_model(model), tune_chart("blues"), Settings(beats=BEATS, **settings), tempo=120.0
    )
    assert keep_until(take, BEATS) == played
