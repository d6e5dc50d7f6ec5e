"""The network beside people: like set beside like, the same again for the same seed, all of it valid JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import InputError
from jazzlstm.evaluation.comparison import Comparison, compare_with_human, measure_noise
from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.report import comparison_lines
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)


def human(seed: int, beats: int = 16, **condition: str) -> Solo:
    rng = np.random.default_rng(seed)
    notes = tuple(Note(i / 2, 0.5, int(60 + rng.integers(0, 13))) for i in range(2 * beats))
    return Solo(notes, CHART, tempo=100.0 + seed, title=f"Tune {seed}", **condition)


SOLOS = [human(i) for i in range(6)]


@pytest.fixture(scope="module")
def comparison(make_network: Callable[..., Network]) -> Comparison:
    return compare_with_human(make_network(), SOLOS, SOLOS, 4, SamplingOptions())


def test_solos_are_drawn_once_each_and_no_more_than_there_are() -> None:
    rng = np.random.default_rng(0)
    drawn = choose_models(SOLOS, 4, rng)
    assert len({solo.title for solo in drawn}) == 4
    assert len(choose_models([*SOLOS, Solo((), CHART)], 100, rng)) == 6


def test_each_is_played_over_the_same_chart_as_long_and_as_fast(make_network: Callable[..., Network]) -> None:
    long = human(9, beats=32)
    takes = play_like(make_network(), [SOLOS[0], long], SamplingOptions())
    assert [take.chart for take in takes] == [CHART, CHART]
    assert [take.tempo for take in takes] == [100.0, 109.0]
    assert takes[0].end <= 16 < takes[1].end <= 32


def test_generated_solos_have_the_names_that_the_network_knows(
    make_network: Callable[..., Network],
) -> None:
    network = make_network(conditioning=Conditioning(("Known",), ("ts",), ()))
    known, unknown = (human(1, performer=name, instrument="ts", style="BEBOP") for name in ("Known", "Other"))
    takes = play_like(network, [known, unknown], SamplingOptions())
    assert [take.performer for take in takes] == ["Known", ""]
    assert takes[0].style == ""
    pitches = [note.pitch for take in takes for note in take.notes]
    assert min(pitches) >= 44
    assert max(pitches) <= 81  # a tenor saxophone's


def test_the_same_seed_plays_the_same_again(make_network: Callable[..., Network]) -> None:
    network = make_network()
    assert play_like(network, SOLOS[:1], SamplingOptions(seed=5)) == play_like(
        network, SOLOS[:1], SamplingOptions(seed=5)
    )
    assert play_like(network, SOLOS[:1], SamplingOptions(seed=5)) != play_like(
        network, SOLOS[:1], SamplingOptions(seed=6)
    )


def test_the_json_holds_ours_human_and_distance(comparison: Comparison) -> None:
    found = json.loads(json.dumps(comparison.as_dict(), allow_nan=False))
    assert found["generated"] == {
        "solos": 4,
        "temperature": 1.0,
        "top_p": 0.98,
        "seed": 1,
        "best_of": 1,
        "judge": 0.0,
        "restate": 0.0,
        "habits": 0.0,
        "closing": False,
    }
    row = found["statistics"]["notes_per_bar"]
    assert row["human"] == pytest.approx(8.0)
    assert row["distance"] == pytest.approx(row["ours"] - row["human"])
    assert row["noise"] >= 0
    assert len(found["overlap"]) == 9
    assert set(found["originality"]) == {"melody", "melody_and_rhythm"}
    assert len(found["originality"]["melody"]["solos"]) == 4


def test_noise_by_hand() -> None:
    # unisons, ours less human: the three charts have distances 0, 1 and 1 of their own, and as many notes
    same, moving = (Solo(tuple(Note(i, 1, 60 + i * k) for i in range(3)), CHART) for k in (0, 1))
    noise = measure_noise([moving, moving, moving], [moving, same, same])
    # leaving one out: 1, 1/2 and 1/2; the mean is 2/3
    expected = np.sqrt(2 / 3 * ((1 / 3) ** 2 + 2 * (1 / 6) ** 2))
    assert noise["unisons"] == pytest.approx(expected)


def test_noise_of_one_solo_is_nan() -> None:
    assert np.isnan(list(measure_noise(SOLOS[:1], SOLOS[:1]).values())).all()


def test_undefined_figures_are_null(comparison: Comparison) -> None:
    found = comparison.as_dict()
    assert found["statistics"]["breath_beats"]["human"] is None  # they never stop
    assert found["overlap"]["total_used_note"]["area"] is None  # all of one length


def test_the_table_names_every_figure(comparison: Comparison) -> None:
    lines = list(comparison_lines(comparison))
    statistics = comparison.generated_statistics.as_dict()
    runs_in_common = 1 + 2 * len(comparison.idiom)
    assert len(lines) == 1 + 1 + len(statistics) + 1 + 9 + 2 * (1 + 6 + 2) + runs_in_common + sum(
        not max(each.longest_runs, key=lambda run: run.notes).is_none
        for each in (comparison.originality, comparison.originality_in_rhythm)
    )
    breath = next(line for line in lines if "rest between phrases" in line)
    assert breath.split()[4] == "-"


def test_without_solos_there_is_nothing_to_compare(make_network: Callable[..., Network]) -> None:
    with pytest.raises(InputError):
        compare_with_human(make_network(), [], [], 4, SamplingOptions())
