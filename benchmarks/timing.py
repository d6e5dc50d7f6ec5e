"""Clocks, medians, and the tables and curves that a benchmark returns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tools.command import print_table


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the first column names the row."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Curve:
    """Cost against size: for each ``x``, one measurement of ``y`` per round."""

    title: str
    x: str
    y: str
    points: Mapping[float, Sequence[float]]

    def as_table(self) -> Table:
        """Two columns: size and cost."""
        return Table(
            self.title,
            [self.x, self.y],
            [[f"{size:,.0f}", spread(costs)] for size, costs in self.points.items()],
        )


Result = Table | Curve


def spread(figures: Sequence[float]) -> str:
    """``median (lowest to highest)``, three digits each."""
    low, middle, high = (_short(value) for value in (min(figures), median(figures), max(figures)))
    return middle if low == high else f"{middle} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(results: Iterable[Result]) -> None:
    """Print each result as soon as it is measured."""
    for result in results:
        table = result.as_table() if isinstance(result, Curve) else result
        print_table(table.title, table.head, table.rows)
        print(flush=True)


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def take_turns(contenders: Mapping[str, Callable[[], float]], turns: int) -> dict[str, list[float]]:
    """Call the contenders alternately, ``turns`` times each, after one unmeasured call to warm up.

    Returns:
        What each contender returned, by name, in the order of the rounds.
    """
    for run in contenders.values():
        run()
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, run in contenders.items():
            figures[name].append(run())
    return figures


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Median over the rounds of ours divided by theirs."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))
