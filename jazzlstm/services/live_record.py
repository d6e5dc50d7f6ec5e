"""The record of a live session: everything that plays it again, note for note.

A record holds the settings at the start, and in order what changed them: controls, turns, and the notes that
the musician played. ``live_replay.py`` plays it. It is written in two forms:

    file    JSON, that a person can read                          encode_file   decode_file
    text    the same JSON, deflated, in the letters of an address  encode_text   decode_text

The JSON, version 1. Bars count from 0; beats of the musician's notes are in ticks, 960 a quarter note:

    {"session": 1,
     "model": "weimar", "is": "0123abcd",               name and fingerprint of the network
     "settings": {"tune": "jazz-blues", "seed": 7},     those that differ from the defaults
     "practice": {"tempo": 120},                        the same; also in a change
     "bars": 48,                                        that were played
     "acts": [
       {"bar": 8, "change": {"settings": {...}, "practice": {"semitones": 5}}},
       {"bar": 12, "trade": {"bars": 4, "first": true}},            or "trade": null
       {"bar": 14, "soFar": {"from": 12, "until": 53500, "notes": [...]}},
       {"bar": 16, "sounds": 17, "heard": {"from": 12, "notes": [...]}}
     ],
     "vamps": [[32, 3, 12]],                            bars 32 to 34 repeated those 12 bars before
     "resumed": [[400, 336]]}                           at bar 400 as if it had begun at bar 336

``sounds`` is the bar from which an act was heard, if its answer came too late for ``bar``. ``notes`` are four
integers each: ticks after the start of the note before (of beat 0 for the first), duration, pitch, velocity.
``soFar`` is what the band heard while the turn went on, up to the tick ``until``; ``heard`` is all of it.
A reader ignores fields that it does not know; another version has another number.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import pairwise
from typing import Any

from jazzlstm.errors import InputError
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.services.live_acts import (
    RecordedAct,
    RecordedChange,
    RecordedNotes,
    RecordedSoFar,
    RecordedTrade,
)
from jazzlstm.services.live_bars import LivePractice, Trade
from jazzlstm.services.live_rows import FURTHEST_TICK, MOST_NOTES, TICKS, notes_row, read_notes_row, whole
from jazzlstm.services.live_vamps import Vamp

VERSION = 1
MOST_BARS = 4096
"""An hour at 240 beats a minute has 3,600."""
MOST_PLAYED_AGAIN = 4 * MOST_BARS
"""Bars, to resume sessions: a hundred times and more."""
MOST_ACTS = 8192
LONGEST_TEXT = 400_000
"""Characters."""
LONGEST_FILE = 4_000_000
"""Bytes, also of a text when it is inflated."""
_TEXT_MARK = str(VERSION)
"""The first letter of a text."""
_RAW = -15
"""Deflate without a header."""


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A live session."""

    model: str
    """The name of the network."""
    fingerprint: str
    """Of its weights; "" if unknown."""
    settings: Settings
    """At the start."""
    bars: int
    """That were played, without the count-in."""
    acts: tuple[RecordedAct, ...] = ()
    """In the order in which they happened; neither ``bar`` nor ``sounds`` is out of order by much."""
    practice: LivePractice = LivePractice()
    """At the start."""
    vamps: tuple[Vamp, ...] = ()
    """In order."""
    resumed: tuple[tuple[int, int], ...] = ()
    """For each time that the server had forgotten it: the bar at which it went on, and the first bar that was
    played again for that."""


def encode_file(record: LiveRecord) -> bytes:
    """The record as JSON."""
    content: dict[str, Any] = {
        "session": VERSION,
        "model": record.model,
        "is": record.fingerprint,
        "settings": settings_row(record.settings),
        "practice": _practice_row(record.practice),
        "bars": record.bars,
        "acts": [_act_row(act) for act in record.acts],
    }
    if record.vamps:
        content["vamps"] = [astuple(vamp) for vamp in record.vamps]
    if record.resumed:
        content["resumed"] = record.resumed
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def encode_text(record: LiveRecord) -> str:
    """The record in letters, digits, "-" and "_", for an address."""
    packer = zlib.compressobj(9, wbits=_RAW)
    packed = packer.compress(encode_file(record)) + packer.flush()
    return _TEXT_MARK + urlsafe_b64encode(packed).decode().rstrip("=")


