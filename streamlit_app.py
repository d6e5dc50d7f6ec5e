"""The page: what ``make app`` starts, and hosts.

    streamlit run streamlit_app.py

The file is read twice. To start the server Streamlit imports it, and finds ``app``: while the first browser
still loads Streamlit's own scripts, what the page opens with is improvised and recorded. For each visitor it
is run as a script, and ``main`` sets up the page and shows it; what it shows lives in ``jazzlstm/ui``.

The guard at the end matters: a training process that is spawned imports this
script again, and must not run it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st


def main() -> None:
    """Set the page up and show it."""
    from jazzlstm.ui.explain.page import lesson_page
    from jazzlstm.ui.play.page import play_page
    from jazzlstm.ui.style import ICON
    from jazzlstm.ui.train.page import train_page

    st.set_page_config(page_title="Jazz LSTM", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(play_page, title="Play", url_path="play", default=True),
        st.Page(train_page, title="Train your own", url_path="train"),
        st.Page(lesson_page, title="How it works", url_path="how-it-works"),
    ]
    page = st.navigation(pages, position="top")
    page.run()


@asynccontextmanager
async def rehearsing(_: object) -> AsyncIterator[None]:
    """The server's life: it answers at once, and rehearses meanwhile."""
    Thread(target=_rehearse, name="rehearsal", daemon=True).start()
    yield


def _rehearse() -> None:
    from jazzlstm.ui.play.warm_up import rehearse  # half a second to import, for which no request should wait

    rehearse()


if __name__ == "__main__":
    main()
else:
    app = st.App(__file__, lifespan=rehearsing)
