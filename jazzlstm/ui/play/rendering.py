"""Settings to a solo that can be heard and seen: improvised, arranged, packed.

    settings ─▶ the first bars of the chosen take and their band   cached by model and settings
             ─▶ the other bars                                     when the player asks for them: ``rest.py``
             ─▶ the other takes                                    the same: ``other_takes.py``

Cached results answer at once when a slider moves back. The browser plays the events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from jazzlstm.formats.musicxml.sheet import Content
from jazzlstm.generation.settings import LONGEST_SOLO, Settings
from jazzlstm.model.copy_detection import LONGEST_COPY
from jazzlstm.model.network import Network
from jazzlstm.music import Solo, Take
from jazzlstm.services import play as play_service
from jazzlstm.services.export import file_stem
from jazzlstm.services.sheets import PARTS as PARTS
from jazzlstm.services.sheets import write_sheet
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.pitches import spell_note
from jazzlstm.theory.transposition import transpose_chart
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.admission_queue import AdmissionQueue, Ticket
from jazzlstm.ui.play.chart_rows import chart_rows
from jazzlstm.ui.play.growth import NETWORK, SoloGrowth, settings_of_take
from jazzlstm.ui.play.packet import Caption, Card, Packet, make_packet
from jazzlstm.ui.visitor import open_named

TAKES_CACHED = 24
"""Takes of other networks that are cached, for all visitors together."""
BEATS_CACHED = 16 * LONGEST_SOLO
"""Solos that are cached, for all visitors together."""
FEWEST_BEATS = 32
"""A shorter solo counts as so many: a solo takes 3 kB of memory a beat, and 90 kB at least."""
CARDS_CACHED = 192
SCORES_CACHED = 24
FINGERPRINTS_CACHED = 8
"""As many as models can be open."""
SOLOS_AT_ONCE = 2
"""Solos made at the same time; a server has about two processors."""
OWN_CHANGES = "Your chords"
"""The title of changes without one."""
QUEUE = AdmissionQueue(SOLOS_AT_ONCE)
_cards: LRUCache[tuple[Network, Settings], Card] = LRUCache(CARDS_CACHED)
"""Cards of takes beside those that play, by model and ``solo_settings``."""
_CARDS_GUARD = Lock()
_LOCKS_GUARD = Lock()
_request_locks: WeakValueDictionary[tuple[int, Settings], Lock] = WeakValueDictionary()
"""One lock per request in flight, keyed by model and settings."""


@dataclass(frozen=True, slots=True, eq=False)
class RenderedSolo:
    """One take of some settings, ready to be heard and seen."""

    network: Network
    settings: Settings
    piece: play_service.Piece
    growth: SoloGrowth
    chosen: int
    """Which of the takes this is, from 0."""
    packet: Packet
    """The whole form and the first bars."""

    @property
    def performance(self) -> play_service.Performance:
        """The whole take with its band; improvises what is missing."""
        return self.growth.performance()

    @property
    def title(self) -> str:
        return str(self.packet.header["title"])

    @property
    def stem(self) -> str:
        """The name of its files, without the ending."""
        return file_stem(self.piece, self.settings, self.growth.take().seed)


def render_solo(
    model: str, settings: Settings, chosen: int = 0, on_progress: Callable[[float], None] | None = None
) -> RenderedSolo:
    """Improvise and arrange the first bars of a solo, or return the cached one.

    ``on_progress`` gets the share of the work that is done, 0 to 1, unless the solo is cached.

    Raises:
        JazzError: the settings cannot be played, or the SoundFont cannot be read.
    """
    network = open_named(model)
    with _request_lock(network, settings), Ticket(QUEUE, on_progress) as ticket:
        return render_opening(network, settings, chosen if chosen < settings.takes else 0, ticket)


@contextmanager
def _request_lock(network: Network, settings: Settings) -> Iterator[None]:
    """Hold back a request while the same one is in flight: the second finds the result of the first cached.

    The lock is taken before the ticket, so that no request holds a place in the queue while it waits here.
    """
    with _LOCKS_GUARD:
        request = _request_locks.setdefault((id(network), settings), Lock())
    with request:
        yield


@cached(
    LRUCache(TAKES_CACHED),
    key=lambda network, settings, _: hashkey(network, settings),
    lock=Lock(),
)
def improvise_takes(
    network: Network, settings: Settings, ticket: Ticket
) -> tuple[play_service.Piece, tuple[Take, ...]]:
    """The whole takes of these settings; the ticket is redeemed unless they are cached."""
    piece = play_service.prepare(settings)
    ticket.redeem()
    with NETWORK.first():
        return piece, tuple(play_service.improvise_takes(network, settings, piece))


@cached(
    LRUCache(BEATS_CACHED, getsizeof=lambda rendered: max(FEWEST_BEATS, rendered.settings.beats)),
    key=lambda network, settings, chosen, _: hashkey(network, settings, chosen),
    lock=Lock(),
    info=True,
)
def render_opening(network: Network, settings: Settings, chosen: int, ticket: Ticket) -> RenderedSolo:
    """One take, begun, with the packet of its first bars; the ticket is redeemed unless it is cached."""
    piece = play_service.prepare(settings)
    growth = SoloGrowth(network, settings_of_take(settings, chosen), piece)
    ticket.redeem()
    opening = growth.begin()
    caption = caption_of(network, settings, piece, opening.take, chosen, is_whole=opening.is_last)
    cards = [card_of(network, settings_of_take(settings, number)) for number in range(settings.takes)]
    cards[chosen] = growth.card()
    if opening.is_last:
        keep_card(network, growth.settings, growth.card())
    packet = make_packet(caption, cards, chosen, opening, settings.beats)
    packet = packet.with_rows(chart_rows(settings, piece, opening.take.solo.instrument))
    ticket.report(1.0)
    return RenderedSolo(network, settings, piece, growth, chosen, packet)


def card_of(network: Network, settings: Settings) -> Card | None:
    """The card of the take with these settings; None if it was not improvised."""
    with _CARDS_GUARD:
        return _cards.get((network, play_service.solo_settings(settings)))


def keep_card(network: Network, settings: Settings, card: Card) -> None:
    """Keep a card for the next packet."""
    with _CARDS_GUARD:
        _cards[network, play_service.solo_settings(settings)] = card


def write_part(rendered: RenderedSolo, part: str, content: Content = "simple") -> bytes:
    """The whole take as a lead sheet in MusicXML for one of ``PARTS``."""
    solo = replace(rendered.performance.take.solo, title=rendered.title)
    return write_sheet(solo, rendered.piece, rendered.settings, part=part, content=content)


def write_part_so_far(rendered: RenderedSolo, part: str, transposed: int) -> bytes:
    """What is improvised of a take, as a lead sheet for one of ``PARTS``, ``transposed`` by semitones."""
    beats, is_whole = rendered.growth.done, rendered.growth.is_whole
    solo = replace(rendered.growth.take().solo, title=rendered.title)
    if not is_whole:  # more may have come since, and no bar begins with a note without the others
        cut = [replace(note, duration=min(note.duration, beats - note.start)) for note in solo.notes]
        solo = replace(solo, notes=tuple(note for note in cut if note.start < beats))
    solo = _transposed(solo, transposed)
    return write_sheet(solo, rendered.piece, replace(rendered.settings, beats=beats), part=part)


def _transposed(solo: Solo, semitones: int) -> Solo:
    if not semitones:
        return solo
    notes = tuple(replace(note, pitch=note.pitch + semitones) for note in solo.notes)
    return replace(solo, notes=notes, chart=transpose_chart(solo.chart, semitones))


@cached(LRUCache(SCORES_CACHED), lock=Lock())
def engrave_part(musicxml: bytes, width: int, *, titled: bool = False) -> str:
    """A part as sheet music: an SVG of ``width`` pixels."""
    from jazzlstm.drawing.score import engrave_score

    return engrave_score(musicxml, width=width, titled=titled)


def caption_of(
    network: Network,
    settings: Settings,
    piece: play_service.Piece,
    take: Take,
    chosen: int = 0,
    *,
    is_whole: bool,
) -> Caption:
    """The words around the music: title, players, origin of the notes, description for screen readers."""
    instrument = INSTRUMENTS[take.solo.instrument].name
    player = f"{instrument} in the style of {settings.player}" if settings.player else instrument
    key = f"in {piece.chart.key}" if piece.chart.key else ""
    number = f"take {chosen + 1}" if chosen else ""
    words = [player, key, f"{piece.tempo:g} bpm", f"seed {settings.seed}", number]
    meta = " · ".join(word for word in words if word)
    return Caption(
        title_of(settings, piece),
        meta[:1].upper() + meta[1:],
        _description(settings, take) if is_whole else f"Piano roll of {settings.beats:g} beats",
        _origin(network, take) if is_whole else "",
        repr(settings),
    )


def ending_of(rendered: RenderedSolo, take: Take) -> dict[str, Any]:
    """What can be said of a take when it is whole, for the message with its last bars."""
    return {
        "description": _description(rendered.settings, take),
        "remark": _origin(rendered.network, take),
    }


def title_of(settings: Settings, piece: play_service.Piece) -> str:
    """The title of the chart, or of the tune."""
    return piece.chart.title or (OWN_CHANGES if settings.changes.strip() else TUNES[settings.tune].title)


def _description(settings: Settings, take: Take) -> str:
    """The piano roll in a sentence."""
    pitches = [note.pitch for note in take.solo.notes]
    description = f"Piano roll: {len(pitches)} notes over {settings.beats:g} beats"
    if pitches:
        description += f", from {spell_note(min(pitches))} to {spell_note(max(pitches))}"
    return description


def _origin(network: Network, take: Take) -> str:
    """Whether the notes copy a training solo; "" if the network carries no index of them."""
    if take.quotation:
        return str(take.quotation)
    if not network.copy_index.names:
        return ""
    return f"Original: no {LONGEST_COPY} notes in a row are copied from the training solos"


@cached(LRUCache(FINGERPRINTS_CACHED), lock=Lock())
def fingerprint_of(network: Network) -> str:
    """Eight hexadecimal digits that change when a weight of the network does."""
    digest = hashlib.sha256()
    for name in sorted(network.weights):
        digest.update(name.encode())
        digest.update(network.weights[name].tobytes())
    return digest.hexdigest()[:8]
