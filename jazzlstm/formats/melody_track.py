"""The melody track of a file, and the top line of a track.

A MIDI file does not mark its melody. Each track is scored by its name, by the share of
single notes, by its instrument, its register, its activity, and by how often it is the highest;
the highest sum wins, and the lead over the second is the certainty. Of several notes at once
the highest is the melody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.result import CHOSEN, LIKELY, SURE, UNSURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.formats.midi.score import Player
    from jazzlstm.music import Note

MELODY_NAMES = re.compile(
    r"melod|solo|lead|vocal|voice|\bvox|sing|theme|improv|(?<!french )horn\b|sax|\balto|\btenor|\bsop"
    r"|trumpet|\btpt|cornet|flugel|trombone|\btbn|clarinet|flute|violin|vibra|\bvib|harmonica|right|\brh\b",
    re.IGNORECASE,
)
BAND_NAMES = re.compile(
    r"bass|drum|perc|\bhorns|section|ensemble|\bkit|comp|chord|pad|string|accomp|rhythm|back|click|metronome|left|\blh\b|organ"
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
TOP_WEIGHT = 1.0
"""Score for a track that is above all others whenever it plays: a melody is rarely covered."""
SHORT_WEIGHT = 1.0
"""Score for short notes only; 0 for long notes, which accompany."""
SHORT_NOTE = 1.0
"""Beats."""
PROGRAM_WEIGHTS = (
    (range(32, 40), -4.0),
    (range(56, 58), 1.5),
    (range(59, 60), 1.5),
    (range(64, 80), 1.5),
    (range(88, 104), -1.0),
    (range(112, 128), -4.0),
)
"""Scores by General MIDI program: basses; trumpet and trombone; muted trumpet; reeds and pipes; pads and
effects; percussion and noises. Tuba, French horn and brass sections mostly accompany."""
TOGETHER = 1 / 16
"""Beats; notes that start closer together are one chord, rolled or not."""
LEAST_NOTES = 4
"""Notes; a track with fewer is a click or a stray key, and loses the score for single notes."""
CLOSE_LEAD = 1.0
"""Difference in score below which the choice is unsure, and the report names the other track."""
RIVAL_REMARK = "the melody may also be track"
"""The beginning of the remark on an unsure choice."""
MOST_RIVALS = 3
"""Tracks that the remark names."""
CLEAR_LEAD = 2.0
"""Difference in score from which the choice is sure."""


@dataclass(frozen=True, slots=True)
class MelodyChoice:
    """The melody track, or the notes of several joined tracks, and how certain the choice is."""

    player: Player
    numbers: tuple[int, ...]
    """Of the tracks that were joined, from 1."""
    label: str
    certainty: str
    """One of the words in ``result.py``."""
    remarks: tuple[str, ...] = ()


def find_melody(players: Sequence[Player], chosen: Sequence[int] = ()) -> MelodyChoice:
    """The likeliest melody track, or the tracks whose numbers were ``chosen``, joined.

    Raises:
        MusicFileError: no notes, drums only, or no track with a chosen number.
    """
    if chosen:
        return _joined([_find(players, number) for number in sorted(set(chosen))])
    tuned = [player for player in players if not player.is_drums and player.notes]
    if not tuned:
        if any(player.notes for player in players):
            raise MusicFileError("it has only drums: give a file with a melody", code="only_drums")
        raise MusicFileError("it has no notes: give a file with a melody", code="no_notes")
    ranked = sorted(zip(_melody_scores(tuned), tuned, strict=True), key=lambda scored: -scored[0])
    highest, best = ranked[0]
    leads = [highest - score for score, _ in ranked[1:]]
    lead = min(leads, default=CLEAR_LEAD)
    certainty = UNSURE if lead < CLOSE_LEAD else LIKELY if lead < CLEAR_LEAD else SURE
    rivals = [player for lead, (_, player) in zip(leads, ranked[1:], strict=True) if lead < CLOSE_LEAD]
    return MelodyChoice(best, (best.number,), str(best), certainty, _doubts(rivals))


def _doubts(rivals: Sequence[Player]) -> tuple[str, ...]:
    if not rivals:
        return ()
    if len(rivals) == 1:
        return (f"{RIVAL_REMARK} {rivals[0]}: choose it, or join both",)
    others = ", ".join(map(str, rivals[:MOST_RIVALS]))
    return (f"{RIVAL_REMARK} {others}, or be spread over several: choose one, or join them",)


def _find(players: Sequence[Player], number: int) -> Player:
    for player in players:
        if player.number == number and player.notes:
            return player
    tracks = ", ".join(str(player) for player in players if player.notes) or "none with notes"
    raise MusicFileError(f"it has no melody track {number}: choose one of {tracks}", code="no_such_track")


def _joined(players: Sequence[Player]) -> MelodyChoice:
    """Several tracks as one player, such as a guitar whose strings are on separate tracks."""
    first = players[0]
    notes = tuple(sorted(note for player in players for note in player.notes))
    joined = first if len(players) == 1 else replace(first, notes=notes)
    label = " + ".join(str(player) for player in players)
    return MelodyChoice(joined, tuple(player.number for player in players), label, CHOSEN)


def _melody_scores(players: Sequence[Player]) -> list[float]:
    """The score of each track as the melody: the sums of the weights above."""
    tops = [_tops(player) for player in players]
    summit: dict[int, int] = {}
    for top in tops:
        for beat, pitch in top.items():
            summit[beat] = max(pitch, summit.get(beat, 0))
    busiest = max(map(len, tops))
    return [
        _melody_score(player)
        + ACTIVITY_WEIGHT * len(top) / busiest
        + TOP_WEIGHT * sum(pitch == summit[beat] for beat, pitch in top.items()) / len(top)
        for player, top in zip(players, tops, strict=True)
    ]


def _melody_score(player: Player) -> float:
    """The part of a track's score that does not depend on the others."""
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
    short = sum(note.duration <= SHORT_NOTE for note in player.notes)
    return score + SHORT_WEIGHT * short / len(player.notes)


def _tops(player: Player) -> dict[int, int]:
    """The highest pitch that starts in each beat in which the track plays."""
    tops: dict[int, int] = {}
    for note in player.notes:
        tops[int(note.start)] = max(note.pitch, tops.get(int(note.start), 0))
    return tops


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
