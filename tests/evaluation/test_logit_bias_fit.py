"""Leanings are found by playing: a network that draws its notes blindly is led to people's chord tones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.evaluation import logit_bias_fit as logit_bias_fit
from jazzlstm.evaluation.generated_solos import SamplingOptions, play_like
from jazzlstm.evaluation.harmony import measure_coherence
from jazzlstm.evaluation.logit_bias_fit import fit_logit_bias, with_logit_bias
from jazzlstm.model.logit_bias import STRONGEST_BIAS, LogitBias
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHORDS = ("Dm7", "G7", "Cmaj7", "A7")
CHART = Chart(tuple(Change(4.0 * i, parse_chord(chord)) for i, chord in enumerate(CHORDS)), 16.0)
SILENT = Chart((Change(0.0, NO_CHORD),), 16.0)


@pytest.fixture(scope="module")
def network(make_network: Callable[..., Network]) -> Network:
    """It gives every value the same chance, wherever it stands."""
    plain = make_network()
    return Network(
        plain.config,
        plain.conditioning,
        {name: 0 * each for name, each in plain.weights.items()},
        ModelCard(name="blind"),
    )


def solo(chord_tones: int, of: int = 4, chart: Chart = CHART, seed: int = 0) -> Solo:
    """Eighths, so many ``of`` as many of which are chord tones."""
    rng = np.random.default_rng(seed)
    notes = []
    for i in range(32):
        tones = chart.chord_at(i / 2).tone_classes or frozenset(range(12))
        inside = [pitch for pitch in range(55, 80) if (pitch % 12 in tones) == (i * 7 % of < chord_tones)]
        notes.append(Note(i / 2, 0.5, int(rng.choice(inside or [60]))))
    return Solo(tuple(notes), chart)


@pytest.mark.slow
def test_the_fit_brings_chord_tones_to_the_human_share(network: Network) -> None:
    human = [solo(3, seed=seed) for seed in range(6)]
    found = fit_logit_bias(network, human)
    aim = measure_coherence(human).chord_tones

    def distance(logit_bias: LogitBias) -> float:
        played = play_like(with_logit_bias(network, logit_bias), human, SamplingOptions(seed=1000))
        return abs(measure_coherence(played).chord_tones - aim)

    assert aim == 0.75
    assert found.chord_tones > 0.5
    assert distance(found) < distance(LogitBias()) / 2


@pytest.mark.slow
def test_the_fit_stays_within_the_limits(network: Network) -> None:
    found = fit_logit_bias(network, [solo(4, seed=seed) for seed in range(4)])
    assert 2.0 < found.chord_tones <= STRONGEST_BIAS
    assert abs(found.chord_tones_on_beat) <= STRONGEST_BIAS
    found = fit_logit_bias(network, [solo(0, seed=seed) for seed in range(4)])
    assert -STRONGEST_BIAS <= found.chord_tones < -2.0


@pytest.mark.parametrize(
    "human",
    [[], [solo(0, chart=SILENT)], [solo(0, chart=SILENT, seed=seed) for seed in range(3)]],
    ids=["nobody", "one solo without chords", "solos without chords"],
)
def test_without_chords_there_is_no_bias_towards_chord_tones(network: Network, human: list[Solo]) -> None:
    found = fit_logit_bias(network, human)
    assert (found.chord_tones, found.chord_tones_on_beat) == (0.0, 0.0)
    assert 0.0 <= found.echo_pitch <= logit_bias_fit.STRONGEST_ECHO_PITCH


def test_the_same_solos_give_the_same_bias(network: Network) -> None:
    human = [solo(2, seed=seed) for seed in range(3)]
    assert fit_logit_bias(network, human) == fit_logit_bias(network, human)


def test_only_the_first_beats_of_a_long_solo_are_played(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[float] = []

    def play(network: Network, human: list[Solo], manner: SamplingOptions) -> list[Solo]:
        heard.extend(each.end for each in human)
        return human

    monkeypatch.setattr(logit_bias_fit, "play_like", play)
    notes = tuple(Note(float(i), 1.0, 60 + i % 12) for i in range(200))
    fit_logit_bias(network, [Solo(notes, CHART)])
    assert set(heard) == {logit_bias_fit.LONGEST_BEATS}


def test_the_logit_bias_goes_into_the_card_and_nothing_else_changes(network: Network) -> None:
    logit_bias = LogitBias(chord_tones=0.5, chord_tones_on_beat=0.25, echo_pitch=0.1, echo_length=0.2)
    biased = with_logit_bias(network, logit_bias)
    assert biased.card.logit_bias == logit_bias
    assert biased.name == "blind"
    assert biased.weights is network.weights
    assert network.card.logit_bias == LogitBias()
