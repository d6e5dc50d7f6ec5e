"""Lockers: the private place of a session for its music and the networks made from it.

A locker is a folder under an unguessable random number (128 bits), which is also
its only key: whoever has the number may open it, nobody can list the others. In
it everything lies under numbers of our own; a name that a user chose is kept as
text inside a JSON file and never becomes a path.

    <store>/<number>/uploads/000001.bin   zip files, until they are unpacked
                     files/000001.bin     a music file; .json beside it has its name
                     corpus/000001.json   what was read from it: reports and solos
                     edits.json           what the user changed by hand
                     run/                 the training that runs or ran last
                     models/001.safetensors

A locker goes when its owner says so, or a day (``JAZZLSTM_KEEP_HOURS``) after it
was last used, by the store's own ``clock``. The store is ``JAZZLSTM_STORE``, else a
folder in the user's cache; page and workers must see the same one.
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
MOST_BYTES = 512 * 2**20
"""In one locker, models and checkpoints not counted."""
MOST_FILES = 20_000
MOST_MODELS = 20
LONGEST_NAME = 200
MOST_APART = 60.0
"""Seconds between the clocks of machines that share a store."""
_NUMBER = re.compile(r"[0-9a-f]{32}")
_USED = "used"


@dataclass(frozen=True, slots=True)
class Session:
    """One session's folder. ``number`` is its key: show it to its owner only."""

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
        """Until it is cleared, if it isn't used before; 0 or less when its time is over."""
        try:
            used = (self.path / _USED).stat().st_mtime
        except OSError:  # in the moment before its first use
            return keep_hours() * 3600
        return min(used - store_time(), 0.0) + keep_hours() * 3600

    @property
    def is_dated(self) -> bool:
        """Whether its last use is known, and not still to come: another machine's clock may have told it."""
        try:
            return (self.path / _USED).stat().st_mtime < store_time() + MOST_APART
        except OSError:
            return False

    def touch(self) -> None:
        """It is in use: its day begins again."""
        try:
            (self.path / _USED).touch()
            os.utime(self.path / _USED, (store_time(), store_time()))
        except OSError as exc:
            raise _cannot(self.path, exc) from exc
        clock_of(self.path.parent).note()

    def delete(self) -> None:
        """Everything in it goes, now; a run that still writes finds its folder gone, and stops."""
        doomed = self.path.with_name(f".gone-{secrets.token_hex(8)}")
        try:
            self.path.rename(doomed)  # at once out of reach, whatever is still being written
        except OSError:
            doomed = self.path
        shutil.rmtree(doomed, ignore_errors=True)

    def add_files(self, files: Iterable[tuple[str, bytes]]) -> list[int]:
        """Keep music files, one at a time in memory; returns their numbers.

        Raises:
            InputError: more than a session may keep; those before it are kept.
            OutputError: the disk is full.
        """
        return list(self._add(self.files, files))

    def add_upload(self, name: str, data: bytes) -> int:
        """Keep a zip file that is still to be unpacked; returns its number."""
        return next(self._add(self.uploads, [(name, data)]))

    def _add(self, folder: Path, files: Iterable[tuple[str, bytes]]) -> Iterator[int]:
        sizes = [path.stat().st_size for where in (self.files, self.uploads) for path in where.glob("*.bin")]
        count, size = len(sizes), sum(sizes)
        number = max((int(path.stem) for path in folder.glob("*.json")), default=0)
        for name, data in files:
            number, count, size = number + 1, count + 1, size + len(data)
            if size > MOST_BYTES or count > MOST_FILES:
                raise InputError(
                    f"that is more than the {MOST_BYTES >> 20} MB and {MOST_FILES:,} files that a session may"
                    " keep: delete what you don't need, or give a part of the corpus"
                )
            write_whole(folder / f"{number:06}.bin", data)
            write_json(folder / f"{number:06}.json", {"name": name[-LONGEST_NAME:]})
            yield number

    def forget_corpus(self) -> None:
        """The music goes; models stay."""
        for folder in (self.uploads, self.files, self.corpus):
            shutil.rmtree(folder, ignore_errors=True)
        for path in [self.path / "edits.json", *self.path.glob("unpacked-*.json")]:
            path.unlink(missing_ok=True)

    def names(self) -> dict[int, str]:
        """The music files by number, with the names their owner knows them by."""
        return {int(path.stem): read_json(path).get("name", "") for path in sorted(self.files.glob("*.json"))}

    def model_paths(self) -> list[Path]:
        """The models made or brought in this session, oldest first."""
        return sorted(self.models.glob("*.safetensors"))

    def next_model_path(self) -> Path:
        """Where the next model goes; the oldest make room when there are too many."""
        paths = self.model_paths()
        for path in paths[: max(0, len(paths) - MOST_MODELS + 1)]:
            path.unlink(missing_ok=True)
        return self.models / f"{int(paths[-1].stem) + 1 if paths else 1:03}.safetensors"


