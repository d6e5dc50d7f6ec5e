"""Statistics of solos: the same code for human and generated ones.

Shares are over the notes of all solos together. Notes a bar, entropies and grooves are means over
solos, as in their sources. Bars are those of the chart, from the first note's to the last note's. A
figure that is undefined (no notes, no chords) is NaN, never 0.

Source: pitch-class entropy and grooving similarity after S.-L. Wu and Y.-H. Yang, "The Jazz
Transformer on the Front Line" (MusDr, ISMIR 2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.history_features import BAR_TICKS
from jazzlstm.evaluation.arrivals import Arrivals, measure_arrivals
from jazzlstm.evaluation.endings import Endings, measure_endings, stays_of
from jazzlstm.evaluation.energy import Energy, measure_energy
from jazzlstm.evaluation.harmony import Coherence, measure_coherence
from jazzlstm.evaluation.means import mean, mean_of_known
from jazzlstm.evaluation.motif_chains import MotifChains, measure_chains
from jazzlstm.evaluation.motifs import MotifRecurrence, measure_motifs
from jazzlstm.evaluation.phrase_shapes import PhraseShapes, measure_phrase_shapes
from jazzlstm.evaluation.phrases import Breathing, measure_breathing
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Solo


@dataclass(frozen=True, slots=True)
class LineStatistics:
    """The melody: shares of intervals from note to note, pitches as MIDI numbers."""

    unisons: float
    """The same pitch again."""
    steps: float
    """One or two semitones."""
    leaps: float
    """Wider than an octave."""
    longest_repetition: float
    """The most notes in a row on one pitch, in any of the solos."""
    lowest_pitch: float
    """Only 1 % of the notes are lower."""
    highest_pitch: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Density, pitch classes and rhythm of bars: means over solos."""

    notes_per_bar: float
    entropy_1_bar: float
    """Bits, of the pitch classes in a bar."""
    entropy_4_bars: float
    groove_similarity: float
    """1 - the share of ticks on which only one of two bars has an onset; all pairs of bars of a solo."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of a set of solos."""

    harmony: Coherence
    line: LineStatistics
    bars: Bars
    breathing: Breathing
    memory: MotifRecurrence
    endings: Endings
    arrivals: Arrivals
    shapes: PhraseShapes
    chains: MotifChains
    energy: Energy

    def as_dict(self) -> dict[str, float]:
        """Every figure by its name."""
        return {name: value for part in asdict(self).values() for name, value in part.items()}


def measure_statistics(solos: Sequence[Solo]) -> Statistics:
    """All statistics of ``solos``, of any length and metre."""
    return Statistics(
        harmony=measure_coherence(solos),
        line=measure_line(solos),
        bars=measure_bars(solos),
        breathing=measure_breathing(solos),
        memory=measure_motifs(solos),
        endings=measure_endings(solos),
        arrivals=measure_arrivals(solos),
        shapes=measure_phrase_shapes(solos),
        chains=measure_chains(solos),
        energy=measure_energy(solos),
    )


def measure_line(solos: Sequence[Solo]) -> LineStatistics:
    """The melody of all ``solos`` together."""
    lines = [np.array([note.pitch for note in solo.notes]) for solo in solos if solo.notes]
    stays = [max(stays_of(solo.notes)) for solo in solos if solo.notes]
    intervals = np.abs(np.concatenate([np.zeros(0), *(np.diff(line) for line in lines)]))
    pitches = np.concatenate([np.zeros(0), *lines])
    return LineStatistics(
        unisons=mean(intervals == 0),
        steps=mean((intervals >= 1) & (intervals <= 2)),
        leaps=mean(intervals > 12),
        longest_repetition=float(max(stays, default=np.nan)),
        lowest_pitch=float(np.percentile(pitches, 1)) if len(pitches) else np.nan,
        highest_pitch=float(np.percentile(pitches, 99)) if len(pitches) else np.nan,
    )


def measure_bars(solos: Sequence[Solo]) -> Bars:
    """Density, pitch classes and grooves, bar by bar."""
    laid_out = [_LaidOut.of(solo) for solo in solos if solo.notes]
    return Bars(
        notes_per_bar=mean([len(solo.bar) / solo.bars for solo in laid_out]),
        entropy_1_bar=mean([solo.entropy(1) for solo in laid_out]),
        entropy_4_bars=mean([solo.entropy(4) for solo in laid_out]),
        groove_similarity=mean_of_known([solo.groove_similarity() for solo in laid_out]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _LaidOut:
    """The notes of a solo by bar, counted from the first note's: arrays (notes,)."""

    bar: NDArray[np.int64]
    tick: NDArray[np.int64]
    pitch_class: NDArray[np.int64]

    @classmethod
    def of(cls, solo: Solo) -> _LaidOut:
        beats = np.array([note.start for note in solo.notes])
        passes, beats_in_form = np.divmod(beats + BEAT_TOLERANCE, solo.chart.beats)
        starts = np.array(solo.chart.bar_starts())
        bar_of_form = np.searchsorted(starts, beats_in_form, side="right") - 1
        tick = np.round((beats_in_form - starts[bar_of_form]) * TICKS_PER_BEAT).astype(int) % BAR_TICKS
        bar = passes.astype(int) * len(starts) + bar_of_form
        return cls(bar - bar[0], tick, np.array([note.pitch % 12 for note in solo.notes]))

    @property
    def bars(self) -> int:
        return int(self.bar[-1]) + 1

    def entropy(self, width: int) -> float:
        """Mean entropy of windows of ``width`` bars with notes, bits; a shorter solo is one window."""
        counts = np.zeros((self.bars, 12))
        np.add.at(counts, (self.bar, self.pitch_class), 1)
        width = min(width, self.bars)
        windows = np.lib.stride_tricks.sliding_window_view(counts, width, axis=0).sum(axis=2)
        share = windows[windows.sum(axis=1) > 0]
        share = share / share.sum(axis=1, keepdims=True)
        bits = -(share * np.log2(share, where=share > 0, out=np.zeros_like(share))).sum(axis=1)
        return mean(bits)

    def groove_similarity(self) -> float:
        """Mean similarity of all pairs of bars; NaN for a solo of one bar."""
        grooves = np.zeros((self.bars, BAR_TICKS))
        grooves[self.bar, self.tick] = 1
        onsets = grooves.sum(axis=1)
        differing = onsets[:, None] + onsets[None, :] - 2 * grooves @ grooves.T
        pairs = differing[np.triu_indices(self.bars, 1)]
        return 1 - mean(pairs) / BAR_TICKS
