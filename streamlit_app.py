"""The web page: Play, Train your own, How it works.

    streamlit run streamlit_app.py

Streamlit imports this file once when the server starts, and serves ``app``: meanwhile the opening solo
is rendered, while the first browser still loads Streamlit's scripts. For each visitor, Streamlit runs
the file as a script, and ``main`` shows the page.

A training process imports this file too; the guard at the end keeps it from running the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st


def main() -> None:
    """Show the page that the address names."""
    from jazzlstm.ui.explain.page import explain_page
    from jazzlstm.ui.play.page import play_page
    from jazzlstm.ui.style import ICON, show_navigation
    from jazzlstm.ui.train.page import train_page

    st.set_page_config(page_title="Jazz LSTM", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(play_page, title="Play", url_path="play", default=True),
        st.Page(train_page, title="Train your own", url_path="train"),
        st.Page(explain_page, title="How it works", url_path="how-it-works"),
    ]
    page = st.navigation(pages, position="hidden")
    show_navigation(pages)
    page.run()


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Warm up in a thread, so that the server answers at once; return memory in another."""
    from jazzlstm.ui.memory import keep_returning_memory

    for work in (_warm_up, keep_returning_memory):
        Thread(target=work, name=work.__name__, daemon=True).start()
    yield


def _warm_up() -> None:
    from jazzlstm.model.imports import without_collection

    with without_collection():
        from jazzlstm.ui.play.warm_up import warm_up  # takes half a second to import

        warm_up()


if __name__ == "__main__":
    main()
else:
    from starlette.middleware import Middleware

    from jazzlstm.ui.document import document_routes
    from jazzlstm.ui.play.routes import routes
    from jazzlstm.ui.static_files import StaticFiles

    base_path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    base = f"/{base_path}" if base_path else ""
    app = st.App(
        __file__,
        lifespan=lifespan,
        routes=[*routes(base), *document_routes(base)],
        middleware=[Middleware(StaticFiles, base=base)],
    )
