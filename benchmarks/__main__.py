"""Run benchmarks one after another and write the report.

    python -m benchmarks [names] [--quick] [--out docs]

Each benchmark runs in a new process, so that none starts with the memory or modules of another.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.report import load_average, run_benchmark, write_report
from benchmarks.timing import show
from tools.command import command

NAMES = ("generation", "startup", "sound", "corpus", "training", "growth", "load")
DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Measure, print and write; a benchmark that fails ends the run without a report."""
    parser = command(__doc__, quick="fewer rounds: minutes instead of an hour")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="name", help=", ".join(NAMES))
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder of the report (docs/)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    load_before, results = load_average(), {}
    for name in options.names or NAMES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            results[name] = pool.submit(run_benchmark, name, quick=options.quick).result()
        show(results[name])
    print(write_report(options.out, results, (load_before, load_average()), quick=options.quick))


if __name__ == "__main__":
    main()
