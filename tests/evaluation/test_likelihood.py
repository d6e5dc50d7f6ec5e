"""Likelihood against networks built by hand: one that knows nothing, one that knows its chords."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, WIDEST_INTERVAL
from jazzlstm.encoding.fields import columns_of
from jazzlstm.errors import InputError
from jazzlstm.evaluation.likelihood import forecast, measure_likelihood
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

UNITS = 12
SYMBOLS = ("C", "Eb", "F#", "A", "Db", "E", "G", "Bb")
CHART = Chart(tuple(Change(4.0 * i, parse_chord(symbol)) for i, symbol in enumerate(SYMBOLS)), 32.0)


def arpeggios() -> Solo:
    """Up and down the chord tones, four a bar, never far."""
    notes, pitch = [], 60
    for beat in range(64):
        tones = CHART.chord_at(beat).tone_classes
        pitch = next(p for p in (*range(pitch + 1, pitch + 13), pitch) if p % 12 in tones)
        pitch = pitch - 12 if pitch > 72 else pitch
        notes.append(Note(float(beat), 1.0, pitch))
    return Solo(tuple(notes), CHART)


@pytest.fixture(scope="module")
def harmonist(make_network: Callable[..., Network]) -> Network:
    """Each unit hears one chord tone, as seen from the last note, and asks for it; near notes first."""
    network = make_network(ModelConfig(UNITS, 1, 0, 4, 8))
    weights = {name: np.zeros_like(array) for name, array in network.weights.items()}
    into, forget, cell, output = (slice(k * UNITS, (k + 1) * UNITS) for k in range(4))
    weights["lstm0.bias"][into], weights["lstm0.bias"][forget], weights["lstm0.bias"][output] = 9, -9, 9
    weights["lstm0.kernel"][columns_of("chord tones"), cell] = 3 * np.eye(12)
    for value in range(2 * WIDEST_INTERVAL + 1):
        interval = value - WIDEST_INTERVAL
        weights["pitch.kernel"][interval % 12, value] = 4
        weights["pitch.bias"][value] = -abs(interval) / 4
    return Network(network.config, Conditioning(), weights)


@pytest.fixture(scope="module")
def ignorant(make_network: Callable[..., Network]) -> Network:
    network = make_network(ModelConfig(4, 1, 0, 4, 8))
    return Network(
        network.config,
        Conditioning(),
        {name: np.zeros_like(array) for name, array in network.weights.items()},
    )


def test_a_uniform_network_gives_every_value_the_same_probability(ignorant: Network) -> None:
    # two notes with a rest between: three events, each ln 50 + ln 31 nats, over two notes
    solo = Solo((Note(0, 1, 60), Note(2, 1, 62)), CHART)
    figures = measure_likelihood(ignorant, [solo])
    assert figures.nats_per_note == pytest.approx(3 / 2 * math.log(PITCH_VALUES * LENGTH_VALUES), rel=1e-5)
    assert figures.joint_perplexity == pytest.approx(PITCH_VALUES * LENGTH_VALUES, rel=1e-4)
    assert figures.pitch_perplexity == pytest.approx(PITCH_VALUES, rel=1e-4)
    assert figures.duration_perplexity == pytest.approx(LENGTH_VALUES, rel=1e-4)
    assert (figures.notes, figures.solos) == (2, 1)


def test_chords_make_chord_tones_likelier(harmonist: Network, ignorant: Network) -> None:
    knowing, not_knowing = (measure_likelihood(n, [arpeggios()]) for n in (harmonist, ignorant))
    assert knowing.pitch_perplexity < not_knowing.pitch_perplexity / 5


def test_accuracy_is_how_often_the_likeliest_value_was_played(ignorant: Network) -> None:
    # all alike: the first of the values counts as the likeliest, two octaves down for one tick
    solo = Solo((Note(0, 1 / 12, 60), Note(1 / 12, 1 / 12, 36)), CHART)
    figures = measure_likelihood(ignorant, [solo])
    assert (figures.pitch_accuracy, figures.duration_accuracy) == (1 / 2, 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_notes_are_less_likely(harmonist: Network, seed: int) -> None:
    solo = arpeggios()
    order = np.random.default_rng(seed).permutation(len(solo.notes))
    shuffled = tuple(
        Note(note.start, note.duration, solo.notes[i].pitch)
        for note, i in zip(solo.notes, order, strict=True)
    )
    assert _nats(harmonist, solo.with_notes(shuffled)) > _nats(harmonist, solo) + 0.5


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_chords_make_the_solo_less_likely(harmonist: Network, seed: int) -> None:
    solo = arpeggios()
    order = np.random.default_rng(seed).permutation(len(CHART.changes))
    changes = tuple(
        Change(change.start, CHART.changes[i].chord) for change, i in zip(CHART.changes, order, strict=True)
    )
    assert _nats(harmonist, Solo(solo.notes, Chart(changes, CHART.beats))) > _nats(harmonist, solo) + 0.5


def _nats(network: Network, solo: Solo) -> float:
    return measure_likelihood(network, [solo]).nats_per_note


def test_solos_side_by_side_are_measured_as_each_by_itself(harmonist: Network) -> None:
    short = arpeggios().with_notes(arpeggios().notes[:10])
    together = measure_likelihood(harmonist, [arpeggios(), short])
    one, other = (measure_likelihood(harmonist, [solo]) for solo in (arpeggios(), short))
    total = one.nats_per_note * one.notes + other.nats_per_note * other.notes
    assert together.nats_per_note == pytest.approx(total / (one.notes + other.notes), rel=1e-5)


def test_solos_without_notes_are_refused(harmonist: Network) -> None:
    for solos in ([], [Solo((), CHART)]):
        with pytest.raises(InputError):
            measure_likelihood(harmonist, solos)
    assert forecast(harmonist, [Solo((), CHART)]) == []
