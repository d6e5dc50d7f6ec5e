"""The player component: HTML and CSS from the folder ``player``, and the script of ``player_script.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from jazzlstm.ui.player_script import FOLDER, loader

STYLES = (
    "player.css",
    "head.css",
    "roll.css",
    "strip.css",
    "insight.css",
    "shape.css",
    "score.css",
    "chart.css",
    "practice.css",
    "mirror.css",
    "transport.css",
    "takes.css",
    "help.css",
)
KEY = "music"


def read_files(*names: str) -> str:
    """The text of the player's files, joined; never on one line, which Streamlit takes for a path."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names) + "\n"


_mount = st.components.v2.component(
    "jazzlstm_player",
    html=read_files("player.html"),
    css=read_files(*STYLES),
    js=loader(),
)


def show_player(packet: bytes, on_request: Callable[[], None]) -> None:
    """Show and play ``packet``; ``on_request`` is called for an action that only Python can carry out."""
    _mount(key=KEY, data=packet, on_request_change=on_request)


def player_request() -> tuple[str, object]:
    """The listener's request, as name and value; ("", None) without a valid one."""
    request = getattr(st.session_state.get(KEY), "request", None)
    if not isinstance(request, Mapping) or not isinstance(request.get("name"), str):
        return "", None
    return request["name"], request.get("value")
