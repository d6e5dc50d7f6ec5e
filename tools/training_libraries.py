"""Install the libraries that only a training needs, while ``make app`` shows the page.

    python -m tools.training_libraries

They are the lines of ``requirements.txt`` from "# Training" on. No package of the page is changed. What pip
says is in ``training-libraries.log``, beside Python's packages. An installation that was stopped is done
again from its beginning, because a package may be incomplete. pip compiles nothing, because that takes longer
than all the rest: all packages are compiled at the end.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.errors import TrainingError
from jazzlstm.model.training_libraries import FAILED, STATE_NAME
from tools.command import command

ROOT = Path(__file__).resolve().parents[1]
MARK = "# Training"
"""The line of ``requirements.txt`` with which their list begins; the Makefile has it too."""
STAMP = ".training"
"""The file that make compares with ``requirements.txt``."""
PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off"]
OPTIONS = ["--no-deps", "--no-compile"]
NICENESS = 10
"""The page goes first."""
BEAT_SECONDS = 1.0


def main() -> None:
    """Install them, and tell so in the terminal."""
    command(__doc__, quick="").parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C ends it with the page; "&" ignores it
    os.nice(NICENESS)
    try:
        if install(ROOT / "requirements.txt", Path(sys.prefix), PIP):
            compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2)
    except TrainingError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def install(requirements: Path, environment: Path, pip: Sequence[str]) -> bool:
    """Install what ``requirements`` lists for training; False if that was done before.

    A second process waits for the first.

    Raises:
        TrainingError: pip failed.
    """
    stamp, state = environment / STAMP, environment / STATE_NAME
    log = environment / "training-libraries.log"
    with (environment / "training-libraries.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.stat().st_mtime >= requirements.stat().st_mtime:
            return False
        wanted = environment / "training-libraries.txt"
        wanted.write_text(training_part(requirements.read_text("utf-8")), "utf-8")
        again = ["--ignore-installed"] if _was_stopped(state) else []
        _tell(f"Installing the libraries that train networks; playing needs none of them. Log: {log}")
        with _state_told(state), log.open("w") as output:
            code = subprocess.call(  # noqa: S603 -- pip
                [*pip, *OPTIONS, *again, "-r", str(wanted)],
                stdout=output,
                stderr=output,
                pass_fds=[lock.fileno()],  # locked until pip ends, even if this process is killed
            )
        if code:
            state.write_text(FAILED, "utf-8")
            raise TrainingError(f"{FAILED}. Log: {log}")
        state.unlink()
        stamp.touch()
        _tell("The libraries that train networks are installed: you can train.")
        return True


def _tell(sentence: str) -> None:
    print(sentence, flush=True)


def training_part(requirements: str) -> str:
    """The lines that only a training needs."""
    return MARK + requirements.partition(f"\n{MARK}")[2]


def _was_stopped(state: Path) -> bool:
    """Whether an installation ended without a word."""
    return state.exists() and not state.read_text("utf-8")


@contextmanager
def _state_told(state: Path) -> Iterator[None]:
    """Touch the file that the page looks at, now and every second."""
    state.write_text("")
    ended = Event()

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            state.touch()

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


if __name__ == "__main__":
    main()
