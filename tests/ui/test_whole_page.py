"""The page as a whole: downloads, the other pages, no requests to other hosts."""

from __future__ import annotations

import soundfile
from playwright.sync_api import expect

from jazzlstm.ui.play.downloads import FILES
from jazzlstm.ui.widget_state import DEFAULTS
from tests.ui.visit import READY_MS, Visit


def test_every_file_is_downloaded_under_tune_and_seed(visit: Visit) -> None:
    visit.open()
    visit.button("Download").click()
    buttons = visit.page.locator(".stDownloadButton")
    endings = [file.ending for files in FILES.values() for file in files]
    names = []
    for number in range(len(endings)):
        with visit.page.expect_download() as download:
            buttons.nth(number).get_by_role("button").click()
        names.append(download.value.suggested_filename)
        assert download.value.path().stat().st_size > 100
    visit.page.keyboard.press("Escape")
    assert names == [f"jazz-blues_seed{DEFAULTS['seed']}{ending}" for ending in endings]
    assert visit.faults == []


def test_sound_is_made_with_progress_and_saved_as_it_is_heard(visit: Visit) -> None:
    visit.open()
    visit.tempo.fill("200")
    visit.tempo.press("Enter")
    visit.button("Download").click()
    menu = visit.page.locator(".sounds")
    shares = "new MutationObserver(([{ target }]) => (heard.shares ??= []).push(target.value))"
    menu.locator("progress").evaluate(f"(bar) => {shares}.observe(bar, {{ attributes: true }})")
    for who, kind, name in (
        ("Solo and band", "mp3", "_200bpm.mp3"),
        ("Band only (play-along)", "wav", "_play-along_200bpm.wav"),
        ("Bass", "flac", "_bass_200bpm.flac"),
        ("Solo and band", "mp3", "_200bpm.mp3"),
    ):
        menu.locator(".who").select_option(who)
        menu.locator(".kind").select_option(kind)
        with visit.page.expect_download(timeout=READY_MS) as download:
            menu.get_by_role("button", name="Download sound").click()
        assert download.value.suggested_filename == f"jazz-blues_seed{DEFAULTS['seed']}{name}"
        frames, rate = soundfile.read(download.value.path())
        assert 20 * 60 / 200 < len(frames) / rate < 20 * 60 / 200 + 6
    expect(menu.locator(".work")).to_be_hidden()
    assert visit.page.evaluate("heard.shares.length")
    visit.page.keyboard.press("Escape")
    assert visit.faults == []


def test_sound_of_a_solo_that_the_server_has_forgotten_is_told(visit: Visit) -> None:
    visit.open()
    visit.button("Download").click()
    menu = visit.page.locator(".sounds")
    visit.page.route(
        "**/jazzlstm/sounds/**", lambda route: route.continue_(url=f"{visit.url}/jazzlstm/sounds/x")
    )
    menu.get_by_role("button", name="Download sound").click()
    expect(menu.locator(".note")).to_contain_text("expired")
    visit.page.unroute("**/jazzlstm/sounds/**")
    visit.page.keyboard.press("Escape")
    visit.faults.clear()


def test_the_other_pages_open_and_the_solo_stays(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    for name, seen in (("How it works", "Step"), ("Train your own", "Try it with sample solos")):
        visit.page.get_by_role("link", name=name).click()
        expect(visit.page.get_by_text(seen, exact=True).first).to_be_visible(timeout=READY_MS)
    visit.page.get_by_role("link", name="Play").click()
    expect(visit.player).to_have_attribute("data-id", first or "", timeout=READY_MS)
    assert visit.hosts <= {"127.0.0.1", ""}
    assert visit.faults == []


def test_the_page_asks_no_other_host(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(500)
    assert visit.hosts <= {"127.0.0.1", ""}  # "": blob: and data: addresses
    assert visit.faults == []
