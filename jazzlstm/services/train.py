"""A corpus to a trained model file.

Keras is imported when a training starts: a request that cannot be trained is refused before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazzlstm.encoding.split import split_by_tune
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.evaluation.logit_bias_fit import fit_logit_bias, with_logit_bias
from jazzlstm.files import make_folder, write_whole
from jazzlstm.formats.corpus import FileReport, read_corpus
from jazzlstm.formats.solo_file import keep_solos
from jazzlstm.model import training_libraries
from jazzlstm.model.model_card import describe_training
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.model.recipes import RECIPES, Recipe
from jazzlstm.music import Solo
from jazzlstm.services.models import open_model
from jazzlstm.solos import choose

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress


PARTS = ("train", "validation", "test")
"""The parts of a split by tune."""
OLD_PARTS = {"learnt": "train", "held-out": "validation"}
"""Names of parts in the first version's command line."""
MOST_EPOCHS = 10_000
MOST_MEASURED = 1000
"""Validation and test solos whose likelihood is measured after the training."""


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """The corpus and the options of a training; None and "" mean the recipe's value."""

    corpus: tuple[Path, ...]
    """Files and folders."""
    out: Path
    """The model file to write."""
    base: str = ""
    """A model to start from, by name or path."""
    teachers: tuple[str, ...] = ()
    """Models to distil, by name or path."""
    recipe: str = ""
    """A name in ``RECIPES``."""
    units: int | None = None
    layers: int | None = None
    sequence_length: int | None = None
    """Events."""
    epochs: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """A finished training: the paths of its files, and the network."""

    model: Path
    loss_curve: Path
    network: Network

    def as_dict(self) -> dict[str, Any]:
        """The result for JSON."""
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
    request: TrainingRequest,
    *,
    on_report: Callable[[Sequence[FileReport]], None] | None = None,
    on_epoch: Callable[[Progress], bool | None] | None = None,
) -> TrainingResult:
    """Read a corpus, train on it, and write the model file with its loss curve beside it.

    A killed run continues from its checkpoint when the same request is made again.

    Raises:
        InputError: the corpus has no solo, or the sizes are out of range.
        TrainingError: the corpus is too small, or the libraries of training are missing.
        OutputError: the model file cannot be written.
    """
    training_libraries.check()
    _check_out(request.out)
    recipe = _recipe(request)
    base = open_model(request.base) if request.base else None
    teachers = [open_model(name) for name in request.teachers]
    corpus = read_corpus(list(request.corpus), keep=keep_solos)
    if on_report:
        on_report(corpus.report)
    solos = solos_for(corpus.solos, recipe.four_four_only)
    make_folder(request.out.parent)
    from jazzlstm.drawing.losscurve import draw_loss_curve

    network = _trained(request, recipe, solos, base, teachers, on_epoch)
    network = _described(network, request.out.stem, solos, recipe, base)
    write_model(request.out, network)
    picture = request.out.with_suffix(".loss.png")
    write_whole(picture, draw_loss_curve(network.card.history, format="png"))
    _checkpoint(request).unlink(missing_ok=True)
    return TrainingResult(request.out, picture, network)


def _trained(
    request: TrainingRequest,
    recipe: Recipe,
    solos: Sequence[Solo],
    base: Network | None,
    teachers: Sequence[Network],
    on_epoch: Callable[[Progress], bool | None] | None,
) -> Network:
    with _stderr_muted():  # takes seconds, so after all checks of the input
        training_libraries.load()
        from jazzlstm.model.training import TrainingControl, train
    control = TrainingControl(checkpoint=_checkpoint(request))
    if on_epoch:
        control = replace(control, on_epoch=on_epoch)
    return train(solos, base or recipe.config, recipe.plan, teachers=teachers, control=control)


def _checkpoint(request: TrainingRequest) -> Path:
    """The file that a killed run continues from."""
    return request.out.with_suffix(".checkpoint")


