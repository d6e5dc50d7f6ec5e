"""Damaged requests of the player, and links: live sessions, their records, the mirror, themes, settings.

A request names its settings NAME and its session SESSION; the reader puts the names of the server in their
places. What is played is short, with an untrained network.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode

from jazzlstm.errors import JazzError
from jazzlstm.formats.corpus import read_upload
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.theme import write_theme
from jazzlstm.jobs.primer_upload import primer_prefix
from jazzlstm.model.config import ModelConfig
from jazzlstm.services import play as studio
from jazzlstm.services.live_record import decode_file, decode_text, encode_file, encode_text
from jazzlstm.services.live_replay import LiveReplay
from jazzlstm.ui.play import live, mirror
from jazzlstm.ui.play.links import read_settings
from jazzlstm.ui.play.packet import unpack
from tests.fuzz.mutations import Rng, change_bytes, change_json, change_messages, change_xml, pick
from tests.fuzz.seeds import seeds
from tools.random_network import random_network

BEATS = 960
"""Ticks of a beat, in rows of notes."""
_NOTES = [4 * BEATS, 480, 65, 90, 480, 240, 67, 90, 480, 240, 70, 90, 960, 480, 72, 90]
_TRADE = {"bars": 2, "first": True}
_SO_FAR = {"from": 1, "until": 7 * BEATS, "notes": _NOTES}
_HEARD = {"from": 1, "notes": _NOTES}
_RECORD: dict[str, Any] = {
    "session": 1,
    "model": "drawn",
    "is": "",
    "settings": {"tune": "jazz-blues", "seed": 7, "tempo": 200},
    "practice": {"tempo": 120, "rung": 1},
    "bars": 9,
    "vamps": [[6, 2, 4]],
    "resumed": [[8, 5]],
    "acts": [
        {"bar": 0, "trade": _TRADE},
        {"bar": 2, "soFar": _SO_FAR},
        {"bar": 3, "sounds": 4, "heard": _HEARD},
        {"bar": 5, "change": {"settings": {"tune": "blues"}, "practice": {"semitones": 5}}},
        {"bar": 7, "trade": None},
    ],
}
_SESSION: list[dict[str, Any]] = [
    {"settings": "NAME", "session": "", "bars": 4, "trade": _TRADE, "practice": {"tempo": 120}},
    {"settings": "NAME", "session": "SESSION", "from": 4, "bars": 4},
    {"settings": "NAME", "session": "SESSION", "from": 2, "bars": 2, "soFar": _SO_FAR},
    {"settings": "NAME", "session": "SESSION", "from": 3, "bars": 2, "heard": _HEARD},
    {"settings": "NAME", "session": "SESSION", "from": 5, "bars": 1, "change": True, "practice": {"rung": 4}},
    {"settings": "NAME", "record": _RECORD, "resumes": True, "from": 9, "bars": 2},
]
_MIRROR: dict[str, Any] = {
    **{"settings": "NAME", "from": 4, "until": 20, "tempo": 140, "part": "b-flat", "width": 700},
    "notes": [[4 + beat, 0.9, 62 + beat, 90, int(beat < 8)] for beat in range(16)],
    **{"turns": [[4, 12]], "chords": [[4, "F7"], [8, "Bb7"], [12, "F7"]]},
}
_LINKS = (
    "tune=jazz-blues&seed=5&beats=16&temperature=1.2&tempo=160&top_p=0.9&swing=0.6",
    "changes=%7C+Dm7+%7C+G7+%7C+Cmaj7+%7C&key=Eb&beats=8&arc=20,40,90&goal=2:1+E4&theme=0.P4R4N4&nearness=0.5",
    "tune=blues&opening=T5Q5QB&judge=0.5&takes=2&count_in=2&intro=4&feel=bossa&level=beginner",
)


def make_live(rng: Rng) -> bytes:
    """The requests of a session with up to four changes."""
    return _changed(_SESSION, rng)


def make_mirror(rng: Rng) -> bytes:
    """A request about what was played with up to four changes."""
    return _changed(_MIRROR, rng)


def make_record(rng: Rng) -> bytes:
    """A record with changes: as a file, or as text, which may be damaged itself."""
    row = _changed(_RECORD, rng)
    if rng.random() < 0.5:
        return row
    packer = zlib.compressobj(wbits=-15)
    text = b"1" + urlsafe_b64encode(packer.compress(row) + packer.flush()).rstrip(b"=")
    return change_bytes(text, rng) if rng.random() < 0.3 else text


def make_theme(rng: Rng) -> bytes:
    """A melody: a MIDI or MusicXML file with changes."""
    if rng.random() < 0.5:
        return change_messages(pick(rng, seeds("midi")[:2]), rng)
    return change_xml(pick(rng, seeds("musicxml")[:2]), rng)


def make_link(rng: Rng) -> bytes:
    """A link with changed values or bytes."""
    link = pick(rng, _LINKS)
    if rng.random() < 0.3:
        return change_bytes(link.encode(), rng, [b"&", b"=", b"%00", b"1e9", b"-1", b"seed="])
    return urlencode({name: change_json(value, rng) for name, value in parse_qsl(link)}).encode()


def _changed(value: Any, rng: Rng) -> bytes:  # noqa: ANN401 -- any JSON value
    for _ in range(2 ** int(rng.integers(3))):
        value = change_json(value, rng)
    return json.dumps(value).encode()


@cache
def _name() -> str:
    settings = Settings(tune="jazz-blues", seed=7)
    return live.offer(random_network(ModelConfig(8, 1, 0, 8, 16)), settings)


@contextmanager
def _without_limits() -> Iterator[None]:
    """Any number of requests a second, here only: the tests of the limits share this process."""
    with patch.object(live, "REQUESTS_A_SECOND", 1e9), patch.object(mirror, "REQUESTS_A_SECOND", 1e9):
        yield


def read_live(data: bytes) -> None:
    """Send the requests one after another; a refused one leaves the session as it is."""
    session = ""
    requests = json.loads(data.decode().replace('"NAME"', f'"{_name()}"'))
    for request in requests if isinstance(requests, list) else [requests]:
        if isinstance(request, dict) and request.get("session") == "SESSION":
            request["session"] = session
        with suppress(JazzError), _without_limits():
            session = str(unpack(live.answer(request))[0]["session"])


def read_mirror(data: bytes) -> None:
    """Send the request, and ask for the nearest player."""
    request = json.loads(data.decode().replace('"NAME"', f'"{_name()}"'))
    with _without_limits():
        mirror.answer_mirror(request)
        mirror.answer_mirror({**request, "nearest": True})


def read_record(data: bytes) -> None:
    """Read a record, write it again, and play its first bars."""
    record = decode_text(data.decode(errors="replace")) if data.startswith(b"1") else decode_file(data)
    assert decode_text(encode_text(record)) == decode_file(encode_file(record)) == record
    network, _ = live.offered(_name())
    replay = LiveReplay(network, record)
    while not replay.is_over and replay.next < MOST_BARS:
        replay.heard_in(replay.play(4))


MOST_BARS = 16
"""Of a record that are played."""


def read_theme(data: bytes) -> None:
    """Read a melody, begin a solo with it, and paraphrase it."""
    settings = Settings(tune="jazz-blues", beats=8, seed=1)
    network, _ = live.offered(_name())
    corpus = read_upload("tune.mid" if data.startswith(b"MThd") else "tune.xml", data)
    for solo in corpus.solos[:1]:
        theme = write_theme(solo.notes, studio.prepare(settings).chart)
        studio.play(network, replace(settings, theme=theme, nearness=0.5))
        prefix, _ = primer_prefix(solo.notes, solo.chart.metre.bar_beats, settings.beats)
        studio.play(network, replace(settings, opening=prefix))


def read_link(data: bytes) -> None:
    """Play the first beats of the solo of a link."""
    settings = read_settings(dict(parse_qsl(data.decode(errors="replace"))))
    studio.play(live.offered(_name())[0], replace(settings, beats=min(settings.beats, 8.0), takes=1))


MAKERS: Mapping[str, Callable[[Rng], bytes]] = {
    "live": make_live,
    "mirror": make_mirror,
    "record": make_record,
    "theme": make_theme,
    "link": make_link,
}
READERS: Mapping[str, Callable[[bytes], None]] = {
    "live": read_live,
    "mirror": read_mirror,
    "record": read_record,
    "theme": read_theme,
    "link": read_link,
}


def request_seeds(kind: str) -> list[bytes]:
    """The valid inputs of a kind."""
    if kind == "theme":
        return [*seeds("midi")[:1], *seeds("musicxml")[:1]]
    if kind == "link":
        return [link.encode() for link in _LINKS]
    return [json.dumps({"live": _SESSION, "mirror": _MIRROR, "record": _RECORD}[kind]).encode()]
