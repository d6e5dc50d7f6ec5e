"""The band: speed, loudness, walking bass, swing and dynamics.

    python benchmarks/band.py [--quick] [--wjazzd wjazzd.db]

- Seconds from a solo to its sound.
- LUFS of each part alone, which the levels in ``band/mix.py`` are set by.
- Intervals of the walking bass, with ``--wjazzd`` against the bassists of the Weimar Jazz
  Database (``beats.bass_pitch``, transcribed by machine, with errors).
- Swing and dynamics against the tables they were fitted to.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.audio import Sound, integrated_loudness, render_sound, render_stems, synthesizer, true_peak
from jazzlstm.band import arrange, performance_statistics, split_stems
from jazzlstm.band.bass import play_bass
from jazzlstm.band.form import lay_out
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.band.swing import off_beat
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Chord, Note, Solo
from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.tunes import TUNES, tune_chart
from tools.command import command, print_table
from tools.practice_solo import TUNE_OF_FEEL, practice

SHORT_BEATS = 20
LONG_BEATS = 480
"""Lengths whose speed is measured: the page's default, and ten choruses of blues."""
TEMPOS = (40, 140, 320)
"""Quarters a minute: the limits of the setting, and a usual one."""
WIDEST_FIFTH = 7
"""Semitones."""

Beat = tuple[int, Chord]
"""MIDI pitch of the bass on a beat, and the chord there."""


def speed(turns: int) -> None:
    """Print the seconds of each step for ``SHORT_BEATS``, median of ``turns`` seeds; and ``LONG_BEATS``."""
    chart, tune = tune_chart("blues"), TUNES["blues"]
    solo = practice(chart, SHORT_BEATS, tune.tempo)
    times: dict[str, list[float]] = {}
    for seed in range(turns + 1):
        figures = _time_steps(solo, tune.feel, seed)
        if seed:  # the first run reads the SoundFont
            for name, taken in figures.items():
                times.setdefault(name, []).append(taken)
    rows = [[name, f"{median(values):.3f}"] for name, values in times.items()]
    long = practice(chart, LONG_BEATS, tune.tempo)
    start, cpu = time.perf_counter(), time.process_time()
    sound = render_sound(write_midi(arrange(long, beats=LONG_BEATS)))
    rows.append([f"ten choruses ({sound.seconds:.0f} s of sound)", f"{time.perf_counter() - start:.1f}"])
    rows.append(["ten choruses, CPU time without synthesizer workers", f"{time.process_time() - cpu:.1f}"])
    print_table(f"{SHORT_BEATS} beats of blues, solo and band in two stems", ["step", "seconds"], rows)


def _time_steps(solo: Solo, feel: str, seed: int) -> dict[str, float]:
    """Seconds of each step from a solo to its sound."""
    clock, cpu = [time.perf_counter()], time.process_time()
    arrangement = arrange(solo, beats=SHORT_BEATS, feel=feel, seed=seed)
    clock.append(time.perf_counter())
    midis = [write_midi(stem) for stem in split_stems(arrangement)]
    clock.append(time.perf_counter())
    render_stems(midis)
    clock.append(time.perf_counter())
    steps = ("arrange", "write MIDI", "render and master")
    return {
        **{name: end - start for name, (start, end) in zip(steps, pairwise(clock), strict=True)},
        "all": clock[-1] - clock[0],
        "all, CPU time without synthesizer workers": time.process_time() - cpu,
    }


def lufs(arrangement: Arrangement) -> float:
    """Loudness of an arrangement before mastering."""
    [raw] = synthesizer.record([write_midi(arrangement)])
    return integrated_loudness(Sound(raw, synthesizer.RATE))


