"""The memory of the page."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import ctypes, sys
from threading import Barrier, Thread
from jazzlstm.ui.memory import share_memory
libc = ctypes.CDLL(None)
libc.malloc.restype, together = ctypes.c_void_p, Barrier(8)
def take():
    together.wait()
    libc.malloc(1000)
    together.wait()
if sys.argv[1] == "shared":
    share_memory()
threads = [Thread(target=take) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""
"""Prints glibc's account of its arenas, after eight threads have taken memory at the same time."""


def arenas(how: str) -> int:
    program = [sys.executable, "-c", COUNT, how]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout.count("<heap nr=")  # noqa: S603 -- this Python


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has arenas")
def test_threads_share_their_memory() -> None:
    assert arenas("usual") > 2
    assert arenas("shared") <= 2
