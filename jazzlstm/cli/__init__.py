"""The command line: ``python -m jazzlstm generate | train | inspect | charts | evaluate``.

    arguments.py   the options and their help
    commands.py    one function per command: it calls a service and prints the result
    progress.py    a progress bar

An error is one line on stderr. The exit code is 2 for wrong input or usage, 1 for other errors.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jazzlstm.cli.arguments import read_arguments
from jazzlstm.errors import JazzError

DEBUG_VARIABLE = "JAZZLSTM_DEBUG"
"""Environment variable: if set, an unexpected error shows its traceback."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    try:
        options = read_arguments(arguments)
        options.command(options)
        sys.stdout.flush()  # reports a full disk or a closed pipe below
    except JazzError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except BrokenPipeError:  # the reader of the output has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a full disk, a folder without permission
        return _fail(": ".join(filter(None, (error.filename, error.strerror or str(error)))), 1)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        hint = f"this is a bug in jazzlstm: please report it ({DEBUG_VARIABLE}=1 shows the traceback)"
        return _fail(f"{type(error).__name__}: {error}; {hint}", 1)
    return 0


def _fail(message: str, code: int) -> int:
    print("jazzlstm:", " ".join(message.split()), file=sys.stderr)
    return code
