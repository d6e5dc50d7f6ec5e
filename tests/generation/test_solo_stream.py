from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import encode_notes
from jazzlstm.encoding.harmony_grid import HarmonyGrid, lay_out_harmony
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, join_traces, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]

BAR = 48
FIGURES = ("onsets", "references", "pitch_values", "length_values", "pitch_probabilities", "weighed_lengths")


def harmony(*symbols: str) -> HarmonyGrid:
    changes = tuple(Change(4.0 * bar, parse_chord(symbol)) for bar, symbol in enumerate(symbols))
    return lay_out_harmony(Chart(changes, beats=4.0 * len(symbols)))


TURNAROUND = harmony("Dm7", "G7", "Cmaj7", "A7b9")
FRAME = SoloFrame(TURNAROUND, 140.0, 20 * BAR)


def same(this: Trace, that: Trace, takes: Sequence[int] = (0,)) -> bool:
    """Bit for bit."""
    return all(
        this.steps_of[take] == that.steps_of[take]
        and all(
            np.array_equal(
                getattr(this, name)[take, : this.steps_of[take]],
                getattr(that, name)[take, : that.steps_of[take]],
            )
            for name in FIGURES
        )
        for take in takes
    )


@pytest.mark.parametrize("pieces", [[480, 960], [1, 2, 30, 500, 960], list(range(12, 961, 12))])
def test_pieces_joined_are_the_whole_solo(make_network: Make, pieces: list[int]) -> None:
    network = make_network()
    stream = SoloStream(network, FRAME, [3])
    assert same(join_traces([stream.advance(tick) for tick in pieces]), sample(network, FRAME, [3]))


def test_takes_side_by_side_can_be_improvised_in_pieces_too(make_network: Make) -> None:
    network, seeds = make_network(), [1, 2, 3]
    stream = SoloStream(network, FRAME, seeds)
    joined = join_traces([stream.advance(tick) for tick in (100, 900, 960)])
    assert same(joined, sample(network, FRAME, seeds), takes=range(3))


def test_a_piece_ends_with_the_event_that_reaches_its_tick(make_network: Make) -> None:
    stream = SoloStream(make_network(), FRAME, [1])
    trace = stream.advance(4 * BAR)
    assert trace.onsets[0, -1] < 4 * BAR <= stream.tick
    assert stream.steps == trace.steps_of[0]
    assert stream.advance(4 * BAR).steps_of.tolist() == [0]


def test_a_solo_without_an_end_goes_on(make_network: Make) -> None:
    stream = SoloStream(make_network(), SoloFrame(TURNAROUND, 140.0), [1])
    for bars in (40, 80):
        stream.advance(bars * BAR)
        assert stream.tick >= bars * BAR


def test_random_numbers_are_those_of_one_generator_a_seed(make_network: Make) -> None:
    """Also beyond the block of numbers that is drawn at once."""
    frame = SoloFrame(TURNAROUND, 140.0, 200 * BAR)
    trace = sample(make_network(), frame, [5])
    assert trace.steps_of[0] > 300
    chance = np.random.Generator(np.random.PCG64(5)).random((int(trace.steps_of[0]), 2))
    below = np.cumsum(trace.weighed_pitches[0].astype(float), axis=1)
    drawn = trace.pitch_values[0]
    every = np.arange(len(drawn))
    assert (chance[:, 0] <= below[every, drawn] + 1e-5).all()
    assert (chance[:, 0] >= np.where(drawn > 0, below[every, drawn - 1], 0) - 1e-5).all()


def test_a_copy_goes_on_by_itself(make_network: Make) -> None:
    network = make_network()
    stream = SoloStream(network, FRAME, [4])
    opening = stream.advance(5 * BAR)
    early, late = stream.copy(), stream.copy()
    first = early.advance(FRAME.ticks)
    stream.change(seeds=[9])
    stream.advance(FRAME.ticks)
    second = late.advance(FRAME.ticks)
    assert same(first, second)
    assert same(join_traces([opening, second]), sample(network, FRAME, [4]))


def test_a_long_solo_can_be_copied(make_network: Make) -> None:
    """Counts that no longer fade are copied, too."""
    stream = SoloStream(make_network(), SoloFrame(TURNAROUND, 140.0), [4])
    stream.advance(600 * BAR)
    assert stream.steps > 1024
    copied = stream.copy()
    stream.copy().advance(640 * BAR)
    assert same(stream.advance(640 * BAR), copied.advance(640 * BAR))


def test_a_solo_that_forgets_nothing_goes_on_as_before(make_network: Make) -> None:
    stream = SoloStream(make_network(), SoloFrame(TURNAROUND, 140.0), [4])
    opening = stream.advance(12 * BAR)
    other = stream.copy()
    other.forget_before(opening)
    assert same(stream.advance(40 * BAR), other.advance(40 * BAR))


