"""Degrees that change a chord: added, altered or subtracted.

An added degree counts from a dominant thirteenth: 7 with alter 0 is the minor seventh, 9 the
major ninth. An altered degree counts from the one that the kind has.

Source: MusicXML 4.0, elements ``degree-alter`` and ``degree-type`` (W3C, 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.qualities import BY_TONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chord

DOMINANT = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 10, 8: 0, 9: 2, 10: 4, 11: 5, 12: 7, 13: 9}
"""Semitones above the root of each degree of a dominant chord."""
THIRDS, FIFTHS, SIXTHS_AND_SEVENTHS = {3, 4}, {6, 7, 8}, {9, 10, 11}
POWER = {0, 7}
"""Tones of a chord without a third by nature."""
TENSION_NAMES = {1: "b9", 2: "9", 3: "#9", 4: "3", 5: "11", 6: "#11", 7: "5", 8: "b13", 9: "13"}
"""Tensions as they are written after a seventh chord."""


@dataclass(frozen=True, slots=True)
class ReadDegree:
    """One change: degree ``value`` (1 to 13), its alteration in semitones, "add", "alter" or "subtract"."""

    value: int
    alter: int
    change: str


@dataclass(slots=True)
class _Tones:
    """A chord on C while its degrees change."""

    tones: set[int]
    tensions: set[int]
    omitted: set[int]

    def apply(self, degree: ReadDegree) -> None:
        plain = degree.value % 7 or 7
        if degree.change == "subtract":
            self._subtract(plain)
        elif plain == 3:
            self._replace(THIRDS, 4 + min(0, degree.alter))
        elif plain == 5:
            self._replace(FIFTHS, 7 + degree.alter)
        elif plain == 7:
            self._replace(SIXTHS_AND_SEVENTHS, self._seventh(degree))
        elif plain == 6:
            self._add_sixth(degree)
        elif plain in (2, 4):
            self._add_second_or_fourth(plain, degree)

    def _replace(self, old: set[int], new: int) -> None:
        self.tones = (self.tones - old) | {new}
        self.omitted -= old

    def _seventh(self, degree: ReadDegree) -> int:
        """The seventh: some programs write -1 for the minor one."""
        if degree.change == "alter" and 11 in self.tones:
            return 11 + degree.alter
        return 11 if degree.alter > 0 else 9 if degree.alter < 0 and 6 in self.tones else 10

    def _add_sixth(self, degree: ReadDegree) -> None:
        sixth = 9 + degree.alter
        if sixth == 9 and degree.value < 8 and not self.tones & SIXTHS_AND_SEVENTHS:
            self.tones.add(9)
        elif sixth == 10:
            self.tones.add(10)
        elif 9 not in self.tones or sixth != 9:
            self.tensions = self.tensions - ({9} if degree.change == "alter" else set()) | {sixth}

    def _add_second_or_fourth(self, plain: int, degree: ReadDegree) -> None:
        tone = DOMINANT[plain] + degree.alter
        if not self.tones & THIRDS and degree.alter == 0 and degree.value < 8 and not self._is_suspended():
            self.tones.add(tone)
            self.omitted -= THIRDS
        elif tone not in self.tones:
            natural = {DOMINANT[plain]} if degree.change == "alter" or degree.alter else set()
            self.tensions = self.tensions - natural | {tone % 12}

    def _is_suspended(self) -> bool:
        return bool(self.tones & {2, 5})

    def _subtract(self, plain: int) -> None:
        tones = {3: THIRDS, 5: FIFTHS, 7: {10, 11}, 6: {8, 9}, 2: {1, 2, 3}, 4: {5, 6}}.get(plain, set())
        if plain in (3, 5):
            self.omitted |= self.tones & tones
        elif plain in (2, 4, 6):
            self.tensions -= tones
            if plain == 6:
                self.tones -= {9} if not self.tones >= {3, 6} else set()
            return
        self.tones -= tones


def change_chord(chord: Chord, degrees: Sequence[ReadDegree]) -> Chord | None:
    """``chord``, which is on C, with its degrees changed; itself without a name for the result."""
    if not degrees or chord.root is None:
        return chord
    changed = _Tones(set(chord.tones), set(chord.tensions), set())
    for degree in sorted(degrees, key=lambda degree: degree.change != "subtract"):
        changed.apply(degree)
    return _named(changed) or chord


def _named(chord: _Tones) -> Chord | None:
    """The chord with these tones, named by its quality, what it lacks, and its tensions."""
    tones, tensions, missing = set(chord.tones), set(chord.tensions), ""
    if not tones & THIRDS and (chord.omitted & THIRDS or not tones & {2, 5, 10, 11}):
        tones |= chord.omitted & THIRDS or ({4} if len(tones) > len(POWER) else set())
        missing += "no3" if tones & THIRDS else ""
    if not tones & FIFTHS:
        tones |= chord.omitted & FIFTHS or {7}
        missing += "no5"
    if {2, 5} <= tones:  # a suspended fourth with a ninth
        tones, tensions = tones - {2}, tensions | {2}
    quality = BY_TONES.get(tuple(sorted(tones)))
    if quality is None:
        return None
    has_top = bool(tones & SIXTHS_AND_SEVENTHS)
    names = [TENSION_NAMES[tone] for tone in sorted(tensions - tones) if tone in TENSION_NAMES]
    joined = "".join(f"({name})" if has_top else f"(add{name})" for name in names)
    return read_chord(f"C{quality.name}{missing}{joined}")
