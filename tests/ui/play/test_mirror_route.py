"""The route that looks at what the musician played: what it answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import InputError
from jazzlstm.formats.corpus import read_upload
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.ui.play import live, mirror
from jazzlstm.ui.play.mirror import answer_mirror
from jazzlstm.ui.play.packet import CHORD_TONE, OUTSIDE, SCALE_TONE, unpack

SETTINGS = Settings(tune="jazz-blues", seed=5)
CHORDS = [[4, "F7"], [8, "Bb7"], [12, "F7"]]


@pytest.fixture(scope="module")
def name(make_network: Callable[..., Network]) -> str:
    return live.offer(make_network(), SETTINGS)


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "BURST", 10_000)


def request(name: str, **more: object) -> dict[str, Any]:
    """Two bars of the musician, then two of the network."""
    own = [[4 + beat, 0.9, 62 + beat, 90, 1] for beat in range(8)]
    others = [[12 + beat, 0.9, 70 - beat, 90, 0] for beat in range(8)]
    asked = {"settings": name, "from": 4, "until": 20, "tempo": 140, "notes": own + others}
    return {**asked, "turns": [[4, 12]], "chords": CHORDS, "part": "b-flat", **more}


def ask(name: str, **more: object) -> tuple[dict[str, Any], dict[str, bytes]]:
    return unpack(answer_mirror(request(name, **more)))


def test_each_note_of_the_musician_has_its_kind_and_its_chances(name: str) -> None:
    header, blobs = ask(name)
    rows = [row for row, *_ in header["notes"]]
    assert rows == list(range(8))
    assert len(blobs["pitches"]) == 8 * header["pitchValues"]
    kinds = [kind for _, kind, *_ in header["notes"]]
    assert kinds[:4] == [SCALE_TONE, CHORD_TONE, OUTSIDE, CHORD_TONE]  # D Eb E F over F7
    assert header["bars"] == 2
    assert sum(header["shares"]) == pytest.approx(1, abs=1e-3)


def test_a_note_that_came_early_belongs_to_the_turn(name: str) -> None:
    early = [[3.9, 0.9, 65, 90, 1], [5, 0.9, 67, 90, 1]]
    header, _ = ask(name, notes=early)
    assert [row for row, *_ in header["notes"]] == [0, 1]


def test_the_files_hold_the_musicians_bars_with_their_chords(name: str) -> None:
    _, blobs = ask(name)
    for file in ("midi", "musicxml"):
        [solo] = read_upload(f"own.{ {'midi': 'mid'}.get(file, file) }", blobs[file]).solos
        assert [note.pitch for note in solo.notes] == list(range(62, 70)), file
        assert [change.chord.symbol for change in solo.chart.changes] == ["F7", "Bb7"], file


def test_sheet_music_is_engraved_when_it_is_asked_for(name: str) -> None:
    _, blobs = ask(name, width=600)
    assert blobs["score"].startswith(b"<svg")
    assert "score" not in ask(name)[1]


def test_a_few_bars_have_no_nearest_player(name: str) -> None:
    assert ask(name, nearest=True) == ({"nearest": None}, {})


def test_a_chorus_has_a_nearest_player_or_none_for_sure(make_network: Callable[..., Network]) -> None:
    cast = Conditioning(players=("Ann", "Bob"), instruments=("ts",), styles=("COOL",))
    name = live.offer(make_network(ModelConfig(16, 1, 3, 8, 16), cast), SETTINGS)
    notes = [[4 + beat, 0.9, 60 + beat % 7, 90, 1] for beat in range(48)]
    header, _ = ask(name, notes=notes, turns=[[4, 52]], until=52, nearest=True)
    assert header["nearest"]["player"] in cast.players
    assert header["nearest"]["isSure"] is (header["nearest"]["wins"] >= 0.9)


def test_an_early_note_of_the_network_is_none_of_the_musicians(name: str) -> None:
    own = [[4 + beat, 0.9, 62 + beat, 90, 1] for beat in range(8)]
    header, _ = ask(name, notes=[*own, [11.93, 0.9, 70, 90, 0], [13, 0.9, 69, 90, 0]])
    assert [row for row, *_ in header["notes"]] == list(range(8))


def test_a_turn_ends_with_what_was_sent(name: str) -> None:
    assert ask(name, turns=[[4, 900_000]], notes=[[4, 0.9, 62, 90, 1]])[0]["bars"] == 4


@pytest.mark.parametrize(
    "damage",
    [
        {"settings": "x"}, {"settings": 3}, {"from": None}, {"from": 20}, {"until": 1e9}, {"tempo": 0},
        {"tempo": "fast"}, {"notes": 7}, {"notes": []}, {"notes": [[0, 1, 60, 90]]}, {"turns": [[12, 4]]},
        {"notes": [[0, 1, 300, 90, 1]]}, {"notes": [[0, -1, 60, 90, 1]]}, {"turns": []},
        {"notes": [[4, 1, 60, float("nan"), 1]]}, {"notes": [[4, 1, 60, 90, 1], [900_000, 1, 60, 90, 1]]},
        {"turns": [[900, 1000]]},
        {"notes": [[4, 1, 60, 90, 1]] * 5000}, {"chords": [[0, "H#x"]]}, {"chords": [[0]]}, {"chords": "F7"},
    ],
)  # fmt: skip
def test_a_damaged_request_is_refused(name: str, damage: dict[str, object]) -> None:
    with pytest.raises(InputError):
        ask(name, **damage)


def test_too_many_requests_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "BURST", 2)
    monkeypatch.setattr(mirror, "REQUESTS_A_SECOND", 0.0)
    mirror._allowances.clear()
    for _ in range(2):
        mirror._count(name)
    with pytest.raises(live.TooFastError):
        mirror._count(name)


@pytest.mark.parametrize("request_", [None, 3, [], "x"])
def test_what_is_no_object_is_refused(request_: object) -> None:
    with pytest.raises(InputError):
        answer_mirror(request_)
