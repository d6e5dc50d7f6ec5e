"""Levels: what a beginner can play."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTHS
from jazzlstm.errors import SettingsError
from jazzlstm.generation.levels import LEVELS, exclude_lengths, read_level
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.music import Note, Take
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play

ALL = np.zeros((1, len(LENGTHS)), bool)


def takes(**changed: object) -> list[Take]:
    settings = Settings(**{"tune": "jazz-blues", "beats": 48.0, "seed": 3, "takes": 4, **changed})  # type: ignore[arg-type]
    return [performance.take for performance in play(open_model("weimar"), settings)]


def notes_of(solos: list[Take]) -> list[Note]:
    return [note for take in solos for note in take.solo.notes]


def allowed(level: str, onset: int, *, resting: bool = False) -> list[int]:
    excluded = exclude_lengths(LEVELS[level], np.array([onset]), np.array([resting]), ALL)
    return [ticks for ticks, out in zip(LENGTHS, excluded[0], strict=True) if not out]


def test_every_level_is_a_choice_of_the_setting() -> None:
    assert set(SETTINGS["level"].choices or ()) == set(LEVELS)
    assert read_level("") is None


def test_an_unknown_level_is_refused_with_the_names() -> None:
    with pytest.raises(SettingsError, match="beginner") as refusal:
        Settings(level="expert")
    assert refusal.value.field == "level"


def test_an_easy_rhythm_is_on_eighths() -> None:
    for note in notes_of(takes(level="easy")):
        assert (2 * note.start).is_integer()
        assert note.duration >= 0.5


def test_a_beginner_has_quarters_halves_and_pairs_of_eighths() -> None:
    assert allowed("beginner", 0) == [6, 12, 24]
    assert allowed("beginner", 12) == [6, 12]
    assert allowed("beginner", 6) == [6]
    assert allowed("beginner", 6, resting=True) == [6, 12, 18, 24, 30, 36, 42, 48, 60, 72, 96]


def test_a_note_off_the_grid_leads_back_to_it() -> None:
    assert allowed("beginner", 4) == [2]
    assert 2 in allowed("easy", 4)


def test_a_limit_that_leaves_nothing_is_dropped() -> None:
    only_thirds = np.array([[ticks != 4 for ticks in LENGTHS]])
    excluded = exclude_lengths(LEVELS["easy"], np.array([0]), np.array([False]), only_thirds)
    np.testing.assert_array_equal(excluded, only_thirds)


def test_a_beginner_has_fewer_notes_small_leaps_and_chord_tones_on_strong_beats() -> None:
    usual, easier = takes(), takes(level="beginner")
    assert len(notes_of(easier)) < 0.8 * len(notes_of(usual))
    for take in easier:
        notes = take.solo.notes
        assert all(abs(two.pitch - one.pitch) <= 7 for one, two in zip(notes, notes[1:], strict=False))
        strong = [note for note in notes if note.start % 2 == 0]
        assert strong
        for note in strong:
            assert note.pitch % 12 in take.solo.chart.chord_at(note.start).tone_classes


@pytest.mark.parametrize("instrument", ["bs", "tp", "g", "vib"])
def test_a_beginner_plays_on_every_instrument(instrument: str) -> None:
    assert len(notes_of(takes(level="beginner", instrument=instrument, takes=1))) > 10


def test_goals_and_odd_metres_are_played_at_every_level() -> None:
    (take,) = takes(level="beginner", takes=1, goal="3:1.33 E4")
    assert any(note.pitch == 64 and abs(note.start - 8.33) < 0.05 for note in take.solo.notes)
    assert notes_of(takes(level="easy", changes="5/4 | Cm7 | N.C. | F7 / / Bb7 / |"))
