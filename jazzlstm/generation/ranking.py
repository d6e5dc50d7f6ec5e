"""Which of many takes to offer: the one that a trained ear would soonest take for a person's.

Not the likeliest one: what a network holds likeliest is dull. And not the one nearest to the average
person either: that was tried, and the takes it chose were all alike, and no nearer to people in
anything it had not looked at. Instead each take is measured in a dozen traits that cost next to
nothing (how inside, how dense, how stepwise, how it repeats itself), in standard deviations of
people's solos of that length, and a logistic regression says how much oftener people's solos have
such traits than the network's own over the same charts. Its weights are learnt once for each network.

The highest score of all would be too much of a good thing: always choosing it overshoots people as far
as plain takes fall short. So the choice is a draw by these odds: takes come out as
people's are spread, bold ones among them. The dice are cast by each take's seed, so that a choice among
the same takes is always the same.

Three things speak against a take, whatever its traits: to be stranger than people's solos are; to
be much likelier, or much less likely, than people's solos are to the network; and to copy a long run
of somebody's solo, which puts it last.

Pitch-class entropy, grooves, scale tones and endings are left out on purpose: by them the critic
can be judged. The numbers of ``people.py`` are means over all of a corpus; no solo can be read out.
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
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo, Take

Floats = NDArray[np.float64]
FEWEST_NOTES = 4
COMMON = 1.5
"""Up to so much off the mean, nobody would say that a solo is strange."""
SHRINKAGE = 0.2
"""How much of the correlations is not believed."""
_REST_BEATS = SHORTEST_REST / TICKS_PER_BEAT
_TABLE = np.array(list(TRAITS.values()))  # (traits, lengths, 2): mean and standard deviation
_PRECISION = np.linalg.inv((1 - SHRINKAGE) * np.array(CORRELATIONS) + SHRINKAGE * np.eye(len(TRAITS)))


def choose_take(takes: Sequence[Take], network: Network) -> Take:
    """The one to offer of ``takes``."""
    if len(takes) == 1:
        return takes[0]
    return max(takes, key=lambda take: judge(take, network) + luck(take.seed))


def luck(seed: int) -> float:
    """What chance adds to a take, in nats. With Gumbel's distribution the highest sum is a draw by odds."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))  # other numbers than those the take was made of
    return float(rng.gumbel())


def judge(take: Take, network: Network) -> float:
    """How much a take speaks for a person, in nats; -inf for a copy, or where there is hardly a note."""
    solo = take.solo
    if len(solo.notes) < FEWEST_NOTES or network.copy_index.longest_quotation(solo):
        return -math.inf
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
            f"this model ranks takes by {min(unknown)!r}, which this version does not measure:"
            " update the program",
            reason="newer",
            entry="critic",
        )
    return np.array([weights.get(trait, 0.0) for trait in TRAITS])


def _unlikelihood(take: Take, network: Network) -> float:
    """Nothing within people's usual; the square of what is beyond it, above or below."""
    usual = network.card.metrics.get("held_out", {}).get("nats_per_note")
    if not usual:  # nobody measured it
        return 0.0
    spread = np.interp(np.log(max(1.0, take.solo.end)), np.log(EXCERPT_BEATS), NATS_SPREAD)
    return max(0.0, abs(nats_per_note(take) - float(usual)) / float(spread) - COMMON) ** 2


def deviations(solo: Solo) -> Floats:
    """By how many standard deviations each trait is off people's of that length, (traits,); 0 if unknown."""
    length = np.log(max(1.0, solo.end - solo.notes[0].start))
    knots = np.log(EXCERPT_BEATS)
    usual = np.array([[np.interp(length, knots, column) for column in trait.T] for trait in _TABLE])
    off = (measure_traits(solo) - usual[:, 0]) / usual[:, 1]
    return np.where(np.isnan(off), 0.0, off)


def measure_traits(solo: Solo) -> Floats:
    """The traits of ``people.TRAITS``, in their order, of a solo of two notes or more; NaN if undefined."""
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
            gaps[gaps > _REST_BEATS - 1e-6].sum() / beats,
            _mean(moving == 0),
            _mean((moving == 1) | (moving == 2)),
            _mean(moving),
            _mean(turning),
            float(np.ptp(pitches)),
            math.log(_longest_stay(steps)),
            _coming_back(steps.tolist()),
            _mean(on_beat),
            _mean(waits[1:] == waits[:-1]),
        ]
    )


def nats_per_note(take: Take) -> float:
    """-ln of how likely the network held what it chose, rests and all, over the sounding notes."""
    every = np.arange(len(take.pitch_values))
    chosen = (
        take.pitch_probabilities[every, take.pitch_values],
        take.length_probabilities[every, take.length_values],
    )
    return -float(sum(np.log(np.maximum(each, 1e-12)).sum() for each in chosen)) / max(
        1, len(take.solo.notes)
    )


def _is_chord_tone(note: Note, solo: Solo) -> float:
    chord = solo.chart.chord_at(note.start)
    return math.nan if chord.is_silent else float(note.pitch % 12 in chord.tone_classes)


def _mean(values: NDArray[np.floating | np.bool_]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def _longest_stay(steps: Floats) -> int:
    moves = np.flatnonzero(np.concatenate([[1], steps, [1]]))
    return int(np.diff(moves).max())


def _coming_back(steps: Sequence[float]) -> float:
    """Share of motifs of three intervals that stood earlier."""
    motifs = list(zip(steps, steps[1:], steps[2:], strict=False))
    return (len(motifs) - len(set(motifs))) / len(motifs) if motifs else math.nan
