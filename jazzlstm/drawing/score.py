"""Sheet music as a picture: a lead sheet in MusicXML, engraved by verovio.

All systems stand on one page as wide as they are to be shown. The ids of the note
heads in the MusicXML ("note-7") come through to the SVG, so that a page can light
up the note that sounds.

Source: Verovio reference book, https://book.verovio.org/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from jazzlstm.errors import RenderError

SCALE = 42
"""Per cent: a staff of about 30 px."""
NARROWEST, WIDEST = 300, 2000
"""Pixels that a page may be wide."""
ENDLESS = {"pageHeight": 60_000, "adjustPageHeight": True}
"""One page as tall as it must be; the figure is verovio's limit, in its units."""
UNITS = 10 / 0.9
"""Of verovio in a millimetre of paper: a staff of 6.5 mm."""
MARGIN = 20

_engraving = Lock()
"""Verovio keeps its resource path and its log in one place for all threads."""


def engrave_score(musicxml: bytes, *, width: int = 1000) -> str:
    """The music as one SVG, ``width`` pixels wide and as tall as it must be.

    Raises:
        RenderError: a width out of range, or music that verovio can't read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise RenderError(f"sheet music {width} px wide: choose from {NARROWEST} to {WIDEST}")
    (svg,) = _engrave(musicxml, {"scale": SCALE, "pageWidth": width * 100 // SCALE, **ENDLESS})
    return svg


def engrave_pages(musicxml: bytes, *, width: float, height: float) -> list[str]:
    """The music for paper, an SVG a page; ``width`` and ``height`` are millimetres.

    Raises:
        RenderError: music that verovio can't read.
    """
    paper = {"pageWidth": round(width * UNITS), "pageHeight": round(height * UNITS)}
    return _engrave(musicxml, paper)


def _engrave(musicxml: bytes, options: Mapping[str, object]) -> list[str]:
    import verovio

    with _engraving:
        verovio.setDefaultResourcePath(str(Path(verovio.__file__).parent / "data"))
        verovio.enableLog(verovio.LOG_OFF)
        toolkit = verovio.toolkit()
        toolkit.setOptions({**_usual(), **options})
        if b"<score-" not in musicxml or not toolkit.loadData(musicxml.decode()):
            raise RenderError("the sheet music can't be engraved: take the MusicXML to a notation program")
        return [toolkit.renderToSVG(page) for page in range(1, toolkit.getPageCount() + 1)]


def _usual() -> dict[str, object]:
    return {
        "inputFrom": "musicxml",
        "breaks": "auto",
        "header": "none",
        "footer": "none",
        "svgViewBox": True,
        "pageMarginLeft": MARGIN,
        "pageMarginRight": MARGIN,
        "pageMarginTop": MARGIN,
        "pageMarginBottom": MARGIN,
        "spacingSystem": 8,
        "bottomMarginHarm": 2.5,  # with verovio's 1, chords over a high note are drawn into the tempo
        "xmlIdSeed": 1,
    }
