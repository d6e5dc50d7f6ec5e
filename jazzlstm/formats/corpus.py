"""Files and uploads to solos, with a line on each file: taken, or left and why.

A corpus is whatever a musician has: folders of MIDI and MusicXML, zip files of
them, the Weimar Jazz Database. A file is known by its content first and its name
second, since names lie. Nothing in a file stops the reading: one that cannot be
read is left, with the reason and the remedy in its report. Zip files are read in
memory within limits, and no path from inside one ever touches the disk.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from jazzlstm.errors import InputError, JazzError, MusicFileError
from jazzlstm.formats.archives import unpack
from jazzlstm.formats.result import ReadSolo
from jazzlstm.music import Solo

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
"""Called before each file: how many are done, how many there are, the name of the next."""

MIDI_SUFFIXES = (".mid", ".midi", ".smf", ".rmi", ".kar")
XML_SUFFIXES = (".musicxml", ".xml", ".mxl")
ZIP_SUFFIXES = (".zip",)
DATABASE_SUFFIXES = (".db", ".sqlite", ".sqlite3")
SUFFIXES = (*MIDI_SUFFIXES, *XML_SUFFIXES, *ZIP_SUFFIXES, *DATABASE_SUFFIXES)
"""What is picked up from a folder; a file that is named itself is tried whatever it is called."""

MOST_FILE_BYTES = 16 * 1024 * 1024
MOST_DATABASE_BYTES = 512 * 1024 * 1024
MOST_ZIP_BYTES = 64 * 1024 * 1024
"""Of the zip file itself."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, or of one solo of a database.

    For a taken file: ``notes``, ``bars``, ``metre`` ("4/4", or "4/4 and others"),
    ``tempo`` in quarters a minute, which ``track`` and where the chords come from.
    For one left: the ``reason``, which ends with what to do about it.
    """

    name: str
    taken: bool
    notes: int = 0
    bars: int = 0
    metre: str = ""
    tempo: float = 0.0
    track: str = ""
    chords_from: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()

    def line(self) -> str:
        """The report as one line for a person."""
        if not self.taken:
            return f"{self.name}: left: {self.reason}"
        chords = "no chords (NC)" if self.chords_from == "nowhere" else f"chords from {self.chords_from}"
        facts = [
            f"{self.notes} note{'s' if self.notes != 1 else ''}",
            f"{self.bars} bar{'s' if self.bars != 1 else ''} of {self.metre}",
            f"{self.tempo:.0f} bpm",
            f"melody {self.track}",
            chords,
        ]
        return f"{self.name}: taken: " + "; ".join([", ".join(facts), *self.remarks])

    def as_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {**asdict(self), "remarks": list(self.remarks)}


@dataclass(frozen=True, slots=True)
class Corpus:
    """The solos of some files, and a report on each file; solos in the order of the report."""

    solos: tuple[Solo, ...]
    report: tuple[FileReport, ...]

    @property
    def taken(self) -> int:
        """How many solos were taken."""
        return len(self.solos)

    @property
    def left(self) -> tuple[FileReport, ...]:
        """The reports on files that were left."""
        return tuple(report for report in self.report if not report.taken)


Entry = tuple[Solo | None, FileReport]


def read_corpus(paths: Sequence[Path], *, progress: Progress | None = None) -> Corpus:
    """Every solo in the files and folders, folders with all they hold, in the order of their names.

    Raises:
        InputError: a path does not exist. Nothing in a file raises.
    """
    files = [file for path in paths for file in _files(path)]
    entries: list[Entry] = []
    for done, (file, name) in enumerate(files):
        if progress:
            progress(done, len(files), name)
        entries += _read_file(file, name)
    if progress:
        progress(len(files), len(files), "")
    return _gathered(entries)


def read_upload(name: str, data: bytes, *, melody_track: int | None = None) -> Corpus:
    """The solos in an uploaded file, which has a name but no place on this machine.

    ``melody_track`` is the number of the track to take in a MIDI file, as its report counts them.
    """
    return _gathered(list(_read_bytes(name, data, melody_track)))


def _gathered(entries: Sequence[Entry]) -> Corpus:
    return Corpus(
        tuple(solo for solo, _ in entries if solo is not None), tuple(report for _, report in entries)
    )


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """The files of a folder, sorted, or the file itself; each with the name it has in the report."""
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
    except OSError:  # no name that a file could have
        return False


def _read_file(path: Path, name: str) -> list[Entry]:
    """The solos of one file; a database is read where it lies, anything else through memory."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(64)
            if _kind(name, head) == "database":
                return list(_guarded(name, lambda: _read_database(name, path)))
            limit = MOST_ZIP_BYTES if head.startswith(b"PK") else MOST_FILE_BYTES
            if size > limit:
                return [_left(name, _too_large(size, limit))]
            return list(_read_bytes(name, head + file.read(limit)))
    except OSError as exc:
        return [_left(name, f"it cannot be opened ({exc.strerror or exc}): check its permissions")]


