"""The solos read from one music file, stored in the session: an index, then a solo on each line.

    {"entries": [{"report": {...}, "title": "Blue", "key": "F", "size": 15012}, ...]}
    {"notes": [...], "chart": {...}, ...}
    {"notes": [...], "chart": {...}, ...}

The index is enough for the table of the page. ``size`` is the length of the solo's line in bytes, so that
one solo of a database of 456 is read without parsing the others.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.files import write_whole
from jazzlstm.formats.report import Corpus, FileReport
from jazzlstm.formats.solo_json import solo_as_json
from jazzlstm.jobs.session_store import MOST_FILES, Session, numbered, numbers_in
from jazzlstm.music import Solo

SUFFIX = ".jsonl"
OLD_SUFFIX = ".before"
"""Of the solos of a file that is being read again."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A solo that was read, or a file that was skipped."""

    report: FileReport
    title: str
    key: str
    start: int
    """Where the solo's line starts in the file, in bytes."""
    size: int
    """Its length in bytes; 0 for a file that was skipped."""


def corpus_path(session: Session, file: int) -> Path:
    """Where the solos of a music file are stored; missing until the file was read."""
    return numbered(session.corpus, file, SUFFIX)


def write_corpus(session: Session, file: int, corpus: Corpus) -> None:
    """Store the solos read from a music file.

    Raises:
        OutputError: the disk is full.
    """
    solos = iter(corpus.solos)
    pairs = [(report, next(solos) if report.included else None) for report in corpus.report]
    lines = [as_line(solo_as_json(solo)) if solo else b"" for _, solo in pairs]
    entries = [
        {"report": report.as_dict(), "size": len(line), **_heading(solo)}
        for (report, solo), line in zip(pairs, lines, strict=True)
    ]
    index = as_line({"entries": entries})
    write_whole(corpus_path(session, file), index + b"".join(lines))
    _old_path(session, file).unlink(missing_ok=True)


def set_aside(session: Session, file: int) -> None:
    """Make a file unread; its solos can be read until new ones are written."""
    with contextlib.suppress(FileNotFoundError):  # it is being read already
        corpus_path(session, file).replace(_old_path(session, file))


def files_read(session: Session) -> list[int]:
    """The numbers of the files that have solos or a reason why not, those being read again among them."""
    return sorted(numbers_in(session.corpus, SUFFIX) | numbers_in(session.corpus, OLD_SUFFIX))


def is_unread(session: Session, file: int) -> bool:
    """Whether a file is still to be read, or to be read again."""
    return not corpus_path(session, file).exists()


def read_index(session: Session, file: int) -> tuple[IndexEntry, ...]:
    """The index of a music file; empty if the file has not been read yet."""
    for path in (corpus_path(session, file), _old_path(session, file)):
        with contextlib.suppress(FileNotFoundError):
            return _read_index(path, path.stat().st_mtime_ns)
    return ()


def read_lines(session: Session, file: int, entries: Sequence[IndexEntry]) -> Iterator[bytes]:
    """The lines of some solos of a music file, as bytes: nothing is parsed."""
    path = corpus_path(session, file)
    with (path if path.exists() else _old_path(session, file)).open("rb") as stream:
        for entry in entries:
            stream.seek(entry.start)
            yield stream.read(entry.size)


def as_line(values: object) -> bytes:
    """JSON on one line, with its end."""
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _old_path(session: Session, file: int) -> Path:
    return numbered(session.corpus, file, OLD_SUFFIX)


def _heading(solo: Solo | None) -> dict[str, str]:
    return {"title": solo.title, "key": solo.chart.key} if solo else {"title": "", "key": ""}


@lru_cache(maxsize=MOST_FILES)
def _read_index(path: Path, changed: int) -> tuple[IndexEntry, ...]:
    """The index in a file; ``changed`` is its date in ns, so that a file that is read again is not stale."""
    with path.open("rb") as stream:
        line = stream.readline()
    values: dict[str, Any] = json.loads(line)
    entries, start = [], len(line)
    for entry in values["entries"]:
        report = FileReport.from_dict(entry["report"])
        entries.append(IndexEntry(report, entry["title"], entry["key"], start, entry["size"]))
        start += entry["size"]
    return tuple(entries)
