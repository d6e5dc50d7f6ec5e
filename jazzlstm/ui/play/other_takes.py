"""The takes that are not playing: improvised when the player requests them, after the chosen take sounds.

A request names the packet of the player by a hash of the music. No request is sent while a slider moves.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from cachetools import LRUCache

from jazzlstm.ui.play.admission_queue import Ticket
from jazzlstm.ui.play.packet import take_row
from jazzlstm.ui.play.paths import TAKES_PATH
from jazzlstm.ui.play.rendering import (
    QUEUE,
    RenderedSolo,
    cache_takes,
    improvise_takes,
    settings_of_take,
)

SOLOS_KEPT = 48
"""Solos with other takes that can be requested, for all visitors together."""

_solos: LRUCache[str, RenderedSolo] = LRUCache(SOLOS_KEPT)
_lock = Lock()


def offer_other_takes(rendered: RenderedSolo) -> str:
    """The path from which the player fetches the other takes; "" if there are none."""
    if rendered.settings.takes < 2:
        return ""
    name = str(rendered.packet.header["id"])
    with _lock:
        _solos[name] = rendered
    return TAKES_PATH + name


def find_other_takes(name: str) -> list[dict[str, Any] | None] | None:
    """The card of each take, None for the one that plays; None for an unknown or expired name.

    Raises:
        JazzError: the settings cannot be played.
    """
    with _lock:
        rendered = _solos.get(name)
    if rendered is None:
        return None
    before = _improvised(rendered, 0, rendered.chosen)
    after = _improvised(rendered, rendered.chosen + 1, rendered.settings.takes)
    return [*before, None, *after]


def _improvised(rendered: RenderedSolo, first: int, end: int) -> list[dict[str, Any]]:
    """The cards of the takes from ``first`` to ``end``, improvised side by side."""
    if first >= end:
        return []
    network, settings = rendered.network, rendered.settings
    with Ticket(QUEUE) as ticket:
        _, takes = improvise_takes(network, settings_of_take(settings, first, end - first), ticket)
    cache_takes(network, settings, first, takes)
    return [take_row(take) for take in takes]
