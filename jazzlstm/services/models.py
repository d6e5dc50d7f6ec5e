"""The models that ship or are in a folder: list them, and open one by its name or path."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from jazzlstm.errors import ModelFileError
from jazzlstm.files import shipped
from jazzlstm.model.model_file import read_model
from jazzlstm.model.network import Network

MODELS_VARIABLE = "JAZZLSTM_MODELS"
"""Environment variable: a folder of models in place of the one that ships."""
MODELS_CACHED = 8
"""Open models: about 4 MB each."""
DEFAULT_MODEL = "weimar"


def models_folder() -> Path:
    """The folder in which models are looked up by name."""
    return Path(os.environ.get(MODELS_VARIABLE) or shipped("models"))


def list_models() -> tuple[str, ...]:
    """Names of the models in the folder, the default first."""
    names = sorted(path.stem for path in models_folder().glob("*.safetensors"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_MODEL))


def open_model(name: str) -> Network:
    """Open a model by its name or by the path of its file. Cached until the file changes.

    Raises:
        ModelFileError: there is no such model, or its file cannot be read.
    """
    path = models_folder() / f"{name}.safetensors" if re.fullmatch(r"[\w-]+", name) else Path(name)
    if not _is_file(path):
        known = ", ".join(list_models()) or "none"
        raise ModelFileError(f"there is no model {name!r}: choose from {known}, or give a .safetensors file")
    return _open_file(path, path.stat().st_mtime_ns)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # too long for a file name
        return False


@lru_cache(maxsize=MODELS_CACHED)
def _open_file(path: Path, modified_ns: int) -> Network:
    try:
        return read_model(path)
    except ModelFileError as exc:
        raise ModelFileError(f"{path}: {exc}") from exc
