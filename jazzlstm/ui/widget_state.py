"""What the widgets hold: what the page opens with, and settings put into widgets.

Every widget keeps its value in the session under its own name, so a link, an undo or a dice
moves it by writing there, before it is drawn. A tune brings its own key and tempo.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from jazzlstm.errors import ChartError
from jazzlstm.services import play as studio
from jazzlstm.theory.keys import MAJOR_TONICS, MINOR_TONICS, parse_key
from jazzlstm.theory.tunes import TUNES

OWN = "own changes"
"""The entry of the tune picker that opens the text field."""
FIRST_CHANGES = "| Dm7 | G7 | Cmaj7 | A7b9 |"
SHORTEST, LONGEST, LENGTH_STEP = 4, 256, 4
"""Beats that the page offers; the command line goes further."""
HIGHEST_SEED = 999
OPENING = "opening"
"""What the solo opens with has no widget: it is marked in the picture of the music."""
MOST_TAKES = 8
MOST_COUNTED, MOST_INTRO = 2, 8
"""Bars."""

DEFAULTS: Mapping[str, Any] = {
    "tune": "jazz-blues",
    "changes": "",
    "key": "",
    "tempo": 0,
    "feel": "",
    "swing": 0.0,
    "comping": "",
    "beats": 20,
    "temperature": 1.0,
    "rhythm_temperature": 1.0,
    "top_p": 0.98,
    "inside": 0.0,
    "seed": 177,
    "start_note": "",
    "player": "",
    "instrument": "",
    "style": "",
    "takes": 4,
    "band": True,
    "count_in": 0,
    "intro": 0,
    "opening": "",
}
"""What the page opens with; ``python -m benchmarks.opening`` finds seeds that greet well."""


def tune_of(values: Mapping[str, Any]) -> str:
    """The entry of the tune picker that settings ask for."""
    return OWN if str(values.get("changes", "")).strip() else str(values.get("tune", DEFAULTS["tune"]))


def set_widgets(values: Mapping[str, Any]) -> None:
    """Put settings into the widgets, before they are drawn; what is missing gets its default."""
    full = {**DEFAULTS, **values}
    tune = tune_of(full)
    if tune != OWN and tune not in TUNES:
        tune = DEFAULTS["tune"]
    state = st.session_state
    state["tune"], state["changes"] = tune, full["changes"] or FIRST_CHANGES
    options = keys_of(tune)
    state["key"] = _same_key(full["key"], options) or (TUNES[tune].key if tune != OWN else "")
    state["tempo"] = round(full["tempo"] or usual_tempo(tune))
    state["beats"] = min(max(round(full["beats"]), SHORTEST), LONGEST)
    state["seed"] = min(full["seed"], HIGHEST_SEED)
    state["takes"] = min(full["takes"], MOST_TAKES)
    state["count_in"] = min(full["count_in"], MOST_COUNTED)
    state["intro"] = min(full["intro"], MOST_INTRO)
    for name in ("temperature", "rhythm_temperature", "top_p", "inside"):
        state[name] = float(full[name])
    state["swing"] = round(float(full["swing"]), 2)
    for name in ("feel", "comping", "start_note", "player", "instrument", "style", "band", OPENING):
        state[name] = full[name]


def usual_tempo(tune: str) -> int:
    """Quarters a minute that a tune is called at."""
    return round(studio.DEFAULT_TEMPO if tune == OWN else TUNES[tune].tempo)


def keys_of(tune: str) -> list[str]:
    """The keys a tune can be put in; own changes stay as written unless told otherwise."""
    if tune == OWN:
        return ["", *MAJOR_TONICS]
    is_minor = parse_key(TUNES[tune].key).is_minor
    usual = [f"{tonic} minor" for tonic in MINOR_TONICS] if is_minor else list(MAJOR_TONICS)
    own = TUNES[tune].key
    return usual if own in usual else [own, *usual]


def _same_key(wanted: str, options: Sequence[str]) -> str:
    """The option that names the same tonic; "" if there is none."""
    try:
        tonic = parse_key(wanted).pitch_class if wanted else None
    except ChartError:
        return ""
    return next((each for each in options if each and parse_key(each).pitch_class == tonic), "")


def throw_dice() -> None:
    """Another seed."""
    before = st.session_state["seed"]
    st.session_state["seed"] = 1 + (before + secrets.randbelow(HIGHEST_SEED - 1)) % HIGHEST_SEED
