"""The memory of the page."""

from __future__ import annotations

import subprocess
import sys

import pytest

MEASURE = """
import ctypes
import psutil
from jazzlstm.ui.memory import return_memory
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
pieces = [libc.malloc(4000) for _ in range(20_000)]
for piece in pieces:
    ctypes.memset(ctypes.c_void_p(piece), 1, 4000)
for piece in pieces[:-1]:
    libc.free(piece)
before = psutil.Process().memory_info().rss
return_memory()
print((before - psutil.Process().memory_info().rss) / 1e6)
"""
"""Takes 80 MB, frees all of it but the end, and prints the megabytes that go back to the system."""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone keeps what is freed")
def test_freed_memory_goes_back_to_the_system() -> None:
    program = [sys.executable, "-c", MEASURE]
    returned = float(subprocess.run(program, check=True, capture_output=True, text=True).stdout)  # noqa: S603 -- this Python
    assert returned > 60
