"""Data from outside is never executed: checked in the syntax trees, and with an audit hook.

``docs/security.md`` states the threats that the program guards against, and those that it does not.
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
HARMLESS = {"re.compile", "self.model.compile"}  # regular expressions, and the graph of Keras
XML_PARSERS = {"parse", "iterparse", "fromstring", "XML", "XMLParser"}
"""Names of the standard library's parsers; uploads are parsed by defusedxml only."""
CHILDREN = "jazzlstm/cli/children.py"
"""Starts what `jazzlstm serve` lists: page processes and nginx, by the person who runs the command."""
STARTERS = {"jazzlstm/workers/process.py", "jazzlstm/cli/page.py", CHILDREN}
"""Files that may start processes: this Python with a module of the package, never a shell."""


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
    """Parsers of the standard library that a file imports or calls."""
    imported_names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xml")
        for alias in node.names
    }
    called = {ast.unparse(call.func) for call in calls(tree)}
    return (imported_names & XML_PARSERS) | (called & {f"ElementTree.{name}" for name in XML_PARSERS})


def calls(tree: ast.Module) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def unsafe_in(tree: ast.Module) -> set[str]:
    """Calls, imports and arguments in a file that could execute data."""
    called = {ast.unparse(call.func) for call in calls(tree)} - HARMLESS
    flags = {keyword.arg or "" for call in calls(tree) for keyword in call.keywords}
    return (
        {name for name in called if name.rpartition(".")[2] in UNSAFE_CALLS}
        | (imported(tree) & UNSAFE_MODULES)
        | xml_parsers(tree)
        | (flags & {"shell", "allow_pickle", "unsafe_allow_html"})
    )


def test_no_file_can_execute_data() -> None:
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
def test_a_line_that_could_execute_data_is_found(line: str) -> None:
    assert unsafe_in(ast.parse(line))
    assert not unsafe_in(ast.parse("# eval, pickle, shell=True\nre.compile('x')"))


def test_only_listed_files_start_processes_and_only_of_this_python() -> None:
    starting = {name for name, tree in trees() if "subprocess" in imported(tree)}
    assert starting == STARTERS
    for name, tree in trees():
        if name == CHILDREN:
            continue
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


def test_the_repository_holds_no_secret() -> None:
    """Searches for keys in the formats of common services."""
    key = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|sk|xox[bp]|AKIA|hf)_?[A-Za-z0-9]{20,}"
        r"|(?i:password|secret|token)\s*=\s*[\"'][^\"']{8,}"
    )
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    assert not listed.returncode, "this is not a git checkout: run the tests in a clone"
    texts = [ROOT / name for name in listed.stdout.split("\0") if name and not name.endswith(_BINARY)]
    found = [path.name for path in texts if path.is_file() and key.search(path.read_text("utf-8", "replace"))]
    assert found == []


_BINARY = (".png", ".safetensors", ".mid", ".sf2", ".wav", ".db")

AUDITED = """
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

kind, events, recording = sys.argv[1], set(), False
EVENTS = ("pickle.", "exec", "compile", "import", "os.system", "os.exec", "subprocess.", "socket.", "urllib.")

def record(event, arguments):
    if recording and event.startswith(EVENTS):
        events.add(f"{event} {arguments}"[:200])

sys.addaudithook(record)
readers = {name: target.read for name, target in TARGETS.items()}
readers["a reader that unpickles"] = lambda data: pickle.loads(data)
readers["a reader that evaluates"] = lambda data: eval(data)
files = {
    "zip": lambda: [packed({"a.mid": seeds("midi")[0], "b.xml": seeds("musicxml")[0]})],
    "a reader that unpickles": lambda: [pickle.dumps(1)],
    "a reader that evaluates": lambda: [b"1"],
}
for data in files.get(kind, lambda: seeds(kind))():
    readers[kind](data)      # imports what the reader needs
    recording = True
    readers[kind](data)
    recording = False
print(*sorted(events), sep="\\n", end="")
"""
"""Unpickling exits at any time. The second reading of a file may not compile, import or connect."""


def audit(kind: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", AUDITED, kind], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("kind", ["midi", "musicxml", "database", "zip", "model"])
def test_reading_a_file_executes_nothing_and_opens_no_connection(kind: str) -> None:
    done = audit(kind)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_audit_finds_unpickling_and_evaluation() -> None:
    assert audit("a reader that unpickles").stderr == "unpickled\n"
    assert "exec" in audit("a reader that evaluates").stdout
