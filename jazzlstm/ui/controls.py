"""The controls, in the order a musician asks: what to play over, how, who plays, the finer points.

Each control is a widget with a key of its own and a slot below it, where an
error about it is shown; what is wrong stays as typed, and nothing else is lost.
A tune brings its own key and tempo, so choosing a tune resets those two.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from jazzlstm import studio
from jazzlstm.band import FEELS
from jazzlstm.charts import misread_chords, parse_chart
from jazzlstm.errors import ChartError, ChordError, JazzError, ModelFileError, SettingsError
from jazzlstm.features import Cast
from jazzlstm.instruments import INSTRUMENTS
from jazzlstm.keys import MAJOR_TONICS, MINOR_TONICS, guess_key, parse_key
from jazzlstm.licks import open_with_lick, read_lick
from jazzlstm.settings import RANGES, Settings
from jazzlstm.tunes import TUNES
from jazzlstm.ui.belongings import own_models

OWN = "own changes"
"""The entry of the tune picker that opens the text field."""
FIRST_CHANGES = "| Dm7 | G7 | Cmaj7 | A7b9 |"
_MELODY, _SAID = "melody", "said of the melody"
SHORTEST, LONGEST, LENGTH_STEP = 4, 256, 4
"""Beats that the page offers; the command line goes further."""
HIGHEST_SEED = 999
OPENING = "opening"
"""What the solo opens with has no widget: it is marked in the picture of the music."""
MOST_TAKES = 8
MOST_COMPLAINTS = 6
"""Chords that are told at once."""
SWINGS = (0.0, *(round(0.5 + step / 100, 2) for step in range(26)))
"""Places of the off-beat; 0 leaves it to feel and tempo."""

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
    "seed": 127,
    "start_note": "",
    "player": "",
    "instrument": "",
    "style": "",
    "takes": 4,
    "band": True,
    "opening": "",
}
"""What the page opens with; ``python -m benchmarks.opening`` finds seeds that greet well."""


@dataclass(slots=True)
class Controls:
    """What the widgets are set to, and where to say what is wrong with it."""

    model: str
    values: dict[str, Any]
    slots: dict[str, DeltaGenerator] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings, checked.

        Raises:
            SettingsError: one is out of its range.
        """
        return Settings(**self.values)

    def complain(self, error: JazzError) -> None:
        """Say what is wrong beside the control that caused it."""
        slot = self.slots.get(self._field_of(error), self.slots["page"])
        misread = misread_chords(self.values["changes"]) if isinstance(error, ChordError) else []
        messages = [str(each) for each in misread[:MOST_COMPLAINTS]] or [str(error)]
        slot.error("  \n".join(message[:1].upper() + message[1:] for message in messages))

    def _field_of(self, error: JazzError) -> str:
        if isinstance(error, SettingsError):
            return error.field
        if isinstance(error, ModelFileError):
            return "model"
        if isinstance(error, ChartError | ChordError):
            return "changes" if self.values["changes"] else "key"
        return "page"


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


def _on_tune() -> None:
    tune = st.session_state["tune"]
    st.session_state["key"] = "" if tune == OWN else TUNES[tune].key
    st.session_state["tempo"] = usual_tempo(tune)
    let_go()


def let_go() -> None:
    """Nothing is kept: all of the solo is improvised. Notes of one key or tune make no sense in another."""
    st.session_state[OPENING] = ""
    st.session_state[_SAID] = ("", "")


def _on_melody() -> None:
    """A melody was brought along: the solo opens with it. It goes into links, as all that is kept does."""
    file = st.session_state[_MELODY]
    st.session_state[_SAID] = ("", "")
    if file is None:
        return
    try:
        notes, bar_beats = read_lick(file.name, file.getvalue())
        opening, bars = open_with_lick(notes, bar_beats, st.session_state["beats"])
    except JazzError as error:
        st.session_state[_SAID] = ("error", str(error))
        return
    st.session_state[OPENING] = opening
    words = f"The solo opens with {bars} bar{'s' * (bars != 1)} of it; a longer solo takes more."
    st.session_state[_SAID] = ("told", f"{words} A link holds these notes, too, but not the file.")


