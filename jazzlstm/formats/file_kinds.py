"""The kind of a music file, by its first bytes and then by its name, and its size limit."""

from __future__ import annotations

from pathlib import PurePosixPath

MIDI_SUFFIXES = (".mid", ".midi", ".smf", ".rmi", ".kar")
XML_SUFFIXES = (".musicxml", ".xml", ".mxl")
LEAD_SHEET_SUFFIXES = (".ls",)
ZIP_SUFFIXES = (".zip",)
DATABASE_SUFFIXES = (".db", ".sqlite", ".sqlite3")
SUFFIXES = (*MIDI_SUFFIXES, *XML_SUFFIXES, *LEAD_SHEET_SUFFIXES, *ZIP_SUFFIXES, *DATABASE_SUFFIXES)
"""Suffixes read from a folder or a zip file; a file given by itself may have any name."""

MOST_FILE_BYTES = 16 * 1024 * 1024
"""Bytes of one tune; the longest have a tenth of it."""
MOST_DATABASE_BYTES = 512 * 1024 * 1024
"""Bytes of a database; the whole of WJazzD has 20 MB."""
MOST_ZIP_BYTES = 64 * 1024 * 1024
"""Bytes of a zip file, packed."""

_KINDS = {
    "midi": MIDI_SUFFIXES,
    "musicxml": XML_SUFFIXES,
    "improvisor": LEAD_SHEET_SUFFIXES,
    "zip": ZIP_SUFFIXES,
    "database": DATABASE_SUFFIXES,
}
_LIMITS = {"database": MOST_DATABASE_BYTES, "zip": MOST_ZIP_BYTES}


def find_kind(name: str, data: bytes) -> str:
    """The kind "midi", "musicxml", "improvisor", "database" or "zip"; "" for anything else."""
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
    if text.startswith((b"(title", b"(composer", b"(part")):
        return "improvisor"
    return next((kind for kind, suffixes in _KINDS.items() if suffix in suffixes), "")


def size_limit(kind: str) -> int:
    """The most bytes that are read of a file of this kind."""
    return _LIMITS.get(kind, MOST_FILE_BYTES)


def _is_mxl(data: bytes) -> bool:
    """True for compressed MusicXML under another suffix: its first member is the container."""
    return b"META-INF/container.xml" in data[:4096]
