"""The visitor's session: its number, and the networks in it.

The number is a secret: anyone who has it can see the visitor's files. It is in the address of the
visitor's training page, so that the page can be closed and opened again; share links do not contain it.
On the other pages the visitor's networks are called "own-001", "own-002", ..., and networks that somebody
shared by a link "shared-" with the number of the link.
"""

from __future__ import annotations

import contextlib
import re

import streamlit as st

from jazzlstm.errors import InputError, ModelFileError
from jazzlstm.jobs.session_store import Session, create_session, open_session
from jazzlstm.jobs.shared_models import find_shared, sweep_shared
from jazzlstm.model.network import Network
from jazzlstm.services.models import open_model

MINE = "mine"
"""Parameter of the address: the number of the session."""
PREFIX = "own-"
"""Begins the names of the visitor's own networks."""
SHARED = "shared-"
"""Begins the names of networks that were shared by a link."""
MOST_SHARED = 5
"""Shared networks that a visit lists; the oldest is dropped."""
_NEXT = "network to play next"
_OPENED = "shared networks"
"""Keys in Streamlit's session: the network to choose on Play, and the names of shared networks opened."""
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
    session = visitor_session()
    if session is None:
        sweep_shared()
        session = create_session()
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
    """The titles of the networks that are the visitor's own or were shared with them, by name."""
    paths = {SHARED + number: find_shared(number) for number in st.session_state.get(_OPENED, ())}
    number = st.session_state.get(_NUMBER)
    if number:
        with contextlib.suppress(InputError):
            paths |= {PREFIX + path.stem: path for path in open_session(number).model_paths()}
    found = {}
    for name, path in paths.items():
        with contextlib.suppress(ModelFileError):
            if path:
                title = open_model(str(path)).name
                found[name] = f"{title} (shared)" if name.startswith(SHARED) else title
    return found


def open_shared(name: str) -> bool:
    """List a network that a link names, if it was shared and has not expired."""
    number = name.removeprefix(SHARED)
    if not name.startswith(SHARED) or not find_shared(number):
        return False
    others = [each for each in st.session_state.get(_OPENED, ()) if each != number]
    st.session_state[_OPENED] = [*others, number][-MOST_SHARED:]
    return True


def choose_on_play(name: str) -> None:
    """Let the page Play choose a network when it is opened next."""
    st.session_state[_NEXT] = name


def next_on_play() -> str:
    """The network that was chosen for Play since it was opened last; "" for none."""
    return str(st.session_state.pop(_NEXT, ""))


def open_named(name: str) -> Network:
    """Open a model that ships, one of the visitor's own, or a shared one. Names come from browsers: no path.

    Raises:
        ModelFileError: there is no such model, or its file cannot be read.
    """
    if not re.fullmatch(r"[\w-]+", name):
        raise ModelFileError("unknown network: choose one from the list")
    if name.startswith(SHARED):
        return _open_shared_file(name.removeprefix(SHARED))
    if not name.startswith(PREFIX):
        return open_model(name)
    try:
        folder = open_session(st.session_state.get(_NUMBER, "")).models
    except InputError as exc:
        raise ModelFileError("your own networks have expired or were deleted: train or upload again") from exc
    return open_model(str(folder / f"{name.removeprefix(PREFIX)}.safetensors"))


def _open_shared_file(number: str) -> Network:
    path = find_shared(number)
    if path is None:
        raise ModelFileError("this shared network has expired, or its owner ended the link: choose another")
    return open_model(str(path))
