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
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jazzlstm.errors import JazzError
from jazzlstm.music import Chord, Metre
from jazzlstm.theory.chords import read_chord, read_closest
from jazzlstm.theory.directions import take_directions
from jazzlstm.theory.keys import parse_key
from jazzlstm.theory.repeats import BarMarks
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, lay_out

MOST_TUNES = 5_000
MOST_BARS = 4_096
"""Bars of a tune with its repeats written out."""
SHORTEST = 1e-6
"""Beats; a smaller difference is rounding."""
LONGEST_LINE = 5_000
"""Characters; the rest of a longer line is skipped."""
LONGEST_FACT = 200
"""Characters of a title or composer."""

_FIELD = re.compile(r"^([A-Za-z]):[ \t]*(.*)$")
_INLINE = re.compile(r"\[([A-Za-z]):([^\]]*)\]")
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*") | (?P<decoration>![^!\s]{1,20}!|\+[^+\s]{1,20}\+)
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
}


@dataclass(slots=True)
class _Tune:
    """The fields of a tune, and its lines of music."""

    facts: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def is_abc(text: str) -> bool:
    """Whether a text is ABC: it has a reference number and a key."""
    return bool(re.search(r"^X:[ \t]*\d", text, re.MULTILINE) and re.search(r"^K:", text, re.MULTILINE))


def read_abc(text: str) -> Iterator[tuple[str, ReadChart | str]]:
    """For each tune its title, and its chart or the reason why it has none."""
    for tune in _tunes(text):
        title = tune.facts.get("T", "")
        try:
            yield title, _read_tune(tune)
        except JazzError as error:
            yield title, str(error)


def _tunes(text: str) -> Iterator[_Tune]:
    tune: _Tune | None = None
    found = 0
    for line in text.splitlines():
        line = line[:LONGEST_LINE].partition("%")[0].rstrip()
        match = _FIELD.match(line)
        if match and match[1] == "X":
            if tune:
                yield tune
            found += 1
            if found > MOST_TUNES:
                return
            tune = _Tune()
        elif tune is not None and match and match[1] not in "wsV":
            if match[1] in "MLK" and tune.lines:
                tune.lines.append(f"[{match[1]}:{match[2]}]")
            else:
                tune.facts.setdefault(match[1], match[2].strip()[:LONGEST_FACT])
        elif tune is not None and match and match[1] == "V":
            tune.lines.append(f"[V:{match[2]}]")
        elif tune is not None and line and not match:
            tune.lines.append(line.rstrip("\\"))
    if tune:
        yield tune


def _read_tune(tune: _Tune) -> ReadChart:
    reader = _TuneReader(tune.facts)
    for line in tune.lines:
        if len(reader.bars) <= MOST_BARS:
            reader.read_line(line)
    bars = reader.finished()
    title = tune.facts.get("T", "")
    chart, ignored = lay_out(bars, title=title, key=_read_key(tune.facts.get("K", "")), most=MOST_BARS)
    tempo = _read_tempo(tune.facts.get("Q", ""))
    remarks = (*reader.remarks, *ignored)
    if not any(bar.chords for bar in bars):
        remarks = (*remarks, "no chord symbols: the chart is silent (NC)")
    return ReadChart(chart, tune.facts.get("C", ""), tune.facts.get("R", ""), tempo, remarks)


