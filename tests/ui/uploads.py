"""Music of a visitor's own, to upload."""

from __future__ import annotations

from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Note, Part
from jazzlstm.theory.charts import parse_chart


def tune(title: str) -> bytes:
    """A saxophone over a bass, with chord names: two hundred eighths."""
    chart = parse_chart("| Dm7 | G7 | Cmaj7 | A7 |")
    line = Part("Tenor Sax", tuple(Note(i / 2, 0.5, 60 + (i * 7) % 17) for i in range(200)), program=66)
    bass = Part("Bass", tuple(Note(4.0 * bar, 4, 38 + bar % 5) for bar in range(25)), program=32)
    return write_midi(Arrangement((line, bass), chart, 120, 100, title))