def throw_dice() -> None:
    """Another seed."""
    before = st.session_state["seed"]
    st.session_state["seed"] = 1 + (before + secrets.randbelow(HIGHEST_SEED - 1)) % HIGHEST_SEED


def show_controls(models: Sequence[str], cast: Cast) -> Controls:
    """Draw all controls; returns what they say."""
    controls = Controls(st.session_state["model"], dict(DEFAULTS))
    controls.values[OPENING] = st.session_state[OPENING]
    _what_to_play(controls)
    _how(controls)
    _who(controls, models, cast)
    with st.expander("Finer points"):
        _finer(controls, cast)
    controls.slots["page"] = st.empty()
    controls.model = st.session_state["model"]
    return controls


def _what_to_play(controls: Controls) -> None:
    names = [*TUNES, OWN]
    tune = st.selectbox(
        "Tune",
        names,
        key="tune",
        on_change=_on_tune,
        format_func=lambda name: "My own changes …" if name == OWN else TUNES[name].title,
        persist_state="session",
    )
    controls.slots["tune"] = st.empty()
    if tune == OWN:
        _own_changes(controls)
    else:
        controls.values["tune"] = tune
        st.caption(TUNES[tune].about)
    left, right = st.columns(2)
    with left:
        key = st.selectbox(
            "Key",
            keys_of(tune),
            key="key",
            on_change=let_go,
            format_func=lambda name: name or "as written",
            help="Puts the changes in another key.",
            persist_state="session",
        )
        controls.slots["key"] = st.empty()
    with right:
        tempo = _number("tempo", "Tempo", 1, whole=True)
        controls.slots["tempo"] = st.empty()
    own_key = "" if tune == OWN else TUNES[tune].key
    if key and key != own_key:
        controls.values["key"] = key
        controls.values["changes"] = _with_key(controls.values["changes"])
    controls.values["tempo"] = 0 if tempo == usual_tempo(tune) else tempo


def _own_changes(controls: Controls) -> None:
    text = st.text_area(
        "Changes",
        key="changes",
        height=130,
        placeholder=FIRST_CHANGES,
        help="Bars between | lines; % plays the last bar again, |: :| repeats, N.C. is silence, 3/4 a waltz. "
        "It is read and played whenever you pause.",
        persist_state="session",
    )
    controls.values["changes"] = text if text.strip() else FIRST_CHANGES
    controls.slots["changes"] = slot = st.empty()
    try:
        chart = parse_chart(controls.values["changes"])
    except (ChartError, ChordError):
        return  # said in the slot, once, when the music is asked for
    bars = f"{chart.bars} bar" + "s" * (chart.bars != 1)
    slot.caption(f"{bars} in {chart.metre}, {len(chart.changes)} changes: all read.")


def _with_key(text: str) -> str:
    """Own changes with a line that says which key they are in, so that they can be moved from it."""
    if not text.strip():
        return text
    try:
        chart = parse_chart(text)
    except (ChartError, ChordError):
        return text
    return text if chart.key else f"Key: {guess_key(chart)}\n{text}"


def _how(controls: Controls) -> None:
    controls.values["temperature"] = _number("temperature", "Temperature", 0.05)
    controls.slots["temperature"] = st.empty()
    controls.values["beats"] = _number("beats", "Length", LENGTH_STEP, whole=True)
    controls.slots["beats"] = st.empty()
    controls.values["seed"] = _number("seed", "Seed", 1, whole=True)
    controls.slots["seed"] = st.empty()
    st.button(
        "New solo",
        key="dice",
        icon=":material/casino:",
        on_click=throw_dice,
        type="primary",
        help="Throws the dice: another seed, another solo.",
        width="stretch",
    )


