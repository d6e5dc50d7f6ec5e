"""Chord symbols of ABC tunes, as charts.

    X:1
    T:Study
    M:4/4
    L:1/8
    K:Dm
    |: "Dm7"A4 "G7"B4 | "C6"c8 :|

Notes are read for their lengths alone, which place the chords. music21 reads ABC as well, but
takes a second to load and stops at unknown elements.

Source: the ABC music standard 2.1 (2011), https://abcnotation.com/wiki/abc:standard:v2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from jazzlstm.errors import ChartError, JazzError
from jazzlstm.formats.charts.abc_fields import (
    read_factor,
    read_key,
    read_metre,
    read_part_order,
    read_tempo,
    read_unit,
)
from jazzlstm.formats.charts.abc_tunes import AbcTune, split_tunes
from jazzlstm.music import Chord, Metre
from jazzlstm.theory.chords import read_chord, read_closest
from jazzlstm.theory.directions import take_directions
from jazzlstm.theory.repeats import BarMarks
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, lay_out

FIRST_VOICE = "1"
"""The voice of a tune that names none."""
MOST_BARS = 4_096
"""Bars of a tune with its repeats written out."""
SHORTEST = 1e-6
"""Beats; a smaller difference is rounding."""

_INLINE = re.compile(r"\[([A-Za-z]):([^\]]*)\]")
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*") | (?P<decoration>![^!|"\n]{1,20}!|\+[^+\s]{1,20}\+)
    | (?P<bar>:*\|+[:\]|]*\s*(?:\[?[1-9](?:[,-][1-9])*)?|:{2,}|\[\s*[1-9](?:[,-][1-9])*)
    | \{[^}]*\} | \((?P<tuplet>[2-9])(?::(?P<into>\d?))?(?::(?P<count>\d?))?
    | (?P<broken>[<>]{1,3}) | (?P<rest>[zxZX])(?P<restlength>[\d/]*)
    | (?P<note>(?:\[[^\[\]|"]{1,80}\]|[_^=]*[A-Ga-g][,']*))(?P<length>[\d/]*)""",
    re.VERBOSE,
)
_TUPLETS = {2: 3, 3: 2, 4: 3, 5: 2, 6: 2, 7: 2, 8: 3, 9: 2}
"""Notes of a tuplet, to the notes whose time they take, in simple metres."""
_DECORATIONS = {
    "segno": "segno",
    "coda": "coda",
    "fine": "fine",
    "D.C.": "D.C.",
    "D.S.": "D.S.",
    "dacapo": "D.C.",
    "dacoda": "To Coda",
    "D.C.alcoda": "D.C. al Coda",
    "D.C.alfine": "D.C. al Fine",
    "D.S.alcoda": "D.S. al Coda",
    "D.S.alfine": "D.S. al Fine",
}


def read_abc(text: str) -> Iterator[tuple[str, ReadChart | str]]:
    """For each tune its title, and its chart or the reason why it has none."""
    for tune in split_tunes(text):
        title = tune.facts.get("T", "")
        try:
            yield title, _read_tune(tune)
        except JazzError as error:
            yield title, str(error)


def _read_tune(tune: AbcTune) -> ReadChart:
    reader = _TuneReader(tune.facts, _voice_with_chords(tune.lines))
    for line in tune.lines:
        if len(reader.bars) <= MOST_BARS:
            reader.read_line(line)
    bars = _in_order(reader.finished(), read_part_order(tune.facts.get("P", "")))
    if not any(bar.chords for bar in bars):
        message = "the tune has no chord symbols: add them, or paste the chords as text"
        raise ChartError(message, code="no_chords")
    title = tune.facts.get("T", "")
    chart, ignored = lay_out(bars, title=title, key=read_key(tune.facts.get("K", "")), most=MOST_BARS)
    tempo = read_tempo(tune.facts.get("Q", ""))
    facts = tune.facts
    return ReadChart(chart, facts.get("C", ""), facts.get("R", ""), tempo, (*reader.remarks, *ignored))


