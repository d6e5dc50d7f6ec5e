"""When the versions of ``requirements.txt`` were made, for the table in ``docs/dependencies.md``.

    python -m pip download --no-deps --requirement requirements.txt --dest WHEELS
    python -m tools.release_dates WHEELS

A wheel is a zip, whose newest file tells the day. Some projects give all files the same old day, so that a
wheel can be made again byte for byte: theirs is not known.
"""

from __future__ import annotations

import sys
import zipfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.command import command

REPRODUCIBLE = frozenset({date(1980, 1, 1), date(2016, 1, 1), date(2020, 2, 2)})
"""Days that build tools write instead of the true one."""


def release_date(wheel: Path) -> date | None:
    """The day of the newest file in a wheel; None if it is not the true one."""
    with zipfile.ZipFile(wheel) as files:
        newest = max(date(*each.date_time[:3]) for each in files.infolist())
    return None if newest in REPRODUCIBLE else newest


def main() -> None:
    """Print name, version and day of each wheel, oldest first."""
    parser = command(__doc__, quick="")
    parser.add_argument("wheels", type=Path, metavar="WHEELS", help="a folder")
    wheels = sorted(parser.parse_args().wheels.glob("*.whl"))
    for day, wheel in sorted((str(release_date(path) or "unknown"), path.name) for path in wheels):
        name, version, *_ = wheel.split("-")
        print(f"{day:<10}  {name} {version}")


if __name__ == "__main__":
    main()
