"""The files, commands, options and variables that the documents name exist.

Documents are the Markdown files and the docstrings of benchmarks, tools and the package.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

import jazzlstm
from jazzlstm.cli.arguments import read_arguments

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
PAGES = [page for folder in (".", "docs", "models", "data") for page in sorted(ROOT.glob(f"{folder}/*.md"))]
PROGRAMS = [path for folder in ("benchmarks", "tools") for path in sorted((ROOT / folder).glob("*.py"))]
CODE = [*sorted(ROOT.glob("*.py")), *sorted((ROOT / "jazzlstm").rglob("*.py"))]
FOLDERS = [
    ROOT,
    *(ROOT / name for name in ("benchmarks", "data", "data/composer", "docs", "tests", "tools", "jazzlstm")),
    *(path for path in (ROOT / "jazzlstm").rglob("*") if path.is_dir() and path.name[0] not in "._"),
]
"""Folders that a file name in backquotes can be relative to."""
OPTIONS_OF_ALL = (ROOT / "tools/command.py").read_text("utf-8")
"""The options that all benchmarks and tools share."""
ONLY_IN_THE_WHEEL = {"jazzlstm/shipped/"}
UNDOCUMENTED_VARIABLES = {"JAZZLSTM_CLUSTER_WANTED", "JAZZLSTM_DEBUG"}
"""Variables that an error message explains, or that one program sets for another."""


def docstring_of(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""


TEXTS = [*(page.read_text("utf-8") for page in PAGES), *map(docstring_of, [*PROGRAMS, *CODE])]


def commands(start: str, texts: Sequence[str] = TEXTS) -> list[list[str]]:
    """The words after ``start`` in each command of the documents."""
    found = [words for text in texts for words in re.findall(rf"{start}([^`\n]*)", text)]
    return [words for text in found if (words := shlex.split(text, comments=True))]


def module_commands(texts: Sequence[str] = TEXTS) -> list[list[str]]:
    """Module and arguments of each ``python -m MODULE`` and ``python FILE``, without placeholders."""
    found = commands(r"python3? -m (?=benchmarks|data|tests|tools)", texts)
    files = commands(r"python3? (?=\w+/\w+\.py)", texts)
    found += [[name.removesuffix(".py").replace("/", "."), *words] for name, *words in files]
    return [words for words in found if not words[0].endswith(".NAME")]


def file_of(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path / "__main__.py" if path.is_dir() else path.with_suffix(".py")


def options_in(words: list[str]) -> list[str]:
    return [name for word in words for name in re.findall(r"--[a-z][a-z-]*", word)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'(?:src|srcset)="([^"]+)"', text)
    assert [name for name in targets if "://" not in name and not (page.parent / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_files_in_backquotes_exist(page: Path) -> None:
    names = re.findall(r"`([\w./-]+\.(?:py|md|js|css|toml|html))`", page.read_text("utf-8"))
    assert [name for name in names if not any((folder / name).exists() for folder in FOLDERS)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_folders_in_backquotes_exist(page: Path) -> None:
    names = re.findall(
        r"`((?:benchmarks|data|docs|jazzlstm|models|tests|tools)/[\w./]*)`", page.read_text("utf-8")
    )
    missing = {name for name in names if not any((folder / name).exists() for folder in FOLDERS)}
    assert missing <= ONLY_IN_THE_WHEEL


def test_commands_of_the_program_are_understood() -> None:
    found = [
        words
        for words in commands("python -m jazzlstm ")
        if len(words) > 1 and not {"--help", "|"} & set(words)
    ]
    assert len(found) > 10
    for words in found:
        assert read_arguments(words).command


def test_benchmarks_and_tools_have_the_options_they_are_called_with() -> None:
    found = module_commands()
    assert {"benchmarks.page", "data.compose", "tools.screenshot"} <= {words[0] for words in found}
    for module, *words in found:
        code = file_of(module).read_text("utf-8") + OPTIONS_OF_ALL
        assert [name for name in options_in(words) if f'"{name}"' not in code] == [], module


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_the_help_of_a_program_shows_its_command(path: Path) -> None:
    if '__name__ == "__main__"' in path.read_text("utf-8"):  # its docstring is its help
        assert path in {file_of(module) for module, *_ in module_commands([docstring_of(path)])}


def test_targets_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    found = {words[0] for words in commands("(?<=`)make ") + commands("(?m)^make ")}
    assert {"app", "test", "bench"} <= found
    assert [name for name in found if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_environment_variables_are_those_of_the_program() -> None:
    found = {name for page in PAGES for name in re.findall(r"JAZZLSTM_[A-Z_]+", page.read_text("utf-8"))}
    known = {name for path in CODE for name in re.findall(r'"(JAZZLSTM_[A-Z_]+)"', path.read_text("utf-8"))}
    assert found <= known
    assert known - found <= UNDOCUMENTED_VARIABLES
