"""Reading MIDI files: files a second, against music21's converter on the same files.

    python benchmarks/corpus.py [--quick]
    python benchmarks/corpus.py --stream 10000 [--bars 8]

The files are made here: 32 bars of eighths over comped changes, a bass and drums.
Ours finds the melody, quantises it and names the chords; music21 parses, no more.
With ``--stream`` so many files go the way of the page instead, through a locker, a
worker and its desk: files a second, and the most memory that each process took.
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

from benchmarks.timing import Result, Table, print_table, ratio, seconds, show, spread, take_turns
from jazzlstm.band import arrange
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.jobs.cluster import close
from jazzlstm.jobs.corpus_items import read_items
from jazzlstm.jobs.reading_jobs import follow_reading
from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart
from tools.command import command

TUNES = ("blues", "minor-blues", "rhythm-changes")
BARS = 32
DIFFERENT = 24


def made_file(seed: int, bars: int = BARS) -> bytes:
    """A quartet on one of the preset forms, its solo a walk in eighths."""
    rng = np.random.default_rng(seed)
    chart, pitches = tune_chart(TUNES[seed % len(TUNES)]), 67 + np.cumsum(rng.integers(-4, 5, 8 * bars))
    notes = tuple(
        Note(i / 2, 0.5, 55 + int(pitch) % 25) for i, pitch in enumerate(pitches) if rng.random() < 0.8
    )
    return write_midi(arrange(Solo(notes, chart, tempo=160.0), beats=4.0 * bars, seed=seed))


def by_us(path: Path) -> None:
    """Read one file into a solo; it has to be taken."""
    if not read_corpus([path]).solos:
        sys.exit(f"{path.name} was left out")


def by_music21(path: Path) -> None:
    """Parse one file, past music21's cache of parsed files."""
    from music21 import converter

    converter.parse(path, forceSource=True, storePickle=False)


def measure(*, quick: bool) -> Iterator[Result]:
    """Make the files, and read them in turns."""
    files = 2 if quick else 8
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), files)
        contenders = {"jazzlstm": by_us, "music21": by_music21}
        figures = take_turns({name: over(paths, read) for name, read in contenders.items()}, turns=files)
    rows = [
        [name, spread([1 / each for each in taken]), f"{ratio(figures['music21'], taken):.1f}"]
        for name, taken in figures.items()
    ]
    yield Table(f"{files} MIDI files of {BARS} bars", ["", "files a second", "x faster than music21"], rows)


def write_files(folder: Path, number: int) -> list[Path]:
    """So many of them in a folder."""
    paths = [folder / f"{seed}.mid" for seed in range(number)]
    for seed, path in enumerate(paths):
        path.write_bytes(made_file(seed))
    return paths


def stream(count: int, bars: int) -> None:
    """So many files through a locker, progress as the page shows it, and what it cost."""
    made = [made_file(seed, bars) for seed in range(DIFFERENT)]
    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        session = create_session()
        session.add_files((f"{number}.mid", made[number % DIFFERENT]) for number in range(count))
        began, most, shown = time.perf_counter(), Counter[str](), 0.0
        while (reading := follow_reading(session)).is_active:
            most |= memory_by_process()
            if reading.done >= shown * count:
                print(
                    f"  {reading.done:,} of {reading.files:,} files: {_told(memory_by_process())}", flush=True
                )
                shown += 0.1
            time.sleep(0.2)
        taken = time.perf_counter() - began
        first = seconds(lambda: read_items(session))
        again = seconds(lambda: read_items(session))
        solos = sum(item.is_included for item in read_items(session))
        close()
    rows = [
        ["files a second", f"{count / taken:.1f}"],
        ["solos taken", f"{solos:,}"],
        ["most memory", _told(most)],
        ["the table from what was read, first and again", f"{first:.1f} s, {again:.2f} s"],
    ]
    print_table(f"{count:,} MIDI files of {bars} bars through one worker", ["", ""], rows)


def memory_by_process() -> Counter[str]:
    """Resident megabytes of this process, the scheduler, the worker and its sandbox."""
    found = Counter[str]()
    own = psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        with suppress(psutil.Error):
            command = " ".join(process.cmdline())
            names = {
                "reader_worker.py": "sandbox",
                "local_cluster.py": "scheduler",
                "spawn_main": "worker",
            }
            name = next((name for word, name in names.items() if word in command), "page")
            found[name] = max(found[name], process.memory_info().rss >> 20)
    return found


def _told(memory: Counter[str]) -> str:
    return ", ".join(f"{name} {size} MB" for name, size in sorted(memory.items()))


def over(paths: list[Path], read: Callable[[Path], None]) -> Callable[[], float]:
    """Each turn reads the next file; returns the seconds it took."""
    turn = iter([paths[0], *paths])  # the first is the warm-up
    return lambda: seconds(partial(read, next(turn)))


def main() -> None:
    """Measure and print."""
    parser = command(__doc__, quick="fewer files")
    parser.add_argument("--stream", type=int, metavar="FILES", help="read so many as the page does")
    parser.add_argument("--bars", type=int, default=BARS, help="of each of these files")
    options = parser.parse_args()
    if options.stream:
        stream(options.stream, options.bars)
    else:
        show(measure(quick=options.quick))


if __name__ == "__main__":
    main()
