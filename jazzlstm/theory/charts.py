"""Charts as musicians type them, to Chart and back.

    Key: F                            a header line, if you like (Title, Key, Metre)
    [A] |: Dm7 G7 | Cmaj7 | % |       bars; two chords share a bar; % plays the last bar again
    1. Em7 A7 :| 2. C6 / / G7 |       endings; a / or . holds a chord for one more share of its bar
    B:  | 3/4 Fm7 | N.C. |            a section by letter, a change of metre, silence
    # anything after a hash and a space is a comment

The chords of a bar divide it equally. A text with no bar lines at all has one
chord a bar. Repeats are written out, and equal neighbours become one chord:
a Chart is what sounds, not how it was typed. What cannot be read raises
ChartError, or ChordError for a symbol, and says in which bar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.music import NO_CHORD, Change, Chart, Chord, Metre, MetreChange, Section
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.keys import parse_key
from jazzlstm.theory.repeats import BarMarks, play_order

MAX_BARS = 512
MAX_CHARACTERS = 100_000
MAX_SHARES = 48
"""Equal shares of a bar; a bar of 4/4 has 48 ticks."""
BARS_PER_LINE = 4

_TOO_LONG = "leave some out, and play it for more choruses"
_REMEDY = "write bars such as | Dm7 G7 | Cmaj7 |"
_COMMENT = re.compile(r"(?:^\s*(?:#|//|;)|\s#(?=\s|$)).*")
_HEADER = re.compile(r"\s*(title|key|metre|meter|time)\s*[:=](.*)", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:\[\s*([^\s\[\]|][^\[\]|]{0,40})\]|([A-Za-z](?:[\w' -]{0,22}\w)?):(?:(?!\|)|(?=\|:)))"
)
_METRE = re.compile(r"\s*(\d{1,3})/(\d{1,3})(?=\s|$)")
_ENDING = re.compile(r"\s*(?:\[([1-9])\.?(?=\s|$)|([1-9])[.)])")
_TIMES = r"(?:\s*\(?(?:[x×](\d{1,3})|(\d{1,3})[x×])\)?(?=[\s|]|$))?"
_BAR_LINE = re.compile(rf"(:)?\s*\|[|\]]*(?(1){_TIMES})\s*(:)?")
"""End of a repeat, how often it is played, start of a repeat; none of them for a plain bar line."""
_WORD = re.compile(r"(?:[^\s,()]|\([^()]*\))+|[()]")
_HOLD = re.compile(r"[/.]+")
_DASHES = frozenset("-–—")
_SAME_BAR = frozenset({"%", "./.", "𝄎"})
_BAR_LINES = str.maketrans({"‖": "|", "│": "|", "¦": "|", "｜": "|", "{": "|:", "}": ":|", "\u00a0": " "})


def parse_chart(text: str, *, title: str = "", key: str = "") -> Chart:
    """The changes that ``text`` lays out, repeats played out; ``title`` and ``key`` overrule its header.

    Raises:
        ChartError: no bars, too many, or a bar that makes no sense; ``bar`` counts as written.
        ChordError: a chord that cannot be read; the message names its bar.
    """
    if len(text) > MAX_CHARACTERS:
        raise ChartError(
            f"the chart has {len(text):,} characters: {MAX_CHARACTERS:,} is the most; shorten it"
        )
    reader = _Reader(has_bar_lines=_has_bar_lines(text))
    for line in text.splitlines():
        reader.read_line(line)
    if not reader.bars:
        raise ChartError(f"the chart has no bars: {_REMEDY}")
    key = key or reader.header.get("key", "")
    order = play_order([bar.marks for bar in reader.bars], MAX_BARS).indices
    chart = _lay_out([reader.bars[index] for index in order])
    return replace(
        chart, title=title or reader.header.get("title", ""), key=str(parse_key(key)) if key else ""
    )


def misread_chords(text: str) -> list[ChordError]:
    """Every chord of ``text`` that nobody can read, in order; what else is wrong stops the search there."""
    reader = _Reader(has_bar_lines=_has_bar_lines(text), misread=[])
    try:
        for line in text[:MAX_CHARACTERS].splitlines():
            reader.read_line(line)
    except ChartError:
        pass  # parse_chart says it
    return reader.misread or []


def _has_bar_lines(text: str) -> bool:
    return bool(re.search(r"[|‖│¦｜{}]", text))


@dataclass(frozen=True, slots=True)
class WrittenBar:
    """One bar as written: chords of equal shares, and the signs on it."""

    shares: tuple[Chord, ...]
    metre: Metre
    section: str = ""
    marks: BarMarks = BarMarks()


class _Reader:
    """Reads a chart line by line, and keeps what a line inherits from those before it.

    With a list for ``misread``, chords that cannot be read go there, and silence in their place.
    """

    def __init__(self, *, has_bar_lines: bool, misread: list[ChordError] | None = None) -> None:
        self.has_bar_lines, self.misread = has_bar_lines, misread
        self.bars: list[WrittenBar] = []
        self.header: dict[str, str] = {}
        self.metre = Metre()
        self.section = ""
        self.ending = 0
        self.repeat_starts = False

    def read_line(self, line: str) -> None:
        if header := _HEADER.fullmatch(line):
            self._read_header(header[1].lower(), header[2].strip())
            return
        line = " ".join(_COMMENT.sub("", line).translate(_BAR_LINES).split())
        line = self._read_marks(line)
        if self.has_bar_lines:
            self._read_bars(line)
        else:
            self._read_bare(_words(line))

    def _read_bars(self, line: str) -> None:
        position, needs_chord = 0, False
        for bar_line in _BAR_LINE.finditer(line):
            self._read_cell(line[position : bar_line.start()], needs_chord=needs_chord and not bar_line[4])
            self._close(bar_line)
            position, needs_chord = bar_line.end(), not bar_line[1]
        self._read_cell(line[position:], needs_chord=False)

    def _read_bare(self, words: list[str]) -> None:
        """A line of a chart without bar lines: a chord a bar, or a beat each if there are slashes."""
        words = [share for word in words for share in (word if _HOLD.fullmatch(word) else [word])]
        size = self.metre.numerator if any(map(_HOLD.fullmatch, words)) else 1
        for index in range(0, len(words), size):
            self._read_cell(" ".join(words[index : index + size]), needs_chord=False)

    def _read_header(self, name: str, value: str) -> None:
        if name in ("title", "key"):
            self.header[name] = value
        elif self._read_marks(value).strip():
            raise ChartError(f"{value[:20]!r} is no metre: write one such as 4/4, 3/4 or 6/8")

    def _read_marks(self, text: str) -> str:
        """Take section, metre and ending off the front of ``text``."""
        while True:
            if match := _ENDING.match(text):
                self.ending = int(match[1] or match[2])
            elif match := _LABEL.match(text):
                self.section = (match[1] or match[2]).strip()
            elif match := _METRE.match(text):
                self.metre = _read_metre(int(match[1]), int(match[2]), len(self.bars) + 1)
            else:
                return text
            text = text[match.end() :]

    def _close(self, bar_line: re.Match[str]) -> None:
        if bar_line[1]:
            if not self.bars:
                raise ChartError("the chart starts with the end of a repeat: put |: where it begins", bar=1)
            times = int(bar_line[2] or bar_line[3] or 2)
            self.bars[-1] = replace(
                self.bars[-1], marks=replace(self.bars[-1].marks, repeat_times=max(1, times))
            )
        if bar_line[4]:
            self.repeat_starts = True

    def _read_cell(self, cell: str, *, needs_chord: bool) -> None:
        number = len(self.bars) + 1
        words = _words(self._read_marks(cell))
        if not words and needs_chord:
            remedy = "write a chord, NC, or % to play the bar before again"
            raise ChartError(f"bar {number} is empty: {remedy}", bar=number)
        if number > MAX_BARS and words:
            raise ChartError(f"the chart has more than {MAX_BARS} bars: {_TOO_LONG}", bar=number)
        if words:
            shares = self._read_shares(words, number)
            marks = BarMarks(self.repeat_starts, endings=(self.ending,) if self.ending else ())
            self.bars.append(WrittenBar(shares, self.metre, self.section, marks))
            self.section, self.ending, self.repeat_starts = "", 0, False

    def _read_shares(self, words: list[str], number: int) -> tuple[Chord, ...]:
        last = self.bars[-1].shares if self.bars else ()
        if words[0] in _SAME_BAR and len(words) == 1 and last:
            return last
        shares: list[Chord] = []
        for word in words:
            held = shares or list(last)
            if _HOLD.fullmatch(word) and held:
                shares += [held[-1]] * len(word)
            else:
                shares.append(self._read_chord(word, number))
        if len(shares) > MAX_SHARES:
            remedy = f"{MAX_SHARES} is the most; add bar lines"
            raise ChartError(f"bar {number} has {len(shares)} chords: {remedy}", bar=number)
        return tuple(shares)

    def _read_chord(self, word: str, number: int) -> Chord:
        try:
            return _read_chord(word, number)
        except ChordError as error:
            if self.misread is None:
                raise
            self.misread.append(error)
            return NO_CHORD


def _words(text: str) -> list[str]:
    """Chords and marks, with a parenthesis put back on its chord: ["C7", "(b9, #11)"] is one."""
    words: list[str] = []
    for word in _WORD.findall(text):
        if word.startswith("(") and len(word) > 1 and words:
            words[-1] += word
        elif word not in _DASHES:
            words.append(word)
    return words


def _read_chord(word: str, number: int) -> Chord:
    if word in _SAME_BAR:
        why = (
            "stands for a whole bar: give it one of its own"
            if number > 1
            else "has no bar before it to repeat"
        )
        raise ChartError(f"bar {number}: {word} {why}", bar=number)
    if _HOLD.fullmatch(word):
        raise ChartError(f"bar {number}: {word} has no chord to hold: start with a chord or NC", bar=number)
    try:
        return parse_chord(word)
    except ChordError as exc:
        raise ChordError(f"bar {number}: {exc}", symbol=exc.symbol, nearest=exc.nearest) from exc


def _read_metre(numerator: int, denominator: int, number: int) -> Metre:
    if not 1 <= numerator <= 32 or denominator not in (1, 2, 4, 8, 16):
        remedy = "write one such as 4/4, 3/4 or 6/8"
        raise ChartError(f"bar {number}: {numerator}/{denominator} is no metre: {remedy}", bar=number)
    return Metre(numerator, denominator)


def _lay_out(bars: list[WrittenBar]) -> Chart:
    """Bars in the order they sound, as changes over beats."""
    changes: list[Change] = []
    metres: list[MetreChange] = []
    sections: list[Section] = []
    start = 0.0
    for bar in bars:
        if not metres or metres[-1].metre != bar.metre:
            metres.append(MetreChange(start, bar.metre))
        if bar.section:
            sections.append(Section(start, bar.section))
        for index, chord in enumerate(bar.shares):
            if not changes or changes[-1].chord != chord:
                changes.append(Change(start + bar.metre.bar_beats * index / len(bar.shares), chord))
        start += bar.metre.bar_beats
    return Chart(tuple(changes), start, tuple(metres), tuple(sections))


def write_chart(chart: Chart) -> str:
    """The text of a chart, four bars a line, that `parse_chart` reads back as an equal chart.

    A change off every 48th of its bar is written on the nearest, and a chart
    that ends inside a bar is written to the end of it.
    """
    header = {"Title": chart.title, "Key": chart.key}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in header.items() if value]
    cells: list[str] = []
    last, metre, bars = "", Metre(), 0
    for start in chart.bar_starts():
        bar_metre = chart.metre_at(start)
        cell = _write_bar(chart, start, bar_metre)
        section = _section_of(chart, start, bar_metre)
        if section or bars % BARS_PER_LINE == 0:
            cells.append(f"\n[{section}] |" if section else "\n|")
            bars = 0
        sign = f"{bar_metre} " if bar_metre != metre else ""
        cells.append(f"{sign}{'%' if cell == last and not sign else cell} |")
        last, metre, bars = cell, bar_metre, bars + 1
    return "\n".join([*lines, " ".join(cells).replace(" \n", "\n").strip()]) + "\n"


def _section_of(chart: Chart, start: float, metre: Metre) -> str:
    names = (s.name for s in chart.sections if start - 1e-6 <= s.start < start + metre.bar_beats - 1e-6)
    return re.sub(r"[\[\]|\s]+", " ", next(names, "")).strip()[:40]


def _write_bar(chart: Chart, start: float, metre: Metre) -> str:
    """The chords of a bar in the fewest equal shares that put each where it is."""
    inside = [c for c in chart.changes if start + 1e-6 < c.start < start + metre.bar_beats - 1e-6]
    places = [(c.start - start) / metre.bar_beats for c in inside]
    fits = (n for n in range(1, MAX_SHARES) if all(abs(p * n - round(p * n)) < 1e-5 for p in places))
    count = next(fits, MAX_SHARES)
    words = ["/"] * count
    for place, change in zip(places, inside, strict=True):
        words[min(round(place * count), count - 1)] = change.chord.symbol
    words[0] = chart.chord_at(start).symbol
    return " ".join(words)
