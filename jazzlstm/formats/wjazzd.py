"""Solos of the Weimar Jazz Database (WJazzD), an SQLite file of transcriptions.

The database gives the onset of a note as bar, beat and tatum (a beat divided into
``division`` equal parts), which is exact score time, and its duration in seconds.
Chords and time signatures are columns of the beats: filled on every beat in some copies,
only at changes in the public file. An empty cell repeats the value before it.

Source: Jazzomat Research Project, Hochschule für Musik Franz Liszt Weimar,
https://jazzomat.hfm-weimar.de (Open Database License 1.0).
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.result import DEFAULT_TEMPO, MOST_BEATS, MOST_NOTES
from jazzlstm.music import (
    NO_CHORD,
    TICKS_PER_BEAT,
    Change,
    Chart,
    Chord,
    Metre,
    MetreChange,
    Note,
    Section,
    Solo,
)
from jazzlstm.theory.chords import read_chord

DOWNLOAD = "download the file again"
"""The remedy for every damage: the file is published, not written by its user."""
MOST_BARS = 10_000
"""Bars in one solo; the longest has a few hundred."""
LONGEST_CELL = 10_000_000
"""Bytes of a row; the rows of a solo have a hundred."""
STEPS_A_PULSE = 100_000
"""Steps of SQLite's virtual machine between two calls of the progress handler."""
MOST_PULSES = 1_000
"""Calls of the progress handler before reading stops; 400 solos take 39, a malicious query has no end."""
REQUIRED_COLUMNS = {
    "solo_info": {"melid", "performer", "title", "instrument", "style", "avgtempo", "key"},
    "melody": {
        "eventid",
        "melid",
        "pitch",
        "duration",
        "division",
        "bar",
        "beat",
        "tatum",
        "beatdur",
        "loud_med",
    },
    "beats": {"beatid", "melid", "bar", "beat", "signature", "chord", "form", "chorus_id"},
}

QUIETEST_DB = 50.0
"""Decibels of ``loud_med`` that become velocity 40; nearly all notes are louder."""
LOUDEST_DB = 80.0
"""Decibels of ``loud_med`` that become velocity 120; nearly all notes are softer."""
QUIETEST_VELOCITY = 40
LOUDEST_VELOCITY = 120
DEFAULT_VELOCITY = 80
"""Velocity of a note without ``loud_med``: the middle of the range."""
USUAL_TEMPOS = (10, 1000)
"""Quarter notes a minute; ``avgtempo`` outside this range is a damaged cell."""


class _Beat(NamedTuple):
    bar: int
    beat: int
    signature: str
    chord: str
    form: str
    chorus: int | None


class _NoteRow(NamedTuple):
    pitch: float
    duration: float  # seconds
    division: int
    bar: int
    beat: int
    tatum: int
    beatdur: float  # seconds
    loudness: float | None  # dB


@dataclass(frozen=True, slots=True)
class _Bars:
    """Start of each bar in quarter notes from the first bar, its metre, and the end of the last bar."""

    starts: dict[int, float]
    metres: dict[int, Metre]
    end: float

    def unit(self, bar: int) -> float:
        """Length of a count of ``bar`` in quarter notes: 1.0 in 4/4, 0.5 in 6/8."""
        return 4 / self.metres[bar].denominator

    def beat_of(self, bar: int, counts: float) -> float:
        """Quarter notes from the start of the music to ``counts`` after the downbeat of ``bar``."""
        return self.starts[bar] + counts * self.unit(bar)


def read_wjazzd(source: Path | bytes) -> list[Solo]:
    """Every solo of the database that has notes, in the order of ``melid``.

    Raises:
        MusicFileError: not an SQLite file, damaged, or a table or column is missing.
    """
    try:
        with closing(_connect(source)) as connection:
            _check_layout(connection)
            return _read_solos(connection)
    except sqlite3.Error as exc:
        raise MusicFileError(
            f"this is not a readable wjazzd.db ({exc}); {DOWNLOAD} from jazzomat.hfm-weimar.de",
            code="damaged",
        ) from exc
    except (TypeError, ValueError, ArithmeticError) as exc:  # an empty cell, or one of another type
        raise MusicFileError(
            f"a row of this wjazzd.db is not a note, a beat or a solo ({exc}): {DOWNLOAD}", code="bad_row"
        ) from exc


