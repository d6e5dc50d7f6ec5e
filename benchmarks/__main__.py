"""All benchmarks, one after another, and the report: ``python -m benchmarks [names] [--quick] [--out docs]``.

Each runs in a process of its own, so that none finds memory or modules that another left.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.report import busy, measured, write_report
from benchmarks.timing import show
from tools.command import command

NAMES = ("generation", "startup", "sound", "corpus", "training", "growth", "load")
DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Measure, print and write; the first that fails ends it, and nothing is written."""
    parser = command(__doc__, quick="fewer turns: some minutes instead of many")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="name", help=", ".join(NAMES))
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder of the report, docs/ unless told")
    options = parser.parse_args()
    begun, found = busy(), {}
    for name in options.names or NAMES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
            found[name] = fresh.submit(measured, name, quick=options.quick).result()
        show(found[name])
    print(write_report(options.out, found, (begun, busy()), quick=options.quick))


if __name__ == "__main__":
    main()
