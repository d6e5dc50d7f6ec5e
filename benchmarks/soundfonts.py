"""SoundFonts compared: level of each instrument, evenness of its keys, brightness by velocity, size of banks.

    python benchmarks/soundfonts.py reference.sf2 [other.sf2 ...]

Levels are differences to the first SoundFont, before the corrections of ``audio/balance.py``, which hold the
factor on the volume that makes up for them.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Table, show
from jazzlstm.audio import Sound, integrated_loudness
from jazzlstm.audio.banks import cut_bank
from jazzlstm.audio.small_font import Preset, cut_small_font
from jazzlstm.audio.synth_worker import render
from jazzlstm.audio.synthesizer import RATE
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.ui.play.parts import DRUM_KEYS

BASS, TENOR, PIANO, JAZZ_KIT = 32, 66, 0, 32
RANGES = {each.program: (each.lowest, each.highest) for each in INSTRUMENTS.values()} | {BASS: (28, 52)}
VELOCITIES = (40, 80, 120)
HELD = slice(round(0.1 * RATE), round(0.45 * RATE))
"""Of a note of half a second: without attack and release."""


def play(font: Path, program: int, notes: list[tuple[int, int]]) -> list[NDArray[np.float32]]:
    """The held sound of notes as (key, velocity), one a second."""
    part = Part("", tuple(Note(float(i), 0.5, *note) for i, note in enumerate(notes)), program, volume=127)
    chart = Chart((Change(0.0, NO_CHORD),), 4.0)
    midi = write_midi(Arrangement((part,), chart, 60.0, float(len(notes) + 1)))
    frames = np.frombuffer(render(cut_small_font(font, [Preset(False, program)]), midi), "<i2")
    sound = frames.reshape(-1, 2).astype(np.float32) / np.float32(32768)
    return [sound[i * RATE :][HELD] for i in range(len(notes))]


def levels(font: Path, program: int) -> NDArray[np.float64]:
    """LUFS of every second key."""
    low, high = RANGES[program]
    held = play(font, program, [(key, 95) for key in range(low, high + 1, 2)])
    return np.array([integrated_loudness(Sound(samples, RATE)) for samples in held])


def centroid(samples: NDArray[np.float32]) -> float:
    """The centre of the spectrum in hertz, by energy."""
    spectrum = np.abs(np.fft.rfft(samples.mean(axis=1) * np.hanning(len(samples)))) ** 2
    return float((spectrum * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / spectrum.sum())


def banks(font: Path) -> tuple[float, float]:
    """Megabytes of the banks of a band, and the processor seconds that cutting takes."""
    start = time.process_time()
    cut = [cut_bank(font, program) for program in (TENOR, PIANO, BASS)]
    cut.append(cut_bank(font, JAZZ_KIT, is_drums=True, keys=DRUM_KEYS))
    return sum(len(bank.data) for bank in cut) / 1e6, time.process_time() - start


def compare(fonts: list[Path]) -> list[Table]:
    """A table of levels, and one of the rest."""
    reference = {program: levels(fonts[0], program).mean() for program in RANGES}
    rows, more = [], []
    for font in fonts:
        found = {program: levels(font, program) for program in RANGES}
        rows.append(
            [font.stem]
            + [
                f"{each.mean() - reference[program]:+.1f} ± {each.std():.1f}"
                for program, each in found.items()
            ]
        )
        bright = [centroid(held) for held in play(font, TENOR, [(52, velocity) for velocity in VELOCITIES])]
        size, taken = banks(font)
        more.append([font.stem, " ".join(f"{each:.0f}" for each in bright), f"{size:.2f}", f"{taken:.2f}"])
    words = "Level in LU against the first SoundFont, and its deviation from key to key; by program"
    return [
        Table(words, ["", *map(str, RANGES)], rows),
        Table(
            f"Tenor E3 at velocities {VELOCITIES}, and the banks of a band",
            ["", "centroid, Hz", "MB", "processor s to cut"],
            more,
        ),
    ]


if __name__ == "__main__":
    show(compare([Path(name) for name in sys.argv[1:]]))
