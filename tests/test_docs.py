"""Files, commands, options and settings that the documents name exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import jazzlstm
from jazzlstm.cli.arguments import read_arguments

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
PAGES = [page for room in (".", "docs", "models", "data") for page in sorted(ROOT.glob(f"{room}/*.md"))]
FOLDERS = (
    "",
    "jazzlstm",
    *(f"jazzlstm/{path.name}" for path in (ROOT / "jazzlstm").iterdir()),
    "tests",
    "docs",
    "data/composer",
)
"""Folders that a file name in backquotes may be relative to."""
CODE = "\n".join(path.read_text("utf-8") for path in [*ROOT.glob("*.py"), *(ROOT / "jazzlstm").rglob("*.py")])
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def commands(start: str) -> list[list[str]]:
    """What the documents tell one to type after ``start``, in words."""
    texts = [text for page in PAGES for text in re.findall(rf"{start}([^`\n]*)", page.read_text("utf-8"))]
    return [words for text in texts if (words := shlex.split(text, comments=True))]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    assert [name for name in targets if "://" not in name and not (document.parent / name).exists()] == []


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_code_that_is_named_is_there(document: Path) -> None:
    names = re.findall(r"`([\w./-]+\.(?:py|md|js|css|toml|html))`", document.read_text("utf-8"))
    assert [name for name in names if not any((ROOT / folder / name).exists() for folder in FOLDERS)] == []


def test_every_command_of_the_program_is_understood() -> None:
    told = [words for words in commands("python -m jazzlstm ") if len(words) > 1]
    assert len(told) > 10
    for words in told:
        assert read_arguments(words).command


def test_every_benchmark_has_the_options_it_is_called_with() -> None:
    told = commands("python benchmarks/") + commands(r"python -m benchmarks\.")
    assert len(told) > 10
    shared = (ROOT / "tools/command.py").read_text("utf-8")
    for name, *words in told:
        file = ROOT / "benchmarks" / f"{name.removesuffix('.py')}.py"
        code = (file if file.exists() else file.with_suffix("") / "__main__.py").read_text("utf-8") + shared
        assert [word for word in words if word.startswith("--") and f'"{word}"' not in code] == [], name


def test_every_target_of_make_is_there() -> None:
    told = {words[0] for words in commands("(?<=`)make ") + commands("(?m)^make ")}
    assert {"app", "test", "bench"} <= told
    assert [target for target in told if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)] == []


def test_every_variable_of_the_environment_is_known_to_the_program() -> None:
    told = {name for page in PAGES for name in re.findall(r"JAZZLSTM_[A-Z_]+", page.read_text("utf-8"))}
    known = set(re.findall(r'"(JAZZLSTM_[A-Z_]+)"', CODE))
    assert told <= known
    assert known - told <= {"JAZZLSTM_DEBUG"}  # which the error itself tells of
