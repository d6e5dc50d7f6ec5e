"""A theme: a melody over the whole chart that the solo paraphrases, from near to far.

    10.nB3hPb      tonic of the chart, as a pitch class; events as in ``prefix.py``

Where an event of the theme begins, its pitch (or its rest) is likelier; lengths that end where an event
begins are likelier, and those that pass over it less likely. Everything else is the network's own. The
nearer, the more: at 0 nothing changes, at 1 the theme itself is played. It repeats with the form, moves with
the key, and is played in the octave that suits the instrument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, log
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import FIRST_REFERENCE, LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.generation.prefix import LONGEST_PREFIX, prefix_from, read_prefix
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Chart, Note
from jazzlstm.theory.keys import guess_key, parse_key

Floats: TypeAlias = NDArray[np.floating[Any]]
Ticks = NDArray[np.int64]
MIDDLE_NATS = 2.6
SPREAD_NATS = 0.9
"""Nats of an event of the theme at nearness n: ``MIDDLE_NATS`` + ``SPREAD_NATS`` log (n / (1 - n)).

So the nearness is about the share of its notes that are played at their places.
"""
MOST_BEATS = LONGEST_PREFIX // 2 * LENGTHS[-1] / TICKS_PER_BEAT
"""Beyond these, rests alone are more events than a theme may have."""
MOST_NATS = 60.0
SILENCE = 0.5
"""The part of these nats for a rest in the middle of a rest of the theme."""
LEAST = 0.01
"""A probability added to the theme's own event, so that it can be played where the network excludes it."""
_SILENT, _FREE = -1, -2
"""In place of a pitch: a rest of the theme; after its end."""
_TICKS = np.array(LENGTHS)


