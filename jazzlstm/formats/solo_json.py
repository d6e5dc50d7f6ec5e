"""Solos as JSON, for the session store and for other processes.

JSON cannot carry code, so reading it is safe. Chords are stored as symbols and parsed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jazzlstm.errors import InputError
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Section, Solo
from jazzlstm.theory.chords import parse_chord

_WORDS = ("title", "performer", "instrument", "style", "source")


def solo_as_json(solo: Solo) -> dict[str, Any]:
    """The solo as JSON values; ``solo_from_json`` makes an equal solo of them."""
    return {
        "notes": [[note.start, note.duration, note.pitch, note.velocity] for note in solo.notes],
        "chart": _chart_as_json(solo.chart),
        "tempo": solo.tempo,
        **{word: getattr(solo, word) for word in _WORDS},
    }


def solo_from_json(values: Mapping[str, Any]) -> Solo:
    """The solo in JSON values.

    Raises:
        InputError: the values are not those of a solo.
    """
    try:
        notes = tuple(
            Note(float(start), float(duration), int(pitch), int(velocity))
            for start, duration, pitch, velocity in values["notes"]
        )
        words = {word: str(values[word]) for word in _WORDS}
        return Solo(notes, _chart_from_json(values["chart"]), float(values["tempo"]), **words)
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError("this solo was stored by another version: read its file again") from exc


def _chart_as_json(chart: Chart) -> dict[str, Any]:
    return {
        "changes": [[change.start, change.chord.symbol] for change in chart.changes],
        "beats": chart.beats,
        "metres": [
            [change.start, change.metre.numerator, change.metre.denominator] for change in chart.metres
        ],
        "sections": [[section.start, section.name] for section in chart.sections],
        "title": chart.title,
        "key": chart.key,
    }


def _chart_from_json(values: Mapping[str, Any]) -> Chart:
    return Chart(
        changes=tuple(Change(float(start), parse_chord(str(symbol))) for start, symbol in values["changes"]),
        beats=float(values["beats"]),
        metres=tuple(
            MetreChange(float(start), Metre(int(numerator), int(denominator)))
            for start, numerator, denominator in values["metres"]
        ),
        sections=tuple(Section(float(start), str(name)) for start, name in values["sections"]),
        title=str(values["title"]),
        key=str(values["key"]),
    )
