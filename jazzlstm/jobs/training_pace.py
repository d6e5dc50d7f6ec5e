"""The estimated time of a training: its work, times the pace of this host at this moment.

The work is in processor seconds of the machine that the constants were measured on. The pace is that of the
trainings that have ended on this host. Before the first one it is measured by a short calculation, which
takes longer on a slower processor, and while other programs use it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from statistics import mean
from threading import Lock

import numpy as np
from cachetools import TTLCache, cached

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.files import read_json, write_json
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import store_folder
from jazzlstm.model.network import Network

START_SECONDS = 22.0
"""To load Keras, trace the graph, and play samples."""
ENCODING_SECONDS = 0.4e-3
"""To encode a note, once."""
EPOCH_SECONDS = 5e-6
"""For a note in an epoch, whatever the size of the network."""
PARAMETER_SECONDS = 224e-12
"""For a note and a parameter, in an epoch."""
EVALUATION_SECONDS = 6.0
FIT_SECONDS = 0.45e-3
"""To fit the logit bias, for a note of the solos that are used for it, whatever the size of the network."""
FIT_PARAMETER_SECONDS = 0.6e-9
"""For such a note and a parameter."""
MOST_FIT_SOLOS = 80
MOST_FIT_NOTES = 200
"""Of one solo: the fit uses its first 96 beats."""
OVERLAP = 0.6
"""Seconds a processor second: Keras uses two cores for a part of the time."""
PROBES = 8
"""One after another: a busy processor serves each of them differently, and a training gets the mean."""
PROBE_ROUNDS = 250
PROBE_SECONDS = 0.0175
"""Processor seconds of a probe on the machine of the constants."""
PROBE_KEPT_SECONDS = 20.0
"""The page draws the estimate at every click; a measurement holds so long."""
FASTEST_PACE, SLOWEST_PACE = 0.1, 3.0
"""Seconds a processor second; a pace outside these bounds comes from a disturbance of seconds."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What a run has to do."""

    notes: int
    solos: int
    epochs: int
    parameters: int
    fits_logit_bias: bool

    @classmethod
    def of(cls, request: RunRequest, notes: int, solos: int, base: Network | None) -> Workload:
        recipe = request.recipe()
        parameters = base.parameters if base else recipe.config.count_weights(Conditioning())
        return cls(notes, solos, recipe.plan.epochs, parameters, recipe.fits_logit_bias)

    @property
    def seconds(self) -> float:
        """The work in processor seconds."""
        return START_SECONDS + ENCODING_SECONDS * self.notes + self.epochs * self.epoch_seconds + self.tail

    @property
    def epoch_seconds(self) -> float:
        return self.notes * (EPOCH_SECONDS + PARAMETER_SECONDS * self.parameters)

    @property
    def tail(self) -> float:
        """The work after the last epoch."""
        if not self.fits_logit_bias:
            return EVALUATION_SECONDS
        each = min(self.notes / max(1, self.solos), MOST_FIT_NOTES)
        fit_notes = each * min(self.solos, MOST_FIT_SOLOS)
        return EVALUATION_SECONDS + fit_notes * (FIT_SECONDS + FIT_PARAMETER_SECONDS * self.parameters)

    def until(self, epochs: int) -> Workload:
        """The work of a run that ended after so many epochs."""
        return replace(self, epochs=epochs)


def estimate_seconds(work: Workload) -> float:
    """About how many seconds a run takes, if it is not stopped early."""
    return work.seconds * (usual_pace() or measured_pace())


@cached(TTLCache(maxsize=1, ttl=PROBE_KEPT_SECONDS), lock=Lock())
def measured_pace() -> float:
    """Seconds of this host for a processor second of work, by the mean of some short calculations."""
    return _bounded(OVERLAP * mean(_probe() for _ in range(PROBES)) / PROBE_SECONDS)


def _probe() -> float:
    values = np.linspace(-3, 3, 65536, dtype=np.float32)
    start = time.perf_counter()
    for _ in range(PROBE_ROUNDS):
        np.exp(np.tanh(values))
    return time.perf_counter() - start


def usual_pace() -> float:
    """Seconds of this host for a processor second of work in earlier trainings; 0 before the first."""
    value = read_json(store_folder() / "pace.json").get("seconds", 0.0)
    return _bounded(float(value)) if isinstance(value, int | float) and value > 0 else 0.0


def record_pace(seconds: float, work: Workload) -> None:
    """Average a run into the pace of its host, half and half.

    Raises:
        OutputError: the disk is full.
    """
    new = _bounded(seconds / work.seconds)
    write_json(store_folder() / "pace.json", {"seconds": (new + (usual_pace() or new)) / 2})


def _bounded(pace: float) -> float:
    return min(max(pace, FASTEST_PACE), SLOWEST_PACE)
