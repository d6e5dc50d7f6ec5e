"""Charts from files, links and standard input, chosen by title, and written in other formats."""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jazzlstm.errors import InputError, JazzError, UnknownNameError
from jazzlstm.files import write_whole
from jazzlstm.formats.charts import ChartFile, SkippedChart, read_charts
from jazzlstm.formats.charts.sources import MOST_BYTES
from jazzlstm.music import Solo
from jazzlstm.theory.charts import write_chart
from jazzlstm.theory.ireal_links import has_link, write_link
from jazzlstm.theory.ireal_writer import write_tune
from jazzlstm.theory.written_bars import ReadChart

STANDARD_INPUT = "-"
FORMATS = ("text", "ireal", "musicxml")
SUFFIXES = {".html": "ireal", ".htm": "ireal", ".musicxml": "musicxml", ".xml": "musicxml"}
"""Formats by the suffix of the file that is written; any other suffix is text."""
DEFAULT_TEMPO = 120.0
MOST_NAMED = 8
"""Titles that a message lists."""


@dataclass(frozen=True, slots=True)
class ChartCollection:
    """The charts of all sources, and those that were skipped."""

    charts: tuple[ReadChart, ...]
    skipped: tuple[SkippedChart, ...] = ()
    name: str = ""
    """The name of a playlist."""

    def as_dict(self) -> dict[str, Any]:
        """The collection as JSON: ``charts`` and ``left``."""
        left = [{"title": each.title, "reason": each.reason} for each in self.skipped]
        return {"charts": [describe(found) for found in self.charts], "left": left}


def describe(found: ReadChart) -> dict[str, Any]:
    """A chart as JSON has it; ``tempo`` is null where the source has none."""
    chart = found.chart
    return {
        "title": chart.title,
        "composer": found.composer,
        "style": found.style,
        "key": chart.key,
        "metre": str(chart.metre),
        "tempo": found.tempo or None,
        "bars": chart.bars,
        "text": write_chart(chart),
        "remarks": list(found.remarks),
    }


def collect(sources: Sequence[str], title: str = "") -> ChartCollection:
    """The charts of files, links and standard input ("-"); those called ``title`` where it is given.

    Raises:
        InputError: a source that does not exist.
        UnknownNameError: no chart has this title; the message gives the nearest.
    """
    charts: list[ReadChart] = []
    skipped: list[SkippedChart] = []
    name = ""
    for source in sources:
        shown, data = _load(source)
        try:
            found = read_charts(data, shown)
        except InputError as error:
            found = ChartFile((), (SkippedChart(shown or "standard input", str(error)),))
        charts += found.charts
        skipped += found.skipped
        name = name or found.name
    if title:
        return ChartCollection(tuple(_titled(charts, skipped, title)), name="")
    return ChartCollection(tuple(charts), tuple(skipped), name)


def choose(source: str, title: str = "") -> ReadChart:
    """The one chart of a source, or the one called ``title``.

    Raises:
        InputError: no chart can be read, or several where no title is given.
    """
    found = collect([source], title)
    if not found.charts:
        reason = found.skipped[0].reason if found.skipped else "it contains no chart"
        name = Path(source[:60]).name
        raise InputError(reason if reason.startswith(name) else f"{name}: {reason}", code="no_charts")
    if len(found.charts) > 1 and not title:
        titles = ", ".join(each.chart.title for each in found.charts[:MOST_NAMED])
        message = (
            f"{source[:60]} contains {len(found.charts)} charts: choose one with --title, such as {titles}"
        )
        raise InputError(message, code="many_charts")
    return found.charts[0]


def write_charts(found: ChartCollection, form: str) -> bytes:
    """The charts in a format: "text", "ireal" (a link) or "musicxml".

    Raises:
        InputError: an unknown format, no chart, or several charts for MusicXML.
    """
    if form not in FORMATS:
        raise InputError(
            f"there is no format {form!r}: choose one of {', '.join(FORMATS)}", code="bad_format"
        )
    if not found.charts:
        raise InputError(
            "no chart can be read: see the reasons with `python -m jazzlstm charts`", code="no_charts"
        )
    if form == "ireal":
        return (write_link(map(write_tune, found.charts), _list_name(found)) + "\n").encode()
    if form == "musicxml":
        return _write_musicxml(found.charts)
    return "\n".join(map(write_text, found.charts)).encode()


