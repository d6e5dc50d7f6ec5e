"""What several test files share: the browser that the browser tests drive."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium as the system has it; ``make test`` names one in CHROMIUM, and installs it where it can."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox"]
    return (
        browser_type_launch_args | {"args": arguments} | ({"executable_path": chromium} if chromium else {})
    )
