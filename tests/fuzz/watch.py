"""Inputs read one after the other in a child process, which is watched from here.

    child: "17" ─ before ─▶   "17 refused 0.003 88 ..." ─ after ─▶ parent

A fault is an exception that is no ``JazzError``, five seconds of computing, 500 MB,
or the child's death. A child that is at fault is replaced, and the next goes on
behind the input that brought it down. Computing time is counted, not time on the
wall, since what else the machine does is not the reader's fault.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from jazzlstm.errors import JazzError

MOST_SECONDS = 5.0
MOST_MEGABYTES = 500.0
INPUTS_A_CHILD = 2_000
"""Then a fresh one, so that what one input leaves behind is not laid at another's door for ever."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Finding:
    """What came of many inputs: how many were read, refused or at fault, and each fault in a line."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: dict[int, str] = field(default_factory=dict)
    slowest: float = 0.0
    largest: float = 0.0
    seconds: float = 0.0
    """Computing time of all inputs together."""
    next: int = 0

    def note(self, number: int, kind: str, seconds: float, megabytes: float, words: str) -> None:
        """One input is done."""
        if seconds > MOST_SECONDS:
            kind, words = "fault", f"took {seconds:.1f} s"
        if megabytes > MOST_MEGABYTES:
            kind, words = "fault", f"took {megabytes:.0f} MB"
        self.counts[kind] += 1
        self.slowest, self.largest = max(self.slowest, seconds), max(self.largest, megabytes)
        self.seconds, self.next = self.seconds + seconds, number + 1
        if kind == "fault":
            self.faults[number] = words


def fuzz(kind: str, seed: int, *, seconds: float = float("inf"), inputs: int = sys.maxsize) -> Finding:
    """Read damaged files of a kind until so much computing time is spent, so many are read, or Ctrl-C."""
    found = Finding()
    with suppress(KeyboardInterrupt):
        while found.seconds < seconds and found.next < inputs:
            _watch_child(kind, seed, found, seconds, min(inputs, found.next + INPUTS_A_CHILD))
    return found


def _watch_child(kind: str, seed: int, found: Finding, seconds: float, until: int) -> None:
    command = [sys.executable, "-m", "tests.fuzz", kind, "--child", str(found.next), str(until)]
    with subprocess.Popen(  # noqa: S603 -- this Python, this package
        [*command, "--seed", str(seed)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        try:
            _follow(child, found, seconds)
        finally:
            child.kill()


def _follow(child: subprocess.Popen[str], found: Finding, seconds: float) -> None:
    """Note what a child says of its inputs, until it is done, at fault, or time is up."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(child, lines), daemon=True).start()
    begun, at = -1, 0.0
    while found.seconds < seconds:
        try:
            line = lines.get(timeout=1.0)
        except queue.Empty:
            if begun >= 0 and _computing_time(child.pid) - at > 2 * MOST_SECONDS:
                found.note(begun, "fault", 2 * MOST_SECONDS, 0.0, "")
                return
            continue
        if not line:
            if begun >= 0:
                found.note(begun, "fault", 0.0, 0.0, f"brought its process down ({child.wait()})")
            elif child.wait():
                raise RuntimeError("the reading process cannot start: see above")
            return
        number, *told = line.split(maxsplit=4)
        if told:
            begun = -1
            found.note(int(number), told[0], float(told[1]), float(told[2]), "".join(told[3:]).strip())
            if float(told[2]) > MOST_MEGABYTES:
                return
        else:
            begun, at = int(number), _computing_time(child.pid)


def _listen(child: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
    with suppress(ValueError):  # closed, while it was read from
        for line in child.stdout or ():
            lines.put(line)
    lines.put("")


def _computing_time(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def serve(kind: str, seed: int, first: int, until: int) -> None:
    """The child's side: read the inputs of these numbers, and say what came of each."""
    from jazzlstm.jobs.reader_worker import MOST_MEMORY
    from jazzlstm.workers.child import limit_memory
    from tests.fuzz.targets import damaged

    limit_memory(MOST_MEMORY)
    for number in range(first, until):
        data = damaged(kind, seed, number)
        print(number, flush=True)
        began = time.process_time()
        result, words = read(kind, data)
        took = time.process_time() - began
        print(number, result, f"{took:.4f}", f"{_most_megabytes():.0f}", " ".join(words.split()), flush=True)


def read(kind: str, data: bytes) -> tuple[str, str]:
    """What came of one input: "read", "refused" or "fault", and the message."""
    from tests.fuzz.targets import TARGETS

    try:
        TARGETS[kind].read(data)
    except JazzError as error:
        return "refused", str(error)[:200]
    except Exception as error:  # that is what is looked for
        return "fault", f"{type(error).__name__}: {error}"[:300]
    return "read", ""


def _most_megabytes() -> float:
    """The most memory that this process has had so far; elsewhere than on Linux, what it has now."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    return float(psutil.Process().memory_info().rss) / 2**20
