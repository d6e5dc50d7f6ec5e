from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import (
    LENGTH_VALUES,
    LENGTHS,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    Events,
    encode_notes,
)
from jazzlstm.encoding.features import feature_rows
from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.state import initial_state
from jazzlstm.generation.numpy_network import Floats, Stepper
from jazzlstm.generation.sampler import UNDECIDED, SoloFrame, Trace, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]

CHANGES = ["Dm7", "G7", "Cmaj7", "A7b9"]
HARMONY = lay_out_harmony(
    Chart(tuple(Change(4.0 * bar, parse_chord(symbol)) for bar, symbol in enumerate(CHANGES)), beats=16.0)
)
FIGURES = (
    "onsets",
    "references",
    "pitch_values",
    "length_values",
    "pitch_probabilities",
    "length_probabilities",
    "weighed_pitches",
    "weighed_lengths",
)


def play(network: Network, seeds: list[int], beats: int = 20, **choices: float) -> Trace:
    policy = SamplingPolicy(**choices)  # type: ignore[arg-type]
    return sample(network, SoloFrame(HARMONY, 140.0, 12 * beats), seeds, policy=policy)


def one(trace: Trace, take: int = 0) -> dict[str, NDArray[np.float64]]:
    """A take by itself, as far as it counts."""
    steps = slice(0, trace.steps_of[take])
    return {name: getattr(trace, name)[take, steps] for name in FIGURES}


def assert_same(this: dict[str, NDArray[np.float64]], that: dict[str, NDArray[np.float64]]) -> None:
    for name in FIGURES:
        close = 1e-7 if name.startswith("weighed") else 1e-12  # float32, float64
        np.testing.assert_allclose(this[name], that[name], rtol=0, atol=close, err_msg=name)


def test_the_same_seed_is_the_same_take_in_every_call(make_network: Make) -> None:
    network = make_network()
    assert_same(one(play(network, [7])), one(play(network, [7])))


def test_a_take_is_the_same_alone_and_beside_others(make_network: Make) -> None:
    network = make_network(ModelConfig(16, 2, 3, 6, 16))
    together = play(network, [3, 4, 5, 6, 7, 8, 9])
    for take, seed in enumerate([3, 4, 5, 6, 7, 8, 9]):
        assert_same(one(together, take), one(play(network, [seed])))


def test_a_longer_solo_begins_as_the_shorter_one_until_that_nears_its_end(make_network: Make) -> None:
    network = make_network()
    short, long = one(play(network, [2], beats=16)), one(play(network, [2], beats=40))
    far = int((short["onsets"] < 8 * 12).sum())  # two bars from the end, an ending begins
    assert far > 3
    for name in ("onsets", "references", "pitch_probabilities"):
        np.testing.assert_allclose(short[name][:far], long[name][:far], rtol=0, atol=1e-12, err_msg=name)
    assert np.abs(short["pitch_probabilities"][far + 1] - long["pitch_probabilities"][far + 1]).max() > 0


def test_another_seed_is_another_take(make_network: Make) -> None:
    network = make_network()
    assert (
        one(play(network, [1]))["pitch_values"].tolist() != one(play(network, [2]))["pitch_values"].tolist()
    )


def test_the_largest_seed_plays(make_network: Make) -> None:
    assert play(make_network(), [2**64 - 1]).steps_of[0] > 0


def test_every_take_fills_its_time_and_counts_no_more_steps(make_network: Make) -> None:
    trace = play(make_network(), list(range(8)), beats=20)
    for take, steps in enumerate(trace.steps_of):
        ends = trace.onsets[take] + np.array(LENGTHS)[trace.length_values[take]]
        assert (trace.onsets[take, :steps] < 240).all()
        assert ends[steps - 1] >= 240


def test_the_trace_holds_probabilities_before_temperature(make_network: Make) -> None:
    network = make_network()
    cold, hot = one(play(network, [1], temperature=0.2)), one(play(network, [1], temperature=2.0))
    assert cold["pitch_probabilities"].shape[1] == PITCH_VALUES
    assert cold["length_probabilities"].shape[1] == LENGTH_VALUES
    np.testing.assert_allclose(cold["pitch_probabilities"][0], hot["pitch_probabilities"][0], atol=1e-12)
    np.testing.assert_allclose(cold["pitch_probabilities"].sum(axis=1), 1.0, atol=1e-9)


def test_the_trace_holds_what_the_events_were_drawn_from(make_network: Make) -> None:
    cold = one(play(make_network(), [1, 2], temperature=0.2, rhythm_temperature=0.2, top_p=0.5))
    steps = np.arange(len(cold["onsets"]))
    for weighed, own, values in (
        ("weighed_pitches", "pitch_probabilities", "pitch_values"),
        ("weighed_lengths", "length_probabilities", "length_values"),
    ):
        np.testing.assert_allclose(cold[weighed].sum(axis=1), 1.0, atol=1e-5)
        assert (cold[weighed][steps, cold[values].astype(int)] > 0).all()
        assert cold[weighed].max(axis=1).mean() > cold[own].max(axis=1).mean()