_PAGE_RANGES = {"beats": (SHORTEST, LONGEST), "seed": (0, HIGHEST_SEED), "takes": (1, MOST_TAKES)}
_FORMATS = {"beats": "%d beats", "tempo": "%d bpm"}


def _number(name: str, label: str, step: float, *, whole: bool = False) -> int | float:
    lowest, highest = _PAGE_RANGES.get(name, (RANGES[name].lowest, RANGES[name].highest))
    kind: type[int] | type[float] = int if whole else float
    value: int | float = st.slider(
        label,
        min_value=kind(lowest),
        max_value=kind(highest),
        step=kind(step),
        key=name,
        format=_FORMATS.get(name),
        help=RANGES[name].about,
        persist_state="session",
    )
    return value


def _who(controls: Controls, models: Sequence[str], cast: Cast) -> None:
    if cast.players:
        _choice(controls, "player", "In the manner of", cast.players, "anyone", "Whose solos to think of.")
    voices = {short: each.name for short, each in INSTRUMENTS.items()}
    _choice(controls, "instrument", "Instrument", voices, "the player’s own", "What plays the solo.", voices)
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


def _choice(
    controls: Controls,
    name: str,
    label: str,
    options: Sequence[str] | Mapping[str, str],
    nobody: str,
    about: str,
    words: Mapping[str, str] | None = None,
) -> None:
    """A picker whose first entry leaves the choice open."""
    choices = ["", *options]
    if st.session_state.get(name) not in choices:
        st.session_state[name] = ""
    shown = {"": nobody, **(words or {})}
    controls.values[name] = st.selectbox(
        label,
        choices,
        key=name,
        format_func=lambda value: shown.get(value, value),
        help=about,
        persist_state="session",
    )
    controls.slots[name] = st.empty()


def _time(controls: Controls) -> None:
    """How the band plays time."""
    _choice(controls, "feel", "Feel", tuple(FEELS), "the tune’s own", "What bass and drums play.")
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
    words = {"guitar": "guitar", "vibes": "vibraphone", "none": "nobody: bass and drums alone"}
    _choice(controls, "comping", "Chords by", words, "piano", "Who plays the chords.", words)


def _say_swing(swing: float) -> str:
    """A place in the beat as musicians say it: the ratio of the long eighth to the short one."""
    if not swing:
        return "by tempo"
    return "straight" if swing == 0.5 else f"{swing / (1 - swing):.1f} : 1"


def _finer(controls: Controls, cast: Cast) -> None:
    knobs = (
        ("rhythm_temperature", "Rhythm temperature", 0.05),
        ("top_p", "Top-p", 0.01),
        ("inside", "Outside to inside", 0.1),
    )
    for name, label, step in knobs:
        controls.values[name] = _number(name, label, step)
        controls.slots[name] = st.empty()
    controls.values["takes"] = _number("takes", "Takes", 1, whole=True)
    controls.values["start_note"] = st.text_input(
        "Starting note",
        key="start_note",
        placeholder="the network’s choice",
        help="A note and its octave, such as G4 or Bb3; C4 is middle C.",
        max_chars=8,
        persist_state="session",
    ).strip()
    controls.slots["start_note"] = st.empty()
    st.file_uploader(
        "Start from a melody",
        type=["mid", "midi", "musicxml", "xml", "mxl"],
        key=_MELODY,
        on_change=_on_melody,
        help="MIDI or MusicXML: the solo opens with its first bars, as they stand, and goes on from there. "
        "Let go brings the network's own opening back.",
    )
    kind, words = st.session_state.get(_SAID, ("", ""))
    if kind == "error":
        st.error(words)
    elif kind == "told":
        st.caption(words)
    _time(controls)
    if cast.styles:
        words = {style: style.capitalize() for style in cast.styles}
        _choice(controls, "style", "Style", cast.styles, "any", "The era to sound like.", words)
    controls.values["band"] = st.toggle(
        "With the band", key="band", help="Bass, drums and chords behind the solo.", persist_state="session"
    )