def decode_text(text: str) -> LiveRecord:
    """The inverse of ``encode_text``.

    Raises:
        InputError: the text is damaged, too long, or of a later version.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError("this session is too long for a link: open its file", code="too_long")
    if not text.startswith(_TEXT_MARK):
        raise _damaged()
    try:
        packed = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        unpacker = zlib.decompressobj(_RAW)
        content = unpacker.decompress(packed, LONGEST_FILE)
    except (ValueError, Base64Error, zlib.error) as exc:
        raise _damaged() from exc
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise _damaged()
    return decode_file(content)


def decode_file(content: bytes) -> LiveRecord:
    """The inverse of ``encode_file``.

    Raises:
        InputError: the content is no record, damaged, too long, or of a later version.
    """
    if len(content) > LONGEST_FILE:
        raise InputError(
            f"this session has more than {LONGEST_FILE:,} bytes: play a shorter one", code="too_long"
        )
    try:
        return read_record(json.loads(content))
    except (ValueError, RecursionError) as exc:
        raise _damaged() from exc


def read_record(row: object) -> LiveRecord:
    """The record from its JSON value.

    Raises:
        InputError: the value is no record, damaged, too long, or of a later version.
    """
    if not isinstance(row, Mapping) or "session" not in row:
        raise _damaged()
    if row["session"] != VERSION:
        raise InputError("this session was saved by a later version: update the program", code="too_new")
    record = LiveRecord(
        _words(row.get("model")),
        _words(row.get("is", "")),
        read_settings_row(row.get("settings")),
        whole(row.get("bars"), 0, MOST_BARS),
        tuple(_read_act(act) for act in _rows(row.get("acts", []))),
        read_practice(row.get("practice", {})),
        tuple(Vamp(*_positive(vamp, 3)) for vamp in _rows(row.get("vamps", []))),
        tuple((bar, since) for bar, since in (_positive(each, 2) for each in _rows(row.get("resumed", [])))),
    )
    _check_order(record.acts)
    _check_gaps(record)
    return record


def settings_row(settings: Settings) -> dict[str, Any]:
    """The settings that differ from the defaults, by name."""
    return {
        name: value
        for name, setting in SETTINGS.items()
        if (value := getattr(settings, name)) != setting.default
    }


def read_settings_row(row: object) -> Settings:
    """The inverse of ``settings_row``; a setting of the wrong kind or out of range is refused.

    Raises:
        InputError: the row cannot be read.
    """
    if not isinstance(row, Mapping):
        raise _damaged()
    try:
        values: dict[str, Any] = {
            name: float(value) if SETTINGS[name].kind is float and isinstance(value, int) else value
            for name, value in row.items()
            if name in SETTINGS
        }
        return Settings(**values)
    except OverflowError as exc:
        raise _damaged() from exc


def read_practice(row: object) -> LivePractice:
    """Practice from its row.

    Raises:
        InputError: the row cannot be read.
    """
    if not isinstance(row, Mapping):
        raise _damaged()
    return LivePractice(**{each.name: row[each.name] for each in fields(LivePractice) if each.name in row})


def read_trade(row: object) -> Trade | None:
    """Taking turns from its row; None for none.

    Raises:
        InputError: the row cannot be read.
    """
    if row is None:
        return None
    if not isinstance(row, Mapping):
        raise InputError("a trade is an object", code="damaged")
    return Trade(whole(row.get("bars"), 0, MOST_BARS), bool(row.get("first")))


def read_so_far(row: Mapping[str, Any], bar: int, sounds: int, first: int) -> RecordedSoFar:
    """What was heard of a turn that went on, from its row.

    Raises:
        InputError: the row cannot be read.
    """
    until = whole(row.get("until"), -FURTHEST_TICK, FURTHEST_TICK) / TICKS
    return RecordedSoFar(bar, sounds, first, until, read_notes_row(row.get("notes")))


def _act_row(act: RecordedAct) -> dict[str, Any]:
    place = {"bar": act.bar} if act.sounds == act.bar else {"bar": act.bar, "sounds": act.sounds}
    if isinstance(act, RecordedChange):
        change = {"settings": settings_row(act.settings), "practice": _practice_row(act.practice)}
        return {**place, "change": change}
    if isinstance(act, RecordedTrade):
        trade = act.trade
        return {**place, "trade": trade and {"bars": trade.bars, "first": trade.musician_first}}
    if isinstance(act, RecordedNotes):
        return {**place, "heard": {"from": act.first, "notes": notes_row(act.notes)}}
    if isinstance(act, RecordedSoFar):
        row = {"from": act.first, "until": round(act.until * TICKS), "notes": notes_row(act.notes)}
        return {**place, "soFar": row}
    raise TypeError(act)


def _practice_row(practice: LivePractice) -> dict[str, Any]:
    row = {each.name: getattr(practice, each.name) for each in fields(practice)}
    return {name: value for name, value in row.items() if value}


def _read_act(row: object) -> RecordedAct:
    if not isinstance(row, Mapping):
        raise _damaged()
    bar = whole(row.get("bar"), -MOST_BARS, MOST_BARS)
    sounds = whole(row.get("sounds", bar), bar, MOST_BARS)
    if "trade" in row:
        return RecordedTrade(bar, sounds, read_trade(row["trade"]))
    kind = next((kind for kind in ("change", "soFar") if kind in row), "heard")
    content = row.get(kind)
    if not isinstance(content, Mapping):
        raise _damaged()
    if kind == "change":
        settings, practice = content.get("settings"), content.get("practice", {})
        return RecordedChange(bar, sounds, read_settings_row(settings), read_practice(practice))
    first = whole(content.get("from"), -MOST_BARS, bar - 1)
    if kind == "soFar":
        return read_so_far(content, bar, sounds, first)
    return RecordedNotes(bar, sounds, first, read_notes_row(content.get("notes")))


def _rows(rows: object) -> list[Any]:
    if not isinstance(rows, list) or len(rows) > MOST_ACTS:
        raise _damaged()
    return rows


def _positive(row: object, count: int) -> list[int]:
    if not isinstance(row, list) or len(row) != count:
        raise _damaged()
    return [whole(number, 1, MOST_BARS) for number in row]


def _check_gaps(record: LiveRecord) -> None:
    """Refuse vamps that are longer than a session, and more bars played again than a session can need."""
    played_again = [bar - since for bar, since in record.resumed]
    if sum(vamp.bars for vamp in record.vamps) > MOST_BARS or min(played_again, default=0) < 0:
        raise _damaged()
    if sum(played_again) > MOST_PLAYED_AGAIN:
        raise _damaged()


def _check_order(acts: Sequence[RecordedAct]) -> None:
    """An act that sounds before one that happened earlier cannot be played."""
    if any(after.sounds < before.sounds for before, after in pairwise(acts)):
        raise _damaged()
    if sum(len(act.notes) for act in acts if isinstance(act, RecordedNotes | RecordedSoFar)) > MOST_NOTES:
        raise InputError(
            f"this session has more than {MOST_NOTES:,} notes of yours: play a shorter one", code="too_long"
        )


def _words(text: object) -> str:
    if not isinstance(text, str) or len(text) > 80:  # noqa: PLR2004 -- no name is longer
        raise _damaged()
    return text


def _damaged() -> InputError:
    return InputError(
        "this session can't be read: it is damaged or incomplete. Copy the whole link, or open its file",
        code="damaged",
    )
