"""The solos of a visit: the current one, those before it, and those that were saved.

An entry is a model, settings and the number of a take: enough to play the solo again, note for note. Going
back sets the widgets. The history works like a browser's: back, forward, and a new solo deletes those ahead.

``go``, ``revisit``, ``recall_saved``, ``choose_note``, ``lock_bars`` and ``keep_and_play_anew`` set widgets:
call them from a callback, before the widgets are drawn. Their arguments come from the browser; invalid ones
are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from time import monotonic
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from jazzlstm.drawing.score import NARROWEST, WIDEST
from jazzlstm.encoding.events import PITCH_VALUES
from jazzlstm.generation.prefix import choose_instead, keep_until
from jazzlstm.ui.play.history_entry import HistoryEntry, describe_change
from jazzlstm.ui.play.links import LONGEST_LINK, MODEL, link_parameters, read_settings, read_take
from jazzlstm.ui.play.packet import CARD_BEATS, small_notes
from jazzlstm.ui.play.rendering import PARTS, RenderedSolo
from jazzlstm.ui.widget_state import HIGHEST_SEED, KEPT, OPENING, set_random_seed, set_widgets

HISTORY_LENGTH = 100
"""Entries kept; the oldest is dropped."""
HISTORY_SHOWN = 12
"""Cards; more would push the page down."""
TYPING_SECONDS = 30.0
"""Within which a solo over changes that are still being typed replaces the one before it."""
MOST_SEMITONES = 24
"""Of a transposition for practice: the solo stays within MIDI's range."""
LETTERS = "ABCDEFGH"
"""Titles of saved solos; their number is the limit."""

STORED_CARDS = HISTORY_SHOWN + len(LETTERS)
"""Cards that a browser can give back."""
MOST_STORED_NOTES = 8192
LONGEST_WORDS = 300

# Keys of the session.
_CURRENT = "rendered solo"
_HISTORY = "history"
_POSITION = "position in history"
_SAVED = "saved solos"
_RESTORED = "restored from the browser"
_TAKE = "take"
_SCORE = "sheet music"
_PART = "part of the sheet music"


@dataclass(frozen=True, slots=True)
class HistoryCard:
    """An entry, and the text and notes of its card."""

    entry: HistoryEntry
    words: str
    notes: Sequence[tuple[float, float, int]]
    """Start, duration and pitch."""
    made: float = 0.0
    """Seconds of the monotonic clock."""

    def as_dict(self, title: str, *, playing: bool) -> dict[str, Any]:
        """The card for the header of the packet."""
        entry = self.entry
        link = urlencode(link_parameters(entry.model, entry.settings, entry.take))
        return {
            "title": title,
            "words": self.words,
            "notes": self.notes,
            "beats": min(entry.settings.beats, CARD_BEATS),
            "playing": playing,
            "link": link,
        }


def current_solo() -> RenderedSolo | None:
    """The solo in the player; None before the first."""
    rendered: RenderedSolo | None = st.session_state.get(_CURRENT)
    return rendered


def picked_take() -> int:
    """The take to play, from 0."""
    return int(st.session_state.get(_TAKE, 0))


def pick_take(take: object) -> None:
    """Play another take."""
    if isinstance(take, int | float):
        st.session_state[_TAKE] = max(0, int(take))


def open_score(request: object) -> None:
    """Show sheet music for a part at a width in pixels, transposed by semitones; hide it without a width."""
    if not isinstance(request, Mapping):
        return
    part, width, semitones = (request.get(name) for name in ("part", "width", "semitones"))
    st.session_state[_SCORE] = None
    if part not in PARTS:
        return
    st.session_state[_PART] = part
    if not isinstance(semitones, int | float) or abs(semitones) > MOST_SEMITONES:
        semitones = 0
    if isinstance(width, int | float) and NARROWEST <= width <= WIDEST:
        st.session_state[_SCORE] = (part, int(width), int(semitones))


