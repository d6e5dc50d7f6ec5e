"""A long MIDI file as segments, each a MIDI file that can be played on its own.

A segment holds the notes that begin in it, with their tails. The sum of all segments,
each at its start, is the whole. So progress can be reported, processors share the work,
and a segment that comes again is played once.

    whole      |-- segment 1 --|-- segment 2 --|-- segment 3 --|
    played     |===============~~~             |
                               |===============~~~             |
                                               |===============~~~   ~ tail
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
    """Tick from the start of the file, message."""

SEGMENT_SECONDS = 20.0
"""Approximate length of a segment."""
SEGMENT_BEATS = 16
"""Segments begin on multiples of this, so that longer versions of a piece share them."""
LONGEST_SECONDS = 1800
"""Limit of a file; as sound, 700 MB a stem."""
DEFAULT_TEMPO = 500_000
"""Microseconds a beat in a file without a tempo (MIDI standard)."""


@dataclass(frozen=True, slots=True)
class MidiSegment:
    """Part of a piece as a separate MIDI file."""

    start: float
    """Seconds from the start of the piece."""
    seconds: float
    """Length with the tail."""
    midi: bytes


@dataclass(frozen=True, slots=True)
class _Clock:
    """Ticks to seconds."""

    ticks_per_beat: int
    tempos: tuple[tuple[int, float, int], ...]
    """Tick and second of each tempo change, and microseconds a beat from there."""

    def seconds(self, tick: int) -> float:
        start, seconds, tempo = next(each for each in reversed(self.tempos) if each[0] <= tick)
        return seconds + (tick - start) * tempo / self.ticks_per_beat / 1e6

    def tick(self, seconds: float) -> int:
        start, since, tempo = next(each for each in reversed(self.tempos) if each[1] <= seconds)
        return start + round((seconds - since) * 1e6 * self.ticks_per_beat / tempo)


@dataclass(slots=True)
class _Track:
    """The notes of a track, and its other messages."""

    notes: list[tuple[int, int, Message, Message]] = field(default_factory=list)
    """First and last tick, note-on and note-off."""
    controls: list[Timed] = field(default_factory=list)
    """Programs, controllers, bends, tempos."""


def cut_segments(file: MidiFile, tail_seconds: float) -> list[MidiSegment]:
    """The segments of a file; a short file is one segment.

    Args:
        file: of type 0 or 1, with ticks a beat.
        tail_seconds: length of the tail of each segment.

    Raises:
        RenderError: a file longer than ``LONGEST_SECONDS``.
    """
    tracks = [_split_track(track) for track in file.tracks]
    clock = _clock(file)
    end = max(sum(message.time for message in track) for track in file.tracks)
    if clock.seconds(end) > LONGEST_SECONDS:
        raise RenderError(
            f"the music lasts {clock.seconds(end) / 60:.0f} minutes, more than the limit of "
            f"{LONGEST_SECONDS // 60}: choose fewer beats or a faster tempo",
            code="too_long",
        )
    bounds = [*_bounds(clock, end), end]
    return [
        _segment(file, tracks, clock, (start, stop, end), tail_seconds) for start, stop in pairwise(bounds)
    ]


def _clock(file: MidiFile) -> _Clock:
    tempos = [(0, 0.0, DEFAULT_TEMPO)]
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
    """First ticks of the segments: 0, then multiples of ``SEGMENT_BEATS``."""
    step = clock.ticks_per_beat * SEGMENT_BEATS
    yield 0
    last = 0
    for tick in range(step, end, step):
        is_long_enough = clock.seconds(tick) - clock.seconds(last) >= SEGMENT_SECONDS
        if is_long_enough and clock.seconds(end) - clock.seconds(tick) >= SEGMENT_SECONDS / 2:
            yield tick
            last = tick


def _split_track(track: MidiTrack) -> _Track:
    """The notes of a track with their ends, and its other messages."""
    found = _Track()
    sounding: dict[tuple[int, int], list[tuple[int, Message]]] = {}
    tick = 0
    for message in track:
        tick += message.time
        if message.type == "note_on" and message.velocity:
            sounding.setdefault((message.channel, message.note), []).append((tick, message))
        elif message.type in ("note_on", "note_off"):
            begun = sounding.get((message.channel, message.note))
            if begun:
                start, note_on = begun.pop(0)
                found.notes.append((start, max(tick, start + 1), note_on, message))
        elif not message.is_meta or message.type == "set_tempo":
            found.controls.append((tick, message))
    for (channel, pitch), begun in sounding.items():  # without a note-off: until the end
        for start, note_on in begun:
            note_off = note_on.copy(velocity=0, channel=channel, note=pitch)
            found.notes.append((start, max(tick, start + 1), note_on, note_off))
    found.notes.sort(key=lambda note: note[:2])
    return found


def _segment(
    file: MidiFile, tracks: Sequence[_Track], clock: _Clock, span: tuple[int, int, int], tail_seconds: float
) -> MidiSegment:
    """The notes that begin between the first two ticks of ``span`` (start, stop, end of the file)."""
    from mido import MetaMessage, MidiTrack
    from mido import MidiFile as NewMidiFile

    start, stop, end = span
    until = stop + 1 if stop >= end else stop
    chosen = [[note for note in track.notes if start <= note[0] < until] for track in tracks]
    last = max([note[1] for notes in chosen for note in notes], default=stop)
    last = max(last, end) if stop >= end else last
    segment = NewMidiFile(type=1, ticks_per_beat=file.ticks_per_beat)
    for track, notes in zip(tracks, chosen, strict=True):
        within = [control for control in track.controls if start <= control[0] <= last]
        segment.tracks.append(_midi_track([*_state_at(track.controls, start), *within], notes, start))
    close = clock.tick(clock.seconds(last) + tail_seconds) - start
    segment.tracks.append(MidiTrack([MetaMessage("end_of_track", time=close)]))
    buffer = BytesIO()
    segment.save(file=buffer)
    seconds = clock.seconds(last) - clock.seconds(start) + tail_seconds
    return MidiSegment(clock.seconds(start), seconds, buffer.getvalue())


def _state_at(controls: Sequence[Timed], start: int) -> list[Timed]:
    """The messages before a segment that set its programs, controllers, bends and tempo."""
    initial = [control for control in controls if control[0] == 0 < start]
    latest: dict[tuple[object, ...], Timed] = {}
    for tick, message in controls:
        if 0 < tick < start:
            key = (message.type, getattr(message, "channel", None), getattr(message, "control", None))
            latest[key] = (tick, message)
    return initial + list(latest.values())


def _midi_track(
    controls: Sequence[Timed], notes: Sequence[tuple[int, int, Message, Message]], start: int
) -> MidiTrack:
    """A track from tick ``start``; at the same tick note-offs come first, then controls, then note-ons."""
    from mido import MidiTrack

    ranked = [(max(0, tick - start), 1, message) for tick, message in controls]
    for first, last, note_on, note_off in notes:
        ranked += [(first - start, 2, note_on), (last - start, 0, note_off)]
    track, now = MidiTrack(), 0
    for tick, _, message in sorted(ranked, key=lambda event: event[:2]):
        track.append(message.copy())  # without copy(time=...), which validates all fields again
        track[-1].time = tick - now
        now = tick
    return track
