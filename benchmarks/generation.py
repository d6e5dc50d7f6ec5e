"""Generation, in events a second: the NumPy sampler against two ways to call Keras.

    python benchmarks/generation.py [--quick]

- ``predict`` on a sliding window of 30 events, one call an event, as deepjazz did.
- The Keras step model compiled by ``tf.function``, one call an event.
- The NumPy step alone.
- The whole NumPy sampler, from chart to events, with features, temperature and top-p.

The Keras variants neither compute features nor sample, so the ratios of the whole sampler
favour Keras.
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


def compiled_step(model: Any, units: int, takes: int, steps: int) -> Callable[[], float]:  # noqa: ANN401 -- Keras has no types
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
        states = {"state0": tf.zeros((takes, units)), "state1": tf.zeros((takes, units))}
        for _ in range(steps):
            outputs = call({**inputs, **states})
            states = {name: outputs[name] for name in states}
            outputs["pitch"].numpy(), outputs["length"].numpy()

    return lambda: takes * steps / seconds(run)


def random_features(takes: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Rows of zeros and ones, (takes, COLUMNS), about as dense as real ones."""
    return (np.random.default_rng(1).random((takes, COLUMNS)) < DENSITY).astype(np.uint8)


def compare(units: int, takes: int, *, quick: bool) -> Table:
    """Measure all variants at one size, alternately."""
    from jazzlstm.model.keras_model import build_network

    network = single_layer(units)
    keras = build_network(network.config, network.conditioning)
    keras.load(network.weights)
    steps = 20 if quick else 100
    figures = take_turns(
        {
            "NumPy sampler, whole": sampler(network, takes),
            "NumPy step, bare": numpy_step(network, takes, 5 * steps),
            "tf.function step": compiled_step(keras.step, units, takes, steps),
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
    title = f"{units} units, {takes} take{'s' * (takes > 1)} at once"
    return Table(title, ["", "events a second", "sampler is x faster", "bare step is x faster"], rows)


def measure(*, quick: bool) -> Iterator[Result]:
    """Tables for the size of deepjazz and the default size, for one take and for a batch."""
    for units, takes in ((64, 1), (256, 1)) if quick else ((64, 1), (256, 1), (64, 32), (256, 32)):
        yield compare(units, takes, quick=quick)


def main() -> None:
    """Print the tables."""
    show(measure(quick=command(__doc__, quick="fewer rounds, steps and sizes").parse_args().quick))


if __name__ == "__main__":
    main()
