"""What a page of sheet music shows, and for whom it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Content = Literal["exact", "simple", "chords"]
"""Notes in the exact rhythm, notes in a rhythm that is easy to read, or the chords of one chorus."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of sheet music."""

    content: Content = "exact"
    semitones: int = 0
    """Written minus sounding pitch: 2 for a B-flat trumpet, 14 for a tenor saxophone, 9 for an alto."""
    clef: str = "treble"
    """"treble" or "bass"."""
    beats: float | None = None
    """The least to write, up to the next barline. None: to the bar of the last note, or to the end of the
    chorus if that is at most a system later."""
    swing: bool = True
    """Whether eighths are swung."""
    style: str = ""
    """Above the first bar: "Bossa nova". By default "Swing" or "Straight eighths"."""
    part: str = ""
    """Whose part it is: "Alto saxophone in E♭"."""
    subtitle: str = ""
    """Below the title."""

    @property
    def marking(self) -> str:
        """The words above the first bar: the style, and whether eighths are swung."""
        eighths = "Swing" if self.swing else "Straight eighths"
        if self.style.lower() in ("", eighths.lower()):
            return eighths
        return f"{self.style}, {eighths.lower()}"
