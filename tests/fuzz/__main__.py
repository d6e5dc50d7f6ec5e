"""The command line of the fuzzer."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.fuzz import __doc__ as about
from tests.fuzz.campaign import Finding, fuzz, read, serve

KINDS: tuple[str, ...] = ("midi", "musicxml", "database", "zip", "model")
KINDS += ("chart", "ireal", "improvisor", "abc", "chords", "musescore")
KINDS += ("live", "mirror", "record", "theme", "link")


def main() -> None:
    """Run a campaign for each kind, or read one input again."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "kinds", nargs="*", choices=[*KINDS, "faulty", []], metavar="kind", help=", ".join(KINDS)
    )
    parser.add_argument("--minutes", type=float, default=1.0, help="CPU time for each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--number", type=int, help="read only this input and save it to a file")
    parser.add_argument("--child", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    kinds = options.kinds or KINDS
    if options.child:
        serve(kinds[0], options.seed, *options.child)
    elif options.number is not None:
        again(kinds[0], options.seed, options.number)
    else:
        found = [
            print_finding(kind, fuzz(kind, options.seed, seconds=60 * options.minutes)) for kind in kinds
        ]
        sys.exit(any(finding.faults for finding in found))


def print_finding(kind: str, found: Finding) -> Finding:
    """Print the counts, and one line for each fault."""
    counts = found.counts
    print(
        f"{kind}: {counts.total():,} inputs in {found.seconds / 60:.1f} minutes of CPU time:"
        f" {counts['read']:,} read, {counts['refused']:,} refused, {counts['fault']:,} faults;"
        f" at most {found.slowest:.1f} s and {found.largest:.0f} MB",
        flush=True,
    )
    for number, words in found.faults.items():
        print(f"  {number}: {words}")
    return found


def again(kind: str, seed: int, number: int) -> None:
    """Read one input again and save it to a file; a fault shows its traceback."""
    from tests.fuzz.targets import TARGETS, damaged

    data = damaged(kind, seed, number)
    path = Path(f"fuzz-{kind}-{seed}-{number}.bin")
    path.write_bytes(data)
    start = time.process_time()
    result, words = read(kind, data)
    print(f"{path}: {result} {words} ({time.process_time() - start:.2f} s)")
    if result == "fault":
        TARGETS[kind].read(data)


if __name__ == "__main__":
    main()