def _described(
    network: Network, name: str, solos: Sequence[Solo], recipe: Recipe, base: Network | None
) -> Network:
    """The trained network with its model card, and its logit bias if the recipe fits one."""
    card = describe_training(network.card, name, solos, base.card if base else None)
    network = replace(network, card=replace(card, metrics=_metrics(network, solos, recipe)))
    if not recipe.fits_logit_bias:
        return network
    train_set = _in_four(solos_of_part(network, solos, "train"))
    return with_logit_bias(network, fit_logit_bias(network, train_set))


@contextmanager
def _stderr_muted() -> Iterator[None]:
    """Mute file descriptor 2: TensorFlow prints from C++ during its import, whatever its log level."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # for what it prints after its import
    stderr = os.dup(2)
    with Path(os.devnull).open("w") as null:
        os.dup2(null.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)


def _check_out(path: Path) -> None:
    if path.suffix != ".safetensors" or path.is_dir():
        raise InputError(f"{path} is not the name of a model file: choose a name that ends in .safetensors")


def solos_for(solos: Sequence[Solo], four_four_only: bool) -> Sequence[Solo]:
    """The solos with notes, in 4/4 if wanted.

    Raises:
        InputError: there is none.
    """
    kept = [i for i, solo in enumerate(solos) if solo.notes and (solo.is_four_four or not four_four_only)]
    if not kept:
        metre = " in 4/4" if four_four_only else ""
        raise InputError(
            f"there is no solo{metre} in these files: see the reasons with `python -m jazzlstm inspect`"
        )
    return choose(solos, kept)


def solos_of_part(network: Network, solos: Sequence[Solo], part: str) -> Sequence[Solo]:
    """The solos in one part of the split by tune that the model was trained with.

    ``part``: "all" or one of ``PARTS``.

    Raises:
        SettingsError: the model file does not contain its split.
    """
    part = OLD_PARTS.get(part, part)
    if part == "all":
        return solos
    shares = network.card.training.shares
    if not shares:
        raise SettingsError(
            f"the model file of {network.name} does not contain its split: use --part all", field="part"
        )
    parts = dict(zip(PARTS, split_by_tune(solos, shares), strict=True))
    return parts[part]


def _recipe(request: TrainingRequest) -> Recipe:
    recipe = RECIPES[request.recipe or ("tune" if request.base else "weimar")]
    sizes = {"units": request.units, "layers": request.layers, "sequence_length": request.sequence_length}
    given: dict[str, Any] = {name: size for name, size in sizes.items() if size is not None}
    if request.base and given:
        option = f"--{next(iter(given)).replace('_', '-')}"
        raise InputError(f"the sizes of the layers come from the base model: remove {option}")
    epochs = recipe.plan.epochs if request.epochs is None else request.epochs
    if not 1 <= epochs <= MOST_EPOCHS:
        raise SettingsError(f"epochs is {epochs}: choose from 1 to {MOST_EPOCHS}", field="epochs")
    if not 0 <= request.seed < 2**32:
        raise SettingsError(f"seed is {request.seed}: choose from 0 to {2**32 - 1}", field="seed")
    return replace(
        recipe,
        config=replace(recipe.config, **given),
        plan=replace(recipe.plan, epochs=epochs, seed=request.seed),
    )


def _metrics(network: Network, solos: Sequence[Solo], recipe: Recipe) -> dict[str, Any]:
    """Likelihood of the validation and test solos."""
    _, validation, test = split_by_tune(solos, recipe.plan.shares)
    parts = {"held_out": validation, "test": test}
    return {
        name: measure_likelihood(network, _in_four(part)[:MOST_MEASURED]).as_dict()
        for name, part in parts.items()
        if part
    }


def _in_four(solos: Sequence[Solo]) -> Sequence[Solo]:
    """The solos in 4/4, the metre of all published measures; all solos if there is none."""
    return choose(solos, [i for i, solo in enumerate(solos) if solo.is_four_four]) or solos
