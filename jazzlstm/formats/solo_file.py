"""Solos in a file, one a line as JSON: a corpus that is larger than memory is read from it again and again.

A note takes 200 bytes in memory and 25 in the file. Reading a solo of 300 notes takes half a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from jazzlstm.errors import InputError
from jazzlstm.files import RecordFile, scratch_file
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.music import Solo
from jazzlstm.solos import StoredSolos

NOTES_IN_MEMORY = 500_000
"""Notes of a corpus up to which its solos are in memory: 100 MB."""
BYTES_IN_MEMORY = 25 * NOTES_IN_MEMORY
"""Bytes of a file with about so many notes."""


def keep_solos(solos: Iterable[Solo], folder: Path | None = None) -> Sequence[Solo]:
    """The same solos: in memory, or if they have too many notes, in a file in ``folder``.

    The file has no name, and is deleted when the process ends.

    Raises:
        InputError: the disk is full.
    """
    rest, kept, notes = iter(solos), list[Solo](), 0
    for solo in rest:
        kept.append(solo)
        notes += len(solo.notes)
        if notes > NOTES_IN_MEMORY:
            return _stored(chain(kept, rest), folder)
    return tuple(kept)


def read_solo_file(path: Path, parse: Callable[[bytes], Solo]) -> Sequence[Solo]:
    """The solos in a file, parsed now if there is room for them, or when they are needed.

    Raises:
        OSError: it cannot be read.
    """
    if path.stat().st_size <= BYTES_IN_MEMORY:
        return tuple(parse(line) for line in path.read_bytes().splitlines())
    file = path.open("rb")
    sizes = [len(line) for line in file]
    return _solos_in(RecordFile(file), sizes, parse)


def _stored(solos: Iterable[Solo], folder: Path | None) -> StoredSolos:
    sizes: list[int] = []
    try:
        file = scratch_file(folder)
        for solo in solos:
            line = json.dumps(solo_as_json(solo), separators=(",", ":")).encode()
            file.append(line)
            sizes.append(len(line))
        file.flush()
    except OSError as exc:
        raise InputError(
            "the disk has no room for the solos of this corpus: make room, or train on fewer files"
        ) from exc
    return _solos_in(file, sizes, lambda line: solo_from_json(json.loads(line)))


def _solos_in(file: RecordFile, sizes: Sequence[int], parse: Callable[[bytes], Solo]) -> StoredSolos:
    starts = np.cumsum([0, *sizes]).tolist()

    def read(place: int) -> Solo:
        return parse(file.read(starts[place], sizes[place]))

    return StoredSolos(read, range(len(sizes)))
