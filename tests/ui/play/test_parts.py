"""Parts as rows for the browser, and the banks they play on."""

from __future__ import annotations

import pytest

from jazzlstm.audio.banks import read_bank
from jazzlstm.band import FEELS, BandOptions, arrange
from jazzlstm.music import Arrangement, Note, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.ui import player_script
from jazzlstm.ui.play.parts import DRUM_KEYS, find_bank, part_rows
from jazzlstm.ui.play.paths import BANKS_PATH, TAKES_PATH
from jazzlstm.ui.play.routes import routes
from jazzlstm.ui.player_script import ENTRY, SCRIPT_PATH, SONGBOOK, loader, script
from jazzlstm.ui.preloading import preload_tags
from tests.ui.asgi import get

UNKNOWN = ["", "program-66-0", "drums-7-1", "program-999-a", "x", "program--1", "program-²-a"]
CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7 |")
SOLO = Solo(tuple(Note(beat / 2, 0.5, 60 + beat % 12) for beat in range(32)), CHART, tempo=140)


def arrangement(feel: str = "swing", comping: str = "piano", count_in: int = 0) -> Arrangement:
    return arrange(SOLO, beats=16, feel=feel, options=BandOptions(comping=comping, count_in=count_in))


@pytest.mark.parametrize("feel", FEELS)
@pytest.mark.parametrize("comping", ["piano", "guitar", "vibes"])
def test_every_note_has_a_zone_in_its_bank(feel: str, comping: str) -> None:
    for row in part_rows(arrangement(feel, comping)):
        header, _ = read_bank(find_bank(row["bank"].removeprefix(BANKS_PATH)) or b"")
        for _, _, key, velocity in row["notes"]:
            zones = [(*zone["keys"], *zone["velocities"]) for zone in header["zones"]]
            fitting = [low <= key <= high and soft <= velocity <= hard for low, high, soft, hard in zones]
            assert any(fitting), (row["name"], key)


@pytest.mark.parametrize("feel", FEELS)
def test_the_drummer_plays_only_the_keys_that_the_bank_has(feel: str) -> None:
    drums = next(part for part in arrangement(feel, count_in=1).parts if part.is_drums)
    assert {note.pitch for note in drums.notes} <= DRUM_KEYS


def test_beats_count_from_the_first_bar_of_the_solo() -> None:
    rows = part_rows(arrangement(count_in=1))
    solo, drums = rows[0], next(row for row in rows if row["role"] == "drums")
    assert min(note[0] for note in drums["notes"]) < -3
    assert min(note[0] for note in solo["notes"]) > -0.5


def test_a_pitch_that_is_struck_again_ends_before() -> None:
    for row in part_rows(arrangement()):
        for key in {note[2] for note in row["notes"]}:
            spans = [(start, start + duration) for start, duration, pitch, _ in row["notes"] if pitch == key]
            assert all(end <= start + 1e-3 for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def test_a_bank_is_sent_to_be_kept_for_good() -> None:
    address = part_rows(arrangement())[0]["bank"]
    status, headers, body = get(routes(), address)
    assert (status, "immutable" in headers["cache-control"]) == (200, True)
    assert read_bank(body)[0]["zones"]


@pytest.mark.parametrize("base", ["/jazz", "/jazz/lstm"])
def test_banks_lie_below_the_base_path_of_the_server(base: str) -> None:
    address = part_rows(arrangement())[0]["bank"]
    assert get(routes(base), base + address)[0] == 200
    assert get(routes(base), address)[0] == 404


def test_each_part_has_its_role() -> None:
    roles = {"solo", "bass", "comping", "drums"}
    assert {row["role"] for row in part_rows(arrangement())} == roles
    assert {row["role"] for row in part_rows(arrangement(comping="none"))} == roles - {"comping"}


def test_the_script_of_the_player_is_sent_to_be_kept_and_another_is_not_found() -> None:
    name, joined = script(ENTRY)
    status, headers, body = get(routes(), SCRIPT_PATH + name)
    assert (status, "immutable" in headers["cache-control"]) == (200, True)
    assert headers["content-type"].startswith("text/javascript")
    assert body.decode() == joined
    assert get(routes(), f"{SCRIPT_PATH}old.js")[0] == 404
    assert name in loader()


def test_a_running_server_keeps_its_scripts_when_their_files_change(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [script(entry)[0] for entry in (ENTRY, SONGBOOK)]
    monkeypatch.setattr(player_script, "join_modules", lambda *_: "another version")
    assert names[0] in preload_tags()[-1]
    for name, entry in zip(names, (ENTRY, SONGBOOK), strict=True):
        assert name in loader(entry)
        assert get(routes(), SCRIPT_PATH + name)[0] == 200


def test_other_takes_of_an_unknown_solo_are_not_found() -> None:
    assert get(routes(), f"{TAKES_PATH}0123456789abcdef")[0] == 404


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_address_is_not_found(name: str) -> None:
    assert get(routes(), BANKS_PATH + name)[0] == 404


def test_the_banks_of_the_first_band_are_small() -> None:
    sizes = [len(find_bank(row["bank"].removeprefix(BANKS_PATH)) or b"") for row in part_rows(arrangement())]
    assert sum(sizes) < 500_000
