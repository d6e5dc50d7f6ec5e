"""The day on which a wheel was made."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from tools.release_dates import release_date


def wheel(folder: Path, *days: tuple[int, int, int]) -> Path:
    path = folder / "band-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as files:
        for number, day in enumerate(days):
            files.writestr(zipfile.ZipInfo(f"file{number}", (*day, 0, 0, 0)), "")
    return path


def test_the_newest_file_tells_the_day(tmp_path: Path) -> None:
    assert release_date(wheel(tmp_path, (2016, 1, 1), (2025, 3, 12), (2024, 1, 1))) == date(2025, 3, 12)


def test_a_reproducible_wheel_tells_none(tmp_path: Path) -> None:
    assert release_date(wheel(tmp_path, (1980, 1, 1), (2020, 2, 2))) is None
