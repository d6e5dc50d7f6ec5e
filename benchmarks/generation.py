"""Generation, in events a second: the NumPy sampler against two ways to call Keras.

    python benchmarks/generation.py [--quick]

- ``predict`` on a sliding window of 30 events, one call an event, as deepjazz did.
- The Keras step model compiled by ``tf.function``, one call an event.
- The NumPy step alone: the same arithmetic.
- The whole NumPy sampler, from chart to events: input rows, counts of the history, the step, temperature,
  top-p and the other rules of the policy, the draw, and the trace that the page shows.

The ratios of the whole sampler favour Keras. Its step gets a finished input row and returns probabilities:
it computes no row, counts no history and draws nothing, which takes half of an event or more. It computes
in single precision, the NumPy step in double, so that a seed gives the same solo on every machine: with
many takes, that is twice the time for the same products.

The networks of one layer have the size of deepjazz and the units of the default. Only ``weimar``, the
default network, reads the counts of the history; here it has its sizes and random weights.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

from benchmarks.timing import Result, Table, ratio, seconds, show, spread, take_turns
from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.generation.numpy_network import Stepper
from jazzlstm.generation.sampler import SoloFrame, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.charts import parse_chart
from tools.command import command
from tools.random_network import random_network

CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7b9 | Dm7 | G7 | Cmaj7 | Cmaj7 |")
WINDOW = 30
"""Events."""
BEATS = 100
"""Length of the solos."""
TEMPO = 140.0
LENGTH_UNITS = 128
"""Units of the layer for lengths, as in the default network."""
DENSITY = 0.1
"""Share of ones in a row of features."""


def single_layer(units: int) -> Network:
    """A network of one layer with random weights."""
    return random_network(ModelConfig(units, 1, 0, LENGTH_UNITS, WINDOW))


def default_network() -> Network:
    """A network of the sizes of ``weimar`` with random weights."""
    return random_network(ModelConfig(256, 2, 0, 256, WINDOW, output_features=True, pitch_units=256))


def sampler(network: Network, takes: int) -> Callable[[], float]:
    """A function that generates whole solos and returns events a second."""
    harmony, seed = lay_out_harmony(CHART), count()

    def turn() -> float:
        seeds = [next(seed) for _ in range(takes)]
        events: list[int] = []
        elapsed = seconds(lambda: events.append(generate(seeds)))
        return events[0] / elapsed

    def generate(seeds: list[int]) -> int:
        policy = SamplingPolicy(top_p=0.98)
        trace = sample(network, SoloFrame(harmony, TEMPO, TICKS_PER_BEAT * BEATS), seeds, policy=policy)
        return int(trace.steps_of.sum())

    return turn


def numpy_step(network: Network, takes: int, steps: int) -> Callable[[], float]:
    """A function that runs the NumPy step alone and returns events a second."""
    stepper, features = Stepper(network), random_features(takes)
    pitch_values = np.zeros(takes, np.int64)

    def turn() -> float:
        states = stepper.start(takes)

        def run() -> None:
            nonlocal states
            for _ in range(steps):
                h, states = stepper.step(features, states)
                stepper.pitch_probabilities(h, features)
                stepper.length_probabilities(h, features, pitch_values)

        return takes * steps / seconds(run)

    return turn


def predict_loop(model: Any, takes: int, steps: int) -> Callable[[], float]:  # noqa: ANN401 -- Keras has no types
    """A function that calls ``predict`` on a window of events, once for each event; events a second."""
    window = {
        "features": np.repeat(random_features(takes)[:, None], WINDOW, axis=1),
        "condition": np.zeros((takes, 1), np.float32),
        "pitch_value": np.zeros((takes, WINDOW), np.int32),
    }

    def run() -> None:
        for _ in range(steps):
            model.predict(window, verbose=0)

    return lambda: takes * steps / seconds(run)


def compiled_step(model: Any, config: ModelConfig, takes: int, steps: int) -> Callable[[], float]:  # noqa: ANN401 -- Keras has no types
    """A function that calls the compiled step model, states kept as tensors; events a second."""
    import tensorflow as tf

    call = tf.function(lambda inputs: model(inputs, training=False))
    features, pitch_value = random_features(takes)[:, None], np.zeros((takes, 1), np.int32)
    inputs = {
        "features": tf.constant(features),
        "condition": tf.zeros((takes, 1)),
        "pitch_value": tf.constant(pitch_value),
    }

    def run() -> None:
        states = {f"state{i}": tf.zeros((takes, config.units)) for i in range(2 * config.layers)}
        for _ in range(steps):
            outputs = call({**inputs, **states})
            states = {name: outputs[name] for name in states}
            outputs["pitch"].numpy(), outputs["length"].numpy()

    return lambda: takes * steps / seconds(run)


def random_features(takes: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Rows of zeros and ones, (takes, COLUMNS), about as dense as real ones."""
    return (np.random.default_rng(1).random((takes, COLUMNS)) < DENSITY).astype(np.uint8)


def compare(name: str, network: Network, takes: int, *, quick: bool) -> Table:
    """Measure all variants with one network, alternately."""
    from jazzlstm.model.keras_model import build_network

    keras = build_network(network.config, network.conditioning)
    keras.load(network.weights)
    steps = 20 if quick else 100
    figures = take_turns(
        {
            "NumPy sampler, whole": sampler(network, takes),
            "NumPy step, bare": numpy_step(network, takes, 5 * steps),
            "tf.function step": compiled_step(keras.step, network.config, takes, steps),
            "predict on a window": predict_loop(keras.training, takes, max(3, steps // 10)),
        },
        turns=3 if quick else 9,
    )
    ours = figures["NumPy sampler, whole"]
    ratios = {name: ratio(ours, theirs) for name, theirs in figures.items()}
    bare = {name: ratio(figures["NumPy step, bare"], theirs) for name, theirs in figures.items()}
    rows = [
        [name, spread(events), f"{ratios[name]:,.1f}", f"{bare[name]:,.1f}"]
        for name, events in figures.items()
    ]
    title = f"{name}, {takes} take{'s' * (takes > 1)} at once"
    return Table(title, ["", "events a second", "sampler is x faster", "bare step is x faster"], rows)


def measure(*, quick: bool) -> Iterator[Result]:
    """Tables for the sizes of deepjazz, of one larger layer and of ``weimar``, one take and a batch."""
    networks = {"64 units": single_layer(64), "256 units": single_layer(256), "weimar": default_network()}
    for takes in (1,) if quick else (1, 32):
        for name, network in networks.items():
            yield compare(name, network, takes, quick=quick)


def main() -> None:
    """Print the tables."""
    show(measure(quick=command(__doc__, quick="fewer rounds, steps and sizes").parse_args().quick))


if __name__ == "__main__":
    main()
