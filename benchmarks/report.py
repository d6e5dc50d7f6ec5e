"""The report of the benchmarks: a page of Markdown and a chart.

The page describes the machine by what affects the figures: processor, memory, system and load.
It holds no host name and no path.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

import psutil
from matplotlib.figure import Figure

from benchmarks.timing import Curve, Result

LIBRARIES = (
    "numpy",
    "tensorflow",
    "tensorflow-cpu",
    "keras",
    "jax",
    "torch",
    "streamlit",
    "midirenderer",
    "music21",
)
# Colours of the page's light theme.
INK = "#1d2430"
BRASS = "#9c5400"
PAPER = "#fffdf8"
COLUMNS = 4
"""Charts side by side."""


def run_benchmark(name: str, *, quick: bool) -> list[Result]:
    """Results of the benchmark ``name``; a module-level function, so that a new process can import it."""
    return list(import_module(f"benchmarks.{name}").measure(quick=quick))


def machine() -> dict[str, str]:
    """The machine that measures, by property."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "date": f"{datetime.now(UTC):%d %B %Y}",
        "processor": f"{_processor()}, {cores} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "libraries": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
    }


def load_average() -> float:
    """The system's load average over the last minute; 0 where the system has none."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def write_report(
    folder: Path, results: Mapping[str, Sequence[Result]], loads: tuple[float, float], *, quick: bool
) -> Path:
    """``benchmarks.md`` and its chart, from results by benchmark name; returns the path of the page."""
    curves = [each for found in results.values() for each in found if isinstance(each, Curve)]
    draw_curves(curves).savefig(folder / "benchmarks.png", dpi=150, facecolor=PAPER)
    path = folder / "benchmarks.md"
    path.write_text("\n".join(_lines(results, loads, quick=quick)) + "\n", encoding="utf-8")
    return path


def _lines(
    results: Mapping[str, Sequence[Result]], loads: tuple[float, float], *, quick: bool
) -> Iterable[str]:
    command = "python -m benchmarks --quick" if quick else "make bench"
    yield "# Benchmarks\n"
    yield f"Written by `{command}`; don't edit. Each figure is the median over the rounds, with the"
    yield "lowest and the highest in brackets. Times depend on the machine and its load. Ratios hardly"
    yield "do: the variants run alternately, and a ratio is the median of the ratios of the rounds.\n"
    yield from _markdown(["", ""], [*([name, words] for name, words in machine().items()), _load_row(loads)])
    yield "\n![How cost grows](benchmarks.png)\n"
    for name, found in results.items():
        yield f"## {name}\n\n`python benchmarks/{name}.py{' --quick' if quick else ''}`\n"
        for result in found:
            table = result.as_table() if isinstance(result, Curve) else result
            yield f"**{table.title}**\n"
            yield from _markdown(table.head, table.rows)
            yield ""


def _load_row(loads: tuple[float, float]) -> list[str]:
    return ["load", f"{loads[0]:.1f} at the start, {loads[1]:.1f} at the end"]


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def draw_curves(curves: Sequence[Curve]) -> Figure:
    """One small chart for each curve: the median as a line, lowest to highest as a band."""
    rows = max(1, -(-len(curves) // COLUMNS))
    figure = Figure(figsize=(3 * COLUMNS, 2.6 * rows), layout="constrained")
    for place, curve in enumerate(curves, start=1):
        axes = figure.add_subplot(rows, COLUMNS, place)
        amounts = list(curve.points)
        turns = list(curve.points.values())
        axes.fill_between(amounts, [*map(min, turns)], [*map(max, turns)], color=BRASS, alpha=0.2, lw=0)
        axes.plot(amounts, [*map(median, turns)], "o-", color=BRASS, markersize=3.5, lw=1.3)
        axes.set_title(curve.title, fontsize=9, color=INK)
        axes.set_xlabel(curve.x, fontsize=8)
        axes.set_ylabel(curve.y, fontsize=8)
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.tick_params(labelsize=7)
        axes.set_facecolor(PAPER)
        axes.spines[["top", "right"]].set_visible(False)
    return figure
