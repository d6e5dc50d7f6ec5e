"""Lines of chart text to cells: the words of each bar, its metre, section and signs.

    [A] |: Dm7 G7 |1 Cmaj7 :|2 C6 | x3

`charts.py` reads the words as chords.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from jazzlstm.errors import ChartError
from jazzlstm.music import Metre
from jazzlstm.theory.bar_marks import BarMarks, ending_numbers
from jazzlstm.theory.chart_cells import Cell, Span, again, in_form
from jazzlstm.theory.chart_dialects import PlainText
from jazzlstm.theory.chart_labels import FORM_LETTER, SECTION_WORDS, are_chords, has_form_letters
from jazzlstm.theory.chart_words import HOLD, SAME_BAR, SAME_TWO_BARS, split_words
from jazzlstm.theory.directions import Directions, take_directions
from jazzlstm.theory.written_bars import MAX_BARS, section_name

_COMMENT = re.compile(r"(?:^\s*(?:#|//|;)|(?<!\b[A-G])\s#(?=\s|$)).*")
"""A hash after a root letter is a sharp: "F # m7"."""
_METRE_LINE = re.compile(r"\s*Metre:(.*)")
_LABEL = re.compile(
    r"\s*(?:\[\s*([^\s\[\]|][^\[\]|]{0,40})\]|([A-Za-z](?:[\w' -]{0,22}\w)?['’]?):(?:(?!\|)|(?=\|:))"
    r"|\(([A-Z][1-4]?['’]?)\)(?=\s*(?:\||$))|\*([A-Za-z])(?=\s*[|\s]))"
)
_METRE = re.compile(
    r"\s*(?![1-7]/[13567](?:\s+[b#]?[1-7]|\s*$))\(?(\d{1,3})/(\d{1,3})\)?(?=\s+\S|\s*$)(?!(?<=/[35-79])\s*$)"
)
_NUMBER = r"[1-9](?:\s?[.,\-–&+]{1,2}\s?[1-9])*"
_ENDING = re.compile(
    rf"\s*(?:\[({_NUMBER})\.?(?=\s|$)(?![^\[\]|]*\]\s*\|)|\[({_NUMBER})\.\]|({_NUMBER})[.)](?!\S*[/|])"
    r"|([1-3])(?:st|nd|rd)(?: ending| time)?[.:]?)(?=\s|\D|$)"
)
_LINE_COUNT = re.compile(r"\s*\(?(?:([2-9])\s?[xX×]|[xX×]\s?([2-9]))\)?:?\s*(?=[|A-G(])")
_GLUED_COUNT = re.compile(r"([2-9])(?=\s*(?:[|]|$))")
_GLUED_ENDING = re.compile(rf"({_NUMBER})\.?(?=\s)")
_BAR_NUMBER = re.compile(r"\s*(?:[Mm]\.?\s?|[Bb]ars?\s|#)?[(\[]?\d{1,3}[)\].:]?\s*")
_MARKED_LETTER = re.compile(r"\s*(?:\(([A-Z]\d?['’]?)\):?|([A-Z]\d?['’]?)[).])(?=\s)")
"""A form letter with a parenthesis or a full stop, at the start of a line."""
_COUNTED_LABEL = re.compile(
    r"^\s*\[?([A-Za-z][\w' -]{0,22}?)\]?\s*(\(?(?:[xX×]\d{1,2}|\d{1,2}[xX×])\)?)\s*:\s*"
)
"""A section with its count before the colon: "A (x2):"."""
_TIMES = r"(?:\s*[*]?\(?(?:[xX×](\d{1,3})|(\d{1,3})[xX×])[|)]*(?=[\s|]|$))?"
_BAR_LINE = re.compile(
    rf"(:)?(?(1)(?:(\d{{1,3}})[xX×])?)\s*[|](?:[|\]]|\[(?=\s*[|:]))*(?(1){_TIMES})\s*(:(?!\|))?"
)
"""End of a repeat, how often it is played (before or after the line), start of a repeat."""
_TWO_BARS = 2


class LineReader:
    """Reads lines to cells, and keeps what a line inherits from those before it."""

    def __init__(self, text: PlainText) -> None:
        self.has_bar_lines = text.has_bar_lines
        self.has_repeats = any(":|" in line for line in text.lines)
        self.remarks = text.remarks
        self.cells: list[Cell] = []
        self.metre = Metre()
        self.section = ""
        self.marks = BarMarks()
        """Signs for the next bar."""
        self.line_start = self.paragraph_start = self.section_start = 0
        self.is_named = False
        """Whether the bars since ``section_start`` stand under a section name."""
        self.name = ""
        """Of the section that is being read."""
        self.spans: dict[str, Span] = {}
        """The cells of each section, where its name stands first."""
        self.section_times = 0
        """How often the section is played: the count beside its name; 0 without one."""
        self.coda_signs: list[int] = []
        """Bars with a coda sign alone, which may lead to the coda or begin it."""
        self.letters = has_form_letters(text.lines)
        self.fault: ChartError | None = None
        """The fault that ended the reading before the last line."""
        try:
            for line in text.lines:
                self.read_line(line)
            self._end_section()
            self._apply_form(text.form)
        except ChartError as error:
            self.fault = error
        self._settle_codas()

    def read_line(self, line: str) -> None:
        """Add the cells of one line."""
        self.line_start = len(self.cells)
        if not line.strip():
            self.paragraph_start = self.line_start
        line = " ".join(_COMMENT.sub("", line).split())
        if match := _METRE_LINE.fullmatch(line):
            self._read_metre_line(match[1].strip())
            return
        line = _COUNTED_LABEL.sub(r"[\1] \2 ", _without_bar_number(line))
        unlabelled = self._read_marks(line)
        times, line = self._read_line_count(self._read_label_line(unlabelled, has_label=unlabelled != line))
        if self.has_bar_lines:
            self._read_bars(line)
        else:
            self._read_bare(line)
        if times and self.line_start < len(self.cells):
            self._mark(self.line_start, repeat_start=True)
            self._mark(repeat_times=times)
            self.remarks.append(f"x{times}: the line is played {times} times")

    def _read_metre_line(self, value: str) -> None:
        if self._read_marks(value + " ").strip():
            message = f"{value[:20]!r} is not a time signature: write one such as 4/4, 3/4 or 6/8"
            raise ChartError(message, code="bad_metre")

    def _read_line_count(self, line: str) -> tuple[int, str]:
        """Take a count off the front of a line: for the section that begins there, else for the line."""
        match = _LINE_COUNT.match(line)
        if match is None:
            return 0, line
        times = int(match[1] or match[2])
        if self.section and self.section_start == len(self.cells):
            self.section_times, times = times, 0
        return times, line[match.end() :]

    def _read_label_line(self, line: str, *, has_label: bool) -> str:
        """Take a section name or a form letter off a line."""
        if SECTION_WORDS.fullmatch(line) and "|" not in line:
            self._start_section(line.strip())
            return ""
        if (match := _MARKED_LETTER.match(line)) and (line[match.end() :].strip() or self.has_bar_lines):
            self._start_section(match[1] or match[2])
            line = self._read_marks(line[match.end() :])
        head, bar, rest = line.partition("|")
        letter = FORM_LETTER.fullmatch(head)
        if letter and self.letters and not has_label:
            if not line.startswith((f"{letter[1]}:", "(")):
                self.remarks.append(f"{letter[1]} at the start of a line is read as a section, not a chord")
            self._start_section(letter[1])
            return bar + rest
        if bar and SECTION_WORDS.fullmatch(head) and head.strip():
            self._start_section(head.strip())
            return bar + rest
        return line

    def _start_section(self, name: str) -> None:
        self._end_section()
        self.section, self.section_start, self.is_named = section_name(name), len(self.cells), True
        self.name = self.section

    def _end_section(self) -> None:
        """Apply a count beside the name of the section that ends here; play it again if it has no bars."""
        if self.section and self.name in self.spans and self.section_start == len(self.cells):
            if self.has_bar_lines or len(self.spans) > 1:
                self.cells += again(self.cells, self.spans[self.name], self.name)
                self.remarks.append(f"section {self.name} has no bars here, so it is played again")
            self.section = ""
        if self.name and self.section_start < len(self.cells):
            self.spans.setdefault(self.name, (self.section_start, len(self.cells)))
        if self.section_times and self.section_start < len(self.cells):
            self._mark(self.section_start, repeat_start=True)
            self._mark(repeat_times=self.section_times)
            self.remarks.append(f"x{self.section_times}: the section is played {self.section_times} times")
        self.section_times = 0

    def _apply_form(self, form: str) -> None:
        if cells := in_form(self.cells, self.spans, form):
            self.cells = cells
            self.remarks.append(f"the sections are played in the form {form[:40]}")
        elif form:
            remedy = "write the sections in the order they are played"
            self.remarks.append(f"Form: {form[:40]} is skipped: {remedy}")

    def _read_bars(self, line: str) -> None:
        position, needs_chord = 0, False
        for bar_line in _BAR_LINE.finditer(line):
            starts = bool(bar_line[5])
            may_be_empty = starts or (bool(bar_line[1]) and bool(self.cells))
            self._read_cell(line[position : bar_line.start()], needs_chord=needs_chord and not may_be_empty)
            self._close(bar_line)
            position, needs_chord = bar_line.end(), not bar_line[1]
            position = self._read_glued_ending(line, position)
        self._read_cell(line[position:], needs_chord=False)

    def _read_glued_ending(self, line: str, position: int) -> int:
        """Read "1" of "|1 Cmaj7" as an ending; "3" of ":|3" as a count where no ending is open."""
        count = _GLUED_COUNT.match(line, position)
        if count and self.cells and self.cells[-1].marks.repeat_times and not self._has_endings():
            self._mark(repeat_times=int(count[1]))
            return count.end()
        match = _GLUED_ENDING.match(line, position)
        if match is None or position == 0 or line[position - 1] not in "|]":
            return position
        self.marks = replace(self.marks, endings=ending_numbers(match[1]))
        return match.end()

    def _has_endings(self) -> bool:
        """Whether the last repeat has endings."""
        for cell in reversed(self.cells):
            if cell.marks.endings:
                return True
            if cell.marks.repeat_start:
                break
        return False

    def _read_bare(self, line: str) -> None:
        """Read a line of a chart without bar lines: a chord a bar, or a beat each if it has slashes."""
        found = take_directions(line)
        words, remarks = split_words(found.rest)
        self.remarks += remarks
        words = [share for word in words for share in (word if HOLD.fullmatch(word) else [word])]
        size = self.metre.numerator if any(map(HOLD.fullmatch, words)) else 1
        for index in range(0, len(words), size):
            self._add(words[index : index + size])
        self._apply(found, has_words=bool(words))

    def _read_marks(self, text: str) -> str:
        """Take section, metre and ending off the front of ``text``."""
        while True:
            if match := _ENDING.match(text):
                self.marks = replace(self.marks, endings=ending_numbers(next(filter(None, match.groups()))))
            elif match := _LABEL.match(text):
                name = (match[1] or match[2] or match[3] or match[4]).strip()
                if match[1] and are_chords(name) and not text[match.end() :].lstrip().startswith("|"):
                    return text
                if not _BAR_NUMBER.fullmatch(name):
                    self._start_section(name)
                elif self.has_repeats and len(self.cells) > self.line_start:
                    self.marks = replace(self.marks, endings=ending_numbers(name))
            elif match := _METRE.match(text):
                self.metre = _read_metre(int(match[1]), int(match[2]), len(self.cells) + 1)
            else:
                return text
            text = text[match.end() :]

    def _close(self, bar_line: re.Match[str]) -> None:
        if bar_line[1]:
            if not self.cells:
                message = "the chart starts with the end of a repeat: put |: where the repeat begins"
                raise ChartError(message, bar=1, code="repeat_end_first")
            times = int(bar_line[2] or bar_line[3] or bar_line[4] or 2)
            self._mark(repeat_times=max(1, times))
        if bar_line[5]:
            self.marks = replace(self.marks, repeat_start=True)

    def _read_cell(self, text: str, *, needs_chord: bool) -> None:
        number = len(self.cells) + 1
        found = take_directions(self._read_marks(text))
        words, remarks = split_words(found.rest)
        self.remarks += remarks
        is_sign = bool(text.strip()) and not found.rest.strip()
        if not words and needs_chord and not found and not remarks and not is_sign and "-" not in text:
            message = f"bar {number} is empty: write a chord, NC, or % to play the bar before again"
            raise ChartError(message, bar=number, code="empty_bar")
        if not words and "-" in text and self.cells:
            words = ["/"]
        self._add(words, before=found)
        self._apply(found, has_words=bool(words))

    def _add(self, words: list[str], before: Directions | None = None) -> None:
        """Add a bar with these words; two bars for the sign of two bars."""
        if not words:
            return
        if before and before.segno:
            self.marks = replace(self.marks, segno=True)
        if len(words) == 1 and words[0] in SAME_TWO_BARS and len(self.cells) >= _TWO_BARS:
            self._append((), same_as=2)
            self._append((), same_as=2)
            self.remarks.append(f"{words[0]} in one bar is read as two bars, the two before it again")
        elif len(words) == 1 and words[0] in SAME_BAR and self.cells:
            self._append((), same_as=1)
        else:
            self._append(tuple(words))

    def _append(self, words: tuple[str, ...], same_as: int = 0) -> None:
        number = len(self.cells) + 1
        if number > MAX_BARS:
            message = f"the chart has more than {MAX_BARS} bars: remove bars, or play more choruses instead"
            raise ChartError(message, bar=number, code="too_long")
        self.cells.append(Cell(words, self.metre, self.section, self.marks, same_as))
        self.section, self.marks = "", BarMarks()

    def _apply(self, found: Directions, *, has_words: bool) -> None:
        """Put directions on the bar just read, or on the one before where they stand alone."""
        if not found:
            return
        if found.coda:
            self.coda_signs.append(len(self.cells) - 1 if has_words else len(self.cells))
        if found.segno and not has_words:
            self.marks = replace(self.marks, segno=True)
        if found.times and self.section and self.section_start == len(self.cells):
            self.section_times = found.times
            return
        if not self.cells:
            return
        if found.times:
            self._repeat(found.times)
        if found.fine:
            self._mark(fine=True)
        if found.to_coda:
            self._mark(to_coda=True)
        if found.jump:
            self._mark(jump=found.jump)

    def _repeat(self, times: int) -> None:
        """Apply "x3": to the repeat that ends here, or to the named section, line or paragraph."""
        if self.cells[-1].marks.repeat_times:
            self._mark(repeat_times=times)
            return
        count = len(self.cells)
        places = [("section", self.section_start)] * self.is_named
        places += [("line", self.line_start), ("paragraph", self.paragraph_start), ("bar", count - 1)]
        what, first = next(place for place in places if place[1] < count)
        starts = [i for i in range(first, len(self.cells)) if self.cells[i].marks.repeat_start]
        self._mark(starts[-1] if starts else first, repeat_start=True)
        self._mark(repeat_times=times)
        self.is_named, self.paragraph_start = False, count
        self.remarks.append(f"x{times}: the {what} is played {times} times")

    def _mark(self, index: int = -1, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        cell = self.cells[index]
        self.cells[index] = replace(cell, marks=replace(cell.marks, **signs))

    def _settle_codas(self) -> None:
        """Coda sections begin codas; of coda signs the last begins one and the others lead to it."""
        for index, cell in enumerate(self.cells):
            if re.fullmatch(r"(?:the )?coda", cell.section, re.IGNORECASE):
                self._mark(index, coda=True)
        signs = [index for index in self.coda_signs if index < len(self.cells)]
        if signs and not any(cell.marks.coda for cell in self.cells):
            self._mark(signs.pop(), coda=True)
        for index in signs:
            if not self.cells[index].marks.coda:
                self._mark(index, to_coda=True)


def _without_bar_number(line: str) -> str:
    head, bar, rest = line.partition("|")
    return bar + rest if bar and _BAR_NUMBER.fullmatch(head) else line


def _read_metre(numerator: int, denominator: int, number: int) -> Metre:
    if not 1 <= numerator <= 32 or denominator not in (1, 2, 4, 8, 16):
        remedy = "write one such as 4/4, 3/4 or 6/8"
        message = f"bar {number}: {numerator}/{denominator} is not a time signature: {remedy}"
        raise ChartError(message, bar=number, code="bad_metre")
    return Metre(numerator, denominator)
