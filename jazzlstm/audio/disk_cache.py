"""Results that can be made again, kept on disk: banks, parts of SoundFonts, rendered sound.

The folder is ``JAZZLSTM_CACHE``, else a folder in the user's cache. It may be deleted at any time. Several
processes may use it: a file is written in one step, and its name says all that its content depends on.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from jazzlstm.errors import OutputError
from jazzlstm.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE_VARIABLE = "JAZZLSTM_CACHE"
MOST_BYTES = 512 * 2**20
"""Bytes in the folder; the files that were not used for longest are deleted."""


def cache_folder() -> Path:
    """The folder, which need not exist."""
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE])
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jazzlstm-sound"


def cached_file(name: str, make: Callable[[], bytes]) -> Path:
    """The path of a cached file, made if it is not there.

    Raises:
        OutputError: the folder cannot be written to, or the disk is full.
        Exception: as ``make``.
    """
    path = cache_folder() / name
    if not _use(path):
        keep(path, make())
    return path


def cached_bytes(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of a cached file, made if it is not there. They come also where nothing can be written.

    Raises:
        Exception: as ``make``.
    """
    path = cache_folder() / name
    with contextlib.suppress(OSError):
        if _use(path):
            return path.read_bytes()
    data = make()
    with contextlib.suppress(OutputError):
        keep(path, data)
    return data


def keep(path: Path, data: bytes) -> None:
    """Write a file of the cache, and delete old ones until all fit.

    Raises:
        OutputError: the folder cannot be written to, or the disk is full.
    """
    try:
        write_whole(path, data)
    except OutputError as exc:
        raise OutputError(f"{exc}: {CACHE_VARIABLE} names the folder of this cache") from exc
    trim(path.parent)


def trim(folder: Path, most_bytes: int = MOST_BYTES) -> None:
    """Delete the files that were not used for longest until the folder has ``most_bytes``."""
    found = []
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another process has deleted it
            used = path.stat()
            found.append((used.st_mtime, used.st_size, path))
    size = sum(each[1] for each in found)
    for _, own, path in sorted(found)[:-1]:
        if size <= most_bytes:
            return
        with contextlib.suppress(OSError):
            path.unlink()
        size -= own


def _use(path: Path) -> bool:
    """Whether the file is there; its date is set to now."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True
