"""MusicXML lead sheets, read to solos and written from solos.

reader.py           read_musicxml: bytes to a solo
file.py             bytes to an XML tree, safely
parts.py            parts, their elements in time, title, key
bars.py             written bars of a part, by music21
marks.py            repeats, endings and jumps
tempos.py           tempos
symbols.py          chord symbols to chords
kinds.py            kinds of chord, standard and non-standard
degrees.py          degrees that change a kind
performance.py      written bars to played bars
writer.py           write_musicxml: a solo to bytes
sheet.py            Sheet: what a page shows, and for whom
lead_sheet.py       a solo laid out in bars
harmony.py          chords to chord symbols
simple_rhythm.py    rhythm that is easy to read
notation.py         durations as note heads, ties, tuplets and beams
spelling.py         F# or Gb
key_signatures.py   keys and signatures
"""

from __future__ import annotations

from jazzlstm.formats.musicxml.reader import read_musicxml
from jazzlstm.formats.musicxml.sheet import Sheet
from jazzlstm.formats.musicxml.writer import write_musicxml

__all__ = ["Sheet", "read_musicxml", "write_musicxml"]
