"""A solo on the page as it grows: its first bars at once, the rest while they sound.

settings ─▶ first bars, with their band ─▶ the packet of the page: ``rendering.py``
         ─▶ more bars, when the player asks for them: ``rest.py``
         ─▶ the whole performance, for files and sheet music
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import Any
from weakref import WeakValueDictionary

from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Arrangement, Take
from jazzlstm.services import play as play_service
from jazzlstm.services.growing_performance import GrowingPerformance, PlayedBars
from jazzlstm.services.growing_take import GrowingTake, stretch_ends
from jazzlstm.ui.play.packet import CARD_BEATS, make_chunk, take_card
from jazzlstm.ui.play.precedence import PATIENCE_SECONDS, Precedence

AHEAD = 4.0
"""Each piece of the rest makes the solo so many times as long: few pieces, and the next one is there long
before it is heard."""
MARGIN_SECONDS = 1.0
"""Bars are due this long before they can be heard."""
NETWORK = Precedence()
"""The turn to improvise."""
_takes: WeakValueDictionary[tuple[Network, Settings], GrowingTake] = WeakValueDictionary()
"""The takes of the solos that are kept, by network and ``solo_settings``: another band improvises nothing."""
_TAKES_GUARD = Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The bars that a player asks for."""

    first: float
    """The beat on which they begin."""
    to: float = 0.0
    """The beat that is needed at once, because the music plays there; 0 for as many bars as seem right."""


class SoloGrowth:
    """One take of some settings. Several listeners may share it."""

    def __init__(self, network: Network, settings: Settings, piece: play_service.Piece) -> None:
        """Nothing is improvised yet. ``settings`` are those of one take.

        Raises:
            SettingsError: the settings do not fit the network.
        """
        self.settings, self._piece = settings, piece
        self._take = _take_of(network, settings, piece)
        self._performance = GrowingPerformance(self._take, settings, piece)
        self._chunks: dict[float, bytes] = {}
        """Messages with bars, by the beat on which they begin."""
        self._until = 0.0
        """The beat up to which bars were played."""
        self.opening = Arrangement((), piece.chart, piece.tempo, settings.beats)
        """What everybody plays in the first bars."""
        self._lock = Lock()
        self._whole: play_service.Performance | None = None

    def begin(self) -> PlayedBars:
        """The first bars. Called once, before the others."""
        with NETWORK.first():
            self._take.grow(math.ulp(0.0))
        first = self._performance.play_on(stretch_ends(self._piece.chart, self.settings.beats)[0])
        self._until, self.opening = first.until, first.arrangement
        return first

    @property
    def is_whole(self) -> bool:
        """Whether all of it is improvised."""
        return self._take.is_whole

    @property
    def done(self) -> float:
        """The beat up to which it is improvised."""
        return self._take.done

    def take(self, until: float = 0.0) -> Take:
        """The take as far as it is improvised, at least up to the beat ``until``."""
        self._improvise(until, lambda: True)
        return play_service.at_tempo(self._take.take(), self._piece)

    def make_room_for(self, other: SoloGrowth) -> None:
        """Give up what is needed only to improvise on: the listener has another solo now."""
        if other._take is not self._take:
            self._take.rest()

    def card(self) -> dict[str, Any]:
        """What the card of this take shows by now."""
        return dict(take_card(self._take.take(), self.settings.beats, is_whole=self.is_whole))

    def performance(self) -> play_service.Performance:
        """The whole take with its band."""
        take = self.take(math.inf)
        if self._whole is None:
            self._whole = play_service.accompany(take, self.settings, self._piece)
        return self._whole

    def more(
        self, wanted: Wanted, go_on: Callable[[], bool], ending: Callable[[Take], dict[str, Any]]
    ) -> bytes | None:
        """The bars from ``wanted.first`` on, as a compressed message for the player.

        None where no bars begin that are due, or when ``go_on`` returns False, which stops the work at once.
        ``ending``: what the message with the last bars says of the whole take.
        """
        first, bar = wanted.first, self._piece.chart.metre.bar_beats
        if first not in self._chunks and first == self._until < self.settings.beats:
            usual = AHEAD * max(first, self._take.done)
            enough = max(first, wanted.to) + 2 * bar
            until = enough if wanted.to > first else max(usual, enough)
            self._improvise(until, go_on, self._patience(wanted), enough)
            with self._lock:
                if first == self._until and go_on():
                    self._play_on(ending)
        return self._chunks.get(first)

    def _play_on(self, ending: Callable[[Take], dict[str, Any]]) -> None:
        played = self._performance.play_on()
        news: dict[str, Any] = ending(played.take) if played.is_last else {}
        if played.is_last or played.first < CARD_BEATS:
            news["take"] = take_card(played.take, self.settings.beats, is_whole=played.is_last)
        self._chunks[played.first] = gzip.compress(make_chunk(played, **news), mtime=0)
        self._until = played.until

    def _patience(self, wanted: Wanted) -> float:
        """Seconds for which the bars that a player asks for can wait.

        The music plays in the piece before, at its beginning at the earliest: otherwise the player would
        have asked for bars up to a beat.
        """
        if wanted.to > wanted.first:
            return 0.0
        before = max((each for each in self._chunks if each < wanted.first), default=0.0)
        return max(0.0, (wanted.first - before) * 60 / self._piece.tempo - MARGIN_SECONDS)

    def _improvise(
        self,
        until: float,
        go_on: Callable[[], bool],
        patience: float = PATIENCE_SECONDS,
        enough: float = math.inf,
    ) -> None:
        """Improvise stretch by stretch, and make way after each event for what is due before.

        Once it is due itself, because others were, only up to the beat ``enough``.
        """
        take, due, beats = self._take, monotonic() + patience, self.settings.beats
        while take.done < min(beats, until, enough if monotonic() > due else until) and go_on():
            with NETWORK.later(due - monotonic()) as makes_way:
                take.grow(take.done + 1, lambda: go_on() and not makes_way())


def _take_of(network: Network, settings: Settings, piece: play_service.Piece) -> GrowingTake:
    """The take of these settings, as far as it is improvised for another band.

    Raises:
        SettingsError: the settings do not fit the network.
    """
    key = (network, play_service.solo_settings(settings))
    with _TAKES_GUARD:
        if not (take := _takes.get(key)):
            take = _takes[key] = GrowingTake(play_service.improvisation(network, settings, piece))
        return take


def settings_of_take(settings: Settings, take: int, takes: int = 1) -> Settings:
    """Settings that give only ``takes`` of these takes, from number ``take`` on."""
    return replace(settings, seed=(settings.seed + take) % 2**64, takes=takes)
