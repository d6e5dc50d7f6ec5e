"""MIDI files for tests, from events at beats."""

from __future__ import annotations

import io

import mido

from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.result import ReadSolo

TICKS = 480
Event = tuple[float, mido.Message | mido.MetaMessage]


def note(start: float, pitch: int, length: float = 0.5, *, channel: int = 0) -> list[Event]:
    """The two events of a note."""
    return [
        (start, mido.Message("note_on", channel=channel, note=pitch, velocity=80)),
        (start + length, mido.Message("note_off", channel=channel, note=pitch)),
    ]


def meta(beat: float, kind: str, **values: object) -> list[Event]:
    return [(beat, mido.MetaMessage(kind, **values))]


def midi_file(*tracks: list[Event], kind: int = 1, ticks: int = TICKS) -> bytes:
    """The bytes of a file with these tracks."""
    file = mido.MidiFile(type=kind, ticks_per_beat=ticks)
    for events in tracks:
        track, now = mido.MidiTrack(), 0
        for beat, message in sorted(events, key=lambda event: (event[0], event[1].type == "note_on")):
            tick = round(beat * ticks)
            track.append(message.copy(time=tick - now))
            now = tick
        file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def line(pitches: list[int], step: float = 0.5, start: float = 0.0, name: str = "Solo") -> list[Event]:
    """A named track: a single line of equal notes."""
    events = meta(0, "track_name", name=name)
    for index, pitch in enumerate(pitches):
        events += note(start + index * step, pitch, step)
    return events


def chord_track(*chords: tuple[float, float, list[int]], name: str = "Piano") -> list[Event]:
    events = meta(0, "track_name", name=name)
    for start, length, pitches in chords:
        for pitch in pitches:
            events += note(start, pitch, length, channel=1)
    return events


def read(*tracks: list[Event]) -> ReadSolo:
    return read_midi(midi_file(*tracks), "tune.mid")


def changes(found: ReadSolo) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in found.solo.chart.changes]


SCALE = [60, 62, 64, 65, 67, 69, 71, 72]
