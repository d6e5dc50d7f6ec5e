"""The ear: how many notes of rendered solos the player's microphone finds.

    python benchmarks/ear.py [--quick] [--seed 301] [--rate 48000]

Each instrument improvises at 140 beats a minute, each SoundFont plays the solo alone, and ``ear.js``
finds the notes as the browser does. A note is found if one of the same pitch (within 50 cents) starts
within 50 ms of it. Recall is the share of the played notes that are found, precision the share of the found
ones that were played. The finder was tuned on seeds below 300. Needs the ``deno`` wheel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.audio import find_soundfont, synthesizer
from jazzlstm.audio.soundfont import bundled_soundfont
from jazzlstm.band import split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play
from tools.command import command, print_table

TEMPO = 140.0
BEATS = 48.0
INSTRUMENTS = ("as", "ts", "tp", "g")
NEAR = 0.05
"""Seconds between the start of a note and that of the found one."""
SCRIPT = Path(__file__).with_suffix(".js")

Line = NDArray[np.float64]
"""Notes in rows: start in seconds, MIDI pitch."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Counts of notes, and how late those found are in seconds."""

    played: int
    found: int
    right: int
    late: tuple[float, ...]


def solo(instrument: str, seed: int) -> tuple[Line, bytes]:
    """The notes of an improvised solo, and its MIDI file without the band."""
    settings = Settings(tempo=TEMPO, beats=BEATS, instrument=instrument, seed=seed, band=False)
    [performance] = play(open_model("weimar"), settings)
    stem = split_stems(performance.arrangement)[0]
    beats = [(note.start, note.pitch) for note in stem.parts[0].notes]
    lead = stem.lead_in
    return np.array([((start + lead) * 60 / TEMPO, pitch) for start, pitch in beats]), write_midi(stem)


def hear(sounds: Sequence[NDArray[np.float32]], rate: int) -> list[Line]:
    """The notes that ``ear.js`` finds in each sound (frames,)."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.f32" for number in range(len(sounds))]
        for path, sound in zip(paths, sounds, strict=True):
            sound.astype("<f4").tofile(path)
        deno = Path(sys.executable).with_name("deno")
        ran = subprocess.run(  # noqa: S603 -- this environment's own program
            [deno, "run", "--no-config", f"--allow-read={folder}", SCRIPT, str(rate), *paths],
            check=True,
            capture_output=True,
        )
    return [np.array(notes, dtype=np.float64).reshape(-1, 2) for notes in json.loads(ran.stdout)]


def compare(played: Line, found: Line) -> Hits:
    """Each found note counts for at most one that was played."""
    free, late = list(found), []
    for start, pitch in played:
        near = [note for note in free if note[1] == pitch and abs(note[0] - start) <= NEAR]
        if near:
            best = min(near, key=lambda note: abs(note[0] - start))
            free = [note for note in free if note is not best]
            late.append(float(best[0] - start))
    return Hits(len(played), len(found), len(late), tuple(late))


def resampled(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """The sound at another rate, by straight lines: good enough up to a few kHz, where pitch is found."""
    frames = np.arange(0, len(sound), synthesizer.RATE / rate)
    samples: NDArray[np.float32] = np.interp(frames, np.arange(len(sound)), sound).astype(np.float32)
    return samples


def row(name: str, hits: Sequence[Hits]) -> list[str]:
    """One row of the table: recall, precision, and the median of how late notes start."""
    right, late = sum(hit.right for hit in hits), [s for hit in hits for s in hit.late]
    return [
        name,
        f"{sum(hit.played for hit in hits)}",
        f"{right / sum(hit.played for hit in hits):.1%}",
        f"{right / max(1, sum(hit.found for hit in hits)):.1%}",
        f"{1000 * float(np.median(late)):.0f}" if late else "-",
    ]


def main() -> None:
    """Print recall and precision for each instrument and SoundFont."""
    parser = command(__doc__, quick="one solo of each instrument instead of three")
    parser.add_argument("--seed", type=int, default=301, help="of the first solo (301)")
    parser.add_argument("--rate", type=int, default=synthesizer.RATE, help="frames a second (48000)")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + (1 if options.quick else 3))
    fonts = {path.name: path for path in (bundled_soundfont(), find_soundfont())}
    found: dict[tuple[str, str], list[Hits]] = {}
    for font, instrument in product(fonts, INSTRUMENTS):
        solos = [solo(instrument, seed) for seed in seeds]
        sounds = synthesizer.record([midi for _, midi in solos], soundfont=fonts[font])
        mono = [resampled(sound.mean(axis=1), options.rate) for sound in sounds]
        lines = hear(mono, options.rate)
        found[font, instrument] = [
            compare(line, heard) for (line, _), heard in zip(solos, lines, strict=True)
        ]
    rows = [row(" ".join(key), hits) for key, hits in found.items()]
    rows.append(row("all", [hit for hits in found.values() for hit in hits]))
    print_table("Notes found", ["", "played", "recall", "precision", "late, ms"], rows)


if __name__ == "__main__":
    main()
