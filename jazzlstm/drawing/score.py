"""Sheet music as SVG: a lead sheet in MusicXML, engraved by verovio.

Tempo and style go into the heading: beside the notes they collide with slurs and high notes.
Ids of notes in the MusicXML ("note-7") are ids in the SVG, so that the page can highlight the
sounding note.

Source: Verovio reference book, https://book.verovio.org/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from jazzlstm.drawing.heading import head_svg, read_heading
from jazzlstm.drawing.line_breaks import bar_widths, break_lines
from jazzlstm.errors import RenderError

SCALE = 42
"""Per cent: a staff of about 30 px."""
NARROW_SCALE = 34
NARROW = 500
"""The scale of pages of fewer pixels, so that a phone shows two bars in a line where it can."""
NARROWEST = 300
WIDEST = 2000
"""Bounds of the width of a page, in pixels."""
ONE_PAGE = {"pageHeight": 60_000, "adjustPageHeight": True}
"""One page as tall as its music; verovio's greatest height, in its units."""
UNITS_PER_MM = 10 / 0.9
"""Verovio units in a millimetre of paper: a staff of 6.5 mm."""
ONE_LINE = {"breaks": "none", "pageWidth": 100_000, "pageHeight": 60_000, "adjustPageWidth": True}
"""All bars side by side, each as wide as it needs to be."""
BARS_AT_ONCE = 32
SVG_UNITS = 10
"""Units of the SVG in a unit of verovio's options."""
MARGIN = 20
"""Verovio units."""
CHORD_SPACE = "\u00a0" * 2

_engraving = Lock()
"""Verovio's resource path and log are shared by all threads."""


def engrave_score(musicxml: bytes, *, width: int = 1000, titled: bool = False) -> str:
    """The music as one SVG, ``width`` pixels wide and as tall as the music, below a heading.

    The heading has tempo, style and part; with ``titled`` also the title and the composer.

    Raises:
        RenderError: a width out of range, or music that verovio cannot read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise RenderError(
            f"the sheet music is {width} px wide: choose from {NARROWEST} to {WIDEST} px",
            code="bad_width",
        )
    score = _parse(musicxml)
    heading = read_heading(score)
    scale = NARROW_SCALE if width < NARROW else SCALE
    pages = _engrave(score, {"scale": scale, "pageWidth": width * 100 // scale, **ONE_PAGE})
    return head_svg(_stack(pages), heading, titled=titled)


def engrave_pages(musicxml: bytes, *, width: float, height: float) -> list[str]:
    """The music as one SVG for each page of ``width`` by ``height`` millimetres.

    Raises:
        RenderError: music that verovio cannot read.
    """
    paper = {"pageWidth": round(width * UNITS_PER_MM), "pageHeight": round(height * UNITS_PER_MM)}
    return _engrave(_parse(musicxml), paper)


def _stack(pages: list[str]) -> str:
    """The pages of a very long solo as one SVG, one below the other."""
    if len(pages) == 1:
        return pages[0]
    shown, top, width = "", 0.0, 0.0
    for page in pages:
        _, box, rest = page.split('"', 2)
        width, height = (float(number) for number in box.split()[2:])
        place = f'y="{top:g}" style="width:{width:g}px;height:{height:g}px"'
        shown += f'<svg viewBox="{box}" {place}{rest}'
        top += height
    return f'<svg viewBox="0 0 {width:g} {top:g}" xmlns="http://www.w3.org/2000/svg">{shown}</svg>'


def _parse(musicxml: bytes) -> Element:
    try:
        score: Element = fromstring(musicxml)
    except (ParseError, DefusedXmlException, ValueError):
        raise _damaged() from None
    if not score.findall("part/measure"):
        raise _damaged()
    return score


def _damaged() -> RenderError:
    return RenderError(
        "the sheet music cannot be engraved: open the MusicXML file in a notation program",
        code="damaged",
    )


def _engrave(score: Element, options: Mapping[str, object]) -> list[str]:
    """The SVG of each page; ``score`` is changed."""
    import verovio

    _leave_out_tempo(score)
    _space_chords(score)
    room = (int(str(options["pageWidth"])) - 2 * MARGIN) * SVG_UNITS
    with _engraving:
        verovio.setDefaultResourcePath(str(Path(verovio.__file__).parent / "data"))
        verovio.enableLog(verovio.LOG_OFF)
        toolkit = verovio.toolkit()
        break_lines(score, _measure(toolkit, score), room)
        return _render(toolkit, score, options)


def _measure(toolkit: Any, score: Element) -> list[float]:  # noqa: ANN401 -- no types
    """The width of each bar, engraved some at a time: verovio's time grows with the square of the bars."""
    bars, widths = score.findall("part/measure"), list[float]()
    for start in range(0, len(bars), BARS_AT_ONCE):
        piece = Element("score-partwise", score.attrib)
        piece.extend(score.findall("part-list"))
        part = SubElement(piece, "part", id="P1")
        part.extend(bars[:1] * (start > 0))  # has clef, key and divisions
        part.extend(bars[start : start + BARS_AT_ONCE])
        (line,) = _render(toolkit, piece, ONE_LINE)
        widths += bar_widths(line)[1 if start else 0 :]
    return widths


def _render(toolkit: Any, score: Element, options: Mapping[str, object]) -> list[str]:  # noqa: ANN401 -- no types
    toolkit.resetOptions()
    toolkit.setOptions({**_options(), **options})
    if not toolkit.loadData(tostring(score, encoding="unicode")):
        raise _damaged()
    return [toolkit.renderToSVG(page) for page in range(1, toolkit.getPageCount() + 1)]


def _leave_out_tempo(score: Element) -> None:
    for measure in score.iter("measure"):
        for direction in measure.findall("direction"):
            if direction.find("direction-type/metronome") is not None:
                measure.remove(direction)


def _space_chords(score: Element) -> None:
    """Make room behind each chord symbol, which the page shows larger than verovio reckons."""
    for harmony in score.iter("harmony"):
        kind = harmony.find("kind")
        if kind is not None and harmony.find("bass") is None and harmony.find("degree") is None:
            kind.set("text", kind.get("text", "") + CHORD_SPACE)


def _options() -> dict[str, object]:
    return {
        "inputFrom": "musicxml",
        "breaks": "line",
        "header": "none",
        "footer": "none",
        "svgViewBox": True,
        "pageMarginLeft": MARGIN,
        "pageMarginRight": MARGIN,
        "pageMarginTop": MARGIN,
        "pageMarginBottom": MARGIN,
        "spacingSystem": 8,
        "bottomMarginHarm": 2.5,  # verovio's default 1 draws chords above a high note into the tempo
        "xmlIdSeed": 1,
    }