@dataclass(frozen=True, slots=True, eq=False)
class ThemeMelody:
    """A theme tick by tick, (ticks,) each."""

    pitches: Ticks
    """The MIDI pitch that sounds; -1 for a rest, -2 after the end."""
    begins: NDArray[np.bool_]
    """Whether a note or rest begins, or the theme has ended."""
    nats: float
    landing: float
    """The part of these nats for a length that ends where an event begins: with less, more is added."""

    def near_pitches(self, weighed: Floats, onsets: Ticks, reference: Ticks) -> Floats:
        """P(pitch value), (takes, 50), drawn to the theme."""
        place = onsets % len(self.pitches)
        pitch, begins = self.pitches[place], self.begins[place]
        value = np.where(pitch == _SILENT, REST, _folded(pitch - reference) + WIDEST_INTERVAL)
        nats = self.nats * np.where(begins, 1.0, SILENCE * (pitch == _SILENT))
        takes = np.flatnonzero((pitch != _FREE) & (nats > 0))
        near = weighed.copy()
        near[takes, value[takes]] = (near[takes, value[takes]] + LEAST) * np.exp(nats[takes])
        near /= near.sum(axis=1, keepdims=True)
        return near

    def near_lengths(self, weighed: Floats, onsets: Ticks) -> Floats:
        """P(length value), (takes, 31), drawn to where the events of the theme begin."""
        ticks = len(self.pitches)
        place = (onsets % ticks)[:, None]
        before = np.concatenate([[0], np.cumsum(np.tile(self.begins, 2 + _TICKS[-1] // ticks))])
        ends = place + _TICKS
        passed = before[ends] - before[place + 1]
        log_odds = self.nats * (self.landing * self.begins[ends % ticks] - passed)
        near: Floats = weighed * np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
        total = near.sum(axis=1, keepdims=True)
        return np.where(total > 0, near / np.where(total > 0, total, 1.0), weighed)


def write_theme(notes: Sequence[Note], chart: Chart) -> str:
    """The melody of a file as a theme over ``chart``.

    Empty bars before it are left out. A melody that is a bar longer than the form, or than several, and
    begins in the second half of a bar, begins with a pickup: it is played at the end of the form.

    Raises:
        InputError: there are no notes, or too many.
    """
    if not notes:
        raise InputError("the theme has no notes: give a file with a melody")
    bar = chart.metre.bar_beats
    first = notes[0].start // bar * bar
    bars = ceil((notes[-1].end - first - BEAT_TOLERANCE) / bar)
    if notes[0].start - first >= bar / 2 and bars > 1 and (bars - 1) % chart.bars == 0:
        first += bar
    end = ceil((notes[-1].end - first - BEAT_TOLERANCE) / chart.beats) * chart.beats
    return write_placed_theme([replace(note, start=note.start - first) for note in notes], chart, end)


def write_placed_theme(notes: Sequence[Note], chart: Chart, beats: float = 0.0) -> str:
    """Notes that were played over ``chart`` as a theme of ``beats``; 0 for one chorus.

    Later notes are folded into it; of two that overlap the later is left out.

    Raises:
        InputError: there are no notes, or too many.
    """
    if not notes:
        raise InputError("nothing was played: play something in a live session first")
    end = beats or chart.beats
    placed = sorted((replace(note, start=note.start % end) for note in notes), key=lambda note: note.start)
    placed = [replace(note, duration=min(note.duration, end - note.start)) for note in placed]
    events = prefix_from(placed) if placed[-1].end <= MOST_BEATS else None
    if events is None or len(events) > LONGEST_PREFIX:
        raise InputError(
            f"the theme has more than {LONGEST_PREFIX // 2} notes and rests: give a shorter melody"
        )
    return f"{_tonic(chart)}.{events}"


def check_theme(text: str) -> None:
    """Check that a theme can be read.

    Raises:
        SettingsError: it cannot.
    """
    _parse(text)


def read_theme(text: str, nearness: float, chart: Chart, lowest: int, highest: int) -> ThemeMelody | None:
    """The theme over ``chart`` in the range of an instrument; None without one, or at nearness 0.

    Raises:
        SettingsError: it cannot be read.
    """
    if not text or not nearness:
        return None
    tonic, events = _parse(text)
    moved = (_tonic(chart) - tonic + 5) % 12 - 5 if chart.key else 0
    form = round(chart.beats * TICKS_PER_BEAT)
    length = sum(LENGTHS[length_value] for _, _, length_value in events)
    pitches = np.full(max(1, ceil(length / form)) * form, _FREE)
    begins = np.zeros(len(pitches), bool)
    tick = 0
    for pitch_value, pitch, length_value in events:
        end = tick + LENGTHS[length_value]
        pitches[tick:end] = _SILENT if pitch_value == REST else pitch + moved
        begins[tick] = True
        tick = end
    begins[tick % len(begins)] = True
    return ThemeMelody(_in_range(pitches, lowest, highest), begins, _nats(nearness), landing=nearness)


def _nats(nearness: float) -> float:
    if nearness >= 1:
        return MOST_NATS
    return min(max(0.0, MIDDLE_NATS + SPREAD_NATS * log(nearness / (1 - nearness))), MOST_NATS)


def _parse(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The tonic, and pitch value, pitch and length value of each event."""
    tonic, _, letters = text.partition(".")
    if not tonic.isascii() or not tonic.isdigit() or int(tonic) > 11 or not letters:
        raise _unreadable()
    try:
        prefix = read_prefix(letters)
    except SettingsError as exc:
        raise _unreadable() from exc
    events, pitch = [], FIRST_REFERENCE
    for pitch_value, length_value in prefix:
        if length_value is None:
            raise _unreadable()
        pitch += 0 if pitch_value == REST else pitch_value - WIDEST_INTERVAL
        events.append((pitch_value, pitch, length_value))
    return int(tonic), events


def _unreadable() -> SettingsError:
    return SettingsError(
        "the code for the theme cannot be read: give the melody as a file again", field="theme"
    )


def _tonic(chart: Chart) -> int:
    return (parse_key(chart.key) if chart.key else guess_key(chart)).pitch_class


def _in_range(pitches: Ticks, lowest: int, highest: int) -> Ticks:
    """The melody moved by octaves into the range, as a whole, then single notes; unchanged if it fits."""
    sounding = pitches[pitches >= 0]
    octaves = 12 * np.array([0, 1, -1, 2, -2, 3, -3])
    moved = sounding + octaves[:, None]
    outside = ((moved < lowest) | (moved > highest)).sum(axis=1)
    found = np.where(pitches >= 0, pitches + octaves[outside.argmin()], pitches)
    while (low := (found >= 0) & (found < lowest)).any():
        found[low] += 12
    while (high := found > highest).any():
        found[high] -= 12
    return found


def _folded(intervals: Ticks) -> Ticks:
    """Intervals within two octaves: wider ones in another octave."""
    wide = np.maximum(abs(intervals) - WIDEST_INTERVAL, 0)
    folded: Ticks = intervals - np.sign(intervals) * 12 * np.ceil(wide / 12).astype(int)
    return folded
