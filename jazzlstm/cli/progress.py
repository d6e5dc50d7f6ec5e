"""A progress bar on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress


class ProgressBar:
    """A bar that is redrawn in place; one line per update where stderr is not a terminal."""

    WIDTH = 24
    """Characters."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.on_terminal = sys.stderr.isatty()
        self.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_open:
            print(file=sys.stderr, flush=True)

    def epoch(self, progress: Progress) -> None:
        """Show that an epoch of training is complete."""
        seconds = round(progress.seconds_left)
        self._draw(
            progress.epoch / progress.epochs,
            f"epoch {progress.epoch}/{progress.epochs}"
            f"  loss {progress.loss:.3f}  held-out {progress.held_out_loss:.3f}"
            f"  {seconds // 60}:{seconds % 60:02d} left",
        )

    def at(self, share: float) -> None:
        """Show the share that is done, 0 to 1; on a terminal only."""
        if self.on_terminal:
            self._draw(share, f"{self.label} {share:.0%}")

    def _draw(self, share: float, text: str) -> None:
        filled = int(self.WIDTH * share + 1e-9)
        line = f"[{'#' * filled}{'.' * (self.WIDTH - filled)}] {text}"
        print(f"\r{line}" if self.on_terminal else f"{line}\n", end="", file=sys.stderr, flush=True)
        self.is_open = self.on_terminal
