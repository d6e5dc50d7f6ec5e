"""Impro-Visor lead sheets: the chart, and the melody as a solo to learn from.

    (title Study) (meter 4 4) (key -1) (tempo 160.0)
    (part (type chords))   C | Am7 D7 | / | G7 / / C |
    (part (type melody))   c8 d e+4 r2+8 bb-8/3

The chords of a bar divide it equally; ``/`` holds the one before, and so does an empty bar. In
a melody ``+`` and ``-`` move an octave, ``2+8`` adds lengths, ``8/3`` is an eighth of a triplet.
Words that begin with a capital are chords, the others notes, even without parts, as in old files.

Source: R. Keller, "Impro-Visor Leadsheet Notation" (Harvey Mudd College, 2005), and the reader
of Impro-Visor 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.result import DEFAULT_TEMPO, MOST_BEATS, MOST_NOTES, ReadSolo
from jazzlstm.music import NO_CHORD, Chart, Chord, Metre, Note, Solo
from jazzlstm.theory.chords import is_polychord, read_chord, read_closest
from jazzlstm.theory.keys import Key, guess_key
from jazzlstm.theory.pitches import ACCIDENTALS, LETTERS
from jazzlstm.theory.transposition import transpose_chart
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, equal_shares, lay_out

MOST_CHARACTERS = 1_000_000
"""Of a lead sheet: a hundred times the usual."""
MOST_BARS = 8_192
"""Bars of a lead sheet; collections of phrases are longer than any tune."""
MIDDLE_C = 60
"""The pitch of ``c`` without octave signs."""
LONGEST_FACT = 200
"""Characters of a title or composer."""
SHORTEST = 1 / 120
"""Beats; Impro-Visor divides a beat into 120 slots."""

_START = re.compile(r"^[ \t]*\((?:title|part|meter|composer|style|section)\b", re.MULTILINE)
_LIST = re.compile(r"\(\s*([a-z-]+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*[^*]{0,5000}\*/|//[^\n]*")
_TYPE = re.compile(r"\(\s*type\s+(\w+)\s*\)", re.IGNORECASE)
_STYLE = re.compile(r"\(\s*style\s+([\w-]+)", re.IGNORECASE)
_NOTE = re.compile(
    r"([a-gr])(#{1,2}|b{1,2}(?![a-z]))?([+-]*)((?:\d{1,6}(?:/\d{1,3})?\.{0,3})(?:\+\d{1,6}(?:/\d{1,3})?\.{0,3})*)?"
)
_LENGTH = re.compile(r"(\d{1,6})(?:/(\d{1,3}))?(\.{0,3})")
_DEFAULT_LENGTH = "8"
_SHARP_KEYS = ("C", "G", "D", "A", "E", "B", "F#", "C#")
_FLAT_KEYS = ("C", "F", "Bb", "Eb", "Ab", "Db", "Gb", "Cb")


@dataclass(slots=True)
class _Sheet:
    """A lead sheet taken apart: facts, words of the chord part, words of each melody part."""

    facts: dict[str, str] = field(default_factory=dict)
    chords: list[str] = field(default_factory=list)
    melodies: list[list[str]] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)


def is_lead_sheet(text: str) -> bool:
    """Whether a text is an Impro-Visor lead sheet."""
    return _START.search(text[:20_000]) is not None


def read_lead_sheet(text: str) -> ReadChart:
    """The chart of a lead sheet.

    Raises:
        ChartError: no chords, or too many bars.
    """
    return _read_chart(_take_apart(text))


def read_lead_sheet_solo(text: str, name: str) -> ReadSolo:
    """The melodies of a lead sheet over its chart, one chorus after the other.

    Raises:
        MusicFileError: no melody, or too long.
        ChartError: no chords.
    """
    sheet = _take_apart(text)
    found = _read_chart(sheet)
    notes: list[Note] = []
    start = 0.0
    for melody in sheet.melodies:
        end = _read_melody(melody, start, notes)
        start = found.chart.beats * -(-(end - SHORTEST) // found.chart.beats)
    if not notes:
        raise MusicFileError(f"{name}: the lead sheet has no melody: use it as a chart")
    if len(notes) > MOST_NOTES or notes[-1].end > MOST_BEATS:
        raise MusicFileError(f"{name}: the melody is too long: give it in parts of {MOST_BEATS:,} beats")
    title = found.chart.title or name
    solo = Solo(tuple(notes), found.chart, found.tempo or DEFAULT_TEMPO, title, source=name)
    remarks = (*found.remarks, *sheet.remarks)
    return ReadSolo(solo, "lead sheet", "chord symbols", tuple(dict.fromkeys(remarks)))


def _take_apart(text: str) -> _Sheet:
    sheet = _Sheet()
    melody: list[str] | None = None
    for is_list, piece in _pieces(_COMMENT.sub(" ", text[:MOST_CHARACTERS])):
        if not is_list:
            _sort_words(sheet, piece.replace("|", " | ").split(), melody)
            continue
        name = match[1].lower() if (match := _LIST.match(piece)) else ""
        if name == "part":
            kind = found[1].lower() if (found := _TYPE.search(piece)) else "chords"
            melody = None
            if kind == "melody":
                melody = []
                sheet.melodies.append(melody)
        elif name == "section":
            _add_fact(sheet, "style", style[1] if (style := _STYLE.search(piece)) else "")
        else:
            _add_fact(sheet, name, piece[len(match[0]) : -1].strip() if match else "")
    return sheet


def _add_fact(sheet: _Sheet, name: str, value: str) -> None:
    if value:
        sheet.facts.setdefault(name, " ".join(value.split())[:LONGEST_FACT])


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The lists in parentheses and the text between them, in order.

    A fact on a line of its own ends with its line, so that a parenthesis in a title does no harm.
    """
    position = 0
    closings = _closings(text)
    while (start := text.find("(", position)) >= 0:
        yield False, text[position:start]
        newline = text.find("\n", start)
        end_of_line = len(text) if newline < 0 else newline
        line = text[start:end_of_line].rstrip()
        if line.endswith(")") and re.match(r"\((?:title|composer|show|comments|year)\b", line, re.IGNORECASE):
            end = start + len(line)
        else:
            end = closings.get(start, end_of_line)
        yield True, text[start:end]
        position = end
    yield False, text[position:]


