"""The split of solos into parts, such as a train set and a validation set, by tune."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from jazzlstm.music import Solo
from jazzlstm.solos import choose


def split_by_tune(solos: Sequence[Solo], shares: Sequence[float]) -> list[Sequence[Solo]]:
    """Split solos into parts by tune, so that no tune is in two parts.

    The part of a tune depends on its title alone (``shares`` of all possible titles belong to each
    part), so it is the same on every machine and in a larger corpus. An empty part gets a tune of the
    first part if that has two. A solo without a title is a tune of its own.
    """
    tunes: dict[str, list[int]] = {}
    for i, solo in enumerate(solos):
        tunes.setdefault(" ".join(solo.title.lower().split()) or f"untitled {i}", []).append(i)
    borders = np.cumsum(shares) / np.sum(shares)
    parts: list[list[str]] = [[] for _ in shares]
    for tune in sorted(tunes, key=_place):
        parts[int(np.searchsorted(borders[:-1], _place(tune), side="right"))].append(tune)
    for part in parts[1:]:
        if not part and len(parts[0]) > 1:
            part.append(parts[0].pop())
    return [choose(solos, [place for tune in part for place in tunes[tune]]) for part in parts]


def _place(tune: str) -> float:
    """A hash of a title in [0, 1), the same on every machine."""
    return int.from_bytes(sha256(tune.encode()).digest()[:6], "big") / 2**48
