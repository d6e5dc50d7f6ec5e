"""Runs shared with a corpus: the longest is found, with its source, fast; one's own solo doesn't count."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.evaluation.originality import CorpusIndex, longest_of, share_of_runs
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo

CHART = Chart((Change(0.0, NO_CHORD),), 32.0)


def solo(*pitches: int, length: float = 1.0, title: str = "") -> Solo:
    notes = tuple(Note(i * length, length, pitch) for i, pitch in enumerate(pitches))
    return Solo(notes, CHART, title=title, performer="Someone")


CORPUS = (
    solo(60, 62, 64, 65, 67, 69, 71, 72, title="Scale"),
    solo(60, 64, 67, 72, 67, 64, 60, title="Chord"),
)


def test_the_longest_run_is_found_transposed_with_its_source() -> None:
    # the second corpus solo from its third note on, a tone higher, after two notes of one's own
    run = CorpusIndex(CORPUS).longest_run(solo(40, 69, 69, 74, 69, 66, 62))
    assert (run.notes, run.beat) == (5, 2.0)
    assert (run.title, run.performer, run.bar) == ("Chord", "Someone", 1)


def test_the_bar_of_the_source_is_counted_from_one() -> None:
    run = CorpusIndex(CORPUS).longest_run(solo(67, 69, 71, 72))
    assert (run.title, run.bar) == ("Scale", 2)


def test_with_rhythm_the_same_melody_in_other_lengths_is_another() -> None:
    slow = solo(60, 62, 64, 65, length=2.0)
    assert CorpusIndex(CORPUS).longest_run(slow).notes == 4
    assert CorpusIndex(CORPUS, rhythm=True).longest_run(slow).is_none
    assert CorpusIndex(CORPUS, rhythm=True).longest_run(solo(60, 62, 64, 65)).notes == 4


def test_a_run_ends_with_its_solo() -> None:
    index = CorpusIndex((solo(60, 61, 62), solo(62, 64, 66)))
    assert index.longest_run(solo(60, 61, 62, 64, 66)).notes == 3


def test_shares_by_hand() -> None:
    shared = CorpusIndex(CORPUS).shared(solo(60, 62, 64, 65, 40))  # +2 +2 +1 are known, -25 isn't
    assert shared.tolist() == [3, 2, 1, 0]
    assert share_of_runs([shared], 2) == pytest.approx(3 / 4)
    assert share_of_runs([shared], 4) == pytest.approx(1 / 2)
    assert share_of_runs([shared], 5) == 0.0
    assert np.isnan(share_of_runs([shared], 6))  # there is no run of six in five notes
    assert longest_of(shared) == 4


def test_a_solo_of_the_corpus_is_compared_with_the_others_only() -> None:
    alone = solo(60, 67, 59, 70, title="Alone")
    shared = CorpusIndex((*CORPUS, alone)).shared_among()
    # a third of "Chord" nobody else plays; "Alone" shares its first interval, -8, +11 with nobody
    assert shared[2].tolist() == [0, 0, 0]
    assert longest_of(CorpusIndex((*CORPUS, CORPUS[1])).shared_among()[1]) == 7


def test_an_empty_corpus_shares_nothing() -> None:
    assert np.isnan(share_of_runs([], 5))
    index = CorpusIndex(())
    assert index.shared(CORPUS[0]).tolist() == [0] * 7
    assert index.longest_run(CORPUS[0]).is_none
    assert index.shared_among() == []
    assert CorpusIndex(CORPUS).longest_run(solo()).notes == 0
    assert CorpusIndex(CORPUS).longest_run(solo(60)).is_none
    assert longest_of(CorpusIndex(CORPUS).shared(solo())) == 0


def test_a_solo_copied_whole_is_found_whole_even_where_it_is_longer_than_places_are_sorted_by() -> None:
    rng = np.random.default_rng(3)
    long = solo(*(60 + rng.integers(-12, 13, 300)).tolist(), title="Long")
    assert CorpusIndex((*CORPUS, long)).longest_run(long).notes == 300


LINES = st.lists(st.integers(58, 62), min_size=0, max_size=9)


@settings(deadline=None, max_examples=40)
@given(st.lists(LINES, min_size=1, max_size=4), LINES)
def test_the_index_agrees_with_looking_everywhere(corpus: list[list[int]], line: list[int]) -> None:
    solos = tuple(solo(*pitches) for pitches in corpus)
    index = CorpusIndex(solos)
    assert index.shared(solo(*line)).tolist() == _everywhere(line, corpus)
    for own, shared in enumerate(index.shared_among()):
        others = corpus[:own] + corpus[own + 1 :]
        assert shared.tolist() == _everywhere(corpus[own], others)


def _everywhere(line: list[int], corpus: list[list[int]]) -> list[int]:
    steps = np.diff(line).tolist()
    known = [np.diff(pitches).tolist() for pitches in corpus]
    return [
        max(
            length
            for length in range(len(steps) - i + 1)
            if not length
            or any(each[j : j + length] == steps[i : i + length] for each in known for j in range(len(each)))
        )
        for i in range(len(steps))
    ]


def test_a_take_is_looked_up_in_milliseconds() -> None:
    rng = np.random.default_rng(0)

    def walk(size: int) -> Solo:
        return solo(*(60 + np.cumsum(rng.choice([-2, -1, 1, 2, 3], size)) % 24).tolist(), length=0.5)

    index, take = CorpusIndex(tuple(walk(500) for _ in range(100))), walk(100)
    index.longest_run(take)  # builds what the index keeps
    times = []
    for _ in range(5):
        start = time.process_time()
        index.longest_run(take)
        times.append(time.process_time() - start)
    assert min(times) < 0.01
