"""The line that grows while one waits."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress


class ProgressBar:
    """One line that grows; a line each time where stderr is not a terminal. Left wherever the work stops."""

    WIDTH = 24

    def __init__(self, what: str) -> None:
        self.what = what
        self.on_terminal = sys.stderr.isatty()
        self.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_open:
            print(file=sys.stderr, flush=True)

    def epoch(self, progress: Progress) -> None:
        """An epoch of training is over."""
        left = round(progress.seconds_left)
        self._grow(
            progress.epoch / progress.epochs,
            f"epoch {progress.epoch}/{progress.epochs}"
            f"  loss {progress.loss:.3f}  held-out {progress.held_out_loss:.3f}"
            f"  {left // 60}:{left % 60:02d} left",
        )

    def at(self, share: float) -> None:
        """So much is done, from 0 to 1; told on a terminal only, where it takes no lines."""
        if self.on_terminal:
            self._grow(share, f"{self.what} {share:.0%}")

    def _grow(self, share: float, words: str) -> None:
        done = int(self.WIDTH * share + 1e-9)
        line = f"[{'#' * done}{'.' * (self.WIDTH - done)}] {words}"
        print(f"\r{line}" if self.on_terminal else f"{line}\n", end="", file=sys.stderr, flush=True)
        self.is_open = self.on_terminal
