"""The journeys of a corpus: its files brought to the workers, read there, and counted as they come back.

A map over the files of a locker: those that have no result yet in its corpus folder
are sent out, a handful at a time, and each result is a file there. So whoever asks
how far the reading is counts files, and sends what isn't under way: after a lost
scheduler that is all that is still unread. A file that has brought down two
workers stays where it is, with a word about it.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from distributed import Client, Future, fire_and_forget

from jazzlstm.files import read_json, write_json
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.sandboxed_reader import leave_file, leave_zip, read_files, unpack_uploads
from jazzlstm.jobs.session_store import Session

FILES_AT_A_TIME = 25
"""Files that one task reads: few enough to be fair, many enough to be worth the journey."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading of a corpus is: files read, files in all, and what went wrong on the way."""

    done: int
    files: int
    is_unpacking: bool = False
    message: str = ""

    @property
    def is_active(self) -> bool:
        return self.is_unpacking or self.done < self.files


def follow_reading(session: Session) -> Reading:
    """Send what lies in a locker and isn't read yet to be read, and say how far that is.

    Raises:
        TrainingError: there is something to read, and no worker can be reached.
    """
    unread, read = _numbers(session.files) - _numbers(session.corpus), _numbers(session.corpus)
    zips = _numbers(session.uploads)
    if not unread and not zips:
        _readings.pop(session.number, None)
        return Reading(len(read), len(read), message=_said_by_unpacking(session))
    client = connection.get()
    journeys = _readings.setdefault(session.number, _ReadingTasks())
    for upload in sorted(zips - journeys.under_way(client, zipped=True)):
        journeys.send(client, session, [upload], zipped=True)
    waiting = sorted(unread - journeys.under_way(client, zipped=False))
    for first in range(0, len(waiting), FILES_AT_A_TIME):
        journeys.send(client, session, waiting[first : first + FILES_AT_A_TIME], zipped=False)
    return Reading(len(read), len(read | unread), bool(zips), _said_by_unpacking(session))


def read_again(session: Session, file: int, track: int) -> None:
    """Read a file anew with another melody track; ``follow_reading`` sees to it."""
    path = session.files / f"{file:06}.json"
    write_json(path, {**read_json(path), "track": track})
    (session.corpus / f"{file:06}.json").unlink(missing_ok=True)


class _ReadingTasks:
    """What of one locker is on its way to a worker, and how often each file has set out."""

    def __init__(self) -> None:
        self.scheduler: Client | None = None
        self.sent: list[tuple[Future, bool, frozenset[int]]] = []
        self.departures: Counter[tuple[int, bool]] = Counter()

    def under_way(self, client: Client, *, zipped: bool) -> set[int]:
        """The numbers of those that are being read, or wait to be; none after the scheduler was lost."""
        if client is not self.scheduler:
            self.scheduler, self.sent = client, []
        self.sent = [item for item in self.sent if not item[0].done()]
        return {number for _, was_zipped, numbers in self.sent if was_zipped is zipped for number in numbers}

    def send(self, client: Client, session: Session, numbers: Sequence[int], *, zipped: bool) -> None:
        """Off to a worker; a file whose reading killed two of them is left where it is."""
        for number in numbers:
            self.departures[number, zipped] += 1
            if self.departures[number, zipped] > 2:
                leave = leave_zip if zipped else leave_file
                leave(session, number, "it brought its reader down twice: export it again")
        numbers = [number for number in numbers if self.departures[number, zipped] <= 2]
        if not numbers:
            return
        future = client.submit(
            unpack_uploads if zipped else read_files,
            str(session.path),
            list(numbers),
            priority=-len(self.sent),  # everybody's first files before anybody's second
            pure=False,
            key=f"read-{secrets.token_hex(8)}",
        )
        fire_and_forget(future)
        self.sent.append((future, zipped, frozenset(numbers)))


_readings: dict[str, _ReadingTasks] = {}


def _numbers(folder: Path) -> set[int]:
    return {int(path.stem) for path in folder.glob("*.json")}


def _said_by_unpacking(session: Session) -> str:
    told = [read_json(path).get("reason", "") for path in sorted(session.path.glob("unpacked-*.json"))]
    return "; ".join(str(reason) for reason in told if reason)
