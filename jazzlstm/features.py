"""What the network sees before each event: categorical values, laid side by side as ones and zeros.

``FIELDS`` is the whole list. Each field owns a block of columns; most blocks
hold a single one (one-hot), chord tones and scales several. Everything about
pitch is counted from the note that last sounded, the reference: the chord's
root is "a fifth below it", not "G". The same function serves training, where
its arrays run along a solo's events, and sampling, where they run across takes.

``who`` plays is a second, shorter row: player, instrument and style, all zeros
for "anyone".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from jazzlstm.events import (
    FIRST_REFERENCE,
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    Events,
    length_ticks,
)
from jazzlstm.memory import DEPTH_VALUES, NO_ECHO, Memory, echoes
from jazzlstm.music import TICKS_PER_BEAT, Chart, Chord, Solo

FIELDS: Mapping[str, int] = {
    "last pitch value": PITCH_VALUES + 1,  # the extra column: nothing yet
    "last length value": LENGTH_VALUES + 1,
    "tick of the bar": 4 * TICKS_PER_BEAT,  # a longer bar starts over after four beats
    "tick of the beat": TICKS_PER_BEAT,
    "bar of section": 16,  # counted from the last rehearsal letter
    "chord root": 13,  # semitones above the reference; the extra column: no chord
    "chord tones": 12,
    "chord scale": 12,
    "chord bass": 12,
    "next root": 13,
    "next tones": 12,
    "time to next chord": 12,
    "register": 24,  # whole tones from C2 up
    "tempo": 10,
    "time since rest": 9,
    "echo pitch value": PITCH_VALUES + 1,  # see memory.py; the extra column: no echo
    "echo length value": LENGTH_VALUES + 1,
    "echo depth": DEPTH_VALUES,
}
FEATURES = sum(FIELDS.values())
"""Columns in all."""

_STARTS = dict(zip(FIELDS, accumulate(FIELDS.values(), initial=0), strict=False))
CHORD_COLUMNS = slice(_STARTS["chord root"], _STARTS["register"])
"""What is blanked to "no chord" when the network is to learn without harmony."""

NOTHING_YET = (PITCH_VALUES, LENGTH_VALUES)
"""Last pitch and length value before the first event."""

LOWEST_REGISTER = 36
TIME_TO_CHORD_TICKS = np.array([3, 6, 9, 12, 18, 24, 30, 36, 48, 72, 96])
TEMPO_STEPS = np.array([70, 95, 115, 135, 155, 180, 205, 235, 270])
SINCE_REST_TICKS = np.array([1, 13, 25, 49, 73, 97, 145, 193])


@dataclass(frozen=True, slots=True, eq=False)
class Harmony:
    """A chart laid out tick by tick: all that the features need of it.

    ``chord`` and ``following`` (ticks,) index the tables; ``until_next`` (ticks,) counts
    ticks to the change. ``roots`` and ``basses`` (chords,) hold a pitch class, -1 for
    none; ``tones`` and ``scales`` are (chords, 12) by pitch class.
    """

    chord: NDArray[np.int64]
    following: NDArray[np.int64]
    until_next: NDArray[np.int64]
    tick_of_bar: NDArray[np.int64]
    bar_of_section: NDArray[np.int64]
    roots: NDArray[np.int64]
    basses: NDArray[np.int64]
    tones: NDArray[np.uint8]
    scales: NDArray[np.uint8]

    @property
    def ticks(self) -> int:
        return len(self.chord)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What has been played, as far as the features look back; (n,) each.

    ``onset`` in ticks, ``reference`` as MIDI pitch, ``last_pitch`` and
    ``last_length`` as values, ``since_rest`` in ticks; ``echo`` (n, 3) is what followed
    the last time: pitch, length and depth value.
    """

    onset: NDArray[np.int64]
    reference: NDArray[np.int64]
    last_pitch: NDArray[np.int64]
    last_length: NDArray[np.int64]
    since_rest: NDArray[np.int64]
    echo: NDArray[np.int64]


def lay_out_harmony(chart: Chart) -> Harmony:
    """Lay one pass through ``chart`` on the grid; beyond it the form starts over."""
    ticks = max(1, round(chart.beats * TICKS_PER_BEAT))
    chords = list(dict.fromkeys(change.chord for change in chart.changes))
    starts = np.array([round(change.start * TICKS_PER_BEAT) for change in chart.changes])
    indices = np.array([chords.index(change.chord) for change in chart.changes])
    now = np.arange(ticks)
    change = np.maximum(np.searchsorted(starts, now, side="right") - 1, 0)
    ends = np.append(starts[1:], ticks)
    bar_starts = np.array([round(beat * TICKS_PER_BEAT) for beat in chart.bar_starts()])
    bar = np.maximum(np.searchsorted(bar_starts, now, side="right") - 1, 0)
    sections = np.array(
        [0, *(round(section.start * TICKS_PER_BEAT) for section in chart.sections if section.start > 0)]
    )
    return Harmony(
        chord=indices[change],
        following=indices[(change + 1) % len(indices)],
        until_next=ends[change] - now,
        tick_of_bar=now - bar_starts[bar],
        bar_of_section=bar - bar[sections[np.searchsorted(sections, now, side="right") - 1]],
        roots=np.array([-1 if chord.root is None else chord.root for chord in chords]),
        basses=np.array([-1 if chord.bass is None else chord.bass for chord in chords]),
        tones=_class_table(chords, "tone_classes"),
        scales=_class_table(chords, "scale_classes"),
    )


