"""Cost against size: generating, rendering, reading and training.

    python benchmarks/growth.py [--quick]

The sizes of a curve are measured alternately, so that the load of the machine affects all of
them. Networks have random weights; such networks differ in notes a beat, so their sizes are
compared by time an event. ``load.py`` measures memory against sessions.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np

from benchmarks.corpus import BARS, write_files
from benchmarks.generation import CHART, TEMPO, single_layer
from benchmarks.timing import Curve, Result, seconds, show, take_turns
from benchmarks.training import keras_rates, random_walk_solos
from jazzlstm.audio import render_sound
from jazzlstm.band import arrange
from jazzlstm.encoding.events import encode_notes
from jazzlstm.encoding.history import History
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Take
from jazzlstm.theory.tunes import tune_chart
from tools.command import command
from tools.practice_solo import practice

BEATS = 64
"""Length of a solo where another size varies."""
EVENTS_MEASURED = 50
"""From each length of history on."""


def curve(title: str, x: str, y: str, work: Mapping[int, Callable[[], object]], turns: int) -> Curve:
    """Seconds of the work at each size, measured alternately."""
    figures = take_turns({str(size): partial(seconds, each) for size, each in work.items()}, turns)
    return Curve(title, x, y, {float(size): costs for size, costs in figures.items()})


def generate(network: Network, *, beats: float = BEATS, takes: int = 1) -> Callable[[], list[Take]]:
    """A function that generates takes."""
    settings = Settings(beats=beats, takes=takes)
    return lambda: improvise(network, CHART, settings, tempo=TEMPO)


def improvising(turns: int) -> Iterator[Curve]:
    """Curves by size of the network, by number of takes, and by length."""
    sizes = {units: generate(single_layer(units)) for units in (64, 128, 256, 512)}
    each = curve("Generating an event", "units", "milliseconds", sizes, turns)
    events = {float(units): len(encode_notes(play()[0].solo.notes)) for units, play in sizes.items()}
    points = {units: [1000 * time / events[units] for time in times] for units, times in each.points.items()}
    yield replace(each, points=points)
    network = single_layer(256)
    side_by_side = {takes: generate(network, takes=takes) for takes in (1, 4, 16, 64)}
    yield curve(f"{BEATS} beats, 256 units", "takes", "seconds", side_by_side, turns)
    lengths = {beats: generate(network, beats=beats) for beats in (16, 64, 256, 1024)}
    yield curve("One take, 256 units", "beats", "seconds", lengths, turns)
    yield history_features(turns)


def history_features(turns: int) -> Curve:
    """A curve of the time to update the history features with one event, by the events before it."""
    rng = np.random.default_rng(0)
    events_before = (100, 500, 1000, 4000)
    total = events_before[-1] + EVENTS_MEASURED
    pitches, lengths = rng.integers(20, 29, total), rng.choice([2, 5, 5, 11], total)
    points: dict[float, list[float]] = {float(events): [] for events in events_before}
    for _ in range(turns):
        history = History(1)
        for i in range(len(pitches)):
            event = pitches[i : i + 1], lengths[i : i + 1]
            elapsed = seconds(partial(history.append, *event))
            for events, times in points.items():
                if events <= i < events + EVENTS_MEASURED:
                    times.append(1000 * elapsed)
    return Curve("History of an event", "events before it", "milliseconds", points)


def sounding(turns: int) -> Curve:
    """A curve of arranging and rendering a blues with its band."""
    chart = tune_chart("blues")

    def sound(beats: int) -> object:
        return render_sound(write_midi(arrange(practice(chart, beats, TEMPO), beats=beats)))

    work = {beats: partial(sound, beats) for beats in (20, 48, 96, 192)}
    return curve("Arranging and rendering", "beats", "seconds", work, turns)


def reading(folder: Path, turns: int) -> Curve:
    """A curve of reading MIDI files into solos."""
    paths = write_files(folder, 12)
    work: dict[int, Callable[[], object]] = {
        number: partial(read_corpus, paths[:number]) for number in (1, 3, 6, 12)
    }
    return curve(f"Reading MIDI of {BARS} bars", "files", "seconds", work, turns)


def training(counts: Sequence[int], epochs: int) -> Curve:
    """A curve of epochs of one layer of 64 units; the first epoch, which compiles, is not counted."""
    points = {}
    for count in counts:
        solos = random_walk_solos(count)
        events = sum(len(encode_notes(each.notes)) for each in solos)
        rates = keras_rates(ModelConfig(64, 1, 0, 128, 64), solos, epochs)
        points[float(sum(len(each.notes) for each in solos))] = [events / rate for rate in rates]
    return Curve("An epoch of training, 64 units", "notes", "seconds", points)


def measure(*, quick: bool) -> Iterator[Result]:
    """All curves."""
    turns = 3 if quick else 9
    yield from improvising(turns)
    yield sounding(turns)
    with tempfile.TemporaryDirectory() as folder:
        yield reading(Path(folder), turns)
    yield training((5, 10, 20) if quick else (10, 20, 40, 80), 3 if quick else 5)


def main() -> None:
    """Print the curves as tables."""
    show(measure(quick=command(__doc__).parse_args().quick))


if __name__ == "__main__":
    main()
