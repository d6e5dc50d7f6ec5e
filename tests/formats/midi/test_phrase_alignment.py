from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.formats.midi.phrase_alignment import align_phrases
from jazzlstm.formats.midi.quantising import quantise
from jazzlstm.music import Note

PHRASE = [0.0, 0.5, 1.0, 1.5, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5]


def phrase(start: float) -> list[Note]:
    return [Note(start + beat, 0.25, 60 + index) for index, beat in enumerate(PHRASE)]


@pytest.mark.parametrize("drift", [0.13, 0.21, -0.17, 0.375])
def test_phrase_is_shifted_as_a_whole_onto_its_eighths(drift: float) -> None:
    starts = [note.start for note in quantise(align_phrases(phrase(8 + drift)))]
    assert np.diff(starts) == pytest.approx(np.diff(PHRASE))
    assert all(start % 0.25 == pytest.approx(0) for start in starts)
    assert abs(starts[0] - (8 + drift)) <= 0.5


def test_each_phrase_has_its_own_shift() -> None:
    notes = quantise(align_phrases([*phrase(4.13), *phrase(12.0), *phrase(20.29)]))
    assert sum(note.start % 0.5 == 0 for note in notes) == 24


def test_line_on_the_beat_is_not_shifted() -> None:
    assert quantise(align_phrases(phrase(4.0))) == quantise(phrase(4.0))


def test_no_note_overtakes_another_and_none_is_lost() -> None:
    rng = np.random.default_rng(5)
    played = [
        Note(start, 0.2, 60 + index % 12) for index, start in enumerate(np.cumsum(rng.uniform(0.2, 1, 200)))
    ]
    moved = quantise(align_phrases(played))
    assert [note.pitch for note in moved] == [note.pitch for note in played]


def test_no_notes_stay_no_notes() -> None:
    assert align_phrases([]) == []
