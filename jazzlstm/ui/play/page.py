"""The page "Play": controls on the left, the player on the right.

The page is one Streamlit fragment: a control reruns nothing else. The session keeps the last solo: while a
control has a wrong value, its error is shown below it and the last solo stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from urllib.parse import urlencode

import streamlit as st

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import JazzError, ModelFileError
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.services import play as play_service
from jazzlstm.services.models import DEFAULT_MODEL, list_models
from jazzlstm.ui.play import history
from jazzlstm.ui.play.bar_editing import bar_fault, set_bar
from jazzlstm.ui.play.controls import show_controls
from jazzlstm.ui.play.downloads import show_downloads
from jazzlstm.ui.play.examples import show_examples
from jazzlstm.ui.play.history_entry import HistoryEntry
from jazzlstm.ui.play.learning import learn, learnt
from jazzlstm.ui.play.links import (
    FINGERPRINT,
    MODEL,
    link_parameters,
    read_parameters,
    read_take,
    write_parameters,
)
from jazzlstm.ui.play.live import offer
from jazzlstm.ui.play.other_takes import offer_other_takes
from jazzlstm.ui.play.packet import pack
from jazzlstm.ui.play.primer import unlock_notes
from jazzlstm.ui.play.rendering import (
    RenderedSolo,
    engrave_part,
    fingerprint_of,
    render_solo,
    write_part_so_far,
)
from jazzlstm.ui.play.rest import Listener, listen
from jazzlstm.ui.play.shaping import SHAPE_REQUESTS, shape_rows
from jazzlstm.ui.play.sharing import is_embedded, show_sharing
from jazzlstm.ui.play.theme import set_played_theme
from jazzlstm.ui.play.widgets import Controls
from jazzlstm.ui.player import player_request, show_player
from jazzlstm.ui.style import apply_style
from jazzlstm.ui.visitor import next_on_play, open_named, open_shared, own_models
from jazzlstm.ui.widget_state import DEFAULTS, set_random_seed, set_widgets

PROGRESS_AFTER = 0.7
"""Seconds of waiting before a progress bar appears; most solos take less."""
_LINK = "link"
"""In the session: the parameters of the address, as last written."""
_NOTICE = "notice about the link"
"""In the session: why the solo of the link may sound different."""
_ARRIVED = "entry of a link to a missing network"
"""In the session: while this entry plays, the address stays as it is."""
_OTHER_WEIGHTS = "This link was made with another version of the network: the solo may sound different."
_LIVE = "live"
"""In the session: whether a live session goes on in the player."""
_ENDED = "ended session"
"""After a live session: the id of the solo that is made when it ends, "" until then. None once another
solo is made."""
_WHILE_LIVE = "Stop the session, then save or share it under *Play together*."
_AFTER_LIVE = "These are of the solo, not of the session. Save or share the session under *Play together*."
_LISTENER = "listener"
"""In the session: the visitor as a listener to the solo in the player."""
_LISTENING_TO = "listening to"
"""In the session: the entry of this solo."""
MISSING_WORDS = (
    "The network of this link can't be opened, so the default network plays. A shared network expires, and a"
    " network of your own opens only in your own session. Ask for a new link, or for the network's file, and"
    " upload the file on *Train your own*."
)
_MASTHEAD = (
    '<div class="masthead"><h1>Jazz LSTM</h1>'
    "<p>Type chords. Hear a neural network improvise a jazz solo over them.</p></div>"
)


def play_page() -> None:
    """Draw the page."""
    apply_style()
    st.html(_MASTHEAD)
    open_shared(st.query_params.get(MODEL, ""))
    models = (*list_models(), *own_models())
    if not models:
        st.error("There is no network in the folder models/. Train one with `python -m jazzlstm train`.")
        return
    _read_link(models)
    if is_embedded():
        st.html('<span class="embedded"></span>')  # the style sheet shows the player alone
    _show_stand(models)


def _read_link(models: tuple[str, ...]) -> None:
    """Put the parameters of the address into the widgets: on arrival, and after Back in the browser.

    An address without parameters during a visit is ignored: the visitor comes from another page of ours.
    """
    query, chosen = st.query_params.to_dict(), next_on_play()
    if chosen in models and MODEL not in query:
        st.session_state["model"] = chosen
    if _LINK in st.session_state and (not query or query == st.session_state[_LINK]):
        return
    st.session_state[_LINK] = query
    model = query.get(MODEL, "")
    usual = chosen if chosen in models and not model else models[0]
    st.session_state["model"] = model if model in models else usual
    defaults = Settings().as_dict() if FINGERPRINT in query else {}
    set_widgets({**defaults, **read_parameters(query)})
    history.pick_take(read_take(query))
    st.session_state[_NOTICE] = _notice_about(query.get(FINGERPRINT, ""), model, models)
    st.session_state[_ARRIVED] = None


def _notice_about(fingerprint: str, model: str, models: tuple[str, ...]) -> str:
    """Why the solo may sound different; "" if it is that of the link."""
    if model and model not in models:
        return MISSING_WORDS
    try:
        is_same = not fingerprint or fingerprint == fingerprint_of(open_named(st.session_state["model"]))
    except ModelFileError:
        is_same = False
    return "" if is_same else _OTHER_WEIGHTS


@st.fragment
def _show_stand(models: tuple[str, ...]) -> None:
    show_examples()
    # The player comes first for the keyboard and on a phone; the style sheet shows it on the right.
    with st.container(key="desk"):
        stand, side = st.columns([2.9, 1], gap="large")
    with side, st.container(key="controls"):
        controls = show_controls(models, _conditioning_of(st.session_state["model"]))
    with stand, st.container(key="stand"):
        if st.session_state.get(_NOTICE):
            st.warning(st.session_state[_NOTICE])
        if st.session_state.get(_LIVE) and history.current_solo():
            _steer(controls)
            with st.container(horizontal=True, key="downloads"):
                st.popover("Download", icon=":material/download:", disabled=True)
                st.popover("Share", icon=":material/qr_code_2:", disabled=True)
                st.caption(_WHILE_LIVE)
            return
        rendered = _render(controls)
        if rendered:
            now = history.remember(controls.model, rendered)
            link = _write_link(rendered, now)
            _show_player(rendered, now, link)
            with st.container(horizontal=True, key="downloads"):
                show_downloads(rendered, history.part_open())
                show_sharing(link)
                if _session_stays(str(rendered.packet.header["id"])):
                    st.caption(_AFTER_LIVE)
        else:
            st.html('<p class="silence">Fix the highlighted settings to hear a solo.</p>')


def _session_stays(solo: str) -> bool:
    """Whether the player still holds a live session that has ended: until another solo comes."""
    state = st.session_state
    state[_ENDED] = solo if state.get(_ENDED) in ("", solo) else None
    return state[_ENDED] is not None


def _steer(controls: Controls) -> None:
    """Send the settings to the live session in the player, if they can be played."""
    with st.container(key="progress"):
        st.empty()  # as in ``_render``: the player keeps its place
    try:
        network, settings = open_named(controls.model), controls.settings
        play_service.prepare(settings)
        live = offer(network, settings)
    except JazzError as error:
        controls.show_error(error)
        live = ""
    show_player(pack({"turn": True, "live": live, "learnt": learnt()}, {}), _on_request)


def _conditioning_of(model: str) -> Conditioning:
    try:
        return open_named(model).conditioning
    except JazzError:
        return Conditioning()


def _render(controls: Controls) -> RenderedSolo | None:
    """The solo of these settings; if they cannot be played, the last solo, or that of the defaults."""
    with st.container(key="progress"):
        bar, start = st.empty(), monotonic()

    def show_progress(share: float) -> None:
        if monotonic() - start > PROGRESS_AFTER:
            bar.progress(share, "Improvising …")

    try:
        settings, take = controls.settings, history.picked_take()
        _stop_listening(controls.model, settings, take)
        return render_solo(controls.model, settings, take, show_progress)
    except JazzError as error:
        controls.show_error(error)
        _listen_again()
        return history.current_solo() or _render_first(controls.model)
    finally:
        bar.empty()


def _stop_listening(model: str, settings: Settings, take: int) -> None:
    """Stop the work on the solo in the player if it is another one than this."""
    listener: Listener | None = st.session_state.get(_LISTENER)
    now = HistoryEntry(model, settings, take)
    if listener and now != st.session_state.get(_LISTENING_TO):
        listener.left.set()


def _listen_again() -> None:
    """Go on with the solo in the player: the new settings cannot be played."""
    listener: Listener | None = st.session_state.get(_LISTENER)
    if listener:
        listener.left.clear()


def _listener_of(rendered: RenderedSolo, now: HistoryEntry) -> Listener:
    """The visitor as a listener: the same for as long as the solo is the same."""
    listener = listen(rendered, st.session_state.get(_LISTENER))
    st.session_state[_LISTENER], st.session_state[_LISTENING_TO] = listener, now
    return listener


def _render_first(model: str) -> RenderedSolo | None:
    try:
        return render_solo(model, Settings(**DEFAULTS), 0)
    except JazzError:  # no network
        return None


def _show_player(rendered: RenderedSolo, now: HistoryEntry, link: str) -> None:
    packet = rendered.packet
    score = history.score_open()
    if score:
        part, width, semitones = score
        packet = packet.with_score(engrave_part(write_part_so_far(rendered, part, semitones), width))
    message = packet.to_bytes(
        link=link,
        live=offer(rendered.network, rendered.settings),
        rest=_listener_of(rendered, now).path,
        otherTakes=offer_other_takes(rendered),
        saved=history.saved_cards(now),
        history=history.history_cards(),
        restored=history.is_restored(),
        canUndo=history.can_go(-1),
        canRedo=history.can_go(1),
        locked=len(read_prefix(rendered.settings.opening)),
        barFault=bar_fault(rendered.settings),
        learnt=learnt(),
        **shape_rows(rendered),
    )
    show_player(message, _on_request)


def _on_request() -> None:
    """Run the player's request for something that only Python can do; ignore an unknown one."""
    name, value = player_request()
    if name in _REQUESTS:
        _REQUESTS[name](value)


