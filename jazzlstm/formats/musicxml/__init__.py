"""MusicXML lead sheets, both ways.

musicxml_reader.py        read_musicxml: bytes to a solo
musicxml_file.py          the file opened safely
musicxml_bars.py          the bars as written, by music21
musicxml_performance.py   the bars as played
musicxml_parts.py         parts, title, tempo, key
harmonies.py              chord symbols
musicxml_writer.py        write_musicxml: a solo to bytes
leadsheet.py              the page laid out
notation.py               lengths as heads, ties, tuplets and beams
spelling.py               F# or Gb
keysignatures.py          keys and signatures
"""

from __future__ import annotations

from jazzlstm.formats.musicxml.reader import read_musicxml
from jazzlstm.formats.musicxml.writer import write_musicxml

__all__ = ["read_musicxml", "write_musicxml"]
