"""The state of the decoder: everything that the input features need of the events played so far.

A ``DecoderState`` has n rows: along the events of a finished solo for training (``states_along``), or
across takes for sampling (``initial_state``, ``next_state``). A test compares the two.
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
"""The pitch value of a repeated pitch."""
NOTHING_YET = (PITCH_VALUES, LENGTH_VALUES)
"""Last pitch and length value before the first event."""


@dataclass(frozen=True, slots=True, eq=False)
class DecoderState:
    """The state before an event; (n,) each.

    ``onset`` in ticks, ``reference`` as MIDI pitch, ``last_pitch`` and ``last_length`` as values,
    ``since_rest`` in ticks; ``stay``: notes in a row on the pitch of the reference.
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
        """Pitch, length and depth value of the echo, (n, 3)."""
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


def states_along(events: Events, history: HistoryInputs | None = None) -> DecoderState:
    """The state before each event of a solo; ``history`` along it, if it is known."""
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
        history or history_along(events),
    )


def _stays(pitch_values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Notes in a row on one pitch before each event, (events,)."""
    stays = [0]
    for value in pitch_values.tolist():
        stays.append(_stay_after(stays[-1], value))
    return np.array(stays[: len(pitch_values)], np.int64)


def _stay_after(stay: int, pitch_value: int) -> int:
    if pitch_value == REST:
        return stay
    return stay + 1 if pitch_value == UNISON else 1


def initial_state(
    takes: int, onset: int | NDArray[np.int64] = 0, reference: int = FIRST_REFERENCE
) -> DecoderState:
    """The state before the first event."""
    ones = np.ones(takes, dtype=np.int64)
    return DecoderState(
        ones * onset,
        ones * reference,
        ones * NOTHING_YET[0],
        ones * NOTHING_YET[1],
        ones * 0,
        ones * 0,
        no_history(takes),
    )


def next_state(
    state: DecoderState, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64], history: History
) -> DecoderState:
    """The state after one more event in each take; the event is added to ``history``."""
    resting = pitch_values == REST
    ticks = length_ticks(length_values)
    return DecoderState(
        onset=state.onset + ticks,
        reference=np.where(resting, state.reference, state.reference + pitch_values - WIDEST_INTERVAL),
        last_pitch=pitch_values,
        last_length=length_values,
        since_rest=np.where(resting, 0, state.since_rest + ticks),
        stay=np.where(resting, state.stay, np.where(pitch_values == UNISON, state.stay + 1, 1)),
        history=history.append(pitch_values, length_values),
    )
