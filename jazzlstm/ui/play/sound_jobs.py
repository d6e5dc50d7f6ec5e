"""Sound files that visitors wait for: one is made at a time, in a process of its own, and kept on disk.

The browser asks for the progress a few times a second. A file that nobody asks for any more is given up: the
visitor has cancelled, or closed the page.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic

from jazzlstm.audio.sound_file import SoundOrder
from jazzlstm.audio.sound_files import sound_file_path, write_sound_file
from jazzlstm.errors import JazzError

PATIENCE_SECONDS = 6.0
"""After the last question about a file, until it is given up."""
MOST_WAITING = 20
"""Files that wait to be made, of all visitors."""


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far a file is."""

    share: float = 0.0
    """0 to 1."""
    ahead: int = 0
    """Files that are made before this one begins."""
    path: Path | None = None
    """The file, once it is complete."""
    error: str = ""
    """Why it cannot be made; the next question tries again."""


@dataclass(slots=True)
class _Job:
    order: SoundOrder
    path: Path
    asked: float
    share: float = 0.0
    begun: bool = False
    error: str = ""
    ended: bool = False


class SoundJobs:
    """The files that are being made."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sound file")
        self._jobs: dict[Path, _Job] = {}
        self._lock = Lock()

    def ask(self, order: SoundOrder) -> FileProgress:
        """The progress of a file; the first question begins it.

        Raises:
            JazzError: the SoundFont is gone.
        """
        path = sound_file_path(order)
        with self._lock:
            self._forget_failures()
            job = self._jobs.get(path)
            if job is None:
                if path.is_file():
                    path.touch()  # used now: the cache deletes older ones first
                    return FileProgress(1.0, path=path)
                if len(self._jobs) >= MOST_WAITING:
                    return FileProgress(error="Many sound files are being made. Try again in a minute.")
                job = self._jobs[path] = _Job(order, path, monotonic())
                self._thread.submit(self._make, job)
            job.asked = monotonic()
            if job.ended:
                del self._jobs[path]
                done = path if path.is_file() and not job.error else None
                return FileProgress(1.0 if done else 0.0, path=done, error=job.error)
            ahead = 0 if job.begun else list(self._jobs).index(path)
            return FileProgress(job.share, ahead)

    def _forget_failures(self) -> None:
        """Drop the failures that nobody asked about again."""
        for path, job in list(self._jobs.items()):
            if job.ended and self._is_given_up(job):
                del self._jobs[path]

    def _make(self, job: _Job) -> None:
        job.begun = True
        steps = write_sound_file(job.order, job.path)
        try:
            while not self._is_given_up(job):
                share = next(steps, None)
                if share is None:
                    break
                job.share = share
        except JazzError as error:
            job.error = str(error)
        finally:
            steps.close()  # type: ignore[attr-defined]  # it is a generator
            with self._lock:
                job.ended = True
                if not job.error:
                    self._jobs.pop(job.path, None)  # the next question finds the file, or begins anew

    def _is_given_up(self, job: _Job) -> bool:
        return monotonic() - job.asked > PATIENCE_SECONDS


JOBS = SoundJobs()
