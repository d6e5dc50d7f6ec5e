"""Write files in one step, make folders for results, read and write small JSON files."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from jazzlstm.errors import OutputError


def shipped(name: str) -> Path:
    """A file or folder that comes with the program: "models", "data/solos" or "streamlit_app.py".

    The wheel has it inside the package, in ``shipped/``; a checkout has it beside the package.
    """
    package = Path(__file__).resolve().parent
    installed = package / "shipped" / name
    return installed if installed.exists() else package.parent / name


def make_folder(folder: Path) -> None:
    """Make a folder for results, and the folders above it.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(
            f"cannot create the folder {folder}: {exc.strerror or exc}; choose another folder"
        ) from exc


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file in one step: if the disk is full, the old file stays and no partial file remains.

    ``data``: the whole file, or its parts one after another.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as file:
            temporary = Path(file.name)
            for part in [data] if isinstance(data, bytes) else data:
                file.write(part)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as exc:
        raise OutputError(
            f"cannot write {path}: {exc.strerror or exc}; choose another folder or make room on the disk"
        ) from exc
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


class RecordFile:
    """Records of bytes in a file that is closed with the last reference to it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.size = file.seek(0, os.SEEK_END)

    def append(self, record: bytes) -> int:
        """Add a record; returns where it starts. ``flush`` must follow the last one.

        Raises:
            OSError: the disk is full.
        """
        self.size += self.file.write(record)
        return self.size - len(record)

    def flush(self) -> None:
        """Write what is still in memory.

        Raises:
            OSError: the disk is full.
        """
        self.file.flush()

    def read(self, start: int, size: int) -> bytes:
        """The bytes of a record."""
        self.file.seek(start)
        return self.file.read(size)

    def __del__(self) -> None:
        with contextlib.suppress(OSError):  # the disk is full, and the end of the last record is lost
            self.file.close()


def scratch_file(folder: Path | None = None) -> RecordFile:
    """A file without a name, for what does not fit into memory; it disappears with the process.

    Raises:
        OSError: the folder cannot be written to.
    """
    return RecordFile(tempfile.TemporaryFile(dir=folder))


def write_json(path: Path, values: object) -> None:
    """Write a JSON file in one step.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full.
    """
    write_whole(path, json.dumps(values, separators=(",", ":")).encode())


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty if there is no such file, or it holds something else."""
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
