"""The judge while improvising: the nats of each choice are those that the judge gives the finished solo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, Events, encode_notes
from jazzlstm.encoding.excerpts import TICK, excerpt_rows
from jazzlstm.encoding.harmony_grid import HarmonyGrid, lay_out_harmony
from jazzlstm.encoding.state import states_along
from jazzlstm.generation.judge_bias import JudgeBias
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.model.judge import BINS, GRAMS, Judge, cut_excerpts, first_hash, next_hash
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]
CHART = Chart(
    (Change(0.0, parse_chord("C7")), Change(4.0, parse_chord("Fm7")), Change(6.0, parse_chord("NC"))), 8.0
)
HARMONY = lay_out_harmony(CHART)
JUDGE = Judge(np.random.default_rng(3).normal(0, 0.5, BINS).astype(np.float32), 0.25)


def wandering_solo(seed: int, notes: int = 40) -> Solo:
    """Notes of several lengths, with rests."""
    rng = np.random.default_rng(seed)
    starts = np.cumsum(rng.choice([0.25, 0.5, 0.75, 1.0, 2.0], notes))
    pitches = np.cumsum(rng.integers(-5, 6, notes)) + 62
    return Solo(tuple(Note(float(a), 0.25, int(b)) for a, b in zip(starts, pitches, strict=True)), CHART)


def nats_along(judge: Judge, events: Events, harmony: HarmonyGrid, takes: int = 1) -> float:
    """The sum of the nats of what was played, of the first of some equal takes."""
    bias, states = JudgeBias(judge, takes), states_along(events)
    total = 0.0
    for i in range(len(events)):
        state = states.keep(np.full(takes, i))
        pitch, length = (np.full(takes, values[i]) for values in (events.pitch_values, events.length_values))
        total += bias.pitch_nats(harmony, state)[0, pitch[0]]
        total += bias.length_nats(harmony, state, pitch)[0, length[0]]
        bias.append(length)
    return float(total)


def ticks_beyond(judge: Judge, solo: Solo) -> float:
    """Nats of the n-grams of ticks that reach one event beyond the solo, less those of its first tick."""
    ticks = [*excerpt_rows(solo)[:, TICK].tolist(), round(solo.end * 12) % 48]
    nats = 0.0
    for kind, (columns, length) in enumerate(GRAMS):
        if columns == (TICK,):
            for sign, places in ((1, ticks[len(ticks) - length :]), (-1, ticks[:1] if length == 1 else [])):
                hashed = np.array([first_hash(kind)])
                for tick in places:
                    hashed = next_hash(hashed, np.array([tick]))
                nats += sign * float(judge.weights[int(hashed[0]) % BINS]) * bool(places)
    return nats


@pytest.mark.parametrize("seed", range(5))
def test_the_nats_of_all_choices_are_those_of_the_solo(seed: int) -> None:
    solo = wandering_solo(seed)
    solo = replace(solo, notes=solo.notes[:24])
    events = encode_notes(solo.notes)
    [judged] = JUDGE.judge(cut_excerpts(excerpt_rows(solo))) - JUDGE.constant
    assert len(events) <= 64
    expected = judged + ticks_beyond(JUDGE, solo)
    assert nats_along(JUDGE, events, HARMONY) == pytest.approx(expected, abs=1e-4)
    assert nats_along(JUDGE, events, HARMONY, takes=3) == pytest.approx(expected, abs=1e-4)


def played(network: Network, judge: float, seeds: tuple[int, ...] = (1,)) -> Trace:
    return sample(network, SoloFrame(HARMONY, 140.0, 480), seeds, policy=SamplingPolicy(judge=judge))


def values_of(trace: Trace, take: int = 0) -> list[tuple[int, int]]:
    steps = slice(0, int(trace.steps_of[take]))
    return list(zip(trace.pitch_values[take, steps], trace.length_values[take, steps], strict=True))


@pytest.fixture(name="network")
def judged_network(make_network: Make) -> Network:
    return replace(make_network(), judge=JUDGE)


def test_at_zero_and_without_a_judge_the_solo_is_the_plain_one(network: Network) -> None:
    plain = values_of(played(replace(network, judge=None), 0.0))
    assert values_of(played(network, 0.0)) == plain
    assert values_of(played(replace(network, judge=None), 1.0)) == plain
    assert values_of(played(network, 1.0)) != plain


def test_the_judge_prefers_solos_that_it_weighed(network: Network) -> None:
    def log_odds(judge: float) -> float:
        found = []
        for take in range(8):
            trace = played(network, judge, (take,))
            values = np.array(values_of(trace))
            found.append(nats_along(JUDGE, _events(trace, values), HARMONY) / len(values))
        return float(np.mean(found))

    assert log_odds(0.0) < log_odds(0.5) < log_odds(1.0)


def _events(trace: Trace, values: np.ndarray) -> Events:
    steps = slice(0, len(values))
    return Events(values[:, 0], values[:, 1], trace.onsets[0, steps], trace.references[0, steps])


def test_a_take_is_the_same_in_any_batch(network: Network) -> None:
    together = played(network, 1.0, (4, 5, 6))
    for i, seed in enumerate((4, 5, 6)):
        assert values_of(together, i) == values_of(played(network, 1.0, (seed,)))


def test_a_stream_in_pieces_and_its_copy_play_the_whole(network: Network) -> None:
    whole = values_of(played(network, 1.0, (7,)))
    stream = SoloStream(network, SoloFrame(HARMONY, 140.0, 480), [7], policy=SamplingPolicy(judge=1.0))
    first = values_of(stream.advance(100))
    copied = stream.copy()
    assert first + values_of(stream.advance(480)) == whole
    assert first + values_of(copied.advance(480)) == whole


def test_a_stream_goes_on_with_and_without_the_judge(network: Network) -> None:
    stream = SoloStream(network, SoloFrame(HARMONY, 140.0), [7])
    stream.advance(96)
    for judge in (1.0, 0.0, 2.0):
        stream.change(policy=SamplingPolicy(judge=judge))
        assert stream.advance(stream.tick + 96).steps_of[0] > 0


def test_every_choice_has_finite_nats(network: Network) -> None:
    bias = JudgeBias(JUDGE, 2)
    state = states_along(encode_notes(wandering_solo(1).notes)).keep(np.array([0, 0]))
    assert bias.pitch_nats(HARMONY, state).shape == (2, PITCH_VALUES)
    nats = bias.length_nats(HARMONY, state, np.array([24, 49]))
    assert nats.shape == (2, LENGTH_VALUES)
    assert np.isfinite(nats).all()
