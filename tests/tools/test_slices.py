"""Slices of solos, and the takes over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord
from tools.slices import SLICE_BEATS, TakesStore, excerpts_of, slices_of

CHART = Chart(
    tuple(Change(16.0 * i, parse_chord(symbol)) for i, symbol in enumerate(("C", "F7", "G7", "Am7"))), 64.0
)


def solo(beats: int) -> Solo:
    return Solo(tuple(Note(i / 2, 0.5, 60 + i % 9) for i in range(2 * beats)), CHART, performer="Ann")


def test_slices_have_their_notes_and_chords_from_beat_0() -> None:
    [first, second] = slices_of([solo(140)], 10)
    assert first.solo.notes[0].start == second.solo.notes[0].start == 0.0
    assert second.solo.notes[-1].start < SLICE_BEATS
    assert [change.chord.symbol for change in second.solo.chart.changes] == ["C", "F7", "G7", "Am7", "C"]
    assert [change.start for change in second.solo.chart.changes] == [0, 16, 32, 48, 64]
    assert first.seed != second.seed


def test_the_same_solo_has_the_same_slices_in_any_company() -> None:
    alone, together = slices_of([solo(300)], 2), slices_of([solo(90), solo(300)], 2)
    assert [each.seed for each in together][-2:] == [each.seed for each in alone]


def test_a_short_solo_has_no_slice() -> None:
    assert slices_of([solo(71)], 10) == []
    assert slices_of([], 10) == []


def test_excerpts_start_after_the_first_bar_and_may_be_two() -> None:
    found = excerpts_of([each.solo for each in slices_of([solo(80)], 1)])
    assert found.shape == (2, 64, 5)
    assert found[0, 0, 2] == 0  # on the downbeat of bar 2


def test_takes_are_kept_and_read_again(make_network: Callable[..., Network], tmp_path: Path) -> None:
    [given] = slices_of([solo(80)], 1)
    store = TakesStore(make_network(), 2, tmp_path)
    fresh = store.takes_over(given)
    assert len(fresh) == 2
    kept = TakesStore(make_network(seed=9), 2, tmp_path, stored_only=True)
    assert kept.known([given]) == [given]
    assert [[(n.start, n.pitch) for n in take.notes] for take in kept.takes_over(given)] == [
        [(n.start, n.pitch) for n in take.notes] for take in fresh
    ]
    assert TakesStore(make_network(), 3, tmp_path, stored_only=True).known([given]) == []


def test_without_a_folder_takes_are_improvised_each_time(make_network: Callable[..., Network]) -> None:
    [given] = slices_of([solo(80)], 1)
    store = TakesStore(make_network(), 1)
    assert store.takes_over(given)[0].notes == store.takes_over(given)[0].notes
