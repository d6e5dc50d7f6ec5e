"""What the listener played in a live session: looked at, told in words, and taken away."""

from __future__ import annotations

from playwright.sync_api import expect

from jazzlstm.formats.corpus import read_upload
from tests.ui.visit import Visit

TURN_MS = 15_000


def play_on_keys(visit: Visit, keys: str = "gjkgfd") -> None:
    """Begin a live session of twos, and play on the computer's keys until the band's turn."""
    visit.page.get_by_text("Play together").click()
    visit.page.locator(".trade").select_option("2")
    visit.play_keys_live(keys)


def test_what_was_played_is_told_in_words_beside_people_and_on_a_staff(session: Visit) -> None:
    play_on_keys(session)
    session.page.get_by_text("What you played").click()
    words = session.page.locator(".mirror-words")
    expect(words).to_contain_text("You played", timeout=TURN_MS)
    expect(words).to_contain_text("chord tones")
    expect(session.page.locator(".mirror-figures tbody tr")).to_have_count(7)
    expect(session.page.locator(".mirror-staff g.note").first).to_be_attached()
    expect(session.page.locator(".nearest")).to_contain_text("twelve bars")  # a turn is too little
    expect(session.player).to_have_attribute("data-state", "playing")


def test_a_note_that_was_not_expected_is_shown_with_what_was(session: Visit) -> None:
    play_on_keys(session)
    session.page.get_by_text("What you played").click()
    note = session.page.locator(".mirror-least button").first
    expect(note).to_contain_text("Bar", timeout=TURN_MS)
    note.focus()
    session.page.keyboard.press("Enter")
    insight = session.page.locator(".insight")
    expect(insight).to_contain_text("what you played")
    expect(insight.locator("button")).to_have_count(0)  # the past can't be changed


def test_the_files_hold_the_notes_that_were_played(session: Visit) -> None:
    play_on_keys(session)
    session.page.get_by_text("What you played").click()
    for name, link in (("own.mid", ".own-midi"), ("own.musicxml", ".own-musicxml")):
        expect(session.page.locator(".mirror-body")).to_be_visible(timeout=TURN_MS)
        with session.page.expect_download() as download:
            session.page.locator(link).click()
        [solo] = read_upload(name, download.value.path().read_bytes()).solos
        assert {note.pitch for note in solo.notes} <= {67, 71, 72, 65, 64}  # the keys g j k f d
        assert len(solo.notes) > 3


def test_without_a_note_the_page_says_what_to_do(session: Visit) -> None:
    session.page.get_by_text("Play together").click()
    session.page.get_by_text("What you played").click()
    expect(session.page.locator(".mirror-words")).to_contain_text("press Live")
    expect(session.page.locator(".mirror-body")).to_be_hidden()


def test_a_server_that_does_not_answer_is_said_and_the_music_goes_on(session: Visit) -> None:
    session.page.route("**/jazzlstm/mirror", lambda route: route.abort())
    play_on_keys(session)
    session.page.get_by_text("What you played").click()
    expect(session.page.locator(".mirror-words")).to_contain_text("connection")
    expect(session.player).to_have_attribute("data-state", "playing")
    session.faults.clear()  # the browser reports the failed request