def _closings(text: str) -> dict[int, int]:
    """For each parenthesis that is closed, the index after the one that closes it."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"[()]", text):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            closings[opened.pop()] = match.end()
    return closings


def _sort_words(sheet: _Sheet, words: list[str], melody: list[str] | None) -> None:
    """Put words where they belong: bar lines and capitals to the chords, the others to the melody.

    Bar lines among notes alone only lay out the melody.
    """
    has_chords = melody is None or any(word[0].isupper() for word in words)
    for word in words:
        if word[0].isupper() or (has_chords and word[0] in "|/,"):
            sheet.chords.append("|" if word[0] == "," else word)
        elif melody is not None:
            melody.append(word)
        elif word[0].islower():
            if not sheet.melodies:
                sheet.melodies.append([])
            sheet.melodies[0].append(word)


def _read_chart(sheet: _Sheet) -> ReadChart:
    metre = _read_metre(sheet.facts.get("meter", ""))
    bars: list[WrittenBar] = []
    last: Chord = NO_CHORD
    for words in islice(_bars(sheet.chords), MOST_BARS + 1):
        chords: list[Chord] = []
        for word in words:
            last = last if word == "/" else _read_chord(word, last, sheet)
            chords.append(last)
        bars.append(WrittenBar(equal_shares(chords, metre), metre))
    chart, remarks = lay_out(bars, title=sheet.facts.get("title", ""), most=MOST_BARS)
    key = _read_key(sheet.facts.get("key", ""), chart)
    rise = int(match[0]) if (match := re.match(r"-?\d{1,2}\b", sheet.facts.get("transpose", ""))) else 0
    chart = transpose_chart(replace(chart, key=key), rise)
    composer = sheet.facts.get("composer", "") or sheet.facts.get("show", "")
    style = sheet.facts.get("style", "").partition(" ")[0].strip("()")
    return ReadChart(
        chart, composer, style, _read_tempo(sheet.facts.get("tempo", "")), (*sheet.remarks, *remarks)
    )


def _bars(words: Sequence[str]) -> Iterator[list[str]]:
    """The words of each bar; a bar line before the first bar opens it."""
    bar: list[str] = []
    start = 1 if words and words[0] == "|" else 0
    for word in words[start:]:
        if word == "|":
            yield bar
            bar = []
        else:
            bar.append(word)
    if bar:
        yield bar


def _read_chord(word: str, last: Chord, sheet: _Sheet) -> Chord:
    """The chord of a word; the closest that can be read, with a remark, for names of Impro-Visor's own."""
    if is_polychord(word):
        sheet.remarks[f"{word[:20]} is read as the upper chord over the bass"] = None
    if chord := read_chord(word):
        return chord
    closest = read_closest(word) or last
    sheet.remarks[f"{word[:20]} is read as {closest.symbol}"] = None
    return closest


