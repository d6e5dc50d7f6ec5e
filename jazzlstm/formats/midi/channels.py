"""The channels of a track to players, by what sounds together.

A player usually has one channel. MPE keyboards and wind controllers send each note on its
own channel, and MIDI guitars each string. The channels of such a player are monophonic,
have one program, and hardly sound together; they are joined. The channels of a band in
one track have several programs or sound together; they stay apart.

Source: MIDI Polyphonic Expression 1.0 (MIDI Association, 2018).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DRUM_CHANNEL = 9
"""Channel 10, as musicians count."""
MOST_OVERLAP = 0.25
"""Beats that a note may last into the next one of a legato line."""
MOST_TOGETHER = 0.3
"""Share of notes that start while another channel sounds, in a line over several channels."""
MONOPHONIC = 0.1
"""Share of overlapping notes below which a channel plays one note at a time."""
SURE_CHANNELS = 6
"""Channels of one program from which a track is MPE or a guitar, even if it plays chords."""
LIKELY_CHANNELS = 3
"""Channels of one program from which a track beside others is one player."""
MPE_CHANNELS = 8
"""Channels of one program in the only track beside which channel 10 is a melody channel, too."""
MOST_TURNS = 0.9
"""Share of notes from which channels that take turns carry one line."""
SAME_REGISTER = 12
"""Semitones between the median pitches of two channels of one player."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The notes of one player in one track, and the channels that carried them (from 0)."""

    channels: tuple[int, ...]
    program: int
    notes: tuple[Note, ...]

    @property
    def is_drums(self) -> bool:
        return self.channels == (DRUM_CHANNEL,)


def join_channels(
    notes: Mapping[int, Sequence[Note]], programs: Mapping[int, int], *, is_only_track: bool
) -> list[Voice]:
    """The voices of a track, in the order of their first channel.

    ``notes`` and ``programs`` are by channel. ``is_only_track`` is true if no other track has
    notes: then the track may hold a band.
    """
    joined: set[int] = set()
    voices: list[Voice] = []
    for group in _candidates(notes, programs, is_only_track):
        if _is_one_player([notes[channel] for channel in group], is_only_track):
            together = tuple(sorted(note for channel in group for note in notes[channel]))
            voices.append(Voice(tuple(group), programs.get(group[0], 0), together))
            joined.update(group)
    voices += [
        Voice((channel,), programs.get(channel, 0), tuple(played))
        for channel, played in notes.items()
        if channel not in joined
    ]
    return sorted(voices, key=lambda voice: voice.channels)


def _candidates(
    notes: Mapping[int, Sequence[Note]], programs: Mapping[int, int], is_only_track: bool
) -> list[list[int]]:
    """Monophonic channels of one program, two or more."""
    groups: dict[int, list[int]] = {}
    for channel, played in notes.items():
        if channel != DRUM_CHANNEL and overlap_share(played) < MONOPHONIC:
            groups.setdefault(programs.get(channel, 0), []).append(channel)
    melodic = groups.get(programs.get(DRUM_CHANNEL, 0), [])
    if DRUM_CHANNEL in notes and len(melodic) >= (MPE_CHANNELS if is_only_track else LIKELY_CHANNELS):
        melodic.append(DRUM_CHANNEL)
    return [sorted(group) for group in groups.values() if len(group) > 1]


def _is_one_player(channels: Sequence[Sequence[Note]], is_only_track: bool) -> bool:
    if len(channels) >= SURE_CHANNELS or (len(channels) >= LIKELY_CHANNELS and not is_only_track):
        return True
    if len(channels) >= LIKELY_CHANNELS and _rotates(channels):
        return True
    medians = [median(note.pitch for note in notes) for notes in channels]
    if len(channels) < LIKELY_CHANNELS and max(medians) - min(medians) > SAME_REGISTER:
        return False
    return overlap_share(sorted(note for notes in channels for note in notes)) < MOST_TOGETHER


def _rotates(channels: Sequence[Sequence[Note]]) -> bool:
    """Whether each note goes to the next channel in turn, as MPE instruments send a line."""
    placed = sorted((note.start, channel) for channel, notes in enumerate(channels) for note in notes)
    moves = Counter((before, after) for (_, before), (_, after) in pairwise(placed) if before != after)
    usual = {before: after for (before, after), _ in reversed(moves.most_common())}
    is_cycle = len(usual) == len(channels) == len(set(usual.values()))
    return is_cycle and sum(moves[pair] for pair in usual.items()) >= MOST_TURNS * (len(placed) - 1)


def overlap_share(notes: Sequence[Note]) -> float:
    """The share of notes that start long before the end of the note before them."""
    overlaps = sum(before.end - note.start > MOST_OVERLAP for before, note in pairwise(notes))
    return overlaps / max(1, len(notes) - 1)