def _read_bytes(name: str, data: bytes, melody_track: int | None = None) -> Iterator[Entry]:
    """The solos of one file in memory, by what it is."""
    kind = _kind(name, data)
    limit = {"database": MOST_DATABASE_BYTES, "zip": MOST_ZIP_BYTES}.get(kind, MOST_FILE_BYTES)
    if len(data) > limit:
        yield _left(name, _too_large(len(data), limit))
    elif not data:
        yield _left(name, "it is empty: export it again")
    elif kind == "zip":
        yield from _guarded(name, lambda: _read_zip(name, data))
    elif kind == "database":
        yield from _guarded(name, lambda: _read_database(name, data))
    elif kind in ("midi", "musicxml"):
        yield from _guarded(name, lambda: iter([_read_one(name, data, kind, melody_track)]))
    else:
        yield _left(name, "it is no music file: give MIDI, MusicXML, a zip of them, or wjazzd.db")


def _kind(name: str, data: bytes) -> str:
    """What a file is: by its first bytes, or by its name where they say nothing."""
    if data.startswith(b"MThd") or (data.startswith(b"RIFF") and data[8:12] == b"RMID"):
        return "midi"
    if data.startswith(b"SQLite format 3\0"):
        return "database"
    suffix = PurePosixPath(name.lower()).suffix
    if data.startswith(b"PK"):
        return "musicxml" if suffix == ".mxl" or _is_mxl(data) else "zip"
    text = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"<?xml", b"<score-", b"<!DOCTYPE score-")) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "musicxml"
    suffixes = {
        "midi": MIDI_SUFFIXES,
        "musicxml": XML_SUFFIXES,
        "zip": ZIP_SUFFIXES,
        "database": DATABASE_SUFFIXES,
    }
    return next((kind for kind, known in suffixes.items() if suffix in known), "")


def _is_mxl(data: bytes) -> bool:
    """Compressed MusicXML under another name: the container's first member says so."""
    return b"META-INF/container.xml" in data[:4096]


def _too_large(size: int, limit: int) -> str:
    return (
        f"it is {size / 2**20:.0f} MB large, more than the {limit // 2**20} MB that are read: "
        "give the tunes as files of their own"
    )


def _left(name: str, reason: str) -> Entry:
    return None, FileReport(name, taken=False, reason=reason)


def _guarded(name: str, read: Callable[[], Iterator[Entry]]) -> Iterator[Entry]:
    """What ``read`` gives; whatever it raises becomes the reason the file is left."""
    try:
        yield from read()
    except JazzError as exc:
        yield _left(name, str(exc).removeprefix(f"{name}: "))
    except (RecursionError, MemoryError):
        yield _left(name, "it is too deeply nested or too large to read: export it again")
    except Exception as exc:  # a stranger's file may not stop the others; the log has the rest
        log.info("unexpected while reading %s", name, exc_info=True)
        yield _left(name, f"it could not be read ({type(exc).__name__}: {exc}): export it again")


def _read_one(name: str, data: bytes, kind: str, melody_track: int | None) -> Entry:
    if kind == "midi":
        from jazzlstm.formats.midi.reader import read_midi

        found = read_midi(data, name, melody_track=melody_track)
    else:
        from jazzlstm.formats.musicxml import read_musicxml

        found = read_musicxml(data, name)
    return found.solo, _taken(name, found)


def _read_database(name: str, source: Path | bytes) -> Iterator[Entry]:
    from jazzlstm.formats.wjazzd import read_wjazzd

    try:
        solos = read_wjazzd(source)
    except sqlite3.Error as exc:
        raise MusicFileError(f"it is a damaged database ({exc}): fetch it again") from exc
    if not solos:
        yield _left(name, "it is a database without solos: fetch the complete file again")
    for number, solo in enumerate(solos, 1):
        condition = " - ".join(part for part in (solo.performer, solo.title) if part) or f"solo {number}"
        yield solo, _taken(f"{name}: {condition}", ReadSolo(solo, solo.instrument or "solo", "the database"))


def _read_zip(name: str, data: bytes) -> Iterator[Entry]:
    for member in unpack(data, SUFFIXES):
        inner = f"{name}/{member.name}"
        if member.reason:
            yield _left(inner, member.reason)
        elif _kind(inner, member.data) == "zip":
            yield _left(inner, "it is a zip file within a zip file: pack the music itself")
        else:
            yield from _read_bytes(inner, member.data)


def _taken(name: str, found: ReadSolo) -> FileReport:
    solo, chart = found.solo, found.solo.chart
    return FileReport(
        name=name,
        taken=True,
        notes=len(solo.notes),
        bars=chart.bars,
        metre=str(chart.metre) + ("" if chart.has_one_metre else " and others"),
        tempo=round(solo.tempo, 2),
        track=found.track,
        chords_from=found.chords_from,
        remarks=found.remarks,
    )
