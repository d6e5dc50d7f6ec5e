"""The judge: how it reads excerpts, and what a model file holds of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.encoding.excerpts import COLUMN_VALUES, EXCERPT_EVENTS, NO_DEGREE, excerpt_rows
from jazzlstm.errors import ModelFileError
from jazzlstm.model.judge import BINS, CONSTANT, WEIGHTS, Judge, cut_excerpts, gram_bins, read_judge
from jazzlstm.model.model_file import model_bytes, read_model
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

Make = Callable[..., Network]
CHART = Chart((Change(0.0, parse_chord("C7")), Change(4.0, parse_chord("NC"))), beats=8.0)


def eighths(*pitches: int) -> Solo:
    return Solo(tuple(Note(i / 2, 0.5, pitch) for i, pitch in enumerate(pitches)), CHART)


def random_judge(seed: int = 1) -> Judge:
    return Judge(np.random.default_rng(seed).normal(0, 0.3, BINS).astype(np.float32), 0.5)


def test_a_row_is_interval_length_tick_degree_and_chord_tone() -> None:
    rows = excerpt_rows(Solo((Note(0.5, 0.5, 64), Note(5.0, 1.0, 62)), CHART))
    rest, third, longer_rest, outside = rows.tolist()
    assert rest == [REST, LENGTHS.index(6), 0, NO_DEGREE, 0]
    assert third == [WIDEST_INTERVAL + 4, LENGTHS.index(6), 6, 4, 1]
    assert longer_rest[2:] == [12, NO_DEGREE, 0]
    assert outside == [WIDEST_INTERVAL - 2, LENGTHS.index(12), 12, NO_DEGREE, 0]  # NC has no degrees


def test_long_solos_are_cut_into_excerpts_that_reach_the_end() -> None:
    rows = excerpt_rows(eighths(*(60 + i % 7 for i in range(150))))
    excerpts = cut_excerpts(rows)
    assert excerpts.shape == (4, EXCERPT_EVENTS, len(COLUMN_VALUES))
    assert (excerpts[-1] == rows[-EXCERPT_EVENTS:]).all()


def test_a_short_solo_is_padded_and_a_scrap_is_not_judged() -> None:
    short = cut_excerpts(excerpt_rows(eighths(*range(60, 80))))
    assert short.shape[0] == 1
    assert (short[0, 20:] == -1).all()
    assert random_judge().log_odds(eighths(60, 62)) == 0.0
    assert random_judge().log_odds(eighths()) == 0.0


def test_grams_do_not_reach_beyond_the_end() -> None:
    [whole] = gram_bins(cut_excerpts(excerpt_rows(eighths(*(60 + i % 5 for i in range(64))))))
    [half] = gram_bins(cut_excerpts(excerpt_rows(eighths(*(60 + i % 5 for i in range(32))))))
    assert (whole >= 0).all()
    assert np.count_nonzero(half >= 0) < np.count_nonzero(whole >= 0) / 2 + 1
    assert set(half[half >= 0]) <= set(whole)


def test_the_log_odds_are_the_weights_of_the_grams_and_a_constant() -> None:
    excerpts = cut_excerpts(excerpt_rows(eighths(*range(60, 80))))
    judge = Judge(np.full(BINS, 0.25, np.float32), -1.0)
    assert judge.judge(excerpts)[0] == np.count_nonzero(gram_bins(excerpts) >= 0) / 4 - 1


def test_a_solo_is_judged_alike_in_every_key() -> None:
    line = [60 + i * 5 % 13 for i in range(40)]
    up = Chart((Change(0.0, parse_chord("D7")), Change(4.0, parse_chord("NC"))), beats=8.0)
    low = replace(eighths(60, *line), chart=CHART)
    high = replace(eighths(60, *(pitch + 2 for pitch in line)), chart=up)
    judge = random_judge()
    rows, moved = excerpt_rows(low)[2:], excerpt_rows(high)[2:]  # the first interval starts from middle C
    assert judge.judge(cut_excerpts(rows)) == pytest.approx(judge.judge(cut_excerpts(moved)))


def test_a_model_file_holds_the_judge_and_one_without_opens(make_network: Make) -> None:
    network, line = make_network(), eighths(*(60 + i * 5 % 13 for i in range(90)))
    assert read_model(model_bytes(network)).judge is None
    opened = read_model(model_bytes(replace(network, judge=random_judge()))).judge
    assert opened is not None
    assert opened.log_odds(line) == random_judge().log_odds(line) != 0.0


@pytest.mark.parametrize("name", [WEIGHTS, CONSTANT])
def test_a_damaged_judge_is_refused(name: str) -> None:
    arrays = random_judge().arrays()
    for damaged in (arrays[name][1:], arrays[name] * np.nan, arrays[name].astype(np.int64)):
        with pytest.raises(ModelFileError):
            read_judge({**arrays, name: damaged})


def test_weights_without_their_constant_are_refused() -> None:
    with pytest.raises(ModelFileError):
        read_judge({WEIGHTS: random_judge().weights})
