"""Fitting the logit bias: five numbers that bring generated solos nearer to human ones.

A network is trained on human pasts and generates from its own, where small errors add up: fewer chord
tones on the beat, fewer repeated figures. The fit generates solos over the charts of human ones,
measures both, and moves the bias until they agree or the bias reaches its limit. A nat of bias moves
the logit of a share by about a nat. Only solos of the train set are used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, replace

import numpy as np

from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.harmony import measure_coherence
from jazzlstm.evaluation.motifs import measure_motifs
from jazzlstm.evaluation.statistics import measure_line
from jazzlstm.model.logit_bias import STRONGEST_BIAS, LogitBias
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

SOLOS = 80
"""Human solos whose charts are used."""
LONGEST_BEATS = 96.0
"""Beats of each solo that are used; later beats are excluded."""
STRONGEST_ECHO_PITCH = 0.3
"""Nats a step of depth; beyond it solos repeat themselves without end."""
STRONGEST_ECHO_LENGTH = 1.2
"""Nats a step of depth; beyond it solos repeat themselves without end."""
LONG_MEMORY_A_NAT = 0.1
"""Memory for motifs of six that a nat of ``echo_pitch`` adds in ``weimar``."""
RHYTHM_MEMORY_A_NAT = 0.05
"""Memory for motifs of three in rhythm that a nat of ``echo_length`` adds in ``weimar``."""
ROUNDS = 4
"""Rounds of full steps, and as many of half steps, whose mean is the result."""
SMALLEST_SHARE = 0.01
"""Shares are clipped to at least this and at most 1 minus this: a share of few notes is uncertain."""


def fit_logit_bias(network: Network, solos: Sequence[Solo], seed: int = 1) -> LogitBias:
    """The logit bias with which chord tones and motifs are as frequent as in ``solos``."""
    human = [_head(solo) for solo in choose_models(solos, SOLOS, np.random.default_rng(seed))]
    turns = [LogitBias()]
    for turn in range(2 * ROUNDS):
        played = play_like(with_logit_bias(network, turns[-1]), human, SamplingOptions(seed=1 + turn * SOLOS))
        turns.append(_moved(turns[-1], played, human, 1.0 if turn < ROUNDS else 0.5))
    late = [astuple(found) for found in turns[-ROUNDS:]]  # the mean has less noise than the last
    return LogitBias(*(float(mean) for mean in np.mean(late, axis=0)))


def _moved(found: LogitBias, played: Sequence[Solo], human: Sequence[Solo], gain: float) -> LogitBias:
    """The bias after a step of ``gain`` towards agreement."""
    ours, aim = measure_coherence(played), measure_coherence(human)
    again, remembered = measure_motifs(played), measure_motifs(human)
    on_any = _nats_between(ours.chord_tones, aim.chord_tones)
    on_beat = _nats_between(ours.chord_tones_on_beat, aim.chord_tones_on_beat) - on_any
    step = _nats_between(measure_line(played).steps, measure_line(human).steps)
    memory = _known(remembered.long_memory - again.long_memory) / LONG_MEMORY_A_NAT
    rhythm = _known(remembered.memory_in_rhythm - again.memory_in_rhythm) / RHYTHM_MEMORY_A_NAT
    return LogitBias(
        _bounded(found.chord_tones + gain * on_any),
        _bounded(found.chord_tones_on_beat + gain * on_beat),
        min(max(found.echo_pitch + gain * memory, 0.0), STRONGEST_ECHO_PITCH),
        min(max(found.echo_length + gain * rhythm, 0.0), STRONGEST_ECHO_LENGTH),
        _bounded(found.steps + gain * step),
    )


def with_logit_bias(network: Network, logit_bias: LogitBias) -> Network:
    """The same network with this logit bias in its model card."""
    return replace(network, card=replace(network.card, logit_bias=logit_bias))


def _head(solo: Solo) -> Solo:
    return solo.with_notes(tuple(note for note in solo.notes if note.end <= LONGEST_BEATS))


def _nats_between(ours: float, aim: float) -> float:
    """The difference of the logits of two shares; 0 if one is undefined, as without chords."""
    if math.isnan(ours) or math.isnan(aim):
        return 0.0
    low, high = np.clip([ours, aim], SMALLEST_SHARE, 1 - SMALLEST_SHARE)
    return float(np.log(high / (1 - high)) - np.log(low / (1 - low)))


def _known(difference: float) -> float:
    """The difference, or 0 if it is undefined."""
    return 0.0 if math.isnan(difference) else difference


def _bounded(nats: float) -> float:
    return min(max(nats, -STRONGEST_BIAS), STRONGEST_BIAS)
