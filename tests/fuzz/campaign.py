"""Reads damaged files one after another in a child process, and counts the faults.

    child: "17" ─ before ─▶   "17 refused 0.003 88 ..." ─ after ─▶ parent

A fault is an exception that is no ``JazzError``, more than five seconds of CPU time or 500 MB, or the
end of the child process. After a fault a new child continues with the next input. CPU time is
measured rather than wall-clock time, so that the load of the machine does not matter.
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
"""CPU time of one input."""
MOST_MEGABYTES = 500.0
"""Peak memory of the child."""
INPUTS_PER_CHILD = 2_000
"""A new child limits how long memory that one input leaves behind affects others."""
POLL_SECONDS = 1.0
LONGEST_MESSAGE = 300
"""Characters of an error message."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one input."""

    number: int
    result: str
    """"read", "refused" or "fault"."""
    seconds: float = 0.0
    """CPU time."""
    megabytes: float = 0.0
    message: str = ""
    fault: str = "exception"
    """The kind of a fault: "exception", "hang", "memory" or "exit"."""


@dataclass(slots=True)
class Finding:
    """The results of a campaign."""

    counts: Counter[str] = field(default_factory=Counter)
    """Inputs by result."""
    faults: dict[int, str] = field(default_factory=dict)
    """A message for each fault, by number of the input."""
    kinds: dict[int, str] = field(default_factory=dict)
    """The kind of each fault, by number of the input."""
    slowest: float = 0.0
    largest: float = 0.0
    seconds: float = 0.0
    """CPU time of all inputs."""
    next: int = 0
    """The number of the next input."""

    def add(self, reading: Reading) -> None:
        """Count one input."""
        result, kind, message = reading.result, reading.fault, reading.message
        if reading.megabytes > MOST_MEGABYTES:
            result, kind, message = "fault", "memory", f"took {reading.megabytes:.0f} MB"
        elif reading.seconds > MOST_SECONDS:
            result, kind, message = "fault", "hang", f"took {reading.seconds:.1f} s"
        self.counts[result] += 1
        self.slowest, self.largest = max(self.slowest, reading.seconds), max(self.largest, reading.megabytes)
        self.seconds, self.next = self.seconds + reading.seconds, reading.number + 1
        if result == "fault":
            self.faults[reading.number], self.kinds[reading.number] = message, kind


def fuzz(kind: str, seed: int, *, seconds: float = float("inf"), inputs: int = sys.maxsize) -> Finding:
    """Read damaged files of a kind until the CPU time or the number of inputs is reached, or Ctrl-C."""
    found = Finding()
    with suppress(KeyboardInterrupt):
        while found.seconds < seconds and found.next < inputs:
            _run_child(kind, seed, found, seconds, min(inputs, found.next + INPUTS_PER_CHILD))
    return found


def _run_child(kind: str, seed: int, found: Finding, seconds: float, until: int) -> None:
    command = [sys.executable, "-m", "tests.fuzz", kind, "--child", str(found.next), str(until)]
    with subprocess.Popen(  # noqa: S603 -- this Python, this package
        [*command, "--seed", str(seed)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        try:
            _follow(child, found, seconds)
        finally:
            child.kill()


def _follow(child: subprocess.Popen[str], found: Finding, seconds: float) -> None:
    """Count the inputs of a child until it ends or faults, or the CPU time is spent."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(child, lines), daemon=True).start()
    current, start = -1, 0.0  # the input being read, and the CPU time of the child before it
    while found.seconds < seconds:
        try:
            line = lines.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if current >= 0 and _cpu_seconds(child.pid) - start > 2 * MOST_SECONDS:
                found.add(Reading(current, "fault", seconds=2 * MOST_SECONDS))
                return
            continue
        if not line:
            if current >= 0:
                message = f"ended its process (exit code {child.wait()})"
                found.add(Reading(current, "fault", message=message, fault="exit"))
            elif child.wait():
                raise RuntimeError("the child process cannot start: see its traceback above")
            return
        number, *fields = line.split(maxsplit=4)
        if not fields:
            current, start = int(number), _cpu_seconds(child.pid)
            continue
        result, spent, megabytes, *message_words = fields
        current = -1
        found.add(
            Reading(int(number), result, float(spent), float(megabytes), "".join(message_words).strip())
        )
        if float(megabytes) > MOST_MEGABYTES:
            return


def _read_lines(child: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
    with suppress(ValueError):  # the pipe was closed during the read
        for line in child.stdout or ():
            lines.put(line)
    lines.put("")


def _cpu_seconds(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def serve(kind: str, seed: int, first: int, until: int) -> None:
    """Read the inputs from ``first`` to before ``until`` and print the results; runs in the child."""
    from jazzlstm.jobs.reader_worker import MOST_MEMORY
    from jazzlstm.workers.child import limit_memory
    from tests.fuzz.targets import damaged

    limit_memory(MOST_MEMORY)
    for number in range(first, until):
        data = damaged(kind, seed, number)
        print(number, flush=True)
        start = time.process_time()
        result, message = read(kind, data)
        spent = time.process_time() - start
        print(
            number, result, f"{spent:.4f}", f"{_peak_megabytes():.0f}", " ".join(message.split()), flush=True
        )


def read(kind: str, data: bytes) -> tuple[str, str]:
    """The result of one input, "read", "refused" or "fault", and the error message."""
    from tests.fuzz.targets import TARGETS

    try:
        TARGETS[kind].read(data)
    except JazzError as error:
        return "refused", str(error)[:LONGEST_MESSAGE]
    except Exception as error:  # faults are what a campaign looks for
        return "fault", f"{type(error).__name__}: {error}"[:LONGEST_MESSAGE]
    return "read", ""


def _peak_megabytes() -> float:
    """Peak memory of this process; current memory where there is no ``/proc``."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    return float(psutil.Process().memory_info().rss) / 2**20
