"""Which package may import which, and which imports are light.

Imports are read from the syntax trees of the files, also inside functions. The modules that a
process loads are checked in a new interpreter.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import jazzlstm

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
PACKAGE = ROOT / "jazzlstm"
FILES = sorted(PACKAGE.rglob("*.py"))
PROGRAM = [*FILES, ROOT / "streamlit_app.py"]

HEAVY = {"tensorflow", "keras", "jax", "streamlit", "dask", "distributed", "music21", "matplotlib"}
HEAVY |= {"pretty_midi", "verovio", "midirenderer", "soundfile", "pandas"}

# What each package imports from the others, lower packages first. Add a new import here.
ALLOWED: dict[str, str] = {
    "errors": "",
    "music": "",
    "solos": "music",
    "files": "errors",
    "workers": "",
    "theory": "errors music",
    "formats": "errors music solos files theory",
    "encoding": "music solos theory",
    "model": "errors music files encoding",
    "generation": "errors music theory encoding model",
    "evaluation": "errors music theory encoding model generation",
    "band": "errors music theory encoding",
    "audio": "errors files workers",
    "drawing": "errors music encoding evaluation",
    "services": "errors music solos files theory formats encoding model generation evaluation"
    " band audio drawing",
    "jobs": "errors music solos files workers theory formats encoding model generation evaluation services",
    "cli": "errors files formats model generation evaluation services",
    "ui": "errors music files theory formats encoding model generation band audio drawing services jobs",
    "__init__": "errors music theory",
    "__main__": "cli",
}

# The files that may import a heavy library.
RESERVED = {
    "streamlit": ("jazzlstm/ui/", "streamlit_app.py"),
    "keras": (
        "jazzlstm/model/lstm_layer.py",
        "jazzlstm/model/keras_model.py",
        "jazzlstm/model/trainer.py",
        "jazzlstm/model/training.py",
    ),
    "tensorflow": ("jazzlstm/model/keras_model.py", "jazzlstm/model/training.py"),
    "dask": ("jazzlstm/jobs/local_cluster.py",),
    "distributed": (
        "jazzlstm/jobs/cluster.py",
        "jazzlstm/jobs/local_cluster.py",
        "jazzlstm/jobs/training_jobs.py",
        "jazzlstm/jobs/reading_jobs.py",
    ),
}


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Dotted names of all modules that a file imports, in functions and under TYPE_CHECKING too."""
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                f"{relative(path)}: write imports in full, as `from jazzlstm.music import ...`"
            )
            module = node.module or ""
            inner = {f"{module}.{alias.name}" for alias in node.names}
            submodules = {name for name in inner if module_path(name)}
            found |= submodules
            if submodules != inner or not module_path(module):
                found.add(module)
    return frozenset(found)


@cache
def module_path(name: str) -> Path | None:
    """The file of a module of this repository, or None."""
    stem = ROOT / name.replace(".", "/")
    for path in (stem.with_suffix(".py"), stem / "__init__.py"):
        if path.exists():
            return path
    return None


def neighbours(path: Path) -> set[Path]:
    """The files of the package that a file imports."""
    paths = {module_path(name) for name in imports_of(path) if name.split(".")[0] == "jazzlstm"}
    return {found for found in paths if found is not None and found != path}


def loaded_by(code: str, *arguments: str) -> set[str]:
    """The top-level modules that a new interpreter has loaded after ``code``."""
    script = f"import sys\nsys.argv = ['jazzlstm', *{list(arguments)!r}]\n{code}\n"
    script += "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    # without coverage, which loads modules too
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_the_imports_of_the_code_are_those_of_the_table() -> None:
    found: dict[str, set[str]] = {package: set() for package in ALLOWED}
    for path in FILES:
        targets = {package_of(target) for target in neighbours(path)} - {package_of(path)}
        found.setdefault(package_of(path), set()).update(targets)
    assert found == {package: set(allowed.split()) for package, allowed in ALLOWED.items()}


def test_a_package_imports_only_packages_above_it_in_the_table() -> None:
    order = list(ALLOWED)
    upward = [
        (package, target)
        for package, allowed in ALLOWED.items()
        for target in allowed.split()
        if package not in ("__init__", "__main__") and order.index(target) >= order.index(package)
    ]
    assert upward == []


def test_the_package_has_at_most_six_modules_at_its_top() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 6


def test_the_docstring_of_the_package_lists_every_package() -> None:
    listed = re.findall(r"^    (\w+)(?:\.py|/)\s", jazzlstm.__doc__ or "", re.MULTILINE)
    assert listed == [package for package in ALLOWED if not package.startswith("__")]


def test_every_package_states_its_purpose_in_one_line() -> None:
    for folder in {path.parent for path in FILES}:
        docstring = ast.get_docstring(tree_of(folder / "__init__.py"))
        assert docstring, relative(folder)
        assert len(docstring.splitlines()[0]) <= 110


def test_the_tests_mirror_the_packages() -> None:
    packages = {package for package in ALLOWED if (PACKAGE / package).is_dir()}
    mirrored = {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"
    }
    assert packages <= mirrored


def test_no_test_imports_a_benchmark() -> None:
    tests = (ROOT / "tests").rglob("*.py")
    assert [
        relative(path) for path in tests if any(name.startswith("benchmarks") for name in imports_of(path))
    ] == []


def test_no_module_imports_the_package_as_a_whole() -> None:
    assert [relative(path) for path in FILES if "jazzlstm" in imports_of(path)] == []


def test_there_is_no_import_cycle() -> None:
    done: set[Path] = set()

    def visit(path: Path, trail: tuple[Path, ...]) -> None:
        assert path not in trail, " imports ".join(relative(step) for step in (*trail, path))
        if path not in done:
            for target in sorted(neighbours(path)):
                visit(target, (*trail, path))
            done.add(path)

    for path in FILES:
        visit(path, ())


@pytest.mark.parametrize("library", sorted(RESERVED))
def test_only_the_modules_listed_import_a_heavy_library(library: str) -> None:
    others = [
        relative(path)
        for path in PROGRAM
        if library in {name.partition(".")[0] for name in imports_of(path)}
        if not relative(path).startswith(RESERVED[library])
    ]
    assert others == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import jazzlstm").isdisjoint({*HEAVY, "numpy", "sqlite3"})


def test_importing_the_package_imports_none_of_its_modules() -> None:
    code = "import sys, jazzlstm; print([name for name in sys.modules if name.startswith('jazzlstm.')])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_help_loads_nothing_heavy() -> None:
    code = "import runpy\ntry:\n    runpy.run_module('jazzlstm', run_name='__main__')\n"
    code += "except SystemExit as leave:\n    assert not leave.code, leave.code"
    assert loaded_by(code, "--help").isdisjoint(HEAVY)


def test_the_public_names_are_those_that_a_type_checker_sees() -> None:
    declared = {
        alias.name: node.module
        for checked in tree_of(PACKAGE / "__init__.py").body
        if isinstance(checked, ast.If)
        for node in checked.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    assert declared.keys() == set(jazzlstm.__all__)
    for name, module in declared.items():
        assert getattr(jazzlstm, name) is getattr(import_module(module), name)


def test_only_the_command_line_prints() -> None:
    printing = [
        relative(path)
        for path in PROGRAM
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert {name for name in printing if not name.startswith("jazzlstm/cli/")} == set()


def test_class_names_are_unique() -> None:
    places: dict[str, list[str]] = {}
    for path in FILES:
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(relative(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
