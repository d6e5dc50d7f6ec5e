"""Encoded solos of a corpus that is larger than memory: all but the first of them are in a file.

An event has ``COLUMNS`` bytes of features, 1.5 kB, of which an eighth are not zero. The file has a bit for
each byte, whether it is zero, and then those that are not: 0.36 kB an event. A solo in the file:

    digest                     in memory: of all that follows
    pitch values               a byte an event
    length values              a byte an event
    condition                  a bit for each name
    columns that are not zero  a bit a column, ``ROW_BYTES`` an event
    their values               a byte each

The file is read, not mapped into memory: what is mapped counts as memory of the process, and a Dask worker
beyond its limit is ended. The operating system keeps in memory what it has room for. The file has no name
and disappears with the process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.sequences import EncodedSolo, Passage, TrainingSolo
from jazzlstm.errors import TrainingError
from jazzlstm.files import RecordFile, scratch_file

BYTES_IN_MEMORY = 2**30
"""Features that stay in memory: 1 GB, about 2,500 solos of 300 notes."""
ROW_BYTES = -(-COLUMNS // 8)


@dataclass(frozen=True, slots=True, eq=False)
class StoredSolo:
    """A solo in the file."""

    file: RecordFile
    start: int
    """Bytes before it in the file."""
    size: int
    """Bytes in the file."""
    events: int
    names: int
    """Size of the conditioning."""
    digest: bytes

    def __len__(self) -> int:
        return self.events

    def passage(self, start: int, end: int) -> Passage:
        """The events from ``start`` to ``end``."""
        pitch_values, length_values, condition, bits, values = self._arrays()
        first = int(np.bitwise_count(bits[:start]).sum())
        return Passage(
            _unpacked(bits[start:end], values[first:]),
            np.unpackbits(condition, count=self.names).astype(np.float32),
            pitch_values[start:end],
            length_values[start:end],
        )

    def identity(self) -> tuple[NDArray[np.generic], ...]:
        """Arrays that differ if two solos differ."""
        return (np.frombuffer(self.digest, np.uint8),)

    def _arrays(self) -> list[NDArray[np.uint8]]:
        """Pitch values, length values, condition, bits (events, ROW_BYTES), values."""
        record = np.frombuffer(self.file.read(self.start, self.size), np.uint8)
        sizes = (self.events, self.events, -(-self.names // 8), self.events * ROW_BYTES)
        *columns, bits, values = np.split(record, np.cumsum(sizes))
        return [*columns, bits.reshape(-1, ROW_BYTES), values]


def store_solos(solos: Iterable[EncodedSolo], folder: Path | None = None) -> list[TrainingSolo]:
    """The same solos; those beyond ``BYTES_IN_MEMORY`` are in a file in ``folder``.

    Raises:
        TrainingError: the disk is full.
    """
    kept: list[TrainingSolo] = []
    size = 0
    try:
        file = scratch_file(folder)
        for solo in solos:
            size += solo.features.nbytes
            if size <= BYTES_IN_MEMORY:
                kept.append(solo)
                continue
            record = _record(solo)
            start, digest = file.append(record), sha256(record).digest()
            kept.append(StoredSolo(file, start, len(record), len(solo), len(solo.condition), digest))
        file.flush()
    except OSError as exc:
        raise TrainingError(
            f"{folder or gettempdir()} has no room for the encoded corpus ({size >> 20} MB in memory,"
            " a quarter of it on the disk): make room there, or train on fewer solos",
            reason="disk full",
        ) from exc
    return kept


def _record(solo: EncodedSolo) -> bytes:
    present = solo.features != 0
    parts = (
        solo.events.pitch_values.astype(np.uint8),
        solo.events.length_values.astype(np.uint8),
        np.packbits(solo.condition != 0),
        np.packbits(present, axis=1),
        solo.features[present],
    )
    return b"".join(part.tobytes() for part in parts)


def _unpacked(bits: NDArray[np.uint8], values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rows of ``ROW_BYTES`` with their values, and more: (events, COLUMNS)."""
    rows = np.unpackbits(bits, axis=1, count=COLUMNS)
    present = rows.view(np.bool_)
    rows[present] = values[: np.count_nonzero(present)]
    return rows
