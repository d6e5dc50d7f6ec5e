"""What the network sees before each event: categorical values, laid side by side as ones and zeros.

``FIELDS`` is the whole list. Each field owns a block of columns; most blocks
hold a single one (one-hot), chord tones and scales several. Everything about
pitch is counted from the note that last sounded, the reference: the chord's
root is "a fifth below it", not "G". The same function serves training, where
its arrays run along a solo's events, and sampling, where they run across takes.

``VIEWS`` stand behind them in the same row: the LSTMs don't read them; a network that weighs its choices
by what they are (see ``views.py``) does.

``condition`` plays is a second, shorter row: player, instrument and style, all zeros
for "anyone".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.history import BAR_TICKS, DEPTH_VALUES, HISTORY_FEATURES
from jazzlstm.encoding.state import DecoderState
from jazzlstm.music import TICKS_PER_BEAT, Chart, Chord, Solo
from jazzlstm.theory.keys import guess_key, parse_key

NO_KEY = 24
"""After twelve major and twelve minor tonics."""

FIELDS: Mapping[str, int] = {
    "last pitch value": PITCH_VALUES + 1,  # the extra column: nothing yet
    "last length value": LENGTH_VALUES + 1,
    "tick of the bar": BAR_TICKS,  # a longer bar starts over after four beats
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
    "time to the end": 9,  # of the solo; the last column: more than two bars, or nobody knows
    "echo pitch value": PITCH_VALUES + 1,  # see memory.py; the extra column: no echo
    "echo length value": LENGTH_VALUES + 1,
    "echo depth": DEPTH_VALUES,
}
FEATURES = sum(FIELDS.values())
"""Columns in all."""

VIEWS: Mapping[str, int] = {
    "key": NO_KEY + 1,  # the tonic above the reference, or none
    **{name: habit.values for name, habit in HISTORY_FEATURES.items()},
}
"""What each choice is looked at by, beside the fields."""
COLUMNS = FEATURES + sum(VIEWS.values())

_WIDTHS: Mapping[str, int] = {**FIELDS, **VIEWS}
_STARTS = dict(zip(_WIDTHS, accumulate(_WIDTHS.values(), initial=0), strict=False))
CHORD_COLUMNS = slice(_STARTS["chord root"], _STARTS["register"])
"""What is blanked to "no chord" when the network is to learn without harmony."""
_THIS_CHORD = slice(_STARTS["chord root"], _STARTS["next root"])
_NEXT_CHORD = slice(_STARTS["next root"], _STARTS["time to next chord"])
_BY_TICK = ("tick of the bar", "tick of the beat", "bar of section", "time to next chord")
_BY_PAST = ("last pitch value", "last length value", "register", "time since rest", "time to the end")
_BY_ECHO = ("echo pitch value", "echo length value", "echo depth")
_RECALLED = slice(_STARTS[next(iter(HISTORY_FEATURES))], COLUMNS)
_FIRST_COLUMNS = np.array([_STARTS[name] for name in (*_BY_TICK, *_BY_PAST, *_BY_ECHO)])

BASIC_TONES = (0, 3, 4, 6, 7, 8)
"""Semitones above the root that a root, third or fifth may be, where they are tones of the chord."""
_IS_BASIC = np.isin(np.arange(12), BASIC_TONES)
LOWEST_REGISTER = 36
TIME_TO_CHORD_TICKS = np.array([3, 6, 9, 12, 18, 24, 30, 36, 48, 72, 96])
TEMPO_STEPS = np.array([70, 95, 115, 135, 155, 180, 205, 235, 270])
SINCE_REST_TICKS = np.array([1, 13, 25, 49, 73, 97, 145, 193])
TO_END_TICKS = np.array([6, 12, 18, 24, 36, 48, 72, 96])
FAR = 2**40
"""Ticks: the end of a solo that nobody has set."""


@dataclass(frozen=True, slots=True, eq=False)
class HarmonyGrid:
    """A chart laid out tick by tick: all that the features need of it.

    ``chord`` and ``following`` (ticks,) index ``views``; ``places`` (ticks, 4) are the values
    of the fields that the tick alone decides. ``views`` (chords, 12, 49) is each chord as seen
    from each pitch class: columns of root, tones, scale and bass.
    """

    chord: NDArray[np.int64]
    following: NDArray[np.int64]
    places: NDArray[np.int64]
    views: NDArray[np.uint8]
    key: int = NO_KEY
    """Tonic as a pitch class, 12 more if minor."""

    @property
    def ticks(self) -> int:
        return len(self.chord)

    def tones_above(
        self, state: DecoderState
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """What the reference's twelve neighbours are to the chord: tones, scale (n, 12); on the beat (n,)."""
        tick = state.onset % self.ticks
        view = self.views[self.chord[tick], state.reference % 12].astype(bool)
        return view[:, 13:25], view[:, 25:37], self.places[tick, 1] == 0

    def basic_tones_above(self, state: DecoderState) -> NDArray[np.bool_]:
        """Which of the reference's twelve neighbours are root, third or fifth of the chord: (n, 12)."""
        view = self.views[self.chord[state.onset % self.ticks], state.reference % 12]
        above_root = (np.arange(12) - view[:, :13].argmax(axis=1)[:, None]) % 12
        basic: NDArray[np.bool_] = view[:, 13:25].astype(bool) & _IS_BASIC[above_root]
        return basic


