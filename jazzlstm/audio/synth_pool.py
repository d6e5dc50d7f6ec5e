"""A pool of processes that play MIDI side by side.

RustySynth (in midirenderer) blocks all other threads of its process while it plays. So it runs in separate
processes, one for each processor: stems are rendered in half the time, and a page that renders ten choruses
for one listener still answers the others. A process starts when it is first
needed, is replaced when it has ended, and ends with the program.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from queue import LifoQueue
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.errors import RenderError
from jazzlstm.workers.process import WorkerError, WorkerProcess

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROGRAM = Path(__file__).with_name("synth_worker.py")
SYNTH_WORKERS = max(1, min(4, os.cpu_count() or 1))
"""How many play at once at most: more than four give little more speed and take 30 MB each."""
SECONDS_TO_PLAY = 120.0
"""The limit for one MIDI segment, which usually takes a second: a SoundFont may have endless sounds."""
ATTEMPTS = 2
"""The first process may have been killed since its last request."""

_threads = ThreadPoolExecutor(SYNTH_WORKERS, thread_name_prefix="synth")
"""One waits for each worker."""
_free: LifoQueue[WorkerProcess | None] = LifoQueue()
"""The workers that play nothing, the last one used on top; None for one that has not been started."""
for _ in range(SYNTH_WORKERS):
    _free.put(None)


def start_workers() -> None:
    """Start all processes in the background; what is played meanwhile waits for them."""
    if find_spec("midirenderer") is not None:
        for worker in [_free.get() for _ in range(_free.qsize())]:
            _threads.submit(_start, worker)


def _start(worker: WorkerProcess | None) -> None:
    try:
        worker = worker or WorkerProcess(PROGRAM, patience=0.0)
    except WorkerError:  # reported when it is needed
        worker = None
    _free.put(worker)


def play_soon(midi: bytes, font: Path, rate: int) -> Future[NDArray[np.int16]]:
    """The sound of a MIDI file up to its last event, (frames, 2), as soon as a worker is free.

    The future raises RenderError: the music or the SoundFont is broken, or no synthesizer is installed.
    """
    return _threads.submit(_play, midi, font, rate)


def _play(midi: bytes, font: Path, rate: int) -> NDArray[np.int16]:
    if find_spec("midirenderer") is None:
        return render_with_fluidsynth(midi, font, rate)
    worker = _free.get()
    try:
        for _ in range(ATTEMPTS):
            try:
                worker = worker or WorkerProcess(PROGRAM, patience=0.0)
                return _ask(worker, midi, font)
            except WorkerError as exc:
                worker, failure = None, exc
    finally:
        _free.put(worker)
    raise RenderError(
        f"the synthesizer stopped ({failure}): try again, or use a smaller SoundFont if memory is low"
    ) from failure


def _ask(worker: WorkerProcess, midi: bytes, font: Path) -> NDArray[np.int16]:
    answer = worker.request({"soundfont": str(font)}, midi, seconds=SECONDS_TO_PLAY)
    if "error" in answer.values:
        raise RenderError(
            f"the synthesizer cannot play the music ({answer.values['error']}): check the SoundFont {font}"
        )
    return np.frombuffer(answer.data, dtype="<i2").reshape(-1, 2)
