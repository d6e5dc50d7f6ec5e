from __future__ import annotations

from collections.abc import Callable

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.errors import ModelFileError
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network

DUO = Conditioning(("Ann", "Bob"), ("ts",), ())


def test_shapes_follow_from_the_sizes() -> None:
    shapes = ModelConfig(units=10, layers=2, condition_units=4, length_units=7).shapes(DUO)
    assert shapes["performer.kernel"] == (3, 4)
    assert shapes["lstm0.kernel"] == (FEATURES + 4, 40)
    assert shapes["lstm1.kernel"] == (10, 40)
    assert shapes["pitch.kernel"] == (20, PITCH_VALUES)
    assert shapes["length_hidden.kernel"] == (20 + PITCH_VALUES, 7)
    assert shapes["length.bias"] == (LENGTH_VALUES,)


@pytest.mark.parametrize(("conditioning", "condition_units"), [(Conditioning(), 24), (DUO, 0)])
def test_without_names_or_units_there_is_no_embedding(
    conditioning: Conditioning, condition_units: int
) -> None:
    shapes = ModelConfig(units=10, layers=1, condition_units=condition_units).shapes(conditioning)
    assert "performer.kernel" not in shapes


@pytest.mark.parametrize(
    ("size", "value"),
    [
        ("units", 0),
        ("units", 4096),
        ("layers", 5),
        ("length_units", 0),
        ("sequence_length", 0),
        ("units", 64.0),
    ],
)
def test_impossible_sizes_are_refused_by_name(size: str, value: float) -> None:
    with pytest.raises(ModelFileError) as caught:
        ModelConfig(**{size: value})  # type: ignore[arg-type]
    assert caught.value.entry == size


def test_a_network_counts_its_parameters(make_network: Callable[..., Network]) -> None:
    network = make_network(ModelConfig(units=2, layers=1, length_units=3))
    inputs = 8 * (FEATURES + 2 + 1)
    pitch, hidden = (2 + 1) * PITCH_VALUES, (2 + PITCH_VALUES + 1) * 3
    assert network.parameters == inputs + pitch + hidden + (3 + 1) * LENGTH_VALUES


def test_a_network_goes_by_its_name() -> None:
    assert Network(ModelConfig(), Conditioning(), {}, ModelCard(name="weimar")).name == "weimar"
    assert Network(ModelConfig(), Conditioning(), {}).name == "unnamed"
