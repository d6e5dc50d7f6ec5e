"""Live sessions of the page: the player asks for the next bars, beside Streamlit's own traffic.

The page offers settings under a name that cannot be guessed, and the player names them: at the start of a
session, and whenever a control has changed. The player keeps the record of the session (``live_record.py``).
A session is forgotten after a while without requests, or with the server; then the player sends the record,
and the session goes on. A replay of a record is asked for in the same way.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from cachetools import LRUCache, TTLCache

from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_acts import RecordedAct, RecordedChange, RecordedNotes, RecordedTrade
from jazzlstm.services.live_record import (
    LiveRecord,
    decode_text,
    read_practice,
    read_record,
    read_so_far,
    read_trade,
    settings_row,
)
from jazzlstm.services.live_replay import LiveReplay, act_on, resumed_from
from jazzlstm.services.live_rows import read_notes_row, whole
from jazzlstm.services.models import list_models, open_model
from jazzlstm.services.play import prepare
from jazzlstm.ui.play.growth import NETWORK
from jazzlstm.ui.play.live_message import live_message
from jazzlstm.ui.play.rendering import fingerprint_of

SESSIONS_KEPT = 128
"""For all visitors together; one takes up to 15 MB."""
SESSION_SECONDS = 120.0
"""Without a request, after which a session is forgotten: it goes on from its record."""
BUSY_SECONDS = 30.0
"""Without a request, after which a session may be forgotten to make room for another: its player has left."""
OFFERS_KEPT = 1024
MOST_BARS = 8
"""Of one request."""
MOST_NOTES = 512
"""That a musician played, in one request."""
FURTHEST_BAR = 10**6
REQUESTS_A_SECOND = 8.0
"""Of one session, on average."""
BURST = 24
"""Requests that may come at once."""
RESUMED_AT_ONCE = 4
"""Bars of a record that are played before others may use the network."""
OVER = "over"
"""The code of the error for a session that is not here (any more)."""
FULL = "full"
"""The code of the error if there is no room for another session."""
UNKNOWN_SETTINGS = "settings"
"""The code of the error for settings that are not here (any more)."""


@dataclass(slots=True, eq=False)
class _Visit:
    """A session or a replay, and its limits."""

    network: Network
    settings: Settings
    """With which it began."""
    session: LiveSession | LiveReplay
    since: int | None = None
    """If the session was resumed: the first bar that the server played again for it."""
    lock: Lock = field(default_factory=Lock)
    asked: Mapping[str, Any] | None = None
    """The last request for bars of this session that was answered."""
    answered: bytes = b""
    """The answer to it: a player that gave up meanwhile, or never got it, asks for the same again."""
    allowance: float = BURST
    seen: float = field(default_factory=monotonic)

    def is_too_fast(self) -> bool:
        now = monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.seen) * REQUESTS_A_SECOND) - 1
        self.seen = now
        if self.allowance < 0:
            self.allowance = 0.0
            return True
        return False


_offers: LRUCache[str, tuple[Network, Settings]] = LRUCache(OFFERS_KEPT)
_names: LRUCache[tuple[Network, Settings], str] = LRUCache(OFFERS_KEPT)
_visits: TTLCache[str, _Visit] = TTLCache(SESSIONS_KEPT, SESSION_SECONDS)
_guard = Lock()


class TooFastError(InputError):
    """A session sent more requests than it may."""


class GoneError(InputError):
    """Nobody waits for the answer any more."""


def offer(network: Network, settings: Settings) -> str:
    """A name under which the player can ask for sessions: the same for the same settings."""
    with _guard:
        name = _names.setdefault((network, settings), secrets.token_hex(12))
        _offers[name] = (network, settings)
    return name


def answer_text(body: bytes, is_gone: Callable[[], bool]) -> bytes:
    """The bars that a player asks for in JSON; see ``answer``.

    Raises:
        ValueError: the body is no JSON.
        InputError, TooFastError, GoneError: as ``answer``.
    """
    return answer(json.loads(body), is_gone)


def answer(request: object, is_gone: Callable[[], bool] = lambda: False) -> bytes:
    """The bars that a player asks for, as a message. ``is_gone`` tells whether it has given up.

    ``request`` is a mapping: ``settings``, a name of ``offer``; ``session``, "" for a new one, which begins
    with its first bar; ``from`` and ``bars``; ``practice`` of a new session; and what acts first: ``change``
    (true: use the settings from the first of these bars on) with ``practice``, ``trade``, ``soFar`` and
    ``heard``.

    A request that is sent again has the same answer, which is not made anew: on a server that takes longer
    than a player waits, its next try finds it. A replay goes by ``from`` for this only.

    With ``record``, as text or as JSON, it is a new replay, from the first bar on; and with ``resumes``, a
    session that has played the record, or the last bars of a long one, and goes on.

    Raises:
        InputError: the request is not valid, or names a session or settings that are unknown.
        TooFastError: the session sends too many requests.
        GoneError: nobody waits for the answer any more.
    """
    if not isinstance(request, Mapping):
        raise InputError("the request cannot be read: reload the page")
    bars = whole(request.get("bars"), 1, MOST_BARS)
    name, visit = _visit_of(request, is_gone)
    if visit.is_too_fast():
        raise TooFastError("too many requests: wait a moment")
    with visit.lock:
        if "from" in request and request == visit.asked:
            return visit.answered
        with NETWORK.first():
            _stop_if(is_gone())
            visit.asked = None  # until it is answered
            if isinstance(visit.session, LiveReplay):
                answered = _replayed(name, visit, visit.session, bars)
            else:
                answered = _played(name, visit, visit.session, request)
        visit.asked, visit.answered = request, answered
    return answered


def _stop_if(gone: bool) -> None:
    if gone:
        raise GoneError("the player has given up: it asks again")


def _visit_of(request: Mapping[str, Any], is_gone: Callable[[], bool]) -> tuple[str, _Visit]:
    """The session that a request names, or a new one."""
    name = request.get("session")
    if name:
        return str(name), _find(name)
    _check_room()
    if "record" in request:
        return _begin_replay(request, is_gone)
    network, settings = offered(request.get("settings"))
    return _keep(_Visit(network, settings, LiveSession(network, settings)))


def _begin_replay(request: Mapping[str, Any], is_gone: Callable[[], bool]) -> tuple[str, _Visit]:
    """A replay of a record, or the session that goes on after it."""
    record = record_of(request)
    network = network_of(record, request.get("settings"))
    since = resumed_from(record) if request.get("resumes") else None
    replay = LiveReplay(network, record, since)
    visit = _Visit(network, record.settings, replay, since)
    if request.get("resumes"):
        while not replay.is_over:
            with NETWORK.later():
                _stop_if(is_gone())
                replay.play(RESUMED_AT_ONCE)
        visit.session = replay.resume()
    return _keep(visit)


def record_of(request: Mapping[str, Any]) -> LiveRecord:
    """The record in a request, as text or as JSON.

    Raises:
        InputError: it cannot be read.
    """
    text = request.get("record")
    return decode_text(text) if isinstance(text, str) else read_record(text)


def network_of(record: LiveRecord, settings: object) -> Network:
    """The network of a record: that which the page plays, or one that ships.

    Raises:
        InputError: it is not here.
        ModelFileError: it cannot be read.
    """
    with _guard:
        network, _ = _offers.get(settings, (None, None)) if isinstance(settings, str) else (None, None)
    if network and network.name == record.model:
        return network
    if record.model not in list_models():
        raise InputError(
            f"the network of this session, {record.model}, is not here: choose it under Advanced, Network",
            code="no_network",
        )
    return open_model(record.model)


def _check_room() -> None:
    """Refuse another session if all that are here are being played: they would push out each other."""
    with _guard:
        _visits.expire()
        longest = monotonic() - min((visit.seen for visit in _visits.values()), default=0.0)
        if len(_visits) >= _visits.maxsize and longest < BUSY_SECONDS:
            raise InputError("too many sessions are being played: try again in a few minutes", code=FULL)


def _keep(visit: _Visit) -> tuple[str, _Visit]:
    name = secrets.token_hex(12)
    with _guard:
        _visits[name] = visit
    return name, visit


def _find(name: object) -> _Visit:
    with _guard:
        visit = _visits.get(name) if isinstance(name, str) else None
        if visit is None:
            raise InputError("this session has ended: start another", code=OVER)
        _visits[str(name)] = visit  # its time begins again
    return visit


def offered(name: object) -> tuple[Network, Settings]:
    """What ``offer`` was given for this name.

    Raises:
        InputError: the name is unknown, or was forgotten.
    """
    with _guard:
        found = _offers.get(name) if isinstance(name, str) else None
    if found is None:
        raise InputError("these settings are unknown: reload the page", code=UNKNOWN_SETTINGS)
    return found


def _played(name: str, visit: _Visit, session: LiveSession, request: Mapping[str, Any]) -> bytes:
    """The next bars of a session, after what acts before them."""
    more: dict[str, Any] = {"session": name}
    if request.get("resumes") and visit.since:
        more["since"] = visit.since
    if request.get("session") or request.get("resumes"):
        first = whole(request.get("from"), -FURTHEST_BAR, FURTHEST_BAR)
    else:
        first = session.first
        more |= {"model": visit.network.name, "is": fingerprint_of(visit.network)}
        more |= _settings_rows(visit.settings)
    for act in _acts(request, first):
        act_on(session, act)
        if isinstance(act, RecordedChange):
            more |= _settings_rows(act.settings)
    return live_message(session.play(first, request["bars"]), visit.settings.seed, **more)


def _settings_rows(settings: Settings) -> dict[str, Any]:
    """What the player has to know of settings that act from now on."""
    return {"settings": settings_row(settings), "usualTempo": prepare(settings).tempo}


def _replayed(name: str, visit: _Visit, replay: LiveReplay, bars: int) -> bytes:
    """The next bars of a replay."""
    played = replay.play(bars)
    is_same = replay.record.fingerprint in ("", fingerprint_of(visit.network))
    return live_message(
        played,
        visit.settings.seed,
        replay.heard_in(played),
        session=name,
        isLast=replay.is_over,
        isSame=is_same,
    )


def _acts(request: Mapping[str, Any], bar: int) -> list[RecordedAct]:
    """What acts at the line before a bar."""
    acts: list[RecordedAct] = []
    if request.get("change"):
        _, settings = offered(request.get("settings"))
        acts.append(RecordedChange(bar, bar, settings, read_practice(request.get("practice", {}))))
    if "trade" in request:
        acts.append(RecordedTrade(bar, bar, read_trade(request["trade"])))
    if row := request.get("soFar"):
        acts.append(read_so_far(row, bar, bar, _turn_in(row)))
    if row := request.get("heard"):
        acts.append(RecordedNotes(bar, bar, _turn_in(row), read_notes_row(row.get("notes"))))
    return acts


def _turn_in(row: object) -> int:
    """The bar with which a turn begins, or what is sent of it."""
    if not isinstance(row, Mapping):
        raise InputError("the notes that were sent cannot be read: reload the page")
    notes = row.get("notes")
    if isinstance(notes, list) and len(notes) > 4 * MOST_NOTES:
        raise InputError(f"more than {MOST_NOTES} notes were sent at once: reload the page")
    return whole(row.get("from"), -FURTHEST_BAR, FURTHEST_BAR)
