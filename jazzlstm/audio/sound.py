"""Sound: two channels of samples, and their rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Stereo sound; frame 0 is beat 0 of the music."""

    samples: NDArray[np.float32] = field(repr=False)
    """(frames, 2), -1.0 to 1.0."""
    rate: int = 48_000
    """Frames a second."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate
