"""The sampling policy: from the network's probabilities to those that an event is drawn from.

Temperature sharpens (below 1) or flattens (above 1) the choice among pitches and, separately, among
lengths (``temperature.py``). The choice between note and rest keeps the network's probability: if it were
sharpened, a solo would never rest. Low temperatures still make phrases too long, because each even note
makes the next one likelier, and high ones too short. So P(rest) grows with the length of a phrase at low
temperatures and falls at high ones. Rests, and the end of the last phrase, have the lengths of temperature 1.

Three rules hold at any temperature, because a network that reads its own output repeats itself more
than players do. An interval after a repeated pitch or a long echo, and one that dominated the recent
past, has a capped probability. The last note of a solo has a beat to sound.

Biases add nats to the logarithm of some probabilities. ``inside`` is a setting: towards chord and
scale tones, or away from them; ``arc``, ``fixed``, ``theme`` and ``level`` are those of ``arc.py``,
``fixed_events.py``, ``theme.py`` and ``levels.py``. ``LogitBias`` is fitted once for each network and is in
its model file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.encoding.features import FAR
from jazzlstm.encoding.harmony_grid import CHORD_TONE, SCALE_TONE, Each, HarmonyGrid
from jazzlstm.encoding.state import UNISON, DecoderState
from jazzlstm.generation import arc, closing, levels
from jazzlstm.generation.fixed_events import FixedEvents
from jazzlstm.generation.temperature import (
    HISTORY_OF_TEMPERATURE,
    TINY,
    coldness,
    temper,
    temper_intervals,
    temper_lengths,
)
from jazzlstm.generation.theme import ThemeMelody
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.music import TICKS_PER_BEAT

Floats: TypeAlias = NDArray[np.floating[Any]]

INSIDE_NATS = 2.0
"""Nats of a chord tone at ``inside`` = 1: e**2, about seven times as likely."""
SCALE_SHARE = 0.5
"""Share of these nats for a scale tone that is not a chord tone."""
REST_NATS_PER_BEAT = 0.3
"""Nats of a rest for each beat since the last one, times the coldness: players rest about as readily late in
a phrase as early."""
MOST_REST_NATS = 50.0
"""Nats; keeps the exponential finite."""
LONG_STAY = 4
"""Notes in a row on one pitch from which ``CEILING`` holds."""
LONG_ECHO = 5
"""Depth value of an echo (seven pitch values) from which ``CEILING`` holds."""
CEILING = 0.75
"""Probability of going on with either. Players go on in 0.55 to 0.77 of cases after 4 to 11 notes on
one pitch, and in 0.61 to 0.71 in figures of seven notes or more (WJazzD)."""
LATELY = "often lately"
"""The history feature of the recent past."""
HISTORY_OF_POLICY = (LATELY, *HISTORY_OF_TEMPERATURE)
"""The history features that the policy reads."""
OFTEN = 0.25
"""Share of the recent past from which an interval is capped. Players hardly ever come to a half
(WJazzD); a network that does goes on for good."""
LESS_OFTEN = 0.6
"""The cap, as a part of that share."""
LAST_TICKS = 12
"""Ticks that the last note has to sound: a beat."""
ENDING_TICKS = 24
"""Ticks before the end in which ``SamplingPolicy.ending`` holds: two beats."""
ENDING_NATS = 1.0
"""``SamplingPolicy.ending`` of ``improvise``: last notes are chord tones as often as players'."""
_LENGTH_TICKS = np.array(LENGTHS)
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
_IS_STEP = np.isin(abs(_INTERVALS), (1, 2)).astype(np.int64)
"""1 for a half or whole tone."""


@dataclass(frozen=True, slots=True)
class SamplingPolicy:
    """How probabilities are weighed."""

    temperature: float = 1.0
    """Temperature of pitches: below 1 predictable, above 1 adventurous."""
    rhythm_temperature: float = 1.0
    """Temperature of lengths."""
    top_p: float = 1.0
    """Nucleus sampling of pitches: exclude the least likely ones, which have 1 - top_p together.
    Lengths are not cut: long ones are rare, and phrases end on them."""
    lowest: Each = 0
    highest: Each = 127
    """Range of the instrument, MIDI pitches."""
    inside: float = 0.0
    """From -1, away from chord and scale tones, to 1, towards them."""
    logit_bias: LogitBias = LogitBias()
    ending: float = 0.0
    """Nats towards root, third and fifth in the last two beats, or where a phrase is closed."""
    closing: bool = False
    """Whether the last phrase ends as any other: ``closing.py``."""
    arc: tuple[float, ...] = ()
    """Points of the curve of energy, percent; empty for none."""
    fixed: FixedEvents | None = None
    """Goal notes and kept notes; None for none."""
    theme: ThemeMelody | None = None
    """A melody to paraphrase; None for none."""
    level: levels.Level | None = None
    """What a beginner can play; None for no limits."""
    judge: float = 0.0
    """Factor of the judge's nats (``judge_bias.py``)."""
    restate: float = 0.0
    """Factor of the nats of ``restatement.py``."""
    habits: float = 0.0
    """Factor of the nats of the player's habits (``habit_bias.py``)."""


