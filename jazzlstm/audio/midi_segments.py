"""A long MIDI file as passages, each a MIDI file that can be played on its own.

A passage holds the notes that begin in it and lets them ring, so passages laid
over one another, each from its own place, are the whole again. So progress can
be told, processors can share the work, and what comes back note for note is not
played twice.

    whole      |-- passage 1 --|-- passage 2 --|-- passage 3 --|
    played     |===============~~~             |
                               |===============~~~             |
                                               |===============~~~   ~ ringing
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mido import Message, MetaMessage, MidiFile, MidiTrack

    Timed = tuple[int, Message | MetaMessage]
    """Ticks since the beginning, message."""

PASSAGE_SECONDS = 20.0
"""About how long a passage is; its bounds lie on multiples of ``PASSAGE_BEATS``."""
PASSAGE_BEATS = 16
LONGEST_SECONDS = 1800
"""Of music in one file: as sound, 700 MB for each stem."""
USUAL_TEMPO = 500_000
"""Microseconds a beat where a file names none: the MIDI standard's own."""


@dataclass(frozen=True, slots=True)
class MidiSegment:
    """Part of a piece: when it begins and how long it lasts, in seconds; its own MIDI file, with its tail."""

    start: float
    seconds: float
    midi: bytes


@dataclass(frozen=True, slots=True)
class _Clock:
    """Ticks to seconds."""

    ticks_per_beat: int
    tempos: tuple[tuple[int, float, int], ...]
    """From which tick and second on so many microseconds make a beat; the first from the beginning."""

    def seconds(self, tick: int) -> float:
        start, seconds, tempo = next(each for each in reversed(self.tempos) if each[0] <= tick)
        return seconds + (tick - start) * tempo / self.ticks_per_beat / 1e6

    def tick(self, seconds: float) -> int:
        start, since, tempo = next(each for each in reversed(self.tempos) if each[1] <= seconds)
        return start + round((seconds - since) * 1e6 * self.ticks_per_beat / tempo)


@dataclass(slots=True)
class _Voice:
    """A track, taken apart."""

    notes: list[tuple[int, int, Message, Message]] = field(default_factory=list)
    """First tick, last tick, and the two messages."""
    turns: list[Timed] = field(default_factory=list)
    """Everything else that a synthesizer listens to."""


def cut_segments(file: MidiFile, tail_seconds: float) -> list[MidiSegment]:
    """The passages of a file; a short one is a single passage.

    Args:
        file: of type 0 or 1, counting in ticks a beat.
        tail_seconds: how long the last notes of each may ring.

    Raises:
        RenderError: it lasts longer than anyone listens.
    """
    voices = [_take_apart(track) for track in file.tracks]
    clock = _clock(file)
    end = max(sum(message.time for message in track) for track in file.tracks)
    if clock.seconds(end) > LONGEST_SECONDS:
        raise RenderError(
            f"the music lasts {clock.seconds(end) / 60:.0f} minutes, and at most {LONGEST_SECONDS // 60} can "
            "be rendered: choose fewer beats or a faster tempo"
        )
    bounds = [*_bounds(clock, end), end]
    return [
        _passage(file, voices, clock, (start, stop, end), tail_seconds) for start, stop in pairwise(bounds)
    ]


def _clock(file: MidiFile) -> _Clock:
    tempos = [(0, 0.0, USUAL_TEMPO)]
    tick = 0
    for message in file.merged_track:
        tick += message.time
        if message.type == "set_tempo":
            before, seconds, tempo = tempos[-1]
            now = seconds + (tick - before) * tempo / file.ticks_per_beat / 1e6
            tempos = tempos[:-1] if before == tick else tempos
            tempos.append((tick, now, message.tempo))
    return _Clock(file.ticks_per_beat, tuple(tempos))


def _bounds(clock: _Clock, end: int) -> Iterator[int]:
    """Where passages begin: the first at 0, each on a multiple of so many beats."""
    step = clock.ticks_per_beat * PASSAGE_BEATS
    yield 0
    last = 0
    for tick in range(step, end, step):
        long_enough = clock.seconds(tick) - clock.seconds(last) >= PASSAGE_SECONDS
        if long_enough and clock.seconds(end) - clock.seconds(tick) >= PASSAGE_SECONDS / 2:
            yield tick
            last = tick


def _take_apart(track: MidiTrack) -> _Voice:
    voice = _Voice()
    sounding: dict[tuple[int, int], list[tuple[int, Message]]] = {}
    tick = 0
    for message in track:
        tick += message.time
        if message.type == "note_on" and message.velocity:
            sounding.setdefault((message.channel, message.note), []).append((tick, message))
        elif message.type in ("note_on", "note_off"):
            begun = sounding.get((message.channel, message.note))
            if begun:
                start, stroke = begun.pop(0)
                voice.notes.append((start, max(tick, start + 1), stroke, message))
        elif not message.is_meta or message.type == "set_tempo":
            voice.turns.append((tick, message))
    for (channel, pitch), begun in sounding.items():  # never let go: until the end
        for start, stroke in begun:
            ended = stroke.copy(velocity=0, channel=channel, note=pitch)
            voice.notes.append((start, max(tick, start + 1), stroke, ended))
    voice.notes.sort(key=lambda note: note[:2])
    return voice


def _passage(
    file: MidiFile, voices: Sequence[_Voice], clock: _Clock, span: tuple[int, int, int], tail_seconds: float
) -> MidiSegment:
    """What begins between two ticks, and goes on until all of it has rung."""
    from mido import MetaMessage, MidiTrack
    from mido import MidiFile as Written

    start, stop, end = span
    until = stop + 1 if stop >= end else stop
    chosen = [[note for note in voice.notes if start <= note[0] < until] for voice in voices]
    last = max([note[1] for notes in chosen for note in notes], default=stop)
    last = max(last, end) if stop >= end else last
    passage = Written(type=1, ticks_per_beat=file.ticks_per_beat)
    for voice, notes in zip(voices, chosen, strict=True):
        events = [*_chased(voice.turns, start), *(turn for turn in voice.turns if start <= turn[0] <= last)]
        ranked = [(max(0, tick - start), 1, message) for tick, message in events]
        for first, final, stroke, release in notes:
            ranked += [(first - start, 2, stroke), (final - start, 0, release)]
        passage.tracks.append(_track(ranked))
    close = clock.tick(clock.seconds(last) + tail_seconds) - start
    passage.tracks.append(MidiTrack([MetaMessage("end_of_track", time=close)]))
    buffer = BytesIO()
    passage.save(file=buffer)
    seconds = clock.seconds(last) - clock.seconds(start) + tail_seconds
    return MidiSegment(clock.seconds(start), seconds, buffer.getvalue())


def _chased(turns: Sequence[Timed], start: int) -> list[Timed]:
    """How controllers, bends, programs and tempo stand when a passage begins."""
    opening = [turn for turn in turns if turn[0] == 0 < start]
    standing: dict[tuple[object, ...], Timed] = {}
    for tick, message in turns:
        if 0 < tick < start:
            key = (message.type, getattr(message, "channel", None), getattr(message, "control", None))
            standing[key] = (tick, message)
    return opening + list(standing.values())


def _track(ranked: list[tuple[int, int, Message | MetaMessage]]) -> MidiTrack:
    from mido import MidiTrack

    track, now = MidiTrack(), 0
    for tick, _, message in sorted(ranked, key=lambda event: event[:2]):
        track.append(message.copy())  # as it is; `copy(time=...)` checks all of it once more
        track[-1].time = tick - now
        now = tick
    return track
