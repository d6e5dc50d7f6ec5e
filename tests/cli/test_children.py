"""Programs that are started again when they end, and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from jazzlstm.cli import children as children_module
from jazzlstm.cli.children import Child, Children
from tests.processes import wait_until, wait_until_ended

ROOT = Path(__file__).resolve().parents[2]
SLEEP = "import time; time.sleep(600)"
PARENT = f"""
import subprocess, sys, pathlib
inner = subprocess.Popen([sys.executable, "-c", {SLEEP!r}])
pathlib.Path(sys.argv[1]).write_text(str(inner.pid))
inner.wait()
"""

KEEPER = f"""
import os, sys, pathlib, time
from jazzlstm.cli.children import Child, Children
with Children() as children:
    command = [sys.executable, "-c", {SLEEP!r}]
    kept, ended = (children.start(Child("a program", command, dict(os.environ))) for _ in range(2))
    before = ended.process.pid
    ended.process.kill()
    while not children.look():
        time.sleep(0.02)
    numbers = (kept.process.pid, ended.process.pid, before)
    pathlib.Path(sys.argv[1]).write_text(" ".join(map(str, numbers)))
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children_module, "RESTART_SECONDS", 0.0)


def child(code: str, *arguments: str) -> Child:
    return Child("a program", [sys.executable, "-c", code, *arguments], dict(os.environ))


def test_a_program_that_ends_is_started_again() -> None:
    with Children() as children:
        first, other = children.start(child(SLEEP)), children.start(child(SLEEP))
        assert first.process
        assert other.process
        ended, kept = first.process.pid, other.process.pid
        assert children.look() == []
        first.process.kill()
        wait_until(first.has_ended)
        assert children.look() == [first]
        assert first.ended == -signal.SIGKILL
        assert not first.has_ended()
        assert first.process.pid != ended
        assert other.process.pid == kept


def test_all_programs_end_at_the_end_even_those_that_ignore_the_request() -> None:
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); {SLEEP}"
    with pytest.MonkeyPatch.context() as patch, Children() as children:
        patch.setattr(children_module, "END_SECONDS", 0.2)
        both = [children.start(child(code)) for code in (SLEEP, stubborn)]
        children.end()
        assert all(each.has_ended() for each in both)


def test_what_a_killed_program_has_started_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with Children() as children:
        parent = children.start(child(PARENT, str(file)))
        wait_until(lambda: file.exists() and file.read_text())
        inner = psutil.Process(int(file.read_text()))
        assert parent.process
        parent.process.kill()
        wait_until(parent.has_ended)
        assert inner.is_running()
        children.look()
        wait_until_ended(inner)


def test_all_programs_end_when_the_process_that_keeps_them_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    with subprocess.Popen([sys.executable, "-c", KEEPER, str(file)], cwd=ROOT) as keeper:
        wait_until(lambda: file.exists() and file.read_text().count(" ") == 2)
        *kept, ended = map(int, file.read_text().split())
        assert not psutil.pid_exists(ended)
        programs = [psutil.Process(number) for number in kept]
        others = [each for each in psutil.Process(keeper.pid).children() if each not in programs]
        keeper.kill()
    wait_until_ended(*programs, *others)
