"""The page "Train your own": upload solos, train a network on them, play it.

    uploads.py      1  the music      uploads or the sample corpus
    table.py                          what was heard in each file
    item.py                           one row of the table, to see, hear and correct
    listening.py                      sound
    libraries.py                      whether the libraries of training are there
    run.py          2  the method     adapt the default network, or train a small one from scratch
    loss_curve.py   3  the training   learning curve, four bars every few epochs, a stop button
    result.py       4  the result     figures
    networks.py                       comparison with the default network, the model file
    sharing.py                        sharing by a file or a link

A worker reads the uploaded files and trains; the page only shows its progress. Everything is stored
in the visitor's session folder, so the page can be closed and opened again by its address.
"""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.session_store import Session, keep_hours
from jazzlstm.jobs.shared_models import end_all_links
from jazzlstm.jobs.training_run import TrainingRun
from jazzlstm.ui.style import apply_style, plain
from jazzlstm.ui.train.libraries import show_libraries
from jazzlstm.ui.train.networks import show_models
from jazzlstm.ui.train.result import show_result
from jazzlstm.ui.train.run import show_methods, show_run
from jazzlstm.ui.train.uploads import show_music
from jazzlstm.ui.visitor import claim_session, forget_session, visitor_session

INTRODUCTION = (
    "Upload MIDI or MusicXML files of solos that you like. A few minutes later, a network improvises in"
    " their style over any chords."
)
NEXT_STEPS = (
    "1. The page finds melody and chords in each file. You listen to them and correct them.\n"
    "2. You choose a method and see how long the training takes.\n"
    "3. During the training you hear how the network plays. You can stop at any time.\n"
    "4. You compare your network with the default one, play it, download it and share it."
)


def train_page() -> None:
    """Show the page "Train your own"."""
    apply_style()
    st.html(f'<div class="masthead"><h1>Train your own</h1><p>{INTRODUCTION}</p></div>')
    try:
        session = visitor_session()
    except JazzError as error:
        st.info(_sentence(error))
        session = None
    show_libraries()
    try:
        _show_steps(session)
    except JazzError as error:
        st.error(_sentence(error))


def _show_steps(session: Session | None) -> None:
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        st.header("Your music")
        items = show_music(session, claim_session)
    with right:
        if session is None:
            st.header("Next steps")
            st.markdown(NEXT_STEPS)
        else:
            status = TrainingRun(session).status()
            if status:
                show_run(session)
            if status and not status.is_active:
                show_result(status)
            if not (status and status.is_active):
                show_methods(session, items)
    show_models(session, claim_session)
    _show_privacy(session)


def _show_privacy(session: Session | None) -> None:
    """Who can see the files, when they are deleted, and a button that deletes them now."""
    st.divider()
    st.caption(
        "Bookmark this page to return. Anyone with the link can see your files. Your files and networks are"
        f" deleted {keep_hours():g} hours after your last upload, edit or training."
    )
    if session is None:
        return
    with st.popover("Delete everything", icon=":material/delete:"):
        left = max(0.0, session.seconds_left) / 3600
        st.markdown(
            "This deletes your files and networks now, and ends your links. It cannot be undone. Otherwise"
            f" they are deleted in {left:.0f} hours."
        )
        if st.button("Delete files and networks", type="primary", key="delete session"):
            from jazzlstm.jobs import training_jobs as jobs

            end_all_links(session)
            jobs.delete(session)
            forget_session()
            st.rerun()


def _sentence(error: JazzError) -> str:
    message = str(error)
    return plain(message[:1].upper() + message[1:])
