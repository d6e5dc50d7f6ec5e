"""Charts as tunes of iReal Pro: four cells a bar, sections in brackets, chords in its spelling."""

from __future__ import annotations

import re

from jazzlstm.errors import ChartError
from jazzlstm.music import BEAT_TOLERANCE, Chart, Chord, Metre
from jazzlstm.theory.chords import SYMBOL, read_chord
from jazzlstm.theory.directions import take_directions
from jazzlstm.theory.ireal_links import IrealTune
from jazzlstm.theory.ireal_music import GRID
from jazzlstm.theory.keys import guess_key, parse_key
from jazzlstm.theory.written_bars import ReadChart

PAGE_CELLS = 192
"""Cells of a chart in iReal Pro: twelve lines of sixteen."""
DEFAULT_STYLE = "Medium Swing"
_SECTIONS = {"intro": "*i", "verse": "*v", "a": "*A", "b": "*B", "c": "*C", "d": "*D"}
_SPELLINGS = (
    (re.compile(r"^m7b5"), "h7"), (re.compile(r"^m9b5"), "h9"), (re.compile(r"^dim"), "o"),
    (re.compile(r"^aug"), "+"), (re.compile(r"^m(?!aj)"), "-"), (re.compile(r"[mM]aj"), "^"),
    (re.compile(r"sus4(.*)$"), r"\1sus"),
)  # fmt: skip
"""Our canonical spelling to that of iReal Pro, tried in this order."""


def write_tune(found: ReadChart) -> IrealTune:
    """The tune that iReal Pro shows for a chart; a change off the beat moves to the beat before."""
    chart = found.chart
    facts = {
        "title": chart.title or "Untitled",
        "composer": found.composer,
        "style": found.style or DEFAULT_STYLE,
    }
    return IrealTune(**facts, key=_write_key(chart), music=_write_music(chart), tempo=round(found.tempo))


def _write_key(chart: Chart) -> str:
    try:
        key = parse_key(chart.key) if chart.key else guess_key(chart)
    except ChartError:
        key = guess_key(chart)
    return key.tonic + "-" * key.is_minor


def _write_music(chart: Chart) -> str:
    starts = chart.bar_starts()
    room = max(1, min(GRID, PAGE_CELLS // len(starts)))
    names = {round(section.start, 6): section.name for section in chart.sections}
    music, metre = "", None
    for start in starts:
        name = names.get(round(start, 6), "")
        music += ("][" if name else "|") if music else "["
        music += _write_section(name)
        if (here := chart.metre_at(start)) != metre:
            metre = here
            music += _write_metre(metre)
        music += _write_bar(chart, start, here, room)
    return music + "Z"


def _write_section(name: str) -> str:
    if not name:
        return ""
    words = re.sub("[<>*=]", "", name)
    found = take_directions(words)
    if found.jump or found.fine or found.times:  # it would be followed
        words = found.rest.strip()
    return _SECTIONS.get(name.lower(), f"<{words}>" if words else "")


def _write_metre(metre: Metre) -> str:
    text = f"{metre.numerator}{metre.denominator}"
    return {"128": "T12"}.get(text, f"T{text}" if len(text) == 2 else "")  # noqa: PLR2004 -- two digits


def _write_bar(chart: Chart, start: float, metre: Metre, room: int) -> str:
    """The cells of a bar: one a beat, or fewer where one chord lasts the bar."""
    unit, end = 4 / metre.denominator, start + metre.bar_beats - BEAT_TOLERANCE
    inside = {
        int((change.start - start + BEAT_TOLERANCE) // unit): change.chord
        for change in chart.changes_between(start - BEAT_TOLERANCE, end)
    }
    if not set(inside) - {0}:
        return (_write_chord(inside[0]) if 0 in inside else _held(chart, start)) + " " * (room - 1)
    cells = [""] * (GRID if metre.numerator <= GRID else metre.numerator)
    cells[0] = "p"
    for beat, chord in inside.items():
        cells[beat] = _write_chord(chord)
    if not any(cells[GRID:]):
        cells[-1] = cells[-1] or "p"  # the bar keeps its number of cells
    return _joined(cells)


def _held(chart: Chart, start: float) -> str:
    """A bar that goes on with the chord before it: the chord again, as printed charts have it."""
    return _write_chord(chart.chord_at(start))


def _joined(cells: list[str]) -> str:
    """Cells in a row: a space for an empty one, a comma between two that are not."""
    text = ""
    for cell, following in zip(cells, [*cells[1:], ""], strict=True):
        text += (cell or " ") + ("," if cell and following else "")
    return text


def _write_chord(chord: Chord) -> str:
    match = SYMBOL.fullmatch(chord.symbol)
    if chord.is_silent or match is None:
        return "n"
    root, quality, bass = match[1], match[2], f"/{match[3]}" if match[3] else ""
    spelled = quality
    for pattern, replacement in _SPELLINGS:
        spelled = pattern.sub(replacement, spelled)
    if (
        re.fullmatch(r"(?:sus|alt|add|[-+^ho0-9]|b\d|#\d)*", spelled)
        and read_chord(root + spelled + bass) == chord
    ):
        return root + spelled + bass
    return f"{root}*{quality}*{bass}" if quality else root + bass
