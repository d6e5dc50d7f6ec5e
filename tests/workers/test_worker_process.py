"""Worker processes that answer, print, hang, crash, lie about lengths, and lose their parent."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import pytest

from jazzlstm.workers import process
from jazzlstm.workers.messages import LENGTHS, Message, read_message, write_message
from jazzlstm.workers.process import ROOT, WorkerError, WorkerProcess, WorkerTimeout
from tests.processes import wait_until_ended

PATIENCE = 60.0
PROGRAM = """
import os, sys, time
from jazzlstm.workers.child import Channel, limit_memory
from jazzlstm.workers import process
from jazzlstm.workers.messages import LENGTHS, Message

def answer(request):
    match request.values["do"]:
        case "echo":
            return Message({"pid": os.getpid()}, request.data)
        case "print":
            print("a library that prints", flush=True)
            return Message({"printed": True})
        case "hang":
            while True:
                pass
        case "crash":
            os._exit(3)
        case "lie":
            os.write(channel._outgoing.fileno(), LENGTHS.pack(2, 2**62) + b"{}")
            time.sleep(60)
        case "fill":
            try:
                return Message({"filled": len(bytearray(2**30))})
            except MemoryError:
                return Message({"filled": 0})

channel = Channel()
limit_memory(2**29)
channel.serve(answer, {"greeting": "hello"})
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


@pytest.fixture
def worker(program: Path) -> WorkerProcess:
    return WorkerProcess(program)


def test_a_worker_reports_when_it_is_ready_and_answers_with_data(worker: WorkerProcess) -> None:
    assert worker.ready == {"greeting": "hello"}
    data = os.urandom(3_000_000)
    answer = worker.request({"do": "echo"}, data, seconds=PATIENCE)
    assert answer.data == data
    assert answer.values == {"pid": worker.pid}


def test_what_a_library_prints_does_not_reach_the_protocol(worker: WorkerProcess) -> None:
    assert worker.request({"do": "print"}, seconds=PATIENCE).values == {"printed": True}


def test_a_worker_that_hangs_is_stopped_at_its_deadline(worker: WorkerProcess) -> None:
    with pytest.raises(WorkerTimeout):
        worker.request({"do": "hang"}, seconds=0.2)
    wait_until_ended(worker.pid)


def test_a_deadline_that_was_met_stops_nothing(
    worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers: list[Timer] = []

    class Noted(Timer):
        def start(self) -> None:
            timers.append(self)
            super().start()

    monkeypatch.setattr(process, "Timer", Noted)
    worker.request({"do": "echo"}, seconds=10 * PATIENCE)
    (timer,) = timers
    timer.join(PATIENCE)
    assert not timer.is_alive()
    timer.function()  # as if the time had passed just when the answer came
    assert worker.request({"do": "echo"}, seconds=PATIENCE).values == {"pid": worker.pid}


@pytest.mark.parametrize("request_name", ["crash", "lie"])
def test_a_worker_that_crashes_or_lies_about_a_length_is_an_error(
    worker: WorkerProcess, request_name: str
) -> None:
    with pytest.raises(WorkerError):
        worker.request({"do": request_name}, seconds=PATIENCE)
    wait_until_ended(worker.pid)
    with pytest.raises(WorkerError):
        worker.request({"do": "echo"}, seconds=PATIENCE)


def test_a_worker_cannot_take_more_memory_than_its_limit(worker: WorkerProcess) -> None:
    assert worker.request({"do": "fill"}, seconds=PATIENCE).values == {"filled": 0}


def test_a_closed_worker_ends(worker: WorkerProcess) -> None:
    worker.close()
    wait_until_ended(worker.pid)
    worker.close()


@pytest.mark.parametrize("start", [lambda: Path("/nowhere/program.py"), lambda: Path(os.devnull)])
def test_a_program_that_is_missing_or_ends_at_once_is_an_error(start: Callable[[], Path]) -> None:
    with pytest.raises(WorkerError):
        WorkerProcess(start())


@pytest.mark.parametrize("request_name", ["echo", "hang"])
def test_a_worker_ends_with_a_parent_that_is_killed_idle_or_busy(program: Path, request_name: str) -> None:
    script = (
        "import sys; from pathlib import Path; from jazzlstm.workers.process import WorkerProcess\n"
        "worker = WorkerProcess(Path(sys.argv[1])); print(worker.pid, flush=True)\n"
        "worker.request({'do': sys.argv[2]}, seconds=60); print('answered', flush=True); sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(program), request_name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid = int(parent.stdout.readline())
    if request_name == "echo":
        parent.stdout.readline()
    else:
        time.sleep(0.5)  # for the request to arrive
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    wait_until_ended(pid)


class Pipe(io.BytesIO):
    """Bytes that come and go in pieces, as through a pipe."""

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # memoryviews are all it gets
        return super().readinto(buffer[:7])

    def write(self, data: memoryview) -> int:  # type: ignore[override]  # memoryviews are all it gets
        return super().write(data[:7])


def test_a_message_comes_back_as_it_was_written() -> None:
    pipe = Pipe()
    message = Message({"title": "Für Elise", "notes": [1, 2.5]}, b"\x00\xff" * 50)
    write_message(pipe, message)
    pipe.seek(0)
    assert read_message(pipe) == message
    with pytest.raises(EOFError):
        read_message(pipe)


@pytest.mark.parametrize(
    "data",
    [
        LENGTHS.pack(2**31, 0),
        LENGTHS.pack(2, 11) + b"{}" + bytes(11),
        LENGTHS.pack(2, 0) + b"[]",
        LENGTHS.pack(2, 0) + b"{{",
        LENGTHS.pack(2**20, 0) + b"[" * 2**20,
    ],
)
def test_bytes_that_are_no_message_or_a_longer_one_than_allowed_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_message(io.BytesIO(data), most_data=10)
