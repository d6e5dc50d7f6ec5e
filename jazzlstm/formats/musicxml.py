"""MusicXML lead sheets: ``read_musicxml`` and ``write_musicxml``."""

from __future__ import annotations

from jazzlstm.formats.musicxml_writer import write_musicxml

__all__ = ["write_musicxml"]
