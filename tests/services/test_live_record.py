"""Records of live sessions: as file, as text, damaged, huge."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest

from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Note
from jazzlstm.services.live_acts import RecordedChange, RecordedNotes, RecordedSoFar, RecordedTrade
from jazzlstm.services.live_bars import LivePractice, Trade
from jazzlstm.services.live_record import (
    LONGEST_FILE,
    LiveRecord,
    decode_file,
    decode_text,
    encode_file,
    encode_text,
)
from jazzlstm.services.live_rows import TICKS
from jazzlstm.services.live_vamps import Vamp

SETTINGS = Settings(tune="jazz-blues", seed=2**63, changes="| Dm7 | G7 |", tempo=180.0, band=False)
NOTES = (Note(31 / TICKS, 960 / TICKS, 60, 90), Note(4.5, 0.25, 127, 1), Note(4.5, 1 / TICKS, 0, 127))
RECORD = LiveRecord(
    "weimar",
    "0123abcd",
    SETTINGS,
    48,
    (
        RecordedChange(3, 3, replace(SETTINGS, temperature=1.25), LivePractice(semitones=-5)),
        RecordedTrade(4, 5, Trade(4, musician_first=False)),
        RecordedSoFar(6, 7, 4, 5.75, NOTES[:1]),
        RecordedNotes(8, 8, 4, NOTES),
        RecordedTrade(12, 12, None),
    ),
    LivePractice(tempo=90.0, rung=2),
    (Vamp(20, 2, 12), Vamp(30, 1, 12)),
    ((40, 30), (44, 34)),
)
ROW: dict[str, Any] = {"session": 1, "model": "weimar", "settings": {}, "bars": 4}


def test_a_record_is_the_same_after_a_file_and_after_a_text() -> None:
    assert decode_file(encode_file(RECORD)) == RECORD
    assert decode_text(encode_text(RECORD)) == RECORD


def test_a_text_needs_no_escapes_in_an_address() -> None:
    text = encode_text(RECORD)
    assert text.replace("-", "a").replace("_", "a").isalnum()
    assert len(text) < 600


def test_version_1_stays_readable() -> None:
    old = {
        **ROW,
        "settings": {"tune": "blues", "tempo": 200, "new setting of a later version": 1},
        "acts": [{"bar": 2, "heard": {"from": 0, "notes": [480, 240, 60, 90, 0, 240, 64, 80]}}],
    }
    record = decode_file(json.dumps(old).encode())
    assert record.settings == Settings(tune="blues", tempo=200.0)
    assert record.acts == (RecordedNotes(2, 2, 0, (Note(0.5, 0.25, 60, 90), Note(0.5, 0.25, 64, 80))),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bars": -1},
        {"bars": 10**9},
        {"bars": True},
        {"model": 3},
        {"model": "m" * 1000},
        {"settings": []},
        {"settings": {"tempo": "fast"}},
        {"settings": {"tempo": 1e400}},
        {"settings": {"tempo": 10**400}},
        {"settings": {"seed": -1}},
        {"acts": {}},
        {"acts": [3]},
        {"acts": [{"bar": 1}]},
        {"acts": [{"bar": 1, "sounds": 0, "trade": None}]},
        {"acts": [{"bar": 5, "trade": None}, {"bar": 1, "trade": None}]},
        {"acts": [{"bar": 1, "trade": {"bars": 99}}]},
        {"acts": [{"bar": 1, "change": {"settings": {}, "practice": {"semitones": 1.5}}}]},
        {"acts": [{"bar": 1, "change": {"settings": {}, "practice": {"semitones": 99}}}]},
        {"acts": [{"bar": 1, "heard": {"from": 1, "notes": []}}]},
        {"acts": [{"bar": 1, "heard": {"from": 0, "notes": [1, 2, 3]}}]},
        {"acts": [{"bar": 1, "heard": {"from": 0, "notes": [0, 0, 60, 90]}}]},
        {"acts": [{"bar": 1, "heard": {"from": 0, "notes": [0, 1, 128, 90]}}]},
        {"acts": [{"bar": 1, "heard": {"from": 0, "notes": [0, 1, 60.5, 90]}}]},
        {"acts": [{"bar": 1, "soFar": {"from": 0, "notes": []}}]},
        {"acts": [{"bar": 1, "soFar": {"from": 0, "until": 1.5, "notes": []}}]},
        {"acts": [{"bar": 1, "soFar": {"from": 1, "until": 900, "notes": []}}]},
        {"acts": [{"bar": 1, "trade": None}] * 9000},
        {"vamps": {}},
        {"vamps": [3]},
        {"vamps": [[8, 1]]},
        {"vamps": [[8, 1, 0]]},
        {"vamps": [[8, 4096, 1]] * 2},
        {"resumed": [8]},
        {"resumed": [[8, 9]]},
        {"resumed": [[4000, 1]] * 5},
    ],
)
def test_a_damaged_record_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        decode_file(json.dumps({**ROW, **wrong}).encode())


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000, b" " * (LONGEST_FILE + 1)])
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        decode_file(content)


@pytest.mark.parametrize("text", ["", "1", "2AAAA", "1%%%%", "1ÄÖ", encode_text(RECORD)[:-9], "1" * 500_000])
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        decode_text(text)


def test_a_text_that_inflates_without_end_is_refused() -> None:
    packer = zlib.compressobj(9, wbits=-15)
    bomb = packer.compress(b" " * (40 * LONGEST_FILE)) + packer.flush()
    text = "1" + urlsafe_b64encode(bomb).decode()
    assert len(text) < 400_000
    with pytest.raises(InputError):
        decode_text(text)


def test_a_later_version_is_named() -> None:
    with pytest.raises(InputError) as caught:
        decode_file(json.dumps({**ROW, "session": 2}).encode())
    assert caught.value.code == "too_new"
