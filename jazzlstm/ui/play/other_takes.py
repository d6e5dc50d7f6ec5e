"""The takes that are not playing: improvised when the player requests them, after the chosen take sounds.

Of long takes only as much as their cards show.

A request names the packet of the player by a hash of the music. No request is sent while a slider moves.
"""

from __future__ import annotations

from threading import Lock
from time import monotonic

from cachetools import LRUCache

from jazzlstm.generation.sampler import join_traces
from jazzlstm.music import TICKS_PER_BEAT, Take
from jazzlstm.services import play as play_service
from jazzlstm.services.growing_take import Improvisation
from jazzlstm.ui.play.growth import NETWORK, settings_of_take
from jazzlstm.ui.play.packet import CARD_BEATS, Card, take_card
from jazzlstm.ui.play.paths import TAKES_PATH
from jazzlstm.ui.play.precedence import PATIENCE_SECONDS
from jazzlstm.ui.play.rendering import RenderedSolo, card_of, keep_card

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


def find_other_takes(name: str) -> list[Card | None] | None:
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


def _improvised(rendered: RenderedSolo, first: int, end: int) -> list[Card]:
    """The cards of the takes from ``first`` to ``end``, improvised side by side unless all are known."""
    network, settings, beats = rendered.network, rendered.settings, rendered.settings.beats
    known = [card_of(network, settings_of_take(settings, number)) for number in range(first, end)]
    if all(known):
        return [card for card in known if card]
    what = play_service.improvisation(network, settings_of_take(settings, first, end - first), rendered.piece)
    takes = _openings(what, min(beats, CARD_BEATS))
    is_whole = beats <= CARD_BEATS
    if is_whole:
        takes = [play_service.without_copy(take, what) for take in takes]
    cards = [take_card(take, beats, is_whole=is_whole) for take in takes]
    for number, card in enumerate(cards, first):
        keep_card(network, settings_of_take(settings, number), card)
    return cards


def _openings(what: Improvisation, beats: float) -> list[Take]:
    """The first ``beats`` of each take; makes way for first bars that somebody waits for.

    They take no place in the admission queue: those bars would wait for it while these wait for the network.
    """
    stream, traces, end = what.begin(), [], round(beats * TICKS_PER_BEAT)
    due = monotonic() + PATIENCE_SECONDS
    while stream.tick < end:
        with NETWORK.later(due - monotonic()) as makes_way:
            traces.append(stream.advance(end, lambda: not makes_way()))
    return what.takes_of(join_traces(traces))
