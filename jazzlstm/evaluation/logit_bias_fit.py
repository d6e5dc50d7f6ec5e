"""Finding a network's leanings: the few numbers that bring its own solos nearer to human ones.

A network that is trained on human pasts plays on its own, where small faults add
up: fewer chord tones on the beat, figures not said twice to their end. Here it plays
over the charts of human solos, the same counts are taken of both, and the leanings are
moved until they agree, or have gone as far as leanings may. An added nat moves the logit
of a share by about a nat.
Fitted on solos that the network learnt from, never on those kept for a test.
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
LONGEST_BEATS = 96.0
STRONGEST_MEMORY, STRONGEST_RHYTHM = 0.3, 1.2
"""Nats a step of depth; beyond them solos run in circles."""
LONG_MEMORY_A_NAT, RHYTHM_A_NAT = 0.1, 0.05
"""What a nat a step adds to the memory for motifs of six, and for those of three in rhythm, in ``weimar``."""
ROUNDS = 4
SMALLEST_SHARE = 0.01
"""All or none of a few notes is not for ever."""


def fit_logit_bias(network: Network, solos: Sequence[Solo], seed: int = 1) -> LogitBias:
    """Leanings with which the network's chord tones and motifs come as often as people's."""
    human = [_head(solo) for solo in choose_models(solos, SOLOS, np.random.default_rng(seed))]
    turns = [LogitBias()]
    for turn in range(2 * ROUNDS):
        played = play_like(with_logit_bias(network, turns[-1]), human, SamplingOptions(seed=1 + turn * SOLOS))
        turns.append(_moved(turns[-1], played, human, 1.0 if turn < ROUNDS else 0.5))
    late = [astuple(found) for found in turns[-ROUNDS:]]  # each hangs on a draw, their mean less so
    return LogitBias(*(float(mean) for mean in np.mean(late, axis=0)))


def _moved(found: LogitBias, played: Sequence[Solo], human: Sequence[Solo], gain: float) -> LogitBias:
    """Nearer to where the two would agree, by so much of the way."""
    ours, aim = measure_coherence(played), measure_coherence(human)
    again, remembered = measure_motifs(played), measure_motifs(human)
    on_any = _nats_between(ours.chord_tones, aim.chord_tones)
    on_beat = _nats_between(ours.chord_tones_on_beat, aim.chord_tones_on_beat) - on_any
    step = _nats_between(measure_line(played).steps, measure_line(human).steps)
    memory = _known(remembered.long_memory - again.long_memory) / LONG_MEMORY_A_NAT
    rhythm = _known(remembered.memory_in_rhythm - again.memory_in_rhythm) / RHYTHM_A_NAT
    return LogitBias(
        _bounded(found.chord_tones + gain * on_any),
        _bounded(found.chord_tones_on_beat + gain * on_beat),
        min(max(found.echo_pitch + gain * memory, 0.0), STRONGEST_MEMORY),
        min(max(found.echo_length + gain * rhythm, 0.0), STRONGEST_RHYTHM),
        _bounded(found.steps + gain * step),
    )


def with_logit_bias(network: Network, logit_bias: LogitBias) -> Network:
    """The same network with these leanings in its story."""
    return replace(network, card=replace(network.card, logit_bias=logit_bias))


def _head(solo: Solo) -> Solo:
    return solo.with_notes(tuple(note for note in solo.notes if note.end <= LONGEST_BEATS))


def _nats_between(ours: float, aim: float) -> float:
    """How far the logit of a share has to go; 0 where one is unknown, as without any chord."""
    if math.isnan(ours) or math.isnan(aim):
        return 0.0
    low, high = np.clip([ours, aim], SMALLEST_SHARE, 1 - SMALLEST_SHARE)
    return float(np.log(high / (1 - high)) - np.log(low / (1 - low)))


def _known(difference: float) -> float:
    """0 where nothing could be counted, as without any solo."""
    return 0.0 if math.isnan(difference) else difference


def _bounded(nats: float) -> float:
    return min(max(nats, -STRONGEST_BIAS), STRONGEST_BIAS)
