"""The command line: ``python -m jazzlstm generate | train | inspect | evaluate``.

    arguments   what can be asked for, with its help
    commands    thin: each turns what was asked into a call of a use-case and prints what comes back
    progress    the line that grows while one waits

An error is one line on stderr; the exit code is 2 when the input or the usage is at
fault, 1 for the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jazzlstm.cli.arguments import read_arguments
from jazzlstm.errors import JazzError

DEBUG_VARIABLE = "JAZZLSTM_DEBUG"
"""Set it to see the traceback of an error nobody foresaw."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    try:
        options = read_arguments(arguments)
        options.command(options)
        sys.stdout.flush()  # here, where a full disk or a reader that has gone can still be told
    except JazzError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # of the machine: a full disk under stdout, a folder nobody may read
        return _fail(": ".join(filter(None, (error.filename, error.strerror or str(error)))), 1)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        hint = f"this is a fault in jazzlstm; please report it ({DEBUG_VARIABLE}=1 shows where)"
        return _fail(f"{type(error).__name__}: {error}; {hint}", 1)
    return 0


def _fail(message: str, code: int) -> int:
    print("jazzlstm:", " ".join(message.split()), file=sys.stderr)
    return code
