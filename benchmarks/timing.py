"""Taking turns, medians and spread, and what a benchmark returns: tables and curves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side: the first column names the rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Curve:
    """How a cost grows: for each amount of ``x`` what the turns measured."""

    title: str
    x: str
    y: str
    points: Mapping[float, Sequence[float]]

    def as_table(self) -> Table:
        """The same in figures."""
        return Table(
            self.title,
            [self.x, self.y],
            [[f"{amount:,.0f}", spread(found)] for amount, found in self.points.items()],
        )


Result = Table | Curve


def spread(figures: Sequence[float]) -> str:
    """The median, and between which the turns were, in three digits."""
    low, middle, high = (_short(value) for value in (min(figures), median(figures), max(figures)))
    return middle if low == high else f"{middle} ({low} to {high})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(results: Iterable[Result]) -> None:
    """Print each as it comes."""
    for result in results:
        table = result.as_table() if isinstance(result, Curve) else result
        print_table(table.title, table.head, table.rows)
        print(flush=True)


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def take_turns(contenders: Mapping[str, Callable[[], float]], turns: int) -> dict[str, list[float]]:
    """The figures that contenders return, one a turn: first each once unheard, to warm up."""
    for run in contenders.values():
        run()
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, run in contenders.items():
            figures[name].append(run())
    return figures


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median over the turns of ours to theirs."""
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A title and columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print(title)
    for row in [head, *rows]:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([f"  {first}", *others]).rstrip())
