"""Input rows: the fields before each event as ones and zeros.

The same function serves training, where its arrays run along the events of a solo, and sampling,
where they run across takes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.fields import COLUMNS, FIELDS, NO_KEY, columns_of, first_column
from jazzlstm.encoding.harmony_grid import TIME_TO_CHORD_TICKS, Each, HarmonyGrid
from jazzlstm.encoding.history_features import HISTORY_FEATURES
from jazzlstm.encoding.state import DecoderState

LOWEST_REGISTER = 36
"""MIDI pitch, C2: the lowest of the field "register"."""
TEMPO_STEPS = np.array([70, 95, 115, 135, 155, 180, 205, 235, 270])
"""Borders between the values of "tempo", quarter notes a minute."""
SINCE_REST_TICKS = np.array([1, 13, 25, 49, 73, 97, 145, 193])
"""Borders between the values of "time since rest", ticks."""
TO_END_TICKS = np.array([6, 12, 18, 24, 36, 48, 72, 96])
"""Borders between the values of "time to the end", ticks."""
FAR = 2**40
"""Ticks: the end of a solo whose length is unknown."""

_BY_TICK = ("tick of the bar", "tick of the beat", "bar of section", "time to next chord")
_BY_ECHO = ("echo pitch value", "echo length value", "echo depth")
_BY_PAST = ("last pitch value", "last length value", "register", "time since rest", "time to the end")
_BY_PIECE = ("tempo", "key")
_ONE_HOT = (*_BY_TICK, *_BY_ECHO, *_BY_PAST, *_BY_PIECE)
_ONE_HOT_COLUMNS = np.array([first_column(name) for name in _ONE_HOT])
_CHORD = slice(first_column("chord root"), first_column("next root"))
_NEXT_CHORD = slice(first_column("next root"), first_column("time to next chord"))
CHORD_COLUMNS = slice(first_column("chord root"), first_column("register"))
"""The columns that are zero for a tune without chords."""
_TONIC_ABOVE = np.array(
    [[(key - reference) % 12 + 12 * (key // 12) for reference in range(12)] for key in range(NO_KEY)]
    + [[NO_KEY] * 12]
)
"""The value of the field "key", semitones from the reference up to the tonic, 12 more if minor: by the key
and the pitch class of the reference."""
_REGISTER_OF = np.clip((np.arange(128) - LOWEST_REGISTER) // 2, 0, FIELDS["register"] - 1)
"""The value of the field "register" by MIDI pitch."""
_SHARES = slice(first_column(next(iter(HISTORY_FEATURES))), COLUMNS)


def feature_rows(
    harmony: HarmonyGrid, tempo: Each, state: DecoderState, end: Each = FAR
) -> NDArray[np.uint8]:
    """The network's input before each of n events: (n, COLUMNS) of ones and zeros, and shares of history.

    ``end``: the tick on which the solo ends, if known. Tempo, end and key are one for all events, or (n,).
    """
    tick = state.onset % harmony.ticks  # (n,)
    reference = state.reference % 12
    by_past = (
        state.last_pitch,
        state.last_length,
        _REGISTER_OF.take(state.reference, mode="clip"),
        SINCE_REST_TICKS.searchsorted(state.since_rest, side="right"),
        TO_END_TICKS.searchsorted(end - state.onset),
    )
    by_piece = (TEMPO_STEPS.searchsorted(tempo), _TONIC_ABOVE[harmony.key, reference])
    values = np.empty((len(tick), len(_ONE_HOT)), np.int64)
    values[:, :4], values[:, 4:7] = harmony.places[tick], state.echo
    for i, each in enumerate((*by_past, *by_piece)):
        values[:, 7 + i] = each
    values += _ONE_HOT_COLUMNS
    rows = np.zeros((len(tick), COLUMNS), dtype=np.uint8)
    rows[np.arange(len(tick))[:, None], values] = 1
    chords = harmony.chords.reshape(-1, harmony.chords.shape[2])  # a row for each chord and reference
    rows[:, _CHORD] = chords.take(12 * harmony.chord[tick] + reference, axis=0)
    following = chords.take(12 * harmony.following[tick] + reference, axis=0)
    rows[:, _NEXT_CHORD] = following[:, : _NEXT_CHORD.stop - _NEXT_CHORD.start]  # its root and tones only
    rows[:, _SHARES] = state.history.shares
    return rows


def blank_harmony(rows: NDArray[np.uint8]) -> None:
    """Turn rows (..., COLUMNS) into those of a tune without chords or key; in place."""
    blank_key(rows)
    rows[..., CHORD_COLUMNS] = 0
    rows[..., first_column("chord root") + 12] = 1
    rows[..., first_column("next root") + 12] = 1
    rows[..., first_column("time to next chord") + len(TIME_TO_CHORD_TICKS)] = 1


def blank_key(rows: NDArray[np.uint8]) -> None:
    """Turn rows (..., COLUMNS) into those of a tune with unknown key; in place."""
    rows[..., columns_of("key")] = 0
    rows[..., first_column("key") + NO_KEY] = 1


def blank_ending(rows: NDArray[np.uint8]) -> None:
    """Turn rows (..., COLUMNS) into those of a solo of unknown length; in place."""
    rows[..., columns_of("time to the end")] = 0
    rows[..., first_column("time to the end") + len(TO_END_TICKS)] = 1
