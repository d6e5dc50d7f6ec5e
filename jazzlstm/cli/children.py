"""Programs that run until all of them are stopped: one that ends is started again.

Each has a process group of its own: Ctrl-C reaches only this process, which ends the others, and with a
program that was killed end the processes that it left. They also end when this process is killed: a small
program that knows their numbers notices it, because its pipe closes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

LOOK_SECONDS = 0.2
"""Between two looks at whether all still run."""
RESTART_SECONDS = 2.0
"""From one start of a program to the next at least: one that cannot start must not fill a processor."""
END_SECONDS = 15.0
"""The time to end after a request to; then the program is killed."""
_KEEPER = """
import os, signal, sys
running = set()
for line in sys.stdin:
    running ^= {int(line)}  # one that began, or has ended
for number in running:
    try:
        os.kill(number, signal.SIGTERM)
    except ProcessLookupError:
        pass
"""
"""Ends processes when its input closes: the end of this process closes it, however it ends."""


@dataclass
class Child:
    """A program and its process."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    is_quiet: bool = False
    """Whether only its errors are shown."""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    ended: int | None = None
    """The exit code of the process before this one."""

    def start(self) -> None:
        """Start the process.

        Raises:
            OSError: it cannot be started.
        """
        self.started = time.monotonic()
        output = subprocess.DEVNULL if self.is_quiet else None
        self.process = subprocess.Popen(  # noqa: S603 -- programs named by the caller
            self.command, env=self.environment, stdout=output, start_new_session=True
        )

    def has_ended(self) -> bool:
        """Whether it does not run."""
        return self.process is None or self.process.poll() is not None

    def clear(self) -> None:
        """Kill what is left of its process group."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left
                os.killpg(self.process.pid, signal.SIGKILL)


class Children:
    """Programs, for a ``with`` statement that ends them all."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._keeper = subprocess.Popen(  # noqa: S603 -- this Python, the lines above
            [sys.executable, "-S", "-c", _KEEPER], stdin=subprocess.PIPE, start_new_session=True
        )

    def __enter__(self) -> Children:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def start(self, child: Child) -> Child:
        """Start a program, and keep it."""
        self._children.append(child)
        child.start()
        self._note(child)
        return child

    def look(self) -> list[Child]:
        """Start again what has ended; returns those that were started."""
        now = time.monotonic()
        again = [each for each in self._children if each.has_ended() and now - each.started > RESTART_SECONDS]
        for child in again:
            child.ended = child.process.returncode if child.process else None
            child.clear()
            self._note(child)
            child.start()
            self._note(child)
        return again

    def _note(self, child: Child) -> None:
        """Note that a program began, or has ended."""
        if child.process and self._keeper.stdin:
            with contextlib.suppress(BrokenPipeError):  # somebody has ended it
                self._keeper.stdin.write(b"%d\n" % child.process.pid)
                self._keeper.stdin.flush()

    def end(self) -> None:
        """End all, the last one first."""
        for child in reversed(self._children):
            if child.process:
                child.process.terminate()
        until = time.monotonic() + END_SECONDS
        for child in self._children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, until - time.monotonic()))
            child.clear()
            if child.process:
                child.process.wait()
        self._keeper.kill()
        self._keeper.communicate()
