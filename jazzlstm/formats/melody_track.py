"""Which track of a file is the solo, and its single line.

Nothing in a MIDI file says "this is the melody", so each track is judged as a
listener would: by its name, by whether it plays one note at a time, by its
instrument, by its register and by how busy it is. The weights are a table; the
best sum wins. Where a track plays several notes at once, its top line is what a
listener sings back.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.formats.midi.score import Player
    from jazzlstm.music import Note

MELODY_NAMES = re.compile(
    r"melod|solo|lead|vocal|voice|\bvox|sing|theme|improv|horn|sax|\balto|\btenor|\bsop|trumpet|\btpt"
    r"|cornet|flugel|trombone|\btbn|clarinet|flute|violin|vibra|\bvib|harmonica|right|\brh\b",
    re.IGNORECASE,
)
BAND_NAMES = re.compile(
    r"bass|drum|perc|\bkit|comp|chord|pad|string|accomp|rhythm|back|click|metronome|left|\blh\b|organ"
    r"|harmon(?!ica)",
    re.IGNORECASE,
)
SOLO_NAMES = re.compile(r"melod|solo|lead|improv", re.IGNORECASE)

NAME_WEIGHT, SOLO_NAME_WEIGHT, BAND_WEIGHT = 2.0, 2.0, -3.0
SINGLE_LINE_WEIGHT = 3.0
"""For a track whose notes never sound together; none for one that only plays chords."""
REGISTER_WEIGHT, REGISTER = 1.5, (55, 86)
"""For a middle pitch where melodies lie: G3 to D6."""
ACTIVITY_WEIGHT = 2.0
"""For the busiest track; the others in proportion of the beats they play in."""
PROGRAM_WEIGHTS = (
    (range(32, 40), -4.0),
    (range(56, 80), 1.5),
    (range(88, 104), -1.0),
    (range(112, 128), -4.0),
)
"""General MIDI: basses, brass and reeds and pipes, pads and effects, percussion and noises."""
TOGETHER = 1 / 16
"""Beats; notes that start closer than this are one chord, however the hand rolled it."""
LEAST_NOTES = 4
"""A track with fewer is a click or a stray key, unless there is no other."""


def find_melody(players: Sequence[Player], chosen: int | None = None) -> tuple[Player, tuple[str, ...]]:
    """The track that plays the solo, and remarks where the choice was close.

    Raises:
        MusicFileError: no notes, drums only, or the chosen number is no track of this file.
    """
    if chosen is not None:
        return _chosen(players, chosen), ()
    tuned = [player for player in players if not player.is_drums and player.notes]
    if not tuned:
        what = "only drums play in it" if any(player.notes for player in players) else "no note sounds in it"
        raise MusicFileError(f"{what}: give a file with a melody")
    busiest = max(len(_beats_played(player)) for player in tuned)
    ranked = sorted(tuned, key=lambda player: -_likeness(player, busiest))
    best = ranked[0]
    rivals = [p for p in ranked[1:] if _likeness(best, busiest) - _likeness(p, busiest) < 1.0]
    if not rivals:
        return best, ()
    return best, (f"{rivals[0]} may be the melody as well; name the track if it is",)


def _chosen(players: Sequence[Player], number: int) -> Player:
    for player in players:
        if player.number == number and player.notes:
            return player
    tracks = ", ".join(str(player) for player in players if player.notes) or "none with notes"
    raise MusicFileError(f"it has no melody track {number}: choose one of {tracks}")


def _likeness(player: Player, busiest: int) -> float:
    """How much a track is like a solo, as the sum of the weights above."""
    score = SINGLE_LINE_WEIGHT * (1 - chord_share(player.notes))
    if MELODY_NAMES.search(player.name):
        score += NAME_WEIGHT
    if SOLO_NAMES.search(player.name):
        score += SOLO_NAME_WEIGHT
    elif BAND_NAMES.search(player.name):
        score += BAND_WEIGHT
    score += sum(weight for programs, weight in PROGRAM_WEIGHTS if player.program in programs)
    middle = sorted(note.pitch for note in player.notes)[len(player.notes) // 2]
    if REGISTER[0] <= middle <= REGISTER[1]:
        score += REGISTER_WEIGHT
    if len(player.notes) < LEAST_NOTES:
        score -= SINGLE_LINE_WEIGHT
    return score + ACTIVITY_WEIGHT * len(_beats_played(player)) / busiest


def _beats_played(player: Player) -> set[int]:
    return {int(note.start) for note in player.notes}


def chord_share(notes: Sequence[Note]) -> float:
    """The share of notes that start together with another one, 0 for a single line."""
    together = set()
    for index, (note, following) in enumerate(zip(notes, notes[1:], strict=False)):
        if following.start - note.start < TOGETHER and note.end > following.start:
            together |= {index, index + 1}
    return len(together) / len(notes)


def top_line(notes: Sequence[Note]) -> tuple[list[Note], list[Note]]:
    """The melody one would sing, never overlapping, and the notes left beneath it.

    Of notes struck together the highest stays. A lower note that starts under a
    held one is left out if the held one outlasts it; otherwise the line moved on,
    and the held note is cut there.
    """
    line: list[Note] = []
    beneath: list[Note] = []
    for note in sorted(notes):
        held = line[-1] if line else None
        if held is None or held.end <= note.start + 1e-9:
            line.append(note)
        elif note.start - held.start < TOGETHER:
            beneath.append(min(held, note, key=lambda n: n.pitch))
            line[-1] = max(held, note, key=lambda n: n.pitch)
        elif note.pitch < held.pitch and held.end >= note.end:
            beneath.append(note)
        else:
            line[-1] = replace(held, duration=note.start - held.start)
            line.append(note)
    return line, beneath
