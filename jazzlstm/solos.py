"""Some of many solos, without a copy of them: the solos of a large corpus are not in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from jazzlstm.music import Solo


@dataclass(frozen=True, slots=True, eq=False)
class StoredSolos(Sequence[Solo]):
    """Solos on a disk; each is read when it is needed, and not kept.

    ``places``: the places, in the file, of those that belong to this sequence.
    """

    read: Callable[[int], Solo]
    """The solo at a place."""
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Solo: ...

    @overload
    def __getitem__(self, at: slice) -> StoredSolos: ...

    def __getitem__(self, at: int | slice) -> Solo | StoredSolos:
        if isinstance(at, slice):
            return StoredSolos(self.read, self.places[at])
        return self.read(self.places[at])


def choose(solos: Sequence[Solo], places: Sequence[int]) -> Sequence[Solo]:
    """The solos at these places of a sequence, in this order; stored ones stay where they are."""
    if isinstance(solos, StoredSolos):
        return StoredSolos(solos.read, [solos.places[place] for place in places])
    return tuple(solos[place] for place in places)
