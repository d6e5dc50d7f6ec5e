"""The files of player and songbook: each is used, and what one names is in another."""

from __future__ import annotations

import json
import re
from graphlib import CycleError
from pathlib import Path

import pytest

from jazzlstm.ui.player import STYLES, read_files
from jazzlstm.ui.player_script import ENTRY, FOLDER, SONGBOOK, join_modules

MODULES = sorted(path.name for path in FOLDER.glob("*.js"))
TYPES_ONLY = {"app.js"}
"""Modules that declare types and run nothing."""
SCRIPTS = read_files(*MODULES)
MARKUP = read_files("player.html", "songbook.html")
SHEETS = (*STYLES, "songbook.css")
IN_MARKUP = {name for names in re.findall(r'class="([^"]*)"', MARKUP) for name in names.split()}
ENGRAVED = {"harm", "note", "system"}
"""Classes that verovio gives to what it engraves."""


def joined_names(entry: str) -> list[str]:
    """The modules in a script: those of other threads, then those of its own."""
    joined = join_modules(FOLDER, entry)
    first, _, rest = joined.partition("\n")
    others = [name for name, _ in json.loads(first.removeprefix("const SOURCES = ").removesuffix(";"))]
    return [*others, *re.findall(r'^modules\["([\w.-]+)"\] =', rest, re.MULTILINE)]


def test_every_file_of_the_player_is_loaded() -> None:
    there = {path.name for path in FOLDER.iterdir()}
    modules = {*joined_names(ENTRY), *joined_names(SONGBOOK)}
    assert there - TYPES_ONLY == {"player.html", "songbook.html", *modules, *SHEETS}
    for name in TYPES_ONLY:
        assert f'from "./{name}"' in SCRIPTS


def test_a_module_comes_after_those_it_imports(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        'import { b } from "./b.js";\nexport default function a() {\n  return b;\n}\n'
    )
    (tmp_path / "b.js").write_text('/** @import { A } from "./a.js" */\nexport const b = "./c.js";\n')
    (tmp_path / "c.js").write_text("postMessage(1);\n")
    joined = join_modules(tmp_path, "a.js")
    assert joined.index('"c.js"') < joined.index('"b.js"') < joined.index('"a.js"')
    assert "@import" not in joined
    assert joined.count("postMessage(1);") == 1


def test_what_another_thread_runs_comes_with_what_it_imports(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(
        'import { c } from "./c.js";\nexport const worker = () => ["./b.js", c];\n'
    )
    (tmp_path / "b.js").write_text('import { c } from "./c.js";\npostMessage(c);\n')
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    first, _, rest = join_modules(tmp_path, "a.js").partition("\n")
    assert [name for name, _ in json.loads(first.removeprefix("const SOURCES = ").removesuffix(";"))] == [
        "c.js",
        "b.js",
    ]
    assert 'addresses["b.js"], c]' in rest
    assert 'modules["b.js"]' not in rest


@pytest.mark.parametrize(
    "line", ["export let b = 1;", 'export * from "./b.js";', "export { b };", "export default 1;"]
)
def test_a_form_of_export_that_is_not_known_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.js").write_text(f"const b = 1;\n{line}\n")
    (tmp_path / "b.js").write_text("")
    with pytest.raises(ValueError, match="a.js"):
        join_modules(tmp_path, "a.js")


def test_modules_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js";\n')
    (tmp_path / "b.js").write_text('import "./a.js";\n')
    with pytest.raises(CycleError):
        join_modules(tmp_path, "a.js")


def test_an_import_of_a_missing_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js";\n')
    with pytest.raises(FileNotFoundError):
        join_modules(tmp_path, "a.js")


def test_every_styled_class_is_used() -> None:
    styles = re.sub(r"/\*.*?\*/", "", read_files(*SHEETS), flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z][\w-]*)", styles))
    in_scripts = {word for text in re.findall(r'"([^"\n]*)"', SCRIPTS) for word in text.split()}
    assert styled - IN_MARKUP - in_scripts - ENGRAVED == set()


def test_everything_the_scripts_look_for_is_in_the_markup() -> None:
    wanted = set(re.findall(r'find\(\s*[\w.]+,\s*["`]\.([\w-]+)', SCRIPTS))
    assert len(wanted) > 30
    assert wanted - IN_MARKUP == set()


def test_every_action_of_a_button_exists() -> None:
    actions = (FOLDER / "actions.js").read_text(encoding="utf-8")
    table = actions.partition("export const ACTIONS = {")[2].partition("};")[0]
    known = set(re.findall(r"^  (\w+)", table, re.MULTILINE))
    used = set(re.findall(r'data-action="(\w+)"', MARKUP))
    assert len(used) > 15
    assert used - known == set()


def test_every_colour_and_size_that_is_named_is_used() -> None:
    styles = read_files(*SHEETS)
    named = set(re.findall(r"^\s*--([\w-]+):", styles, re.MULTILINE))
    used = set(re.findall(r"var\(--([\w-]+)", styles)) | set(re.findall(r'"([\w-]+)"', SCRIPTS))
    assert named - used == set()


@pytest.mark.parametrize("module", MODULES)
def test_nothing_reads_the_page_back_as_state(module: str) -> None:
    source = re.sub(r"/\*.*?\*/|//[^\n]*", "", (FOLDER / module).read_text(encoding="utf-8"), flags=re.DOTALL)
    asked = r"classList\.contains|getAttribute\(|hasAttribute"
    compared = r"\.(?:hidden|disabled|textContent) *(?:===|!==|&&|\|\||\?[^.])"
    assert re.findall(f"{asked}|{compared}", source) == []
    assert ".prototype" not in source
