"""What the musician played becomes a file on the page "Train your own", as if it were uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.ui.play.live import offered
from jazzlstm.ui.play.mirror import own_midi
from jazzlstm.ui.play.mirror_request import read_mirror_request
from jazzlstm.ui.visitor import MINE, claim_session

_RESULT = "what was played, as a file to train on"


def learn(request: object) -> None:
    """Store the musician's bars with their chords as a MIDI file of the visitor's own music.

    ``request`` is as in ``mirror.answer_mirror``. What is wrong with it is said in ``learnt``.
    """
    if not isinstance(request, Mapping):
        return
    number = learnt().get("number", 0) + 1
    try:
        network, settings = offered(request.get("settings"))
        midi = own_midi(network, settings, read_mirror_request(request, settings))
        session = claim_session()
        session.add_files([(f"what you played {number}.mid", midi)])
        session.touch()
    except JazzError as error:
        _say(fault=f"{error}")
        return
    st.query_params.pop(MINE, None)  # a link to this page is for others, too; the number is not
    _say(number=number)


def _say(**result: Any) -> None:  # noqa: ANN401 -- any JSON value
    st.session_state[_RESULT] = result


def learnt() -> dict[str, Any]:
    """The result of the last request, for the player: how many files are there by now, or a fault."""
    found: dict[str, Any] = st.session_state.get(_RESULT, {})
    return found
