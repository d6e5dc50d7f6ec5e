"""Live sessions: bars in pieces, changes at bar lines, taking turns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note
from jazzlstm.services import live_soloist
from jazzlstm.services.likeness import likeness
from jazzlstm.services.live import LINES_KEPT, LiveSession
from jazzlstm.services.live_bars import LONGEST_TURN, LiveBars, Trade
from jazzlstm.services.live_soloist import BARS_REMEMBERED, STREAMS_KEPT

SETTINGS = Settings(tune="jazz-blues", seed=5, count_in=1)
OTHER = replace(SETTINGS, temperature=1.6, tempo=220.0, key="Bb", feel="bossa", comping="guitar")


def played(bars: LiveBars) -> list[tuple[Note, ...]]:
    return [part.notes for part in bars.parts]


def together(pieces: Iterable[LiveBars]) -> list[tuple[Note, ...]]:
    parts = zip(*(played(piece) for piece in pieces), strict=True)
    return [tuple(sorted(note for notes in part for note in notes)) for part in parts]


def test_pieces_are_the_whole(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    pieces = [session.play(first, bars) for first, bars in ((-1, 2), (1, 1), (2, 5), (7, 4))]
    whole = LiveSession(network, SETTINGS).play(-1, 12)
    assert together(pieces) == played(whole)
    assert [note for piece in pieces for note in piece.notes] == list(whole.notes)
    assert whole.lines == tuple(4.0 * bar for bar in range(-1, 12))


def test_bars_can_be_played_again(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.play(-1, 9)
    assert played(session.play(3, 2)) == played(session.play(3, 2))


def test_a_change_acts_at_its_bar_line_and_leaves_what_was_before(network: Network) -> None:
    session, same = LiveSession(network, SETTINGS), LiveSession(network, SETTINGS)
    before = session.play(-1, 6)
    session.change(3, OTHER)
    after = session.play(3, 4)
    assert played(before)[1][:4] == played(same.play(-1, 4))[1][:4]
    assert after.tempo == 220
    assert after.chart.chord_at(12).symbol == "Fm7"  # the fourth bar, in B flat
    assert after.lines == (12, 16, 20, 24, 28)


def test_the_same_changes_give_the_same_music_however_it_is_asked_for(network: Network) -> None:
    early, late = LiveSession(network, SETTINGS), LiveSession(network, SETTINGS)
    early.change(3, OTHER)
    late.play(-1, 9)
    late.change(3, OTHER)
    assert played(early.play(3, 5)) == played(late.play(3, 5))


def test_other_chords_begin_at_the_top_and_a_change_of_key_does_not(network: Network) -> None:
    session = LiveSession(network, replace(SETTINGS, count_in=0))
    session.change(5, replace(SETTINGS, changes="| Dm7 | G7 | C | A7 |"))
    assert [change.chord.symbol for change in session.play(5, 4).chart.changes[-4:]] == [
        "Dm7",
        "G7",
        "C",
        "A7",
    ]


def test_bars_of_one_request_have_one_tempo(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.change(2, OTHER)
    assert len(session.play(0, 8).turns) == 2


def test_the_soloist_rests_in_the_musicians_turns(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.trade(2, Trade(2, musician_first=True))
    bars = session.play(0, 10)
    assert bars.turns == (False, False, True, True, False, False, True, True, False, False)
    assert not [note for note in bars.notes if 8 <= note.start < 16 or 24 <= note.start < 32]
    assert [note for note in bars.notes if 16 <= note.start < 24]
    session.trade(10, None)
    assert not any(session.play(10, 4).turns)


def test_turns_keep_to_the_form(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.trade(1, Trade(4, musician_first=False))
    turns = session.play(0, 16).turns
    assert turns == (*[False] * 8, *[True] * 4, *[False] * 4)
    session.trade(5, Trade(12))
    assert session.play(5, 20).turns == (*[False] * 7, *[True] * 12, False)


def test_turns_and_exercises_may_begin_in_the_count_in(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.trade(-1, Trade(2))
    session.exercise(-1, 1)
    assert session.play(-1, 5).turns == (False, True, True, False, False)


def test_what_was_heard_changes_the_answer_and_nothing_before(network: Network) -> None:
    question = [Note(8 + beat / 2, 0.5, 70 + beat % 3) for beat in range(16)]
    sessions = [LiveSession(network, SETTINGS) for _ in range(3)]
    for session in sessions:
        session.trade(2, Trade(2))
        session.play(0, 6)
    for session in sessions[1:]:
        session.hear(2, 4, question)
    alone, answer, again = (session.play(4, 2).notes for session in sessions)
    assert answer == again
    assert answer != alone
    assert all(16 <= note.start < 24 for note in answer)


def test_the_answer_is_the_one_most_like_the_question(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = [Note(16 + beat / 2, 0.5, 70 + beat % 3) for beat in range(32)]

    def answer() -> float:
        session = LiveSession(network, SETTINGS)
        session.trade(4, Trade(4))
        session.hear(4, 8, question)
        found = likeness(question, 16, session.play(8, 4).notes, 16)
        assert found
        return found.score

    chosen = answer()
    monkeypatch.setattr(live_soloist, "ANSWERS", 1)
    first = answer()
    monkeypatch.setattr(live_soloist, "ANSWERS", 2)
    assert chosen >= answer() >= first
    assert chosen > first


def test_the_band_answers_a_turn_that_goes_on_from_its_next_bar_and_no_line_changes(network: Network) -> None:
    """Fewer chords under a musician who is busy than under one who has stopped; what sounds is as it was."""
    chords = {}
    for name, beats in (("goes on", 15), ("has stopped", 9)):
        chords[name] = 0
        for seed in range(12):
            session = LiveSession(network, replace(SETTINGS, seed=seed))
            session.trade(0, Trade(8))
            before = session.play(0, 10)
            notes = [Note(beat / 2, 0.5, 60 + beat % 7) for beat in range(2 * beats)]
            session.listen(0, 4, notes, until=15.2)
            assert played(session.play(3, 1)) != []
            after = session.play(4, 6)
            assert after.notes == tuple(note for note in before.notes if note.start >= 16)
            assert after.turns == before.turns[4:]
            chords[name] += sum(20 <= note.start < 24 for note in after.parts[-1].notes)
    assert chords["goes on"] < chords["has stopped"]


def test_a_bar_that_is_played_again_leaves_what_the_band_goes_on_from(network: Network) -> None:
    sessions = [LiveSession(network, SETTINGS) for _ in range(2)]
    for session in sessions:
        session.trade(0, Trade(8))
        session.play(0, 6)
        session.listen(0, 4, [Note(beat / 2, 0.5, 70) for beat in range(30)], until=15)
    sessions[1].play(3, 1)
    assert played(sessions[0].play(4, 4)) == played(sessions[1].play(4, 4))


@pytest.mark.parametrize(("first", "bar"), [(4, 4), (-3, 4), (0, 10**6)])
def test_a_turn_out_of_reach_is_not_listened_to(network: Network, first: int, bar: int) -> None:
    session = LiveSession(network, SETTINGS)
    with pytest.raises(SettingsError):
        session.listen(first, bar, [], until=3)


def test_notes_far_out_of_time_and_range_are_heard_without_a_fault(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.trade(0, Trade(1))
    session.hear(
        0, 1, [Note(-5, 1, 60), Note(0.01, 9, 127), Note(0.02, 0.01, 0), Note(3.99, 5, 60), Note(99, 1, 60)]
    )
    assert session.play(1, 1).lines == (4, 8)


@pytest.mark.parametrize("bar", [-2, LINES_KEPT + 60, 10**6])
def test_a_bar_out_of_reach_is_refused(network: Network, bar: int) -> None:
    session = LiveSession(network, SETTINGS)
    with pytest.raises(SettingsError):
        session.play(bar, 1)


@pytest.mark.parametrize("bars", [0, -1, 33])
def test_a_turn_has_a_length(bars: int) -> None:
    with pytest.raises(SettingsError):
        Trade(bars)


def test_a_long_session_keeps_only_its_last_bars(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    for first in range(0, 160, 4):
        session.play(first, 4)
    soloist = session._soloist
    states = (session._bands, soloist.streams, soloist.pieces, soloist.turns)
    assert all(len(state) <= LINES_KEPT + BARS_REMEMBERED + 4 for state in states)
    assert len(soloist.streams) <= STREAMS_KEPT + 4
    events = sum(int(piece.steps_of[0]) for piece in soloist.pieces.values())
    assert len(soloist.streams[160]._history._pasts[0].pitches) < 2 * events
    with pytest.raises(SettingsError):
        session.play(8, 1)
    assert session.play(150, 4).lines[0] == 600


def test_the_longest_turn_is_still_heard_at_its_end(network: Network) -> None:
    session = LiveSession(network, SETTINGS)
    session.play(-1, 1)
    session.trade(0, Trade(LONGEST_TURN))
    for first in range(0, LONGEST_TURN + 4, 4):
        session.play(first, 4)
    assert len(session._soloist.streams) <= STREAMS_KEPT + 8
    session.hear(0, LONGEST_TURN, [Note(beat, 1, 60 + beat % 5) for beat in range(4 * LONGEST_TURN)])
    assert session.play(LONGEST_TURN, 1).turns == (False,)
    with pytest.raises(SettingsError):
        session.hear(2, LONGEST_TURN - 20, [])
