"""Rendering: RustySynth in synthesizer workers, and FluidSynth in threads where it is installed.

    python benchmarks/sound.py [--quick]

Both render the same MIDI segments of the same music, as many at once as there are
synthesizer workers. Arranging, writing MIDI and mastering are not measured.
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

from benchmarks.timing import Result, Table, ratio, seconds, show, spread, take_turns
from jazzlstm.audio import find_soundfont
from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.audio.full_level import split_parts
from jazzlstm.audio.midi_segments import cut_segments
from jazzlstm.audio.synth_pool import SYNTH_WORKERS, play_soon
from jazzlstm.audio.synthesizer import RATE, TAIL_SECONDS
from jazzlstm.band import arrange, split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.theory.tunes import TUNES, tune_chart
from tools.command import command
from tools.practice_solo import practice

Renderer = Callable[[list[bytes]], object]
"""Renders MIDI segments."""
NOT_INSTALLED = "not installed, not measured"


def segments(beats: float, seed: int) -> list[bytes]:
    """MIDI segments of all parts of a blues, as the synthesizer cuts them."""
    tune = TUNES["blues"]
    arrangement = arrange(practice(tune_chart("blues"), beats, tune.tempo), beats=beats, seed=seed)
    files = [MidiFile(file=BytesIO(write_midi(stem))) for stem in split_stems(arrangement)]
    parts = [part for file in files for part, _ in split_parts(file)]
    return [segment.midi for part in parts for segment in cut_segments(part, TAIL_SECONDS)]


def render_with_rustysynth(midis: list[bytes]) -> None:
    """Render in the synthesizer workers."""
    for future in [play_soon(midi, find_soundfont(), RATE) for midi in midis]:
        future.result()


def render_in_threads(midis: list[bytes]) -> None:
    """Render with FluidSynth in threads; it releases the GIL."""
    with ThreadPoolExecutor(SYNTH_WORKERS) as threads:
        list(threads.map(lambda midi: render_with_fluidsynth(midi, find_soundfont(), RATE), midis))


def renderers() -> Mapping[str, Renderer]:
    """The installed synthesizers by name."""
    found = {"RustySynth": render_with_rustysynth}
    return found | {"FluidSynth": render_in_threads} if find_library("fluidsynth") else found


def timed(render: Renderer, beats: float) -> Callable[[], float]:
    """A function that renders with the next seed and returns the seconds."""
    seeds = count()
    return lambda: seconds(partial(render, segments(beats, next(seeds))))


def compare(title: str, beats: float, turns: int) -> Table:
    """Measure all renderers alternately, with the same seeds."""
    figures = take_turns({name: timed(render, beats) for name, render in renderers().items()}, turns)
    ours = figures["RustySynth"]
    rows = [[name, spread(taken), f"{ratio(taken, ours):.2f}"] for name, taken in figures.items()]
    if "FluidSynth" not in figures:
        rows.append(["FluidSynth", NOT_INSTALLED, ""])
    return Table(title, ["", "seconds", "x as long"], rows)


def measure(*, quick: bool) -> Iterator[Result]:
    """Tables for a short and a long solo."""
    yield compare("Twenty beats of solo and band, two stems, to raw sound", 20, 5 if quick else 15)
    yield compare("Ten choruses of blues, two stems, to raw sound", 480, 2 if quick else 5)


def main() -> None:
    """Print the tables."""
    show(measure(quick=command(__doc__).parse_args().quick))


if __name__ == "__main__":
    main()