def _voice_with_chords(lines: Sequence[str]) -> str:
    """The voice with the most chord symbols; the first of several."""
    voice, counts = FIRST_VOICE, {FIRST_VOICE: 0}
    for line in lines:
        for found in re.finditer(r"\[V:\s*([^\s\]]*)[^\]]*\]|\"[A-Ga-g]", line):
            voice = voice if found[1] is None else found[1]
            counts[voice] = counts.get(voice, 0) + (found[1] is None)
    return max(counts, key=lambda each: counts[each])


def _in_order(bars: list[WrittenBar], order: str) -> list[WrittenBar]:
    """The bars in the order of parts that a tune names; as written if a part is missing."""
    parts: dict[str, list[WrittenBar]] = {}
    letter = ""
    for bar in bars:
        letter = bar.section or letter
        parts.setdefault(letter, []).append(bar)
    if not order or not set(order) <= set(parts):
        return bars
    return [bar for letter in order for bar in _with_start(parts[letter])]


def _with_start(part: list[WrittenBar]) -> list[WrittenBar]:
    """The bars of a part; a repeat in it goes back to its own beginning."""
    if not any(bar.marks.repeat_times for bar in part):
        return part
    return [replace(part[0], marks=replace(part[0].marks, repeat_start=True)), *part[1:]]


