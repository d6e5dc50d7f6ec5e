"""What belongs to this visitor: a locker, and the networks in it, by names that give nothing away.

The locker's number is its key. It stands in the address of the visitor's own
training page, so that the page can be closed and opened again, and in nothing
that is shared: to the other pages a model of one's own is "own-001".
"""

from __future__ import annotations

import re

import streamlit as st

from jazzlstm.errors import InputError, ModelFileError
from jazzlstm.jobs.session_store import Session, create_session, open_session
from jazzlstm.model.network import Network
from jazzlstm.services import play as studio

MINE = "mine"
"""The parameter of the address that holds the locker's number."""
PREFIX = "own-"
_NUMBER = "locker"


def visitor_session() -> Session | None:
    """The locker that the address or this session names; None when there is none yet.

    Raises:
        InputError: it has expired, or was deleted.
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
    """The visitor's locker, a new one if need be; its number goes into the address."""
    session = visitor_session() or create_session()
    _remember(session)
    return session


def forget_session() -> None:
    """The address and the session know nothing of it any more."""
    st.session_state.pop(_NUMBER, None)
    if MINE in st.query_params:
        del st.query_params[MINE]


def _remember(session: Session) -> None:
    st.session_state[_NUMBER] = session.number
    if st.query_params.get(MINE) != session.number:
        st.query_params[MINE] = session.number


def own_models() -> dict[str, str]:
    """The visitor's networks: the name they go by here, and the name their owner gave them."""
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
            found[PREFIX + path.stem] = studio.open_model(str(path)).name
        except ModelFileError:
            continue
    return found


def open_named(name: str) -> Network:
    """A model that ships, or one of the visitor's own: by its name, which a browser sent, never by a path.

    Raises:
        ModelFileError: there is none, or it cannot be read.
    """
    if not re.fullmatch(r"[\w-]+", name):
        raise ModelFileError("a network goes by its name: choose one from the list")
    if not name.startswith(PREFIX):
        return studio.open_model(name)
    try:
        folder = open_session(st.session_state.get(_NUMBER, "")).models
    except InputError as exc:
        raise ModelFileError("your own networks have expired or were deleted: train or upload again") from exc
    return studio.open_model(str(folder / f"{name.removeprefix(PREFIX)}.safetensors"))
