from __future__ import annotations

import pytest

from jazzlstm.band import performance_statistics
from jazzlstm.band.breathing import GASP, blown, breathe
from jazzlstm.music import Note
from jazzlstm.theory.instruments import INSTRUMENTS

LINE = tuple(Note(k / 2, 0.48, 60 + k % 7) for k in range(200))
"""A hundred beats without a rest."""


def breaths(notes: tuple[Note, ...], tempo: float) -> list[float]:
    seconds = 60 / tempo
    return list(blown((note.start * seconds, note.end * seconds) for note in notes))


@pytest.mark.parametrize("tempo", [40, 60])
def test_a_wind_player_never_blows_longer_than_people_do(tempo: float) -> None:
    assert max(breaths(LINE, tempo)) > 90
    assert (
        max(breaths(breathe(LINE, INSTRUMENTS["tp"], tempo), tempo))
        <= performance_statistics.BREATH_SECONDS + 1e-6
    )


def test_fast_notes_give_most_of_one_to_breathe_in() -> None:
    played = breathe(LINE, INSTRUMENTS["ts"], 240)
    short = [note for note, whole in zip(played, LINE, strict=True) if note.duration < whole.duration]
    assert len(short) >= 100 * 60 / 240 / performance_statistics.BREATH_SECONDS - 1
    assert all(note.duration >= 0.4 * 0.48 - 1e-9 for note in short)


def test_who_rests_in_time_keeps_every_note_and_so_does_a_pianist() -> None:
    rested = tuple(note for note in LINE if note.start % 4 < 3)
    assert breathe(rested, INSTRUMENTS["ts"], 120) == rested
    assert breathe(LINE, INSTRUMENTS["p"], 60) == LINE


def test_the_longest_note_is_the_one_that_is_cut() -> None:
    held = tuple(
        Note(note.start, 1.98, note.pitch) if note.start == 7 else note
        for note in LINE
        if not 7 < note.start < 9
    )
    played = breathe(held, INSTRUMENTS["ts"], 60)
    first = next(note for note, whole in zip(played, held, strict=True) if note != whole)
    assert first.start == 7
    assert first.duration == pytest.approx(2 - GASP)


def test_no_notes_need_no_breath() -> None:
    assert breathe((), INSTRUMENTS["ts"], 120) == ()
    assert list(blown(())) == []
