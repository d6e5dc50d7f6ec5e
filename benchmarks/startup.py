"""From the start of a process to the first solo as WAV: seconds and peak memory.

    python benchmarks/startup.py [--quick]

Each figure is of a fresh Python, as a musician who runs the command line meets it;
importing TensorFlow alone stands beside it, for what is saved by not doing so.
"""

from __future__ import annotations

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
from jazzlstm.services.play import DEFAULT_MODEL, list_models
from tools.command import command
from tools.random_network import random_network

ROOT = Path(__file__).resolve().parents[1]
KIBIBYTES = 1 if sys.platform != "darwin" else 1024
"""What the system counts peak memory in: kibibytes on Linux, bytes on macOS."""
WATCH = """
import os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen([sys.executable, *sys.argv[1:]], stdout=2)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - start, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Started in between, for a process begins with the peak of the one that starts it, and this one is small."""


def fresh(code: list[str], peaks: list[float]) -> Callable[[], float]:
    """Seconds of one new Python; its peak memory, in MB, goes into ``peaks``."""

    def turn() -> float:
        done = subprocess.run(  # noqa: S603 -- this Python, our code
            [sys.executable, "-c", WATCH, *code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(code)}: {done.stderr}")
        taken, peak = done.stdout.split()
        peaks.append(float(peak) / KIBIBYTES / 1024)
        return float(taken)

    return turn


def model_for(folder: Path) -> str:
    """The default model where it is present; else one of its size with drawn weights."""
    if DEFAULT_MODEL in list_models():
        return DEFAULT_MODEL
    write_model(folder / "drawn.safetensors", random_network(ModelConfig(256, 2)))
    return str(folder / "drawn.safetensors")


def measure(*, quick: bool) -> Iterator[Result]:
    """Fresh processes, in turns."""
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
        figures = take_turns({name: fresh(code, peaks[name]) for name, code in commands.items()}, turns)
    tensorflow = figures["import tensorflow"]
    rows = [
        [name, spread(taken), f"{median(peaks[name]):.0f}", f"{ratio(tensorflow, taken):.1f}"]
        for name, taken in figures.items()
    ]
    yield Table("A fresh process", ["", "seconds", "peak MB", "x faster than TensorFlow's import"], rows)


def main() -> None:
    """Measure and print."""
    show(measure(quick=command(__doc__).parse_args().quick))


if __name__ == "__main__":
    main()
