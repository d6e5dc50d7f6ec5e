"""The memory of the page."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import nullcontext

import pytest

import streamlit_app
from jazzlstm.ui.play import warm_up

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


@pytest.mark.parametrize("error", [None, RuntimeError], ids=["done", "failed"])
def test_garbage_is_collected_after_the_warm_up(
    error: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_enabled = []

    def work() -> None:
        was_enabled.append(gc.isenabled())
        if error:
            raise error

    monkeypatch.setattr(warm_up, "warm_up", work)
    with pytest.raises(error) if error else nullcontext():
        streamlit_app._warm_up()
    assert was_enabled == [False]
    assert gc.isenabled()
