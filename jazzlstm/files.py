"""Write files in one step, make folders for results, read and write small JSON files."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

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


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: if the disk is full, the old file stays and no partial file remains.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as exc:
        raise OutputError(
            f"cannot write {path}: {exc.strerror or exc}; choose another folder or make room on the disk"
        ) from exc
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


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