def _connect(source: Path | bytes) -> sqlite3.Connection:
    """A read-only connection with limits on time and memory.

    Source: SQLite, "Defense against the dark arts", https://www.sqlite.org/security.html
    """
    if isinstance(source, bytes):
        connection = sqlite3.connect(":memory:")
        if source:  # SQLite reports no bytes as a lack of memory
            connection.deserialize(source)
    else:
        connection = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_CELL)
    patience = iter(range(MOST_PULSES))
    connection.set_progress_handler(lambda: next(patience, None) is None, STEPS_A_PULSE)
    return connection


def _check_layout(connection: sqlite3.Connection) -> None:
    for table, wanted in REQUIRED_COLUMNS.items():
        kind = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        if kind and (kind[0] != "table" or not str(kind[1]).upper().startswith("CREATE TABLE")):
            raise MusicFileError(
                f"{table} of this database is a view or a virtual table, not a plain table: {DOWNLOAD}",
                code="not_plain_table",
            )
        found = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        missing = sorted(wanted - found)
        if missing:
            what = f"columns {', '.join(missing)} of table {table}" if found else f"table {table}"
            raise MusicFileError(
                f"this database lacks the {what}; it is not a complete wjazzd.db: {DOWNLOAD}",
                code="incomplete",
            )


def _read_solos(connection: sqlite3.Connection) -> list[Solo]:
    beats: dict[int, list[_Beat]] = defaultdict(list)
    for melid, bar, beat, signature, chord, form, chorus in connection.execute(
        "SELECT melid, bar, beat, signature, chord, form, chorus_id FROM beats ORDER BY melid, beatid"
    ):
        words = _text(signature), _text(chord), _text(form)
        beats[melid].append(_Beat(_whole(bar), _whole(beat), *words, chorus))
    notes: dict[int, list[_NoteRow]] = defaultdict(list)
    for melid, pitch, duration, *place, beat_seconds, loudness in connection.execute(
        "SELECT melid, pitch, duration, division, bar, beat, tatum, beatdur, loud_med"
        " FROM melody ORDER BY melid, eventid"
    ):
        division, bar, beat, tatum = map(_whole, place)
        notes[melid].append(_NoteRow(pitch, duration, division, bar, beat, tatum, beat_seconds, loudness))
    header = "SELECT melid, avgtempo, performer, title, instrument, style, key FROM solo_info ORDER BY melid"
    return [
        _solo(beats[melid], notes[melid], *info)
        for melid, *info in connection.execute(header)
        if notes[melid] and beats[melid]
    ]


def _whole(cell: object) -> int:
    if not isinstance(cell, int):
        raise ValueError(f"{str(cell)[:20]!r} instead of a whole number")
    return cell


def _text(cell: object) -> str:
    if not isinstance(cell, str | None):
        raise ValueError(f"{str(cell)[:20]!r} instead of text")
    return cell or ""


def _solo(
    beats: list[_Beat],
    rows: list[_NoteRow],
    tempo: float | None,
    *words: str | None,
) -> Solo:
    performer, title, instrument, style, key = (str(word or "") for word in words)
    if len(rows) > MOST_NOTES:
        raise MusicFileError(
            f"a solo has {len(rows):,} notes, more than the limit of {MOST_NOTES:,}: {DOWNLOAD}",
            code="bad_row",
        )
    bars = _lay_out_bars(beats, first=min(row.bar for row in rows), last=max(row.bar for row in rows))
    chart = _chart(bars, beats, title, _key_name(key))
    notes = _notes(rows, bars)
    _check_extent(notes, chart)
    return Solo(
        notes=notes,
        chart=chart,
        tempo=float(tempo) if tempo and USUAL_TEMPOS[0] <= tempo <= USUAL_TEMPOS[1] else DEFAULT_TEMPO,
        title=title,
        performer=performer,
        instrument=instrument,
        style=style,
        source="wjazzd.db",
    )


def _check_extent(notes: tuple[Note, ...], chart: Chart) -> None:
    """Raise MusicFileError for a pitch or a place that no piece of music has; a cell can hold any number."""
    if not all(0 <= note.pitch <= 127 for note in notes):
        raise MusicFileError(f"a pitch is outside MIDI's range of 0 to 127: {DOWNLOAD}", code="bad_row")
    starts = [note.start for note in notes] + [change.start for change in chart.changes]
    starts += [section.start for section in chart.sections]
    if not all(0 <= start <= MOST_BEATS for start in starts):
        raise MusicFileError(
            f"a row is before the first beat or after beat {MOST_BEATS:,}: {DOWNLOAD}", code="bad_row"
        )


