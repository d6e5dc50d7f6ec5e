"""The chords of one bar, changed on the chart: the changes are written anew with the bar in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Chart
from jazzlstm.services.play import read_changes
from jazzlstm.theory.chords import move_chord, parse_chord, transpose_chord
from jazzlstm.theory.forms import ChartForm, write_form
from jazzlstm.theory.keys import Key, guess_key, parse_key
from jazzlstm.ui.play.chart_rows import form_of
from jazzlstm.ui.play.history import current_solo
from jazzlstm.ui.play.primer import unlock_notes
from jazzlstm.ui.widget_state import set_widgets

LONGEST_BAR = 200
"""Characters."""
_FAULT = "fault in a bar"
"""In the session: the bar that could not be read, why, and the settings that played."""
_FAULTS = "faults in bars"
"""In the session: their number."""
_SIGNS = frozenset({"/", "%", "-", ".", "NC", "N.C.", "n.c."})
"""Words of a bar that are not transposed."""


def set_bar(request: object) -> None:
    """Change the chords of a written bar; what can't be read is told beside the bar, and nothing changes."""
    rendered = current_solo()
    if not rendered or not isinstance(request, Mapping):
        return
    bar, text, semitones = (request.get(name) for name in ("bar", "text", "semitones"))
    form = form_of(rendered.settings, rendered.piece.chart)
    if not isinstance(bar, int | float) or not 0 <= bar < len(form.bars):
        return
    if not isinstance(text, str) or not isinstance(semitones, int | float):
        return
    try:
        changes = with_bar(form, rendered.piece.chart, int(bar), text, int(semitones))
    except (ChartError, ChordError) as error:
        number = st.session_state[_FAULTS] = st.session_state.get(_FAULTS, 0) + 1
        fault = {"bar": int(bar), "message": _sentence(error), "number": number}
        st.session_state[_FAULT] = fault, rendered.settings
        return
    unlock_notes()
    piece = rendered.piece
    as_before = {"tempo": piece.tempo, "feel": piece.feel, "key": "", "opening": "", "kept": ""}
    set_widgets({**rendered.settings.as_dict(), **as_before, "changes": changes})


def bar_fault(settings: Settings) -> dict[str, Any] | None:
    """The last bar that could not be read, and why, while the solo of ``settings`` stays."""
    fault, before = st.session_state.get(_FAULT, (None, None))
    return fault if before == settings else None


def with_bar(form: ChartForm, chart: Chart, bar: int, text: str, semitones: int) -> str:
    """The text of ``form`` with other chords in one bar, typed ``semitones`` above those of the chart.

    Raises:
        ChartError, ChordError: the text is not the chords of one bar.
    """
    words = text.split()
    if not words:
        raise ChartError(
            "the bar is empty: write a chord, NC for silence, or % for the bar before", code="empty"
        )
    if "|" in text or len(text) > LONGEST_BAR:
        raise ChartError(
            "this is more than one bar: write the chords of one bar, without |", code="many_bars"
        )
    key = parse_key(chart.key) if chart.key else guess_key(chart)
    bars = list(form.bars)
    bars[bar] = replace(bars[bar], words=" ".join(_moved(word, -semitones, key) for word in words))
    changes = write_form(replace(form, bars=tuple(bars)))
    if read_changes(changes).bars != chart.bars:
        raise ChartError(
            "only chords can be changed here: change repeats and sections in the text", code="signs"
        )
    return changes


def _moved(word: str, semitones: int, key: Key) -> str:
    if word in _SIGNS:
        return word
    chord = parse_chord(word)
    if semitones % 12 == 0:
        return word
    chord = transpose_chord(chord, semitones)
    return move_chord(chord, key.spell_root(chord)).symbol if chord.root is not None else word


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('?') else '.'}"
