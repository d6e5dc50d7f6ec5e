"""What the page needs beside Streamlit's first script, named in the document, so that it comes at once.

Otherwise a browser learns of it step by step: Streamlit's script asks for the widgets when it has the first
message, the widget of the player for the player's script, and this for the instruments.

    modulepreload   the scripts of the widgets, and what they import
    script          the player's: it starts while Streamlit connects
    meta            the instruments of the opening solo, which the player's script fetches and decodes
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from streamlit.file_util import get_static_dir

from jazzlstm.ui.player_script import SCRIPT_PATH, script

WIDGETS = (
    "BidiComponent",
    "Button",
    "Checkbox",
    "FileUploader",
    "Html",
    "NumberInput",
    "PageLink",
    "Radio",
    "Selectbox",
    "Slider",
)
"""Streamlit's scripts of what the page Play shows first."""
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
"""A script that another one imports, not one that it loads later."""
OPENING_BANKS: list[str] = []


def expect_banks(addresses: list[str]) -> None:
    """Name the instruments of the solo that the page opens with."""
    OPENING_BANKS[:] = dict.fromkeys(addresses)


def preload_tags() -> list[str]:
    """Tags for the head of the document of Play."""
    tags = [f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in widget_scripts()]
    if OPENING_BANKS:
        tags.append(f'<meta name="jazzlstm-banks" content="{" ".join(OPENING_BANKS)}" />')
    return [*tags, f'<script type="module" async src=".{SCRIPT_PATH}{script()[0]}"></script>']


@lru_cache(maxsize=1)
def widget_scripts() -> tuple[str, ...]:
    """The files of Streamlit's scripts for ``WIDGETS``, without those that its document names itself."""
    folder = Path(get_static_dir(), "static", "js")
    named = set(
        re.findall(r"static/js/([\w.-]+\.js)", Path(get_static_dir(), "index.html").read_text("utf-8"))
    )
    needed = [path.name for widget in WIDGETS for path in folder.glob(f"{widget}.*.js")]
    for name in needed:
        imported = _IMPORT.findall((folder / name).read_text("utf-8"))
        needed += [other for other in dict.fromkeys(imported) if other not in named and other not in needed]
    return tuple(needed)
