"""The libraries that only a training needs, Keras and its backend, TensorFlow: look for them, load them.

``make app`` shows the page without them and installs them meanwhile (``tools/training_libraries.py``). This
touches a file every second, which is removed at the end. If the installation fails, the file says so.
"""

from __future__ import annotations

import importlib
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from jazzlstm.errors import TrainingError
from jazzlstm.model.imports import without_collection

BACKENDS = ("tensorflow", "jax", "torch")
STATE_NAME = "training-libraries.state"
SILENT_SECONDS = 15.0
"""An installation that has not touched its file for so long was stopped."""
COMING = "the libraries that train networks are being installed, which takes a minute or more"
STOPPED = "the installation of the libraries that train networks was stopped: `make app` goes on with it"
FAILED = "the libraries that train networks could not be installed: `make app` tries again"
MISSING = (
    "the libraries that train networks are not installed: install them with `make app` or"
    " `pip install -r requirements.txt`"
)
NO_BACKEND = "no network can be trained on this machine: TensorFlow has no version for it"


def what_is_missing() -> str:
    """Why no network can be trained in this environment, and the remedy; "" if one can be."""
    state = Path(sys.prefix) / STATE_NAME
    try:
        failure, age = state.read_text("utf-8"), time.time() - state.stat().st_mtime
    except OSError:
        return _cannot_import()
    return failure or (COMING if age < SILENT_SECONDS else STOPPED)


def check() -> None:
    """Refuse a training whose libraries are missing.

    Raises:
        TrainingError: they are.
    """
    if missing := what_is_missing():
        raise TrainingError(missing)


def load() -> None:
    """Load Keras, its backend, and what trains with them. It takes seconds, the first time."""
    if "keras" not in sys.modules:  # later, the garbage of a training would be kept, too
        with without_collection():
            import jazzlstm.model.training  # noqa: F401 -- it stays loaded


def _cannot_import() -> str:
    importlib.invalidate_caches()  # they may have come since this process looked
    if not find_spec("keras"):
        return MISSING
    return "" if any(map(find_spec, BACKENDS)) else NO_BACKEND
