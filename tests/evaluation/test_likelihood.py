from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.chords import parse_chord
from jazzlstm.errors import InputError
from jazzlstm.evaluation.likelihood import Likelihood, forecast, measure_likelihood
from jazzlstm.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST
from jazzlstm.features import Cast
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.network import ModelConfig, Network
from jazzlstm.sequences import Hiding
from jazzlstm.training import TrainingPlan, train

ROOTS = ("C", "Eb", "F#", "A", "D", "F", "G#", "B")


def chart_of(roots: Sequence[str]) -> Chart:
    """A dominant seventh chord a bar."""
    changes = tuple(Change(4.0 * bar, parse_chord(f"{root}7")) for bar, root in enumerate(roots))
    return Chart(changes, beats=4.0 * len(roots))


def biased(network: Network, pitch: dict[int, float], length: dict[int, float]) -> Network:
    """A network that says the same always: weights 0, and these logits for some values."""
    weights = {name: np.zeros_like(weight) for name, weight in network.weights.items()}
    for value, logit in pitch.items():
        weights["pitch.bias"][value] = logit
    for value, logit in length.items():
        weights["length.bias"][value] = logit
    return replace(network, weights=weights)


def test_the_figures_of_a_hand_computed_case(make_network: Callable[..., Network]) -> None:
    """Unisons and quarters are e times as likely as any other value; rests e squared times."""
    unison, quarter = 24, LENGTHS.index(12)
    network = biased(make_network(), {unison: 1.0, REST: 2.0}, {quarter: 1.0})
    notes = (Note(0.0, 1.0, 60), Note(1.0, 1.0, 60), Note(3.0, 0.5, 64))  # unison, unison, rest, third
    all_pitches = np.e + np.e**2 + (PITCH_VALUES - 2)
    all_lengths = np.e + (LENGTH_VALUES - 1)
    pitch_nats = 4 * np.log(all_pitches) - (1 + 1 + 2 + 0)
    length_nats = 4 * np.log(all_lengths) - (1 + 1 + 1 + 0)
    figures = measure_likelihood(network, [Solo(notes, chart_of("C"))])
    assert figures.as_dict() == pytest.approx(
        Likelihood(
            nats_per_note=(pitch_nats + length_nats) / 3,
            joint_perplexity=np.exp((pitch_nats + length_nats) / 4),
            pitch_perplexity=np.exp(pitch_nats / 4),
            pitch_accuracy=1 / 4,  # a rest is the likeliest, and one event is a rest
            duration_perplexity=np.exp(length_nats / 4),
            duration_accuracy=3 / 4,
            notes=3,
            solos=1,
        ).as_dict(),
        rel=1e-5,
    )


def test_a_network_that_knows_nothing_is_as_perplexed_as_there_are_values(
    make_network: Callable[..., Network],
) -> None:
    solo = Solo(tuple(Note(float(i), 1.0, 60 + i) for i in range(20)), chart_of("C"))
    figures = measure_likelihood(biased(make_network(), {}, {}), [solo])
    assert figures.joint_perplexity == pytest.approx(PITCH_VALUES * LENGTH_VALUES, rel=1e-5)


def test_solos_of_unequal_lengths_are_measured_as_each_alone(make_network: Callable[..., Network]) -> None:
    cast = Cast(("Ann", "Bob"))
    network = make_network(ModelConfig(8, 2, 3, 6, 16), cast)
    rng = np.random.default_rng(0)
    solos = [
        Solo(
            tuple(Note(float(i), 1.0, int(pitch)) for i, pitch in enumerate(rng.integers(50, 70, size))),
            chart_of(ROOTS),
            performer=performer,
        )
        for size, performer in ((30, "Ann"), (7, "Bob"), (19, ""))
    ]
    together = {len(item.solo.events): item for item in forecast(network, solos)}
    for solo in solos:
        (alone,) = forecast(network, [solo])
        np.testing.assert_allclose(together[len(solo.notes)].nats, alone.nats, atol=1e-5)
    figures = measure_likelihood(network, solos)
    nats = sum(float(item.nats.sum()) for item in together.values())
    assert figures.nats_per_note == pytest.approx(nats / (30 + 7 + 19))
    assert (figures.notes, figures.solos) == (56, 3)


@pytest.mark.parametrize("solos", [[], [Solo((), chart_of("C"))]], ids=["no solos", "no notes"])
def test_nothing_to_measure_is_an_error_and_no_figure(
    make_network: Callable[..., Network], solos: list[Solo]
) -> None:
    with pytest.raises(InputError, match="no notes to measure"):
        measure_likelihood(make_network(), solos)


def test_what_a_network_held_impossible_is_a_number_still(make_network: Callable[..., Network]) -> None:
    network = biased(make_network(), {24: 1000.0}, {})
    figures = measure_likelihood(network, [Solo((Note(0.0, 1.0, 61),), chart_of("C"))])
    assert 80 < figures.nats_per_note < 100


def arpeggios(rng: np.random.Generator, title: str) -> Solo:
    """Each bar goes up its own chord in quarters, 1 3 5 b7, from the root above middle C: a rule to learn."""
    roots = rng.permutation(ROOTS).tolist()
    chart = chart_of(roots)
    notes = [
        Note(4.0 * bar + beat, 1.0, 60 + (change.chord.root or 0) + step)
        for bar, change in enumerate(chart.changes)
        for beat, step in enumerate((0, 4, 7, 10))
    ]
    return Solo(tuple(notes), chart, title=title)


@pytest.fixture(scope="module")
def pupil() -> tuple[Network, list[Solo]]:
    """A network that has learnt the rule, and solos that it has not heard."""
    rng = np.random.default_rng(5)
    solos = [arpeggios(rng, str(i)) for i in range(60)]
    config = ModelConfig(units=24, layers=1, who_units=0, length_units=8, sequence_length=32)
    plan = TrainingPlan(epochs=14, batch=10, learning_rate=0.03, hiding=Hiding(0.0, 0.0))
    return train(solos[:50], config, plan, held_out=solos[50:]), solos[50:]


def test_a_network_foresees_the_rule_it_learnt(pupil: tuple[Network, list[Solo]]) -> None:
    network, solos = pupil
    figures = measure_likelihood(network, solos)
    assert figures.pitch_accuracy > 0.8
    assert figures.nats_per_note < 1.0


def test_shuffled_notes_are_less_likely(pupil: tuple[Network, list[Solo]]) -> None:
    network, solos = pupil
    rng = np.random.default_rng(0)
    shuffled = []
    for solo in solos:
        pitches = rng.permutation([note.pitch for note in solo.notes]).tolist()
        notes = (replace(note, pitch=p) for note, p in zip(solo.notes, pitches, strict=True))
        shuffled.append(solo.with_notes(tuple(notes)))
    as_played, mixed_up = (measure_likelihood(network, each).nats_per_note for each in (solos, shuffled))
    assert mixed_up > 2 * as_played


def test_shuffled_chords_make_a_solo_less_likely(pupil: tuple[Network, list[Solo]]) -> None:
    network, solos = pupil
    turned = [
        replace(solo, chart=chart_of(np.roll([c.chord.symbol[:-1] for c in solo.chart.changes], 3).tolist()))
        for solo in solos
    ]
    as_played, mixed_up = (measure_likelihood(network, each).nats_per_note for each in (solos, turned))
    assert mixed_up > as_played + 0.5