def score_open() -> tuple[str, int, int] | None:
    """Part, width and transposition of the sheet music on the page; None if it is hidden."""
    score: tuple[str, int, int] | None = st.session_state.get(_SCORE)
    return score


def part_open() -> str:
    """The part that the visitor reads, for downloads; concert pitch by default."""
    part: str = st.session_state.get(_PART, "concert")
    return part


def remember(model: str, rendered: RenderedSolo) -> HistoryEntry:
    """Record the solo in the player, unless it is the current entry already."""
    refresh_card()
    entry = HistoryEntry(model, rendered.settings, rendered.chosen)
    history, position = _list(_HISTORY), _position()
    if not history or history[position].entry != entry:
        before = history[position] if history else None
        kept = position if before and _is_still_typing(before, entry) else position + 1
        words = describe_change(history[kept - 1].entry if kept else None, entry, rendered.title)
        history[kept:] = [HistoryCard(entry, words, _notes_of(rendered), monotonic())]
        del history[:-HISTORY_LENGTH]
        st.session_state[_POSITION] = len(history) - 1
    st.session_state[_CURRENT] = rendered
    st.session_state[_TAKE] = rendered.chosen
    return entry


def _notes_of(rendered: RenderedSolo) -> list[tuple[float, float, int]]:
    return small_notes(rendered.growth.take().solo.notes, CARD_BEATS)


def refresh_card() -> None:
    """Show on the card of the current solo what was improvised of it since."""
    history, rendered = _list(_HISTORY), current_solo()
    if history and rendered:
        card = history[_position()]
        if (card.entry.settings, card.entry.take) == (rendered.settings, rendered.chosen):
            history[_position()] = replace(card, notes=_notes_of(rendered))


def _is_still_typing(before: HistoryCard, entry: HistoryEntry) -> bool:
    """Whether only the chord changes differ, a moment later: each pause in typing makes a solo.

    The length of a chorus changes with them.
    """
    then = before.entry.settings
    return (
        replace(entry.settings, changes=then.changes, beats=then.beats) == then
        and bool(then.changes)
        and then.changes != entry.settings.changes
        and monotonic() - before.made < TYPING_SECONDS
    )


def _position() -> int:
    """The index of the current entry."""
    return int(st.session_state.get(_POSITION, -1))


def can_go(steps: int) -> bool:
    """Whether the history has an entry ``steps`` after the current one (before it, if negative)."""
    return 0 <= _position() + steps < len(_list(_HISTORY))


def go(steps: int) -> None:
    """Go forward by ``steps`` entries, or back if negative."""
    if can_go(steps):
        st.session_state[_POSITION] = _position() + steps
        _play_entry(_list(_HISTORY)[_position()].entry)


def revisit(number: object) -> None:
    """Go to a card of ``history_cards``, by its index."""
    if isinstance(number, int | float):
        go(len(_list(_HISTORY)) - 1 - int(number) - _position())


def history_cards() -> list[dict[str, Any]]:
    """The last solos, newest first."""
    history, position = _list(_HISTORY), _position()
    newest = len(history) - 1
    return [
        history[index].as_dict(str(index + 1), playing=index == position)
        for index in range(newest, max(-1, newest - HISTORY_SHOWN), -1)
    ]


def is_restored() -> bool:
    """Whether ``restore`` was called in this visit."""
    return bool(st.session_state.get(_RESTORED))


def restore(request: object) -> None:
    """Put solos of an earlier visit, which the browser has kept, before those of this visit; once a visit.

    A card that is damaged is left out.
    """
    if not isinstance(request, Mapping) or st.session_state.get(_RESTORED):
        return
    st.session_state[_RESTORED] = True
    earlier = _read_cards(request.get("history"))[::-1]  # the newest came first
    history = _list(_HISTORY)
    known = {card.entry for card in history}
    history[:0] = [card for card in earlier if card.entry not in known]
    st.session_state[_POSITION] = _position() + len(history) - len(known)
    saved = _list(_SAVED)
    saved[:0] = _read_cards(request.get("saved"))[: len(LETTERS) - len(saved)]


