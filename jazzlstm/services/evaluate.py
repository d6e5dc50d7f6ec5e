"""Evaluate a model on a corpus: likelihood, comparison with human solos, and charts of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jazzlstm.errors import SettingsError
from jazzlstm.evaluation.comparison import Comparison, compare_with_human
from jazzlstm.evaluation.generated_solos import SamplingOptions
from jazzlstm.evaluation.likelihood import Forecast, Likelihood, forecast, likelihood_of
from jazzlstm.evaluation.report import comparison_lines
from jazzlstm.files import make_folder, write_whole
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.network import Network
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part

MOST_SOLOS = 10_000
"""Generated solos; a second each."""


@dataclass(frozen=True, slots=True)
class EvaluationRequest:
    """The corpus, its part, and the solos to generate."""

    corpus: tuple[Path, ...]
    """Files and folders of human solos."""
    part: str = "all"
    """A part of the split of the model's own training, see ``solos_of_part``."""
    solos: int = 0
    """How many solos to generate and compare with human ones; 0: none."""
    sampling: SamplingOptions = SamplingOptions()
    """The sampling of the generated solos."""

    def __post_init__(self) -> None:
        if not 0 <= self.solos <= MOST_SOLOS:
            raise SettingsError(f"solos is {self.solos}: choose from 0 to {MOST_SOLOS}", field="solos")


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationResult:
    """The measures."""

    network: Network
    likelihood: Likelihood
    forecasts: Sequence[Forecast]
    comparison: Comparison | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON: likelihood at the top level, the comparison under separate keys."""
        compared = self.comparison.as_dict() if self.comparison else {}
        return {"model": self.network.name, **self.likelihood.as_dict(), **compared}

    def lines(self) -> list[str]:
        """The measures as lines for a terminal."""
        figures = self.likelihood
        lines = [f"{self.network.name} on {figures.solos} solos in 4/4, {figures.notes} notes"]
        lines += [
            f"  {name.replace('_', ' '):20} {value:8.4f}"
            for name, value in figures.as_dict().items()
            if name not in ("notes", "solos")
        ]
        return lines + (list(comparison_lines(self.comparison)) if self.comparison else [])


def evaluate_model(model: str, request: EvaluationRequest) -> EvaluationResult:
    """Measure how well a model predicts the 4/4 solos of a corpus, and compare its own solos with them.

    Raises:
        InputError: there is no such model, no solo in 4/4, or no such part.
    """
    network = open_model(model)
    corpus = solos_for(read_corpus(list(request.corpus)).solos, four_four_only=True)
    solos = solos_of_part(network, corpus, request.part)
    forecasts = forecast(network, solos)
    likelihood = likelihood_of(forecasts)
    compared = (
        compare_with_human(network, solos, corpus, request.solos, request.sampling) if request.solos else None
    )
    return EvaluationResult(network, likelihood, forecasts, compared)


def draw_evaluation(result: EvaluationResult, folder: Path) -> dict[str, Path]:
    """Write charts of the measures into ``folder``; returns the path of each by name.

    Raises:
        OutputError: the folder cannot be written to.
    """
    from jazzlstm.drawing import evaluation as charts  # matplotlib takes a second to import

    images = {
        "calibration": charts.draw_calibration(result.forecasts),
        "perplexity_in_bar": charts.draw_surprise(result.forecasts),
    }
    if result.comparison:
        images["distributions"] = charts.draw_distributions(result.comparison)
        images["originality"] = charts.draw_originality(result.comparison)
    make_folder(folder)
    paths = {name: folder / f"{name}.png" for name in images}
    for name, image in images.items():
        write_whole(paths[name], image)
    return paths
