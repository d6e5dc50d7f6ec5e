"""All benchmarks, one after another, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NAMES = ("generation", "startup", "corpus", "training")


def main() -> None:
    """Run each; the first that fails ends it with its exit code."""
    for name in NAMES:
        script = Path(__file__).with_name(f"{name}.py")
        done = subprocess.run([sys.executable, str(script), *sys.argv[1:]], check=False)  # noqa: S603 -- this Python, our scripts
        if done.returncode:
            sys.exit(done.returncode)
        print()


if __name__ == "__main__":
    main()