def first_events(network: Network, **policy: float) -> Trace:
    """3,000 first events, each by a seed of its own."""
    return sample(network, SoloFrame(HARMONY, 140.0, 1), range(3000), policy=SamplingPolicy(**policy))  # type: ignore[arg-type]


def shares(values: NDArray[np.int64], of: int) -> NDArray[np.float64]:
    return np.bincount(values[:, 0], minlength=of) / len(values)


def test_at_temperature_one_events_follow_the_probabilities_of_the_network(make_network: Make) -> None:
    trace = first_events(make_network())
    pitches = shares(trace.pitch_values, PITCH_VALUES)
    np.testing.assert_allclose(pitches, trace.pitch_probabilities[0, 0], atol=0.02)
    lengths = shares(trace.length_values, LENGTH_VALUES)
    np.testing.assert_allclose(lengths, trace.length_probabilities[:, 0].mean(axis=0), atol=0.02)


@pytest.mark.parametrize("temperature", [0.1, 0.5, 2.0])
def test_temperature_leaves_the_share_of_rests_alone(make_network: Make, temperature: float) -> None:
    network = make_network()
    fond_of_rests = network.weights["pitch.bias"] + 3.0 * (np.arange(PITCH_VALUES) == REST)
    network = replace(network, weights={**network.weights, "pitch.bias": fond_of_rests})
    trace = first_events(network, temperature=temperature, rhythm_temperature=temperature)
    likely = trace.pitch_probabilities[0, 0, REST]
    assert 0.1 < likely < 0.9
    assert shares(trace.pitch_values, PITCH_VALUES)[REST] == pytest.approx(likely, abs=0.03)


def test_a_low_temperature_plays_the_likeliest_interval(make_network: Make) -> None:
    trace = first_events(make_network(), temperature=0.02)
    sounding = trace.pitch_values[trace.pitch_values != REST]
    assert np.mean(sounding == trace.pitch_probabilities[0, 0, :REST].argmax()) > 0.95


@pytest.mark.slow
def test_a_high_temperature_evens_out_the_choice_and_a_low_one_narrows_it(make_network: Make) -> None:
    network = make_network()
    commonest = [
        shares(first_events(network, rhythm_temperature=t).length_values, LENGTH_VALUES).max()
        for t in (0.1, 0.5, 1.0, 2.0)
    ]
    assert commonest == sorted(commonest, reverse=True)
    assert commonest[0] > 2 * commonest[2] > 2.2 * commonest[3]


def test_pitches_and_lengths_have_separate_temperatures(make_network: Make) -> None:
    network = make_network()
    plain, cold_pitch = first_events(network), first_events(network, temperature=0.3)
    cold_rhythm = first_events(network, rhythm_temperature=0.3)
    assert (plain.pitch_values == cold_rhythm.pitch_values).all()
    assert (plain.length_values != cold_rhythm.length_values).any()
    assert (plain.pitch_values != cold_pitch.pitch_values).any()


def test_top_p_leaves_out_the_least_likely_intervals(make_network: Make) -> None:
    trace = first_events(make_network(), top_p=0.5)
    intervals = trace.pitch_probabilities[0, 0, :REST] / trace.pitch_probabilities[0, 0, :REST].sum()
    order = np.argsort(-intervals)
    nucleus = order[: np.searchsorted(np.cumsum(intervals[order]), 0.5) + 1]
    sounding = trace.pitch_values[trace.pitch_values != REST]
    assert set(sounding.tolist()) == set(nucleus.tolist())


def test_top_p_spares_rests_and_lengths(make_network: Make) -> None:
    network = make_network()
    plain, cut = first_events(network), first_events(network, top_p=0.1)
    assert shares(cut.pitch_values, PITCH_VALUES)[REST] == pytest.approx(
        shares(plain.pitch_values, PITCH_VALUES)[REST], abs=0.02
    )
    assert len(np.unique(cut.length_values)) == len(np.unique(plain.length_values))


def test_notes_stay_within_the_range(make_network: Make) -> None:
    trace = play(make_network(), list(range(6)), beats=100, lowest=55, highest=67)
    for take, steps in enumerate(trace.steps_of):
        values = trace.pitch_values[take, :steps]
        pitches = (trace.references[take, :steps] + values - WIDEST_INTERVAL)[values != REST]
        assert set(pitches.tolist()) <= set(range(55, 68))
        assert len(set(pitches.tolist())) > 6


