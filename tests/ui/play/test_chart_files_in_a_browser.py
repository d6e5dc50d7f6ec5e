"""Chart files in a browser: dropped on the chords, and a long playlist with its search."""

from __future__ import annotations

from playwright.sync_api import expect

from jazzlstm.theory.ireal_links import IrealTune, write_link
from tests.ui.visit import READY_MS, Visit

DROP = """async (target, [name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
  }
}"""
OWN = "?changes=%7C%20Dm7%20%7C%20G7%20%7C"


def test_a_file_dropped_on_the_chords_is_played(visit: Visit) -> None:
    page = visit.open(OWN).page
    box = page.locator(".st-key-changes textarea")
    visit.wait_for_other_music(lambda: box.evaluate(DROP, ["study.txt", "Title: Dropped\n| Am7 | D7 |"]))
    expect(page.locator(".head")).to_contain_text("Dropped")
    expect(box).to_have_value("Title: Dropped\n| Am7 | D7 |\n")
    assert visit.faults == []


def test_a_tune_of_a_long_playlist_is_found_by_typing(visit: Visit) -> None:
    tunes = [IrealTune(f"Study {n}", "Ann", "Swing", "C", "[T44C7   |F7   Z", 120.0) for n in range(1, 1461)]
    page = visit.open(OWN).page
    visit.wait_for_other_music(
        lambda: page.locator(".st-key-changes textarea").fill(write_link(tunes, "All"))
    )
    expect(page.locator(".st-key-controls")).to_contain_text("1,460 tunes", timeout=READY_MS)
    page.get_by_role("combobox", name="Choose a tune").fill("Study 777")
    expect(page.get_by_role("option")).to_have_count(1)
    visit.wait_for_other_music(lambda: page.keyboard.press("Enter"))
    expect(page.locator(".head")).to_contain_text("Study 777")
    assert visit.faults == []
