"""Solos from files and uploads, with a report on each file.

A corpus is folders and files of MIDI, MusicXML and Impro-Visor, zip files of them, or the
Weimar Jazz Database. The content decides which reader opens a file; the name decides only where
the content doesn't. An unreadable file is skipped with the reason and the remedy, and
the others are read. Zip files are read in memory within limits; no path of a zip file
is ever written to.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from jazzlstm.errors import InputError, JazzError, MusicFileError
from jazzlstm.formats.archives import unpack
from jazzlstm.formats.file_kinds import (
    MIDI_SUFFIXES,
    SUFFIXES,
    XML_SUFFIXES,
    ZIP_SUFFIXES,
    find_kind,
    size_limit,
)
from jazzlstm.formats.report import Corpus, FileReport, report_solo
from jazzlstm.formats.result import ReadSolo, TrackChoice
from jazzlstm.music import Solo

__all__ = [
    "MIDI_SUFFIXES",
    "SUFFIXES",
    "XML_SUFFIXES",
    "ZIP_SUFFIXES",
    "Corpus",
    "FileReport",
    "read_corpus",
    "read_upload",
]

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Called before each file with the number of files done, the number of files, the next name."""

HEAD_BYTES = 64
"""Bytes of a file that are enough to find its kind."""

Entry = tuple[Solo | None, FileReport]


def read_corpus(
    paths: Sequence[Path],
    *,
    progress: Progress | None = None,
    keep: Callable[[Iterable[Solo]], Sequence[Solo]] = tuple,
) -> Corpus:
    """Every solo in files and folders (with their subfolders), in the order of the names.

    ``keep`` makes a sequence of the solos as they are read: ``solo_file.keep_solos`` for a large corpus.

    Raises:
        InputError: a path does not exist. No content of a file raises.
    """
    files = [file for path in paths for file in _files(path)]

    def entries() -> Iterator[Entry]:
        for done, (file, name) in enumerate(files):
            if progress:
                progress(done, len(files), name)
            yield from _read_file(file, name)
        if progress:
            progress(len(files), len(files), "")

    return _corpus(entries(), keep)


def read_upload(name: str, data: bytes, *, melody_tracks: Sequence[int] = ()) -> Corpus:
    """The solos in the bytes of an uploaded file.

    ``melody_tracks`` are the numbers of the melody tracks or part, as the report counts them; the
    likeliest track without any.
    """
    return _corpus(_read_bytes(name, data, melody_tracks))


def _corpus(entries: Iterable[Entry], keep: Callable[[Iterable[Solo]], Sequence[Solo]] = tuple) -> Corpus:
    reports: list[FileReport] = []

    def solos() -> Iterator[Solo]:
        for solo, report in entries:
            reports.append(report)
            if solo is not None:
                yield solo

    return Corpus(keep(solos()), tuple(reports))


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The file, or the sorted files of the folder, each with its name in the report."""
    if not _exists(path):
        raise InputError(f"there is no file or folder {path}: check the spelling")
    if not path.is_dir():
        yield path, path.name
        return
    for file in sorted(path.rglob("*")):
        parts = file.relative_to(path).parts
        is_hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
        if file.suffix.lower() in SUFFIXES and not is_hidden and file.is_file():
            yield file, file.relative_to(path).as_posix()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # not a possible file name, for example too long
        return False


def _read_file(path: Path, name: str) -> list[Entry]:
    """The solos of one file; a database is read in place, other files in memory."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if find_kind(name, head) == "database":
                return list(_guarded(name, lambda: _read_database(name, path)))
            limit = size_limit("zip" if head.startswith(b"PK") else "")
            if size > limit:
                return [_skipped(name, _too_large(size, limit), "too_large")]
            return list(_read_bytes(name, head + file.read(limit)))
    except OSError as exc:
        reason = f"it cannot be opened ({exc.strerror or exc}): check its permissions"
        return [_skipped(name, reason, "not_opened")]


