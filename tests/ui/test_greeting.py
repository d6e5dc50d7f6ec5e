"""The solo that the page opens with, played by the network that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.model.model_file import read_model
from jazzlstm.music import Take
from jazzlstm.services.play import play
from jazzlstm.ui.widget_state import DEFAULTS

MODEL = Path(__file__).resolve().parents[2] / "models" / "weimar.safetensors"


@pytest.fixture(scope="module")
def takes() -> list[Take]:
    return [each.take for each in play(read_model(MODEL), Settings(**DEFAULTS))]


def test_the_first_solo_begins_within_the_first_bar(takes: list[Take]) -> None:
    assert takes[0].solo.notes[0].start < 2.5


def test_the_first_solo_has_notes_in_every_bar_of_its_chorus(takes: list[Take]) -> None:
    notes = takes[0].solo.notes
    assert 55 <= len(notes) <= 110
    assert {int(note.start // 4) for note in notes} == set(range(12))
    assert len({note.pitch for note in notes}) >= 8


def test_no_take_is_empty(takes: list[Take]) -> None:
    assert all(len(take.solo.notes) >= 8 for take in takes)
