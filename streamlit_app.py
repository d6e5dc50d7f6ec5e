"""The page: set-up and navigation. What it shows lives in ``jazzlstm/ui``.

The guard at the end matters: a training process that is spawned imports this
script again, and must not run it.
"""

from __future__ import annotations

import streamlit as st

from jazzlstm.ui.lesson import lesson_page
from jazzlstm.ui.looks import ICON
from jazzlstm.ui.playing import play_page
from jazzlstm.ui.retrain import retrain_page


def main() -> None:
    """Set the page up and show it."""
    st.set_page_config(page_title="Jazz LSTM", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(play_page, title="Play", url_path="play", default=True),
        st.Page(retrain_page, title="Train your own", url_path="train"),
        st.Page(lesson_page, title="How it works", url_path="how-it-works"),
    ]
    page = st.navigation(pages, position="top")
    page.run()


if __name__ == "__main__":
    main()
