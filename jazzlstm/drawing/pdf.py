"""Sheet music as PDF: the pages engraved by verovio, written by fpdf2.

fpdf2 reads only part of the SVG that verovio writes, so each page is simplified
first: an SVG inside the SVG becomes a scaled group, runs of text become one text, and
music font signs in text (the flat of a chord symbol, the note of a tempo) become
those of STIX, a font like Times that matplotlib bundles.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ships no types

from jazzlstm.drawing.heading import Heading, read_heading
from jazzlstm.drawing.score import engrave_pages

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH = 210.0
HEIGHT = 297.0
"""A4, in millimetres."""
MARGIN = 14.0
"""Millimetres left, right and below the music."""
HEAD = 40.0
"""Millimetres above the music; the first page has its title there."""
TITLE_POINTS = 22
SUBTITLE_POINTS = 10.5
PART_POINTS = 12
NUMBER_POINTS = 9
POINTS_PER_LINE_MM = 2.4
"""Font size in points for each millimetre of line height."""
FONT = "stix"
FONTS = {"": "STIXGeneral.ttf", "B": "STIXGeneralBol.ttf", "I": "STIXGeneralItalic.ttf"}
SIGNS = str.maketrans({"\ueca5": "♩", "\uea64": "♭", "\uea66": "♯", "\uea65": "♮", "\u00a0": " "})
"""Text signs of the music font (SMuFL) to characters of STIX."""
TEXT_SIZE = "405px"
"""Default size of text, in verovio's units."""
CHORD_SIZE = "560px"
"""Larger than verovio's: chord symbols are read from a music stand."""
CHORD_CLASS = "harm"
ITALIC_CLASS = "mNum"
HIDDEN_CLASS = "placeholder"
"""Classes of groups in verovio's SVG."""
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
"""XML namespaces."""


def engrave_pdf(musicxml: bytes) -> bytes:
    """A lead sheet in MusicXML as a PDF of A4 pages, with its title, part, composer, tempo and style.

    Raises:
        RenderError: music that verovio cannot read.
    """
    pages = engrave_pages(musicxml, width=WIDTH - 2 * MARGIN, height=HEIGHT - HEAD - MARGIN)
    heading = read_heading(fromstring(musicxml))
    pdf = _new_pdf(heading.title)
    for number, svg in enumerate(pages, start=1):
        pdf.add_page()
        if number == 1:
            _write_heading(pdf, heading)
        else:
            running = f"{heading.title}, {heading.part}" if heading.part else heading.title
            _write(pdf, running, y=20, points=SUBTITLE_POINTS, align="L")
        if len(pages) > 1:
            _write(pdf, f"{number} / {len(pages)}", y=HEIGHT - 10, points=NUMBER_POINTS)
        pdf.image(BytesIO(simplify_svg(svg)), x=MARGIN, y=HEAD, w=WIDTH - 2 * MARGIN)
    return bytes(pdf.output())


def _write_heading(pdf: FPDF, heading: Heading) -> None:
    _write(pdf, heading.title, y=10, style="B", points=TITLE_POINTS)
    _write(pdf, heading.subtitle, y=19.5, points=SUBTITLE_POINTS)
    _write(pdf, heading.part, y=26, points=PART_POINTS, align="L")
    _write(pdf, heading.composer, y=26, points=PART_POINTS, align="R")
    marking = f"♩ = {heading.tempo}   {heading.style}"
    _write(pdf, marking, y=33, points=PART_POINTS, align="L")


def _new_pdf(title: str) -> FPDF:
    from fpdf import FPDF
    from matplotlib import get_data_path

    pdf = FPDF(unit="mm", format=(WIDTH, HEIGHT))
    pdf.set_title(title)
    pdf.set_auto_page_break(False)
    for style, name in FONTS.items():
        pdf.add_font(FONT, style, Path(get_data_path()) / "fonts" / "ttf" / name)
    return pdf


def _write(
    pdf: FPDF,
    text: str,
    *,
    y: float,
    points: float,
    style: Literal["", "B", "I"] = "",
    align: Literal["L", "C", "R"] = "C",
) -> None:
    """A line of text, smaller if the page is too narrow."""
    room = WIDTH - 2 * MARGIN
    pdf.set_font(FONT, style, points)
    width = pdf.get_string_width(text)
    if width > room:
        pdf.set_font(FONT, style, points * room / width)
    pdf.set_xy(MARGIN, y)
    pdf.cell(room, points / POINTS_PER_LINE_MM, text, align=align)


def simplify_svg(svg: str) -> bytes:
    """The SVG of a page without features that fpdf2 cannot read."""
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
    _simplify_texts(root)
    return bytes(ElementTree.tostring(root))


def _simplify_texts(element: ElementTree.Element) -> None:
    """Remove hidden elements, and join the runs of each text."""
    classes = element.get("class", "").split()
    for child in list(element):
        if HIDDEN_CLASS in child.get("class", "").split():
            element.remove(child)
        elif child.tag == f"{SVG}text":
            _join_runs(child, classes)
        else:
            _simplify_texts(child)


def _join_runs(text: ElementTree.Element, classes: list[str]) -> None:
    runs = [run for run in text.iter(f"{SVG}tspan") if run.get("font-size") and run.text]
    sizes = [run.get("font-size", "") for run in runs if not run.get("font-family")]
    words = "".join(run.text or "" for run in runs).translate(SIGNS)
    for child in list(text):
        text.remove(child)
    text.text = words.rstrip()
    size = CHORD_SIZE if CHORD_CLASS in classes else (sizes or [TEXT_SIZE])[0]
    text.attrib |= {"font-family": FONT, "font-size": size}
    if ITALIC_CLASS in classes:
        text.set("font-style", "italic")