def export(found: ChartCollection, path: Path, form: str = "") -> Path:
    """Write the charts to a file; its suffix gives the format where ``form`` is "".

    Raises:
        OutputError: the file cannot be written.
    """
    form = form or SUFFIXES.get(path.suffix.lower(), "text")
    data = write_charts(found, form)
    if form == "ireal" and path.suffix.lower() in (".html", ".htm"):
        data = _page(data.decode().strip(), found).encode()
    write_whole(path, data)
    return path


def write_text(found: ReadChart) -> str:
    """The text of a chart below header lines with its facts; ``read_chart`` reads all of them back."""
    chart = found.chart
    facts = {
        "Title": chart.title,
        "Composer": found.composer,
        "Style": found.style,
        "Tempo": f"{found.tempo:g}" if found.tempo else "",
        "Key": chart.key,
    }
    header = "".join(f"{name}: {' '.join(fact.split())}\n" for name, fact in facts.items() if fact)
    return header + write_chart(replace(chart, title="", key=""))


def _list_name(found: ChartCollection) -> str:
    return (found.name or "Charts") if len(found.charts) > 1 else ""


def _page(link: str, found: ChartCollection) -> str:
    name = html.escape(found.name or found.charts[0].chart.title or "Charts")
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{name}</title></head>\n'
        f'<body><a href="{html.escape(link)}">{name}</a></body></html>\n'
    )


def _write_musicxml(charts: Sequence[ReadChart]) -> bytes:
    from jazzlstm.formats.musicxml import Sheet, write_musicxml  # loads only what is written

    if len(charts) > 1:
        raise InputError("a MusicXML file contains one chart: choose one with --title", code="many_charts")
    found = charts[0]
    solo = Solo((), found.chart, found.tempo or DEFAULT_TEMPO, found.chart.title)
    return write_musicxml(solo, Sheet(beats=found.chart.beats))


def _load(source: str) -> tuple[str, bytes]:
    """The name and the bytes of a source.

    Raises:
        InputError: there is no such file.
    """
    if source == STANDARD_INPUT:
        return "", sys.stdin.buffer.read(MOST_BYTES + 1)
    if has_link(source) or "|" in source or "\n" in source:
        return "", source.encode()
    path = Path(source)
    try:
        with path.open("rb") as file:
            return path.name, file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        message = (
            f"cannot read {source[:80]!r}: {reason}; give a file, an iReal Pro link, or - for standard input"
        )
        raise InputError(message, code="no_file") from exc


def _titled(charts: Sequence[ReadChart], skipped: Sequence[SkippedChart], title: str) -> list[ReadChart]:
    """The charts with a title: exactly, without case, or as the only one that holds these words."""
    wanted = " ".join(title.lower().split())
    names = [" ".join(each.chart.title.lower().split()) for each in charts]
    exact = [each for each, name in zip(charts, names, strict=True) if name == wanted]
    if exact:
        return exact
    holding = [each for each, name in zip(charts, names, strict=True) if wanted in name]
    if len(holding) == 1:
        return holding
    for each in skipped:
        if each.title.lower() == wanted:
            raise InputError(f"{each.title}: {each.reason}", code="no_charts")
    near = [each.chart.title for each in holding[:MOST_NAMED]] or get_close_matches(
        wanted, names, n=1, cutoff=0.5
    )
    remedy = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"list the {len(charts)} titles with `python -m jazzlstm charts`"
    )
    raise UnknownNameError(
        f"no chart has the title {title[:60]!r}: {remedy}", nearest=near[0] if near else ""
    )


def chart_text(source: str, title: str = "") -> str:
    """The text of the one chart of a source, as `generate` plays it.

    Raises:
        InputError: as `choose`.
    """
    try:
        return write_chart(choose(source, title).chart)
    except JazzError as error:
        raise error if isinstance(error, InputError) else InputError(str(error)) from error
