"""The program of a sandboxed reader: it opens files from visitors.

    {"do": "read", "session": path, "file": 17, ...}      read a music file into the session's corpus
    {"do": "unpack", "session": path, "upload": 3}        unpack a zip file into music files
    {"do": "melody", "name": "tune.mid"}, and the file    return the notes of its melody
    {"do": "charts", "name": "list.html"}, and the file   return its charts, as JSON in the data
    {"do": "ireal", "name": "My tunes"}, and chart texts  return an iReal Pro link in the data

An answer has a ``reason`` if the file could not be read, or not all of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jazzlstm.errors import InputError, JazzError
from jazzlstm.files import read_json
from jazzlstm.formats.archives import unpack
from jazzlstm.formats.charts import read_charts
from jazzlstm.formats.corpus import SUFFIXES, read_upload
from jazzlstm.jobs.corpus_files import write_corpus
from jazzlstm.jobs.session_store import Session, name_in, numbered
from jazzlstm.services.charts import write_text
from jazzlstm.theory.charts import read_chart
from jazzlstm.theory.ireal_links import write_link
from jazzlstm.theory.ireal_writer import write_tune
from jazzlstm.theory.written_bars import ReadChart
from jazzlstm.workers.child import Channel, limit_memory
from jazzlstm.workers.messages import Message

MOST_MEMORY = 3 * 2**30
"""Bytes of address space. Reading a page of music takes a tenth of it."""
MOST_MELODY_NOTES = 2000
"""A solo starts with far fewer."""
MOST_REASONS = 3
"""Reasons that are reported for files of a zip file that could not be unpacked."""


def answer(request: Message) -> Message:
    """Do what a request names; an error is a reason in the answer."""
    try:
        return _ANSWERS[request.values["do"]](request.values, bytes(request.data))
    except JazzError as error:
        return Message({"reason": str(error)})
    except OSError as error:
        return Message({"reason": f"it could not be stored ({error.strerror or error}): try again later"})
    except MemoryError:
        return Message({"reason": "reading it takes too much memory: give a part of it"})


def _read(values: Mapping[str, Any], _: bytes) -> Message:
    session, file = Session(Path(values["session"])), values["file"]
    data = numbered(session.files, file, ".bin").read_bytes()
    stored = read_json(numbered(session.files, file, ".json"))
    corpus = read_upload(stored.get("name", ""), data, melody_tracks=stored.get("tracks", ()))
    write_corpus(session, file, corpus)
    return Message()


def _unpack(values: Mapping[str, Any], _: bytes) -> Message:
    session, upload = Session(Path(values["session"])), values["upload"]
    data = numbered(session.uploads, upload, ".bin").read_bytes()
    reasons: list[str] = []
    session.add_files(_members(name_in(session.uploads, upload), data, reasons))
    return Message({"reason": "; ".join(reasons[:MOST_REASONS])})


def _members(archive: str, data: bytes, reasons: list[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file in a zip file; those that cannot be unpacked add their reason."""
    for member in unpack(data, SUFFIXES):
        if member.reason:
            reasons.append(f"{member.name}: {member.reason}")
        else:
            yield f"{archive}/{member.name}", member.data


def _melody(values: Mapping[str, Any], data: bytes) -> Message:
    corpus = read_upload(values["name"], data)
    if not corpus.solos:
        return Message({"reason": corpus.report[0].reason if corpus.report else "it has no notes"})
    solo = corpus.solos[0]
    notes = [(note.start, note.duration, note.pitch) for note in solo.notes[:MOST_MELODY_NOTES]]
    return Message({"notes": notes, "bar_beats": solo.chart.metre.bar_beats})


def _charts(values: Mapping[str, Any], data: bytes) -> Message:
    found = read_charts(data, values["name"])
    charts = [
        {
            "title": each.chart.title,
            "composer": each.composer,
            "text": write_text(each),
            "remarks": each.remarks,
        }
        for each in found.charts
    ]
    skipped = [{"title": each.title, "reason": each.reason} for each in found.skipped]
    answer = {"kind": found.kind, "name": found.name, "charts": charts, "skipped": skipped}
    return Message({}, json.dumps(answer).encode())


def _ireal(values: Mapping[str, Any], data: bytes) -> Message:
    tunes = [write_tune(_read_text(text)) for text in json.loads(data)]
    return Message({}, write_link(tunes, values["name"] if len(tunes) > 1 else "").encode())


def _read_text(text: str) -> ReadChart:
    try:
        return read_chart(text)
    except InputError as error:
        start = text.strip().partition("\n")[0].removeprefix("Title: ")[:60]
        raise InputError(f"the chart {start!r} cannot be read: {error}") from error


_ANSWERS: Mapping[str, Callable[[Mapping[str, Any], bytes], Message]] = {
    "read": _read,
    "unpack": _unpack,
    "melody": _melody,
    "charts": _charts,
    "ireal": _ireal,
}


if __name__ == "__main__":
    limit_memory(MOST_MEMORY)
    Channel().serve(answer)
