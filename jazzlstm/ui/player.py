"""The player component: plain HTML, CSS and JavaScript from the files beside this one.

No build step and nothing from elsewhere: the scripts are joined in the order of
``SCRIPTS`` into the one module that Streamlit loads, the styles likewise. What a
listener does is kept in the browser; only choices come back, as triggers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent / "player"
SCRIPTS = (
    "packet.js",
    "shelf.js",
    "sound.js",
    "stretch.js",
    "roll.js",
    "strip.js",
    "insight.js",
    "takes.js",
    "score.js",
    "typing.js",
    "clipboard.js",
    "player.js",
    "gestures.js",
)
STYLES = (
    "player.css",
    "head.css",
    "roll.css",
    "strip.css",
    "insight.css",
    "score.css",
    "transport.css",
    "takes.css",
)
KEY = "music"


def player_source(*names: str) -> str:
    """The text of the player's files, joined; never on one line, which Streamlit takes for a path."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names) + "\n"


_mount = st.components.v2.component(
    "jazzlstm_player",
    html=player_source("player.html"),
    css=player_source(*STYLES),
    js=player_source(*SCRIPTS),
)


def show_player(packet: bytes, on_wish: Callable[[], None]) -> None:
    """Show and sound ``packet``; ``on_wish`` is called when the listener wants what only Python can do."""
    _mount(key=KEY, data=packet, on_wish_change=on_wish)


def wish() -> tuple[str, object]:
    """What the listener wants: the name of it and its value, ("", None) if nothing that makes sense."""
    told = getattr(st.session_state.get(KEY), "wish", None)
    if not isinstance(told, Mapping) or not isinstance(told.get("name"), str):
        return "", None
    return told["name"], told.get("value")
