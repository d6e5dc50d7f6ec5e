"""From what the network holds likely to what is chosen: temperature, top-p, range, leanings.

Temperature sharpens (below 1) or flattens (above 1) the choice between pitches,
and that between lengths, each with a knob of its own. It leaves the choice
between playing and resting alone: sharpened, the network would never breathe. Even
so a cold line runs on, each even note making the next one likelier; people breathe
about as readily late in a line as early. So the longer a cold line has gone on, the
more readily it breathes, and rests keep the lengths that people give them.

Some habits of people hold at any temperature. A pitch, or a figure played before,
that has come back many times is left at last: its probability has a ceiling, what
people's own repetitions come to. So has an interval that was played very often lately.
And a solo is not cut off: its last note has a beat to sound.

A leaning adds nats to the logarithm of some probabilities before they are
normalised again. ``inside`` is the musician's: towards chord and scale tones, or
away. ``LogitBias`` are the network's own: left to itself it hits somewhat fewer
chord tones on the beat than in the solos it learnt from, and seldom says a figure
twice to its end, and in its rhythm; the few numbers that mend this are fitted once
and stand in the model file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.encoding.features import FAR, HarmonyGrid
from jazzlstm.encoding.state import UNISON, DecoderState
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.music import TICKS_PER_BEAT

Floats: TypeAlias = NDArray[np.floating[Any]]
TINY = 1e-300
"""Stands in for 0 in a divisor."""
INSIDE_NATS = 2.0
"""What the knob adds to a chord tone at its end: e**2, about seven times as likely."""
SCALE_SHARE = 0.5
"""Of that, what a scale tone gets that is no chord tone."""
BREATH_NATS = 0.4
"""What a beat without a rest adds to the wish for one, times 1 / temperature - 1."""
LONG_STAY, LONG_ECHO = 4, 5
"""Notes in a row on a pitch, and depth value of an echo, from which the ceiling holds."""
CEILING = 0.75
"""Of going on with either. People's own share is 0.55 to 0.77 after 4 to 11 notes on one pitch, and
0.61 to 0.71 in figures of seven notes or more (WJazzD)."""
OFTEN, LESS_OFTEN = 0.25, 0.6
"""An interval that was more than so much of what was played lately is at most so much of that likely.
People go on with it about as often as its share says, and hardly ever come to a half (WJazzD); a network
that has heard itself get there goes on for good."""
LAST_TICKS = 12
"""The time that the last note is given to sound in: a beat."""
ENDING_TICKS = 24
"""So long before the end, a solo leans to root, third and fifth."""
ENDING_NATS = 1.0
"""How strongly it does in ``improvise``: then last notes are chord tones as often as people's."""
MOST_URGE = 50.0
_LENGTH_TICKS = np.array(LENGTHS)
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
_STEPS = (abs(_INTERVALS) == 1) | (abs(_INTERVALS) == 2)


@dataclass(frozen=True, slots=True)
class SamplingPolicy:
    """How to choose from the network's probabilities."""

    temperature: float = 1.0
    """Of the pitches: below 1 predictable, above 1 adventurous."""
    rhythm_temperature: float = 1.0
    top_p: float = 1.0
    """Leave out the least likely pitches that together have less than 1 - top_p. Lengths are spared:
    the long ones are rare, and they are where a line breathes."""
    lowest: int = 0
    highest: int = 127
    """The instrument's range, MIDI pitches."""
    inside: float = 0.0
    """-1 away from chord and scale tones, 0 as the network has it, 1 towards them."""
    logit_bias: LogitBias = LogitBias()
    ending: float = 0.0
    """Nats towards root, third and fifth in the last two beats."""


def weigh_pitches(
    probabilities: Floats, harmony: HarmonyGrid, state: DecoderState, policy: SamplingPolicy, end: int = FAR
) -> Floats:
    """P(pitch value) as ``policy`` has it, (takes, 50). ``end``: the tick that the solo ends on."""
    rest = _ready_to_rest(probabilities[:, REST:], state, policy)
    pitches = state.reference[:, None] + _INTERVALS  # (takes, 49)
    playable = np.where(
        (pitches >= policy.lowest) & (pitches <= policy.highest), probabilities[:, :REST], 0.0
    )
    leaning = _leaning(harmony, state, policy, end)
    tempered = _temper(playable * np.exp(leaning), policy.temperature)
    intervals = _leave_at_last(_cut(tempered, policy.top_p), tempered, state)
    intervals = _not_only(intervals, state)
    nothing = intervals.sum(axis=1, keepdims=True) == 0.0
    return np.hstack([intervals * (1.0 - rest), np.where(nothing, 1.0, rest)])


def weigh_lengths(
    probabilities: Floats,
    state: DecoderState,
    pitch_values: NDArray[np.int64],
    policy: SamplingPolicy,
    end: int = FAR,
) -> Floats:
    """P(length value) as ``policy`` has it, (takes, 31): a motif that comes back does so in its rhythm."""
    if policy.logit_bias.echo_length:
        echoing = np.flatnonzero((state.echo[:, 2] > 0) & (state.echo[:, 0] == pitch_values))
        probabilities = probabilities.copy()
        strength = policy.logit_bias.echo_length * state.echo[echoing, 2]
        probabilities[echoing, state.echo[echoing, 1]] *= np.exp(strength)
    left = (end - state.onset)[:, None] - _LENGTH_TICKS  # (takes, 31)
    cut_off = (left > 0) & (left < LAST_TICKS)
    probabilities = np.where(cut_off, 0.0, np.maximum(probabilities, TINY))
    resting = (pitch_values == REST)[:, None]
    return np.where(resting, _temper(probabilities, 1.0), _temper(probabilities, policy.rhythm_temperature))


