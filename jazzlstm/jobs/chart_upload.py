"""Charts that a visitor pastes or uploads: files, links and playlists of every kind, read in a sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.charts import SkippedChart
from jazzlstm.formats.charts.sources import MOST_BYTES
from jazzlstm.jobs.sandboxed_reader import SandboxedReader
from jazzlstm.workers.messages import Message
from jazzlstm.workers.process import WorkerError


@dataclass(frozen=True, slots=True)
class FoundChart:
    """A chart as text in our own spelling, with header lines for title, composer, style, tempo and key."""

    title: str
    composer: str
    text: str
    remarks: tuple[str, ...] = ()
    """A remark for every guess and every skipped sign of the reader."""


@dataclass(frozen=True, slots=True)
class FoundCharts:
    """The charts of a file or a pasted text, and those that were skipped."""

    kind: str
    """The format, such as "iReal Pro playlist"."""
    name: str
    """The name of a playlist, or of the file; "" for a pasted text without one."""
    charts: tuple[FoundChart, ...]
    skipped: tuple[SkippedChart, ...] = ()


def read_chart_upload(name: str, data: bytes) -> FoundCharts:
    """The charts of a file, or of a pasted text (``name`` is "").

    Raises:
        MusicFileError: it holds no chart that can be read, or takes too long; the message has the reason.
    """
    shown = name or "the text"
    if not data.strip():
        raise MusicFileError(f"{shown} is empty: export it again")
    if len(data) > MOST_BYTES:
        raise MusicFileError(f"{shown} is larger than {MOST_BYTES >> 20} MB: give it in parts")
    answer = _ask(shown, lambda reader: reader.charts(name, data))
    found = json.loads(answer)
    skipped = tuple(SkippedChart(each["title"], each["reason"]) for each in found["skipped"])
    if not found["charts"]:
        reason = skipped[0].reason if skipped else "it contains no chart"
        raise MusicFileError(f"{shown} cannot be read as a chart: {reason}")
    charts = tuple(
        FoundChart(each["title"], each["composer"], each["text"], tuple(each["remarks"]))
        for each in found["charts"]
    )
    return FoundCharts(found["kind"], found["name"] or name, charts, skipped)


def write_ireal_playlist(name: str, texts: Sequence[str]) -> str:
    """An iReal Pro link to charts, given as text.

    Raises:
        MusicFileError: a text cannot be read, or it takes too long.
    """
    link = _ask("the playlist", lambda reader: reader.ireal(name, json.dumps(texts).encode()))
    return link.decode()


def _ask(shown: str, request: Callable[[SandboxedReader], Message]) -> bytes:
    """The data of an answer; its reason is an error."""
    try:
        with SandboxedReader() as reader:
            answer = request(reader)
    except WorkerError as exc:
        raise MusicFileError(f"{shown} cannot be read at the moment ({exc}): try again later") from exc
    if "reason" in answer.values:
        reason = str(answer.values["reason"])
        raise MusicFileError(reason if reason.startswith(shown) else f"{shown}: {reason}")
    return bytes(answer.data)