class _TuneReader:
    """Reads music to bars: chords by the lengths of the notes under them."""

    def __init__(self, facts: dict[str, str]) -> None:
        self.metre = _read_metre(facts.get("M", ""), Metre())
        self.unit = _read_unit(facts.get("L", ""), self.metre)
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
        """Beats of the last note."""
        self.broken = 1.0
        """The factor of the next length after < or >."""
        self.remarks: dict[str, None] = {}
        self.coda_signs: list[int] = []
        self.first_voice = ""
        self.is_silent_voice = False

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
            self.metre = _read_metre(value, self.metre)
        elif name == "L":
            self.unit = _read_unit(value, self.metre)
        elif name == "P":
            self.section = value[:40]
        elif name == "V":
            voice = value.split()[0] if value.split() else ""
            has_begun = bool(self.bars or self.beat)
            self.first_voice = self.first_voice or ("1" if has_begun else voice)
            self.is_silent_voice = voice != self.first_voice

    def _read_music(self, text: str) -> None:
        if self.is_silent_voice:
            return
        for token in _TOKEN.finditer(text):
            if token["quoted"]:
                self._read_quoted(token["quoted"][1:-1].strip())
            elif token["decoration"]:
                self._direct(_DECORATIONS.get(token["decoration"].strip("!+"), ""))
            elif token["bar"]:
                self._read_bar_line(token["bar"])
            elif token["tuplet"]:
                size = int(token["tuplet"])
                into = int(token["into"] or 0) or _TUPLETS[size]
                self.tuplet = int(token["count"] or 0) or size, into / size
            elif token["broken"]:
                self._break(token["broken"])
            elif token["rest"]:
                self._move(token["restlength"], whole_bars=token["rest"] in "ZX")
            elif token["note"]:
                self._move(token["length"])

    def _read_quoted(self, text: str) -> None:
        if text[:1] in "^_<>@":
            self._direct(text[1:])
        elif chord := read_chord(text):
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
        beats *= _read_factor(length) * self.broken
        self.broken = 1.0
        left, factor = self.tuplet
        if left:
            beats *= factor
            self.tuplet = left - 1, factor
        self.last = beats
        self.beat += beats

    def _break(self, signs: str) -> None:
        """Make the note before a > longer and the next one shorter; < the other way round."""
        short = 0.5 ** len(signs)
        change = (1 - short) if signs[0] == ">" else short - 1
        self.beat += self.last * change
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
        self.chords, self.beat, self.tuplet = [], 0.0, (0, 1.0)

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


def _read_factor(length: str) -> float:
    """The number that a unit length is multiplied by: "3" is 3, "/2" and "/" are a half, "3/2" is 1.5."""
    numerator, slash, denominator = length.partition("/")
    halves = denominator.count("/") + (1 if slash and not denominator.strip("/") else 0)
    top = int(numerator[:3]) if numerator else 1
    bottom = int(denominator.strip("/")[:3] or 1) if denominator.strip("/").isdigit() else 2**halves
    return top / max(1, bottom)


def _read_metre(text: str, before: Metre) -> Metre:
    if text.startswith("C"):
        return Metre(2, 2) if text.startswith("C|") else Metre()
    match = re.match(r"\(?(\d{1,2}(?:\+\d{1,2}){0,7})\)?/(\d{1,2})", text)
    if not match:
        return before
    numerator, denominator = sum(map(int, match[1].split("+"))), int(match[2])
    return (
        Metre(numerator, denominator) if 1 <= numerator <= 32 and denominator in (1, 2, 4, 8, 16) else before
    )  # noqa: PLR2004


def _read_unit(text: str, metre: Metre) -> float:
    """Beats of the unit length; an eighth, or a sixteenth in metres shorter than three quarters."""
    match = re.match(r"(\d{1,2})/(\d{1,3})", text)
    if match and int(match[2]):
        return 4 * int(match[1]) / int(match[2])
    return 0.25 if metre.bar_beats < 3 else 0.5  # noqa: PLR2004 -- the standard's 0.75 of a whole note


def _read_key(text: str) -> str:
    words = text.split()
    for candidate in (" ".join(words[:2]), words[0] if words else ""):
        try:
            return str(parse_key(candidate)) if candidate else ""
        except JazzError:
            continue
    return ""


def _read_tempo(text: str) -> float:
    """Quarters a minute of "1/4=160" or "160"."""
    match = re.search(r"(?:(\d{1,2})/(\d{1,2})\s*=\s*)?(\d{1,3})", re.sub(r'"[^"]*"', "", text))
    if not match or (match[2] and not int(match[2])):
        return 0.0
    unit = 4 * int(match[1]) / int(match[2]) if match[1] else 1.0
    tempo = unit * int(match[3])
    return tempo if 20.0 <= tempo <= 480.0 else 0.0  # noqa: PLR2004 -- PLAYABLE_TEMPOS
