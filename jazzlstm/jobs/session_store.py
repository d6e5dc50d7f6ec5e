"""The session store: one private folder for each visitor's uploads, training and models.

A folder is named by a random number of 128 bits, which is its only key: a visitor who has the number
may open it, and there is no list of the others. Every path inside is made of numbers that this module
chooses. A name that a visitor chose is text inside a JSON file and never becomes a path.

    <store>/<number>/used                 its date: when the session was last used
                     uploads/000001.bin   zip files that are still to be unpacked
                     files/000001.bin     a music file; its name is in the .json beside it
                     corpus/000001.jsonl  the solos that were read from it (``corpus_files``)
                     edits.json           the visitor's corrections
                     run/                 the latest training (``training_run``)
                     models/001.safetensors

A session is deleted when its visitor asks for it, or 24 hours (``JAZZLSTM_KEEP_HOURS``) after its last
use by the store's clock. The store is ``JAZZLSTM_STORE``, else a folder in the user's cache. Page and
workers must use the same one.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jazzlstm.errors import InputError, OutputError, SettingsError
from jazzlstm.files import read_json, write_json, write_whole
from jazzlstm.jobs.store_clock import clock_of

STORE_VARIABLE = "JAZZLSTM_STORE"
HOURS_VARIABLE = "JAZZLSTM_KEEP_HOURS"
DEFAULT_HOURS = 24.0
MOST_HOURS = 24 * 365
MOST_BYTES = 512 * 2**20
"""Bytes of uploads and music files in a session: the size of the largest database that is read."""
MOST_FILES = 20_000
"""Uploads and music files in a session."""
MOST_MODELS = 20
"""In a session: 7 MB each."""
LONGEST_NAME = 200
"""Characters of a file name that are kept; the last ones, with the suffix."""
CLOCK_TOLERANCE = 60.0
"""Seconds that the clocks of machines with a common store may differ."""
_NUMBER = re.compile(r"[0-9a-f]{32}")
_USED = "used"


@dataclass(frozen=True, slots=True)
class Session:
    """The folder of one session. ``number`` is its key: show it to its visitor only."""

    path: Path

    @property
    def number(self) -> str:
        return self.path.name

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def uploads(self) -> Path:
        return self.path / "uploads"

    @property
    def corpus(self) -> Path:
        return self.path / "corpus"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def models(self) -> Path:
        return self.path / "models"

    @property
    def seconds_left(self) -> float:
        """Seconds until an unused session is deleted; 0 or less when it has expired."""
        try:
            used = (self.path / _USED).stat().st_mtime
        except OSError:  # the session is being created
            return keep_hours() * 3600
        return min(used - store_time(), 0.0) + keep_hours() * 3600

    @property
    def has_valid_date(self) -> bool:
        """False if the date of its last use is missing, or in the future by another machine's clock."""
        try:
            return (self.path / _USED).stat().st_mtime < store_time() + CLOCK_TOLERANCE
        except OSError:
            return False

    @property
    def has_files(self) -> bool:
        """Whether anything was uploaded. The page asks at every click, so no file is opened."""
        return any(_is_used(folder) for folder in (self.files, self.uploads))

    def touch(self) -> None:
        """Date the last use now: the time until the session is deleted begins again.

        Raises:
            OutputError: the store cannot be written to.
        """
        try:
            (self.path / _USED).touch()
            os.utime(self.path / _USED, (store_time(), store_time()))
        except OSError as exc:
            raise _cannot_write(self.path, exc) from exc
        clock_of(self.path.parent).note()

    def delete(self) -> None:
        """Delete the session and all it holds; a running training finds its folder missing and stops."""
        doomed = self.path.with_name(f".gone-{secrets.token_hex(8)}")
        try:
            self.path.rename(doomed)  # at once out of reach of processes that still write
        except OSError:
            doomed = self.path
        shutil.rmtree(doomed, ignore_errors=True)

    def add_files(self, files: Iterable[tuple[str, bytes]]) -> list[int]:
        """Store music files, each a name and its bytes; returns their numbers.

        Raises:
            InputError: more than a session may store; the files before the limit are stored.
            OutputError: the disk is full.
        """
        return list(self._add(self.files, files))

    def add_upload(self, name: str, data: bytes) -> int:
        """Store a zip file to be unpacked; returns its number. Raises as ``add_files`` does."""
        return next(self._add(self.uploads, [(name, data)]))

    def _add(self, folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[int]:
        sizes = [path.stat().st_size for where in (self.files, self.uploads) for path in where.glob("*.bin")]
        count, size = len(sizes), sum(sizes)
        number = max(numbers_in(folder), default=0)
        for name, data in files:
            number, count, size = number + 1, count + 1, size + len(data)
            if size > MOST_BYTES or count > MOST_FILES:
                raise InputError(
                    f"your files exceed the limit of {MOST_BYTES >> 20} MB or {MOST_FILES:,} files: remove"
                    " some, or upload fewer"
                )
            write_whole(numbered(folder, number, ".bin"), data)
            write_json(numbered(folder, number, ".json"), {"name": name[-LONGEST_NAME:]})
            yield number

    def file_name(self, number: int) -> str:
        """The name that a music file had when it was uploaded; empty if there is no such file."""
        return name_in(self.files, number)

    def remove_corpus(self) -> None:
        """Delete uploads, music files, their solos and corrections. Models are kept."""
        for folder in (self.uploads, self.files, self.corpus):
            shutil.rmtree(folder, ignore_errors=True)
        for path in [self.path / "edits.json", *self.path.glob("unpacked-*.json")]:
            path.unlink(missing_ok=True)

    def model_paths(self) -> list[Path]:
        """The models that were trained or uploaded in this session, oldest first."""
        return sorted(self.models.glob("*.safetensors"))

    def next_model_path(self) -> Path:
        """The path for the next model; the oldest models beyond the limit are deleted."""
        paths = self.model_paths()
        for path in paths[: max(0, len(paths) - MOST_MODELS + 1)]:
            path.unlink(missing_ok=True)
        return self.models / f"{int(paths[-1].stem) + 1 if paths else 1:03}.safetensors"


def numbered(folder: Path, number: int, suffix: str) -> Path:
    """The path of a numbered file: ``files/000017.bin``."""
    return folder / f"{number:06}{suffix}"


def numbers_in(folder: Path, suffix: str = ".json") -> set[int]:
    """The numbers of the files with a suffix in a folder. A file's ``.json`` is written last."""
    return {int(path.stem) for path in folder.glob(f"*{suffix}")}


def name_in(folder: Path, number: int) -> str:
    """The name that the visitor's file with a number had; empty if there is no such file."""
    return str(read_json(numbered(folder, number, ".json")).get("name", ""))


def create_session() -> Session:
    """A new, empty session; expired ones are deleted.

    Raises:
        OutputError: the store cannot be written to.
    """
    sweep()
    session = Session(store_folder() / secrets.token_hex(16))
    try:
        session.path.mkdir(mode=0o700)
    except OSError as exc:
        raise _cannot_write(session.path.parent, exc) from exc
    session.touch()
    return session


def open_session(number: str) -> Session:
    """The session with that number.

    Raises:
        InputError: there is none, or it has expired. The error does not reveal which.
    """
    path = store_folder() / number if _NUMBER.fullmatch(number) else None
    if path is None or not path.is_dir() or _has_expired(Session(path)):
        raise InputError("the files at this address have expired or were deleted: upload them again")
    return Session(path)


def all_sessions() -> Iterator[Session]:
    """Every session, for cleaning and the queue only: none of the numbers may reach another session."""
    for path in store_folder().iterdir():
        if _NUMBER.fullmatch(path.name):
            yield Session(path)


def sweep() -> int:
    """Delete expired sessions and the rests of interrupted deletions; returns how many sessions."""
    store, deleted = store_folder(), 0
    for path in store.glob(".gone-*"):
        shutil.rmtree(path, ignore_errors=True)
    for session in list(all_sessions()):
        if _has_expired(session):
            session.delete()
            deleted += 1
        elif not session.has_valid_date:
            with contextlib.suppress(OutputError):  # it was deleted meanwhile
                session.touch()
    clock_of(store).note()
    return deleted


def store_time() -> float:
    """Seconds since 1970 by the store's clock. Use it for dates inside the store only."""
    return clock_of(store_folder()).now()


def store_folder() -> Path:
    """The folder of all sessions; it is created readable for this user only.

    Raises:
        OutputError: it cannot be made, or other users can read it.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get(STORE_VARIABLE) or cache / "jazzlstm")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError as exc:
        raise _cannot_write(folder, exc) from exc
    if os.name == "posix" and (found.st_uid != os.getuid() or found.st_mode & 0o007):
        raise OutputError(
            f"other users can read {folder}: protect it (chmod 700), or set {STORE_VARIABLE} to another"
        )
    return folder


def keep_hours() -> float:
    """Hours after its last use at which a session is deleted.

    Raises:
        SettingsError: the environment sets no such number.
    """
    text = os.environ.get(HOURS_VARIABLE, "")
    try:
        hours = float(text or DEFAULT_HOURS)
    except ValueError:
        hours = -1.0
    if not 0 < hours <= MOST_HOURS:
        raise SettingsError(
            f"{HOURS_VARIABLE} is {text!r}: set a number of hours, such as 24", field=HOURS_VARIABLE
        )
    return hours


def _has_expired(session: Session) -> bool:
    return session.seconds_left <= 0 and clock_of(session.path.parent).is_settled


def _is_used(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(entry.name.endswith(".json") for entry in entries)
    except OSError:  # it is made with the first file
        return False


def _cannot_write(path: Path, exc: OSError) -> OutputError:
    return OutputError(
        f"cannot write to {path}: {exc.strerror or exc}; set {STORE_VARIABLE} to another folder"
    )