def _class_table(chords: Sequence[Chord], attribute: str) -> NDArray[np.uint8]:
    table = np.zeros((len(chords), 12), dtype=np.uint8)
    for row, chord in zip(table, chords, strict=True):
        row[list(getattr(chord, attribute))] = 1
    return table


def feature_rows(harmony: Harmony, tempo: float, moment: Moment) -> NDArray[np.uint8]:
    """The network's input before each of n events: (n, FEATURES) of ones and zeros."""
    n = len(moment.onset)
    tick = moment.onset % harmony.ticks  # (n,)
    chord, following = harmony.chord[tick], harmony.following[tick]
    rows = np.zeros((n, FEATURES), dtype=np.uint8)
    every = np.arange(n)

    def one(field: str, value: NDArray[np.int64] | int) -> None:
        rows[every, _STARTS[field] + value] = 1

    def several(field: str, table: NDArray[np.uint8]) -> None:  # (n, 12) by pitch class
        from_reference = (moment.reference[:, None] + np.arange(12)) % 12
        rows[:, _STARTS[field] : _STARTS[field] + 12] = np.take_along_axis(table, from_reference, axis=1)

    def root(field: str, classes: NDArray[np.int64]) -> None:
        one(field, np.where(classes < 0, 12, (classes - moment.reference) % 12))

    one("last pitch value", moment.last_pitch)
    one("last length value", moment.last_length)
    one("tick of the bar", harmony.tick_of_bar[tick] % FIELDS["tick of the bar"])
    one("tick of the beat", harmony.tick_of_bar[tick] % TICKS_PER_BEAT)
    one("bar of section", harmony.bar_of_section[tick] % FIELDS["bar of section"])
    root("chord root", harmony.roots[chord])
    several("chord tones", harmony.tones[chord])
    several("chord scale", harmony.scales[chord])
    bass = harmony.basses[chord]
    sounding = bass >= 0
    rows[every[sounding], _STARTS["chord bass"] + (bass - moment.reference)[sounding] % 12] = 1
    root("next root", harmony.roots[following])
    several("next tones", harmony.tones[following])
    one("time to next chord", np.searchsorted(TIME_TO_CHORD_TICKS, harmony.until_next[tick]))
    one("register", np.clip((moment.reference - LOWEST_REGISTER) // 2, 0, FIELDS["register"] - 1))
    one("tempo", int(np.searchsorted(TEMPO_STEPS, tempo)))
    one("time since rest", np.searchsorted(SINCE_REST_TICKS, moment.since_rest, side="right"))
    one("echo pitch value", moment.echo[:, 0])
    one("echo length value", moment.echo[:, 1])
    one("echo depth", moment.echo[:, 2])
    return rows


def blank_harmony(rows: NDArray[np.uint8]) -> None:
    """Turn rows, (..., FEATURES), into those of a tune without chords; in place."""
    rows[..., CHORD_COLUMNS] = 0
    rows[..., _STARTS["chord root"] + 12] = 1
    rows[..., _STARTS["next root"] + 12] = 1
    rows[..., _STARTS["time to next chord"] + len(TIME_TO_CHORD_TICKS)] = 1


def moments(events: Events) -> Moment:
    """What had been played before each event of a solo."""
    n = len(events)
    last_pitch = np.concatenate([[NOTHING_YET[0]], events.pitch_values[:-1]])[:n]
    last_length = np.concatenate([[NOTHING_YET[1]], events.length_values[:-1]])[:n]
    after_rest = last_pitch == REST
    phrase_start = np.maximum.accumulate(np.where(after_rest, events.onsets, 0)) if n else events.onsets
    return Moment(
        events.onsets,
        events.references,
        last_pitch,
        last_length,
        events.onsets - phrase_start,
        echoes(events),
    )


def first_moment(takes: int, onset: int = 0, reference: int = FIRST_REFERENCE) -> Moment:
    """Before anything is played: the zero vector that a solo grows from."""
    whole = np.ones(takes, dtype=np.int64)
    return Moment(
        whole * onset,
        whole * reference,
        whole * NOTHING_YET[0],
        whole * NOTHING_YET[1],
        whole * 0,
        np.tile(NO_ECHO, (takes, 1)),
    )


def next_moment(
    moment: Moment, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64], memory: Memory
) -> Moment:
    """After one more event in each take; ``memory`` takes it in."""
    resting = pitch_values == REST
    ticks = length_ticks(length_values)
    return Moment(
        onset=moment.onset + ticks,
        reference=np.where(resting, moment.reference, moment.reference + pitch_values - WIDEST_INTERVAL),
        last_pitch=pitch_values,
        last_length=length_values,
        since_rest=np.where(resting, 0, moment.since_rest + ticks),
        echo=memory.append(pitch_values, length_values),
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """The players, instruments and styles a network has learnt by name."""

    players: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.players) + len(self.instruments) + len(self.styles)

    def row(self, player: str = "", instrument: str = "", style: str = "") -> NDArray[np.float32]:
        """(size,) of ones and zeros; an unknown or empty name is "anyone"."""
        names = [f"p:{name}" for name in self.players]
        names += [f"i:{name}" for name in self.instruments]
        names += [f"s:{name}" for name in self.styles]
        asked = {f"p:{player}", f"i:{instrument}", f"s:{style}"}
        return np.array([name in asked for name in names], dtype=np.float32)


def cast_of(solos: Sequence[Solo]) -> Cast:
    """Everyone named in ``solos``, in alphabetical order."""
    return Cast(
        players=tuple(sorted({solo.performer for solo in solos} - {""})),
        instruments=tuple(sorted({solo.instrument for solo in solos} - {""})),
        styles=tuple(sorted({solo.style for solo in solos} - {""})),
    )
