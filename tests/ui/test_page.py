"""The page without a browser: what each control changes, and what a wrong value does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cachetools import LRUCache
from streamlit.testing.v1 import AppTest

from jazzlstm.band import FEELS
from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import LONGEST_COPY, build_copy_index
from jazzlstm.ui.play.controls import ADVANCED
from jazzlstm.ui.play.rendering import (
    caption_of,
    engrave_part,
    fingerprint_of,
    improvise_takes,
    render_opening,
    render_solo,
)
from tests.ui.opened import APP, errors_of, heard, link_of, open_page


def test_the_page_opens_with_a_solo(page: AppTest) -> None:
    header = heard(page)
    assert header["beats"] == 48  # a chorus of the blues
    assert header["notes"]
    assert {part["role"] for part in header["parts"]} == {"solo", "drums", "bass", "comping"}
    assert page.query_params == {}


@pytest.mark.parametrize(("name", "value"), [("tempo", 100), ("takes", 2)])
def test_a_slider_changes_the_solo(page: AppTest, name: str, value: int) -> None:
    page.slider(key=name).set_value(value).run()
    found = heard(page)[name]
    assert (len(found) if name == "takes" else found) == value


@pytest.mark.parametrize("name", ["temperature", "seed", "rhythm_temperature", "top_p", "inside"])
def test_another_value_gives_another_solo_and_the_old_value_the_old_solo(page: AppTest, name: str) -> None:
    before, usual = heard(page), page.slider(key=name).value
    page.slider(key=name).set_value(page.slider(key=name).min).run()
    assert heard(page)["notes"] != before["notes"]
    page.slider(key=name).set_value(usual).run()
    assert heard(page)["id"] == before["id"]


def test_swing_moves_the_off_beats_and_is_in_the_link(page: AppTest) -> None:
    page.slider(key="seed").set_value(177).run()  # its first bars have off-beats
    before = heard(page)["notes"]
    page.select_slider(key="swing").set_value(0.75).run()
    notes = heard(page)["notes"]
    assert [row[2] for row in notes] == [row[2] for row in before]
    assert max(new[0] - old[0] for new, old in zip(notes, before, strict=True)) > 0.05
    assert link_of(page)["swing"] == "0.75"
    assert heard(open_page(**link_of(page)))["notes"] == notes


def parts_of(page: AppTest) -> dict[str, object]:
    """What each part plays, by its role."""
    return {part["role"]: part for part in heard(page)["parts"]}


def test_comping_changes_one_part_only(page: AppTest) -> None:
    with_piano = parts_of(page)
    page.selectbox(key="comping").select("guitar").run()
    assert link_of(page)["comping"] == "guitar"
    with_guitar = parts_of(page)
    assert {name for name in with_piano if with_piano[name] != with_guitar[name]} == {"comping"}
    page.selectbox(key="comping").select("none").run()
    assert not errors_of(page)


def test_count_in_and_intro_move_the_sound_and_not_the_picture(page: AppTest) -> None:
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
    assert heard(page)["leadIn"] == 0  # no drummer to count


def test_every_feel_of_the_band_can_be_chosen(page: AppTest) -> None:
    feel = page.selectbox(key="feel")
    assert len(feel.options) == 1 + len(FEELS)
    for name in FEELS:
        feel.select(name).run()
        assert errors_of(page) == []


def test_the_tempo_follows_the_feel_and_the_page_says_why(page: AppTest) -> None:
    usual = page.slider(key="tempo").value
    page.selectbox(key="feel").select("ballad").run()
    slow = page.slider(key="tempo").value
    assert slow == heard(page)["tempo"] < usual
    assert any(f"{slow} bpm" in caption.value for caption in page.caption)
    assert "tempo" not in link_of(page)
    again = open_page(**link_of(page))
    assert (again.slider(key="tempo").value, heard(again)["id"]) == (slow, heard(page)["id"])
    page.selectbox(key="feel").select("").run()
    assert page.slider(key="tempo").value == usual == heard(page)["tempo"]
    assert not any(f"{slow} bpm" in caption.value for caption in page.caption)


def test_a_chosen_tempo_stays_when_the_feel_changes(page: AppTest) -> None:
    page.slider(key="tempo").set_value(133).run()
    page.selectbox(key="feel").select("ballad").run()
    assert page.slider(key="tempo").value == heard(page)["tempo"] == 133
    page.slider(key="tempo").set_value(66).run()
    page.selectbox(key="feel").select("bossa").run()
    assert page.slider(key="tempo").value == heard(page)["tempo"]


def test_a_waltz_in_four_says_what_is_played_also_while_the_feel_is_hidden(models: Path) -> None:
    page = open_page(feel="waltz", tune="blues", tempo="150")
    page.session_state[ADVANCED] = False
    page.run()
    assert any("In 4/4 the band plays swing" in caption.value for caption in page.caption)
    page.selectbox(key="tune").select("waltz").run()
    assert not any("In 4/4" in caption.value for caption in page.caption)


def test_progress_rises_to_one_and_a_cached_solo_reports_none(models: Path) -> None:
    shares: list[float] = []
    settings = Settings(beats=12, seed=4711)
    render_solo("weimar", settings, on_progress=shares.append)
    assert shares[-1] == 1
    render_solo("weimar", settings, on_progress=lambda _: pytest.fail("improvised twice"))


def test_new_solo_has_another_seed(page: AppTest) -> None:
    before = heard(page)["notes"]
    page.button(key="new_solo").click().run()
    assert heard(page)["notes"] != before


def test_a_tune_sets_its_key_and_tempo(page: AppTest) -> None:
    page.slider(key="tempo").set_value(60).run()
    page.selectbox(key="tune").select("minor-blues").run()
    assert page.selectbox(key="key").value == "C minor"
    assert heard(page)["tempo"] == page.slider(key="tempo").value != 60


def test_another_key_transposes_the_chords(page: AppTest) -> None:
    page.selectbox(key="key").select("Bb").run()
    assert heard(page)["chords"][0][2] == "Bb7"


def test_own_changes_are_played(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Fm7 Bb7 | Ebmaj7 |").run()
    assert [row[2] for row in heard(page)["chords"][:3]] == ["Fm7", "Bb7", "Ebmaj7"]
    assert any("2 bars in 4/4, 3 chords" in caption.value for caption in page.caption)


def test_own_changes_without_a_key_can_be_transposed(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Dm7 G7 | Cmaj7 |").run()
    page.selectbox(key="key").select("Eb").run()
    assert [row[2] for row in heard(page)["chords"][:3]] == ["Fm7", "Bb7", "Ebmaj7"]
    link = link_of(page)
    assert (link["changes"], link["key"]) == ("| Dm7 G7 | Cmaj7 |", "Eb")
    assert heard(open_page(**link))["id"] == heard(page)["id"]


def test_one_bar_and_one_chord_are_counted_in_the_singular(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| C6 |").run()
    assert any("1 bar in 4/4, 1 chord." in caption.value for caption in page.caption)


def test_an_empty_field_plays_an_example_with_another_caption(page: AppTest) -> None:
    page.selectbox(key="tune").select("own changes").run()
    shown = {caption.value for caption in page.caption if "chords" in caption.value}
    page.text_area(key="changes").set_value(" ").run()
    assert heard(page)["chords"][0][2] == "Dm7"
    assert not shown & {caption.value for caption in page.caption if "chords" in caption.value}


def test_a_wrong_chord_is_reported_and_the_solo_stays(page: AppTest) -> None:
    before = heard(page)
    page.selectbox(key="tune").select("own changes").run()
    page.text_area(key="changes").set_value("| Dm7 | Hoo7 | Cmaj7 |").run()
    (message,) = errors_of(page)
    assert "bar 2" in message.lower()
    assert "Hoo7" in message
    assert page.text_area(key="changes").value == "| Dm7 | Hoo7 | Cmaj7 |"
    assert heard(page)["notes"]
    page.text_area(key="changes").set_value("| Dm7 | G7 | Cmaj7 |").run()
    assert errors_of(page) == []
    assert heard(page)["id"] != before["id"]


def test_a_wrong_first_note_is_reported(page: AppTest) -> None:
    page.text_input(key="start_note").set_value("X9").run()
    (message,) = errors_of(page)
    assert "X9" in message
    page.text_input(key="start_note").set_value("G4").run()
    assert errors_of(page) == []
    assert heard(page)["notes"][0][2] == 67


def test_closed_advanced_settings_keep_their_values(page: AppTest) -> None:
    page.slider(key="takes").set_value(2).run()
    page.session_state[ADVANCED] = False
    page.run()
    assert "takes" not in [slider.key for slider in page.slider]
    assert len(heard(page)["takes"]) == 2
    page.session_state[ADVANCED] = True
    page.run()
    assert page.slider(key="takes").value == 2


def test_a_link_sets_closed_advanced_settings_and_drops_unknown_names(models: Path) -> None:
    page = AppTest.from_file(APP, default_timeout=60)
    for name, value in {"takes": "2", "feel": "polka", "style": "POLKA", "comping": "accordion"}.items():
        page.query_params[name] = value
    page.run()
    assert errors_of(page) == []
    assert len(heard(page)["takes"]) == 2
    assert not {"feel", "style", "comping"} & set(link_of(page))


def test_without_the_band_there_is_one_part(page: AppTest) -> None:
    page.toggle(key="band").set_value(False).run()
    assert list(parts_of(page)) == ["solo"]


def test_every_network_can_be_chosen(page: AppTest) -> None:
    before = heard(page)["notes"]
    page.selectbox(key="model").select("classic").run()
    assert heard(page)["notes"] != before
    assert page.query_params["model"] in ("classic", ["classic"])


def test_the_caption_says_whether_the_notes_are_copied(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=96))
    take, settings = rendered.performance.take, rendered.settings
    wary = replace(rendered.network, copy_index=build_copy_index([take.solo]))
    known = caption_of(wary, settings, rendered.piece, take, is_whole=True).remark
    assert str(LONGEST_COPY) in known
    quotation = wary.copy_index.longest_quotation(take.solo)
    quoting = replace(take, quotation=quotation)
    quoted = caption_of(wary, settings, rendered.piece, quoting, is_whole=True).remark
    assert str(len(take.solo.notes)) in quoted
    assert rendered.packet.header["remark"] == ""


def test_without_a_model_the_error_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    page = AppTest.from_file(APP, default_timeout=30).run()
    assert "jazzlstm train" in errors_of(page)[0]


def test_the_caches_are_limited(models: Path) -> None:
    caches = [cached.cache for cached in (improvise_takes, engrave_part, fingerprint_of)]
    assert all(isinstance(cache, LRUCache) and cache.maxsize <= 96 for cache in caches)
    by_beats = render_opening.cache
    assert isinstance(by_beats, LRUCache)
    assert by_beats.maxsize <= 40_000
    render_solo("weimar", Settings(beats=12, seed=8000))
    assert by_beats.currsize >= 12


def test_a_live_session_says_where_its_files_are_and_so_does_the_solo_behind_it(page: AppTest) -> None:
    def below_the_player() -> tuple[list[bool], bool]:
        """Whether each menu is disabled, and whether the files of the session are mentioned."""
        menus = [each.proto.popover.disabled for each in page.get("popover")][-2:]
        return menus, any("Play together" in each.value for each in page.caption)

    page.session_state["live"] = True
    page.run()
    assert below_the_player() == ([True, True], True)
    page.session_state["live"], page.session_state["ended session"] = False, ""
    for _ in range(2):
        page.run()
        assert below_the_player() == ([False, False], True)
    page.slider(key="temperature").set_value(1.3).run()
    assert below_the_player() == ([False, False], False)
