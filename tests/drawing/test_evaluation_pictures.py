"""Pictures of an evaluation: formats, legends, reproducible bytes, few notes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jazzlstm.drawing.evaluation import (
    draw_calibration,
    draw_distributions,
    draw_originality,
    draw_surprise,
)
from jazzlstm.errors import RenderError
from jazzlstm.evaluation.comparison import Comparison, compare_with_human
from jazzlstm.evaluation.generated_solos import SamplingOptions
from jazzlstm.evaluation.likelihood import Forecast, forecast
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

pytestmark = pytest.mark.slow

CHART = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
SOLO = Solo(tuple(Note(i / 2, 0.5, 60 + i * 5 % 13) for i in range(64)), CHART)


@pytest.fixture(scope="module")
def comparison(make_network: Callable[..., Network]) -> Comparison:
    return compare_with_human(make_network(), [SOLO], [SOLO], 1, SamplingOptions())


@pytest.fixture(scope="module")
def forecasts(make_network: Callable[..., Network]) -> list[Forecast]:
    return forecast(make_network(), [SOLO])


def test_every_picture_is_a_png_or_an_svg(comparison: Comparison, forecasts: list[Forecast]) -> None:
    for png in (draw_distributions(comparison), draw_calibration(forecasts), draw_surprise(forecasts)):
        assert png.startswith(b"\x89PNG")
    assert b"<svg" in draw_originality(comparison, format="svg")


def test_the_legend_names_human_and_network(comparison: Comparison) -> None:
    svg = draw_originality(comparison, format="svg", theme="dark").decode()
    assert "human" in svg
    assert "the network" in svg


def test_the_same_figures_give_the_same_bytes(forecasts: list[Forecast]) -> None:
    assert draw_surprise(forecasts, format="svg") == draw_surprise(forecasts, format="svg")
    assert draw_surprise(forecasts) != draw_calibration(forecasts)


def test_perplexity_of_very_few_notes_can_be_drawn(make_network: Callable[..., Network]) -> None:
    assert draw_surprise(forecast(make_network(), [SOLO.with_notes(SOLO.notes[:2])]))


def test_an_unknown_format_is_refused(forecasts: list[Forecast]) -> None:
    with pytest.raises(RenderError) as caught:
        draw_surprise(forecasts, format="pdf")  # type: ignore[arg-type]
    assert caught.value.code == "unknown_format"
