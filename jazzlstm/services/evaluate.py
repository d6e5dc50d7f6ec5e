"""The use-case of measuring: a model and a corpus to figures, and to pictures of them."""

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
from jazzlstm.services.play import open_model
from jazzlstm.services.train import solos_for, solos_of_part

MOST_SOLOS = 10_000


@dataclass(frozen=True, slots=True)
class EvaluationRequest:
    """What is asked: which solos, and how many of its own the network has to play (0: none)."""

    corpus: tuple[Path, ...]
    part: str = "all"
    solos: int = 0
    manner: SamplingOptions = SamplingOptions()

    def __post_init__(self) -> None:
        if not 0 <= self.solos <= MOST_SOLOS:
            raise SettingsError(f"solos is {self.solos}; choose from 0 to {MOST_SOLOS}", field="solos")


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationResult:
    """What came out."""

    network: Network
    likelihood: Likelihood
    forecasts: Sequence[Forecast]
    comparison: Comparison | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: the likelihood figures at the top, the comparison in parts of its own."""
        compared = self.comparison.as_dict() if self.comparison else {}
        return {"model": self.network.name, **self.likelihood.as_dict(), **compared}

    def lines(self) -> list[str]:
        """As a person reads it."""
        figures = self.likelihood
        lines = [f"{self.network.name} on {figures.solos} solos in 4/4, {figures.notes} notes"]
        lines += [
            f"  {name.replace('_', ' '):20} {value:8.4f}"
            for name, value in figures.as_dict().items()
            if name not in ("notes", "solos")
        ]
        return lines + (list(comparison_lines(self.comparison)) if self.comparison else [])


def evaluate_model(model: str, exam: EvaluationRequest) -> EvaluationResult:
    """How well a model foresees the 4/4 solos of a corpus, and how its own compare with them.

    Raises:
        InputError: no such model, nothing to measure with, or a part that the model doesn't know.
    """
    network = open_model(model)
    corpus = solos_for(read_corpus(list(exam.corpus)).solos, four_four_only=True)
    solos = solos_of_part(network, corpus, exam.part)
    forecasts = forecast(network, solos)
    likelihood = likelihood_of(forecasts)
    compared = compare_with_human(network, solos, corpus, exam.solos, exam.manner) if exam.solos else None
    return EvaluationResult(network, likelihood, forecasts, compared)


def draw_evaluation(examination: EvaluationResult, folder: Path) -> dict[str, Path]:
    """Write the pictures of an examination into ``folder``; the path of each by its name.

    Raises:
        OutputError: the folder cannot be written to.
    """
    from jazzlstm.drawing import evaluation as pictures  # matplotlib, which figures alone don't need

    images = {
        "calibration": pictures.draw_calibration(examination.forecasts),
        "perplexity_in_bar": pictures.draw_surprise(examination.forecasts),
    }
    if examination.comparison:
        images["distributions"] = pictures.draw_distributions(examination.comparison)
        images["originality"] = pictures.draw_originality(examination.comparison)
    make_folder(folder)
    paths = {name: folder / f"{name}.png" for name in images}
    for name, image in images.items():
        write_whole(paths[name], image)
    return paths
