from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.errors import ModelFileError
from jazzlstm.model import copy_detection
from jazzlstm.model.copy_detection import (
    EMPTY_COPY_INDEX,
    LONGEST_COPY,
    build_copy_index,
    join_copy_indexes,
    read_copy_index,
)
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| C7 | F7 |")


def solo_of(pitches: list[int], name: str = "", wait: float = 0.5) -> Solo:
    notes = tuple(Note(i * wait, wait, pitch, 80) for i, pitch in enumerate(pitches))
    return Solo(notes, CHART, 120.0, title=f"Tune of {name}", performer=name)


def wandering(seed: int, notes: int) -> list[int]:
    """A line as plain as real ones: half of it steps, the rest leaps."""
    steps = [-2, -1, 1, 2, *range(-9, -2), *range(3, 10), 0]
    drawn = np.random.default_rng(seed).choice(steps, notes, p=[0.14] * 4 + [0.44 / 15] * 15)
    return [int(pitch) for pitch in 64 + np.cumsum(drawn)]


ANN, BOB = solo_of(wandering(1, 200), "Ann"), solo_of(wandering(2, 150), "Bob")
CORPUS = build_copy_index([ANN, BOB])


def test_a_copy_of_sixteen_notes_is_found_with_whose_it_is_and_where() -> None:
    line = wandering(9, 20) + [note.pitch for note in BOB.notes[64 : 64 + LONGEST_COPY]]
    found = CORPUS.longest_quotation(solo_of(line))
    assert found is not None
    assert (found.notes, found.beat, found.performer, found.title) == (16, 10.0, "Bob", "Tune of Bob")
    assert found.bar == 1  # note 64 stands on beat 32 of a form of eight beats
    assert "16 notes in a row are as in Bob, Tune of Bob, near bar 1" in str(found)


def test_fifteen_notes_are_no_copy() -> None:
    line = wandering(9, 20) + [note.pitch for note in BOB.notes[64 : 64 + LONGEST_COPY - 1]] + [20, 90, 21]
    assert CORPUS.longest_quotation(solo_of(line)) is None


@pytest.mark.parametrize("semitones", [-5, 7])
def test_a_copy_in_another_key_is_a_copy(semitones: int) -> None:
    found = CORPUS.longest_quotation(solo_of([note.pitch + semitones for note in ANN.notes]))
    assert found is not None
    assert (found.notes, found.performer) == (200, "Ann")


def test_a_copy_in_another_rhythm_is_marked() -> None:
    same = CORPUS.longest_quotation(solo_of([note.pitch for note in ANN.notes[:40]]))
    assert same is not None
    assert same.in_rhythm
    uneven = replace(
        ANN, notes=tuple(replace(n, start=n.start + 0.25 * (i % 3 == 1)) for i, n in enumerate(ANN.notes))
    )
    other = CORPUS.longest_quotation(uneven)
    assert other is not None
    assert not other.in_rhythm


def test_original_lines_are_hardly_ever_copies() -> None:
    large = build_copy_index([solo_of(wandering(seed, 500)) for seed in range(100, 180)])
    suspected = [large.longest_quotation(solo_of(wandering(seed, 60))) for seed in range(1000, 1300)]
    assert sum(item is not None for item in suspected) <= 6


def test_of_many_solos_some_have_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    solos = [replace(solo_of(wandering(seed, 20)), title=str(seed)) for seed in range(7)]
    for most, kept in ((7, "0123456"), (6, "0246"), (3, "036"), (2, "04"), (1, "0")):
        monkeypatch.setattr(copy_detection, "MOST_SOLOS", most)
        assert "".join(title for _, title in build_copy_index(solos).names) == kept


def test_a_run_ends_with_its_solo() -> None:
    line = [note.pitch for note in (*ANN.notes[-8:], *BOB.notes[:8])]
    assert CORPUS.longest_quotation(solo_of(line)) is None


def test_a_short_take_or_an_empty_corpus_shares_nothing() -> None:
    assert CORPUS.longest_quotation(solo_of([])) is None
    assert CORPUS.longest_quotation(solo_of([60, 62, 64])) is None
    assert EMPTY_COPY_INDEX.longest_quotation(ANN) is None
    assert build_copy_index([solo_of([60, 62])]).longest_quotation(ANN) is None


def test_a_mark_holds_fewer_bits_than_the_network_lacks() -> None:
    assert len(np.unique(CORPUS.marks % 5)) == 5
    assert CORPUS.marks.max() < 10  # so log2(5), 2.3 bits of melody, and one of rhythm


def test_a_joined_index_finds_copies_of_both() -> None:
    both = join_copy_indexes(build_copy_index([ANN]), build_copy_index([BOB]))
    assert both.is_sound
    for solo in (ANN, BOB):
        found = both.longest_quotation(solo)
        assert found is not None
        assert found.performer == solo.performer


def test_they_read_back_from_a_model_file_and_damaged_ones_are_refused() -> None:
    names = [list(pair) for pair in CORPUS.names]  # as JSON has them
    again = read_copy_index(CORPUS.arrays(), names)
    assert again.longest_quotation(ANN) == CORPUS.longest_quotation(ANN)
    assert read_copy_index({}, None) is EMPTY_COPY_INDEX
    arrays = CORPUS.arrays()
    damaged: list[tuple[dict[str, np.ndarray], object]] = [
        ({}, names),
        (arrays, names[:1]),
        (arrays, 7),
        (arrays, [["Ann"], ["Bob"]]),
        ({**arrays, "fingerprints.marks": CORPUS.marks[:-1]}, names),
        ({**arrays, "fingerprints.marks": CORPUS.marks.astype(np.float32)}, names),
        ({**arrays, "fingerprints.lengths": CORPUS.lengths.reshape(1, -1)}, names),
    ]
    for parts, whose in damaged:
        with pytest.raises(ModelFileError) as caught:
            read_copy_index(parts, whose)
        assert caught.value.entry == "fingerprints"
