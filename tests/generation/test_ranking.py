from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.excerpts import excerpt_rows
from jazzlstm.errors import ModelFileError, SettingsError
from jazzlstm.generation.human_statistics import CORRELATIONS, TRAITS, WEIGHTS
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import (
    choose_take,
    deviations,
    gumbel_noise,
    measure_traits,
    nats_per_note,
    score,
    weights_of,
)
from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import build_copy_index
from jazzlstm.model.judge import BINS, Judge, cut_excerpts, gram_bins
from jazzlstm.model.model_card import FIRST_TRAITS, ModelCard
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo, Take
from jazzlstm.services.play import play
from jazzlstm.theory.charts import parse_chart

Make = Callable[..., Network]
CHART = parse_chart("| C | NC |")
PLACE = {name: place for place, name in enumerate(TRAITS)}


def solo(*pitches: int, waits: tuple[float, ...] = (), lengths: tuple[float, ...] = ()) -> Solo:
    """Eighth notes over C, unless waits or lengths say otherwise."""
    waits, lengths = waits or (0.5,) * (len(pitches) - 1), lengths or (0.5,) * len(pitches)
    starts = np.cumsum([0.0, *waits]).tolist()
    return Solo(tuple(map(Note, starts, lengths, pitches)), CHART)


def take_of(played: Solo, probability: float = 0.1) -> Take:
    """A take of one event a note, each of this probability."""
    steps, zeros = len(played.notes), np.zeros(len(played.notes), np.int64)
    pitch, length = (np.full((steps, values), probability) for values in (PITCH_VALUES, LENGTH_VALUES))
    return Take(
        played,
        1,
        onsets=zeros.astype(float),
        references=zeros,
        pitch_values=zeros,
        length_values=zeros,
        pitch_probabilities=pitch,
        length_probabilities=length,
        weighed_pitches=pitch.astype(np.float32),
        weighed_lengths=length.astype(np.float32),
    )


def traits(played: Solo) -> dict[str, float]:
    return dict(zip(TRAITS, measure_traits(played).tolist(), strict=True))


def test_traits_are_counted_by_hand() -> None:
    found = traits(solo(60, 62, 64, 64, 60, 62, 64, 64))  # all in the bar of C
    assert found["chord tones"] == 6 / 8
    assert found["chord tones on the beat"] == 1.0
    assert found["log notes a beat"] == pytest.approx(math.log(2))
    assert found["time in rests"] == 0.0
    assert found["unisons"] == 2 / 7
    assert found["steps"] == 4 / 7
    assert found["mean interval"] == pytest.approx(12 / 7)
    assert found["range"] == 4.0
    assert found["log longest stay"] == pytest.approx(math.log(2))
    assert found["motifs of 3 that come back"] == 1 / 5
    assert found["notes on the beat"] == 0.5
    assert found["waits like the last"] == 1.0


def test_a_rest_counts_from_half_a_beat_on() -> None:
    line = solo(60, 62, 64, 65, waits=(0.75, 1.5, 0.5))
    assert traits(line)["time in rests"] == pytest.approx(1.0 / 3.25)


def test_an_undefined_trait_does_not_change_the_score() -> None:
    silent = replace(solo(60, 62, 64, 65, 67), chart=parse_chart("| NC |"))
    assert math.isnan(traits(silent)["chord tones"])
    assert deviations(silent)[PLACE["chord tones"]] == 0.0
    assert np.isfinite(deviations(silent)).all()


def test_the_table_is_whole() -> None:
    assert np.allclose(np.array(CORRELATIONS), np.array(CORRELATIONS).T)
    assert np.linalg.eigvalsh(np.array(CORRELATIONS)).min() > 0
    assert all(spread > 0 for trait in TRAITS.values() for _, spread in trait)


def test_ranking_weights_of_the_card_decide(make_network: Make) -> None:
    wide, narrow = (take_of(solo(*line)) for line in ((60, 64, 67, 72, 67, 64), (60, 62, 64, 65, 64, 62)))
    for sign, best in ((30.0, wide), (-30.0, narrow)):  # so much that gumbel_noise doesn't count
        network = replace(make_network(), card=ModelCard(ranking_weights={"range": sign}))
        assert choose_take([wide, narrow], network) is best
        assert choose_take([narrow, wide], network) is best


def test_the_judge_of_the_model_decides_instead_of_traits(make_network: Make) -> None:
    line = [60 + i * 5 % 13 for i in range(40)]
    eighths, even = take_of(solo(*line)), take_of(solo(*([60] * 40)))
    nats = np.zeros(BINS, np.float32)
    nats[np.unique(gram_bins(cut_excerpts(excerpt_rows(eighths.solo))))] = 1.0
    for sign, best in ((1.0, eighths), (-1.0, even)):
        network = replace(
            make_network(),
            card=ModelCard(ranking_weights={"range": -30.0 * sign}),
            judge=Judge(sign * nats),
        )
        assert choose_take([eighths, even], network) is best


