"""The page without a browser: opened, and what it then plays and says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from jazzlstm.jobs.session_store import Session
from jazzlstm.ui.play.controls import ADVANCED
from jazzlstm.ui.play.packet import unpack

APP = str(Path(__file__).resolve().parents[2] / "streamlit_app.py")


def open_page(session: Session | None = None, /, **query: str) -> AppTest:
    """The page as this address opens it, all unfolded, in the session that a locker belongs to."""
    page = AppTest.from_file(APP, default_timeout=60)
    page.session_state[ADVANCED] = True
    for name, value in query.items():
        page.query_params[name] = value
    if session:
        page.session_state["locker"] = session.number
    page.run()
    assert not page.exception
    return page


def heard(page: AppTest) -> dict[str, Any]:
    """The header of the packet that the player got."""
    (player,) = page.get("bidi_component")
    return unpack(player.proto.bytes)[0]


def link_of(page: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def as_read(markdown: str) -> str:
    """What a reader sees, who sees no backslash of Markdown."""
    return re.sub(r"\\(.)", r"\1", markdown)


def complaints(page: AppTest) -> list[str]:
    return [as_read(error.value) for error in page.error]


def is_words_alone(markdown: str) -> bool:
    """Whether no picture or link would be made of it."""
    return re.search(r"(?<!\\)(?:!\[|\]\()", markdown) is None
