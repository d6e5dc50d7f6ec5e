"""The solos of a training, passed from the page to a worker as lines of JSON.

    {"solo": {...}, "chart": "| Dm7 | G7 |", "title": ""}

The page copies the lines of the chosen solos without parsing them: parsing 456 solos takes seconds, in
which no other visitor is served. The worker parses each line once and applies the visitor's corrections.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jazzlstm.errors import InputError
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.jobs.corpus_files import as_line
from jazzlstm.music import Solo
from jazzlstm.theory.charts import parse_chart


@dataclass(frozen=True, slots=True)
class TrainingSolos:
    """Chosen solos, one a line, and how many notes they have together."""

    lines: Sequence[bytes]
    notes: int

    @classmethod
    def of(cls, solos: Sequence[Solo]) -> TrainingSolos:
        """The lines of solos that are in memory."""
        lines = tuple(training_line(as_line(solo_as_json(solo))) for solo in solos)
        return cls(lines, sum(len(solo.notes) for solo in solos))


def training_line(solo: bytes, chart: str = "", title: str = "") -> bytes:
    """A solo's line with the visitor's chart text and another title; "" leaves what was read."""
    corrections = as_line({"chart": chart, "title": title}).removeprefix(b"{")
    return b'{"solo":' + solo.rstrip(b"\n") + b"," + corrections


def parse_solo_line(line: bytes, chart: str = "") -> Solo:
    """The solo in a line of a corpus file, over ``chart`` if that is not empty.

    Raises:
        InputError: the line is damaged, or was written by another version.
    """
    return parse_training_line(training_line(line, chart))


def parse_training_line(line: bytes) -> Solo:
    """The solo in a line, corrected.

    Raises:
        InputError: the line is damaged, or was written by another version.
    """
    try:
        values = json.loads(line)
        solo = solo_from_json(values["solo"])
        chart, title = str(values["chart"]), str(values["title"])
    except (ValueError, KeyError, TypeError) as exc:
        raise InputError("a stored solo is damaged: upload its file again") from exc
    solo = _over(solo, chart) if chart else solo
    return replace(solo, title=title) if title else solo


def _over(solo: Solo, text: str) -> Solo:
    """The solo over the visitor's chart, in the key that was read if the text names none."""
    chart = parse_chart(text, title=solo.chart.title)
    return replace(solo, chart=replace(chart, key=chart.key or solo.chart.key))