def test_where_nothing_is_in_reach_it_rests(make_network: Make) -> None:
    trace = play(make_network(), [1], lowest=100, highest=110)
    assert (trace.pitch_values == REST).all()


def test_a_prefix_is_played_first_and_continued(make_network: Make) -> None:
    network = make_network()
    prefix = encode_notes([Note(0.0, 1.0, 67), Note(1.5, 0.5, 64), Note(3.0, 1.0, 60)])
    trace = sample(network, SoloFrame(HARMONY, 140.0, 120), [1, 2], prefix=prefix)
    for take in (0, 1):
        assert trace.pitch_values[take, : len(prefix)].tolist() == prefix.pitch_values.tolist()
        assert trace.length_values[take, : len(prefix)].tolist() == prefix.length_values.tolist()
        assert trace.onsets[take, : len(prefix)].tolist() == prefix.onsets.tolist()
    assert trace.pitch_values.shape[1] > len(prefix)


def test_a_prefix_may_leave_a_value_to_the_network(make_network: Make) -> None:
    only_pitch = Events(*(np.array([value]) for value in (31, UNDECIDED, 0, 60)))
    trace = sample(make_network(), SoloFrame(HARMONY, 140.0, 120), range(20), prefix=only_pitch)
    assert set(trace.pitch_values[:, 0].tolist()) == {31}
    assert len(set(trace.length_values[:, 0].tolist())) > 1


def test_a_few_takes_and_many_go_through_the_same_arithmetic(make_network: Make) -> None:
    stepper = Stepper(make_network())
    rows = np.repeat(feature_rows(HARMONY, 140.0, initial_state(1)), 9, axis=0)
    assert rows.shape == (9, COLUMNS)
    many, one_by_one = stepper.step(rows, stepper.start(9))[0], stepper.step(rows[:1], stepper.start(1))[0]
    np.testing.assert_allclose(many, np.repeat(one_by_one, 9, axis=0), atol=1e-14)


def test_the_condition_changes_the_probabilities(make_network: Make) -> None:
    conditioning = Conditioning(("Ann", "Bob"))
    network = make_network(conditioning=conditioning)
    ann, bob, anyone = (
        sample(
            network, SoloFrame(HARMONY, 140.0, 60), [1], condition=conditioning.row(name)
        ).pitch_probabilities
        for name in ("Ann", "Bob", "")
    )
    assert np.abs(ann[0, 0] - bob[0, 0]).max() > 1e-5
    assert np.abs(ann[0, 0] - anyone[0, 0]).max() > 1e-5


def test_each_take_may_have_a_player_of_its_own(make_network: Make) -> None:
    conditioning = Conditioning(("Ann", "Bob"))
    network = make_network(conditioning=conditioning)
    condition = np.stack([conditioning.row("Ann"), conditioning.row("Bob")])
    both = sample(network, SoloFrame(HARMONY, 140.0, 60), [1, 1], condition=condition)
    bob = sample(network, SoloFrame(HARMONY, 140.0, 60), [1], condition=conditioning.row("Bob"))
    assert_same(one(both, 1), one(bob))


def test_a_network_without_conditioning_plays(make_network: Make) -> None:
    for conditioning, config in (
        (Conditioning(), ModelConfig(4, 1, 3, 4, 8)),
        (Conditioning(("Ann",)), ModelConfig(4, 1, 0, 4, 8)),
    ):
        network = make_network(config, conditioning)
        trace = sample(network, SoloFrame(HARMONY, 140.0, 60), [1], condition=conditioning.row())
        assert trace.steps_of[0] > 0


def test_a_take_that_has_ended_leaves_the_batch(make_network: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    step = Stepper.step

    def counting(self: Stepper, features: NDArray[np.uint8], states: list[Floats]) -> object:
        batches.append(len(features))
        return step(self, features, states)

    monkeypatch.setattr(Stepper, "step", counting)
    trace = play(make_network(), list(range(12)))
    assert batches == [int((trace.steps_of > number).sum()) for number in range(max(trace.steps_of))]
    assert batches[-1] < batches[0]


def test_players_stay_with_their_takes_when_others_end(make_network: Make) -> None:
    conditioning = Conditioning(("Ann", "Bob"))
    network, names = make_network(conditioning=conditioning), ["Ann", "Bob", "", "Bob", "Ann", "Bob", "Ann"]
    condition, seeds = np.stack([conditioning.row(name) for name in names]), [3, 1, 4, 1, 5, 9, 2]
    together = sample(network, SoloFrame(HARMONY, 140.0, 240), seeds, condition=condition)
    assert len(set(together.steps_of.tolist())) > 2
    for take, seed in enumerate(seeds):
        alone = sample(network, SoloFrame(HARMONY, 140.0, 240), [seed], condition=condition[take])
        assert_same(one(together, take), one(alone))
