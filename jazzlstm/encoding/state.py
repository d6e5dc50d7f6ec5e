"""What has been played, as far as the network's inputs look back: before each event of a solo, or of n takes.

A ``DecoderState`` stands for n places at once: along a finished solo when training (``states_along``), across
takes that grow side by side when sampling (``initial_state``, ``next_state``). A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import (
    FIRST_REFERENCE,
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    Events,
    length_ticks,
)
from jazzlstm.encoding.history import History, HistoryInputs, history_along, no_history

UNISON = WIDEST_INTERVAL
"""The pitch value of no interval at all."""
NOTHING_YET = (PITCH_VALUES, LENGTH_VALUES)
"""Last pitch and length value before the first event."""


@dataclass(frozen=True, slots=True, eq=False)
class DecoderState:
    """What has been played, as far as the features look back; (n,) each.

    ``onset`` in ticks, ``reference`` as MIDI pitch, ``last_pitch`` and
    ``last_length`` as values, ``since_rest`` in ticks; ``stay`` how many notes in a row stood on
    the reference's pitch.
    """

    onset: NDArray[np.int64]
    reference: NDArray[np.int64]
    last_pitch: NDArray[np.int64]
    last_length: NDArray[np.int64]
    since_rest: NDArray[np.int64]
    stay: NDArray[np.int64]
    history: HistoryInputs

    @property
    def echo(self) -> NDArray[np.int64]:
        """What followed the last time, (n, 3): pitch, length and depth value."""
        return self.history.echo

    def keep(self, rows: NDArray[np.int64]) -> DecoderState:
        """Some of the n, in the order given."""
        return DecoderState(
            self.onset[rows],
            self.reference[rows],
            self.last_pitch[rows],
            self.last_length[rows],
            self.since_rest[rows],
            self.stay[rows],
            self.history.keep(rows),
        )


def states_along(events: Events) -> DecoderState:
    """What had been played before each event of a solo."""
    n = len(events)
    last_pitch = np.concatenate([[NOTHING_YET[0]], events.pitch_values[:-1]])[:n]
    last_length = np.concatenate([[NOTHING_YET[1]], events.length_values[:-1]])[:n]
    after_rest = last_pitch == REST
    phrase_start = np.maximum.accumulate(np.where(after_rest, events.onsets, 0)) if n else events.onsets
    return DecoderState(
        events.onsets,
        events.references,
        last_pitch,
        last_length,
        events.onsets - phrase_start,
        _stays(events.pitch_values),
        history_along(events),
    )


def _stays(pitch_values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Before each event, how many notes in a row stood on one pitch."""
    stays = [0]
    for value in pitch_values.tolist():
        stays.append(_stay_after(stays[-1], value))
    return np.array(stays[: len(pitch_values)], np.int64)


def _stay_after(stay: int, pitch_value: int) -> int:
    if pitch_value == REST:
        return stay
    return stay + 1 if pitch_value == UNISON else 1


def initial_state(takes: int, onset: int = 0, reference: int = FIRST_REFERENCE) -> DecoderState:
    """Before anything is played: the zero vector that a solo grows from."""
    whole = np.ones(takes, dtype=np.int64)
    return DecoderState(
        whole * onset,
        whole * reference,
        whole * NOTHING_YET[0],
        whole * NOTHING_YET[1],
        whole * 0,
        whole * 0,
        no_history(takes),
    )


def next_state(
    state: DecoderState, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64], memory: History
) -> DecoderState:
    """After one more event in each take; ``memory`` takes it in."""
    resting = pitch_values == REST
    ticks = length_ticks(length_values)
    return DecoderState(
        onset=state.onset + ticks,
        reference=np.where(resting, state.reference, state.reference + pitch_values - WIDEST_INTERVAL),
        last_pitch=pitch_values,
        last_length=length_values,
        since_rest=np.where(resting, 0, state.since_rest + ticks),
        stay=np.where(resting, state.stay, np.where(pitch_values == UNISON, state.stay + 1, 1)),
        history=memory.append(pitch_values, length_values),
    )
