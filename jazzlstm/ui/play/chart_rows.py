"""The chart for the player: its bars as they are written, their order, and the facts that name its chords."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jazzlstm.generation.settings import Settings
from jazzlstm.music import Chart
from jazzlstm.services.play import Piece
from jazzlstm.theory.bar_marks import BarMarks
from jazzlstm.theory.forms import ChartBar, ChartForm, read_form
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.keys import guess_key
from jazzlstm.theory.tunes import TUNES

FORMS_CACHED = 16
_HOLD = "/"


def chart_rows(settings: Settings, piece: Piece, instrument: str) -> dict[str, Any]:
    """Fields of a packet's header: the chart as it is written, its key, the soloist's transposition."""
    form = form_of(settings, piece.chart)
    return {
        "chorus": piece.chart.beats,
        "key": piece.chart.key or str(guess_key(piece.chart)),
        "written": INSTRUMENTS[instrument].written,
        "form": {"bars": [_bar_row(bar) for bar in form.bars], "order": form.order},
    }


def form_of(settings: Settings, chart: Chart) -> ChartForm:
    """The form of the settings' changes or tune, with the chords of ``chart``."""
    text = settings.changes if settings.changes.strip() else TUNES[settings.tune].text
    return _read_form(text, chart)


_read_form = lru_cache(maxsize=FORMS_CACHED)(read_form)


def _bar_row(bar: ChartBar) -> dict[str, Any]:
    words = bar.words.split()
    step = bar.metre.bar_beats / len(words)
    held = 1 if bar.holds else 0
    chords = [(round(i * step, 3), word) for i, word in enumerate(words) if i >= held and word != _HOLD]
    row = {
        "chords": chords,
        "beats": bar.metre.bar_beats,
        "words": bar.words,
        "section": bar.section,
        "repeats": bar.marks.repeat_start,
        "times": bar.marks.repeat_times,
        "ending": ", ".join(map(str, bar.marks.endings)),
        "before": " ".join(["Segno"] * bar.marks.segno + ["Coda"] * bar.marks.coda),
        "after": _after(bar.marks),
    }
    return {name: value for name, value in row.items() if value}


def _after(marks: BarMarks) -> str:
    jump = [str(marks.jump)] if marks.jump else []
    return " ".join(["Fine"] * marks.fine + ["To Coda"] * marks.to_coda + jump)
