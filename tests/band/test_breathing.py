from __future__ import annotations

import pytest

from jazzlstm.band.breathing import BREATH_GAP_SECONDS, Breath, add_breaths, breath_lengths
from jazzlstm.band.performance_statistics import LONGEST_BREATH_SECONDS
from jazzlstm.music import Note
from jazzlstm.theory.instruments import INSTRUMENTS

LINE = tuple(Note(k / 2, 0.48, 60 + k % 7) for k in range(200))
"""A hundred beats without a rest."""


def breathed(notes: tuple[Note, ...], short: str, tempo: float) -> tuple[Note, ...]:
    """The notes with breaths, added bar by bar with a look-ahead of a bar."""
    played: list[Note] = []
    breath = Breath()
    for bar in range(25):
        inside, upcoming = (
            [note for note in notes if first <= note.start // 4 < first + 1] for first in (bar, bar + 1)
        )
        found, breath = add_breaths(inside, upcoming, breath, INSTRUMENTS[short], tempo)
        played += found
    return tuple(played)


def breaths(notes: tuple[Note, ...], tempo: float) -> list[float]:
    seconds = 60 / tempo
    return list(breath_lengths((note.start * seconds, note.end * seconds) for note in notes))


@pytest.mark.parametrize("tempo", [40, 60])
def test_no_breath_of_a_wind_player_is_longer_than_the_measured_limit(tempo: float) -> None:
    assert max(breaths(LINE, tempo)) > 90
    assert max(breaths(breathed(LINE, "tp", tempo), tempo)) <= LONGEST_BREATH_SECONDS + 1e-6


def test_fast_notes_are_cut_by_at_most_sixty_per_cent() -> None:
    played = breathed(LINE, "ts", 240)
    short = [note for note, whole in zip(played, LINE, strict=True) if note.duration < whole.duration]
    assert len(short) >= 100 * 60 / 240 / LONGEST_BREATH_SECONDS - 1
    assert all(note.duration >= 0.4 * 0.48 - 1e-9 for note in short)


def test_a_line_with_enough_rests_and_a_piano_line_are_unchanged() -> None:
    rested = tuple(note for note in LINE if note.start % 4 < 3)
    assert breathed(rested, "ts", 120) == rested
    assert breathed(LINE, "p", 60) == LINE


def test_the_longest_recent_note_is_cut() -> None:
    held = tuple(
        Note(note.start, 1.98, note.pitch) if note.start == 7 else note
        for note in LINE
        if not 7 < note.start < 9
    )
    played = breathed(held, "ts", 60)
    first = next(note for note, whole in zip(played, held, strict=True) if note != whole)
    assert first.start == 7
    assert first.duration == pytest.approx(2 - BREATH_GAP_SECONDS)


def test_a_solo_without_notes_has_no_breaths() -> None:
    assert breathed((), "ts", 120) == ()
    assert list(breath_lengths(())) == []
