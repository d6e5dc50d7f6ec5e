"""The installation of the libraries that only a training needs, and the list of them."""

from __future__ import annotations

import os
import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from jazzlstm.errors import TrainingError
from jazzlstm.model import training_libraries
from jazzlstm.model.training_libraries import COMING, FAILED, MISSING, NO_BACKEND, STATE_NAME, STOPPED
from tools.training_libraries import MARK, ROOT, STAMP, install, training_part

WANTED = f"streamlit==1\n\n{MARK}, to the end\nkeras==3\n"
TRAINERS = {"tensorflow", "tensorflow-cpu", "keras"}


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the environment of Python, beside a list of requirements."""
    (tmp_path / "requirements.txt").write_text(WANTED)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return tmp_path


def pip_that(code: str) -> list[str]:
    """A program in place of pip, which runs ``code``; its arguments are ``sys.argv[1:]``."""
    return [sys.executable, "-c", f"import sys; {code}"]


def run_install(environment: Path, code: str) -> bool:
    return install(environment / "requirements.txt", environment, pip_that(code))


def names(text: str) -> set[str]:
    """The packages of a list of requirements, for all systems."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return {re.sub(r"[-_.]+", "-", Requirement(line).name).lower() for line in lines if line}


def needed_by(packages: set[str]) -> set[str]:
    """The packages and all that they depend on here."""
    found: set[str] = set()
    left = set(packages)
    while left:
        package = left.pop()
        found.add(package)
        try:
            wanted = map(Requirement, requires(package) or [])
        except PackageNotFoundError:  # of another system
            continue
        here = [each for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})]
        left |= names("\n".join(each.name for each in here)) - found
    return found


def test_the_list_of_the_page_is_complete_and_needs_nothing_of_training() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    training = names(training_part(text))
    page = names(text) - training
    assert needed_by(page) <= page
    assert training >= TRAINERS
    assert needed_by(training) <= page | training
    assert training <= needed_by(TRAINERS)


def test_make_divides_the_list_at_the_same_line() -> None:
    text, makefile = ((ROOT / name).read_text("utf-8") for name in ("requirements.txt", "Makefile"))
    assert f"sed '/^{MARK}/,$$d' requirements.txt" in makefile
    assert len(re.findall(f"^{MARK}", text, re.MULTILINE)) == 1


def test_only_the_list_of_training_is_installed_and_only_once(environment: Path) -> None:
    copy = "open('{}', 'a').write(open(sys.argv[-1]).read() + str('--no-deps' in sys.argv))"
    assert run_install(environment, copy.format(environment / "seen"))
    assert (environment / "seen").read_text() == f"{MARK}, to the end\nkeras==3\nTrue"
    assert not run_install(environment, "sys.exit(1)")  # not run
    assert (environment / STAMP).exists()
    assert training_libraries.what_is_missing() == ""


def test_the_page_knows_that_they_are_coming(environment: Path) -> None:
    tell = (
        f"sys.path.insert(0, {str(ROOT)!r}); sys.prefix = {str(environment)!r}; from jazzlstm.model import"
        " training_libraries as t; print(t.what_is_missing())"
    )
    assert run_install(environment, tell)
    assert (environment / "training-libraries.log").read_text() == f"{COMING}\n"


def test_a_failure_is_told_and_tried_again(environment: Path) -> None:
    with pytest.raises(TrainingError, match="could not be installed"):
        run_install(environment, "sys.exit(1)")
    assert training_libraries.what_is_missing() == FAILED
    assert run_install(environment, "sys.exit('--ignore-installed' in sys.argv)")
    assert training_libraries.what_is_missing() == ""


def test_an_installation_that_was_killed_is_done_again(environment: Path) -> None:
    state = environment / STATE_NAME
    state.write_text("")
    os.utime(state, (0, 0))  # last touched long ago
    assert training_libraries.what_is_missing() == STOPPED
    assert run_install(environment, "sys.exit('--ignore-installed' not in sys.argv)")
    assert training_libraries.what_is_missing() == ""


def test_a_training_without_libraries_is_refused_in_a_sentence(environment: Path) -> None:
    (environment / STATE_NAME).write_text("")
    with pytest.raises(TrainingError, match="are being installed"):
        training_libraries.check()


def test_libraries_that_are_nowhere_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_libraries, "find_spec", lambda name: None)
    assert training_libraries.what_is_missing() == MISSING
    monkeypatch.setattr(training_libraries, "find_spec", {"keras": "found"}.get)
    assert training_libraries.what_is_missing() == NO_BACKEND
