"""Recording booths: processes that play MIDI side by side.

RustySynth, as midirenderer has it, lets nothing else in its process run while it
plays. So it plays in processes of its own, one for each processor: stems sound in
half the time, and a page that waits for ten choruses still answers others. A
booth opens when it is first needed and closes with the program.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from threading import Lock, local
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

from jazzlstm.audio import synth_worker as booth
from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BOOTHS = max(1, min(4, os.cpu_count() or 1))
"""How many play at once, at the most."""

_open: list[SynthWorker] = []
_lock = Lock()


class SynthWorker:
    """A process that plays one piece of MIDI at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 -- this very Python, and a file of ours
            [sys.executable, "-P", str(booth.__file__)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._asked, self._told = (
            cast("BinaryIO", self._process.stdin),
            cast("BinaryIO", self._process.stdout),
        )
        with _lock:
            _open.append(self)

    def play(self, midi: bytes, font: Path) -> NDArray[np.int16]:
        """The sound of a MIDI file, (frames, 2).

        Raises:
            RenderError: it can't be played.
            EOFError, OSError: the process has gone.
        """
        booth.write_parts(self._asked, str(font).encode(), midi)
        mark, answer = booth.read_part(self._told), booth.read_part(self._told)
        if mark == booth.ERROR:
            raise RenderError(
                f"the synthesizer refused the music ({answer.decode()}): check the SoundFont {font}"
            )
        return np.frombuffer(answer, dtype="<i2").reshape(-1, 2)

    def close(self) -> None:
        """Let the process go."""
        with _lock, contextlib.suppress(ValueError):
            _open.remove(self)
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self._told):
            with contextlib.suppress(OSError):  # what was still to be written has nowhere to go
                pipe.close()


_engineers = ThreadPoolExecutor(BOOTHS, thread_name_prefix="booth")
"""Threads that each look after one booth."""
_at_hand = local()


def play_soon(midi: bytes, font: Path, rate: int) -> Future[NDArray[np.int16]]:
    """The sound of a MIDI file up to its last event, (frames, 2), as soon as a booth is free.

    The future raises RenderError: the music or the SoundFont is broken, or nothing here can play it.
    """
    return _engineers.submit(_play, midi, font, rate)


def _play(midi: bytes, font: Path, rate: int) -> NDArray[np.int16]:
    if find_spec("midirenderer") is None:
        return render_with_fluidsynth(midi, font, rate)
    for _ in range(2):  # a booth may have been stopped since: then another one plays
        if not hasattr(_at_hand, "booth"):
            _at_hand.booth = _open_worker()
        mine: SynthWorker = _at_hand.booth
        try:
            return mine.play(midi, font)
        except (EOFError, OSError) as exc:
            mine.close()
            del _at_hand.booth
            stopped = exc
    raise RenderError(
        "the synthesizer stopped while it played: try again, with a smaller SoundFont if memory is short"
    ) from stopped


def _open_worker() -> SynthWorker:
    try:
        return SynthWorker()
    except OSError as exc:
        raise RenderError(
            f"the synthesizer cannot be started ({exc.strerror or exc}): free some memory"
        ) from exc


@atexit.register
def _close_all() -> None:
    for each in [*_open]:
        each.close()
