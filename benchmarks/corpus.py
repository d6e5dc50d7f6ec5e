"""Reading MIDI files: files a second, against music21's converter on the same files.

    python benchmarks/corpus.py [--quick]

The files are made here: 32 bars of eighths over comped changes, a bass and drums.
Ours finds the melody, quantises it and names the chords; music21 parses, no more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import print_table, ratio, seconds, take_turns
from jazzlstm.band import arrange
from jazzlstm.corpus import read_corpus
from jazzlstm.formats.midi import write_midi
from jazzlstm.music import Note, Solo
from jazzlstm.tunes import tune_chart

TUNES = ("blues", "minor-blues", "rhythm-changes")
BARS = 32


def made_file(seed: int) -> bytes:
    """A quartet on one of the preset forms, its solo a walk in eighths."""
    rng = np.random.default_rng(seed)
    chart, pitches = tune_chart(TUNES[seed % len(TUNES)]), 67 + np.cumsum(rng.integers(-4, 5, 8 * BARS))
    notes = tuple(
        Note(i / 2, 0.5, 55 + int(pitch) % 25) for i, pitch in enumerate(pitches) if rng.random() < 0.8
    )
    return write_midi(arrange(Solo(notes, chart, tempo=160.0), beats=4.0 * BARS, seed=seed))


def by_us(path: Path) -> None:
    """Read one file into a solo; it has to be taken."""
    if not read_corpus([path]).solos:
        sys.exit(f"{path.name} was left out")


def by_music21(path: Path) -> None:
    """Parse one file, past music21's cache of parsed files."""
    from music21 import converter

    converter.parse(path, forceSource=True, storePickle=False)


def main() -> None:
    """Make the files, read them in turns, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer files")
    files = 2 if parser.parse_args().quick else 8
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{seed}.mid" for seed in range(files)]
        for seed, path in enumerate(paths):
            path.write_bytes(made_file(seed))
        contenders = {"jazzlstm": by_us, "music21": by_music21}
        figures = take_turns({name: over(paths, read) for name, read in contenders.items()}, turns=files)
    rows = [
        [name, f"{1 / median(taken):.1f}", f"{ratio(figures['music21'], taken):.1f}"]
        for name, taken in figures.items()
    ]
    print_table(f"{files} MIDI files of {BARS} bars", ["", "files a second", "x faster than music21"], rows)


def over(paths: list[Path], read: Callable[[Path], None]) -> Callable[[], float]:
    """Each turn reads the next file; returns the seconds it took."""
    turn = iter([paths[0], *paths])  # the first is the warm-up
    return lambda: seconds(partial(read, next(turn)))


if __name__ == "__main__":
    main()
