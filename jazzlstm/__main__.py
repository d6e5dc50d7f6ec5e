"""``python -m jazzlstm``: the command line."""

from __future__ import annotations

import io
import sys

from jazzlstm.cli import main

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a character that the terminal cannot show is escaped
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
