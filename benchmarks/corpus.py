"""Reading MIDI files, in files a second, against the converter of music21.

    python benchmarks/corpus.py [--quick]
    python benchmarks/corpus.py --stream 10000 [--bars 8]

The files are generated: 32 bars of eighths over comping, bass and drums. This program finds
the melody, quantises it and detects the chords; music21 only parses. ``--stream`` reads files as
the page does instead, in a session, by a worker with its sandboxed reader, and prints files a
second and the peak memory of each process.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Result, Table, ratio, seconds, show, spread, take_turns
from jazzlstm.band import arrange
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.jobs.cluster import close
from jazzlstm.jobs.corpus_items import read_items
from jazzlstm.jobs.reading_jobs import follow_reading
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart
from tools.command import command, print_table

TUNES = ("blues", "minor-blues", "rhythm-changes")
BARS = 32
"""Length of a file."""
DIFFERENT_FILES = 24
"""With ``--stream``; they are repeated under other names."""
POLL_SECONDS = 0.2
PROCESS_NAMES = {
    "reader_worker.py": "sandboxed reader",
    "local_cluster.py": "scheduler",
    "spawn_main": "worker",
}
"""Process by a word of its command line; any other is the page."""


def quartet_file(seed: int, bars: int = BARS) -> bytes:
    """A MIDI file of a quartet on one of ``TUNES``; its solo is a random walk in eighths."""
    rng = np.random.default_rng(seed)
    chart, pitches = tune_chart(TUNES[seed % len(TUNES)]), 67 + np.cumsum(rng.integers(-4, 5, 8 * bars))
    notes = tuple(
        Note(i / 2, 0.5, 55 + int(pitch) % 25) for i, pitch in enumerate(pitches) if rng.random() < 0.8
    )
    return write_midi(arrange(Solo(notes, chart, tempo=160.0), beats=4.0 * bars, seed=seed))


def read_with_jazzlstm(path: Path) -> None:
    """Read one file into a solo."""
    if not read_corpus([path]).solos:
        sys.exit(f"{path.name} was skipped: it must hold a solo")


def read_with_music21(path: Path) -> None:
    """Parse one file without music21's cache."""
    from music21 import converter

    converter.parse(path, forceSource=True, storePickle=False)


def measure(*, quick: bool) -> Iterator[Result]:
    """Write the files and read them alternately."""
    files = 2 if quick else 8
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), files)
        contenders = {"jazzlstm": read_with_jazzlstm, "music21": read_with_music21}
        figures = take_turns({name: read_next(paths, read) for name, read in contenders.items()}, turns=files)
    rows = [
        [name, spread([1 / each for each in taken]), f"{ratio(figures['music21'], taken):.1f}"]
        for name, taken in figures.items()
    ]
    yield Table(f"{files} MIDI files of {BARS} bars", ["", "files a second", "x faster than music21"], rows)


def write_files(folder: Path, number: int) -> list[Path]:
    """Write ``number`` different files; returns their paths."""
    paths = [folder / f"{seed}.mid" for seed in range(number)]
    for seed, path in enumerate(paths):
        path.write_bytes(quartet_file(seed))
    return paths


def stream(count: int, bars: int) -> None:
    """Read ``count`` files in a session as the page does, and print progress and cost."""
    files = [quartet_file(seed, bars) for seed in range(DIFFERENT_FILES)]
    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        session = create_session()
        session.add_files((f"{number}.mid", files[number % DIFFERENT_FILES]) for number in range(count))
        start = time.perf_counter()
        peak = follow_to_end(session, count)
        elapsed = time.perf_counter() - start
        first = seconds(lambda: read_items(session))
        again = seconds(lambda: read_items(session))
        solos = sum(item.is_included for item in read_items(session))
        close()
    rows = [
        ["files a second", f"{count / elapsed:.1f}"],
        ["solos included", f"{solos:,}"],
        ["peak memory", _memory_text(peak)],
        ["table of the solos, first and second time", f"{first:.1f} s, {again:.2f} s"],
    ]
    print_table(f"{count:,} MIDI files of {bars} bars, one worker", ["", ""], rows)


def follow_to_end(session: Session, count: int) -> Counter[str]:
    """Wait for the reading job, and print its progress at each tenth; returns the peak memory by process."""
    peak, shown = Counter[str](), 0.0
    while (reading := follow_reading(session)).is_active:
        memory = memory_by_process()
        peak |= memory
        if reading.done >= shown * count:
            print(f"  {reading.done:,} of {reading.files:,} files: {_memory_text(memory)}", flush=True)
            shown += 0.1
        time.sleep(POLL_SECONDS)
    return peak


def memory_by_process() -> Counter[str]:
    """Resident megabytes of this process, the scheduler, the worker and its sandboxed reader."""
    found = Counter[str]()
    own = psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        with suppress(psutil.Error):
            command = " ".join(process.cmdline())
            name = next((name for word, name in PROCESS_NAMES.items() if word in command), "page")
            found[name] = max(found[name], process.memory_info().rss >> 20)
    return found


def _memory_text(memory: Counter[str]) -> str:
    return ", ".join(f"{name} {size} MB" for name, size in sorted(memory.items()))


def read_next(paths: list[Path], read: Callable[[Path], None]) -> Callable[[], float]:
    """A function that reads the next file and returns the seconds."""
    remaining = iter([paths[0], *paths])  # the first call warms up
    return lambda: seconds(partial(read, next(remaining)))


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="fewer files")
    parser.add_argument("--stream", type=int, metavar="FILES", help="read this many files as the page does")
    parser.add_argument("--bars", type=int, default=BARS, help="length of these files")
    options = parser.parse_args()
    if options.stream:
        stream(options.stream, options.bars)
    else:
        show(measure(quick=options.quick))


if __name__ == "__main__":
    main()