def test_a_solo_forgets_all_but_its_latest_events(make_network: Make) -> None:
    every_feature = make_network(ModelConfig(8, 1, 3, 6, 16, output_features=True))
    stream = SoloStream(every_feature, SoloFrame(TURNAROUND, 140.0), [4])
    stream.advance(300 * BAR)
    latest = stream.advance(316 * BAR)
    long = stream.copy()
    stream.forget_before(latest)
    assert stream.tick == long.tick
    assert stream.reference == long.reference
    assert stream.steps == long.steps
    again = stream.copy()
    assert same(stream.advance(340 * BAR), again.advance(340 * BAR))
    assert len(pickle.dumps(again._history)) < len(pickle.dumps(long._history)) / 2


def test_other_seeds_and_another_policy_change_what_follows(make_network: Make) -> None:
    stream = SoloStream(make_network(), FRAME, [1])
    stream.advance(4 * BAR)
    streams = [stream.copy() for _ in range(3)]
    streams[1].change(seeds=[2])
    streams[2].change(policy=SamplingPolicy(temperature=0.1))
    as_it_was, other_seed, cold = (each.advance(FRAME.ticks) for each in streams)
    assert not same(as_it_was, other_seed)
    assert not same(as_it_was, cold)
    np.testing.assert_array_equal(as_it_was.pitch_probabilities[0, 0], cold.pitch_probabilities[0, 0])
    assert cold.weighed_pitches[0, 0].max() > as_it_was.weighed_pitches[0, 0].max()


def test_the_policy_may_change_at_a_bar_line_and_back(make_network: Make) -> None:
    """A change without an effect before it is undone leaves no trace."""
    network = make_network()
    stream = SoloStream(network, FRAME, [1])
    opening = stream.advance(4 * BAR)
    stream.change(policy=SamplingPolicy(temperature=2.0), seeds=[8], frame=SoloFrame(TURNAROUND, 300.0))
    stream.change(policy=SamplingPolicy(), seeds=[1], frame=FRAME)
    assert same(join_traces([opening, stream.advance(FRAME.ticks)]), sample(network, FRAME, [1]))


def test_other_changes_begin_where_they_are_moved_to(make_network: Make) -> None:
    network, blues = make_network(), harmony("F7", "Bb7", "C7")
    moved = blues.moved(5 * BAR)
    assert moved.chord[5 * BAR % moved.ticks] == blues.chord[0]
    stream = SoloStream(network, FRAME, [1])
    stream.advance(5 * BAR)
    usual, changed = stream.copy(), stream.copy()
    changed.change(frame=SoloFrame(moved, 140.0, FRAME.ticks))
    this, that = usual.advance(8 * BAR), changed.advance(8 * BAR)
    assert np.abs(this.pitch_probabilities[0, 0] - that.pitch_probabilities[0, 0]).max() > 1e-6


def test_another_player_takes_over(make_network: Make) -> None:
    conditioning = Conditioning(("Ann", "Bob"))
    network = make_network(conditioning=conditioning)
    stream = SoloStream(network, FRAME, [1], condition=conditioning.row("Ann"))
    stream.advance(4 * BAR)
    ann, bob = stream.copy(), stream.copy()
    bob.change(condition=conditioning.row("Bob"))
    assert not same(ann.advance(8 * BAR), bob.advance(8 * BAR))
    assert same(stream.copy().advance(8 * BAR), stream.advance(8 * BAR))


def test_each_take_may_get_a_player_of_its_own_after_some_have_ended(make_network: Make) -> None:
    conditioning = Conditioning(("Ann", "Bob"))
    network, seeds = make_network(conditioning=conditioning), [3, 1, 4, 1, 5]
    both = np.stack([conditioning.row(name) for name in ("Ann", "Bob", "Ann", "Bob", "Ann")])
    stream = SoloStream(network, SoloFrame(TURNAROUND, 140.0, 4 * BAR), seeds, condition=both)
    running = stream.copy()
    running.change(condition=both)
    assert same(running.advance(4 * BAR), stream.advance(4 * BAR), takes=range(5))


def test_given_notes_are_played_in_the_middle_of_a_solo(make_network: Make) -> None:
    stream = SoloStream(make_network(), FRAME, [1])
    stream.advance(4 * BAR)
    answer = encode_notes([Note(0.0, 1.0, 67), Note(1.0, 0.5, 64), Note(1.5, 1.0, 60)])
    stream.play_first(answer)
    trace = stream.advance(8 * BAR)
    assert trace.pitch_values[0, : len(answer)].tolist() == answer.pitch_values.tolist()
    assert trace.length_values[0, : len(answer)].tolist() == answer.length_values.tolist()
    assert trace.steps_of[0] > len(answer)


def test_an_interrupted_piece_is_continued(make_network: Make) -> None:
    network = make_network()
    stream = SoloStream(network, FRAME, [2])
    left = iter([True, True, True, False])
    begun = stream.advance(FRAME.ticks, lambda: next(left))
    assert begun.steps_of.tolist() == [3]
    assert same(join_traces([begun, stream.advance(FRAME.ticks)]), sample(network, FRAME, [2]))
