"""Read files from visitors in a separate process with limits of time and memory.

A file from a visitor may be made to occupy its reader for ever or to fill the memory. So it is opened by a
child process with limited memory, which gets one file at a time and is stopped and replaced if it takes
longer than some seconds. It writes the solos into the session of the file.

    Dask worker ── {"do": "read", "file": 17} ──▶ reader_worker.py ── corpus/000017.jsonl
                ◀──────────── {} ────────────────
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jazzlstm.files import write_json
from jazzlstm.formats.report import Corpus, FileReport
from jazzlstm.jobs.corpus_files import write_corpus
from jazzlstm.jobs.session_store import Session, name_in, numbered
from jazzlstm.workers.messages import Message
from jazzlstm.workers.process import WorkerError, WorkerProcess, WorkerTimeout

PROGRAM = Path(__file__).with_name("reader_worker.py")
SECONDS_FOR_A_FILE = 20.0
SECONDS_A_MEGABYTE = 5.0
"""Added for the size of a file: a wjazzd.db of 20 MB needs 4 s on a quiet machine, 14 s on a busy one."""
SECONDS_FOR_A_ZIP = 120.0
MOST_ANSWER_BYTES = 64 * 2**20
"""Of the charts of a file; those of a playlist of 1,460 tunes take 1 MB."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread for numerical libraries: more threads take address space, which is limited."""


class SandboxedReader:
    """Reads files, one after the other; use it in a ``with`` statement."""

    def __init__(self, seconds_for_a_file: float = SECONDS_FOR_A_FILE) -> None:
        self._seconds_for_a_file = seconds_for_a_file
        self._worker: WorkerProcess | None = None

    def __enter__(self) -> SandboxedReader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker:
            self._worker.close()

    def read(self, session: Session, file: int) -> None:
        """Read a music file into the session's corpus; one that cannot be read is stored as skipped."""
        request = {"do": "read", "session": str(session.path), "file": file}
        path = session.files / f"{file:06}.bin"
        size = path.stat().st_size if path.exists() else 0  # the session may have been deleted meanwhile
        reason = str(self._ask(request, self._seconds_for(size)).values.get("reason", ""))
        if reason:
            skip_file(session, file, reason)

    def unpack(self, session: Session, upload: int) -> str:
        """Unpack a zip file into music files; returns the reason if a part was not unpacked, or ""."""
        request = {"do": "unpack", "session": str(session.path), "upload": upload}
        return str(self._ask(request, SECONDS_FOR_A_ZIP).values.get("reason", ""))

    def melody(self, name: str, data: bytes) -> Mapping[str, Any]:
        """``notes`` (start, duration, pitch) and ``bar_beats`` of a file's melody, or a ``reason``."""
        return self._ask({"do": "melody", "name": name}, self._seconds_for_a_file, data).values

    def charts(self, name: str, data: bytes) -> Message:
        """The charts of a file as JSON in the data, or a ``reason``."""
        return self._ask({"do": "charts", "name": name}, self._seconds_for(len(data)), data)

    def ireal(self, name: str, texts: bytes) -> Message:
        """An iReal Pro link in the data, made of chart texts in a JSON list, or a ``reason``."""
        return self._ask({"do": "ireal", "name": name}, self._seconds_for(len(texts)), texts)

    def _seconds_for(self, size: int) -> float:
        return self._seconds_for_a_file + SECONDS_A_MEGABYTE * size / 2**20

    def _ask(self, request: Mapping[str, Any], seconds: float, data: bytes = b"") -> Message:
        self._worker = worker = self._worker or WorkerProcess(
            PROGRAM, environment=ONE_THREAD, most_data=MOST_ANSWER_BYTES
        )
        try:
            return worker.request(request, data, seconds=seconds)
        except WorkerTimeout:
            reason = f"reading it takes more than {seconds:.0f} seconds: export it again, or a part of it"
        except WorkerError:
            reason = "reading it takes too much memory or crashes the reader: export it again"
        self._worker = None
        return Message({"reason": reason})


def read_files(folder: str, files: Sequence[int]) -> None:
    """Read music files of a session, given by its folder; a task of a Dask worker."""
    session = Session(Path(folder))
    with SandboxedReader() as reader:
        for file in files:
            if numbered(session.files, file, ".json").exists():
                reader.read(session, file)


def unpack_uploads(folder: str, uploads: Sequence[int]) -> None:
    """Unpack zip files of a session, given by its folder; a task of a Dask worker."""
    session = Session(Path(folder))
    with SandboxedReader() as reader:
        for upload in uploads:
            finish_upload(session, upload, reader.unpack(session, upload))


def skip_file(session: Session, file: int, reason: str) -> None:
    """Store why a music file was skipped, unless the session has been deleted."""
    if session.path.is_dir():
        report = FileReport(session.file_name(file), included=False, reason=reason)
        write_corpus(session, file, Corpus((), (report,)))


def finish_upload(session: Session, upload: int, reason: str) -> None:
    """Delete a zip file, and store the reason if a part was not unpacked; "" for none."""
    if session.path.is_dir():
        name = name_in(session.uploads, upload)
        result = {"reason": f"{name}: {reason}"} if reason else {}
        write_json(session.path / f"unpacked-{upload:06}.json", result)
        for suffix in (".json", ".bin"):
            numbered(session.uploads, upload, suffix).unlink(missing_ok=True)
