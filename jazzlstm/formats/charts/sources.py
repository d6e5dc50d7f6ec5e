"""Bytes of any kind to charts: the format is recognised by the content.

A source holds one chart or many. A chart that cannot be read is skipped, with the reason
and the remedy; the others are read. HTML is searched for links and never rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from jazzlstm.errors import JazzError, MusicFileError
from jazzlstm.formats.charts.abc_notation import read_abc
from jazzlstm.formats.charts.abc_tunes import is_abc
from jazzlstm.formats.charts.improvisor import is_lead_sheet, read_lead_sheet
from jazzlstm.formats.charts.scores import is_score, read_score
from jazzlstm.theory.charts import read_chart
from jazzlstm.theory.ireal_links import has_link, read_links, read_tune
from jazzlstm.theory.written_bars import ReadChart

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a source; a playlist of 1,460 tunes has 1 MB."""
EXPORT = "export it as MusicXML, or paste its chords as text"

_BINARY = (
    (re.compile(rb"MThd|RIFF....RMID", re.DOTALL), "a MIDI file, which has notes but no chart",
     "type its chords as text, or train a network on it (Train your own, or the command train)"),
    (re.compile(rb".?FICHIER GUITAR PRO|BCFZ|BCFS|PK.{28,60}Content/|PK.{28,60}VERSION", re.DOTALL),
     "a Guitar Pro file", "in Guitar Pro choose File, Export, MusicXML; or type its chords"),
    (re.compile(rb"%PDF"), "a PDF", "paste its chords as text"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), "a picture", "type its chords as text"),
    (re.compile(rb"SQLite format 3"), "a database", "use it on Train your own, or with the command train"),
)  # fmt: skip
"""Kinds of files without a readable chart: their first bytes, their name, the remedy."""
_BIAB_REMEDY = "in Band-in-a-Box export it as MusicXML, or copy its chords as text and paste them"
_BIAB_SUFFIX = re.compile(r"\.(?:[sm]g[u0-9a-z]|[sm]g\d)$", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|body|a\s)", re.IGNORECASE)
_REPLACEMENT_SHARE = 0.1
"""Control characters in a text, above which it is not a text."""


@dataclass(frozen=True, slots=True)
class SkippedChart:
    """A chart that cannot be read, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChartFile:
    """The charts of a source, and those that were skipped; ``kind`` names the format."""

    charts: tuple[ReadChart, ...]
    skipped: tuple[SkippedChart, ...] = ()
    kind: str = "chart text"
    name: str = ""
    """The name of a playlist; "" for anything else."""


def read_charts(data: bytes, name: str = "") -> ChartFile:
    """Every chart in a file or a pasted text.

    ``name`` is the name of the file; it is the title of a chart without one.

    Raises:
        MusicFileError: too large, or of a kind that holds no chart; the message names the remedy.
    """
    if len(data) > MOST_BYTES:
        raise MusicFileError(f"{name or 'the text'} is larger than {MOST_BYTES >> 20} MB: give it in parts")
    _refuse_known(data, name)
    if is_score(data):
        return _one("score", name, lambda: read_score(data, name))
    _refuse_binary(data, name)
    text = _decode(data, name)
    if has_link(text):
        return _read_playlist(text)
    if is_lead_sheet(text):
        return _one("Impro-Visor lead sheet", name, lambda: read_lead_sheet(text))
    if is_abc(text):
        return read_abc_charts(text, name)
    if _HTML.search(text[:2000]):
        raise MusicFileError(f"{name or 'the page'} contains no iReal Pro link: copy the chords as text")
    return _one("chart text", name, lambda: read_chart(text))


def _read_playlist(text: str) -> ChartFile:
    playlist = read_links(text)
    charts: list[ReadChart] = []
    skipped: list[SkippedChart] = []
    for tune in playlist.tunes:
        try:
            charts.append(read_tune(tune))
        except JazzError as error:
            skipped.append(SkippedChart(tune.title, str(error)))
    kind = "iReal Pro playlist" if len(playlist.tunes) > 1 else "iReal Pro link"
    return ChartFile(tuple(charts), tuple(skipped), kind, playlist.name)


def read_abc_charts(text: str, name: str) -> ChartFile:
    """The charts of an ABC file, which may hold many tunes."""
    charts: list[ReadChart] = []
    skipped: list[SkippedChart] = []
    for title, found in read_abc(text):
        if isinstance(found, ReadChart):
            charts.append(_named(found, title or name))
        else:
            skipped.append(SkippedChart(title or name, found))
    return ChartFile(tuple(charts), tuple(skipped), "ABC")


def _one(kind: str, name: str, read: Callable[[], ReadChart]) -> ChartFile:
    try:
        return ChartFile((_named(read(), _stem(name)),), kind=kind)
    except JazzError as error:
        return ChartFile((), (SkippedChart(_stem(name), str(error)),), kind)


def _named(found: ReadChart, name: str) -> ReadChart:
    return found if found.chart.title else replace(found, chart=replace(found.chart, title=name))


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,10}$", "", re.split(r"[/\\]", name)[-1])


def _refuse_known(data: bytes, name: str) -> None:
    for pattern, kind, remedy in _BINARY:
        if pattern.match(data):
            raise MusicFileError(f"{name or 'the data'}: this is {kind}: {remedy}")


def _refuse_binary(data: bytes, name: str) -> None:
    shown = name or "the data"
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])  # noqa: PLR2004 -- not tab, newline, space
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and controls > _REPLACEMENT_SHARE * len(data[:4096]):
        if _BIAB_SUFFIX.search(name):
            raise MusicFileError(f"{shown}: this is a Band-in-a-Box song: {_BIAB_REMEDY}")
        raise MusicFileError(f"{shown}: this is not a text: {EXPORT}")


def _decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or the western code page of Windows."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as exc:
            raise MusicFileError(f"{name or 'the text'}: damaged UTF-16 text: save it as UTF-8") from exc
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
