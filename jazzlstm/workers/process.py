"""The parent's side of the protocol: start a program, send requests, stop it when it is late.

    worker = WorkerProcess(Path("program.py"))
    answer = worker.request({"file": 17}, seconds=20)     # WorkerTimeout, WorkerError

A worker that failed is closed; its owner starts another one.

Why not a pool of ``multiprocessing`` or one built on it: their workers answer with pickles, which run
code in the parent, and a single late worker cannot be stopped. ``multiprocessing.connection`` frames
bytes as well, but not over the pipes of ``subprocess`` on Windows, and accepts without a deadline.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path
from threading import Lock, Timer
from types import TracebackType
from typing import Any, cast

from jazzlstm.workers.messages import MOST_DATA_BYTES, Message, Stream, read_message, write_message

START_SECONDS = 60.0
"""The time for a program to load its libraries on a busy machine."""
ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the package."""


class WorkerError(Exception):
    """A worker cannot be started, has ended, or sent an invalid answer."""


class WorkerTimeout(WorkerError):
    """A worker that did not answer in time; it was stopped."""


class WorkerProcess:
    """A child process that answers one request at a time.

    ``program`` is a Python file that calls ``Channel.serve``. ``patience`` is how many seconds it may
    take to end by itself; it ends when it is closed, garbage collected, or at the end of the parent.

    Raises:
        WorkerError: the program cannot be started.
        WorkerTimeout: it is not ready after ``START_SECONDS``.
    """

    def __init__(
        self,
        program: Path,
        *,
        environment: Mapping[str, str] | None = None,
        patience: float = 1.0,
        most_data: int = MOST_DATA_BYTES,
        stderr: int | None = subprocess.DEVNULL,
    ) -> None:
        self._most_data = most_data
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- this Python, and a file of this package
                [sys.executable, "-P", str(program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                bufsize=0,
                env={**os.environ, "PYTHONPATH": path, **(environment or {})},
            )
        except OSError as exc:
            raise WorkerError(f"a process cannot be started ({exc.strerror or exc})") from exc
        self._end = weakref.finalize(self, _end, self._process, patience)
        self.ready = self._exchange(None, START_SECONDS).values
        """The report of the program when it was ready."""

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def request(
        self, values: Mapping[str, Any], data: bytes | memoryview = b"", *, seconds: float
    ) -> Message:
        """The answer to a request.

        Raises:
            WorkerTimeout: there is none after so many seconds.
            WorkerError: the worker has ended.
        """
        return self._exchange(Message(values, data), seconds)

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """End the process; it may finish within its patience."""
        self._end()

    def _exchange(self, request: Message | None, seconds: float) -> Message:
        deadline = _Deadline(self._process, seconds)
        try:
            with deadline:
                if request:
                    write_message(cast("Stream", self._process.stdin), request)
                return read_message(cast("Stream", self._process.stdout), self._most_data)
        except (EOFError, OSError, ValueError) as exc:
            self._process.kill()
            self.close()
            if deadline.has_passed:
                raise WorkerTimeout(f"a process did not answer for {seconds:g} seconds") from exc
            raise WorkerError("a process has ended") from exc


class _Deadline:
    """Kills a process that is still waited for after some seconds."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._lock, self._is_over = process, Lock(), False
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True
        self.has_passed = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._is_over = True
        self._timer.cancel()

    def _pass(self) -> None:
        with self._lock:
            if not self._is_over:
                self.has_passed = True
                self._process.kill()


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Close the pipes, which ends the program, and kill it when its patience is over."""
    with contextlib.suppress(OSError):
        cast("Stream", process.stdin).close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    cast("Stream", process.stdout).close()
