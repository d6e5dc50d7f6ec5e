"""Conditioning: the players, instruments and styles that a network was trained with, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import Solo


@dataclass(frozen=True, slots=True)
class Conditioning:
    """Names that a network can be conditioned on."""

    players: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.players) + len(self.instruments) + len(self.styles)

    def row(
        self, player: str = "", instrument: str = "", style: str = "", manner: float = 1.0
    ) -> NDArray[np.float32]:
        """The conditioning input, (size,) of ones and zeros; an unknown or empty name means "anyone".

        ``manner`` replaces the one of the player; only ``guidance.py`` reads other values than 0 and 1.
        """
        names = [f"p:{name}" for name in self.players]
        names += [f"i:{name}" for name in self.instruments]
        names += [f"s:{name}" for name in self.styles]
        asked = {f"p:{player}", f"i:{instrument}", f"s:{style}"}
        row = np.array([name in asked for name in names], dtype=np.float32)
        row[: len(self.players)] *= manner
        return row


def conditioning_of(solos: Sequence[Solo]) -> Conditioning:
    """All names in ``solos``, in alphabetical order."""
    return Conditioning(
        players=tuple(sorted({solo.performer for solo in solos} - {""})),
        instruments=tuple(sorted({solo.instrument for solo in solos} - {""})),
        styles=tuple(sorted({solo.style for solo in solos} - {""})),
    )