def _set_live(value: object) -> None:
    """Begin or end a live session in the player: meanwhile controls steer it, and no other solo is made."""
    st.session_state[_LIVE] = bool(value)
    st.session_state[_ENDED] = None if value else ""


_REQUESTS: Mapping[str, Callable[[object], None]] = {
    "take": history.pick_take,
    "recall": history.recall_saved,
    "revisit": history.revisit,
    "restore": history.restore,
    "live": _set_live,
    "learn": learn,
    "score": history.open_score,
    "choose": history.choose_note,
    "lockBars": history.lock_bars,
    "setBar": set_bar,
    **SHAPE_REQUESTS,
    "playedTheme": set_played_theme,
    "saveSolo": lambda _: history.save_solo(),
    "undo": lambda _: history.go(-1),
    "redo": lambda _: history.go(1),
    "newSolo": lambda _: set_random_seed(),
    "unlock": lambda _: unlock_notes(),
}


def _write_link(rendered: RenderedSolo, now: HistoryEntry) -> str:
    """Put the settings into the address, unless they are those that the page opens with; returns the link.

    A link leaves out the defaults of ``Settings``, not those of the page: the page opens with another solo
    after each training, and a link should outlive it. A link to a network that is missing stays in the
    address until something is changed: it plays once the network is there.
    """
    full = link_parameters(now.model, now.settings, now.take)
    full[FINGERPRINT] = fingerprint_of(rendered.network)
    is_changed = bool(rendered.chosen or write_parameters(rendered.settings.as_dict(), DEFAULTS))
    if st.session_state.get(_NOTICE) == MISSING_WORDS:
        st.session_state[_ARRIVED] = st.session_state[_ARRIVED] or now
        if st.session_state[_ARRIVED] == now:
            return urlencode(st.session_state[_LINK])
        st.session_state[_NOTICE] = ""
    shown = full if is_changed or now.model != DEFAULT_MODEL else {}
    if st.query_params.to_dict() != shown:
        st.query_params.from_dict(shown)
    st.session_state[_LINK] = shown
    return urlencode(full)
