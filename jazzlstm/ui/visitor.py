"""The visitor's session: its number, and the networks in it.

The number is a secret: anyone who has it can see the visitor's files. It is in the address of the
visitor's training page, so that the page can be closed and opened again; share links do not contain it.
On the other pages the visitor's networks are called "own-001", "own-002", ...
"""

from __future__ import annotations

import re

import streamlit as st

from jazzlstm.errors import InputError, ModelFileError
from jazzlstm.jobs.session_store import Session, create_session, open_session
from jazzlstm.model.network import Network
from jazzlstm.services import play as play_service

MINE = "mine"
"""Parameter of the address: the number of the session."""
PREFIX = "own-"
"""Begins the names of the visitor's own networks."""
_NUMBER = "session number"
"""Key in Streamlit's session: the number."""


def visitor_session() -> Session | None:
    """The session that the address or Streamlit's session names; None before the first upload.

    Raises:
        InputError: the session has expired or was deleted.
    """
    number = st.query_params.get(MINE) or st.session_state.get(_NUMBER)
    if not number:
        return None
    try:
        session = open_session(number)
    except InputError:
        forget_session()
        raise
    _remember(session)
    return session


def claim_session() -> Session:
    """The visitor's session, created if there is none; puts its number into the address."""
    session = visitor_session() or create_session()
    _remember(session)
    return session


def forget_session() -> None:
    """Remove the number from the address and from Streamlit's session."""
    st.session_state.pop(_NUMBER, None)
    if MINE in st.query_params:
        del st.query_params[MINE]


def _remember(session: Session) -> None:
    st.session_state[_NUMBER] = session.number
    if st.query_params.get(MINE) != session.number:
        st.query_params[MINE] = session.number


def own_models() -> dict[str, str]:
    """The titles of the visitor's networks, by name."""
    number = st.session_state.get(_NUMBER)
    if not number:
        return {}
    try:
        paths = open_session(number).model_paths()
    except InputError:
        return {}
    found = {}
    for path in paths:
        try:
            found[PREFIX + path.stem] = play_service.open_model(str(path)).name
        except ModelFileError:
            continue
    return found


def open_named(name: str) -> Network:
    """Open a model that ships or one of the visitor's own. Names come from the browser: paths are refused.

    Raises:
        ModelFileError: there is no such model, or its file cannot be read.
    """
    if not re.fullmatch(r"[\w-]+", name):
        raise ModelFileError("unknown network: choose one from the list")
    if not name.startswith(PREFIX):
        return play_service.open_model(name)
    try:
        folder = open_session(st.session_state.get(_NUMBER, "")).models
    except InputError as exc:
        raise ModelFileError("your own networks have expired or were deleted: train or upload again") from exc
    return play_service.open_model(str(folder / f"{name.removeprefix(PREFIX)}.safetensors"))