def levels() -> None:
    """Print the loudness of each part before mastering and of the mix after it, by feel and tempo."""
    rows = []
    for (feel, name), tempo in product(TUNE_OF_FEEL.items(), TEMPOS):
        chart = tune_chart(name)
        beats = min(chart.beats, 48)
        arrangement = arrange(practice(chart, beats, tempo), beats=beats, feel=feel)
        alone = [lufs(replace(arrangement, parts=(part,))) for part in arrangement.parts]
        rows.append([f"{feel} {tempo}", *_decibels(*alone, *_mix_levels(arrangement))])
    head = ["feel, tempo", "solo", "bass", "drums", "piano", "mix", "true peak"]
    print_table("LUFS of each part and of the mix, and its true peak in dBTP", head, rows)
    rows = []
    for short in INSTRUMENTS:
        arrangement = arrange(practice(tune_chart("blues"), 48, 132, short), beats=48)
        rows.append([short, *_decibels(lufs(split_stems(arrangement)[0]), *_mix_levels(arrangement))])
    print_table("LUFS by solo instrument", ["", "solo", "mix", "true peak"], rows)


def _mix_levels(arrangement: Arrangement) -> tuple[float, float]:
    """LUFS and true peak in dBTP of the mastered mix."""
    mix = render_sound(write_midi(arrangement))
    return integrated_loudness(mix), true_peak(mix)


def _decibels(*figures: float) -> list[str]:
    return [f"{figure:.1f}" for figure in figures]


def every_mix() -> None:
    """Print the quietest and the loudest mastered mix of all feels, tempos and solo instruments."""
    loudness, peaks = {}, {}
    for (feel, name), tempo, short in product(TUNE_OF_FEEL.items(), TEMPOS, INSTRUMENTS):
        beats = min(tune_chart(name).beats, 32)
        arrangement = arrange(practice(tune_chart(name), beats, tempo, short), beats=beats, feel=feel)
        key = f"{feel} {tempo} {short}"
        loudness[key], peaks[key] = _mix_levels(arrangement)
    rows = [
        [unit, *(f"{end(found.values()):.2f} ({end(found, key=found.__getitem__)})" for end in (min, max))]
        for unit, found in (("LUFS", loudness), ("true peak, dBTP", peaks))
    ]
    print_table(f"{len(loudness)} mixes: feels x tempos x soloists", ["", "lowest", "highest"], rows)


def generated_lines(seeds: int) -> Iterator[list[Beat | None]]:
    """The walking bass over every preset swing tune, beat by beat."""
    for name, tune in TUNES.items():
        if tune.feel != "swing":
            continue
        chart = tune_chart(name)
        for seed in range(seeds):
            notes = play_bass(lay_out(chart, chart.beats), "four", BarRandomness(seed))
            on_beat = {note.start: note.pitch for note in notes}
            beats = [float(beat) for beat in range(int(chart.beats))]
            yield [(on_beat[b], chart.chord_at(b)) if b in on_beat else None for b in beats]


