"""The strings of one guitar that a file has on separate tracks.

A MIDI guitar may record a track for each string. Such tracks have one program, play one note at a
time, and lie about a fourth apart. They are one player if their names say so ("String 1",
"Gtr E") or if they are guitars that hardly sound together; a section of saxophones does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from jazzlstm.formats.midi.channels import MONOPHONIC, MOST_TOGETHER, overlap_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.formats.midi.score import Player

MOST_STRINGS = 7
FEWEST_STRINGS = 3
"""Tracks of a guitar without names of strings, from which they are its strings."""
FEWEST_ALIKE = 4
"""The same of tracks that nothing calls a guitar, but that have the same name."""
GAPS = (2, 9)
"""Semitones between the median pitches of neighbouring strings, which are tuned in fourths."""
WIDEST = 24
"""Semitones that are played on one string."""
GUITARS = range(24, 32)
"""General MIDI programs, from 0."""
_STRING = re.compile(
    r"(?P<stem>.*?)[\s_\-.(]*(?:(?P<word>(?i:str(?:ing)?s?))[\s_\-.]*)?"
    r"(?P<which>[1-7]|(?i:low|high|hi)?[ _-]?[eadgbEADGB])\)?[\s_\-.]*(?P<after>(?i:str(?:ing)?))?\s*"
)
_GUITAR = re.compile(r"g(?:ui)?ta?r|gtr|6.?string", re.IGNORECASE)


def find_strings(players: Sequence[Player]) -> tuple[Player, ...]:
    """The players that are the strings of one guitar, in the order of the file; none if that is not clear."""
    groups: dict[tuple[str, int], list[Player]] = defaultdict(list)
    for player in players:
        if player.notes and not player.is_drums:
            groups[_stem(player.name), player.program].append(player)
    return next((tuple(group) for group in groups.values() if _is_one_guitar(group)), ())


def join_strings(strings: Sequence[Player]) -> Player:
    """The strings as one player, with the number of the first."""
    notes = tuple(sorted(note for string in strings for note in string.notes))
    return replace(strings[0], name=_stem(strings[0].name) or "Guitar", notes=notes)


def _stem(name: str) -> str:
    """The name without its string: "Gtr" for "Gtr E", "" for "String 3"."""
    match = _STRING.fullmatch(name)
    return (match["stem"] if match else name).strip()


def _is_one_guitar(group: Sequence[Player]) -> bool:
    if not 1 < len(group) <= MOST_STRINGS or any(not _fits_a_string(player) for player in group):
        return False
    medians = sorted(median(note.pitch for note in player.notes) for player in group)
    if not all(GAPS[0] <= above - below <= GAPS[1] for below, above in pairwise(medians)):
        return False
    if all(_names_a_string(player.name) for player in group) and len({p.name for p in group}) == len(group):
        return True
    is_guitar = all(player.program in GUITARS or _GUITAR.search(player.name) for player in group)
    is_alike = len(group) >= FEWEST_ALIKE and len({player.name for player in group}) == 1
    together = sorted(note for player in group for note in player.notes)
    return (is_alike or (is_guitar and len(group) >= FEWEST_STRINGS)) and overlap_share(
        together
    ) < MOST_TOGETHER


def _fits_a_string(player: Player) -> bool:
    pitches = [note.pitch for note in player.notes]
    return max(pitches) - min(pitches) <= WIDEST and overlap_share(player.notes) < MONOPHONIC


def _names_a_string(name: str) -> bool:
    match = _STRING.fullmatch(name)
    if match is None:
        return False
    is_letter = not match["which"].isdigit()
    return bool(match["word"] or match["after"]) or (
        is_letter and (not match["stem"] or bool(_GUITAR.search(name)))
    )
