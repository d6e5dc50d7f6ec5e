"""The ES modules of player and songbook, in the folder ``player``, as one script each, without a build step.

In the browser each module becomes a Blob address, and the imports name these addresses. So every module
keeps its own scope, and runs unchanged in the tests and here. Streamlit itself loads a component's script
from a Blob address: the player needs no more from a content security policy.

Streamlit sends a component's script again on every rerun. So the component gets ``loader()``, two lines that
import the script from a route of the server. Its address has a hash, and browsers keep it for good.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
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

_LOADER = """\
const addresses = {};
for (const [name, source] of SOURCES) {
  const joined = source.replace(/"\\.\\/([\\w-]+\\.js)"/g, (_, other) => `"${addresses[other]}"`);
  const blob = new Blob([joined, `\\n//# sourceURL=jazzlstm/${name}\\n`], { type: "text/javascript" });
  addresses[name] = URL.createObjectURL(blob);
}
export default (await import(addresses[ENTRY])).default;
"""


def join_modules(folder: Path, entry: str) -> str:
    """One module that exports what ``entry`` exports by default, with all modules that it needs inside.

    Comments with types are removed: the browser gets only the code.

    Raises:
        FileNotFoundError: a module imports one that does not exist.
        graphlib.CycleError: modules import each other in a circle.
    """
    sources: dict[str, str] = {}
    needed = [entry]
    for name in needed:
        sources[name] = _COMMENT.sub("", (folder / name).read_text(encoding="utf-8"))
        needed += [other for other in _ADDRESS.findall(sources[name]) if other not in needed]
    order = TopologicalSorter({name: _ADDRESS.findall(source) for name, source in sources.items()})
    listed = [(name, sources[name].strip()) for name in order.static_order()]
    return f"const SOURCES = {json.dumps(listed)};\nconst ENTRY = {json.dumps(entry)};\n{_LOADER}"


@lru_cache(maxsize=2)
def script(entry: str = ENTRY) -> tuple[str, str]:
    """The name of a script, with a hash, and the script."""
    joined = join_modules(FOLDER, entry)
    return f"{hashlib.sha256(joined.encode()).hexdigest()[:24]}.js", joined


def loader(entry: str = ENTRY) -> str:
    """The script that Streamlit sends: it imports the other one from below the address of the page."""
    path = json.dumps(f"{SCRIPT_PATH.removeprefix('/')}{script(entry)[0]}")
    return (
        f'const address = new URL({path}, new URL(".", location.href));\n'
        "export default (await import(address.href)).default;\n"
    )
