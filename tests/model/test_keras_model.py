"""The NumPy sampler held to the Keras models: first the arithmetic, then the choices, then the notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.sequences import draw_batches, encode_solo
from jazzlstm.generation import guidance
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.numpy_network import Stepper
from jazzlstm.generation.sampler import SoloFrame, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.keras_model import KerasNetwork, build_network
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

pytestmark = pytest.mark.slow

Floats = NDArray[np.floating[Any]]

CAST = Conditioning(("Ann", "Bob"), ("ts",), ("COOL",))
CHART = Chart(
    tuple(
        Change(4.0 * bar, parse_chord(symbol)) for bar, symbol in enumerate(["Dm7", "G7b9", "Cmaj7", "NC"])
    ),
    beats=16.0,
)
STEPS = 20

SIZES = {
    "classic": (
        ModelConfig(units=64, layers=1, condition_units=0, length_units=16, sequence_length=30),
        Conditioning(),
    ),
    "two layers and a cast": (ModelConfig(20, 2, 5, 12, 16), CAST),
    "views of the choices": (ModelConfig(20, 2, 5, 12, 16, output_features=True), CAST),
    "hidden layers": (ModelConfig(20, 2, 5, 12, 16, output_features=True, pitch_units=9), CAST),
    "a hidden layer without views": (ModelConfig(20, 1, 5, 12, 16, pitch_units=9), CAST),
}


class Pair:
    """The same weights twice: in Keras, and as plain data."""

    def __init__(self, network: Network) -> None:
        self.plain = network
        self.keras: KerasNetwork = build_network(network.config, network.conditioning)
        self.keras.load(network.weights)


@pytest.fixture(scope="module", params=sorted(SIZES))
def pair(request: pytest.FixtureRequest, make_network: Callable[..., Network]) -> Pair:
    config, conditioning = SIZES[request.param]
    return Pair(make_network(config, conditioning, seed=4))


def passage(conditioning: Conditioning, steps: int = STEPS) -> dict[str, NDArray[Any]]:
    """What the training model is given for two solos side by side."""
    rng = np.random.default_rng(8)
    solos = [
        Solo(
            tuple(Note(i * 0.75, 0.5, int(pitch)) for i, pitch in enumerate(rng.integers(50, 80, steps))),
            CHART,
            performer=performer,
        )
        for performer in ("Ann", "Bob")
    ]
    (batch,) = draw_batches(
        [encode_solo(solo, conditioning) for solo in solos],
        conditioning=conditioning,
        steps=2 * steps,
        batch=2,
    )
    return {
        "features": batch.features[:, :steps],
        "condition": batch.condition,
        "pitch_value": batch.pitch_values[:, :steps],
    }


class KerasStepper:
    """Stands in for ``sampler.Stepper`` with the Keras step model: slow and trusted."""

    def __init__(self, keras: KerasNetwork, network: Network, condition: Floats | None = None) -> None:
        self.model, self.config, self.conditioning = keras.step, network.config, network.conditioning
        self.condition = (
            np.zeros(max(1, self.conditioning.size))
            if condition is None or not self.conditioning.size
            else condition
        )
        self.asked: dict[str, Any] = {}

    def start(self, takes: int) -> list[Floats]:
        return [np.zeros((takes, self.config.units), np.float32) for _ in range(2 * self.config.layers)]

    def step(self, features: NDArray[np.uint8], states: list[Floats]) -> tuple[Floats, list[Floats]]:
        self.asked = {
            "features": features[:, None],
            "condition": np.tile(self.condition.astype(np.float32), (len(features), 1)),
            **{f"state{i}": state for i, state in enumerate(states)},
        }
        said = self._say(np.zeros(len(features), np.int64))
        return said["pitch"][:, 0], [said[f"state{i}"] for i in range(len(states))]

    def keep(self, rows: NDArray[np.int64], states: list[Floats]) -> list[Floats]:
        return [state[rows] for state in states]

    def pitch_probabilities(self, pitch: Floats, _features: NDArray[np.uint8]) -> Floats:
        return pitch  # what ``step`` called h is already the model's answer

    def length_probabilities(
        self, _pitch: Floats, _features: NDArray[np.uint8], pitch_values: NDArray[np.int64]
    ) -> Floats:
        return self._say(pitch_values)["length"][:, 0]

    def _say(self, pitch_values: NDArray[np.int64]) -> dict[str, Floats]:
        said = self.model({**self.asked, "pitch_value": pitch_values[:, None].astype(np.int32)})
        return {name: np.asarray(value, np.float64) for name, value in said.items()}


def through_stepper(
    network: Network, inputs: dict[str, NDArray[Any]], dtype: type[np.floating[Any]]
) -> tuple[Floats, Floats]:
    """Probabilities of the NumPy step along a passage: (solos, steps, 50) and (solos, steps, 31)."""
    condition = inputs["condition"] if network.conditioning.size else None
    stepper = Stepper(network, condition, dtype)
    states, pitch, length = stepper.start(2), [], []
    for step in range(inputs["features"].shape[1]):
        h, states = stepper.step(inputs["features"][:, step], states)
        rows = inputs["features"][:, step]
        pitch.append(stepper.pitch_probabilities(h, rows))
        length.append(stepper.length_probabilities(h, rows, inputs["pitch_value"][:, step]))
    return np.stack(pitch, axis=1), np.stack(length, axis=1)


def test_weights_have_the_names_and_shapes_that_the_sizes_list(pair: Pair) -> None:
    weights = pair.keras.weights()
    assert {name: w.shape for name, w in weights.items()} == pair.plain.config.shapes(pair.plain.conditioning)
    assert all((weights[name] == weight).all() for name, weight in pair.plain.weights.items())


def test_training_and_step_model_share_every_weight(pair: Pair) -> None:
    learning = {layer for layer in pair.keras.training.layers if layer.weights}
    assert learning == {layer for layer in pair.keras.step.layers if layer.weights}


def test_the_step_model_equals_the_training_model_along_a_sequence(pair: Pair) -> None:
    inputs = passage(pair.plain.conditioning)
    along = {name: np.asarray(value) for name, value in pair.keras.training(inputs).items()}
    units = pair.plain.config.units
    states = {f"state{i}": np.zeros((2, units), np.float32) for i in range(2 * pair.plain.config.layers)}
    for step in range(STEPS):
        one = slice(step, step + 1)
        said = pair.keras.step(
            {
                "features": inputs["features"][:, one],
                "condition": inputs["condition"],
                "pitch_value": inputs["pitch_value"][:, one],
                **states,
            }
        )
        states = {name: np.asarray(said[name]) for name in states}
        for name in ("pitch", "length"):
            np.testing.assert_allclose(np.asarray(said[name])[:, 0], along[name][:, step], atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_numpy_equals_keras_along_a_sequence(pair: Pair, dtype: type[np.floating[Any]]) -> None:
    inputs = passage(pair.plain.conditioning)
    along = {name: np.asarray(value) for name, value in pair.keras.training(inputs).items()}
    pitch, length = through_stepper(pair.plain, inputs, dtype)
    np.testing.assert_allclose(pitch, along["pitch"], atol=1e-5)
    np.testing.assert_allclose(length, along["length"], atol=1e-5)
    np.testing.assert_allclose(np.log(pitch), np.log(along["pitch"]), atol=1e-4)  # so the logits agree
    np.testing.assert_allclose(np.log(length), np.log(along["length"]), atol=1e-4)


def test_numpy_and_keras_choose_the_same_events(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    play = partial(
        sample,
        pair.plain,
        SoloFrame(lay_out_harmony(CHART), 140.0, 12 * 16),
        [1, 2, 3],
        condition=pair.plain.conditioning.row("Bob"),
        policy=SamplingPolicy(temperature=0.9, rhythm_temperature=1.1, top_p=0.95, lowest=44, highest=88),
    )
    ours = play()
    monkeypatch.setattr(guidance, "Stepper", partial(KerasStepper, pair.keras))
    theirs = play()
    np.testing.assert_allclose(ours.pitch_probabilities, theirs.pitch_probabilities, atol=1e-5)
    np.testing.assert_allclose(ours.length_probabilities, theirs.length_probabilities, atol=1e-5)
    assert ours.pitch_values.tolist() == theirs.pitch_values.tolist()
    assert ours.length_values.tolist() == theirs.length_values.tolist()
    assert ours.steps_of.tolist() == theirs.steps_of.tolist()


def test_numpy_and_keras_play_the_same_notes(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(seed=9, takes=2, start_note="E4")
    ours = improvise(pair.plain, CHART, settings, tempo=140.0)
    monkeypatch.setattr(guidance, "Stepper", partial(KerasStepper, pair.keras))
    theirs = improvise(pair.plain, CHART, settings, tempo=140.0)
    assert [take.solo.notes for take in ours] == [take.solo.notes for take in theirs]
    assert len(ours[0].solo.notes) > 5


def test_a_missing_weight_is_an_error_when_loading(pair: Pair) -> None:
    with pytest.raises(KeyError, match="pitch.bias"):
        pair.keras.load({name: w for name, w in pair.plain.weights.items() if name != "pitch.bias"})