def _read_bytes(name: str, data: bytes, melody_tracks: Sequence[int] = ()) -> Iterator[Entry]:
    """The solos of one file in memory."""
    kind = find_kind(name, data)
    limit = size_limit(kind)
    if len(data) > limit:
        yield _skipped(name, _too_large(len(data), limit), "too_large")
    elif not data:
        yield _skipped(name, "it is empty: export it again", "empty")
    elif kind == "zip":
        yield from _guarded(name, lambda: _read_zip(name, data))
    elif kind == "database":
        yield from _guarded(name, lambda: _read_database(name, data))
    elif kind == "midi":
        yield from _guarded(name, lambda: _read_midi(name, data, melody_tracks))
    elif kind == "musicxml":
        yield from _guarded(name, lambda: _read_musicxml(name, data, melody_tracks))
    elif kind == "improvisor":
        yield from _guarded(name, lambda: _read_improvisor(name, data))
    else:
        reason = "it is not a music file: use MIDI, MusicXML, Impro-Visor, a zip of them, or wjazzd.db"
        yield _skipped(name, reason, "not_music")


def _too_large(size: int, limit: int) -> str:
    return (
        f"it is {size / 2**20:.0f} MB large, more than the limit of {limit // 2**20} MB: "
        "save each tune as its own file"
    )


def _skipped(name: str, reason: str, code: str, tracks: tuple[TrackChoice, ...] = ()) -> Entry:
    return None, FileReport(name, included=False, reason=reason, code=code, tracks=tracks)


def _guarded(name: str, read: Callable[[], Iterator[Entry]]) -> Iterator[Entry]:
    """The entries of ``read``; any exception becomes the reason to skip the file."""
    try:
        yield from read()
    except JazzError as exc:
        yield _skipped(name, _reason(name, exc), getattr(exc, "code", ""))
    except (RecursionError, MemoryError):
        reason = "it is too deeply nested or too large to read: export it again"
        yield _skipped(name, reason, "too_large")
    except Exception as exc:  # one bad file must not stop the others; the log has the traceback
        log.info("unexpected while reading %s", name, exc_info=True)
        reason = f"it could not be read ({type(exc).__name__}: {exc}): export it again"
        yield _skipped(name, reason, "unexpected")


def _reason(name: str, error: JazzError) -> str:
    """The message of an error without the file name at its front."""
    return str(error).removeprefix(f"{name}: ")


def _read_midi(name: str, data: bytes, melody_tracks: Sequence[int]) -> Iterator[Entry]:
    """The solo of a MIDI file; a file with wrong ``melody_tracks`` still lists its tracks."""
    from jazzlstm.formats.midi.reader import find_solo, list_tracks
    from jazzlstm.formats.midi.score import read_score

    score = read_score(data)
    try:
        result = find_solo(score, name, melody_tracks=melody_tracks)
    except MusicFileError as exc:
        yield _skipped(name, _reason(name, exc), exc.code, list_tracks(score))
    else:
        yield result.solo, report_solo(name, result)


def _read_musicxml(name: str, data: bytes, melody_tracks: Sequence[int]) -> Iterator[Entry]:
    from jazzlstm.formats.musicxml import read_musicxml

    result = read_musicxml(data, name, melody_tracks=melody_tracks)
    yield result.solo, report_solo(name, result)


def _read_improvisor(name: str, data: bytes) -> Iterator[Entry]:
    from jazzlstm.formats.charts.improvisor import read_lead_sheet_solo

    result = read_lead_sheet_solo(data.decode("utf-8-sig", errors="replace"), name)
    yield result.solo, report_solo(name, result)


def _read_database(name: str, source: Path | bytes) -> Iterator[Entry]:
    from jazzlstm.formats.wjazzd import read_wjazzd

    try:
        solos = read_wjazzd(source)
    except sqlite3.Error as exc:
        raise MusicFileError(f"it is a damaged database ({exc}): download it again", code="damaged") from exc
    if not solos:
        reason = "it is a database without solos: download the complete file again"
        yield _skipped(name, reason, "no_solos")
    for number, solo in enumerate(solos, 1):
        title = " - ".join(part for part in (solo.performer, solo.title) if part) or f"solo {number}"
        result = ReadSolo(solo, solo.instrument or "solo", "the database")
        yield solo, report_solo(f"{name}: {title}", result)


def _read_zip(name: str, data: bytes) -> Iterator[Entry]:
    for member in unpack(data, SUFFIXES):
        inner = f"{name}/{member.name}"
        if member.reason:
            yield _skipped(inner, member.reason, member.code)
        elif find_kind(inner, member.data) == "zip":
            yield _skipped(inner, "it is a zip file within a zip file: pack the music itself", "nested_zip")
        else:
            yield from _read_bytes(inner, member.data)
