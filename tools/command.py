"""The command line, the browser and the printed tables of benchmarks and tools."""

from __future__ import annotations

import os
import shutil
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright


def command(about: str | None, *, quick: str = "fewer runs", corpus: bool = False) -> ArgumentParser:
    """The argument parser of a program.

    Args:
        about: the description, usually the docstring of the program.
        quick: help of ``--quick``; "" for a program without it.
        corpus: True for the options ``--wjazzd`` and ``--model``.
    """
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    if quick:
        parser.add_argument("--quick", action="store_true", help=quick)
    if corpus:
        parser.add_argument(
            "--wjazzd", type=Path, required=True, metavar="FILE", help="wjazzd.db, or another corpus"
        )
        parser.add_argument("--model", default="weimar", metavar="NAME|FILE")
    return parser


def open_chromium(playwright: Playwright) -> Browser:
    """Headless Chromium: the path in the variable CHROMIUM, else the one on PATH."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a title and columns; the first column is aligned left, the others right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print(title)
    for row in [head, *rows]:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join([f"  {first}", *others]).rstrip())
