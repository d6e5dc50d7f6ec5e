"""The heading of sheet music: title, part, composer, tempo and style, as the MusicXML file names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ROW = 26
"""Height of the row of tempo, style and part, in pixels."""
TITLED = 92
"""Height of a heading with its title."""
TEMPO_PIXELS, PART_PIXELS = 8.5, 7.0
"""Width of a character in the row."""
_TEXT = 'font-family="Times New Roman, Tinos, serif" fill="currentColor"'


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above the first system; "" for none."""

    title: str
    subtitle: str
    part: str
    composer: str
    style: str
    tempo: str
    """Quarter notes a minute."""


def read_heading(score: Element) -> Heading:
    """The heading of a lead sheet that ``write_musicxml`` wrote."""

    def text(path: str) -> str:
        return (score.findtext(path) or "").strip()

    credits = {
        credit.findtext("credit-type"): credit.findtext("credit-words") or ""
        for credit in score.findall("credit")
    }
    return Heading(
        title=text("work/work-title"),
        subtitle=credits.get("subtitle", ""),
        part=credits.get("part name", ""),
        composer=text("identification/creator"),
        style=text(".//direction/direction-type/words"),
        tempo=text(".//metronome/per-minute"),
    )


def head_svg(svg: str, heading: Heading, *, titled: bool) -> str:
    """The SVG of a page with its heading above it: a title, or only tempo, style and part in a row."""
    _, box, rest = svg.split('"', 2)
    _, _, width, height = (float(number) for number in box.split())
    room = TITLED if titled else ROW
    shapes = _title(heading, width) if titled else ""
    shapes += _tempo(heading, -8, heading.style if titled else _fitting_style(heading, width))
    if not titled:
        shapes += _line(heading.part, width - 8, -8, 'font-size="14" font-style="italic" text-anchor="end"')
    words = _described(heading)
    opening, body = rest.split(">", 1)
    return (
        f'<svg viewBox="0 {-room} {width:g} {height + room:g}"{opening} role="img" aria-label="{words}">'
        f'<g class="heading">{shapes}</g>{body}'
    )


def _title(heading: Heading, width: float) -> str:
    points = min(24.0, 1.7 * width / max(1, len(heading.title)))
    return (
        _line(
            heading.title, width / 2, -66, f'font-size="{points:g}" font-weight="bold" text-anchor="middle"'
        )
        + _line(heading.subtitle, width / 2, -48, 'font-size="12" text-anchor="middle"')
        + _line(heading.part, 8, -30, 'font-size="14" font-style="italic"')
        + _line(heading.composer, width - 8, -30, 'font-size="14" text-anchor="end"')
    )


def _fitting_style(heading: Heading, width: float) -> str:
    """As much of the style as leaves room for the part in the same row: all, its first words, or nothing."""
    room = width - 30 - PART_PIXELS * len(heading.part)
    styles = (heading.style, heading.style.split(",")[0])
    return next((style for style in styles if TEMPO_PIXELS * (10 + len(style)) <= room), "")


def _tempo(heading: Heading, y: float, style: str) -> str:
    """A quarter note, drawn because few fonts have one, its tempo and the style."""
    ink = 'fill="currentColor"'
    note = (
        f'<ellipse cx="13" cy="{y - 1.5}" rx="4.2" ry="3" transform="rotate(-24 13 {y - 1.5})" {ink}/>'
        f'<path d="M16.6 {y - 2.5}V{y - 15}" stroke="currentColor" stroke-width="1.3"/>'
    )
    words = f"= {heading.tempo}   {style}"
    return note + _line(words, 22, y, 'font-size="15" font-weight="bold" xml:space="preserve"')


def _described(heading: Heading) -> str:
    words = [heading.title, heading.part, f"{heading.style}, {heading.tempo} beats a minute"]
    return escape("Sheet music: " + ", ".join(word for word in words if word), {'"': "&quot;"})


def _line(text: str, x: float, y: float, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" {_TEXT} {style}>{escape(text)}</text>' if text else ""
