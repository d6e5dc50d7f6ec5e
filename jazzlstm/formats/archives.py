"""Zip files of music, unpacked in memory within limits.

A zip file may hold names that climb out of its folder ("../../etc") and false sizes. So
names are only shown, nothing is written to disk, and each member is read up to a limit
whatever size its header states.
"""

from __future__ import annotations

import lzma
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MOST_MEMBERS = 5_000
"""Music files in one zip file."""
MOST_BYTES = 256 * 1024 * 1024
"""Bytes of all members, unpacked: a zip bomb stops here, a whole wjazzd.db fits."""
MOST_RATIO = 200
"""Unpacked to packed size: scores reach 30, zip bombs a thousand."""
FREE_BYTES = 2**20
"""Bytes up to which the ratio is not checked."""
READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # a compression method that Python does not support
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip file: its bytes, or the reason why they could not be read and its code."""

    name: str
    data: bytes = b""
    reason: str = ""
    code: str = ""


def unpack(data: bytes, suffixes: Collection[str]) -> Iterator[Member]:
    """The members with one of the ``suffixes``, sorted by name, without hidden files.

    Raises:
        MusicFileError: not a zip file, damaged, too many members, or no music in it.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except READ_ERRORS as exc:
        raise MusicFileError("it is a damaged zip file: pack or upload it again", code="damaged") from exc
    with archive:
        members = [member for member in archive.infolist() if _is_wanted(member, suffixes)]
        if not members:
            raise MusicFileError(
                "the zip file contains no MIDI, MusicXML or wjazzd.db: pack the music files directly",
                code="no_music",
            )
        if len(members) > MOST_MEMBERS:
            raise MusicFileError(
                f"it holds {len(members):,} files, more than the limit of {MOST_MEMBERS:,}: split it",
                code="too_many_files",
            )
        bytes_left = MOST_BYTES
        for info in sorted(members, key=lambda info: info.filename):
            member = _read(archive, info, bytes_left)
            bytes_left -= len(member.data)
            yield member
            if member.code == "too_large":
                return


def _is_wanted(info: zipfile.ZipInfo, suffixes: Collection[str]) -> bool:
    path = PurePosixPath(info.filename)
    is_hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return path.suffix.lower() in suffixes and not is_hidden and not info.is_dir()


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bytes_left: int) -> Member:
    """One member, if it unpacks to at most ``bytes_left`` and is not a zip bomb."""
    if info.flag_bits & 0x1:
        return Member(info.filename, reason="it has a password: pack it without one", code="password")
    most_by_ratio = max(FREE_BYTES, MOST_RATIO * info.compress_size)
    try:
        with archive.open(info) as file:
            data = file.read(min(bytes_left, most_by_ratio) + 1)
    except READ_ERRORS as exc:
        reason = f"it is damaged inside the zip file ({exc}): pack it again"
        return Member(info.filename, reason=reason, code="damaged")
    if len(data) > bytes_left:
        reason = (
            f"the zip file unpacks to more than {MOST_BYTES // 2**20} MB: split it; "
            "this file and those after it are skipped"
        )
        return Member(info.filename, reason=reason, code="too_large")
    if len(data) > most_by_ratio:
        reason = f"it unpacks to more than {MOST_RATIO} times its size, like a zip bomb: pack it again"
        return Member(info.filename, reason=reason, code="zip_bomb")
    return Member(info.filename, data)
