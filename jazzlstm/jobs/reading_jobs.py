"""Reading a corpus: files go to Dask workers in batches, and their results come back as files.

A file is unread while the session's corpus has no result for it. Following a reading counts the results
and submits the unread files that no task has; after a lost scheduler that is all of them. A file whose
task has failed twice is skipped.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache
from distributed import Client, Future, fire_and_forget

from jazzlstm.files import read_json, write_json
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.corpus_files import SUFFIX, files_read, set_aside
from jazzlstm.jobs.sandboxed_reader import finish_upload, read_files, skip_file, unpack_uploads
from jazzlstm.jobs.session_store import Session, numbered, numbers_in

FILES_A_TASK = 25
"""Reading 25 files takes some seconds: small beside a task's overhead, and short for others who wait."""
MOST_ATTEMPTS = 2
"""A second worker may read a file whose first one died for another reason."""
FAILED = "reading it failed twice: export it again"
MOST_READINGS = 1000
"""Sessions whose tasks are remembered; of an older one the unread files are submitted again."""


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How many files of a corpus have been read."""

    done: int
    files: int
    is_unpacking: bool = False
    message: str = ""
    """The files that could not be unpacked, with the reasons."""

    again: int = 0
    """Files that are read again; their old solos stay until then."""

    @property
    def is_active(self) -> bool:
        return self.is_unpacking or self.done < self.files

    @property
    def has_new_files(self) -> bool:
        """Whether files are read for the first time."""
        return self.is_unpacking or self.done + self.again < self.files


def follow_reading(session: Session) -> ReadingProgress:
    """Submit the session's files that no task has, and return the progress.

    Raises:
        TrainingError: there are files to read, and no cluster can be reached.
    """
    read = numbers_in(session.corpus, SUFFIX)
    unread = numbers_in(session.files) - read
    uploads = numbers_in(session.uploads)
    message = _unpacking_message(session)
    if not unread and not uploads:
        with _lock:
            _readings.pop(session.number, None)
        return ReadingProgress(len(read), len(read), message=message)
    client = connection.get()
    with _lock:
        tasks = _readings.setdefault(session.number, _ReadingTasks())
        for upload in sorted(uploads - tasks.under_way(client, zipped=True)):
            tasks.submit(client, session, [upload], zipped=True)
        waiting = sorted(unread - tasks.under_way(client, zipped=False))
        for first in range(0, len(waiting), FILES_A_TASK):
            tasks.submit(client, session, waiting[first : first + FILES_A_TASK], zipped=False)
    again = len(set(files_read(session)) & unread)
    return ReadingProgress(len(read), len(read | unread), bool(uploads), message, again)


def read_again(session: Session, file: int, tracks: Sequence[int]) -> None:
    """Mark a music file as unread, to be read with other melody tracks; meanwhile its old solos stay.

    Raises:
        OutputError: the disk is full.
    """
    path = numbered(session.files, file, ".json")
    write_json(path, {**read_json(path), "tracks": list(tracks)})
    set_aside(session, file)


class _ReadingTasks:
    """The tasks of one session, and how often each of its files was submitted."""

    def __init__(self) -> None:
        self._client: Client | None = None
        self._submitted: list[tuple[Future, bool, frozenset[int]]] = []
        self._attempts: Counter[tuple[int, bool]] = Counter()

    def under_way(self, client: Client, *, zipped: bool) -> set[int]:
        """The numbers of the files that a task has; none if ``client`` has a new scheduler."""
        if client is not self._client:
            self._client, self._submitted = client, []
        self._submitted = [task for task in self._submitted if not task[0].done()]
        return {
            number for _, was_zipped, numbers in self._submitted if was_zipped is zipped for number in numbers
        }

    def submit(self, client: Client, session: Session, numbers: Sequence[int], *, zipped: bool) -> None:
        """Submit files as one task, without those that have failed too often."""
        remaining = [number for number in numbers if self._may_try(session, number, zipped)]
        if not remaining:
            return
        future = client.submit(
            unpack_uploads if zipped else read_files,
            str(session.path),
            remaining,
            priority=-len(self._submitted),  # the first files of every session before the second of any
            pure=False,
            key=f"read-{secrets.token_hex(8)}",
        )
        fire_and_forget(future)
        self._submitted.append((future, zipped, frozenset(remaining)))

    def _may_try(self, session: Session, number: int, zipped: bool) -> bool:
        self._attempts[number, zipped] += 1
        if self._attempts[number, zipped] <= MOST_ATTEMPTS:
            return True
        (finish_upload if zipped else skip_file)(session, number, FAILED)
        return False


_readings: LRUCache[str, _ReadingTasks] = LRUCache(MOST_READINGS)
_lock = Lock()
"""Two pages of one session follow at once: each file is submitted by one of them."""


def _unpacking_message(session: Session) -> str:
    results = [read_json(path) for path in sorted(session.path.glob("unpacked-*.json"))]
    return "; ".join(str(result["reason"]) for result in results if result.get("reason"))
