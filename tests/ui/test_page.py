"""The page without a browser: what each control does to the music, and what a mistake does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.band import FEELS, arrange
from jazzlstm.fingerprints import take_fingerprints
from jazzlstm.formats.midi import write_midi
from jazzlstm.music import Note, Solo
from jazzlstm.openings import keep_until
from jazzlstm.settings import Settings
from jazzlstm.tunes import tune_chart
from jazzlstm.ui.concert import give_concert, programme_of
from jazzlstm.ui.packet import unpack
from jazzlstm.ui.widgets import DEFAULTS

APP = str(Path(__file__).resolve().parents[2] / "streamlit_app.py")


@pytest.fixture
def page(models: Path) -> AppTest:
    """The page, opened."""
    return open_page()


def open_page(**query: str) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=30)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def heard(page: AppTest) -> dict[str, Any]:
    """The header of the packet that the player got."""
    (player,) = page.get("bidi_component")
    return unpack(player.proto.bytes)[0]


def link_of(page: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def complaints(page: AppTest) -> list[str]:
    return [error.value for error in page.error]


def test_it_has_something_to_play_when_it_opens(page: AppTest) -> None:
    header = heard(page)
    assert header["beats"] == 20
    assert header["notes"]
    assert list(header["sounds"]) == ["solo", "drums", "band"]
    assert page.query_params == {}


@pytest.mark.parametrize(
    ("name", "value", "field", "seen"),
    [("beats", 8, "beats", 8), ("tempo", 100, "tempo", 100), ("takes", 2, "takes", 2)],
)
def test_a_slider_changes_the_music(page: AppTest, name: str, value: int, field: str, seen: int) -> None:
    page.slider(key=name).set_value(value).run()
    found = heard(page)[field]
    assert (len(found) if field == "takes" else found) == seen


@pytest.mark.parametrize("name", ["temperature", "seed", "rhythm_temperature", "top_p", "inside"])
def test_another_setting_gives_another_solo_and_the_old_one_the_old(page: AppTest, name: str) -> None:
    before, usual = heard(page), page.slider(key=name).value
    page.slider(key=name).set_value(page.slider(key=name).min).run()
    assert heard(page)["notes"] != before["notes"]
    page.slider(key=name).set_value(usual).run()
    assert heard(page)["id"] == before["id"]


def test_swing_moves_the_off_beats_and_goes_into_the_link(page: AppTest) -> None:
    page.slider(key="beats").set_value(64).run()
    before = heard(page)["notes"]
    page.select_slider(key="swing").set_value(0.75).run()
    notes = heard(page)["notes"]
    assert [row[2] for row in notes] == [row[2] for row in before]
    assert max(new[0] - old[0] for new, old in zip(notes, before, strict=True)) > 0.05
    assert link_of(page)["swing"] == "0.75"
    assert heard(open_page(**link_of(page)))["notes"] == notes


def test_a_swing_in_a_link_that_the_slider_lacks_takes_the_nearest(models: Path) -> None:
    assert open_page(swing="0.613").select_slider(key="swing").value == 0.61
    assert open_page(swing="2").select_slider(key="swing").value == 0


def test_who_plays_the_chords_is_heard_in_the_band_alone(page: AppTest) -> None:
    with_piano = heard(page)["sounds"]
    page.selectbox(key="comping").select("guitar").run()
    assert link_of(page)["comping"] == "guitar"
    with_guitar = heard(page)["sounds"]
    assert {name for name in with_piano if with_piano[name] != with_guitar[name]} == {"band"}
    page.selectbox(key="comping").select("none").run()
    assert not complaints(page)


def test_what_leads_in_moves_the_sound_and_nothing_in_the_picture(page: AppTest) -> None:
    before = heard(page)
    page.slider(key="count_in").set_value(1).run()
    page.slider(key="intro").set_value(2).run()
    header = heard(page)
    assert (header["counted"], header["leadIn"]) == (4, 12)
    assert header["leadChords"][0][0] == -8
    assert header["bars"] == before["bars"]
    places = [(row[0], row[2]) for row in header["notes"]]
    assert [pitch for _, pitch in places] == [row[2] for row in before["notes"]]
    assert all(abs(now[0] - row[0]) < 0.05 for now, row in zip(places, before["notes"], strict=True))
    assert (link_of(page)["count_in"], link_of(page)["intro"]) == ("1", "2")
    assert heard(open_page(**link_of(page)))["notes"] == header["notes"]
    page.toggle(key="band").set_value(False).run()
    assert heard(page)["leadIn"] == 0  # nobody there to count


def test_a_longer_lead_in_than_the_page_offers_is_cut_and_an_impossible_one_ignored(models: Path) -> None:
    assert open_page(count_in="8", intro="64").slider(key="intro").value == 8
    assert open_page(count_in="9", intro="-1").slider(key="count_in").value == 0


def test_every_feel_of_the_band_can_be_chosen(page: AppTest) -> None:
    assert page.selectbox(key="feel").options == ["the tune’s own", *FEELS]


def test_who_waits_is_told_how_far_the_sound_is_and_who_comes_back_waits_no_more(models: Path) -> None:
    told: list[float] = []
    settings = Settings(beats=12, seed=4711)
    give_concert("weimar", settings, on_progress=told.append)
    assert told[-1] == 1
    give_concert("weimar", settings, on_progress=lambda _: pytest.fail("recorded twice"))


def test_the_dice_throw_another_seed(page: AppTest) -> None:
    before = heard(page)["notes"]
    page.button(key="dice").click().run()
    assert heard(page)["notes"] != before


def test_a_tune_brings_its_key_and_tempo(page: AppTest) -> None:
    page.slider(key="tempo").set_value(60).run()
    page.selectbox(key="tune").select("minor-blues").run()
    assert page.selectbox(key="key").value == "C minor"
    assert heard(page)["tempo"] == page.slider(key="tempo").value != 60


def test_another_key_moves_the_chords(page: AppTest) -> None:
    page.selectbox(key="key").select("Bb").run()
    assert heard(page)["chords"][0][2] == "Bb7"


def test_own_changes_are_played(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Fm7 Bb7 | Ebmaj7 |").run()
    assert [row[2] for row in heard(page)["chords"][:3]] == ["Fm7", "Bb7", "Ebmaj7"]
    assert any("2 bars in 4/4" in caption.value for caption in page.caption)


def test_own_changes_can_be_moved_though_they_name_no_key(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Dm7 G7 | Cmaj7 |").run()
    page.selectbox(key="key").select("Eb").run()
    assert [row[2] for row in heard(page)["chords"][:3]] == ["Fm7", "Bb7", "Ebmaj7"]


def test_a_wrong_chord_is_told_and_the_music_stays(page: AppTest) -> None:
    before = heard(page)
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Dm7 | Hoo7 | Cmaj7 |").run()
    (complaint,) = complaints(page)
    assert "bar 2" in complaint.lower()
    assert "Hoo7" in complaint
    assert page.text_area(key="changes").value == "| Dm7 | Hoo7 | Cmaj7 |"
    assert heard(page)["notes"]
    page.text_area(key="changes").set_value("| Dm7 | G7 | Cmaj7 |").run()
    assert complaints(page) == []
    assert heard(page)["id"] != before["id"]


def test_a_starting_note_is_checked_beside_its_field(page: AppTest) -> None:
    page.text_input(key="start_note").set_value("X9").run()
    (complaint,) = complaints(page)
    assert "starting note" in complaint.lower()
    page.text_input(key="start_note").set_value("G4").run()
    assert complaints(page) == []
    assert heard(page)["notes"][0][2] == 67


def test_without_the_band_there_is_one_stem(page: AppTest) -> None:
    page.toggle(key="band").set_value(False).run()
    assert list(heard(page)["sounds"]) == ["solo"]


def test_a_link_gives_the_same_solo(page: AppTest) -> None:
    page.slider(key="seed").set_value(77).run()
    page.slider(key="temperature").set_value(0.7).run()
    page.selectbox(key="tune").select("rhythm-changes").run()
    page.selectbox(key="player").select("Tom Tenor").run()
    link = link_of(page)
    assert {"seed", "temperature", "tune", "player", "model", "is"} <= set(link)
    other = open_page(**link)
    assert heard(other)["id"] == heard(page)["id"]
    assert not other.info


def test_a_link_outlives_what_the_page_opens_with(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    page.slider(key="temperature").set_value(0.7).run()
    link = link_of(page)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "seed", 5)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "tune", "minor-blues")
    assert heard(open_page(**link))["notes"] == heard(page)["notes"]
    assert heard(open_page())["title"] != heard(page)["title"]


def test_a_link_from_another_network_says_so(models: Path) -> None:
    page = open_page(seed="5", model="weimar", **{"is": "00000000"})
    assert "another version of the network" in page.info[0].value


@pytest.mark.parametrize(
    "query",
    [
        {"temperature": "99", "seed": "minus one", "beats": "nan"},
        {"tune": "no such tune", "player": "Nobody", "key": "H"},
        {"key": "F"},
        {"model": "../../etc/passwd"},
        {"opening": "z5"},
        {"opening": "m5m5m5m5"},
    ],
)
def test_nonsense_in_the_address_does_no_harm(models: Path, query: dict[str, str]) -> None:
    page = open_page(**query)
    assert heard(page)["notes"]
    assert complaints(page) == []


def kept_opening(bars: int) -> str:
    """What keeps the first bars of what the page opens with."""
    return keep_until(give_concert("weimar", Settings(**DEFAULTS)).performance.take, 4.0 * bars)


def test_kept_bars_travel_in_the_link_and_the_rest_is_new(page: AppTest) -> None:
    opening = kept_opening(2)
    other = open_page(opening=opening, seed="500")
    before, after = heard(page), heard(other)
    kept = [row for row in before["steps"] if row[0] < 8.0]
    assert after["given"] == len(kept) == len(opening) // 2
    values = [[row[2:] for row in header["steps"]] for header in (before, after)]
    assert values[0][: len(kept)] == values[1][: len(kept)]
    assert values[0] != values[1]
    assert other.query_params["opening"] in (opening, [opening])


@pytest.mark.parametrize(("box", "choice"), [("tune", "minor-blues"), ("key", "Bb")])
def test_what_was_kept_of_one_tune_or_key_is_let_go_in_another(models: Path, box: str, choice: str) -> None:
    page = open_page(opening=kept_opening(1))
    assert heard(page)["given"]
    page.selectbox(key=box).select(choice).run()
    assert heard(page)["given"] == 0
    assert "opening" not in page.query_params


def test_a_melody_that_was_brought_opens_the_solo(page: AppTest) -> None:
    lick = (Note(0.0, 1.0, 72), Note(1.0, 1.0, 69), Note(2.0, 2.0, 65))
    melody = write_midi(arrange(Solo(lick, tune_chart("blues")), beats=8, band=False))
    page.file_uploader(key="melody").set_value(("lick.mid", melody, "audio/midi")).run()
    assert [note[2] for note in heard(page)["takes"][0]["notes"][:3]] == [72, 69, 65]
    assert any("opens with 1 bar of it" in caption.value for caption in page.caption)
    assert heard(open_page(**link_of(page)))["id"] == heard(page)["id"]


def test_a_file_that_is_no_melody_is_told_and_the_music_stays(page: AppTest) -> None:
    before = heard(page)["id"]
    page.file_uploader(key="melody").set_value(("lick.mid", b"no music", "audio/midi")).run()
    (complaint,) = complaints(page)
    assert "lick.mid" in complaint
    assert heard(page)["id"] == before


def test_every_network_can_be_chosen(page: AppTest) -> None:
    before = heard(page)["notes"]
    page.selectbox(key="model").select("classic").run()
    assert heard(page)["notes"] != before
    assert page.query_params["model"] in ("classic", ["classic"])


def test_it_says_whether_the_notes_are_copied_where_the_network_can_tell(models: Path) -> None:
    concert = give_concert("weimar", Settings(beats=96))
    take, settings = concert.performance.take, concert.settings
    wary = replace(concert.network, fingerprints=take_fingerprints([take.solo]))
    known = programme_of(wary, settings, concert.piece, take).remark
    assert known == "No 16 notes in a row are those of a solo it learnt from"
    quotation = wary.fingerprints.longest_quotation(take.solo)
    quoted = programme_of(wary, settings, concert.piece, replace(take, quotation=quotation)).remark
    assert quoted.startswith(f"{len(take.solo.notes)} notes in a row as in")
    assert concert.packet.header["remark"] == ""


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("MIDI", b"MThd"),
        ("MusicXML", b"<?xml"),
        ("WAV", b"RIFF"),
        ("Piano roll", b"\x89PNG"),
        ("MP3", b"\xff\xfb"),
        ("Sheet music, PDF", b"%PDF"),
        ("Sheet music, SVG", b"<svg"),
        ("Piano roll, SVG", b"<?xml"),
        ("Solo alone, MIDI", b"MThd"),
        ("Band alone, MIDI", b"MThd"),
        ("Settings, JSON", b"{"),
    ],
)
def test_files_are_made_when_they_are_asked_for(models: Path, name: str, starts: bytes) -> None:
    from jazzlstm.ui.downloads import FILES, MORE_FILES

    concert = give_concert("weimar", Settings(beats=8))
    file = {each.name: each for each in FILES + MORE_FILES}[name]
    assert file.make(concert, "e-flat").startswith(starts)


def test_downloads_carry_tune_and_seed(page: AppTest) -> None:
    names = [button.proto.label for button in page.get("download_button")]
    assert {"MIDI", "Sheet music, PDF", "MusicXML", "WAV", "Piano roll", "Settings, JSON"} <= set(names)


def test_without_a_model_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    page = AppTest.from_file(APP, default_timeout=30).run()
    assert "jazzlstm train" in complaints(page)[0]


def test_what_the_page_keeps_is_limited(models: Path) -> None:
    from jazzlstm.ui import concert

    caches: list[Callable[..., object]] = [concert.improvise_takes, concert.render_packet]
    assert all(cache.cache_info().maxsize <= 32 for cache in caches)  # type: ignore[attr-defined]  # lru_cache


def test_a_link_whose_changes_cannot_be_read_says_so_and_promises_no_music(models: Path) -> None:
    page = open_page(changes="| Hm7 | C |")
    assert any("Hm7" in complaint for complaint in complaints(page))
    assert "Nothing plays yet" in " ".join(each.proto.body for each in page.get("html"))
    assert not page.get("bidi_component")
