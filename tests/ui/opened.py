"""The page without a browser: open it, read what it plays and shows."""

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
    """The page with this query, advanced settings open, in the session of a visitor."""
    page = AppTest.from_file(APP, default_timeout=60)
    page.session_state[ADVANCED] = True
    for name, value in query.items():
        page.query_params[name] = value
    if session:
        page.session_state["session number"] = session.number
    page.run()
    assert not page.exception
    return page


def heard(page: AppTest) -> dict[str, Any]:
    """The header of the packet in the player."""
    player, *_ = page.get("bidi_component")  # the menu of sound files is one, too
    return unpack(player.proto.bytes)[0]


def link_of(page: AppTest) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def as_read(markdown: str) -> str:
    """Markdown without its backslashes, as a reader sees it."""
    return re.sub(r"\\(.)", r"\1", markdown)


def errors_of(page: AppTest) -> list[str]:
    return [as_read(error.value) for error in page.error]


def is_words_alone(markdown: str) -> bool:
    """Whether Markdown shows neither picture nor link."""
    return re.search(r"(?<!\\)(?:!\[|\]\()", markdown) is None
