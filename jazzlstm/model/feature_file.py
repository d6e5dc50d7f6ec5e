"""Encoded solos of a corpus that is larger than memory: most of their features are in a file.

An event has ``COLUMNS`` bytes of features: 1.5 kB, thirty times its note. The file has no name and
disappears with the process. The operating system keeps in memory what it has room for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile, gettempdir

import numpy as np

from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.sequences import EncodedSolo
from jazzlstm.errors import TrainingError

BYTES_IN_MEMORY = 2**30
"""Features that stay in memory: 1 GB, about 2,500 solos of 300 notes."""


def spill_features(solos: Iterable[EncodedSolo], folder: Path | None = None) -> list[EncodedSolo]:
    """The same solos; features beyond ``BYTES_IN_MEMORY`` are in a file in ``folder``, mapped into memory.

    Raises:
        TrainingError: the disk is full.
    """
    kept: list[EncodedSolo] = []
    spilled: list[EncodedSolo] = []
    size = 0
    try:
        with TemporaryFile(dir=folder) as file:
            for solo in solos:
                size += solo.features.nbytes
                if size <= BYTES_IN_MEMORY:
                    kept.append(solo)
                else:
                    file.write(solo.features.tobytes())
                    spilled.append(replace(solo, features=solo.features[:0].copy()))
            file.flush()
            if not spilled:
                return kept
            rows = np.memmap(file, np.uint8, "r").reshape(-1, COLUMNS)
    except OSError as exc:
        raise TrainingError(
            f"{folder or gettempdir()} has no room for the features of the corpus, {size >> 20} MB so far:"
            " make room there, or train on fewer solos",
            reason="disk full",
        ) from exc
    borders = np.cumsum([0, *(len(solo.events) for solo in spilled)]).tolist()
    places = zip(spilled, pairwise(borders), strict=True)
    return kept + [replace(solo, features=rows[start:end]) for solo, (start, end) in places]
