"""Charts as musicians type and paste them, to Chart and back.

    Key: F                            a header line (Title, Composer, Style, Tempo, Key, Metre)
    [A] |: Dm7 G7 | Cmaj7 | % |       bars; two chords share a bar; % plays the last bar again
    1. Em7 A7 :| 2. C6 / / G7 |       endings; a / or . holds a chord for one more share of its bar
    B:  | 3/4 Fm7 | N.C. |            a section by letter, a change of metre, silence
    D.S. al Coda                      directions: D.C., D.S., Fine, Coda, x3
    # anything after a hash and a space is a comment

The chords of a bar divide it equally. A text with no bar lines at all has one
chord a bar. Repeats are written out, and equal neighbours become one chord. Other
dialects are described in `chart_dialects.py` and `note_names.py`. Text that cannot
be read raises ChartError, or ChordError for a symbol, with the number of the bar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.music import NO_CHORD, Chart, Chord
from jazzlstm.theory.chart_cells import Cell
from jazzlstm.theory.chart_dialects import plain_lines
from jazzlstm.theory.chart_lines import LineReader
from jazzlstm.theory.chart_words import HOLD, SAME_BAR, SAME_TWO_BARS
from jazzlstm.theory.chart_writer import MAX_SHARES
from jazzlstm.theory.chart_writer import write_chart as write_chart
from jazzlstm.theory.chords import is_polychord, parse_chord
from jazzlstm.theory.ireal_links import IrealTune, expanded, has_link, read_links, read_tune
from jazzlstm.theory.ireal_music import looks_like_music
from jazzlstm.theory.keys import Key, parse_key
from jazzlstm.theory.note_names import namer
from jazzlstm.theory.written_bars import MAX_BARS as MAX_BARS
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, equal_shares, lay_out

MAX_CHARACTERS = 100_000
_TEMPO = re.compile(r"\d{1,3}(?:\.\d+)?")
PLAYABLE_TEMPOS = (20.0, 480.0)
"""Quarters a minute."""
_DIRECTIONS = {
    **{"to": "To Coda", "al": "D.S. al Coda", "fin": "Fine", "end": "Fine", "repeat": "x2"},
    **{"dc": "D.C. al Fine", "d.c": "D.C. al Fine", "ds": "D.S. al Coda", "d.s": "D.S. al Coda"},
}
"""Words that begin a direction, and the direction to write."""
MOST_REMARKS = 20
MOST_MISREAD = 50
"""Chords that cannot be read; a search for their nearest spellings takes a hundredth of a second each."""


def parse_chart(text: str, *, title: str = "", key: str = "") -> Chart:
    """The chart of ``text``, repeats written out; ``title`` and ``key`` replace those of its header.

    Raises:
        ChartError: no bars, too many, or a bar that cannot be read; ``bar`` counts as written.
        ChordError: a chord that cannot be read; the message names its bar.
    """
    return read_chart(text, title=title, key=key).chart


def read_chart(text: str, *, title: str = "", key: str = "") -> ReadChart:
    """The chart of ``text`` with composer, style, tempo and remarks.

    Raises:
        ChartError, ChordError: as `parse_chart`.
    """
    if len(text) > MAX_CHARACTERS:
        message = (
            f"the chart has {len(text):,} characters, more than the limit of {MAX_CHARACTERS:,}: shorten it"
        )
        raise ChartError(message, code="too_long")
    if has_link(text) or looks_like_music(text):
        return _with_facts(_read_ireal(text), title, key)
    plain = plain_lines(text)
    reader = LineReader(plain)
    key = key or plain.header.get("key", "")
    home = parse_key(key) if key else None
    bars, remarks = _read_bars(reader.cells, home)
    if reader.fault:
        raise reader.fault
    chart, ignored = lay_out(
        bars, title=title or plain.header.get("title", ""), key=str(home) if home else ""
    )
    found = tuple(dict.fromkeys([*remarks, *reader.remarks, *ignored]))[:MOST_REMARKS]
    facts = {name: plain.header.get(name, "") for name in ("composer", "style")}
    return ReadChart(chart, **facts, tempo=_tempo(plain.header.get("tempo", "")), remarks=found)


def _read_ireal(text: str) -> ReadChart:
    """The first tune of an iReal Pro link, or the music of one tune without its link."""
    if not has_link(text):
        return read_tune(IrealTune("", "", "", "", expanded(text)))
    tunes = read_links(text).tunes
    found = read_tune(tunes[0])
    remark = f"the link holds {len(tunes)} tunes; the first is read"
    return replace(found, remarks=(*found.remarks, *([remark] if len(tunes) > 1 else [])))


def _with_facts(found: ReadChart, title: str, key: str) -> ReadChart:
    """``found`` with the title and the key that the caller gives."""
    key = str(parse_key(key)) if key else found.chart.key
    return replace(found, chart=replace(found.chart, title=title or found.chart.title, key=key))


def read_bars(text: str) -> list[WrittenBar]:
    """The bars of ``text`` as they are written, with their signs; none for a link of iReal Pro.

    Raises:
        ChartError, ChordError: as `parse_chart`.
    """
    if len(text) > MAX_CHARACTERS or has_link(text) or looks_like_music(text):
        return []
    reader = LineReader(plain_lines(text))
    return _read_bars(reader.cells, None)[0]


def misread_chords(text: str) -> list[ChordError]:
    """An error for every chord of ``text`` that cannot be read, in order, up to the first other fault."""
    misread: list[ChordError] = []
    if has_link(text) or looks_like_music(text):
        return misread  # unknown chords of iReal Pro become remarks
    with suppress(ChartError, ChordError):  # parse_chart raises it
        _read_bars(LineReader(plain_lines(text[:MAX_CHARACTERS])).cells, None, misread)
    return misread


def _read_bars(
    cells: list[Cell], key: Key | None, misread: list[ChordError] | None = None
) -> tuple[list[WrittenBar], list[str]]:
    """The bars of cells. With a list for ``misread``, faulty chords go there and become silence."""
    words = [word for cell in cells for word in cell.words if not HOLD.fullmatch(word)]
    name, remarks = namer(words, key)
    found = list(remarks)
    shares: list[tuple[Chord, ...]] = []
    for number, cell in enumerate(cells, 1):
        if cell.same_as:
            shares.append(shares[-cell.same_as])
        else:
            last = shares[-1][-1:] if shares else ()
            shares.append(_read_shares(cell.words, last, number, name, misread))
        found += [
            f"bar {number}: {word} is played as the upper chord over its bass note"
            for word in cell.words
            if is_polychord(word)
        ]
    bars = [
        WrittenBar(equal_shares(chords, cell.metre), cell.metre, cell.section, cell.marks)
        for chords, cell in zip(shares, cells, strict=True)
    ]
    return bars, found


def _read_shares(
    words: tuple[str, ...],
    last: tuple[Chord, ...],
    number: int,
    name: Callable[[str], str],
    misread: list[ChordError] | None,
) -> tuple[Chord, ...]:
    """The chords of a bar, one for each equal share; ``last`` sounds before the bar."""
    shares: list[Chord] = []
    for word in words:
        held = shares or list(last)
        if HOLD.fullmatch(word) and held:
            shares += [held[-1]] * len(word)
            continue
        try:
            shares.append(_read_chord(word, name(word), number))
        except ChordError as error:
            if misread is None or len(misread) >= MOST_MISREAD:
                raise
            misread.append(error)
            shares.append(NO_CHORD)
    if len(shares) > MAX_SHARES:
        message = f"bar {number} has {len(shares)} chords, more than the limit of {MAX_SHARES}: add bar lines"
        raise ChartError(message, bar=number, code="too_many_chords")
    return tuple(shares)


def _read_chord(word: str, symbol: str, number: int) -> Chord:
    if word in SAME_BAR or word in SAME_TWO_BARS:
        why = (
            "stands for a whole bar: put bar lines around it"
            if number > 1
            else "has no bar before it to repeat"
        )
        raise ChartError(f"bar {number}: {word} {why}", bar=number, code="misplaced_repeat")
    if HOLD.fullmatch(word):
        message = f"bar {number}: {word} has no chord to hold: start with a chord or NC"
        raise ChartError(message, bar=number, code="nothing_to_hold")
    if direction := _DIRECTIONS.get(word.lower().strip(".")):
        message = f"bar {number}: {word} is not a chord: did you mean {direction}?"
        raise ChordError(message, symbol=word, nearest="")
    try:
        return parse_chord(symbol)
    except ChordError as exc:
        raise ChordError(f"bar {number}: {exc}", symbol=exc.symbol, nearest=exc.nearest) from exc


def _tempo(text: str) -> float:
    """The tempo in a header, 0.0 where there is none that can be played."""
    match = _TEMPO.search(text)
    tempo = float(match[0]) if match else 0.0
    return tempo if PLAYABLE_TEMPOS[0] <= tempo <= PLAYABLE_TEMPOS[1] else 0.0
