"""The page: what ``make app`` starts, and what a host runs.

    streamlit run streamlit_app.py

The file is read twice. To start the server, Streamlit imports it and finds ``app``: while the first browser
loads Streamlit's own scripts, the first solo is improvised and recorded. For each visitor the file runs as a
script, and ``main`` draws the page, which lives in ``jazzlstm/ui``.

The guard at the end matters: a spawned training process imports this script, and must not run it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st


def main() -> None:
    """Set up the page and draw it."""
    from jazzlstm.ui.explain.page import lesson_page
    from jazzlstm.ui.play.page import play_page
    from jazzlstm.ui.style import ICON
    from jazzlstm.ui.train.page import retrain_page

    st.set_page_config(page_title="Jazz LSTM", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(play_page, title="Play", url_path="play", default=True),
        st.Page(retrain_page, title="Train your own", url_path="train"),
        st.Page(lesson_page, title="How it works", url_path="how-it-works"),
    ]
    page = st.navigation(pages, position="top")
    page.run()


@asynccontextmanager
async def warming_up(_: object) -> AsyncIterator[None]:
    """The server's lifespan: it answers at once, and warms up meanwhile."""
    Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield


def _warm_up() -> None:
    from jazzlstm.ui.play.warm_up import warm_up  # half a second to import: no request should wait for it

    warm_up()


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, lifespan=warming_up)
