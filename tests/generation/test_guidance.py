"""Guidance: the manner of a player, from none to exaggerated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.features import feature_rows
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.history import History
from jazzlstm.encoding.state import initial_state
from jazzlstm.generation.guidance import GuidedStepper, stepper_for
from jazzlstm.generation.numpy_network import Floats, Stepper
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, sample
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]
HARMONY = lay_out_harmony(Chart((Change(0.0, parse_chord("C7")),), 8.0))
NAMES = Conditioning(("Ann", "Bob"), ("ts",), ("BEBOP",))


@pytest.fixture(name="network")
def named_network(make_network: Make) -> Network:
    return make_network(ModelConfig(8, 2, 3, 6, 16), NAMES)


def row(manner: float, player: str = "Ann") -> Floats:
    return NAMES.row(player, "ts", "BEBOP", manner)


def probabilities(network: Network, condition: Floats, takes: int = 1) -> list[Floats]:
    stepper = stepper_for(network, condition)
    state = initial_state(takes)
    History(takes)
    features = feature_rows(HARMONY, 140.0, state)
    h, states = stepper.step(features, stepper.start(takes))
    h, _ = stepper.step(features, states)
    return [
        stepper.pitch_probabilities(h, features),
        stepper.length_probabilities(h, features, np.full(takes, 30)),
    ]


def played(network: Network, condition: Floats, seeds: tuple[int, ...] = (1,)) -> Trace:
    return sample(network, SoloFrame(HARMONY, 140.0, 240), seeds, condition=condition)


def test_manner_one_is_the_plain_network(network: Network) -> None:
    assert type(stepper_for(network, row(1.0))) is Stepper
    assert type(stepper_for(network, None)) is Stepper
    assert isinstance(stepper_for(network, row(1.5)), GuidedStepper)


def test_near_one_the_probabilities_are_those_of_the_name_and_at_zero_those_of_nobody(
    network: Network,
) -> None:
    for near, exact in ((1.0 + 1e-7, row(1.0)), (1e-7, row(1.0, ""))):
        for guided, plain in zip(
            probabilities(network, row(near)), probabilities(network, exact), strict=True
        ):
            assert guided == pytest.approx(plain, rel=1e-5)


def test_the_log_odds_against_nobody_grow_with_the_manner(network: Network) -> None:
    nobody, named, doubled = (
        probabilities(network, condition)[0] for condition in (row(1.0, ""), row(1.0), row(2.0))
    )
    expected = named**2 / nobody
    assert doubled == pytest.approx(expected / expected.sum(), rel=1e-9)
    assert not np.allclose(doubled, named)


def test_each_take_has_its_own_player(network: Network) -> None:
    rows = np.stack([row(2.0), row(0.0), row(3.0, "Bob")])
    together = played(network, rows, (4, 5, 6))
    for i, seed in enumerate((4, 5, 6)):
        alone = played(network, rows[i], (seed,))
        steps = int(alone.steps_of[0])
        assert together.pitch_values[i, :steps].tolist() == alone.pitch_values[0].tolist()
        assert together.length_values[i, :steps].tolist() == alone.length_values[0].tolist()


def test_a_stream_goes_on_with_another_manner_and_back(network: Network) -> None:
    stream = SoloStream(network, SoloFrame(HARMONY, 140.0), [7], condition=row(1.0))
    stream.advance(96)
    stream.change(condition=row(2.5))
    copied = stream.copy()
    first = stream.advance(192)
    assert copied.advance(192).pitch_values.tolist() == first.pitch_values.tolist()
    stream.change(condition=row(1.0))
    assert stream.advance(288).steps_of[0] > 0


def test_a_network_without_names_has_no_manner(make_network: Make) -> None:
    network = make_network()
    condition = network.conditioning.row("", "", "", 3.0)
    assert type(stepper_for(network, condition)) is Stepper
