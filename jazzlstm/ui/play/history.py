"""What a visit remembers: the solo that plays, those before it, and those that were kept.

A moment is a model, settings and the take picked: enough to play the solo
again, note for note. So remembering costs nothing, and going back is setting the
widgets. The history is a browser's: back, forward, and a new solo forgets what
lay ahead.
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
from jazzlstm.ui.widget_state import HIGHEST_SEED, OPENING, set_widgets, throw_dice

HISTORY_KEPT, HISTORY_SHOWN = 100, 12
LETTERS = "ABCDEFGH"
_NOW, _HISTORY, _PLACE, _KEPT, _TAKE = "rendered solo", "history", "place in history", "kept", "take"
_PAGE, _PART = "sheet music", "sheet music is for"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A solo to come back to."""

    model: str
    settings: Settings
    take: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A moment, and what its card shows."""

    entry: HistoryEntry
    words: str
    notes: Sequence[tuple[float, float, int]]

    def card(self, title: str, *, playing: bool) -> dict[str, Any]:
        beats = self.entry.settings.beats
        return {
            "title": title,
            "words": self.words,
            "notes": self.notes,
            "beats": beats,
            "playing": playing,
        }


def current_solo() -> RenderedSolo | None:
    """What was played last, if anything was."""
    rendered: RenderedSolo | None = st.session_state.get(_NOW)
    return rendered


def take_picked() -> int:
    """The take that is to play, from 0."""
    return int(st.session_state.get(_TAKE, 0))


def pick_take(take: object) -> None:
    """Play another of the takes; anything but a number is ignored."""
    if isinstance(take, int | float):
        st.session_state[_TAKE] = max(0, int(take))


def open_page(wanted: object) -> None:
    """Show sheet music for a part and a width, or put it away; what makes no sense is ignored."""
    if not isinstance(wanted, Mapping):
        return
    part, width = wanted.get("part"), wanted.get("width")
    st.session_state[_PAGE] = None
    if part in PARTS and isinstance(width, int | float) and NARROWEST <= width <= WIDEST:
        st.session_state[_PAGE] = (part, int(width))
        st.session_state[_PART] = part


def page_open() -> tuple[str, int] | None:
    """The part and the width of the sheet music on show."""
    page: tuple[str, int] | None = st.session_state.get(_PAGE)
    return page


def part_open() -> str:
    """Whom the sheet music is written for: as it was last looked at, or in concert pitch."""
    part: str = st.session_state.get(_PART, "concert")
    return part


def remember(model: str, rendered: RenderedSolo) -> HistoryEntry:
    """This is what plays now."""
    entry = HistoryEntry(model, rendered.settings, rendered.chosen)
    history, place = _list(_HISTORY), _place()
    if not history or history[place].entry != entry:
        take = rendered.performance.take
        history[place + 1 :] = [
            Heard(entry, f"{rendered.title} · seed {take.seed}", small_notes(take.solo.notes))
        ]
        del history[:-HISTORY_KEPT]
        st.session_state[_PLACE] = len(history) - 1
    st.session_state[_NOW] = rendered
    st.session_state[_TAKE] = rendered.chosen
    return entry


def _place() -> int:
    """Where in the history what plays now stands."""
    return int(st.session_state.get(_PLACE, -1))


def can_go(steps: int) -> bool:
    """Whether something was played so many solos before this, or, having gone back, after it."""
    return 0 <= _place() + steps < len(_list(_HISTORY))


def go(steps: int) -> None:
    """Back, or forward again; call it from a callback, before the widgets are drawn."""
    if can_go(steps):
        st.session_state[_PLACE] = _place() + steps
        _go_to(_list(_HISTORY)[_place()].entry)


def revisit(number: object) -> None:
    """Go to one of the solos that ``history_cards`` shows, told by its place there.

    Call it from a callback; what makes no sense is ignored.
    """
    if isinstance(number, int | float):
        go(len(_list(_HISTORY)) - 1 - int(number) - _place())


def history_cards() -> list[dict[str, Any]]:
    """The last solos that were played, the newest first."""
    history, place = _list(_HISTORY), _place()
    newest = len(history) - 1
    return [
        history[at].card(str(at + 1), playing=at == place)
        for at in range(newest, max(-1, newest - HISTORY_SHOWN), -1)
    ]


def keep() -> None:
    """Put what plays aside, unless it is there already; the oldest makes room."""
    history, kept = _list(_HISTORY), _list(_KEPT)
    if history and history[_place()].entry not in [each.entry for each in kept]:
        kept.append(history[_place()])
        del kept[: -len(LETTERS)]


def choose(wanted: object) -> None:
    """Take another note than the network did, told by step and pitch value; from there on it improvises anew.

    Call it from a callback; what makes no sense is ignored.
    """
    rendered = current_solo()
    if not rendered or not isinstance(wanted, Mapping):
        return
    take, step, value = rendered.performance.take, wanted.get("step"), wanted.get("value")
    if _is_below(step, len(take.pitch_values)) and _is_below(value, PITCH_VALUES):
        _open_with(choose_instead(take, int(step), int(value)))
        st.session_state["seed"] = take.seed % (HIGHEST_SEED + 1)


def keep_bars(until: object) -> None:
    """Keep what plays before a beat, and have the rest improvised anew; call it from a callback."""
    rendered = current_solo()
    if rendered and isinstance(until, int | float) and 0 < until < rendered.settings.beats:
        _open_with(keep_until(rendered.performance.take, until))
        throw_dice()


def _open_with(opening: str) -> None:
    st.session_state[OPENING] = opening
    st.session_state[_TAKE] = 0


def _is_below(number: object, end: int) -> TypeGuard[int | float]:
    return isinstance(number, int | float) and 0 <= number < end


def recall(number: object) -> None:
    """Play a solo that was kept; call it from a callback."""
    kept = _list(_KEPT)
    if isinstance(number, int | float) and 0 <= int(number) < len(kept):
        _go_to(kept[int(number)].entry)


def kept_cards(now: HistoryEntry) -> list[dict[str, Any]]:
    """The solos kept, as the player shows them."""
    kept = zip(LETTERS, _list(_KEPT), strict=False)
    return [each.card(letter, playing=each.entry == now) for letter, each in kept]


def _go_to(entry: HistoryEntry) -> None:
    st.session_state["model"] = entry.model
    st.session_state[_TAKE] = entry.take
    set_widgets(entry.settings.as_dict())


def _list(name: str) -> list[Any]:
    found: list[Any] = st.session_state.setdefault(name, [])
    return found