def create_session() -> Session:
    """An empty locker under a number that nobody can guess.

    Raises:
        OutputError: the store cannot be written to.
    """
    sweep()
    session = Session(store_folder() / secrets.token_hex(16))
    try:
        session.path.mkdir(mode=0o700)
    except OSError as exc:
        raise _cannot(session.path.parent, exc) from exc
    session.touch()
    return session


def open_session(number: str) -> Session:
    """The locker with that number.

    Raises:
        InputError: there is none, or it has expired; the two can't be told apart.
    """
    path = store_folder() / number if _NUMBER.fullmatch(number) else None
    if path is None or not path.is_dir() or _is_over(Session(path)):
        raise InputError("there is nothing under this address: it expired or was deleted; begin anew")
    return Session(path)


def all_sessions() -> Iterator[Session]:
    """For house-keeping and the queue only: no number of these may reach another session."""
    for path in store_folder().iterdir():
        if _NUMBER.fullmatch(path.name):
            yield Session(path)


def sweep() -> int:
    """Clear the lockers whose time is over, and what a killed deletion left; returns how many."""
    store, cleared = store_folder(), 0
    for path in store.glob(".gone-*"):
        shutil.rmtree(path, ignore_errors=True)
    for session in list(all_sessions()):
        if _is_over(session):
            session.delete()
            cleared += 1
        elif not session.is_dated:
            with contextlib.suppress(OutputError):  # deleted meanwhile
                session.touch()
    clock_of(store).note()
    return cleared


def _is_over(session: Session) -> bool:
    return session.seconds_left <= 0 and clock_of(session.path.parent).is_settled


def store_time() -> float:
    """How late it is in the store, in seconds: for what is kept there, and for no more."""
    return clock_of(store_folder()).now()


def store_folder() -> Path:
    """Where lockers are, made for this user alone.

    Raises:
        OutputError: it cannot be made, or others could look into it.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get(STORE_VARIABLE) or cache / "jazzlstm")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = folder.stat()
    except OSError as exc:
        raise _cannot(folder, exc) from exc
    if os.name == "posix" and (seen.st_uid != os.getuid() or seen.st_mode & 0o007):
        raise OutputError(
            f"{folder} is open to others: name another folder in {STORE_VARIABLE}, or close it (chmod 700)"
        )
    return folder


def keep_hours() -> float:
    """Hours after its last use that a locker is kept."""
    text = os.environ.get(HOURS_VARIABLE, "")
    try:
        hours = float(text or DEFAULT_HOURS)
    except ValueError:
        hours = -1.0
    if not 0 < hours <= 24 * 365:
        raise SettingsError(f"{HOURS_VARIABLE} is {text!r}: give hours, such as 24", field=HOURS_VARIABLE)
    return hours


def _cannot(path: Path, exc: OSError) -> OutputError:
    return OutputError(
        f"cannot keep anything in {path}: {exc.strerror or exc}; name another folder in {STORE_VARIABLE}"
    )
