"""Sheet music on paper: the engraved pages as one PDF, which prints as it is seen.

Verovio draws SVG and fpdf2 writes PDF, but neither speaks all of the other's
dialect, so each page is told more plainly first: an SVG inside the SVG becomes a
group with a scale, runs of text become one, and the music font's signs in text (a
flat in a chord symbol, the note of a tempo) become those of STIX, which
matplotlib carries and which looks like Times.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ships no types

from jazzlstm.drawing.score import engrave_pages

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH, HEIGHT = 210.0, 297.0
"""Millimetres: A4."""
MARGIN, HEAD = 14.0, 30.0
"""Around the music; and from the top of every page, where the first has its title."""
FONT = "stix"
FONTS = {"": "STIXGeneral.ttf", "B": "STIXGeneralBol.ttf", "I": "STIXGeneralItalic.ttf"}
SIGNS = str.maketrans({"\ueca5": "♩", "\uea64": "♭", "\uea66": "♯", "\uea65": "♮", "\u00a0": " "})
"""Of the music font's text signs (SMuFL), and what STIX has for them."""
USUAL_SIZE, CHORD_SIZE = "405px", "500px"
"""Of text, in verovio's units. It draws chords as small as the rest; a player reads them from afar."""
CHORD = "harm"
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
ITALIC, HIDDEN = "mNum", "placeholder"
"""Classes of groups: what verovio's style sheet slants, and what it hides."""


def print_score(musicxml: bytes, *, title: str, words: str) -> bytes:
    """A lead sheet in MusicXML as a PDF of A4 pages, ``title`` and ``words`` above the music.

    Raises:
        RenderError: music that verovio can't read.
    """
    pages = engrave_pages(musicxml, width=WIDTH - 2 * MARGIN, height=HEIGHT - HEAD - MARGIN)
    pdf = _blank(title)
    for number, svg in enumerate(pages, start=1):
        pdf.add_page()
        _letter(pdf, title, words, number, len(pages))
        pdf.image(BytesIO(plain_svg(svg)), x=MARGIN, y=HEAD, w=WIDTH - 2 * MARGIN)
    return bytes(pdf.output())


def _blank(title: str) -> FPDF:
    from fpdf import FPDF
    from matplotlib import get_data_path

    pdf = FPDF(unit="mm", format=(WIDTH, HEIGHT))
    pdf.set_title(title)
    pdf.set_auto_page_break(False)
    for style, name in FONTS.items():
        pdf.add_font(FONT, style, Path(get_data_path()) / "fonts" / "ttf" / name)
    return pdf


def _letter(pdf: FPDF, title: str, words: str, number: int, of: int) -> None:
    """The title on the first page, and the number of each where there are several."""
    if number == 1:
        _centre(pdf, title, y=11, style="B", points=22)
        _centre(pdf, words, y=20, style="I", points=10.5)
    if of > 1:
        _centre(pdf, f"{number} / {of}", y=HEIGHT - 10, style="", points=9)


def _centre(pdf: FPDF, text: str, *, y: float, style: Literal["", "B", "I"], points: float) -> None:
    """A line of text across the page, smaller where it would not fit."""
    room = WIDTH - 2 * MARGIN
    pdf.set_font(FONT, style, points)
    width = pdf.get_string_width(text)
    if width > room:
        pdf.set_font(FONT, style, points * room / width)
    pdf.set_xy(MARGIN, y)
    pdf.cell(room, points / 2.4, text, align="C")


def plain_svg(svg: str) -> bytes:
    """The same picture without what fpdf2 can't read."""
    ElementTree.register_namespace("", SVG[1:-1])
    ElementTree.register_namespace("xlink", XLINK[1:-1])
    root = fromstring(svg)
    _, _, width, _ = (float(number) for number in root.get("viewBox").split())
    for element in list(root):
        if element.tag in (f"{SVG}desc", f"{SVG}style"):
            root.remove(element)
        elif element.tag == f"{SVG}svg":
            _, _, units, _ = (float(number) for number in element.attrib.pop("viewBox").split())
            element.tag = f"{SVG}g"
            element.set("transform", f"scale({width / units:.6f})")
    _tidy(root)
    return bytes(ElementTree.tostring(root))


def _tidy(element: ElementTree.Element) -> None:
    """Everything below without what is hidden, and with each text as one run."""
    kinds = element.get("class", "").split()
    for child in list(element):
        if HIDDEN in child.get("class", "").split():
            element.remove(child)
        elif child.tag == f"{SVG}text":
            _join_runs(child, kinds)
        else:
            _tidy(child)


def _join_runs(text: ElementTree.Element, kinds: list[str]) -> None:
    runs = [run for run in text.iter(f"{SVG}tspan") if run.get("font-size") and run.text]
    sizes = [run.get("font-size", "") for run in runs if not run.get("font-family")]
    words = "".join(run.text or "" for run in runs).translate(SIGNS)
    for child in list(text):
        text.remove(child)
    text.text = words
    size = CHORD_SIZE if CHORD in kinds else (sizes or [USUAL_SIZE])[0]
    text.attrib |= {"font-family": FONT, "font-size": size}
    if ITALIC in kinds:
        text.set("font-style", "italic")
