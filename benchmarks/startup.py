"""The command line, from the start of the process to a solo on disk: seconds and peak memory.

    python benchmarks/startup.py [--quick]

Each figure is of a new Python process. Its modules are compiled already, as after the first start of an
installation, whatever PYTHONDONTWRITEBYTECODE says. The import of TensorFlow, which generation avoids, is
measured for comparison.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Result, Table, ratio, show, spread, take_turns
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_file import write_model
from jazzlstm.services.models import DEFAULT_MODEL, list_models
from tools.command import command
from tools.random_network import random_network

ROOT = Path(__file__).resolve().parents[1]
MAXRSS_PER_KIBIBYTE = 1 if sys.platform != "darwin" else 1024
"""``ru_maxrss`` is in kibibytes on Linux, in bytes on macOS."""
MEASURED_START = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=2)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A small process that starts the measured one: a child inherits the peak memory of its parent."""


def new_process(code: list[str], compiled: Path, peaks: list[float]) -> Callable[[], float]:
    """A function that runs Python and returns the seconds; it appends the peak memory in MB to ``peaks``.

    ``compiled``: the folder of compiled modules; the first run fills it.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}

    def turn() -> float:
        done = subprocess.run(  # noqa: S603 -- this Python, code of this file
            [sys.executable, "-c", MEASURED_START, *code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{' '.join(code)}: {done.stderr}")
        elapsed, peak = done.stdout.split()
        peaks.append(float(peak) / MAXRSS_PER_KIBIBYTE / 1024)
        return float(elapsed)

    return turn


def model_for(folder: Path) -> str:
    """The default model if installed, else one of its size with random weights."""
    if DEFAULT_MODEL in list_models():
        return DEFAULT_MODEL
    write_model(folder / "random.safetensors", random_network(ModelConfig(256, 2)))
    return str(folder / "random.safetensors")


def measure(*, quick: bool) -> Iterator[Result]:
    """Run the commands alternately, each in a new process."""
    turns = 2 if quick else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate = [
            "-m",
            "jazzlstm",
            "generate",
            "--model",
            model_for(folder),
            "--out",
            str(folder / "solos"),
        ]
        commands = {
            "20 beats with the band, as WAV": [*generate, "--format", "wav"],
            "the same, as MIDI": [*generate, "--format", "mid"],
            "import jazzlstm": ["-c", "import jazzlstm"],
            "import tensorflow": ["-c", "import tensorflow"],
        }
        peaks: dict[str, list[float]] = {name: [] for name in commands}
        runs = {name: new_process(code, folder / "compiled", peaks[name]) for name, code in commands.items()}
        figures = take_turns(runs, turns)
    tensorflow = figures["import tensorflow"]
    rows = [
        [name, spread(taken), f"{median(peaks[name]):.0f}", f"{ratio(tensorflow, taken):.1f}"]
        for name, taken in figures.items()
    ]
    yield Table("A new process", ["", "seconds", "peak MB", "x faster than TensorFlow's import"], rows)


def main() -> None:
    """Print the table."""
    show(measure(quick=command(__doc__).parse_args().quick))


if __name__ == "__main__":
    main()
