"""The child's side of the protocol: a program that answers the requests of its parent.

    if __name__ == "__main__":
        limit_memory(MOST_MEMORY)
        Channel().serve(answer)

The child ends when its parent ends, because the operating system then closes the pipe.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from jazzlstm.workers.messages import Message, read_message, write_message

GRACE_SECONDS = 1.0
"""After the parent has gone, for an answer under way to end by itself."""


class Channel:
    """The pipes to the parent. What the program prints goes to standard error from then on."""

    def __init__(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends its children
        self._incoming = os.fdopen(os.dup(0), "rb", buffering=0)
        self._outgoing = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # a library that prints must not write into the middle of a message
        self._requests: SimpleQueue[Message | None] = SimpleQueue()
        self._is_idle = Event()
        self._is_idle.set()

    def serve(
        self,
        answer: Callable[[Message], Message] = lambda _: Message(),
        ready: Mapping[str, Any] | None = None,
    ) -> None:
        """Report to the parent with ``ready``, then answer its requests until it closes the pipe."""
        Thread(target=self._receive, daemon=True).start()
        with contextlib.suppress(OSError):  # the parent has gone
            write_message(self._outgoing, Message(ready or {}))
            while (request := self._requests.get()) is not None:
                write_message(self._outgoing, answer(request))
                self._is_idle.set()

    def _receive(self) -> None:
        """Queue requests; once the pipe is closed, end a program that goes on computing."""
        with contextlib.suppress(EOFError, OSError, ValueError):
            while True:
                request = read_message(self._incoming)
                self._is_idle.clear()
                self._requests.put(request)
        self._requests.put(None)
        if not self._is_idle.wait(GRACE_SECONDS):
            os._exit(1)


def limit_memory(size: int) -> None:
    """Limit the address space of this process, in bytes, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limit: deadlines alone protect it
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