def lay_out_harmony(chart: Chart) -> HarmonyGrid:
    """Lay one pass through ``chart`` on the grid; beyond it the form starts over."""
    ticks = max(1, round(chart.beats * TICKS_PER_BEAT))
    chords = list(dict.fromkeys(change.chord for change in chart.changes))
    starts = np.array([round(change.start * TICKS_PER_BEAT) for change in chart.changes])
    place_of = {chord: place for place, chord in enumerate(chords)}
    indices = np.array([place_of[change.chord] for change in chart.changes])
    now = np.arange(ticks)
    change = np.maximum(np.searchsorted(starts, now, side="right") - 1, 0)
    ends = np.append(starts[1:], ticks)
    bar_starts = np.array([round(beat * TICKS_PER_BEAT) for beat in chart.bar_starts()])
    bar = np.maximum(np.searchsorted(bar_starts, now, side="right") - 1, 0)
    sections = np.array(
        [0, *(round(section.start * TICKS_PER_BEAT) for section in chart.sections if section.start > 0)]
    )
    tick_of_bar = now - bar_starts[bar]
    bar_of_section = bar - bar[sections[np.searchsorted(sections, now, side="right") - 1]]
    places = (
        tick_of_bar % FIELDS["tick of the bar"],
        tick_of_bar % TICKS_PER_BEAT,
        bar_of_section % FIELDS["bar of section"],
        np.searchsorted(TIME_TO_CHORD_TICKS, ends[change] - now),
    )
    return HarmonyGrid(
        chord=indices[change],
        following=indices[(change + 1) % len(indices)],
        places=np.stack(places, axis=1),
        views=np.stack([_view(chord) for chord in chords]),
        key=_key(chart),
    )


def _key(chart: Chart) -> int:
    """The key that the chart names, or else the one it seems to be in."""
    if all(change.chord.is_silent for change in chart.changes):
        return NO_KEY
    key = parse_key(chart.key) if chart.key else guess_key(chart)
    return key.pitch_class + 12 * key.is_minor


