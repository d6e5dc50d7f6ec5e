"""The picture of a link in chats: title, and the chords of the first bars.

Drawn with Pillow, which needs some milliseconds where matplotlib needs half a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from jazzlstm.music import Chart

WIDTH, HEIGHT = 1200, 630
"""Pixels: the size that chats expect."""
MARGIN = 70
BARS_A_ROW = 4
ROWS = 4
PAPER, INK, ACCENT, LINE = "#fffdf8", "#1d2430", "#9c5400", "#d9cfbd"
TITLE_TOP, GRID_TOP, ROW_HEIGHT = 60, 220, 84
SMALLEST_PIXELS = 18


def draw_preview(title: str, subtitle: str, chart: Chart | None) -> bytes:
    """A PNG of 1200 x 630 pixels; without a chart, title and subtitle only."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    room = WIDTH - 2 * MARGIN
    draw.rectangle((0, 0, WIDTH, 14), fill=ACCENT)
    draw.text((MARGIN, TITLE_TOP), title, INK, _fitting(draw, title, 64, room))
    draw.text((MARGIN, TITLE_TOP + 88), subtitle, ACCENT, _fitting(draw, subtitle, 32, room))
    if chart:
        _draw_grid(draw, list(_bars(chart))[: BARS_A_ROW * ROWS])
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _draw_grid(draw: ImageDraw.ImageDraw, bars: Sequence[str]) -> None:
    width = (WIDTH - 2 * MARGIN) / BARS_A_ROW
    for number, symbols in enumerate(bars):
        x = MARGIN + number % BARS_A_ROW * width
        y = GRID_TOP + number // BARS_A_ROW * ROW_HEIGHT
        draw.line((x, y, x, y + ROW_HEIGHT - 20), LINE, 3)
        draw.text((x + 14, y + 8), symbols, INK, _fitting(draw, symbols, 38, width - 24))


def _bars(chart: Chart) -> Iterator[str]:
    """The chord symbols that begin in each bar."""
    for start, end in pairwise((*chart.bar_starts(), chart.beats)):
        yield "  ".join(change.chord.symbol for change in chart.changes if start <= change.start < end) or "%"


def _fitting(
    draw: ImageDraw.ImageDraw, text: str, pixels: float, room: float
) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, in ``pixels`` or as small as the text needs to fit into ``room``."""
    width = draw.textlength(text, ImageFont.load_default(pixels))
    return ImageFont.load_default(max(SMALLEST_PIXELS, pixels * min(1, room / max(width, 1))))
