"""The controls, in the order a musician asks: what to play over, how, who plays, the finer points.

The finer points are folded away, and drawn when they are unfolded: a dozen widgets that few touch were half
of what each change and each opening of the page had to draw.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from jazzlstm.band import FEELS
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.ui.play.changes import show_changes
from jazzlstm.ui.play.primer import show_melody
from jazzlstm.ui.play.widgets import Controls, drop_stranger, show_picker, show_slider
from jazzlstm.ui.visitor import own_models
from jazzlstm.ui.widget_state import DEFAULTS, LENGTH_STEP, OPENING, throw_dice

SWINGS = (0.0, *(round(0.5 + step / 100, 2) for step in range(26)))
"""Places of the off-beat; 0 leaves it to feel and tempo."""
COMPING = {"guitar": "guitar", "vibes": "vibraphone", "none": "nobody: bass and drums alone"}
FINER = "finer"
"""Whether the finer points are unfolded, in the session."""
_FINER_SLIDERS = (
    ("rhythm_temperature", "Rhythm temperature", 0.05),
    ("top_p", "Top-p", 0.01),
    ("inside", "Outside to inside", 0.1),
    ("takes", "Takes", 1),
)
_FINER = (
    *(name for name, *_ in _FINER_SLIDERS),
    *("start_note", "feel", "swing", "comping", "count_in", "intro", "style", "band"),
)


def show_controls(models: Sequence[str], conditioning: Conditioning) -> Controls:
    """Draw all controls; returns what they say."""
    controls = Controls(st.session_state["model"], dict(DEFAULTS))
    controls.values[OPENING] = st.session_state[OPENING]
    show_changes(controls)
    _how(controls)
    _who(controls, models, conditioning)
    finer = st.expander("Finer points", key=FINER, on_change="rerun")
    if finer.open:
        with finer:
            _finer(controls, conditioning)
    else:
        _finer_unseen(controls, conditioning)
    controls.slots["page"] = st.empty()
    controls.model = st.session_state["model"]
    return controls


def _how(controls: Controls) -> None:
    show_slider(controls, "temperature", "Temperature", 0.05)
    show_slider(controls, "beats", "Length", LENGTH_STEP)
    show_slider(controls, "seed", "Seed", 1)
    st.button(
        "New solo",
        key="dice",
        icon=":material/casino:",
        on_click=throw_dice,
        type="primary",
        help="Throws the dice: another seed, another solo.",
        width="stretch",
    )


def _who(controls: Controls, models: Sequence[str], conditioning: Conditioning) -> None:
    if conditioning.players:
        show_picker(
            controls, "player", "In the manner of", conditioning.players, "anyone", "Whose solos to think of."
        )
    voices = {short: each.name for short, each in INSTRUMENTS.items()}
    show_picker(
        controls, "instrument", "Instrument", voices, "the player’s own", "What plays the solo.", voices
    )
    gone = len(models) > 1 and st.session_state["model"] not in models
    if len(models) > 1:
        own = own_models()
        st.selectbox(
            "Network",
            models,
            key="model",
            format_func=lambda name: own.get(name, name),
            help="Which trained network improvises.",
            persist_state="session",
        )
    controls.slots["model"] = st.empty()
    if gone:
        controls.slots["model"].info(
            "The network that played has expired or was deleted; another one plays now."
        )


def _time(controls: Controls) -> None:
    """How the band plays time, and how it begins."""
    show_picker(controls, "feel", "Feel", tuple(FEELS), "the tune’s own", "What bass and drums play.")
    controls.values["swing"] = st.select_slider(
        "Swing",
        SWINGS,
        key="swing",
        format_func=_say_swing,
        help="Where the second eighth of a beat falls. By itself it follows the tempo, as people do: "
        "long and short at medium, nearly even when fast.",
        persist_state="session",
    )
    controls.slots["swing"] = st.empty()
    show_picker(controls, "comping", "Chords by", COMPING, "piano", "Who plays the chords.", COMPING)
    show_slider(controls, "count_in", "Bars counted in", 1)
    show_slider(controls, "intro", "Bars of intro", 1)


def _say_swing(swing: float) -> str:
    """A place in the beat as musicians say it: the ratio of the long eighth to the short one."""
    if not swing:
        return "by tempo"
    return "straight" if swing == 0.5 else f"{swing / (1 - swing):.1f} : 1"


def _finer_unseen(controls: Controls, conditioning: Conditioning) -> None:
    """As they stand, not drawn."""
    for name, options in (("feel", FEELS), ("comping", COMPING), ("style", conditioning.styles)):
        drop_stranger(name, options)
    controls.values |= {name: st.session_state[name] for name in _FINER}


def _finer(controls: Controls, conditioning: Conditioning) -> None:
    for name, label, step in _FINER_SLIDERS:
        show_slider(controls, name, label, step)
    controls.values["start_note"] = st.text_input(
        "Starting note",
        key="start_note",
        placeholder="the network’s choice",
        help="A note and its octave, such as G4 or Bb3; C4 is middle C.",
        max_chars=8,
        persist_state="session",
    ).strip()
    controls.slots["start_note"] = st.empty()
    show_melody()
    _time(controls)
    if conditioning.styles:
        words = {style: style.capitalize() for style in conditioning.styles}
        show_picker(controls, "style", "Style", conditioning.styles, "any", "The era to sound like.", words)
    controls.values["band"] = st.toggle(
        "With the band", key="band", help="Bass, drums and chords behind the solo.", persist_state="session"
    )
