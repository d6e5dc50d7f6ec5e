"""Restatement: what followed equal events the last time is likelier, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.events import REST, WIDEST_INTERVAL, Events, encode_notes
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.state import DecoderState, states_along
from jazzlstm.generation.restatement import NATS, Restatement, restatement_before
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, sample
from jazzlstm.generation.sampling_policy import SamplingPolicy, weigh_pitches
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]
FRAME = SoloFrame(lay_out_harmony(Chart((Change(0.0, parse_chord("C7")),), 8.0)), 140.0, 480)
F, A, C, G, E, B = 65, 69, 72, 67, 64, 71


def events_of(*pitches: int | None) -> Events:
    """Eighths in a row, and rests of an eighth (None)."""
    return encode_notes([Note(i / 2, 0.5, pitch) for i, pitch in enumerate(pitches) if pitch is not None])


def nats_before_the_last(events: Events) -> tuple[np.ndarray, DecoderState]:
    """The nats before the last event of a solo, and the state there."""
    states, last = states_along(events), len(events) - 1
    nats = restatement_before(states, (events.pitch_values, events.length_values), last)
    return nats[0], states.keep(np.array([last]))


def favoured(*pitches: int | None) -> tuple[int | None, float]:
    """The pitch (None: a rest) that gets nats before the last of these eighths, and how many."""
    nats, state = nats_before_the_last(events_of(*pitches))
    [value] = np.flatnonzero(nats).tolist() or [REST]
    pitch = None if value == REST else int(state.reference[0]) + value - WIDEST_INTERVAL
    return pitch, float(nats[value])


def test_the_pitch_that_followed_two_equal_notes_is_likelier() -> None:
    assert favoured(F, A, C, G, E, F, A, B) == (C, NATS[2])


def test_one_equal_note_weighs_less_than_two() -> None:
    assert favoured(F, A, C, G, E, A, B) == (C, NATS[1])
    assert 0 < NATS[1] < NATS[2] <= NATS[-1]


def test_other_lengths_are_other_events() -> None:
    short = [Note(0.0, 0.5, F), Note(0.5, 0.5, A), Note(1.0, 0.5, C), Note(1.5, 0.5, G)]
    longer = [Note(2.0, 1.0, F), Note(3.0, 1.0, A), Note(4.0, 1.0, B)]
    nats, _ = nats_before_the_last(encode_notes([*short, *longer]))
    assert not nats.any()


def test_a_rest_that_followed_is_likelier() -> None:
    assert favoured(F, A, None, G, E, F, A, B) == (None, NATS[2])


def test_the_longest_agreement_counts_and_of_equals_the_latest() -> None:
    assert favoured(F, A, C, G, A, B, E, F, A, B) == (C, NATS[2])  # after F A, not after A alone
    assert favoured(F, A, C, F, A, G, F, A, B) == (G, NATS[2])


def test_nothing_new_gets_nothing() -> None:
    assert favoured(F, A, C, G, E, B) == (None, 0.0)


def test_a_pitch_out_of_reach_gets_nothing() -> None:
    found = Restatement(1)
    state = states_along(events_of(F, A, C, F))
    rows = [state.keep(np.array([i])) for i in range(4)]
    one = np.array([1])
    for row, value in zip(
        rows, (WIDEST_INTERVAL + 5, WIDEST_INTERVAL + 4, WIDEST_INTERVAL + 3), strict=False
    ):
        found.append(row, value * one, one)
    far = rows[3]
    far.reference[0] = F - 2 * WIDEST_INTERVAL
    found.append(far, np.array([2 * WIDEST_INTERVAL]), one)
    assert not found.pitch_nats(far).any()


def played(network: Network, restate: float, seeds: tuple[int, ...] = (1,)) -> Trace:
    return sample(network, FRAME, seeds, policy=SamplingPolicy(restate=restate))


def values_of(trace: Trace, take: int = 0) -> list[tuple[int, int]]:
    steps = slice(0, int(trace.steps_of[take]))
    return list(zip(trace.pitch_values[take, steps], trace.length_values[take, steps], strict=True))


def test_a_take_is_the_same_in_any_batch(make_network: Make) -> None:
    network = make_network()
    together = played(network, 1.0, (4, 5, 6))
    for i, seed in enumerate((4, 5, 6)):
        assert values_of(together, i) == values_of(played(network, 1.0, (seed,)))


def test_a_stream_in_pieces_and_its_copy_play_the_whole(make_network: Make) -> None:
    network = make_network()
    whole = values_of(played(network, 2.0, (7,)))
    stream = SoloStream(network, FRAME, [7], policy=SamplingPolicy(restate=2.0))
    first = values_of(stream.advance(100))
    copied = stream.copy()
    assert first + values_of(stream.advance(480)) == whole
    assert first + values_of(copied.advance(480)) == whole


@pytest.mark.parametrize("restate", [1.0, 2.0])
def test_the_nats_of_a_finished_solo_are_those_it_was_drawn_with(make_network: Make, restate: float) -> None:
    trace = played(make_network(), restate, (3,))
    values, steps = (trace.pitch_values[0], trace.length_values[0]), int(trace.steps_of[0])
    along = states_along(Events(*values, trace.onsets[0], trace.references[0]))
    for step in range(steps):
        nats = restate * restatement_before(along, values, step)[0]
        likelier = trace.pitch_probabilities[0, step] * np.exp(nats)
        plain = weighed_alone(likelier / likelier.sum(), along.keep(np.array([step])))
        assert trace.weighed_pitches[0, step] == pytest.approx(plain, abs=1e-6)


def weighed_alone(probabilities: np.ndarray, state: DecoderState) -> np.ndarray:
    """What the sampling policy makes of the probabilities of a pitch."""
    weighed: np.ndarray = weigh_pitches(probabilities[None], FRAME.harmony, state, SamplingPolicy(), 480)[0]
    return weighed
