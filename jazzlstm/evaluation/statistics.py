"""What can be counted in solos: the same code for human ones and for the network's.

Shares are over the notes of all solos together, so a long solo counts for more.
Where nothing can be counted (no notes, no chords) the value is NaN, never 0.

Sources: chord and scale tones after Madaghiele et al., MINGUS (ISMIR 2021);
pitch-class entropy and grooving similarity after Wu and Yang, The Jazz
Transformer on the Front Line (MusDr, ISMIR 2020).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from jazzlstm.music import TICKS_PER_BEAT, Note, Solo


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of a set of solos. Shares from 0 to 1, entropies in bits, pitches as MIDI numbers."""

    chord_tones: float
    chord_tones_on_beat: float
    scale_tones: float
    notes_per_bar: float
    unisons: float
    """Share of intervals from note to note that are none at all."""
    steps: float
    """... of one or two semitones."""
    leaps: float
    """... wider than an octave."""
    lowest_pitch: float
    """Only 1 % of the notes are lower."""
    highest_pitch: float
    entropy_1_bar: float
    entropy_4_bars: float
    groove_similarity: float
    rest_share: float
    """Share of the time in which nothing sounds, gaps of half a beat and more."""


def measure_statistics(solos: Sequence[Solo]) -> Statistics:
    """Count everything in ``solos``, which may be of any length and metre."""
    harmony = [_in_harmony(solo) for solo in solos]  # per solo: (in chord, in scale, on beat) of each note
    told = np.concatenate([np.zeros((0, 3), bool), *harmony])
    intervals = np.concatenate([np.zeros(0), *(np.abs(np.diff([n.pitch for n in solo.notes])) for solo in solos)])
    pitches = np.array([note.pitch for solo in solos for note in solo.notes], float)
    return Statistics(
        chord_tones=_mean(told[:, 0]),
        chord_tones_on_beat=_mean(told[told[:, 2], 0]),
        scale_tones=_mean(told[:, 1]),
        notes_per_bar=_ratio(len(pitches), sum(_bars(solo) for solo in solos)),
        unisons=_mean(intervals == 0),
        steps=_mean((intervals >= 1) & (intervals <= 2)),
        leaps=_mean(intervals > 12),
        lowest_pitch=float(np.percentile(pitches, 1)) if len(pitches) else np.nan,
        highest_pitch=float(np.percentile(pitches, 99)) if len(pitches) else np.nan,
        entropy_1_bar=_mean([e for solo in solos for e in _entropies(solo, 1)]),
        entropy_4_bars=_mean([e for solo in solos for e in _entropies(solo, 4)]),
        groove_similarity=_mean([similarity for solo in solos for similarity in _groove_similarities(solo)]),
        rest_share=_ratio(sum(_rest_beats(solo) for solo in solos), sum(_beats(solo) for solo in solos)),
    )


def _in_harmony(solo: Solo) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    rows = []
    for note in solo.notes:
        chord = solo.chart.chord_at(note.start)
        if not chord.is_silent:
            pitch_class = note.pitch % 12
            on_beat = round(note.start * TICKS_PER_BEAT) % TICKS_PER_BEAT == 0
            rows.append((pitch_class in chord.tone_classes, pitch_class in chord.scale_classes, on_beat))
    return np.array(rows, bool).reshape(-1, 3)


def _beats(solo: Solo) -> float:
    """From the start of the first note's bar to the end of the last note."""
    bar = solo.chart.metre.bar_beats
    return solo.end - solo.notes[0].start // bar * bar if solo.notes else 0.0


def _bars(solo: Solo) -> float:
    return float(np.ceil(_beats(solo) / solo.chart.metre.bar_beats - 1e-6))


def _rest_beats(solo: Solo) -> float:
    gaps = [later.start - note.end for note, later in pairwise(solo.notes)]
    return sum(gap for gap in gaps if gap >= 0.5 - 1e-6)


def _by_bar(solo: Solo, bars: int) -> list[list[Note]]:
    """The notes of every window of ``bars`` bars, one after the other."""
    length = solo.chart.metre.bar_beats * bars
    windows: dict[int, list[Note]] = {}
    for note in solo.notes:
        windows.setdefault(int(note.start / length + 1e-6), []).append(note)
    return list(windows.values())


def _entropies(solo: Solo, bars: int) -> Iterable[float]:
    """Pitch-class entropy of each window that has notes, in bits."""
    for notes in _by_bar(solo, bars):
        share = np.bincount([note.pitch % 12 for note in notes], minlength=12) / len(notes)
        share = share[share > 0]
        yield float(-(share * np.log2(share)).sum())


def _groove_similarities(solo: Solo) -> Iterable[float]:
    """1 - the share of ticks on which one of two bars has an onset and the other has none; all pairs of bars."""
    ticks = round(solo.chart.metre.bar_beats * TICKS_PER_BEAT)
    bars = _by_bar(solo, 1)
    grooves = np.zeros((len(bars), ticks), bool)
    for groove, notes in zip(grooves, bars, strict=True):
        groove[[round(note.start * TICKS_PER_BEAT) % ticks for note in notes]] = True
    for one, other in combinations(grooves, 2):
        yield float(1 - np.logical_xor(one, other).mean())


def _mean(values: Sequence[float] | np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
