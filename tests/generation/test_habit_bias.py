"""The habits of a player: what the player plays more often than the network becomes likelier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.state import initial_state
from jazzlstm.errors import ModelFileError
from jazzlstm.generation.habit_bias import STRENGTHS, HabitBias
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.model.habits import MIDI_PITCHES, Habits, read_habits
from jazzlstm.model.model_file import model_bytes, read_model
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]
FRAME = SoloFrame(lay_out_harmony(Chart((Change(0.0, parse_chord("C7")),), 8.0)), 140.0, 480)
SECOND = np.array([[0.0, 1.0]])
"""The second of two players."""


def habits_of_second(value: int = 26, length: int = 3, pitch: int = 66) -> Habits:
    """Two players; the second has a nat for an interval, a length of notes and a pitch."""
    values, lengths = np.zeros((2, PITCH_VALUES)), np.zeros((2, 2, LENGTH_VALUES))
    pitches = np.zeros((2, MIDI_PITCHES))
    values[1, value] = lengths[1, 0, length] = pitches[1, pitch] = 1.0
    return Habits(*(each.astype(np.float32) for each in (values, lengths, pitches)))


def test_the_nats_are_those_of_the_chosen_player() -> None:
    bias = HabitBias(habits_of_second(), SECOND)
    nats = bias.pitch_nats(initial_state(1))[0]  # the reference is middle C: 66 is six semitones up
    assert nats[26] == STRENGTHS[0]
    assert nats[WIDEST_INTERVAL + 6] == STRENGTHS[2]
    assert np.count_nonzero(nats) == 2


def lengths_after(last: int, pitch_value: int, named: np.ndarray = SECOND) -> np.ndarray:
    """Odds of each length that were even, after an event of the length value ``last``."""
    state = replace(initial_state(1), last_length=np.array([last]))
    even = np.full((1, LENGTH_VALUES), 1 / LENGTH_VALUES)
    bias = HabitBias(habits_of_second(), named)
    weighed: np.ndarray = bias.weigh_lengths(even, state, np.array([pitch_value]), 1.0)[0] * LENGTH_VALUES
    return weighed


def test_a_length_of_the_player_becomes_likelier_for_notes() -> None:
    weighed = lengths_after(7, 26)
    assert weighed[3] / weighed[4] == pytest.approx(np.exp(STRENGTHS[1]))
    assert weighed.sum() == pytest.approx(LENGTH_VALUES)
    np.testing.assert_allclose(lengths_after(7, REST), 1.0)


@pytest.mark.parametrize("last", [3, 7])
def test_the_length_of_the_last_event_keeps_its_probability(last: int) -> None:
    assert lengths_after(last, 26)[last] == pytest.approx(1.0)


@pytest.mark.parametrize("named", [[[0.0, 0.0]], [[1.0, 0.0]]])
def test_another_player_and_none_change_nothing(named: list[list[float]]) -> None:
    bias = HabitBias(habits_of_second(), np.array(named))
    assert not bias.pitch_nats(initial_state(1)).any()
    np.testing.assert_allclose(lengths_after(7, 26, np.array(named)), 1.0)


@pytest.fixture(name="network")
def network_with_habits(make_network: Make) -> Network:
    network = make_network(conditioning=Conditioning(players=("A", "B")))
    return replace(network, habits=habits_of_second())


def played(network: Network, habits: float, player: str, seeds: tuple[int, ...] = (1,)) -> Trace:
    row = network.conditioning.row(player)
    return sample(network, FRAME, seeds, condition=row, policy=SamplingPolicy(habits=habits))


def values_of(trace: Trace, take: int = 0) -> list[tuple[int, int]]:
    steps = slice(0, int(trace.steps_of[take]))
    return list(zip(trace.pitch_values[take, steps], trace.length_values[take, steps], strict=True))


def test_at_zero_and_without_habits_the_solo_is_the_plain_one(network: Network) -> None:
    plain = values_of(played(replace(network, habits=None), 1.0, "B"))
    assert values_of(played(network, 0.0, "B")) == plain
    assert values_of(played(network, 1.0, "B")) != plain
    assert values_of(played(network, 1.0, "A")) == values_of(played(network, 0.0, "A"))


def test_the_habit_is_played_more_often(network: Network) -> None:
    shares = [
        np.mean(
            [value == 26 for take in range(8) for value, _ in values_of(played(network, h, "B", (take,)))]
        )
        for h in (0.0, 2.0)
    ]
    assert shares[0] < shares[1]


def test_a_take_is_the_same_in_any_batch(network: Network) -> None:
    together = played(network, 1.0, "B", (4, 5, 6))
    for i, seed in enumerate((4, 5, 6)):
        assert values_of(together, i) == values_of(played(network, 1.0, "B", (seed,)))


def test_a_stream_goes_on_with_the_habits_of_another_player(network: Network) -> None:
    a, b = (network.conditioning.row(name) for name in "AB")
    policy = SamplingPolicy(habits=2.0)
    stream = SoloStream(network, FRAME, [7], condition=a, policy=policy)
    stream.advance(100)
    other = stream.copy()
    other.change(condition=b)
    without = SoloStream(replace(network, habits=None), FRAME, [7], condition=a, policy=policy)
    without.advance(100)
    without.change(condition=b)
    assert values_of(other.advance(480)) != values_of(without.advance(480))


def test_a_model_file_holds_the_habits_and_one_without_opens(network: Network) -> None:
    assert read_model(model_bytes(replace(network, habits=None))).habits is None
    opened = read_model(model_bytes(network)).habits
    assert opened is not None
    kept = habits_of_second().arrays()
    assert all((array == kept[name]).all() for name, array in opened.arrays().items())


@pytest.mark.parametrize("name", sorted(habits_of_second().arrays()))
def test_damaged_habits_are_refused(name: str) -> None:
    arrays = habits_of_second().arrays()
    for damaged in (arrays[name][1:], arrays[name] * np.nan, arrays[name].astype(np.int64)):
        with pytest.raises(ModelFileError):
            read_habits({**arrays, name: damaged}, 2)