def _view(chord: Chord) -> NDArray[np.uint8]:
    """A chord as seen from each pitch class: (12, 49), columns of root, tones, scale and bass."""
    seen_from = np.arange(12)
    root, tones, scale, bass = (np.zeros((12, width), np.uint8) for width in (13, 12, 12, 12))
    root[seen_from, 12 if chord.root is None else (chord.root - seen_from) % 12] = 1
    for block, classes in ((tones, chord.tone_classes), (scale, chord.scale_classes)):
        for pitch_class in classes:
            block[seen_from, (pitch_class - seen_from) % 12] = 1
    if chord.bass is not None:
        bass[seen_from, (chord.bass - seen_from) % 12] = 1
    return np.hstack([root, tones, scale, bass])


def feature_rows(
    harmony: HarmonyGrid, tempo: float, state: DecoderState, end: int = FAR
) -> NDArray[np.uint8]:
    """The network's input before each of n events: (n, COLUMNS) of ones and zeros.

    ``end`` is the tick on which the solo is to end, if that is known.
    """
    tick = state.onset % harmony.ticks  # (n,)
    seen_from = state.reference % 12
    register = (state.reference - LOWEST_REGISTER) // 2
    by_past = (
        state.last_pitch,
        state.last_length,
        np.minimum(np.maximum(register, 0), FIELDS["register"] - 1),
        np.searchsorted(SINCE_REST_TICKS, state.since_rest, side="right"),
        np.searchsorted(TO_END_TICKS, end - state.onset),
    )
    values = np.concatenate([harmony.places[tick], np.stack(by_past, axis=1), state.echo], axis=1)
    rows = np.zeros((len(tick), COLUMNS), dtype=np.uint8)
    rows[np.arange(len(tick))[:, None], _FIRST_COLUMNS + values] = 1
    rows[:, _THIS_CHORD] = harmony.views[harmony.chord[tick], seen_from]
    following = harmony.views[harmony.following[tick], seen_from]
    rows[:, _NEXT_CHORD] = following[:, : _NEXT_CHORD.stop - _NEXT_CHORD.start]  # its root and tones only
    rows[:, _STARTS["tempo"] + int(np.searchsorted(TEMPO_STEPS, tempo))] = 1
    tonic = harmony.key + 0 * tick if harmony.key == NO_KEY else (harmony.key - state.reference) % 12
    rows[np.arange(len(tick)), _STARTS["key"] + tonic + (12 if 12 <= harmony.key < NO_KEY else 0)] = 1
    rows[:, _RECALLED] = state.history.shares
    return rows


def columns_of(name: str) -> slice:
    """Where in a row a field or view stands."""
    return slice(_STARTS[name], _STARTS[name] + _WIDTHS[name])


def blank_harmony(rows: NDArray[np.uint8]) -> None:
    """Turn rows, (..., COLUMNS), into those of a tune without chords or key; in place."""
    blank_key(rows)
    rows[..., CHORD_COLUMNS] = 0
    rows[..., _STARTS["chord root"] + 12] = 1
    rows[..., _STARTS["next root"] + 12] = 1
    rows[..., _STARTS["time to next chord"] + len(TIME_TO_CHORD_TICKS)] = 1


def blank_key(rows: NDArray[np.uint8]) -> None:
    """Turn rows, (..., COLUMNS), into those of a tune whose key nobody knows; in place."""
    rows[..., columns_of("key")] = 0
    rows[..., _STARTS["key"] + NO_KEY] = 1


def blank_ending(rows: NDArray[np.uint8]) -> None:
    """Turn rows, (..., COLUMNS), into those of a solo whose end nobody knows; in place."""
    rows[..., columns_of("time to the end")] = 0
    rows[..., _STARTS["time to the end"] + len(TO_END_TICKS)] = 1


@dataclass(frozen=True, slots=True)
class Conditioning:
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


def conditioning_of(solos: Sequence[Solo]) -> Conditioning:
    """Everyone named in ``solos``, in alphabetical order."""
    return Conditioning(
        players=tuple(sorted({solo.performer for solo in solos} - {""})),
        instruments=tuple(sorted({solo.instrument for solo in solos} - {""})),
        styles=tuple(sorted({solo.style for solo in solos} - {""})),
    )
