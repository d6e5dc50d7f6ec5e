"""Sound files made in a process of their own, and kept on disk.

The process ends when the file is complete, or when nobody needs it any more: its memory is returned, and a
long encoding stops at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from jazzlstm.audio.disk_cache import CACHE_VARIABLE, cache_folder, trim
from jazzlstm.audio.small_font import name_of
from jazzlstm.errors import OutputError, RenderError
from jazzlstm.files import make_folder
from jazzlstm.workers.process import WorkerError, WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jazzlstm.audio.sound_file import SoundOrder

PROGRAM = Path(__file__).with_name("sound_file_worker.py")
SECONDS_A_STEP = 120.0
"""The limit for a step, which usually takes a second."""
_CODE = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
"""Files made by another version of this package are made again."""


def sound_file_path(order: SoundOrder) -> Path:
    """Where the file of an order is kept. It need not exist.

    Raises:
        RenderError: there is no such SoundFont.
    """
    facts = (order.chosen, order.as_in_mix, sorted(order.tags.items()), name_of(order.soundfont))
    digest = hashlib.sha256(repr(facts).encode() + _CODE)
    for part in order.parts:
        digest.update(part)
    return cache_folder() / f"sound-{digest.hexdigest()[:32]}.{order.ending}"


def write_sound_file(order: SoundOrder, path: Path) -> Iterator[float]:
    """Make the file; yields the share of the work that is done, 0 to 1. Closing the iterator ends the work.

    Raises:
        RenderError: the music cannot be played, is too long, or the process was killed.
        OutputError: the folder of the cache cannot be written to.
    """
    make_folder(path.parent)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    values = {
        "lengths": [len(part) for part in order.parts],
        "chosen": order.chosen,
        "ending": order.ending,
        "soundfont": str(order.soundfont),
        "as_in_mix": order.as_in_mix,
        "tags": dict(order.tags),
        "path": str(unfinished),
    }
    try:
        with contextlib.closing(WorkerProcess(PROGRAM)) as worker:
            try:
                answer = worker.request(values, b"".join(order.parts), seconds=SECONDS_A_STEP).values
                while "share" in answer:
                    yield float(answer["share"])
                    answer = worker.request({}, seconds=SECONDS_A_STEP).values
                if "error" in answer:
                    raise RenderError(str(answer["error"]))
            finally:
                worker.kill()
        unfinished.replace(path)
    except WorkerError as exc:
        raise RenderError(f"the sound file could not be made ({exc}): try again, or a shorter solo") from exc
    except OSError as exc:
        raise OutputError(
            f"cannot write {path}: {exc.strerror or exc}; make room on the disk, or set {CACHE_VARIABLE}"
        ) from exc
    finally:
        unfinished.unlink(missing_ok=True)
    trim(path.parent)
