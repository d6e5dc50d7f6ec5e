"""A class by links: a teacher's task, students' answers, and all of them one after another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.visit import HEAR_COPIES, READY_MS, Visit

TEACHERS = "?tune=jazz-blues&tempo=240&beats=8&takes=1"


@pytest.fixture
def enter(new_context: Callable[..., BrowserContext], page_url: str) -> Callable[[str], Visit]:
    """A visit of its own at an address of the page, whose clipboard can be read."""

    def open_page(address: str) -> Visit:
        page = new_context().new_page()
        page.add_init_script(HEAR_COPIES)
        return Visit(page, page_url).open(address)

    return open_page


def copied(visit: Visit, button: str) -> str:
    """The part of the link after the address of the server."""
    visit.button(button).click()
    expect(visit.page.locator(".class-words")).to_contain_text("copied")
    return str(visit.page.evaluate("copied")).removeprefix(f"{visit.url}/")


def answer_of(visit: Visit, name: str, keys: str) -> str:
    """Play some bars of twos on the computer's keys, and copy the link of the answer."""
    visit.play_keys_live(keys)
    visit.page.wait_for_timeout(1500)
    visit.page.locator(".input").select_option("none")
    visit.button("Stop live").click()
    visit.page.locator(".own-name").press_sequentially(name)
    return copied(visit, "Copy answer link")


def test_a_task_is_answered_and_all_answers_are_heard(enter: Callable[[str], Visit]) -> None:
    teacher = enter(TEACHERS)
    teacher.page.get_by_text("Play together").click()
    teacher.page.locator(".trade").select_option("2")
    teacher.page.get_by_text("Class", exact=True).click()
    teacher.page.locator(".goal").press_sequentially("Use only three notes.")
    task = copied(teacher, "Copy task link")
    assert "tune=jazz-blues" in task

    links = []
    for name, keys in (("Ann", "gjk"), ("", "adg")):
        student = enter(task)
        words = student.page.locator(".task-words")
        expect(words).to_contain_text("Use only three notes.")
        expect(student.page.locator(".trade")).to_have_value("2")
        links.append(answer_of(student, name, keys))
        assert student.faults == []

    teacher.page.locator(".answer-links").fill("\n".join(links))
    for key in ("ControlOrMeta+A", "ControlOrMeta+X", "ControlOrMeta+V"):
        teacher.page.locator(".answer-links").press(key)
    answers = teacher.page.locator(".answers li")
    expect(answers).to_have_text(["Ann", "Answer 2"])
    teacher.button("Play answers").click()
    expect(answers.first).to_contain_text("plays now", timeout=READY_MS)
    expect(teacher.player).to_have_attribute("data-state", "playing")
    assert teacher.faults == []


def test_a_damaged_link_is_said(enter: Callable[[str], Visit]) -> None:
    visit = enter(f"{TEACHERS}#task=xyz")
    expect(visit.page.locator(".class-words")).to_contain_text("can't be read")


def test_a_file_that_is_no_answer_is_said(enter: Callable[[str], Visit], tmp_path: Path) -> None:
    path = tmp_path / "tune.json"
    path.write_text("{}")
    visit = enter(TEACHERS)
    visit.page.get_by_text("Play together").click()
    visit.page.get_by_text("Class", exact=True).click()
    visit.page.locator(".class-files").set_input_files(path)
    expect(visit.page.locator(".class-words")).to_contain_text("not a task or answer file")
    visit.button("Copy answer link").click()
    expect(visit.page.locator(".class-words")).to_contain_text("Play a live session first")
