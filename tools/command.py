"""The command line that benchmarks share, and their browser."""

from __future__ import annotations

import os
import shutil
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright


def command(about: str | None, *, quick: str = "fewer turns", corpus: bool = False) -> ArgumentParser:
    """Arguments of a benchmark, told by ``about``.

    ``quick`` says what ``--quick`` spares, "" that there is nothing to spare; ``corpus`` asks for one, and
    for a model beside it.
    """
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    if quick:
        parser.add_argument("--quick", action="store_true", help=quick)
    if corpus:
        about_corpus = "the database, or any corpus"
        parser.add_argument("--wjazzd", type=Path, required=True, metavar="FILE", help=about_corpus)
        parser.add_argument("--model", default="weimar", metavar="NAME|FILE")
    return parser


def open_chromium(playwright: Playwright) -> Browser:
    """Chromium without a window: the one that CHROMIUM names, or else the one on the path."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
