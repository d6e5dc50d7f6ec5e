"""The solos of a visit: the current one, those before it, and those that were saved.

An entry is a model, settings and the number of a take: enough to play the solo again, note for note. Going
back sets the widgets. The history works like a browser's: back, forward, and a new solo deletes those ahead.

``go``, ``revisit``, ``recall_saved``, ``choose_note`` and ``lock_bars`` set widgets: call them from a
callback, before the widgets are drawn. Their arguments come from the browser; invalid ones are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import streamlit as st

from jazzlstm.drawing.score import NARROWEST, WIDEST
from jazzlstm.encoding.events import PITCH_VALUES
from jazzlstm.generation.prefix import choose_instead, keep_until
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.play.packet import small_notes
from jazzlstm.ui.play.rendering import PARTS, RenderedSolo
from jazzlstm.ui.widget_state import HIGHEST_SEED, OPENING, set_random_seed, set_widgets

HISTORY_LENGTH = 100
"""Entries kept; the oldest is dropped."""
HISTORY_SHOWN = 12
"""Cards; more would push the page down."""
MOST_SEMITONES = 24
"""Of a transposition for practice: the solo stays within MIDI's range."""
LETTERS = "ABCDEFGH"
"""Titles of saved solos; their number is the limit."""

# Keys of the session.
_CURRENT = "rendered solo"
_HISTORY = "history"
_POSITION = "position in history"
_SAVED = "saved solos"
_TAKE = "take"
_SCORE = "sheet music"
_PART = "part of the sheet music"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A solo that can be played again."""

    model: str
    settings: Settings
    take: int


@dataclass(frozen=True, slots=True)
class HistoryCard:
    """An entry, and the text and notes of its card."""

    entry: HistoryEntry
    words: str
    notes: Sequence[tuple[float, float, int]]
    """Start, duration and pitch."""

    def as_dict(self, title: str, *, playing: bool) -> dict[str, Any]:
        """The card for the header of the packet."""
        beats = self.entry.settings.beats
        return {"title": title, "words": self.words, "notes": self.notes, "beats": beats, "playing": playing}


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
    entry = HistoryEntry(model, rendered.settings, rendered.chosen)
    history, position = _list(_HISTORY), _position()
    if not history or history[position].entry != entry:
        take = rendered.performance.take
        history[position + 1 :] = [
            HistoryCard(entry, f"{rendered.title} · seed {take.seed}", small_notes(take.solo.notes))
        ]
        del history[:-HISTORY_LENGTH]
        st.session_state[_POSITION] = len(history) - 1
    st.session_state[_CURRENT] = rendered
    st.session_state[_TAKE] = rendered.chosen
    return entry


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


def save_solo() -> None:
    """Save the current solo, once; the oldest is dropped when all letters are used."""
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
    take, step, value = rendered.performance.take, request.get("step"), request.get("value")
    if _is_below(step, len(take.pitch_values)) and _is_below(value, PITCH_VALUES):
        _lock(choose_instead(take, int(step), int(value)))
        st.session_state["seed"] = take.seed % (HIGHEST_SEED + 1)


def lock_bars(until: object) -> None:
    """Lock the notes before the beat ``until`` and improvise the rest."""
    rendered = current_solo()
    if rendered and isinstance(until, int | float) and 0 < until < rendered.settings.beats:
        _lock(keep_until(rendered.performance.take, until))
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