def _read_cards(rows: object) -> list[HistoryCard]:
    cards = [_read_card(row) for row in rows[:STORED_CARDS]] if isinstance(rows, list) else []
    return list({card.entry: card for card in cards if card}.values())


def _read_card(row: object) -> HistoryCard | None:
    """The card that ``as_dict`` made; None if it is damaged."""
    if not isinstance(row, Mapping):
        return None
    link, words, notes = row.get("link"), row.get("words"), row.get("notes")
    if not isinstance(link, str) or not isinstance(words, str) or not isinstance(notes, list):
        return None
    query = dict(parse_qsl(link[:LONGEST_LINK]))
    if MODEL not in query or not all(_is_small_note(note) for note in notes):
        return None
    entry = HistoryEntry(query[MODEL], read_settings(query), read_take(query))
    return HistoryCard(entry, words[:LONGEST_WORDS], notes[:MOST_STORED_NOTES])


def _is_small_note(note: object) -> bool:
    return (
        isinstance(note, list)
        and len(note) == 3
        and all(isinstance(number, int | float) and isfinite(number) for number in note)
    )


def save_solo() -> None:
    """Save the current solo, once; the oldest is dropped when all letters are used."""
    refresh_card()
    history, saved = _list(_HISTORY), _list(_SAVED)
    if history and history[_position()].entry not in [card.entry for card in saved]:
        saved.append(history[_position()])
        del saved[: -len(LETTERS)]


def recall_saved(number: object) -> None:
    """Play a saved solo, by its index."""
    saved = _list(_SAVED)
    if isinstance(number, int | float) and 0 <= int(number) < len(saved):
        _play_entry(saved[int(number)].entry)


def saved_cards(now: HistoryEntry) -> list[dict[str, Any]]:
    """The saved solos; ``now`` is the entry in the player."""
    lettered = zip(LETTERS, _list(_SAVED), strict=False)
    return [card.as_dict(letter, playing=card.entry == now) for letter, card in lettered]


def choose_note(request: object) -> None:
    """Replace a note by another pitch value, lock what comes before it, and improvise the rest."""
    rendered = current_solo()
    if not rendered or not isinstance(request, Mapping):
        return
    take, step, value = rendered.growth.take(), request.get("step"), request.get("value")
    if _is_below(step, len(take.pitch_values)) and _is_below(value, PITCH_VALUES):
        _lock(choose_instead(take, int(step), int(value)))
        st.session_state["seed"] = take.seed % (HIGHEST_SEED + 1)


def lock_bars(until: object) -> None:
    """Lock the notes before the beat ``until`` and improvise the rest."""
    rendered = current_solo()
    if rendered and isinstance(until, int | float) and 0 < until < rendered.settings.beats:
        _lock(keep_until(rendered.growth.take(until), until))
        st.session_state[KEPT] = ""
        set_random_seed()


def keep_and_play_anew(kept: str) -> None:
    """Keep these events, in the form of ``kept.py``, and improvise what lies between them."""
    _lock("")
    st.session_state[KEPT] = kept
    set_random_seed()


def _lock(prefix: str) -> None:
    st.session_state[OPENING] = prefix
    st.session_state[_TAKE] = 0


def _is_below(number: object, end: int) -> TypeGuard[int | float]:
    return isinstance(number, int | float) and 0 <= number < end


def _play_entry(entry: HistoryEntry) -> None:
    st.session_state["model"] = entry.model
    st.session_state[_TAKE] = entry.take
    set_widgets(entry.settings.as_dict())


def _list(name: str) -> list[Any]:
    found: list[Any] = st.session_state.setdefault(name, [])
    return found
