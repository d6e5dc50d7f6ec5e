"""The use-case of learning: files to a trained model.

Kept apart from ``studio``, so that what plays never touches what trains. Keras is
imported when a training starts, not before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazzlstm.encoding.sequences import split_by_tune
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.evaluation.logit_bias_fit import fit_logit_bias, with_logit_bias
from jazzlstm.files import make_folder, write_whole
from jazzlstm.formats.corpus import FileReport, read_corpus
from jazzlstm.model.model_card import describe_training
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.model.recipes import RECIPES, Recipe
from jazzlstm.music import Solo
from jazzlstm.services.play import open_model

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What a training is asked for; None and "" leave it to the recipe."""

    corpus: tuple[Path, ...]
    out: Path
    base: str = ""
    teachers: tuple[str, ...] = ()
    recipe: str = ""
    units: int | None = None
    layers: int | None = None
    sequence_length: int | None = None
    epochs: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """A finished training: where its files are, and the network."""

    model: Path
    loss_curve: Path
    network: Network

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        card = self.network.card
        return {
            "model": str(self.model),
            "loss_curve": str(self.loss_curve),
            "parameters": self.network.parameters,
            "best_epoch": card.best_epoch,
            "history": list(card.history),
            "metrics": dict(card.metrics),
        }


def train_model(
    lesson: TrainingRequest,
    *,
    on_report: Callable[[Sequence[FileReport]], None] | None = None,
    on_epoch: Callable[[Progress], bool | None] | None = None,
) -> TrainingResult:
    """Read a corpus, train on it, and write the model file and its loss curve beside it.

    A run that is killed goes on where it was when the same command is given again.

    Raises:
        InputError: nothing to learn from, or sizes that cannot be.
        TrainingError: too little to learn from.
        OutputError: the model cannot be written.
    """
    _check_out(lesson.out)
    recipe = _recipe(lesson)
    base = open_model(lesson.base) if lesson.base else None
    teachers = [open_model(name) for name in lesson.teachers]
    corpus = read_corpus(list(lesson.corpus))
    if on_report:
        on_report(corpus.report)
    solos = solos_for(corpus.solos, recipe.four_four_only)
    make_folder(lesson.out.parent)
    from jazzlstm.drawing.losscurve import draw_loss_curve

    with _greetings_unheard():  # seconds: whatever is wrong with the input has been said
        from jazzlstm.model.training import train
    checkpoint = lesson.out.with_suffix(".checkpoint")
    network = train(
        solos,
        recipe.config,
        recipe.plan,
        base=base,
        teachers=teachers,
        on_epoch=on_epoch,
        checkpoint=checkpoint,
    )
    card = describe_training(network.card, lesson.out.stem, solos, base.card if base else None)
    network = replace(network, card=replace(card, metrics=_metrics(network, solos, recipe)))
    if recipe.fits_logit_bias:
        train_set = _in_four(solos_of_part(network, solos, "learnt"))
        network = with_logit_bias(network, fit_logit_bias(network, train_set))
    write_model(lesson.out, network)
    picture = lesson.out.with_suffix(".loss.png")
    write_whole(picture, draw_loss_curve(network.card.history, format="png"))
    checkpoint.unlink(missing_ok=True)
    return TrainingResult(lesson.out, picture, network)


@contextmanager
def _greetings_unheard() -> Iterator[None]:
    """TensorFlow greets on stderr when it is imported, from C++ and before it reads any setting."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # afterwards this holds
    stderr = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


def _check_out(path: Path) -> None:
    if path.suffix != ".safetensors" or path.is_dir():
        raise InputError(f"{path} is no name for a model file: give one that ends in .safetensors")


def solos_for(solos: Sequence[Solo], four_four_only: bool) -> list[Solo]:
    """The solos that can be used; raises InputError when none is left."""
    kept = [solo for solo in solos if solo.notes and (solo.is_four_four or not four_four_only)]
    if not kept:
        metre = " in 4/4" if four_four_only else ""
        raise InputError(
            f"there is no solo{metre} in what was given: `python -m jazzlstm inspect` says why for each file"
        )
    return kept


def solos_of_part(network: Network, solos: Sequence[Solo], part: str) -> list[Solo]:
    """Those of ``solos`` that stand in one part of the model's own split by tune.

    ``part``: "all", or "learnt", "held-out" or "test".

    Raises:
        SettingsError: the model doesn't say how it was split.
    """
    if part == "all":
        return list(solos)
    shares = network.card.training.shares
    if not shares:
        raise SettingsError(
            f"{network.name} doesn't say how its corpus was split: use --part all", field="part"
        )
    parts = dict(zip(("learnt", "held-out", "test"), split_by_tune(solos, shares), strict=True))
    return list(parts[part])


def _recipe(lesson: TrainingRequest) -> Recipe:
    recipe = RECIPES[lesson.recipe or ("tune" if lesson.base else "weimar")]
    sizes = {"units": lesson.units, "layers": lesson.layers, "sequence_length": lesson.sequence_length}
    wanted: dict[str, Any] = {name: size for name, size in sizes.items() if size is not None}
    if lesson.base and wanted:
        raise InputError(f"a base model keeps its sizes: leave out --{next(iter(wanted)).replace('_', '-')}")
    epochs = recipe.plan.epochs if lesson.epochs is None else lesson.epochs
    if not 1 <= epochs <= 10_000:
        raise SettingsError(f"epochs is {epochs}; choose from 1 to 10000", field="epochs")
    if not 0 <= lesson.seed < 2**32:
        raise SettingsError(f"seed is {lesson.seed}; choose from 0 to {2**32 - 1}", field="seed")
    return replace(
        recipe,
        config=replace(recipe.config, **wanted),
        plan=replace(recipe.plan, epochs=epochs, seed=lesson.seed),
    )


def _metrics(network: Network, solos: Sequence[Solo], recipe: Recipe) -> dict[str, Any]:
    """How likely the solos are to it that it did not learn from."""
    _, held_out, test = split_by_tune(solos, recipe.plan.shares)
    parts = {"held_out": held_out, "test": test}
    return {
        name: measure_likelihood(network, _in_four(part)).as_dict() for name, part in parts.items() if part
    }


def _in_four(solos: Sequence[Solo]) -> list[Solo]:
    """Those in 4/4, of which all published figures are; all, where none is."""
    return [solo for solo in solos if solo.is_four_four] or list(solos)