def draw(probabilities: Floats, chance: Floats) -> NDArray[np.int64]:
    """One value a take: where ``chance`` (takes,), from [0, 1), falls on the stacked probabilities."""
    stacked = np.cumsum(probabilities, axis=1)
    chosen = (stacked <= (chance * stacked[:, -1])[:, None]).sum(axis=1)
    within: NDArray[np.int64] = np.minimum(chosen, probabilities.shape[1] - 1)
    return within


def _ready_to_rest(rest: Floats, state: DecoderState, policy: SamplingPolicy) -> Floats:
    """P(rest), (takes, 1), where a cold line has gone on; the network's own at temperature 1."""
    coldness = (1 / policy.temperature + 1 / policy.rhythm_temperature) / 2 - 1
    if coldness <= 0:
        return rest
    urge = np.exp(np.minimum(BREATH_NATS * coldness * state.since_rest / TICKS_PER_BEAT, MOST_URGE))
    ready: Floats = rest * urge[:, None] / (1 - rest + rest * urge[:, None])
    return ready


def _leave_at_last(intervals: Floats, uncut: Floats, state: DecoderState) -> Floats:
    """No pitch and no figure for ever: what has come back often gets ``CEILING`` at most, (takes, 49)."""
    echo = np.where(state.echo[:, 0] < REST, state.echo[:, 0], UNISON)
    often = (state.echo[:, 2] >= LONG_ECHO) & (state.echo[:, 0] < REST)
    for column, holds in ((echo, often), (np.full_like(echo, UNISON), state.stay >= LONG_STAY)):
        for take in np.flatnonzero(holds & (intervals[range(len(echo)), column] > CEILING)):
            others = intervals[take].copy()
            others[column[take]] = 0.0
            if not others.sum():  # top-p had left nothing else
                others = np.where(np.arange(REST) == column[take], 0.0, uncut[take])
            if others.sum():
                intervals[take] = others / others.sum() * (1 - CEILING)
                intervals[take, column[take]] = CEILING
    return intervals


def _not_only(intervals: Floats, state: DecoderState) -> Floats:
    """No interval and nothing else: what was played very often lately becomes less likely, (takes, 49)."""
    lately = state.history.share("often lately")[:, :REST]
    ceiling = np.where(lately > OFTEN, LESS_OFTEN * lately, 1.0)
    too_likely = intervals > ceiling
    if not too_likely.any():
        return intervals
    others = np.where(too_likely, 0.0, intervals)
    left = 1.0 - (ceiling * too_likely).sum(axis=1, keepdims=True)
    share = others.sum(axis=1, keepdims=True)
    shared_out = others * left / np.maximum(share, TINY)
    return np.where(share > 0, np.where(too_likely, ceiling, shared_out), intervals)


def _leaning(harmony: HarmonyGrid, state: DecoderState, policy: SamplingPolicy, end: int) -> Floats:
    """Nats for each interval, (takes, 49)."""
    logit_bias = policy.logit_bias
    tones, scale, on_beat = harmony.tones_above(state)  # (takes, 12) twice, (takes,)
    on_beat_nats = logit_bias.chord_tones_on_beat * on_beat
    for_tones = INSIDE_NATS * policy.inside + logit_bias.chord_tones + on_beat_nats  # (takes,)
    for_scale = INSIDE_NATS * SCALE_SHARE * policy.inside
    above = for_tones[:, None] * tones + for_scale * (scale & ~tones)  # (takes, 12)
    ending = end - state.onset <= ENDING_TICKS
    if policy.ending and ending.any():
        above = above + policy.ending * (ending[:, None] & harmony.basic_tones_above(state))
    leaning: Floats = above[:, _INTERVALS % 12] + logit_bias.steps * _STEPS
    if logit_bias.echo_pitch:
        echoing = np.flatnonzero((state.echo[:, 2] > 1) & (state.echo[:, 0] < REST))
        leaning[echoing, state.echo[echoing, 0]] += logit_bias.echo_pitch * (state.echo[echoing, 2] - 1)
    return leaning


def _temper(probabilities: Floats, temperature: float) -> Floats:
    """Probabilities to the power of 1 / temperature; their sum is 1, or 0 if all are 0."""
    highest = probabilities.max(axis=1, keepdims=True)
    powered: Floats = (probabilities / np.maximum(highest, TINY)) ** (1.0 / temperature)
    powered /= np.maximum(powered.sum(axis=1, keepdims=True), TINY)
    return powered


def _cut(probabilities: Floats, top_p: float) -> Floats:
    """The likeliest that together have ``top_p``, their sum 1 again; a copy."""
    kept_ones = probabilities.copy()
    if top_p < 1.0:
        ranked = np.sort(probabilities, axis=1)[:, ::-1]
        kept = (np.cumsum(ranked, axis=1) - ranked < top_p).sum(axis=1, keepdims=True)
        kept_ones[probabilities < np.take_along_axis(ranked, kept - 1, axis=1)] = 0.0  # equals stay together
        kept_ones /= np.maximum(kept_ones.sum(axis=1, keepdims=True), TINY)
    return kept_ones
