"""The ES modules of player and songbook, in the folder ``player``, as one script each, without a build step.

Each module becomes a function with its own scope, which returns what the module exports: the browser fetches
and compiles one file. Modules that run in another thread, and those that they import, have Blob addresses.

Streamlit sends a component's script again on every rerun. So the component gets ``loader()``, two lines that
import the script from a route of the server. Its address has a hash, and browsers keep it for good.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

FOLDER = Path(__file__).parent / "player"
ENTRY = "player.js"
SONGBOOK = "songbook.js"
SCRIPT_PATH = "/jazzlstm/player/"
"""Below it, and below ``server.baseUrlPath``, the server answers with the script."""

_COMMENT = re.compile(r"^\s*/\*\*(?:(?!\*/).)*\*/\n", re.DOTALL | re.MULTILINE)
"""A comment on lines of its own; those hold the types."""
_ADDRESS = re.compile(r'"\./([\w-]+\.js)"')
"""The name of another module, in an import or as the address of a worker."""
_IMPORT = re.compile(r'^import (?:(?:\* as )?(\w+|\{[^}]*\}) from )?"\./([\w-]+\.js)";$', re.MULTILINE)
"""All names of a module in braces, or the module as one name."""
_EXPORT = re.compile(r"^export (default )?((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export) .*", re.MULTILINE)

_SCRIPT = """\
const SOURCES = %s;
const addresses = {};
for (const [name, source] of SOURCES) {
  const joined = source.replace(/"\\.\\/([\\w-]+\\.js)"/g, (_, other) => `"${addresses[other]}"`);
  const blob = new Blob([joined, `\\n//# sourceURL=jazzlstm/${name}\\n`], { type: "text/javascript" });
  addresses[name] = URL.createObjectURL(blob);
}
const modules = {};
%s
export default modules[%s].default;
"""


def join_modules(folder: Path, entry: str) -> str:
    """One module that exports what ``entry`` exports by default, with all modules that it needs inside.

    Comments with types are removed: the browser gets only the code.

    Raises:
        FileNotFoundError: a module imports one that does not exist.
        graphlib.CycleError: modules import each other in a circle.
        ValueError: a module imports or exports in a way that ``_as_function`` does not know.
    """
    sources: dict[str, str] = {}
    needed = [entry]
    for name in needed:
        sources[name] = _COMMENT.sub("", (folder / name).read_text(encoding="utf-8")).strip()
        needed += [other for other in _ADDRESS.findall(sources[name]) if other not in needed]
    named = {name: _ADDRESS.findall(source) for name, source in sources.items()}
    imported = {name: [other for _, other in _IMPORT.findall(source)] for name, source in sources.items()}
    order = list(TopologicalSorter(named).static_order())
    here = _reached([entry], imported)
    started = [other for name in here for other in named[name] if other not in imported[name]]
    threads = _reached(started, named)
    listed = [(name, sources[name]) for name in order if name in threads]
    functions = "\n".join(_as_function(name, sources[name]) for name in order if name in here)
    return _SCRIPT % (json.dumps(listed), functions, json.dumps(entry))


def _reached(start: Iterable[str], links: Mapping[str, Iterable[str]]) -> list[str]:
    """The modules to which links lead, with those at the start."""
    found = list(start)
    for name in found:
        found += [other for other in links[name] if other not in found]
    return found


def _as_function(name: str, source: str) -> str:
    """A module as a function that is called at once: ``modules`` gets what it exports."""
    exports = [f"default: {each}" if default else each for default, _, each in _EXPORT.findall(source)]
    body = _EXPORT.sub(r"\2", source)
    body = _IMPORT.sub(lambda line: f'const {line[1] or "{}"} = modules["{line[2]}"];', body)
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: write this import or export as the other modules do: {left[0]}")
    body = _ADDRESS.sub(r'addresses["\1"]', body)
    return f'modules["{name}"] = (() => {{\n{body}\nreturn {{ {", ".join(exports)} }};\n}})();'


@cache
def script(entry: str) -> tuple[str, str]:
    """The name of a script, with a hash, and the script: as they were when the server asked first."""
    joined = join_modules(FOLDER, entry)
    return f"{hashlib.sha256(joined.encode()).hexdigest()[:24]}.js", joined


def loader(entry: str = ENTRY) -> str:
    """The script that Streamlit sends: it imports the other one from below the address of the page."""
    path = json.dumps(f"{SCRIPT_PATH.removeprefix('/')}{script(entry)[0]}")
    return (
        f'const address = new URL({path}, new URL(".", location.href));\n'
        "export default (await import(address.href)).default;\n"
    )
