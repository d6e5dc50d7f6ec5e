"""MusicXML lead sheets, read to solos and written from solos.

reader.py           read_musicxml: bytes to a solo
file.py             bytes to an XML tree, safely
parts.py            parts, their events in time, title, key
bars.py             written bars of a part, by music21
performance.py      written bars to played bars
harmony.py          chord symbols
writer.py           write_musicxml: a solo to bytes
lead_sheet.py       a solo laid out in bars
notation.py         durations as note heads, ties, tuplets and beams
spelling.py         F# or Gb
key_signatures.py   keys and signatures
"""

from __future__ import annotations

from jazzlstm.formats.musicxml.reader import read_musicxml
from jazzlstm.formats.musicxml.writer import write_musicxml

__all__ = ["read_musicxml", "write_musicxml"]
