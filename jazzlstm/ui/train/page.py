"""The page "Train your own": music in, a network that plays like it out.

    1  your music      uploads or the sample corpus, read and told in a table
    2  how to learn    teach the default network a style, or from scratch
    3  the run         a live curve, four bars every few epochs, a stop button
    4  afterwards      hear it beside the default, figures, the model file

Nothing here trains or reads a stranger's file: that is done by a worker, which
this page only follows. All of it lies in the visitor's locker, so a page that is
closed and opened again by the same address finds everything as it is.
"""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.session_store import Session, keep_hours
from jazzlstm.jobs.training_run import TrainingRun
from jazzlstm.ui.style import apply_style, plain
from jazzlstm.ui.train.result import show_models, show_result
from jazzlstm.ui.train.run import show_choice, show_run
from jazzlstm.ui.train.uploads import show_music
from jazzlstm.ui.visitor import claim_session, forget_session, visitor_session

INTRODUCTION = (
    "Give it MIDI or MusicXML files with solos you like: minutes later there is a network that plays like"
    " them, over any changes."
)


def retrain_page() -> None:
    """From upload to a network that plays like it."""
    apply_style()
    st.html(f'<div class="masthead"><h1>Train your own</h1><p>{INTRODUCTION}</p></div>')
    try:
        session = visitor_session()
    except JazzError as error:
        st.info(_sentence(error))
        session = None
    try:
        _show(session)
    except JazzError as error:
        st.error(_sentence(error))


def _show(session: Session | None) -> None:
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        st.header("Your music")
        items = show_music(session, claim_session)
    with right:
        status = TrainingRun(session).status() if session else None
        if session and status:
            show_run(session)
        if session and not (status and status.is_active):
            show_choice(session, items)
            if status:
                show_result(status)
        elif not session:
            st.header("What happens then")
            st.markdown(
                "Each file is read and shown with what was found in it. You choose how to learn, and see how"
                " long it takes. While the network trains you hear it getting better, every few epochs, and"
                " can stop at any time."
            )
    show_models(session, claim_session)
    _privacy(session)


def _privacy(session: Session | None) -> None:
    """Whose all this is, how long it stays, and the button that ends it."""
    st.divider()
    hours = keep_hours()
    st.caption(
        f"What you upload and train is yours: nobody else sees or finds it, and it is deleted {hours:g} hours"
        " after you last used it. The address of this page is its key: keep it to come back, don't share it."
    )
    if session is None:
        return
    left = max(0.0, session.seconds_left) / 3600
    if st.button("Delete everything now", icon=":material/delete:", help=f"Otherwise in {left:.0f} hours."):
        from jazzlstm.jobs import training_jobs as jobs

        jobs.delete(session)
        forget_session()
        st.rerun()


def _sentence(error: JazzError) -> str:
    message = str(error)
    return plain(message[:1].upper() + message[1:])
