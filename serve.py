"""The page with a server that rehearses: what ``make app`` starts.

    streamlit run serve.py

While the first browser is still loading Streamlit's own scripts, what the page opens with is improvised and
recorded. ``streamlit run streamlit_app.py``, which hosts expect, is the same page; its first visitor waits a
second longer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st


@asynccontextmanager
async def rehearsing(_: object) -> AsyncIterator[None]:
    """The server's life: it answers at once, and rehearses meanwhile."""
    Thread(target=_rehearse, name="rehearsal", daemon=True).start()
    yield


def _rehearse() -> None:
    from jazzlstm.ui.playing import rehearse  # half a second to import, for which no request should wait

    rehearse()


app = st.App("streamlit_app.py", lifespan=rehearsing)