class _TuneReader:
    """Reads music to bars: chords by the lengths of the notes under them."""

    def __init__(self, facts: dict[str, str], voice: str) -> None:
        self.metre = read_metre(facts.get("M", ""), Metre())
        self.unit = read_unit(facts.get("L", ""), self.metre)
        self.bars: list[WrittenBar] = []
        self.chords: list[tuple[float, Chord]] = []
        self.beat = 0.0
        self.marks = BarMarks()
        self.section = ""
        self.tuplet = (0, 1.0)
        """Notes that are left in a tuplet, and what their lengths are multiplied by."""
        self.length = 0.0
        """Beats of the notes in the last bar."""
        self.last = 0.0
        """Beats of the last note, if > or < can still change it."""
        self.broken = 1.0
        """The factor of the next length after < or >."""
        self.remarks: dict[str, None] = {}
        self.coda_signs: list[int] = []
        self.voice = voice
        """The voice that is read."""
        self.is_silent_voice = voice != FIRST_VOICE
        self.first_length = 0.0
        """Beats of the notes in the first bar."""

    def read_line(self, line: str) -> None:
        """Read a line of music with its inline fields."""
        position = 0
        for inline in _INLINE.finditer(line):
            self._read_music(line[position : inline.start()])
            self._read_field(inline[1], inline[2].strip())
            position = inline.end()
        self._read_music(line[position:])

    def _read_field(self, name: str, value: str) -> None:
        if name == "M":
            self.metre = read_metre(value, self.metre)
        elif name == "L":
            self.unit = read_unit(value, self.metre)
        elif name == "P":
            self.section = value[:40]
        elif name == "V":
            self.is_silent_voice = (value.split() or [""])[0] != self.voice

    def _read_music(self, text: str) -> None:
        if self.is_silent_voice:
            return
        for token in _TOKEN.finditer(text):
            if token["quoted"]:
                self._read_quoted(token["quoted"][1:-1].strip())
            elif token["decoration"]:
                self._direct(_DECORATIONS.get(token["decoration"].strip("!+").replace(" ", ""), ""))
            elif token["bar"]:
                self._read_bar_line(token["bar"])
            elif token["tuplet"]:
                size = int(token["tuplet"])
                into = int(token["into"] or 0) or _TUPLETS[size]
                self.tuplet = int(token["count"] or 0) or size, into / size
            elif token["broken"]:
                self._break(token["broken"])
            elif token["rest"]:
                self._rest(token["rest"], token["restlength"])
            elif token["note"]:
                self._move(token["length"])

    def _read_quoted(self, text: str) -> None:
        if text[:1] in "^_<>@":
            self._direct(text[1:])
        elif chord := read_chord(text) or read_chord(text[:1].upper() + text[1:]):
            self.chords.append((self.beat, chord))
        elif take_directions(text):
            self._direct(text)
        elif text and text[0] in "ABCDEFG":
            self._add_closest(text)

    def _add_closest(self, text: str) -> None:
        if chord := read_closest(text):
            self.chords.append((self.beat, chord))
            self.remarks[f"{text[:20]} is read as {chord.symbol}"] = None

    def _direct(self, text: str) -> None:
        found = take_directions(text) if text else None
        if not found:
            return
        marks = self.marks
        self.marks = replace(
            marks,
            fine=marks.fine or found.fine,
            to_coda=marks.to_coda or found.to_coda,
            segno=marks.segno or found.segno,
            jump=found.jump or marks.jump,
        )
        if found.coda:
            self.coda_signs.append(len(self.bars))

    def _move(self, length: str, *, whole_bars: bool = False) -> None:
        beats = self.metre.bar_beats if whole_bars else self.unit
        beats *= read_factor(length) * self.broken
        self.broken = 1.0
        left, factor = self.tuplet
        if left:
            beats *= factor
            self.tuplet = left - 1, factor
        self.last = beats
        self.beat += beats

    def _rest(self, sign: str, length: str) -> None:
        """Move on by a rest; Z4 is four bars of rest."""
        if sign in "zx":
            self._move(length)
            return
        for _ in range(min(MOST_BARS, int(length[:4]) if length.isdigit() else 1) - 1):
            self.beat = self.metre.bar_beats
            self._end_bar()
        self._move("", whole_bars=True)

    def _break(self, signs: str) -> None:
        """Make the note before a > longer and the next one shorter; < the other way round."""
        short = 0.5 ** len(signs)
        change = (1 - short) if signs[0] == ">" else short - 1
        self.beat += self.last * change
        self.last = 0.0
        self.broken = short if signs[0] == ">" else 2 - short

    def _read_bar_line(self, text: str) -> None:
        ends, starts = text.startswith(":"), text.rstrip("123456789,-[ ").endswith(":")
        numbers = tuple(int(digit) for digit in re.findall(r"[1-9]", text))
        if "|" in text or "::" in text:
            self._end_bar()
        if ends and self.bars:
            self._mark_last(repeat_times=2)
        if starts:
            self.marks = replace(self.marks, repeat_start=True)
        if numbers:
            self.marks = replace(self.marks, endings=numbers)
        elif self.bars and ("||" in text or "|]" in text) and not ends:
            self._mark_last(ending_stops=True)

    def _mark_last(self, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        last = self.bars[-1]
        self.bars[-1] = replace(last, marks=replace(last.marks, **signs))

    def _end_bar(self) -> None:
        """Close the bar if it has contents; a pick-up is not counted as a bar."""
        if self.beat <= 0 and not self.chords:
            return
        if not self._is_pickup():
            chords = tuple((beat, chord) for beat, chord in self.chords if beat < self.metre.bar_beats)
            self.bars.append(WrittenBar(chords, self.metre, self.section, self.marks))
            self.marks, self.section, self.length = BarMarks(), "", self.beat
            self.first_length = self.beat if len(self.bars) == 1 else self.first_length
            if len(self.bars) == 2:  # noqa: PLR2004 -- the bar after a pick-up
                self._drop_pickup()
        self.chords, self.beat, self.last, self.tuplet = [], 0.0, 0.0, (0, 1.0)

    def _drop_pickup(self) -> None:
        """Leave out a short first bar with a chord, if the second is full."""
        first, second = self.bars
        is_short = 0 < self.first_length < first.metre.bar_beats - SHORTEST
        if is_short and self.length >= second.metre.bar_beats - SHORTEST:
            marks = replace(second.marks, repeat_start=first.marks.repeat_start or second.marks.repeat_start)
            self.bars = [replace(second, marks=marks, section=first.section or second.section)]
            self.coda_signs = [max(0, index - 1) for index in self.coda_signs]
            self.remarks["the chord of the pick-up is skipped"] = None

    def _is_pickup(self) -> bool:
        """Whether a bar without chords is short and first, or completes the short bar before it."""
        missing = self.metre.bar_beats - self.beat
        if self.chords or missing < SHORTEST:
            return False
        return not self.bars or abs(missing - self.length) < SHORTEST

    def finished(self) -> list[WrittenBar]:
        """The bars; of coda signs the last begins the coda and the others lead to it."""
        self._end_bar()
        *ways, start = self.coda_signs or [len(self.bars)]
        for index, bar in enumerate(self.bars):
            if index in (*ways, start):
                marks = replace(bar.marks, coda=index == start, to_coda=index in ways)
                self.bars[index] = replace(bar, marks=marks)
        return self.bars
