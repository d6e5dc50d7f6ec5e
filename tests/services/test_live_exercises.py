"""Exercises of a live session: guide tones and the ladder."""

from __future__ import annotations

import pytest

from jazzlstm.band.form import Form
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_acts import RecordedChange
from jazzlstm.services.live_bars import HIGHEST_RUNG, LivePractice
from jazzlstm.services.live_exercises import (
    EVERY_BEAT,
    GUIDE_TONES,
    IMPROVISED,
    STRONG_BEATS,
    WHOLE,
    guide_tones,
    guide_tones_of,
    thinned,
)
from jazzlstm.services.live_record import LiveRecord
from jazzlstm.services.live_replay import LiveReplay, act_on
from jazzlstm.theory.charts import read_chart
from jazzlstm.theory.chords import read_chord

SETTINGS = Settings(changes="| Dm7 | G7 | Cmaj7 | A7 |", seed=3)


@pytest.mark.parametrize(
    ("symbol", "tones"),
    [("Dm7", [5, 0]), ("G7", [11, 5]), ("C6", [4, 9]), ("Gsus4", [0]), ("C", [4]), ("NC", [])],
)
def test_guide_tones_are_third_and_seventh(symbol: str, tones: list[int]) -> None:
    chord = read_chord(symbol)
    assert chord
    assert guide_tones_of(chord) == tones


def test_guide_tones_move_by_the_smallest_steps() -> None:
    form = Form(read_chart("| Dm7 | G7 | Cmaj7 | NC |").chart)
    spans = [span for bar in range(4) for span in form.bar(bar).spans]
    notes = guide_tones(spans, near=66)
    assert [(note.start, note.duration, note.pitch) for note in notes] == [(0, 4, 65), (4, 4, 65), (8, 4, 64)]


def test_a_rung_keeps_some_notes_of_a_line() -> None:
    line = [Note(start / 2, 0.5, 60 + start) for start in range(1, 8)]  # nothing on the first beat itself
    assert thinned(line, WHOLE, 4) == line
    kept = [(note.start, note.duration, note.pitch) for note in thinned(line, EVERY_BEAT, 4)]
    assert kept == [(0, 1, 61), (1, 1, 62), (2, 1, 64), (3, 1, 66)]
    assert [note.start for note in thinned(line, STRONG_BEATS, 4)] == [0, 2]
    assert [note.duration for note in thinned(line, STRONG_BEATS, 3)] == [2, 1]
    assert thinned([], EVERY_BEAT, 4) == []


def change(bar: int, rung: int) -> RecordedChange:
    return RecordedChange(bar, bar, SETTINGS, LivePractice(rung=rung))


def test_a_session_climbs_the_ladder_with_the_same_line(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    acts = [change(4 * place, rung) for place, rung in enumerate([1, 2, 3, 4, 4, 0], start=1)]
    played = {}
    for act in acts:
        act_on(session, act)
        played[act.bar] = session.play(act.bar, 4).notes
    tones = {5, 0, 11, 4, 1, 7}
    assert played[4]
    assert {note.pitch % 12 for note in played[4]} <= tones
    whole = [(note.start - 64, note.pitch) for note in played[16]]
    again = [(note.start - 80, note.pitch) for note in played[20]]
    assert whole == again
    assert {note.pitch % 12 for note in played[8]} <= {note.pitch % 12 for note in played[16]}
    assert len(played[8]) <= len(played[12]) <= len(played[16])
    replay = LiveReplay(network, LiveRecord("network", "", SETTINGS, 28, tuple(acts)))
    heard: list[Note] = []
    while not replay.is_over:
        heard += replay.play(4).notes
    assert heard[-len(played[24]) :] == list(played[24])
    assert all(note in heard for notes in played.values() for note in notes)


def test_rungs_are_those_of_the_practice() -> None:
    assert (IMPROVISED, GUIDE_TONES, WHOLE) == (0, 1, HIGHEST_RUNG)