def weigh_pitches(
    probabilities: Floats, harmony: HarmonyGrid, state: DecoderState, policy: SamplingPolicy, end: int = FAR
) -> Floats:
    """P(pitch value) by ``policy``, (takes, 50). ``end``: the tick on which the solo ends."""
    rest = _rest_probability(probabilities[:, REST:], state, policy, end)
    pitches = state.reference[:, None] + _INTERVALS  # (takes, 49)
    playable = np.where(
        (pitches >= policy.lowest) & (pitches <= policy.highest), probabilities[:, :REST], 0.0
    )
    ahead = policy.fixed.at(state.onset) if policy.fixed else None
    if ahead:
        playable = np.where(ahead.reachable(state.reference), playable, 0.0)
    if policy.level:
        middle = (policy.lowest + policy.highest) / 2
        playable = levels.limit_pitches(policy.level, playable, harmony, state, middle)
        rest = _scale_odds(rest, levels.rest_odds(policy.level))
    nats = _interval_bias(harmony, state, policy, end)
    if policy.arc:
        energy = arc.energy_at(policy.arc, state.onset, end, harmony.ticks)
        rest = _scale_odds(rest, arc.rest_odds(energy))
        nats = nats + arc.pitch_nats(energy, state.reference, policy.lowest, policy.highest)
    if policy.closing:
        rest = closing.close_phrase(rest, state, end)
    if ahead:
        nats = nats + ahead.pitch_nats(state.reference)
        rest = np.where(ahead.must_play(state.reference)[:, None], 0.0, rest)
    tempered = temper_intervals(playable * np.exp(nats), state, policy.temperature)
    intervals = _cap_repetition(_nucleus(tempered, policy.top_p), tempered, state)
    intervals = _cap_frequent(intervals, state)
    nothing = np.add.reduce(intervals, axis=1, keepdims=True) == 0.0
    weighed = np.concatenate([intervals * (1.0 - rest), np.where(nothing, 1.0, rest)], axis=1)
    if policy.theme:
        weighed = policy.theme.near_pitches(weighed, state.onset, state.reference)
    return ahead.impose(weighed, state.reference) if ahead else weighed


def weigh_lengths(
    probabilities: Floats,
    state: DecoderState,
    pitch_values: NDArray[np.int64],
    policy: SamplingPolicy,
    end: int = FAR,
    form: int = FAR,
) -> Floats:
    """P(length value) by ``policy``, (takes, 31). ``form``: ticks of a chorus."""
    if policy.logit_bias.echo_length:
        echoing = ((state.echo[:, 2] > 0) & (state.echo[:, 0] == pitch_values)).nonzero()[0]
        if len(echoing):
            probabilities = probabilities.copy()
            nats = policy.logit_bias.echo_length * state.echo[echoing, 2]
            probabilities[echoing, state.echo[echoing, 1]] *= np.exp(nats)
    left = (end - state.onset)[:, None] - _LENGTH_TICKS  # (takes, 31)
    impossible = (left > 0) & (left < LAST_TICKS)
    if policy.fixed:
        impossible = policy.fixed.too_long(state.onset, impossible)
    if policy.arc:
        energy = arc.energy_at(policy.arc, state.onset, end, form)
        probabilities = probabilities * np.exp(arc.length_nats(energy, pitch_values == REST))
    if policy.closing:
        probabilities = closing.lengthen(probabilities, state, pitch_values, end)
    if policy.level:
        resting = pitch_values == REST
        impossible = levels.exclude_lengths(policy.level, state.onset, resting, impossible)
        probabilities = probabilities * np.exp(levels.length_nats(policy.level, resting))
    probabilities = np.where(impossible, 0.0, np.maximum(probabilities, TINY))
    weighed = temper(probabilities, 1.0)
    if policy.rhythm_temperature != 1.0:
        usual = pitch_values == REST
        if policy.closing:
            usual = usual | closing.is_closing(state, end)
        tempered = temper_lengths(probabilities, state, policy.rhythm_temperature)
        weighed = np.where(usual[:, None], weighed, tempered)
    if policy.theme:
        weighed = policy.theme.near_lengths(weighed, state.onset)
    return policy.fixed.at(state.onset).impose_lengths(weighed) if policy.fixed else weighed


def add_nats(probabilities: Floats, nats: Floats) -> Floats:
    """Probabilities times e to the power of ``nats``, with a sum of 1; both (takes, values)."""
    raised: Floats = probabilities * np.exp(nats)
    raised /= np.add.reduce(raised, axis=1, keepdims=True)
    return raised


def draw(probabilities: Floats, chance: Floats) -> NDArray[np.int64]:
    """One value a take, by inverse transform sampling: ``chance`` (takes,) is uniform in [0, 1)."""
    cumulative = np.add.accumulate(probabilities, axis=1)
    above = cumulative > (chance * cumulative[:, -1])[:, None]
    above[:, -1] = True
    chosen: NDArray[np.int64] = above.argmax(axis=1)  # the first
    return chosen


