"""Charts from files and links of many programs.

sources.py       read_charts: bytes of any kind to charts
improvisor.py    Impro-Visor lead sheets: charts, and melodies as solos
abc_notation.py  ABC: abc_tunes.py splits a text into tunes, abc_fields.py reads their fields
scores.py        chords of MusicXML
musescore.py     chords of MuseScore files
"""

from __future__ import annotations

from jazzlstm.formats.charts.sources import ChartFile, SkippedChart, read_charts

__all__ = ["ChartFile", "SkippedChart", "read_charts"]
