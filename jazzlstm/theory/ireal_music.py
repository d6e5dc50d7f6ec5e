"""The music of an iReal Pro tune: a string of chords and signs, to written bars.

    {*AT44D-7   |G7   |C^7 A7 |<D.C. al Fine> x  }      sections, bars, a bar repeated, staff text

A chart is a grid of cells. A chord, a slash ``p``, ``n`` (no chord), a repeat sign and a space
take one cell; commas and signs take none. The cells of a bar divide it equally.

Source: the iReal Pro file format, https://www.irealpro.com/ireal-pro-file-format, and what
published playlists hold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jazzlstm.music import NO_CHORD, Chord, Metre
from jazzlstm.theory.chords import move_bass, read_chord, read_closest
from jazzlstm.theory.directions import take_directions
from jazzlstm.theory.repeats import BarMarks
from jazzlstm.theory.written_bars import WrittenBar

MOST_CHARACTERS = 20_000
"""Characters of one tune; a chart of iReal Pro has at most 192 cells."""
SECTIONS = {"i": "Intro", "v": "Verse", "V": "Verse"}
"""Section letters that stand for a word."""
WIDEST_TEXT = 4
"""Bars that a text such as "D.S. al Coda" may begin before the place it is meant for."""
GRID = 4
"""Cells of an ordinary bar."""

_QUALITY = r"(?:sus|alt|add|[-+^ho0-9]|b(?=\d)|\#(?=\d)|/(?=\d)|\*[^*\s|\[\]{}<>]{1,24}\*)*"
_TOKEN = re.compile(
    rf"""(?P<text><[^<>]{{0,300}}>) | \((?P<alternate>[^()]{{0,80}})\)
    | (?P<metre>T\d\d) | (?P<ending>N\d) | \*(?P<section>[A-Za-z])
    | (?P<chord>[A-GW](?:b|\#)?{_QUALITY}(?:/[A-G](?:b|\#)?)?)
    | (?P<bar>[\[\]{{}}|Z]) | (?P<sign>[SQU]) | (?P<cell>[xrnp\ ])""",
    re.VERBOSE,
)
_BASS = re.compile(r"/([A-G][b#]?)$")
"""The bass at the end of a chord. The slash of 6/9 belongs to the quality."""
_METRES = {"12": (12, 8), "22": (2, 2), "32": (3, 2)}
"""Metres whose two digits are not beats and unit."""
_BODY = re.compile(r"\s*(?:[\[{|<]|\*[A-Za-z]|T\d\d).*?T\d\d(?=[A-GW\[{*<(\s,slnpxr])", re.DOTALL)
"""A sign of iReal Pro to begin with, and a metre such as T44 with music after it."""


def looks_like_music(text: str) -> bool:
    """Whether a text is the music of an iReal Pro tune: it names its metre as T44 does."""
    body = text[:MOST_CHARACTERS]
    starts_with_metre = re.match(r"\s*T\d\d[A-GW\s{\[*]", body) is not None
    return starts_with_metre or (_BODY.match(body) is not None and "\n\n" not in body.strip())


def read_music(music: str) -> tuple[list[WrittenBar], list[str]]:
    """The written bars of a tune, and remarks on what is skipped; never raises."""
    reader = _MusicReader()
    for token in _TOKEN.finditer(music[:MOST_CHARACTERS]):
        reader.read(token.lastgroup or "", token[token.lastgroup or 0])
    reader.end_bar()
    return reader.finished()


class _MusicReader:
    """Collects the cells of a bar, and the signs for the bar after it."""

    def __init__(self) -> None:
        self.bars: list[WrittenBar] = []
        self.remarks: dict[str, None] = {}
        self.cells: list[Chord | None] = []
        self.has_content = False
        self.copied = 0
        """1 where the bar repeats the one before it, 2 the two before it."""
        self.metre = Metre()
        self.section = ""
        self.marks = BarMarks()
        """Signs of the bar being read."""
        self.chord = NO_CHORD
        self.times = 0
        """How often the current repeat is played, from staff text."""
        self.closed: set[int] = set()
        """Bars that end with a closing bar line."""
        self.codas: list[int] = []
        """The index of the bar after each coda sign."""

    def read(self, kind: str, value: str) -> None:
        """Read one token."""
        getattr(self, f"_read_{kind}")(value)

    def _read_metre(self, value: str) -> None:
        numerator, denominator = _METRES.get(value[1:], (int(value[1]), int(value[2])))
        if numerator and denominator in (1, 2, 4, 8):
            self.metre = Metre(numerator, denominator)

    def _read_ending(self, value: str) -> None:
        if value != "N0":
            self.marks = replace(self.marks, endings=(int(value[1]),))

    def _read_section(self, value: str) -> None:
        self.section = SECTIONS.get(value, value)

    def _read_alternate(self, value: str) -> None:
        if value.strip():
            self._remark("alternate chords in parentheses are skipped")

    def _read_chord(self, value: str) -> None:
        if value[0] != "W":
            self.chord = self._chord(value)
        elif bass := _BASS.search(value):
            self.chord = move_bass(self.chord, bass[1])
        self.cells.append(self.chord)
        self.has_content = True

    def _chord(self, value: str) -> Chord:
        """The chord of a symbol; without its ending where that cannot be read."""
        plain = value.replace("*", "")
        if chord := read_chord(plain):
            return chord
        closest = read_closest(plain) or self.chord
        self._remark(f"{plain[:20]} is read as {closest.symbol}")
        return closest

    def _read_cell(self, value: str) -> None:
        if value == " ":
            self.cells.append(None)
            return
        self.has_content = True
        if value in "xr":
            self.copied = 2 if value == "r" else 1
        else:
            self.chord = NO_CHORD if value == "n" else self.chord
            self.cells.append(self.chord)

    def _read_sign(self, value: str) -> None:
        if value == "S":
            self.marks = replace(self.marks, segno=True)
        elif value == "Q":
            self.codas.append(len(self.bars) + self.has_content)

    def _read_text(self, value: str) -> None:
        found = take_directions(re.sub(r"^\*\d\d", "", value[1:-1]))
        if found.times:
            self.times = found.times
        if found.fine:
            self.marks = replace(self.marks, fine=True)
        if found.jump:
            self.marks = replace(self.marks, jump=found.jump)

    def _mark_last(self, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        self._mark_bar(len(self.bars) - 1, **signs)

    def _mark_bar(self, index: int, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        bar = self.bars[index]
        self.bars[index] = replace(bar, marks=replace(bar.marks, **signs))

    def _read_bar(self, value: str) -> None:
        self.end_bar()
        if value == "{":
            self.marks = replace(self.marks, repeat_start=True)
            self.times = 0
        elif value == "}" and self.bars:
            self._mark_last(repeat_times=self.times or 2)
            self.times = 0
        elif value in "]Z" and self.bars:
            self._mark_last(ending_stops=True)
        if value in "}]Z" and self.bars:
            self.closed.add(len(self.bars) - 1)

    def end_bar(self) -> None:
        """Close the bar; cells without content are space between bars."""
        if not self.has_content:
            self._mark_before()
            self.cells = []
            return
        if self.copied and len(self.bars) >= self.copied:
            self._copy()
        else:
            self._add(_placed(self.cells, self.metre), self.marks)
        self.cells, self.has_content, self.copied = [], False, 0
        self.section, self.marks = "", BarMarks()

    def _mark_before(self) -> None:
        """Put Fine and D.C. that stand after the last bar on that bar."""
        if self.bars and self.marks.jump:
            self._mark_last(jump=self.marks.jump)
        if self.bars and self.marks.fine:
            self._mark_last(fine=True)
        self.marks = replace(self.marks, jump=None, fine=False)

    def _move_jumps(self) -> None:
        """Move D.C. and D.S. to the end of their section: their text is wide and begins before it."""
        for index, bar in enumerate(self.bars):
            if bar.marks.jump is None:
                continue
            ends = (i for i in range(index, min(index + WIDEST_TEXT, len(self.bars))) if i in self.closed)
            end = next(ends, index)
            if end != index:
                self._mark_bar(end, jump=bar.marks.jump)
                self._mark_bar(index, jump=None)

    def _copy(self) -> None:
        """Repeat the last bar or the last two; signs that act after a bar are on the last."""
        marks = self.marks
        for source in self.bars[-self.copied :]:
            chords = tuple(chord for chord in source.chords if chord[0] < self.metre.bar_beats)
            self._add(chords, replace(marks, fine=False, jump=None))
            self.section, marks = "", BarMarks()
        self._mark_last(fine=self.marks.fine, jump=self.marks.jump)

    def _add(self, chords: tuple[tuple[float, Chord], ...], marks: BarMarks) -> None:
        self.bars.append(WrittenBar(chords, self.metre, self.section, marks))
        if chords:
            self.chord = chords[-1][1]

    def _remark(self, sentence: str) -> None:
        self.remarks[sentence] = None

    def finished(self) -> tuple[list[WrittenBar], list[str]]:
        """The bars, with jumps at the ends of their sections and coda signs settled."""
        self._move_jumps()
        *ways, start = self.codas or [len(self.bars)]
        jumps = [index for index, bar in enumerate(self.bars) if bar.marks.jump]
        if not ways and jumps and start <= jumps[-1]:
            ways, start = [start], jumps[-1] + 1  # one sign before the jump: the coda follows the jump
        for index in (way - 1 for way in ways if way):
            self._mark_bar(index, to_coda=True)
        if start < len(self.bars):
            self._mark_bar(start, coda=True)
        return self.bars, list(self.remarks)


def _placed(cells: list[Chord | None], metre: Metre) -> tuple[tuple[float, Chord], ...]:
    """The chords of cells, each on its beat; cells after the ordinary four are space."""
    while len(cells) > GRID and cells[0] is None:
        cells = cells[1:]
    if len(cells) > GRID and all(cell is None for cell in cells[GRID:]):
        cells = cells[:GRID]
    step = metre.bar_beats / max(1, len(cells))
    unit = 4 / metre.denominator
    chords: list[tuple[float, Chord]] = []
    for index, cell in enumerate(cells):
        if cell is None or (chords and chords[-1][1] == cell):
            continue
        beat = index * unit if len(cells) == GRID and metre.numerator <= GRID else index * step // unit * unit
        beat = max(beat, chords[-1][0] + unit) if chords else beat
        if beat < metre.bar_beats:
            chords.append((beat, cell))
    return tuple(chords)
