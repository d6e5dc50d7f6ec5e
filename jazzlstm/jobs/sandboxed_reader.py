"""The desk where strangers' files are opened: a process of its own that can be taken away.

A file from outside may be built to hang its reader or to fill the memory. So it
is read at a desk: a child process with a limit on its memory, which is given one
job at a time and so many seconds for each, and is stopped and replaced when it
does not answer. What it finds it writes into the locker that the file came from.

    worker ── {"read": 17, ...} ──▶ python -m jazzlstm.jobs.sandboxed_reader ── corpus/000017.json
           ◀────────── "done" ─────

The desk ends when its worker does: then nobody writes to it any more.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jazzlstm.errors import JazzError
from jazzlstm.files import read_json, write_json
from jazzlstm.formats.archives import unpack
from jazzlstm.formats.corpus import SUFFIXES, Corpus, FileReport, read_upload
from jazzlstm.formats.solo_json import solo_as_json
from jazzlstm.jobs.session_store import Session

SECONDS_FOR_A_FILE = 20.0
SECONDS_FOR_A_ZIP = 120.0
SECONDS_TO_START = 60.0
MOST_MEMORY = 3 * 2**30
"""Bytes of address space; a page of music takes a tenth of it."""


class SandboxedReader:
    """Reads files of lockers, one after the other; use it in a ``with`` statement."""

    def __init__(self, seconds_for_a_file: float = SECONDS_FOR_A_FILE) -> None:
        self._seconds_for_a_file = seconds_for_a_file
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> SandboxedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def read(self, session: Session, file: int) -> None:
        """Read one music file into the locker's corpus; one that can't be read is reported as left."""
        reason = self._ask({"read": file, "locker": str(session.path)}, self._seconds_for_a_file)
        if reason:
            leave_file(session, file, reason)

    def unpack(self, session: Session, upload: int) -> str:
        """Unpack a zip file into music files; returns "" or the reason why not all of it could be."""
        return self._ask({"unpack": upload, "locker": str(session.path)}, SECONDS_FOR_A_ZIP)

    def _ask(self, job: dict[str, Any], seconds: float) -> str:
        process = self._process or self._open()
        try:
            _tell(process, job)
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            self._clear()
            return f"it took more than {seconds:.0f} seconds to read: export it again, or give a part of it"
        except OSError:  # it died before it was asked
            self._clear()
            return "it could not be read: export it again"

    def _open(self) -> subprocess.Popen[str]:
        """A fresh process, that has loaded what it needs and says so."""
        here = Path(__file__).resolve().parents[2]
        self._answers = queue.SimpleQueue()
        self._process = process = subprocess.Popen(  # noqa: S603 -- this very Python, and a module of ours
            [sys.executable, "-m", "jazzlstm.jobs.sandboxed_reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": str(here), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        threading.Thread(target=_listen, args=(process, self._answers), daemon=True).start()
        self._answers.get(timeout=SECONDS_TO_START)
        return process

    def _clear(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe:
                    pipe.close()


def _tell(process: subprocess.Popen[str], job: dict[str, Any]) -> None:
    if process.stdin:
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()


def _listen(process: subprocess.Popen[str], answers: queue.SimpleQueue[str]) -> None:
    """Answers as they come; a last one when the process has died."""
    with contextlib.suppress(OSError, ValueError):
        for line in process.stdout or ():
            answers.put(json.loads(line))
    answers.put("it took more memory than a piece of music may, or broke the reader: export it again")


def read_files(folder: str, files: Sequence[int]) -> None:
    """Read music files of a locker at one desk; runs in a worker."""
    session = Session(Path(folder))
    with SandboxedReader() as desk:
        for file in files:
            if (session.files / f"{file:06}.json").exists():
                desk.read(session, file)


def unpack_uploads(folder: str, uploads: Sequence[int]) -> None:
    """Unpack zip files of a locker into music files; runs in a worker."""
    session = Session(Path(folder))
    with SandboxedReader() as desk:
        for upload in uploads:
            leave_zip(session, upload, desk.unpack(session, upload))


def leave_file(session: Session, file: int, reason: str) -> None:
    """Be done with a music file that could not be read."""
    if session.path.is_dir():
        name = read_json(session.files / f"{file:06}.json").get("name", "")
        _keep(session, file, Corpus((), (FileReport(name, included=False, reason=reason),)))


def leave_zip(session: Session, upload: int, reason: str) -> None:
    """Be done with a zip file; ``reason`` says why not all of it could be unpacked, or nothing."""
    if session.path.is_dir():
        name = read_json(session.uploads / f"{upload:06}.json").get("name", "")
        told = {"reason": f"{name}: {reason}"} if reason else {}
        write_json(session.path / f"unpacked-{upload:06}.json", told)
        for suffix in (".json", ".bin"):
            (session.uploads / f"{upload:06}{suffix}").unlink(missing_ok=True)


def _keep(session: Session, file: int, corpus: Corpus) -> None:
    solos = iter(corpus.solos)
    entries = [
        {"report": report.as_dict(), "solo": solo_as_json(next(solos)) if report.included else None}
        for report in corpus.report
    ]
    tracks = corpus.report[0].tracks if corpus.report else ()
    write_json(session.corpus / f"{file:06}.json", {"entries": entries, "tracks": tracks})


def serve() -> None:
    """The child's side: jobs from stdin, a line on stdout for each that is done."""
    limit_memory()
    _say("ready")
    for line in sys.stdin:
        _say(_carry_out(json.loads(line)))


def _carry_out(job: dict[str, Any]) -> str:
    session = Session(Path(job["locker"]))
    try:
        if "unpack" in job:
            return _unpack(session, job["unpack"])
        return _read(session, job["read"])
    except JazzError as error:
        return str(error)
    except OSError as error:
        return f"it could not be kept ({error.strerror or error}): try again later"
    except MemoryError:
        return "it takes more memory than a piece of music may: give a part of it"


def _read(session: Session, file: int) -> str:
    data = (session.files / f"{file:06}.bin").read_bytes()
    known = read_json(session.files / f"{file:06}.json")
    found = read_upload(known.get("name", ""), data, melody_track=known.get("track"))
    _keep(session, file, found)
    return ""


def _unpack(session: Session, upload: int) -> str:
    """Each member becomes a music file of the locker, under a number; its name is text only."""
    data = (session.uploads / f"{upload:06}.bin").read_bytes()
    archive = read_json(session.uploads / f"{upload:06}.json").get("name", "")
    unread: list[str] = []
    session.add_files(_members(archive, data, unread))
    return "; ".join(unread[:3])


def _members(archive: str, data: bytes, unread: list[str]) -> Iterator[tuple[str, bytes]]:
    for member in unpack(data, SUFFIXES):
        if member.reason:
            unread.append(f"{member.name}: {member.reason}")
        else:
            yield f"{archive}/{member.name}", member.data


def limit_memory() -> None:
    """Let this process take ``MOST_MEMORY`` and no more."""
    try:
        import resource
    except ImportError:  # Windows: the time limit alone has to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _say(answer: str) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
