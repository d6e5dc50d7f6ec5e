"""Pictures of the band: one for each feel, with all parts and their spectrogram.

    python -m tools.band_pictures [--out output/feels] [--beats 32]

The upper half shows all parts as piano rolls, one line for each drum. The lower half is the
spectrogram of their sound, 40 Hz to 12 kHz, on the same axis of time.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jazzlstm.audio import Sound, render_sound
from jazzlstm.band import FEELS, BandOptions, arrange
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Part
from jazzlstm.theory.tunes import TUNES, tune_chart
from tools.command import command
from tools.practice_solo import TUNE_OF_FEEL, practice

COLOURS = ("#c2410c", "#1d4ed8", "#57534e", "#15803d")
"""Soloist, bass, drums, chords."""
DRUM_LINES = (36, 44, 38, 37, 40, 42, 46, 51, 53, 59, 49, 57)
"""Drum keys from the lowest line up: bass drum, pedal hi-hat, snares and sticks, hi-hats, rides, crashes."""
DRUM_FLOOR = 8
"""MIDI pitch of the lowest drum line, below the bass."""
WINDOW = 4096
HOP = 512
"""Frames of the Fourier transform, and from one to the next."""
LOWEST_HERTZ = 40
HIGHEST_HERTZ = 12_000
DECIBELS = 70
"""Range of the colours below the loudest value."""
SILENT = 1e-9
"""Amplitude added so that silence has a logarithm."""


def draw_rolls(axes: Axes, arrangement: Arrangement) -> None:
    """Draw every note as a bar, darker where it is louder."""
    for colour, part in zip(COLOURS, arrangement.parts, strict=False):
        heights = np.array([_height(part, note.pitch) for note in part.notes])
        starts = np.array([note.start for note in part.notes])
        lengths = np.array([note.duration for note in part.notes])
        shades = [0.25 + 0.75 * note.velocity / 127 for note in part.notes]
        axes.barh(heights, lengths, 0.9, starts, color=[(colour, shade) for shade in shades], label=part.name)
    for start in arrangement.chart.bar_starts():
        axes.axvline(start, color="#00000022", lw=0.6)
    axes.set_xlim(0, arrangement.beats)
    axes.set_ylabel("MIDI pitch; drums below")
    axes.legend(loc="upper right", fontsize=7, ncols=4)


def _height(part: Part, pitch: int) -> float:
    if not part.is_drums:
        return pitch
    return DRUM_FLOOR + (DRUM_LINES.index(pitch) if pitch in DRUM_LINES else len(DRUM_LINES))


def draw_spectrogram(axes: Axes, sound: Sound, beats: float, tempo: float) -> None:
    """Draw the levels over time."""
    mono = sound.samples.mean(axis=1)
    frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP] * np.hanning(WINDOW)
    power = 20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)) + SILENT).T
    hertz = np.fft.rfftfreq(WINDOW, 1 / sound.rate)
    seconds = (np.arange(power.shape[1]) * HOP + WINDOW / 2) / sound.rate
    top = power.max()
    shown = (hertz >= LOWEST_HERTZ) & (hertz <= HIGHEST_HERTZ)
    axes.pcolormesh(
        seconds * tempo / 60,
        hertz[shown],
        power[shown],
        vmin=top - DECIBELS,
        vmax=top,
        cmap="magma",
        rasterized=True,
    )
    axes.set_yscale("log")
    axes.set_xlim(0, beats)
    axes.set_ylabel("Hz")
    axes.set_xlabel("beats")


def draw_feel(name: str, beats: float) -> Figure:
    """A feel over a suitable tune, with count-in and ending."""
    tune = TUNE_OF_FEEL[name]
    chart, tempo = tune_chart(tune), TUNES[tune].tempo
    options = BandOptions(count_in=1)
    arrangement = arrange(practice(chart, beats, tempo), beats=beats, feel=name, options=options)
    sound = render_sound(write_midi(arrangement))
    figure = Figure(figsize=(15, 9), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=[3, 2])
    draw_rolls(above, arrangement)
    draw_spectrogram(below, sound, arrangement.beats, tempo)
    figure.suptitle(f"{name}: {TUNES[tune].title}, {tempo:g} beats a minute")
    return figure


def main() -> None:
    """Write a picture for each feel."""
    parser = command(__doc__, quick="")
    parser.add_argument("--out", type=Path, default=Path("output/feels"))
    parser.add_argument("--beats", type=float, default=32)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in FEELS:
        path = options.out / f"{name}.png"
        draw_feel(name, options.beats).savefig(path, dpi=90)
        print(path)


if __name__ == "__main__":
    main()
