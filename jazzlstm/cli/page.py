"""The command ``page``: the page in the browser, as ``make app`` starts it in a checkout."""

from __future__ import annotations

import argparse
import subprocess
import sys

from jazzlstm.errors import InputError
from jazzlstm.files import shipped

PAGE_HELP = "open the page in the browser"


def add_page(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``page``."""
    parser.add_argument(
        "--port", type=int, default=8501, metavar="N", help="port of the page (default: 8501)"
    )
    parser.set_defaults(command=page)


def page(options: argparse.Namespace) -> None:
    """Start the page, and wait until it is stopped with Ctrl-C.

    Raises:
        InputError: the page ended at once, for instance because the port is in use.
    """
    script = shipped("streamlit_app.py")
    command = [sys.executable, "-m", "jazzlstm.ui.run", str(script), "--server.headless=false"]
    command += ["--server.address=localhost", f"--server.port={options.port}"]
    with subprocess.Popen(command) as process:  # noqa: S603 -- this Python, the page of the program
        try:
            ended = process.wait()
        except KeyboardInterrupt:
            process.terminate()  # Ctrl-C has reached it as well, another interrupt has not
            ended = process.wait()
    if ended > 0:
        raise InputError(f"the page could not be started on port {options.port}: choose another with --port")
