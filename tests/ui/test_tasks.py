"""The tasks of a student, a passer-by on a phone, a teacher and a producer: from the first click to the file.

Somebody with MIDI files: ``train/test_visit.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import mido
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.ui.visit import READY_MS, Visit


@pytest.fixture
def phone(browser: Browser, page_url: str) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    context.set_default_timeout(READY_MS)
    yield Visit(context.new_page(), page_url)
    context.close()


def choose(visit: Visit, name: str, option: str) -> None:
    """Choose an option of a list among the controls, once they are drawn: drawing and scrolling close it."""
    visit.page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()
    field = visit.page.get_by_role("combobox", name=name, exact=True)
    field.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(300)
    field.click()
    visit.page.get_by_role("option", name=option).click()


def type_chords(visit: Visit, text: str) -> None:
    """Type chords; the page reads them at the first pause."""
    visit.wait_for_other_music(lambda: choose(visit, "Tune", "Your own chords"))
    box = visit.page.get_by_role("textbox", name="Your chord changes")
    visit.wait_for_other_music(lambda: box.fill(text))


def file_of(visit: Visit, button: Locator) -> tuple[str, bytes]:
    """Name and content of the file that a button downloads."""
    with visit.page.expect_download(timeout=2 * READY_MS) as download:
        button.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_student_practises_an_easy_solo_and_takes_the_band_home(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url).open()
    type_chords(visit, "| Cm7 | F7 | Bbmaj7 | % |")
    visit.wait_for_other_music(lambda: choose(visit, "Level", "Beginner"))
    visit.page.get_by_label("I read").select_option("E♭ instruments")
    expect(visit.page.locator(".chord").first).to_have_text("Am7")
    visit.button("Loop").click()
    visit.button("Count-in").click()
    visit.page.get_by_text("Practice", exact=True).click()
    visit.page.get_by_label("Each pass faster by").fill("4")
    visit.button("Guide tones").click()
    visit.play()
    assert visit.is_heard()
    visit.page.reload()
    visit.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    visit.button("Download").click()
    sheet, paper = file_of(visit, visit.button("Chords only, PDF"))
    assert sheet.endswith("_e-flat_chords.pdf")
    assert paper.startswith(b"%PDF")
    visit.page.locator(".sounds .who").select_option("Band only (play-along)")
    name, sound = file_of(visit, visit.button("Download sound"))
    assert "_play-along" in name
    assert len(sound) > 50_000
    assert visit.faults == []


def test_a_passer_by_taps_an_example_and_play_and_takes_the_sound_along(phone: Visit) -> None:
    phone.open("?")
    phone.wait_for_other_music(phone.page.get_by_text("Bossa nova", exact=True).tap)
    expect(phone.page.locator(".title")).to_have_text("Bossa in minor")
    expect(phone.button("Play")).to_be_in_viewport()
    phone.button("Play").tap()
    expect(phone.player).to_have_attribute("data-state", "playing")
    assert phone.is_heard()
    phone.wait_for_other_music(phone.page.get_by_role("button", name="New solo").first.tap)
    expect(phone.button("Pause")).to_be_in_viewport()
    phone.button("Pause").tap()
    phone.page.get_by_role("link", name="Chords and settings").tap()
    expect(phone.page.get_by_role("combobox", name="Tune", exact=True)).to_be_in_viewport()
    phone.button("Download").tap()
    name, sound = file_of(phone, phone.button("Download sound"))
    assert name.startswith("bossa_")
    assert len(sound) > 100_000
    assert phone.faults == []


def test_a_teacher_embeds_the_player_prints_a_sheet_and_shows_how_it_works(visit: Visit) -> None:
    visit.open("?tune=blues&beats=16&takes=1")
    visit.button("Share").click()
    code = visit.page.get_by_role("dialog", name="Share").get_by_role("code").last
    expect(code).to_contain_text("<iframe", timeout=READY_MS)
    lesson = code.inner_text()
    visit.page.keyboard.press("Escape")
    visit.button("Download").click()
    name, paper = file_of(visit, visit.button("PDF"))
    assert name.startswith("blues_")
    assert paper.startswith(b"%PDF")
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("link", name="How it works").click()
    visit.page.get_by_role("button", name="Hear the solo continue at this temperature").click()
    expect(visit.page.get_by_test_id("stAudio")).to_be_visible(timeout=READY_MS)
    visit.page.set_content(lesson)
    player = visit.page.frame_locator("iframe").locator(".player")
    player.and_(visit.page.frame_locator("iframe").locator("[data-duration]")).wait_for(timeout=READY_MS)
    player.get_by_role("button", name="Play", exact=True).click()
    expect(player).to_have_attribute("data-state", "playing")
    visit.first = ("", "")  # the page of this visit is gone


def test_a_producer_sets_numbers_and_gets_each_player(visit: Visit) -> None:
    visit.open("?takes=1&tempo=200")
    type_chords(visit, "Title: Night Bus\nTempo: 180\n| Dm7 | G7 | Cmaj7 | A7 |")
    choruses = visit.page.get_by_label("Length", exact=True)
    choruses.fill("2")
    visit.wait_for_other_music(lambda: choruses.press("Enter"))
    visit.button("Download").click()
    name, data = file_of(visit, visit.button("As played"))
    assert name.startswith("night-bus_")
    midi = mido.MidiFile(file=BytesIO(data))
    tempos = [message.tempo for message in midi.merged_track if message.type == "set_tempo"]
    assert round(mido.tempo2bpm(tempos[0])) == 180
    assert len({message.channel for message in midi.merged_track if message.type == "note_on"}) == 4
    visit.page.locator(".sounds .who").select_option("Bass")
    visit.page.locator(".sounds .kind").select_option("flac")
    name, sound = file_of(visit, visit.button("Download sound"))
    assert name.endswith("_bass.flac")
    assert sound.startswith(b"fLaC")
    visit.page.keyboard.press("Escape")
    assert visit.faults == []
