from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import CopyIndex, build_copy_index
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Solo, Take
from jazzlstm.services.growing_take import RETRY_SEED_OFFSET, GrowingTake, stretch_ends
from jazzlstm.services.play import improvisation, improvise_takes, prepare
from jazzlstm.theory.chords import parse_chord

SETTINGS = Settings(seed=5, beats=96)


def grown(network: Network, settings: Settings = SETTINGS, *stops: float) -> GrowingTake:
    growing = GrowingTake(improvisation(network, settings, prepare(settings)))
    for stop in stops:
        growing.grow(stop)
    return growing


def whole(network: Network, settings: Settings = SETTINGS) -> Take:
    (take,) = improvise_takes(network, settings, prepare(settings))
    return take


def index_of(notes: tuple[Note, ...]) -> CopyIndex:
    return build_copy_index([Solo(notes, prepare(SETTINGS).chart, 120.0, title="Scales", performer="Ann")])


def chart_in(metre: Metre) -> Chart:
    return Chart((Change(0.0, parse_chord("C7")),), 12 * metre.bar_beats, (MetreChange(0.0, metre),))


@pytest.mark.parametrize("metre", [Metre(4, 4), Metre(3, 4), Metre(5, 4), Metre(7, 8), Metre(12, 8)])
@pytest.mark.parametrize("beats", [0.5, 4, 16, 20, 24, 25.5, 640])
def test_stretches_are_whole_bars_and_as_long_as_the_solo(metre: Metre, beats: float) -> None:
    ends = stretch_ends(chart_in(metre), beats)
    lengths = [end - start for start, end in pairwise([0.0, *ends])]
    assert ends[-1] == beats
    assert all(length % metre.bar_beats == 0 and length >= 16 for length in lengths[:-1])
    assert 0 < lengths[-1] <= 16 + 2 * metre.bar_beats


def test_five_bars_are_one_stretch() -> None:
    assert stretch_ends(chart_in(Metre(4, 4)), 20) == [20]


@pytest.mark.parametrize("stops", [(1.0, 20.0, 96.0), (96.0,), (16.0, 32.0, 33.0, 200.0)])
def test_a_take_is_the_same_however_far_it_grows_at_a_time(
    network: Network, stops: tuple[float, ...]
) -> None:
    growing = grown(network, SETTINGS, *stops)
    assert growing.is_whole
    assert growing.take().solo == whole(network).solo


def test_what_is_done_stays_as_it_is(network: Network) -> None:
    growing, final = grown(network), whole(network).solo.notes
    assert (growing.done, growing.is_whole) == (0.0, False)
    while not growing.is_whole:
        growing.grow(growing.done + 1)
        so_far = growing.take().solo.notes
        assert all(note.start < growing.done for note in so_far)
        assert so_far[:-1] == final[: len(so_far) - 1]


def test_an_interrupted_take_goes_on_where_it_was(network: Network) -> None:
    growing, left = grown(network), iter([True] * 5)
    growing.grow(96, lambda: next(left, False))
    assert growing.done == 0.0
    growing.grow()
    assert growing.take().solo == whole(network).solo


@pytest.mark.parametrize("copies_from", [36, 0])
def test_a_take_that_rested_goes_on_with_the_same_notes(network: Network, copies_from: float) -> None:
    notes = whole(network).solo.notes
    wary = replace(network, copy_index=index_of(tuple(note for note in notes if note.start >= copies_from)))
    growing, left = grown(wary, SETTINGS, 16), iter([True] * 9)
    growing.grow(96, lambda: next(left, False))
    before = growing.take()
    growing.rest()
    assert growing.take().solo == before.solo
    growing.grow()
    growing.rest()
    take, expected = growing.take(), whole(wary)
    assert (take.solo, take.seed, take.quotation) == (expected.solo, expected.seed, expected.quotation)


def test_a_copy_in_the_first_stretch_gives_the_take_another_seed(network: Network) -> None:
    openings = {seed: grown(network, replace(SETTINGS, seed=seed), 16).take() for seed in range(60)}
    seed, opening = max(openings.items(), key=lambda item: len(item[1].solo.notes))
    assert len(opening.solo.notes) >= 16
    wary = replace(network, copy_index=index_of(opening.solo.notes))
    take = whole(wary, replace(SETTINGS, seed=seed))
    assert take.seed == seed + RETRY_SEED_OFFSET
    assert take.solo.notes == whole(network, replace(SETTINGS, seed=take.seed)).solo.notes


@pytest.mark.parametrize("stops", [(16.0, 96.0), (96.0,)])
def test_a_later_copy_changes_only_what_comes_after_the_stretch_before(
    network: Network, stops: tuple[float, ...]
) -> None:
    notes = whole(network).solo.notes
    wary = replace(network, copy_index=index_of(tuple(note for note in notes if note.start >= 36)))
    take = grown(wary, SETTINGS, *stops).take()
    assert take.solo == whole(wary).solo
    assert take.seed == 5
    assert take.quotation is None
    assert wary.copy_index.longest_quotation(take.solo) is None
    ahead = [note for note in take.solo.notes if note.start < 30]
    assert ahead == [note for note in notes if note.start < 30]
    assert take.solo.notes != notes


def test_a_copy_across_two_stretches_is_found(network: Network) -> None:
    notes = whole(network).solo.notes
    first = next(i for i, note in enumerate(notes) if note.start > 32) - 10
    run = notes[first : first + 17]
    assert run[0].start < 32 < run[-1].start
    wary = replace(network, copy_index=index_of(run))
    take = whole(wary)
    assert wary.copy_index.longest_quotation(take.solo) is None
    assert [note for note in take.solo.notes if note.start < 26] == [
        note for note in notes if note.start < 26
    ]


def test_a_locked_copy_stays_with_its_quotation(network: Network) -> None:
    primer = tuple(Note(float(i), 1.0, pitch) for i, pitch in enumerate([60, 62, 64, 65, 67] * 4))
    wary = replace(network, copy_index=index_of(primer))
    growing = GrowingTake(improvisation(wary, SETTINGS, prepare(SETTINGS), primer))
    growing.grow(32)
    assert growing.take().quotation is None  # told when the take is whole
    growing.grow()
    quotation = growing.take().quotation
    assert quotation is not None
    assert quotation.notes >= 20
