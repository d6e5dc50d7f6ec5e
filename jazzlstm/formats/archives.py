"""Zip files of music, unpacked in memory, within limits, and nowhere else.

What a zip file says about itself may be a lie: names that climb out of the
folder ("../../etc"), sizes that are wrong by a factor of a million. So names are
only ever shown, nothing is written, and each member is read up to a limit,
whatever its header claims.
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
MOST_BYTES = 256 * 1024 * 1024
"""Of all members together, unpacked: a zip bomb stops here. A whole wjazzd.db fits."""
MOST_RATIO = 200
"""Times its packed size that a file may unpack to: scores reach 30, bombs a thousand."""
FREE_BYTES = 2**20
"""Below this nobody asks for the ratio."""
TOO_DENSE = f"it unpacks to more than {MOST_RATIO} times its size, as a zip bomb does: pack it again"
TOO_LARGE = (
    f"the zip file unpacks to more than {MOST_BYTES // 2**20} MB; "
    "this file and those after it are left: split it"
)
READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # a compression method that Python has not got
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip file: its bytes, or the reason why they could not be read."""

    name: str
    data: bytes = b""
    reason: str = ""


def unpack(data: bytes, suffixes: Collection[str]) -> Iterator[Member]:
    """The members with one of the ``suffixes``, sorted by name; hidden ones are passed over.

    Raises:
        MusicFileError: no zip file, damaged, too many members, or none of interest.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except READ_ERRORS as exc:
        raise MusicFileError("it is a damaged zip file: pack or upload it again") from exc
    with archive:
        members = [member for member in archive.infolist() if _is_wanted(member, suffixes)]
        if not members:
            raise MusicFileError("no MIDI, MusicXML or wjazzd.db is in this zip file: pack the music itself")
        if len(members) > MOST_MEMBERS:
            raise MusicFileError(
                f"it holds {len(members):,} files, more than the {MOST_MEMBERS:,} that are read: split it"
            )
        allowance = MOST_BYTES
        for info in sorted(members, key=lambda info: info.filename):
            member = _read(archive, info, allowance)
            allowance -= len(member.data)
            yield member
            if member.reason == TOO_LARGE:
                return


def _is_wanted(info: zipfile.ZipInfo, suffixes: Collection[str]) -> bool:
    path = PurePosixPath(info.filename)
    is_hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts)
    return path.suffix.lower() in suffixes and not is_hidden and not info.is_dir()


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: int) -> Member:
    """One member, never more than ``allowance`` bytes of it, and no bomb."""
    if info.flag_bits & 0x1:
        return Member(info.filename, reason="it is locked with a password: pack it without one")
    dense = max(FREE_BYTES, MOST_RATIO * info.compress_size)
    try:
        with archive.open(info) as file:
            data = file.read(min(allowance, dense) + 1)
    except READ_ERRORS as exc:
        return Member(info.filename, reason=f"it is damaged inside the zip file ({exc}): pack it again")
    if len(data) > allowance:
        return Member(info.filename, reason=TOO_LARGE)
    if len(data) > dense:
        return Member(info.filename, reason=TOO_DENSE)
    return Member(info.filename, data)
