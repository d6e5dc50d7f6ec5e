"""The state of a training run, in memory and in a checkpoint that a killed run resumes from.

A checkpoint is written after each epoch, whole or not at all. It has a fingerprint of everything that
the result depends on, so that a checkpoint of another run is not used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.errors import ModelFileError, TrainingError
from jazzlstm.model.model_file import BEST, LARGEST_CHECKPOINT, read_arrays, write_arrays
from jazzlstm.model.network import Weights

Arrays = Mapping[str, NDArray[Any]]


@dataclass(slots=True)
class RunState:
    """Epochs done, their losses, and the best weights so far."""

    epoch: int = 0
    best: float = float("inf")
    """The lowest validation loss, nats an event."""
    best_epoch: int = 0
    best_weights: Weights = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)
    base_loss: float | None = None
    """The validation loss of the base before training."""

    def is_best_with(self, loss: float, held_out_loss: float) -> bool:
        """Record an epoch; True if it is the best so far."""
        self.epoch += 1
        self.history.append({"epoch": self.epoch, "loss": loss, "held_out_loss": held_out_loss})
        if held_out_loss >= self.best:
            return False
        self.best, self.best_epoch = held_out_loss, self.epoch
        return True


def fingerprint_of(plan: object, arrays: Iterable[NDArray[Any]]) -> str:
    """A digest of a plan and of the arrays (first weights, teachers, solos) of a run."""
    digest = hashlib.sha256(repr(plan).encode())
    for array in arrays:
        digest.update(array.tobytes())
    return digest.hexdigest()


def write_checkpoint(
    path: Path, state: RunState, variables: Arrays, run: str, sizes: Mapping[str, Any]
) -> None:
    """Write a checkpoint.

    ``variables``: current ones of network and optimizer. ``sizes`` (``describe_sizes``) makes the best
    weights so far a network.
    """
    reached = {name: value for name, value in asdict(state).items() if name != "best_weights"}
    best = {f"{BEST}{name}": weight for name, weight in state.best_weights.items()}
    write_arrays(path, {**variables, **best}, {"checkpoint": reached, "run": run, **sizes})


def read_state(path: Path, run: str) -> tuple[Arrays, RunState] | None:
    """The variables and the state of a run; None for a checkpoint of another run.

    Raises:
        TrainingError: the checkpoint is damaged.
    """
    try:
        arrays, header = read_arrays(path.read_bytes(), LARGEST_CHECKPOINT)
    except ModelFileError as exc:
        raise TrainingError(
            f"the checkpoint {path} is damaged: delete it to train from the start", reason="checkpoint"
        ) from exc
    if header.get("run") != run:
        return None
    best = {name.removeprefix(BEST): np.asarray(a) for name, a in arrays.items() if name.startswith(BEST)}
    return arrays, RunState(best_weights=best, **header["checkpoint"])
