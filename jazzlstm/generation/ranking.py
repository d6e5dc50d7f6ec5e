"""Ranking: choose the take that is most like a person's among several.

The judge in the model file (``model/judge.py``) gives the log odds that a solo is a person's rather than
the network's own.

A model without a judge measures each take in a dozen traits (how inside, how dense, how stepwise, how
repetitive), in standard deviations of human solos of that length. A logistic regression, fitted once for
each network, gives the log odds that a solo with such traits is human. Such a take also loses score if a
trait is further from the mean than in human solos, or if the network finds it much more or much less
likely than human solos. Pitch-class entropy, grooves, scale tones and endings are not traits: they are kept
to evaluate the ranking (``benchmarks/ranking.py``).

Three simpler rules were rejected: the likeliest take is dull; the take nearest to the human mean makes
all takes alike; the highest score overshoots human solos as far as plain takes fall short. So the choice
is a random draw by these odds, and takes vary as human solos do. The draw depends only on the seeds: the
same takes give the same choice. A copy of a solo ranks last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.errors import ModelFileError
from jazzlstm.generation.human_statistics import CORRELATIONS, EXCERPT_BEATS, NATS_SPREAD, TRAITS, WEIGHTS
from jazzlstm.model.network import Network
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note, Solo, Take

Floats = NDArray[np.float64]
FEWEST_NOTES = 4
"""A take with fewer notes ranks last."""
COMMON = 1.5
"""Distance from the human mean, in spreads, from which a take loses score."""
SHRINKAGE = 0.2
"""Weight of the identity matrix in the correlations, which are estimates."""
LEAST_PROBABILITY = 1e-12
"""Stands for a probability of 0 in a logarithm."""
_REST_BEATS = SHORTEST_REST / TICKS_PER_BEAT
_TABLE = np.array(list(TRAITS.values()))  # (traits, lengths, 2): mean and standard deviation
_PRECISION = np.linalg.inv((1 - SHRINKAGE) * np.array(CORRELATIONS) + SHRINKAGE * np.eye(len(TRAITS)))


def choose_take(takes: Sequence[Take], network: Network) -> Take:
    """One of ``takes``, drawn by the odds of their scores."""
    if len(takes) == 1:
        return takes[0]
    return max(takes, key=lambda take: score(take, network) + gumbel_noise(take.seed))


def gumbel_noise(seed: int) -> float:
    """Noise for the Gumbel-max trick, nats: the highest sum of score and noise is a draw by odds."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))  # other numbers than those of the take
    return float(rng.gumbel())


def score(take: Take, network: Network) -> float:
    """Log odds that a take is human, in nats; -inf for a copy or fewer than ``FEWEST_NOTES`` notes."""
    solo = take.solo
    if len(solo.notes) < FEWEST_NOTES or network.copy_index.longest_quotation(solo):
        return -math.inf
    if network.judge:
        return network.judge.log_odds(solo)
    off = deviations(solo)
    strange = max(0.0, float(off @ _PRECISION @ off) / len(off) - COMMON)
    return float(off @ weights_of(network)) - strange - _unlikelihood(take, network)


def weights_of(network: Network) -> Floats:
    """Weights in the order of ``TRAITS``, nats a standard deviation: the model card's, or ``WEIGHTS``.

    Raises:
        ModelFileError: the card has a weight for a trait that is not in ``TRAITS``.
    """
    weights = network.card.ranking_weights or WEIGHTS
    unknown = weights.keys() - TRAITS.keys()
    if unknown:
        raise ModelFileError(
            f"this model ranks takes by {min(unknown)!r}, which this version cannot measure:"
            " update the program",
            reason="newer",
            entry="critic",
        )
    return np.array([weights.get(trait, 0.0) for trait in TRAITS])


def _unlikelihood(take: Take, network: Network) -> float:
    """0 within the human spread of nats a note; beyond it, above or below, the square of the excess."""
    usual = network.card.metrics.get("held_out", {}).get("nats_per_note")
    if not usual:  # not measured
        return 0.0
    spread = np.interp(np.log(max(1.0, take.solo.end)), np.log(EXCERPT_BEATS), NATS_SPREAD)
    return max(0.0, abs(nats_per_note(take) - float(usual)) / float(spread) - COMMON) ** 2


def deviations(solo: Solo) -> Floats:
    """Each trait in standard deviations from the human mean of that length, (traits,); 0 if undefined."""
    usual = usual_traits(solo.end - solo.notes[0].start)
    off = (measure_traits(solo) - usual[:, 0]) / usual[:, 1]
    return np.where(np.isnan(off), 0.0, off)


def usual_traits(beats: float) -> Floats:
    """Mean and standard deviation of each trait in human solos of a length, (traits, 2)."""
    length, knots = np.log(max(1.0, beats)), np.log(EXCERPT_BEATS)
    return np.array([[np.interp(length, knots, column) for column in trait.T] for trait in _TABLE])


def measure_traits(solo: Solo) -> Floats:
    """The traits of a solo of two notes or more, in the order of ``TRAITS``; NaN if undefined."""
    notes = solo.notes
    starts, ends, pitches = np.array([(note.start, note.end, note.pitch) for note in notes]).T
    inside = np.array([_is_chord_tone(note, solo) for note in notes])  # NaN where no chord is
    ticks = np.round(starts * TICKS_PER_BEAT)
    on_beat = ticks % TICKS_PER_BEAT == 0
    steps, waits = np.diff(pitches), np.diff(ticks)
    gaps, moving = starts[1:] - ends[:-1], np.abs(steps)
    turning = np.sign(steps[1:]) != np.sign(steps[:-1])
    beats = ends[-1] - starts[0]
    return np.array(
        [
            _mean(inside),
            _mean(inside[on_beat]),
            math.log(len(notes) / beats),
            gaps[gaps > _REST_BEATS - BEAT_TOLERANCE].sum() / beats,
            _mean(moving == 0),
            _mean((moving == 1) | (moving == 2)),
            _mean(moving),
            _mean(turning),
            float(np.ptp(pitches)),
            math.log(_longest_stay(steps)),
            _repeated_motifs(steps.tolist()),
            _mean(on_beat),
            _mean(waits[1:] == waits[:-1]),
        ]
    )


def nats_per_note(take: Take) -> float:
    """Negative log likelihood of the events of a take, rests included, by note."""
    every = np.arange(len(take.pitch_values))
    chosen = (
        take.pitch_probabilities[every, take.pitch_values],
        take.length_probabilities[every, take.length_values],
    )
    nats = -float(sum(np.log(np.maximum(each, LEAST_PROBABILITY)).sum() for each in chosen))
    return nats / max(1, len(take.solo.notes))


def _is_chord_tone(note: Note, solo: Solo) -> float:
    chord = solo.chart.chord_at(note.start)
    return math.nan if chord.is_silent else float(note.pitch % 12 in chord.tone_classes)


def _mean(values: NDArray[np.floating | np.bool_]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def _longest_stay(steps: Floats) -> int:
    moves = np.flatnonzero(np.concatenate([[1], steps, [1]]))
    return int(np.diff(moves).max())


def _repeated_motifs(steps: Sequence[float]) -> float:
    """Share of motifs of three intervals that came earlier."""
    motifs = list(zip(steps, steps[1:], steps[2:], strict=False))
    return (len(motifs) - len(set(motifs))) / len(motifs) if motifs else math.nan
