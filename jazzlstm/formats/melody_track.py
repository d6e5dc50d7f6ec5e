"""The melody track of a file, and the top line of a track.

A MIDI file does not mark its melody. Each track is scored by its name, by the share of
single notes, by its instrument, its register and its activity; the highest sum wins. Of
several notes at once the highest is the melody.
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

NAME_WEIGHT = 2.0
"""Score for a melody instrument in the name."""
SOLO_NAME_WEIGHT = 2.0
"""Extra score for "solo", "melody" or the like in the name."""
BAND_WEIGHT = -3.0
"""Score for an accompanying instrument in the name."""
SINGLE_LINE_WEIGHT = 3.0
"""Score for single notes only; 0 for chords only."""
REGISTER = (55, 86)
"""Pitches G3 to D6: the range of the median pitch of melodies."""
REGISTER_WEIGHT = 1.5
"""Score for a median pitch within ``REGISTER``."""
ACTIVITY_WEIGHT = 2.0
"""Score for the track that plays in the most beats; others in proportion."""
PROGRAM_WEIGHTS = (
    (range(32, 40), -4.0),
    (range(56, 80), 1.5),
    (range(88, 104), -1.0),
    (range(112, 128), -4.0),
)
"""Scores by General MIDI program: basses; brass, reeds and pipes; pads and effects; percussion, noises."""
TOGETHER = 1 / 16
"""Beats; notes that start closer together are one chord, rolled or not."""
LEAST_NOTES = 4
"""Notes; a track with fewer is a click or a stray key, and loses the score for single notes."""
CLOSE_CALL = 1.0
"""Difference in score below which the report names the other track."""


def find_melody(players: Sequence[Player], chosen: int | None = None) -> tuple[Player, tuple[str, ...]]:
    """The melody track, and a remark if the choice was close; ``chosen`` is its number if it is known.

    Raises:
        MusicFileError: no notes, drums only, or no track with the chosen number.
    """
    if chosen is not None:
        return _chosen(players, chosen), ()
    tuned = [player for player in players if not player.is_drums and player.notes]
    if not tuned:
        if any(player.notes for player in players):
            raise MusicFileError("it has only drums: give a file with a melody", code="only_drums")
        raise MusicFileError("it has no notes: give a file with a melody", code="no_notes")
    busiest = max(len(_beats_played(player)) for player in tuned)
    ranked = sorted(tuned, key=lambda player: -_melody_score(player, busiest))
    best = ranked[0]
    rivals = [p for p in ranked[1:] if _melody_score(best, busiest) - _melody_score(p, busiest) < CLOSE_CALL]
    if not rivals:
        return best, ()
    return best, (f"the melody may also be track {rivals[0]}: choose it if it is",)


def _chosen(players: Sequence[Player], number: int) -> Player:
    for player in players:
        if player.number == number and player.notes:
            return player
    tracks = ", ".join(str(player) for player in players if player.notes) or "none with notes"
    raise MusicFileError(f"it has no melody track {number}: choose one of {tracks}", code="no_such_track")


def _melody_score(player: Player, busiest: int) -> float:
    """The score of a track as the melody: the sum of the weights above."""
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
    """The share of notes that start together with another note; 0 for a single line."""
    together = set()
    for index, (note, following) in enumerate(zip(notes, notes[1:], strict=False)):
        if following.start - note.start < TOGETHER and note.end > following.start:
            together |= {index, index + 1}
    return len(together) / len(notes)


def top_line(notes: Sequence[Note]) -> tuple[list[Note], list[Note]]:
    """The melody, without overlaps, and the notes below it.

    Of notes that start together the highest is the melody. A lower note that starts during
    a held note and ends before it is below the melody; otherwise it ends the held note.
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
