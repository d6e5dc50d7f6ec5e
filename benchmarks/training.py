"""Training, in events a second: TensorFlow and JAX against PyTorch's ``nn.LSTM`` of the same sizes.

    python benchmarks/training.py [--quick]

Each installed backend trains in its own process on the same random solos in the same batches: two
layers, 16 sequences of 96 events, no dropout, no output features. The first epoch, which
compiles the graphs, is not counted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Result, Table, ratio, show, spread
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, encode_notes
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.encoding.sequences import Batch, EncodedSolo, draw_batches, encode_solo
from jazzlstm.model.config import ModelConfig
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart
from tools.command import command

BACKENDS = {"PyTorch nn.LSTM": "torch", "TensorFlow": "tensorflow", "JAX": "jax"}
"""Module by name in the table."""
STEPS = 96
BATCH = 16
"""Events of a sequence and sequences of a batch, as in the recipe of the default network."""
LENGTH_UNITS = 128
LEARNING_RATE = 2e-3
NOTES = 512
"""Of a solo."""
CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7b9 |")


def random_walk_solos(count: int) -> list[Solo]:
    """Random walks in eighths; the music does not affect the speed."""
    rng = np.random.default_rng(0)
    walks = 50 + np.cumsum(rng.integers(-3, 4, (count, NOTES)), axis=1) % 30
    return [
        Solo(tuple(Note(i / 2, 0.5, int(p)) for i, p in enumerate(walk)), CHART, title=str(number))
        for number, walk in enumerate(walks)
    ]


def keras_rates(config: ModelConfig, solos: list[Solo], epochs: int) -> list[float]:
    """Events a second of each epoch but the first, with this program's training."""
    from jazzlstm.model.training import TrainingControl, train
    from jazzlstm.model.training_plan import TrainingPlan

    seconds = [0.0]
    train(
        solos,
        config,
        TrainingPlan(epochs=epochs, batch=BATCH, patience=epochs),
        validation_set=solos[:1],
        control=TrainingControl(on_epoch=lambda progress: seconds.append(progress.seconds)),
    )
    events = sum(len(encode_notes(solo.notes)) for solo in solos)
    return [events / (after - before) for before, after in zip(seconds[1:], seconds[2:], strict=False)]


def torch_rates(config: ModelConfig, solos: list[Solo], epochs: int) -> list[float]:
    """Events a second of each epoch but the first, with ``nn.LSTM`` and AdamW on the same batches."""
    import torch
    from torch import nn

    units = config.units
    lstm = nn.LSTM(FEATURES, units, config.layers, batch_first=True)
    pitch = nn.Linear(units, PITCH_VALUES)
    length = nn.Sequential(
        nn.Linear(units + PITCH_VALUES, config.length_units),
        nn.ReLU(),
        nn.Linear(config.length_units, LENGTH_VALUES),
    )
    parts = nn.ModuleList([lstm, pitch, length])
    optimizer = torch.optim.AdamW(parts.parameters(), LEARNING_RATE)
    loss_of = nn.CrossEntropyLoss(reduction="none")

    def train_step(batch: Batch) -> None:
        pitch_values = torch.from_numpy(batch.pitch_values).long()
        h, _ = lstm(torch.from_numpy(batch.features[..., :FEATURES]).float())
        lengths = length(torch.cat([h, nn.functional.one_hot(pitch_values, PITCH_VALUES).float()], dim=-1))
        nats = loss_of(pitch(h).transpose(1, 2), pitch_values)
        nats = nats + loss_of(lengths.transpose(1, 2), torch.from_numpy(batch.length_values).long())
        weight = torch.from_numpy(batch.weight)
        optimizer.zero_grad()
        ((nats * weight).sum() / weight.sum()).backward()
        nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
        optimizer.step()

    encoded = [encode_solo(solo, Conditioning()) for solo in solos]
    return [epoch_rate(encoded, epoch, train_step) for epoch in range(epochs)][1:]


def epoch_rate(solos: list[EncodedSolo], epoch: int, train_step: Callable[[Batch], None]) -> float:
    """Events a second of one epoch of batches."""
    events, start = 0, time.perf_counter()
    rng = np.random.default_rng(epoch)
    for batch in draw_batches(solos, conditioning=Conditioning(), steps=STEPS, batch=BATCH, rng=rng):
        train_step(batch)
        events += int(batch.weight.sum())
    return events / (time.perf_counter() - start)


def print_rates(backend: str, units: int, *, quick: bool) -> None:
    """Measure in this process and print the rate of each epoch as JSON."""
    config = ModelConfig(units, 2, 0, LENGTH_UNITS, STEPS)
    solos, epochs = random_walk_solos(20 if quick else 60), 3 if quick else 6
    rates = torch_rates if backend == "torch" else keras_rates
    print(json.dumps(rates(config, solos, epochs)))


def rate_in_new_process(backend: str, units: int, *, quick: bool) -> float:
    """Median rate of the epochs on ``backend``."""
    command = [sys.executable, __file__, "--worker", backend, "--units", str(units), *["--quick"] * quick]
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 -- this Python, this file
    rates: list[float] = json.loads(done.stdout.splitlines()[-1])
    return median(rates)


def measure(*, quick: bool) -> Iterator[Result]:
    """Run the backends alternately, each time in a new process."""
    installed = {name: module for name, module in BACKENDS.items() if importlib.util.find_spec(module)}
    absent = "".join(f"; {name} is not installed" for name in BACKENDS if name not in installed)
    for units in (128,) if quick else (128, 256):
        rates: dict[str, list[float]] = {name: [] for name in installed}
        for _ in range(1 if quick else 3):
            for name, module in installed.items():
                rates[name].append(rate_in_new_process(module, units, quick=quick))
        reference = next(iter(rates))
        rows = [
            [name, spread(found), f"{ratio(found, rates[reference]):.2f}"] for name, found in rates.items()
        ]
        head = ["", "events a second", f"x as fast as {reference}"]
        yield Table(f"Training 2 layers of {units} units{absent}", head, rows)


def main() -> None:
    """Print the tables; with ``--worker``, measure one backend."""
    parser = command(__doc__, quick="fewer solos and epochs, one size")
    parser.add_argument("--worker", choices=BACKENDS.values(), help=argparse.SUPPRESS)
    parser.add_argument("--units", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        print_rates(options.worker, options.units, quick=options.quick)
    else:
        show(measure(quick=options.quick))


if __name__ == "__main__":
    main()
