"""Notes to sound: the band played by RustySynth, in our booths, and by FluidSynth where it is installed.

    python benchmarks/sound.py [--quick]

Twenty beats in two stems, and ten choruses of blues, cut into the same passages for both,
as many at once as there are processors. FluidSynth is called as ``audio/fluidsynth.py``
does it, in threads: it lets Python go on meanwhile. Neither arranges, writes nor masters here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from ctypes.util import find_library
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path

from mido import MidiFile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.band import practice
from benchmarks.timing import Result, Table, ratio, seconds, show, spread, take_turns
from jazzlstm.audio import find_soundfont
from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.audio.midi_segments import cut_segments
from jazzlstm.audio.synth_pool import SYNTH_WORKERS, play_soon
from jazzlstm.audio.synthesizer import RATE, TAIL_SECONDS
from jazzlstm.band import arrange, split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.theory.tunes import TUNES, tune_chart
from tools.command import command

Play = Callable[[list[bytes]], object]
NOT_HERE = "not installed here, so not measured"


def stems(beats: float, seed: int) -> list[bytes]:
    """Solo and band over a blues, each cut into passages; one list, as the booths get it."""
    tune = TUNES["blues"]
    arrangement = arrange(practice(tune_chart("blues"), beats, tune.tempo), beats=beats, seed=seed)
    files = [MidiFile(file=BytesIO(write_midi(stem))) for stem in split_stems(arrangement)]
    return [passage.midi for file in files for passage in cut_segments(file, TAIL_SECONDS)]


def by_rustysynth(passages: list[bytes]) -> None:
    """In processes of their own."""
    for future in [play_soon(midi, find_soundfont(), RATE) for midi in passages]:
        future.result()


def by_fluidsynth(passages: list[bytes]) -> None:
    """In threads."""
    with ThreadPoolExecutor(SYNTH_WORKERS) as threads:
        list(threads.map(lambda midi: render_with_fluidsynth(midi, find_soundfont(), RATE), passages))


def contenders() -> Mapping[str, Play]:
    """Who can play here."""
    found = {"RustySynth": by_rustysynth}
    return found | {"FluidSynth": by_fluidsynth} if find_library("fluidsynth") else found


def turn(play: Play, beats: float) -> Callable[[], float]:
    """Seconds that music of so many beats takes, each turn with another seed."""
    seeds = count()
    return lambda: seconds(partial(play, stems(beats, next(seeds))))


def compare(title: str, beats: float, turns: int) -> Table:
    """All that can play, in turns; the same seeds for each."""
    figures = take_turns({name: turn(play, beats) for name, play in contenders().items()}, turns)
    ours = figures["RustySynth"]
    rows = [[name, spread(taken), f"{ratio(taken, ours):.2f}"] for name, taken in figures.items()]
    if "FluidSynth" not in figures:
        rows.append(["FluidSynth", NOT_HERE, ""])
    return Table(title, ["", "seconds", "x as long"], rows)


def measure(*, quick: bool) -> Iterator[Result]:
    """Short and long."""
    yield compare("Twenty beats of solo and band, two stems, to raw sound", 20, 5 if quick else 15)
    yield compare("Ten choruses of blues, two stems, to raw sound", 480, 2 if quick else 5)


def main() -> None:
    """Measure and print."""
    show(measure(quick=command(__doc__).parse_args().quick))


if __name__ == "__main__":
    main()