def human_lines(path: Path) -> Iterator[list[Beat | None]]:
    """The bass of every 4/4 swing solo from 110 to 260 quarters a minute, beat by beat."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        solos = database.execute(
            "SELECT melid FROM solo_info WHERE rhythmfeel = 'SWING' AND signature = '4/4' "
            "AND avgtempo BETWEEN 110 AND 260"
        ).fetchall()
        for (melid,) in solos:
            rows = database.execute(
                "SELECT chord, bass_pitch FROM beats WHERE melid = ? ORDER BY onset", (melid,)
            )
            yield list(_beats(rows))


def _beats(rows: Iterable[tuple[str, int]]) -> Iterator[Beat | None]:
    chord: Chord | None = None
    for symbol, pitch in rows:
        if symbol:
            chord = read_chord(symbol)
        yield (pitch, chord) if pitch and chord and not chord.is_silent else None


def bass_figures(lines: Iterable[list[Beat | None]]) -> dict[str, float]:
    """Per cent of intervals, of kept directions and of approaches to a new root; percentiles of pitches."""
    lines = list(lines)
    pitches = [beat[0] for line in lines for beat in line if beat]
    moves: Counter[str] = Counter()
    turns: Counter[bool] = Counter()
    leads: Counter[str] = Counter()
    for line in lines:
        pairs = [(a, b) for a, b in pairwise(line) if a and b]
        moves.update(_size(abs(b[0] - a[0])) for a, b in pairs)
        leads.update(_lead(a, b[1]) for a, b in pairs if a[1] != b[1])
        steps = [b[0] - a[0] for a, b in pairs]
        turns.update((a > 0) == (b > 0) for a, b in pairwise(steps) if a and b)
    total, led = moves.total(), leads.total()
    figures = {
        name: 100 * moves[name] / total
        for name in ("repeats", "semitones", "tones", "thirds to fifths", "wider")
    }
    figures["direction kept"] = 100 * turns[True] / turns.total()
    figures |= {f"{share} % of pitches below": float(np.percentile(pitches, share)) for share in (10, 50, 90)}
    return figures | {
        name: 100 * leads[name] / led for name in ("semitone to root", "tone to root", "fifth to root")
    }


def _size(semitones: int) -> str:
    names = ("repeats", "semitones", "tones")
    return names[semitones] if semitones < 3 else "thirds to fifths" if semitones <= WIDEST_FIFTH else "wider"


def _lead(before: Beat, chord: Chord) -> str:
    root = chord.bass or 0
    names = {1: "semitone", 11: "semitone", 2: "tone", 10: "tone", 7: "fifth"}
    return f"{names.get((before[0] - root) % 12, 'else')} to root"


def bass(seeds: int, database: Path | None) -> None:
    """Print the figures of the generated walking bass, and of the database's."""
    ours = bass_figures(generated_lines(seeds))
    theirs = bass_figures(human_lines(database)) if database else {}
    rows = [
        [name, f"{share:.0f}", *([f"{theirs[name]:.0f}"] if theirs else [])] for name, share in ours.items()
    ]
    print_table(
        "Walking bass, per cent, and MIDI pitches", ["", "generated", *(["WJazzD"] if theirs else [])], rows
    )


def timing() -> None:
    """Print the swing of eighths, measured in recordings and in an arrangement."""
    rows = []
    for tempo, on, off in performance_statistics.SWING_TIMING:
        chart = tune_chart("blues")
        solo = Solo(tuple(Note(k / 2, 0.5, 65) for k in range(192)), chart, float(tempo), instrument="ts")
        arrangement = arrange(solo, beats=96)
        starts = np.array([note.start for note in arrangement.parts[0].notes]).reshape(-1, 2)
        ours = np.median(starts - np.arange(len(starts))[:, None], axis=0)
        ride = off_beat(FEELS["swing"], tempo)
        rows.append(
            [f"{tempo}", f"{on:.3f} {off:.3f}", f"{ours[0]:.3f} {ours[1]:.3f}"]
            + [f"{ride / (1 - ride):.2f}", f"{(off - on) / (1 - off + on):.2f}"]
        )
    head = ["tempo", "recorded", "generated", "ratio of the ride", "ratio of the soloist"]
    print_table("Places of two eighths in the beat, and ratio of long to short", head, rows)


def dynamics(seeds: int) -> None:
    """Print the standard deviation of loudness within a solo, generated and recorded."""
    spread = []
    for seed in range(seeds):
        notes = (
            arrange(practice(tune_chart("blues"), 96, 132), beats=96, seed=seed, band=False).parts[0].notes
        )
        spread.append(float(np.std([40 * np.log10(note.velocity) for note in notes])))
    print_table(
        "Dynamics",
        ["", "dB"],
        [
            ["generated, standard deviation within a solo", f"{median(spread):.1f}"],
            [
                "WJazzD, residual of the regression, with the noise of the recordings",
                f"{performance_statistics.LOUDNESS_DEVIATION:.1f}",
            ],
        ],
    )


def main() -> None:
    """Print every table."""
    parser = command(__doc__)
    parser.add_argument("--wjazzd", type=Path, help="a copy of wjazzd.db, to compare the bass with")
    options = parser.parse_args()
    speed(5 if options.quick else 15)
    print()
    levels()
    print()
    if not options.quick:
        every_mix()
        print()
    bass(1 if options.quick else 6, options.wjazzd)
    print()
    timing()
    print()
    dynamics(2 if options.quick else 8)


if __name__ == "__main__":
    main()
