"""A live session as MIDI and sheet music."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import mido
import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note
from jazzlstm.services.live_acts import RecordedChange, RecordedNotes, RecordedTrade
from jazzlstm.services.live_bars import LivePractice, Trade
from jazzlstm.services.live_files import MUSICIAN, WholeSession
from jazzlstm.services.live_record import LiveRecord

SETTINGS = Settings(tune="jazz-blues", seed=5, count_in=1, tempo=120.0)
QUESTION = (Note(16, 1, 70), Note(17.5, 0.5, 72), Note(18, 2, 65))
RECORD = LiveRecord(
    "network",
    "",
    SETTINGS,
    12,
    (
        RecordedTrade(4, 4, Trade(2)),
        RecordedNotes(6, 6, 4, QUESTION),
        RecordedChange(8, 8, replace(SETTINGS, instrument="tp"), LivePractice(tempo=240.0)),
    ),
)


@pytest.fixture(scope="module")
def whole(make_network: Callable[..., Network]) -> WholeSession:
    return WholeSession(make_network(), RECORD)


def test_the_midi_file_has_every_player_and_the_changes_of_tempo(whole: WholeSession) -> None:
    file = mido.MidiFile(file=BytesIO(whole.midi()))
    names = [track.name for track in file.tracks[1:]]
    assert {MUSICIAN, "Bass", "Drums", "Piano", "Solo (tenor saxophone)", "Solo (trumpet)"} == set(names)
    mine = file.tracks[1 + names.index(MUSICIAN)]
    assert [message.note for message in mine if message.type == "note_on"] == [70, 72, 65]
    # a bar of count-in and eight at 120, four at 240
    assert file.length == pytest.approx(9 * 2 + 4, abs=0.01)


def test_the_sheet_has_the_line_of_both(whole: WholeSession) -> None:
    solo = read_musicxml(whole.sheet(), "session").solo
    pitches = {(note.start, note.pitch) for note in solo.notes}
    assert {(16, 70), (18, 65)} <= pitches
    assert solo.chart.chord_at(16).symbol == "Bb7"
    assert len(solo.chart.bar_starts()) == 12


def test_a_session_that_is_too_long_for_sheet_music_says_so(whole: WholeSession) -> None:
    long = WholeSession.__new__(WholeSession)
    long.__dict__.update(whole.__dict__, _end=4000.0)
    with pytest.raises(SettingsError):
        long.sheet()


def test_others_go_on_between_the_bars(make_network: Callable[..., Network]) -> None:
    turns = []

    class Turn:
        def __enter__(self) -> None:
            turns.append("in")

        def __exit__(self, *_: object) -> None:
            turns.append("out")

    WholeSession(make_network(), replace(RECORD, bars=9), Turn)
    assert turns == ["in", "out"] * 4