def _lay_out_bars(beats: list[_Beat], first: int, last: int) -> _Bars:
    """The bars from the first note to the last; a bar without a signature has the metre before it."""
    if last - first > MOST_BARS:
        raise MusicFileError(
            f"a solo lasts {last - first:,} bars, more than the limit of {MOST_BARS:,}: {DOWNLOAD}",
            code="bad_row",
        )
    signatures: dict[int, str] = {}
    for beat in beats:
        if beat.signature:
            signatures.setdefault(beat.bar, beat.signature)
    before = [bar for bar in signatures if bar <= first]
    metre = _metre(signatures[max(before)] if before else next(iter(signatures.values()), "4/4"))
    starts: dict[int, float] = {}
    metres: dict[int, Metre] = {}
    now = 0.0
    for bar in range(first, last + 1):
        metre = _metre(signatures[bar]) if bar in signatures else metre
        starts[bar], metres[bar] = now, metre
        now += metre.bar_beats
    if now > MOST_BEATS:
        raise MusicFileError(
            f"a solo lasts {now:,.0f} beats, more than the limit of {MOST_BEATS:,}: {DOWNLOAD}",
            code="bad_row",
        )
    return _Bars(starts, metres, now)


def _metre(signature: str) -> Metre:
    written = re.fullmatch(r"([1-9]\d?)/(1|2|4|8|16|32)", signature)
    if not written:
        raise MusicFileError(
            f"the database holds the time signature {signature!r}, not one such as 4/4: {DOWNLOAD}",
            code="bad_row",
        )
    return Metre(int(written[1]), int(written[2]))


def _chart(bars: _Bars, beats: list[_Beat], title: str, key: str) -> Chart:
    """Chords and sections on their beats; the chord before the first bar carries into it."""
    symbol, form, chorus = "NC", "", beats[0].chorus
    last = max(bars.starts)
    changes: dict[float, Chord] = {0.0: NO_CHORD}
    sections: dict[float, str] = {}
    for beat in beats:
        symbol = beat.chord or symbol
        started = (bool(beat.form) and beat.form != form) or beat.chorus != chorus
        form, chorus = beat.form or form, beat.chorus
        if beat.bar > last:
            break
        now = bars.beat_of(beat.bar, beat.beat - 1) if beat.bar in bars.starts else 0.0
        changes[now] = read_chord(symbol) or NO_CHORD
        if started:
            sections[now] = form
    metres = [MetreChange(bars.starts[bar], bars.metres[bar]) for bar in bars.starts]
    return Chart(
        changes=tuple(Change(now, chord) for now, chord in _without_repeats(changes)),
        beats=bars.end,
        metres=tuple(
            change for i, change in enumerate(metres) if i == 0 or change.metre != metres[i - 1].metre
        ),
        sections=tuple(Section(now, name) for now, name in sorted(sections.items())),
        title=title,
        key=key,
    )


def _without_repeats(changes: dict[float, Chord]) -> list[tuple[float, Chord]]:
    kept: list[tuple[float, Chord]] = []
    for now, chord in sorted(changes.items(), key=lambda item: item[0]):
        if not kept or kept[-1][1] != chord:
            kept.append((now, chord))
    return kept


def _notes(rows: list[_NoteRow], bars: _Bars) -> tuple[Note, ...]:
    """Notes on the grid, one at a time; two notes on the same tick are set one tick apart."""
    starts: list[int] = []
    for row in rows:
        score_time = bars.beat_of(row.bar, row.beat - 1 + (row.tatum - 1) / row.division)
        earliest = starts[-1] + 1 if starts else 0
        starts.append(max(earliest, round(score_time * TICKS_PER_BEAT)))
    ends = [*starts[1:], starts[-1] + 8 * TICKS_PER_BEAT]
    notes = []
    for row, start, limit in zip(rows, starts, ends, strict=True):
        counts = row.duration / row.beatdur if row.beatdur else 0.0
        ticks = min(max(1, round(counts * bars.unit(row.bar) * TICKS_PER_BEAT)), limit - start)
        notes.append(
            Note(start / TICKS_PER_BEAT, ticks / TICKS_PER_BEAT, round(row.pitch), _velocity(row.loudness))
        )
    return tuple(notes)


def _velocity(loudness: float | None) -> int:
    if loudness is None:
        return DEFAULT_VELOCITY
    share = min(1.0, max(0.0, (loudness - QUIETEST_DB) / (LOUDEST_DB - QUIETEST_DB)))
    return round(QUIETEST_VELOCITY + (LOUDEST_VELOCITY - QUIETEST_VELOCITY) * share)


def _key_name(key: str) -> str:
    """The key by its usual name: "Bb" for Bb-maj, "C minor" for C-min, the tonic for any other mode."""
    tonic, _, mode = key.partition("-")
    return f"{tonic} minor" if mode == "min" else tonic
