"""The command line that benchmarks share."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path


def command(about: str | None, *, quick: str = "fewer turns", corpus: bool = False) -> ArgumentParser:
    """Arguments of a benchmark: ``--quick``, and for one of a network beside people, a corpus and a model."""
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=quick)
    if corpus:
        about_corpus = "the database, or any corpus"
        parser.add_argument("--wjazzd", type=Path, required=True, metavar="FILE", help=about_corpus)
        parser.add_argument("--model", default="weimar", metavar="NAME|FILE")
    return parser