def _rest_probability(rest: Floats, state: DecoderState, policy: SamplingPolicy, end: int) -> Floats:
    """P(rest), (takes, 1): higher late in a phrase if cold, lower if hot, else the network's own."""
    cold = (coldness(policy.temperature) + coldness(policy.rhythm_temperature)) / 2
    if cold == 0:
        return rest
    nats = np.minimum(REST_NATS_PER_BEAT * cold * state.since_rest / TICKS_PER_BEAT, MOST_REST_NATS)
    if policy.closing:
        nats = np.where(closing.is_closing(state, end), 0.0, nats)
    return _scale_odds(rest, np.exp(nats)[:, None])


def _scale_odds(probability: Floats, factor: Floats | float) -> Floats:
    """A probability whose odds are ``factor`` times as high."""
    odds = factor * probability
    scaled: Floats = odds / (1.0 - probability + odds)
    return scaled


def _cap_repetition(intervals: Floats, uncut: Floats, state: DecoderState) -> Floats:
    """Cap a further repetition of a pitch or a long echo at ``CEILING``; in place, (takes, 49)."""
    if intervals.max(initial=0.0) <= CEILING:
        return intervals
    echo = np.where(state.echo[:, 0] < REST, state.echo[:, 0], UNISON)
    often = (state.echo[:, 2] >= LONG_ECHO) & (state.echo[:, 0] < REST)
    for column, holds in ((echo, often), (np.full_like(echo, UNISON), state.stay >= LONG_STAY)):
        for take in np.flatnonzero(holds & (intervals[np.arange(len(echo)), column] > CEILING)):
            others = intervals[take].copy()
            others[column[take]] = 0.0
            if not others.sum():  # top-p excluded everything else
                others = np.where(np.arange(REST) == column[take], 0.0, uncut[take])
            if others.sum():
                intervals[take] = others / others.sum() * (1 - CEILING)
                intervals[take, column[take]] = CEILING
    return intervals


def _cap_frequent(intervals: Floats, state: DecoderState) -> Floats:
    """Cap the probability of an interval that dominated the recent past, (takes, 49)."""
    if state.history.largest_share(LATELY) <= OFTEN:
        return intervals
    lately = state.history.share(LATELY)[:, :REST]
    dominates = lately > OFTEN
    ceiling = np.where(dominates, LESS_OFTEN * lately, 1.0)
    too_likely = intervals > ceiling
    if not too_likely.any():
        return intervals
    others = np.where(too_likely, 0.0, intervals)
    left = 1.0 - (ceiling * too_likely).sum(axis=1, keepdims=True)
    total = others.sum(axis=1, keepdims=True)
    scaled = others * left / np.maximum(total, TINY)
    return np.where(total > 0, np.where(too_likely, ceiling, scaled), intervals)


def _interval_bias(harmony: HarmonyGrid, state: DecoderState, policy: SamplingPolicy, end: int) -> Floats:
    """Nats that are added to each interval, (takes, 49)."""
    logit_bias = policy.logit_bias
    inside, on_beat = harmony.inside_at(state)  # (takes, 49), (takes,)
    places = on_beat.astype(np.int64)[:, None], inside, _IS_STEP
    nats: Floats = _nats_inside(policy.inside, logit_bias)[places]
    ending = end - state.onset <= (closing.CLOSING_TICKS if policy.closing else ENDING_TICKS)
    if policy.ending and np.logical_or.reduce(ending):
        basic = ending[:, None] & harmony.basic_tones_above(state)  # (takes, 12)
        nats = nats + policy.ending * basic[:, _INTERVALS % 12]
    if logit_bias.echo_pitch:
        echoing = ((state.echo[:, 2] > 1) & (state.echo[:, 0] < REST)).nonzero()[0]
        if len(echoing):
            nats[echoing, state.echo[echoing, 0]] += logit_bias.echo_pitch * (state.echo[echoing, 2] - 1)
    return nats


@lru_cache(maxsize=64)
def _nats_inside(inside: float, logit_bias: LogitBias) -> Floats:
    """Nats of an interval, (2, 3, 2): off or on the beat, ``HarmonyGrid.inside``, other interval or step."""
    nats = np.zeros((2, 3, 2))
    nats[:, SCALE_TONE] = INSIDE_NATS * SCALE_SHARE * inside
    nats[:, CHORD_TONE] = INSIDE_NATS * inside + logit_bias.chord_tones
    nats[1, CHORD_TONE] += logit_bias.chord_tones_on_beat
    nats[:, :, 1] += logit_bias.steps
    return nats


def _nucleus(probabilities: Floats, top_p: float) -> Floats:
    """The likeliest values that have ``top_p`` together, with a sum of 1; a copy."""
    if top_p >= 1.0:
        return probabilities.copy()
    ranked = np.sort(probabilities, axis=1)[:, ::-1]
    within = np.add.accumulate(ranked, axis=1) - ranked < top_p
    least = np.minimum.reduce(ranked, axis=1, where=within, initial=1.0, keepdims=True)
    nucleus: Floats = np.where(probabilities < least, 0.0, probabilities)  # equals stay together
    nucleus /= np.maximum(np.add.reduce(nucleus, axis=1, keepdims=True), TINY)
    return nucleus
