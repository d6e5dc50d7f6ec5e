"""Files of a live session: the player sends its record, and gets MIDI, sheet music, or where the sound is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from jazzlstm.errors import InputError
from jazzlstm.services.live_files import WholeSession
from jazzlstm.services.live_record import LiveRecord, encode_file
from jazzlstm.ui.play.growth import NETWORK
from jazzlstm.ui.play.live import network_of, record_of
from jazzlstm.ui.play.sounds import ALL, OfferedSolo, offer_sounds

ARTIST = "Jazz LSTM"
SESSIONS_CACHED = 8
"""Whole sessions, for all visitors together."""


def live_file(body: bytes) -> bytes:
    """The file that a request asks for: ``record``, and ``kind``, a key of ``KINDS``.

    Raises:
        ValueError: the body is no JSON.
        JazzError: the record or the kind cannot be read, or the file cannot be made.
    """
    request = json.loads(body)
    if not isinstance(request, Mapping) or str(request.get("kind")) not in KINDS:
        raise InputError(f"choose a kind of file from {', '.join(KINDS)}")
    return KINDS[request["kind"]](_session(record_of(request), request))


@cached(LRUCache(SESSIONS_CACHED), key=lambda record, _: hashkey(encode_file(record)))
def _session(record: LiveRecord, request: Mapping[str, Any]) -> WholeSession:
    return WholeSession(network_of(record, request.get("settings")), record, NETWORK.first)


def _sound(session: WholeSession) -> bytes:
    """The path of the sound file, which is made when it is asked for."""
    name = sha256(encode_file(session.record)).hexdigest()[:16]
    stem = f"{session.title}_session".replace(" ", "_").lower()
    offered = OfferedSolo(session.arrangement, stem, session.title, ARTIST)
    return f"{offer_sounds(name, offered)}{ALL}.mp3".encode()


KINDS: Mapping[str, Callable[[WholeSession], bytes]] = {
    "midi": WholeSession.midi,
    "musicxml": WholeSession.sheet,
    "sound": _sound,
}
