"""What the player needs beside Streamlit's first scripts, named in the document, so that it comes at once.

Otherwise a browser learns of it step by step: Streamlit's script asks for that of components when it has the
first message, the component for the player's script, and this for the instruments.

    modulepreload   Streamlit's script of components, and what it imports
    meta            the instruments of the opening solo, which the player's script fetches and decodes
    script          the player's: it starts while Streamlit connects

The scripts of all widgets at once were slower: the browser asks for six files at a time, and Streamlit's
connection waited.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from streamlit.file_util import get_static_dir

from jazzlstm.ui.player_script import ENTRY, SCRIPT_PATH, script
from jazzlstm.ui.static_files import document_of_streamlit, files_in

COMPONENT = "BidiComponent"
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
"""A script that another one imports, not one that it loads later."""
OPENING_BANKS: list[str] = []


def expect_banks(addresses: list[str]) -> None:
    """Name the instruments of the solo that the page opens with."""
    OPENING_BANKS[:] = dict.fromkeys(addresses)


def preload_tags() -> list[str]:
    """Tags for the head of the document of Play, after those of Streamlit."""
    address = "./static/js/"
    links = [f'<link rel="modulepreload" crossorigin href="{address}{name}">' for name in component_scripts()]
    banks = [f'<meta name="jazzlstm-banks" content="{" ".join(OPENING_BANKS)}" />'] if OPENING_BANKS else []
    return [*links, *banks, f'<script type="module" src=".{SCRIPT_PATH}{script(ENTRY)[0]}"></script>']


@lru_cache(maxsize=1)
def component_scripts() -> tuple[str, ...]:
    """The files of Streamlit's scripts for components, without those that its document names itself."""
    named = {name for _, name in files_in(document_of_streamlit())}
    folder = Path(get_static_dir(), "static", "js")
    needed = [path.name for path in folder.glob(f"{COMPONENT}.*.js")]
    for name in needed:
        imported = _IMPORT.findall((folder / name).read_text("utf-8"))
        needed += [other for other in dict.fromkeys(imported) if other not in named and other not in needed]
    return tuple(needed)
