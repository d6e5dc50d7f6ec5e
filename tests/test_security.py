"""Nothing that comes from outside is ever run: seen in the code, and in a process that is watched.

What the program guards against, and what it doesn't, is told in ``docs/security.md``.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import jazzlstm

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
PROGRAM = [*sorted((ROOT / "jazzlstm").rglob("*.py")), ROOT / "streamlit_app.py"]

UNSAFE_MODULES = {"pickle", "shelve", "marshal", "dill", "cloudpickle", "joblib", "yaml", "code"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "unsafe_load", "import_module"}
HARMLESS = {"re.compile", "self.model.compile"}  # the latter is Keras making a graph
XML_PARSERS = {"parse", "iterparse", "fromstring", "XML", "XMLParser"}
"""Only defusedxml's read what comes from outside."""
STARTERS = {"jazzlstm/workers/process.py"}
"""Who may start processes: this Python and a module of ours, never a shell."""


@cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in PROGRAM]


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}


def xml_parsers(tree: ast.Module) -> set[str]:
    """Parsers of the standard library that a file takes or calls."""
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xml")
        for alias in node.names
    }
    called = {ast.unparse(call.func) for call in calls(tree)}
    return (taken & XML_PARSERS) | (called & {f"ElementTree.{name}" for name in XML_PARSERS})


def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def unsafe_in(tree: ast.Module) -> set[str]:
    """What a file does that could run code from data."""
    called = {ast.unparse(call.func) for call in calls(tree)} - HARMLESS
    flags = {keyword.arg or "" for call in calls(tree) for keyword in call.keywords}
    return (
        {name for name in called if name.rpartition(".")[2] in UNSAFE_CALLS}
        | (imported(tree) & UNSAFE_MODULES)
        | xml_parsers(tree)
        | (flags & {"shell", "allow_pickle", "unsafe_allow_html"})
    )


def test_no_file_can_run_code_from_data() -> None:
    assert {name: found for name, tree in trees() if (found := unsafe_in(tree))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "eval('1')",
        "builtins.exec(x)",
        "os.system('ls')",
        "import pickle",
        "from joblib import load",
        "subprocess.run('ls', shell=True)",
        "np.load(f, allow_pickle=True)",
        "from xml.etree.ElementTree import fromstring",
        "ElementTree.parse(path)",
    ],
)
def test_a_line_that_could_is_found(line: str) -> None:
    assert unsafe_in(ast.parse(line))
    assert not unsafe_in(ast.parse("# eval, pickle, shell=True\nre.compile('x')"))


def test_processes_are_started_by_a_few_and_run_this_python_and_our_own_files() -> None:
    starting = {name for name, tree in trees() if "subprocess" in imported(tree)}
    assert starting == STARTERS
    for name, tree in trees():
        assigned = {
            ast.unparse(target): node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
        }
        for call in calls(tree):
            if ast.unparse(call.func).startswith("subprocess."):
                command = assigned.get(ast.unparse(call.args[0]), call.args[0])
                assert isinstance(command, ast.List), name
                assert ast.unparse(command.elts[0]) == "sys.executable", name


def test_no_secret_is_in_the_repository() -> None:
    """Keys as the usual services write them; a number of a locker is one too."""
    key = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|sk|xox[bp]|AKIA|hf)_?[A-Za-z0-9]{20,}"
        r"|(?i:password|secret|token)\s*=\s*[\"'][^\"']{8,}"
    )
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    assert not listed.returncode, "not a checkout: git has to say what belongs to the repository"
    texts = [ROOT / name for name in listed.stdout.split("\0") if name and not name.endswith(_BINARY)]
    found = [path.name for path in texts if path.is_file() and key.search(path.read_text("utf-8", "replace"))]
    assert found == []


_BINARY = (".png", ".safetensors", ".mid", ".sf2", ".wav", ".db")

WATCHED = """
import pickle, _pickle, sys

def refuse(*_, **__):
    raise SystemExit("unpickled")

class Refusing(pickle.Unpickler):
    load = refuse

for module in (pickle, _pickle):
    module.load = module.loads = refuse
    module.Unpickler = Refusing

from tests.fuzz.seeds import packed, seeds
from tests.fuzz.targets import TARGETS

kind, seen, watching = sys.argv[1], set(), False
EVENTS = ("pickle.", "exec", "compile", "import", "os.system", "os.exec", "subprocess.", "socket.", "urllib.")

def watch(event, arguments):
    if watching and event.startswith(EVENTS):
        seen.add(f"{event} {arguments}"[:200])

sys.addaudithook(watch)
readers = {name: target.read for name, target in TARGETS.items()}
readers["a reader that unpickles"] = lambda data: pickle.loads(data)
readers["a reader that evaluates"] = lambda data: eval(data)
files = {
    "zip": lambda: [packed({"a.mid": seeds("midi")[0], "b.xml": seeds("musicxml")[0]})],
    "a reader that unpickles": lambda: [pickle.dumps(1)],
    "a reader that evaluates": lambda: [b"1"],
}
for data in files.get(kind, lambda: seeds(kind))():
    readers[kind](data)      # what it needs is imported
    watching = True
    readers[kind](data)
    watching = False
print(*sorted(seen), sep="\\n", end="")
"""
"""Pickle refuses from the first moment on; the second reading of a file may compile and reach nothing."""


def watched(kind: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCHED, kind], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("kind", ["midi", "musicxml", "database", "zip", "model"])
def test_reading_a_file_unpickles_runs_and_reaches_nothing(kind: str) -> None:
    done = watched(kind)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_watch_sees_who_unpickles_and_who_evaluates() -> None:
    assert watched("a reader that unpickles").stderr == "unpickled\n"
    assert "exec" in watched("a reader that evaluates").stdout
