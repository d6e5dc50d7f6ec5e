"""Sheet music as SVG: a lead sheet in MusicXML, engraved by verovio.

Ids of notes in the MusicXML ("note-7") are ids in the SVG, so that the page can
highlight the sounding note.

Source: Verovio reference book, https://book.verovio.org/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from jazzlstm.errors import RenderError

SCALE = 42
"""Per cent: a staff of about 30 px."""
NARROWEST = 300
WIDEST = 2000
"""Bounds of the width of a page, in pixels."""
ONE_PAGE = {"pageHeight": 60_000, "adjustPageHeight": True}
"""One page as tall as its music; verovio's greatest height, in its units."""
UNITS_PER_MM = 10 / 0.9
"""Verovio units in a millimetre of paper: a staff of 6.5 mm."""
MARGIN = 20
"""Verovio units."""

_engraving = Lock()
"""Verovio's resource path and log are shared by all threads."""


def engrave_score(musicxml: bytes, *, width: int = 1000) -> str:
    """The music as one SVG, ``width`` pixels wide and as tall as the music.

    Raises:
        RenderError: a width out of range, or music that verovio cannot read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise RenderError(
            f"the sheet music is {width} px wide: choose from {NARROWEST} to {WIDEST} px",
            code="bad_width",
        )
    (svg,) = _engrave(musicxml, {"scale": SCALE, "pageWidth": width * 100 // SCALE, **ONE_PAGE})
    return svg


def engrave_pages(musicxml: bytes, *, width: float, height: float) -> list[str]:
    """The music as one SVG for each page of ``width`` by ``height`` millimetres.

    Raises:
        RenderError: music that verovio cannot read.
    """
    paper = {"pageWidth": round(width * UNITS_PER_MM), "pageHeight": round(height * UNITS_PER_MM)}
    return _engrave(musicxml, paper)


def _engrave(musicxml: bytes, options: Mapping[str, object]) -> list[str]:
    import verovio

    with _engraving:
        verovio.setDefaultResourcePath(str(Path(verovio.__file__).parent / "data"))
        verovio.enableLog(verovio.LOG_OFF)
        toolkit = verovio.toolkit()
        toolkit.setOptions({**_options(), **options})
        if b"<score-" not in musicxml or not toolkit.loadData(musicxml.decode()):
            raise RenderError(
                "the sheet music cannot be engraved: open the MusicXML file in a notation program",
                code="damaged",
            )
        return [toolkit.renderToSVG(page) for page in range(1, toolkit.getPageCount() + 1)]


def _options() -> dict[str, object]:
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
        "bottomMarginHarm": 2.5,  # verovio's default 1 draws chords above a high note into the tempo
        "xmlIdSeed": 1,
    }
