"""Parts of a MIDI file played at full level, one by one, and turned down afterwards.

RustySynth leaves out the room for voices below a fixed level: at their level in the mix soft notes would be
dry and loud ones wet. So each track is played with its volume turned up as far as MIDI allows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jazzlstm.audio.balance import HIGHEST_VALUE, VOLUME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mido import Message, MidiFile, MidiTrack


def split_parts(file: MidiFile) -> list[tuple[MidiFile, float]]:
    """A file for each sounding track, at full level, and the gain that brings its sound back.

    Tracks that share a channel stay together, as they are.
    """
    from mido import MidiFile as NewMidiFile

    channels = [_channels(track) for track in file.tracks]
    used = [channel for each in channels for channel in each]
    if len(used) > len(set(used)):
        return [(file, 1.0)]
    common = [track for track, found in zip(file.tracks, channels, strict=True) if not found]
    parts = []
    for track in (track for track, found in zip(file.tracks, channels, strict=True) if found):
        raised, gain = _raised(track)
        own = [other for other in file.tracks if other is track or any(other is each for each in common)]
        part = NewMidiFile(type=1, ticks_per_beat=file.ticks_per_beat)
        part.tracks.extend(raised if other is track else other for other in own)
        parts.append((part, gain))
    return parts or [(file, 1.0)]


def _channels(track: MidiTrack) -> set[int]:
    return {message.channel for message in track if not message.is_meta and hasattr(message, "channel")}


def _raised(track: MidiTrack) -> tuple[MidiTrack, float]:
    """The track with its highest volume at 127, and the gain of its sound; volumes count squared."""
    volumes = [message.value for message in _volumes(track)]
    sounding = {message.channel for message in track if message.type == "note_on"}
    is_set = sounding <= {message.channel for message in _volumes(track)}  # the default is not in the file
    highest = max(volumes, default=0)
    if not is_set or not highest:
        return track, 1.0
    factor = HIGHEST_VALUE / highest
    raised = type(track)(
        message.copy(value=round(message.value * factor)) if _is_volume(message) else message
        for message in track
    )
    return raised, 1 / factor**2


def _is_volume(message: object) -> bool:
    return getattr(message, "type", "") == "control_change" and getattr(message, "control", -1) == VOLUME


def _volumes(track: MidiTrack) -> Iterator[Message]:
    return (message for message in track if _is_volume(message))