def test_a_copy_ranks_last_with_a_judge_too(make_network: Make) -> None:
    copied = take_of(solo(*(60 + i * 5 % 13 for i in range(40))))
    network = replace(
        make_network(),
        copy_index=build_copy_index([copied.solo]),
        judge=Judge(np.ones(BINS, np.float32)),
    )
    assert score(copied, network) == -math.inf


def test_ranking_weights_are_found_by_name_and_a_trait_without_one_weighs_nothing(
    make_network: Make,
) -> None:
    network = replace(make_network(), card=ModelCard(ranking_weights={"turns": 0.5, "steps": -1.0}))
    expected = {"steps": -1.0, "turns": 0.5}
    assert weights_of(network).tolist() == [expected.get(trait, 0.0) for trait in TRAITS]


def test_a_model_without_ranking_weights_takes_those_of_weimar(make_network: Make) -> None:
    assert weights_of(make_network()).tolist() == [WEIGHTS[trait] for trait in TRAITS]
    assert list(WEIGHTS) == list(TRAITS)


def test_a_trait_of_a_newer_version_is_refused_by_name(make_network: Make) -> None:
    network = replace(make_network(), card=ModelCard(ranking_weights={"swing": 0.5}))
    with pytest.raises(ModelFileError) as caught:
        weights_of(network)
    assert (caught.value.reason, caught.value.entry) == ("newer", "critic")


def test_ranking_weights_without_names_are_in_the_order_of_the_first_version() -> None:
    assert set(FIRST_TRAITS) <= set(TRAITS)


def test_too_likely_is_as_bad_as_too_unlikely(make_network: Make) -> None:
    line = solo(60, 62, 64, 65, 67, 69, 67, 65)
    usual = -2 * math.log(0.1)
    network = replace(make_network(), card=ModelCard(metrics={"held_out": {"nats_per_note": usual}}))
    assert nats_per_note(take_of(line)) == pytest.approx(usual)
    common, dull, lost = (score(take_of(line, p), network) for p in (0.1, 0.9, 0.001))
    assert common > dull
    assert common > lost
    assert score(take_of(line, 0.9), make_network()) == pytest.approx(common)  # without figures in its card


def test_a_copy_is_never_chosen_where_there_is_another(make_network: Make) -> None:
    line = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62, 61, 60]
    copy, other = take_of(solo(*line)), take_of(solo(*[60] * 16))
    network = replace(make_network(), copy_index=build_copy_index([copy.solo]))
    assert choose_take([copy, other], network) is other
    assert choose_take([copy], network) is copy


def test_a_take_of_too_few_notes_ranks_last(make_network: Make) -> None:
    empty, some = take_of(Solo((), CHART)), take_of(solo(60, 62, 64, 65))
    assert choose_take([empty, some], make_network()) is some


def test_each_take_offered_is_the_best_of_its_own_seeds(make_network: Make) -> None:
    network, asked = make_network(), Settings(seed=5, takes=2, band=False)
    offered = [performance.take for performance in play(network, asked, best_of=6)]
    assert [5 <= offered[0].seed < 11, 11 <= offered[1].seed < 17] == [True, True]
    for chosen in offered:
        alone = play(network, replace(asked, seed=chosen.seed, takes=1))[0].take
        assert alone.solo.notes == chosen.solo.notes
    rivals = [play(network, replace(asked, seed=seed, takes=1))[0].take for seed in range(5, 11)]
    assert (
        offered[0].seed == max(rivals, key=lambda take: score(take, network) + gumbel_noise(take.seed)).seed
    )


def test_one_take_of_one_is_what_the_seed_gives(make_network: Make) -> None:
    takes = [performance.take for performance in play(make_network(), Settings(seed=3, takes=3, band=False))]
    assert [take.seed for take in takes] == [3, 4, 5]


@pytest.mark.parametrize("number", [0, 65, 1.5, True])
def test_best_of_has_its_range(make_network: Make, number: int) -> None:
    with pytest.raises(SettingsError) as caught:
        play(make_network(), Settings(), best_of=number)
    assert caught.value.field == "best_of"


def test_every_take_of_enough_notes_has_a_score(make_network: Make) -> None:
    takes = improvise(make_network(), CHART, Settings(takes=16), tempo=120.0)
    found = [score(take, make_network()) for take in takes if len(take.solo.notes) >= 4]
    assert np.isfinite(found).all()
    assert len(set(found)) > 8


def test_gumbel_noise_depends_on_the_seed_alone() -> None:
    assert gumbel_noise(7) == gumbel_noise(7)
    drawn = [gumbel_noise(seed) for seed in range(2000)]
    assert np.std(drawn) == pytest.approx(math.pi / math.sqrt(6), rel=0.1)