def _read_metre(text: str) -> Metre:
    numbers = [int(number) for number in re.findall(r"\d{1,2}", text)[:2]]
    numbers = [*numbers, 4][:2]
    if len(numbers) == 2 and 1 <= numbers[0] <= 32 and numbers[1] in (1, 2, 4, 8, 16):  # noqa: PLR2004 -- as in 3/4
        return Metre(*numbers)
    return Metre()


def _read_tempo(text: str) -> float:
    try:
        tempo = float(text.split()[0]) if text else 0.0
    except ValueError:
        return 0.0
    return tempo if 20.0 <= tempo <= 480.0 else 0.0  # noqa: PLR2004 -- PLAYABLE_TEMPOS


def _read_key(text: str, chart: Chart) -> str:
    """The major or minor key of a signature; "" for no accidentals, the default of Impro-Visor."""
    match = re.match(r"-?\d", text)
    fifths = int(match[0]) if match else 0
    if not -7 <= fifths <= 7:  # noqa: PLR2004 -- accidentals of a signature
        return ""
    tonic = _SHARP_KEYS[fifths] if fifths >= 0 else _FLAT_KEYS[-fifths]
    guess = guess_key(chart)
    relative = (Key(tonic).pitch_class + 9) % 12
    if guess.is_minor and guess.pitch_class == relative:
        return str(guess)
    return tonic if fifths or guess == Key(tonic) else ""


def _read_melody(words: Sequence[str], start: float, notes: list[Note]) -> float:
    """Add the notes of a melody from ``start`` on; the beat on which it ends."""
    beat = start
    for word in words:
        match = _NOTE.fullmatch(word)
        if match is None:
            continue  # volumes and bar lines
        letter, accidental, octaves, lengths = match.groups()
        duration = _read_length(lengths or _DEFAULT_LENGTH)
        pitch = MIDDLE_C + 12 * (octaves.count("+") - octaves.count("-"))
        if letter != "r":
            pitch += LETTERS[letter.upper()] + ACCIDENTALS[accidental or ""]
            if 0 <= pitch <= 127 and duration > 0:  # noqa: PLR2004 -- the range of MIDI
                notes.append(Note(beat, duration, pitch))
        beat += duration
        if len(notes) > MOST_NOTES or beat > MOST_BEATS:
            break
    return beat


def _read_length(text: str) -> float:
    """Beats of "2+8", "8/3" or "4."."""
    beats = 0.0
    for value, tuplet, dots in _LENGTH.findall(text):
        if not int(value):
            continue
        length = 4 / int(value)
        if tuplet and int(tuplet):
            length *= 2 ** (int(tuplet).bit_length() - 1) / int(tuplet)
        beats += length * (2 - 0.5 ** len(dots))
    return beats
