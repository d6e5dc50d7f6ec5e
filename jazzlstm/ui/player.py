"""The player component: HTML, CSS and ES modules from the folder ``player``.

Streamlit takes a component's JavaScript as one string. ``join_modules`` makes that string from the
modules, without a build step: in the browser each module becomes a Blob address, and the imports name
these addresses. So every module keeps its own scope, and runs unchanged in the tests and here. Streamlit
itself loads the string from a Blob address: the player needs no more from a content security policy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent / "player"
ENTRY = "player.js"
STYLES = (
    "player.css",
    "head.css",
    "roll.css",
    "strip.css",
    "insight.css",
    "score.css",
    "transport.css",
    "takes.css",
    "help.css",
)
KEY = "music"

_COMMENT = re.compile(r"^\s*/\*\*.*?\*/\n", re.DOTALL | re.MULTILINE)
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

    Comments with types stay on disk: the browser gets the code alone.

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


def read_files(*names: str) -> str:
    """The text of the player's files, joined; never on one line, which Streamlit takes for a path."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names) + "\n"


_mount = st.components.v2.component(
    "jazzlstm_player",
    html=read_files("player.html"),
    css=read_files(*STYLES),
    js=join_modules(FOLDER, ENTRY),
)


def show_player(packet: bytes, on_wish: Callable[[], None]) -> None:
    """Show and play ``packet``; ``on_wish`` is called when the listener asks for what only Python can do."""
    _mount(key=KEY, data=packet, on_wish_change=on_wish)


def wish() -> tuple[str, object]:
    """The listener's request, as name and value; ("", None) if there is none that makes sense."""
    request = getattr(st.session_state.get(KEY), "wish", None)
    if not isinstance(request, Mapping) or not isinstance(request.get("name"), str):
        return "", None
    return request["name"], request.get("value")
