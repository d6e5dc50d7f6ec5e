"""The bars after the first ones: improvised while those sound, when the player asks for them.

A listener is one visitor with one solo. When the visitor changes a setting, the work on the old solo stops
at the next event, unless somebody else listens to it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock

from cachetools import LRUCache

from jazzlstm.ui.play.growth import Wanted
from jazzlstm.ui.play.paths import REST_PATH
from jazzlstm.ui.play.rendering import RenderedSolo, ending_of

LISTENERS_KEPT = 256
"""For all visitors together; a solo of a listener who is dropped must be asked for again."""


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """One visitor with one solo."""

    rendered: RenderedSolo
    name: str = field(default_factory=partial(secrets.token_hex, 12))
    left: Event = field(default_factory=Event)
    """Set when the visitor has another solo."""

    @property
    def path(self) -> str:
        """The path from which the player fetches the rest; "" if the packet holds all."""
        is_whole = self.rendered.packet.header["until"] >= self.rendered.settings.beats
        return "" if is_whole else REST_PATH + self.name


_listeners: LRUCache[str, Listener] = LRUCache(LISTENERS_KEPT)
_lock = Lock()


def listen(rendered: RenderedSolo, before: Listener | None = None) -> Listener:
    """Begin to listen to a solo, or go on if it is that of ``before``."""
    listener = before
    if listener is None or listener.left.is_set() or listener.rendered is not rendered:
        listener = Listener(rendered)
    if before and before.rendered is not rendered:
        before.rendered.growth.make_room_for(rendered.growth)
    with _lock:
        _listeners[listener.name] = listener
    return listener


def find_rest(name: str, wanted: Wanted, is_gone: Callable[[], bool] = lambda: False) -> bytes | None:
    """Compressed bars; empty for a listener who left, None for an unknown name or beat.

    Raises:
        JazzError: the settings cannot be played.
    """
    with _lock:
        listener = _listeners.get(name)
    if listener is None:
        return None
    rendered = listener.rendered

    def listens() -> bool:
        return not (listener.left.is_set() or is_gone())

    bars = rendered.growth.more(wanted, listens, lambda take: ending_of(rendered, take))
    return bars if bars or listens() else b""
