"""Requests from the picture of a solo: the arc, goal notes, kept notes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from jazzlstm.generation.kept import read_kept
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.theme import write_placed_theme
from jazzlstm.music import Note
from jazzlstm.services.live_acts import RecordedNotes
from jazzlstm.services.live_record import LiveRecord, encode_file
from jazzlstm.ui.play import shaping, theme
from jazzlstm.ui.play.rendering import RenderedSolo, render_solo


@pytest.fixture
def rendered(models: Path) -> RenderedSolo:
    """A solo of 16 beats."""
    return render_solo("weimar", Settings(tune="blues", beats=16.0, seed=5))


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, rendered: RenderedSolo) -> dict[str, Any]:
    """The state of a session with this solo in the player."""
    state: dict[str, Any] = {"seed": 5, "arc": "", "goal": "", "kept": "", "opening": ""}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(shaping, "current_solo", lambda: rendered)
    return state


def notes_of(session: dict[str, Any]) -> set[tuple[float, int]]:
    settings = Settings(**{"tune": "blues", "beats": 16.0, **session_settings(session)})
    take = render_solo("weimar", settings).growth.take(16.0)
    return {(note.start, note.pitch) for note in take.solo.notes}


def session_settings(session: dict[str, Any]) -> dict[str, Any]:
    return {name: session[name] for name in ("seed", "arc", "goal", "kept", "opening")}


def test_an_arc_is_a_name_or_percents(session: dict[str, Any]) -> None:
    shaping.set_arc("wave")
    assert session["arc"] == "wave"
    shaping.set_arc([0, 49.6, 100])
    assert session["arc"] == "0,50,100"
    shaping.set_arc("")
    assert session["arc"] == ""


def test_a_goal_is_set_played_and_removed(session: dict[str, Any]) -> None:
    shaping.set_goal({"beat": 6.5, "pitch": 70})
    assert session["goal"] == "2:3.5 Bb4"
    assert (6.5, 70) in notes_of(session)


def test_the_same_goal_again_removes_it(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with_goals = render_solo("weimar", Settings(tune="blues", beats=16.0, goal="2:3.5 Bb4, 3:1 C5"))
    monkeypatch.setattr(shaping, "current_solo", lambda: with_goals)
    shaping.set_goal({"beat": 6.5, "pitch": 70})
    assert session["goal"] == "3:1 C5"
    assert shaping.shape_rows(with_goals)["goals"] == [{"beat": 6.5, "pitch": 70}, {"beat": 8.0, "pitch": 72}]


def test_a_goal_that_the_instrument_lacks_is_told_once_and_not_set(
    session: dict[str, Any], rendered: RenderedSolo
) -> None:
    shaping.set_goal({"beat": 6.5, "pitch": 110})
    assert session["goal"] == ""
    assert "instrument" in shaping.shape_rows(rendered)["goalFault"]
    assert not shaping.shape_rows(rendered)["goalFault"]


def test_replaced_bars_leave_both_sides(session: dict[str, Any], rendered: RenderedSolo) -> None:
    before = notes_of(session)
    shaping.replace_bars({"start": 4, "end": 8})
    assert session["seed"] != 5
    outside = {note for note in before if not 4 <= note[0] < 8}
    assert outside <= notes_of(session)
    fake = SimpleNamespace(settings=Settings(kept=session["kept"]), piece=rendered.piece)
    spans = shaping.shape_rows(fake)["kept"]  # type: ignore[arg-type]  # has what is read of it
    assert [span for span in spans if 4 < span[0] < 8] == []
    assert len(spans) == 2


def test_picked_notes_are_kept(session: dict[str, Any], rendered: RenderedSolo) -> None:
    notes = rendered.packet.header["notes"]
    shaping.keep_picked([row[5] for row in notes[1:3]])
    kept = [event.pitch for event in read_kept(session["kept"]) if event.pitch is not None]
    assert kept == [row[2] for row in notes[1:3]]


def test_what_was_played_in_a_session_becomes_the_theme(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, rendered: RenderedSolo
) -> None:
    monkeypatch.setattr(theme, "current_solo", lambda: rendered)
    played = RecordedNotes(4, 4, 0, (Note(4.0, 1.0, 72), Note(5.0, 1.0, 74)))
    record = LiveRecord("weimar", "0123abcd", Settings(), 8, (played,))
    theme.set_played_theme(json.loads(encode_file(record)))
    assert session["theme"] == write_placed_theme(played.notes, rendered.piece.chart)
    session["theme"] = ""
    theme.set_played_theme(json.loads(encode_file(LiveRecord("weimar", "0123abcd", Settings(), 8))))
    theme.set_played_theme({"session": 9})
    assert session["theme"] == ""


@pytest.mark.parametrize(
    "request_", [None, 3, "x", [], {}, [None], {"beat": "x", "pitch": 60}, [float("nan")] * 2]
)
@pytest.mark.parametrize("name", list(shaping.SHAPE_REQUESTS))
def test_a_request_that_makes_no_sense_is_ignored(
    session: dict[str, Any], name: str, request_: object
) -> None:
    before = dict(session)
    answer: Callable[[object], None] = shaping.SHAPE_REQUESTS[name]
    answer(request_)
    assert session == before
