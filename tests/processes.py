"""How a test waits for other processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import psutil

SECONDS = 120.0
"""After which nothing comes any more: a busy machine may take half a minute for what takes a second."""


def wait_until(holds: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until a condition holds; an AssertionError if it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not in {seconds:g} s"
        time.sleep(0.02)


def has_ended(process: psutil.Process) -> bool:
    """Whether a process has ended: an init that collects no children keeps it as a zombie."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return True


def wait_until_ended(*processes: psutil.Process | int) -> None:
    """Wait until processes, or those with these numbers, have ended; an AssertionError if one never does."""
    wait_until(lambda: all(map(has_ended, found(processes))))


def found(processes: Iterable[psutil.Process | int]) -> list[psutil.Process]:
    """Processes, without the numbers that have none any more."""
    there = []
    for each in processes:
        try:
            there.append(psutil.Process(each) if isinstance(each, int) else each)
        except psutil.NoSuchProcess:
            continue
    return there
