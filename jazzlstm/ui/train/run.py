"""How to learn, how long it will take, and the run as it goes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import streamlit as st

from jazzlstm.audio import encode_mp3, render_sound
from jazzlstm.errors import JazzError
from jazzlstm.jobs.corpus_items import Item, solos_of
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Limits, Status, TrainingOrder, TrainingRun, estimate_minutes
from jazzlstm.model.recipes import RECIPES
from jazzlstm.services import play as studio
from jazzlstm.ui.style import plain

WAYS = {
    "tune": "Teach the default network this style",
    "classic": "Train from scratch, in the original's way",
}
ABOUT_WAYS = {
    "tune": "It knows hundreds of jazz solos and takes on the manner of yours. The best choice for most.",
    "classic": "64 units, sequences of 30, 100 epochs: it knows nothing but your music. For corpora of size.",
}
LOOK_AGAIN_SECONDS = 1.0


def show_choice(session: Session, items: Sequence[Item]) -> None:
    """The two ways, what is under "more", the estimate, and the button."""
    counting = [item for item in items if item.counts]
    if not counting:
        return
    st.header("How to learn")
    way = st.radio("Way", list(WAYS), format_func=WAYS.__getitem__, key="way", label_visibility="collapsed")
    st.caption(ABOUT_WAYS[way])
    try:
        order = _order(way)
        base = studio.open_model(studio.DEFAULT_MODEL) if way == "tune" else None
        notes = sum(item.report.notes for item in counting)
        minutes = estimate_minutes(order, notes, base)
        st.markdown(
            f"**At most about {_minutes(minutes)}** for {notes:,} notes; sooner when it stops improving."
        )
        if st.button("Start training", type="primary", icon=":material/play_arrow:", key="start"):
            from jazzlstm.jobs import training_jobs as jobs

            jobs.start_run(session, order, solos_of(session, counting), base)
            st.rerun()
    except JazzError as error:
        st.error(plain(str(error)))


def _order(way: str) -> TrainingOrder:
    with st.expander("More"):
        name = st.text_input("Name of the network", "My style", max_chars=60, key="name")
        epochs = st.number_input("Epochs at most", 1, 1000, RECIPES[way].plan.epochs, key=f"epochs {way}")
        units = None
        if way == "classic":
            units = int(st.number_input("Units", 8, 1024, 64, step=8, key="units"))
        rate = st.number_input(
            "Learning rate (0: the recipe's)", 0.0, 0.1, 0.0, step=1e-4, format="%.5f", key=f"rate {way}"
        )
    minutes = Limits.of_this_host().minutes
    return TrainingOrder(
        way, name.strip() or "My style", int(epochs), units, rate if rate > 0 else None, minutes=minutes
    )


def show_run(session: Session) -> None:
    """The session's run: live while it is under way."""
    from jazzlstm.jobs import training_jobs as jobs

    status = jobs.follow(session)
    if status is None:
        return
    st.header("Training")
    if status.is_active:
        st.fragment(_live, run_every=LOOK_AGAIN_SECONDS)(session)
        return
    {"done": st.success, "stopped": st.info}.get(status.state, st.error)(_ending(status))
    _curve(status)
    _samples(session, status)


def _live(session: Session) -> None:
    from jazzlstm.jobs import training_jobs as jobs

    try:
        status = jobs.follow(session)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    if status is None or not status.is_active:
        st.rerun()
    done = status.epoch / status.epochs if status.epochs else 0.0
    st.progress(min(1.0, done), _words(status, jobs.place_in_queue(session)))
    if status.message:
        st.warning(plain(status.message))
    stopping = TrainingRun(session).is_to_stop
    if st.button(
        "Stopping …" if stopping else "Stop and keep the best",
        icon=":material/stop:",
        key="stop",
        disabled=stopping,
    ):
        jobs.stop_run(session)
    _curve(status)
    _samples(session, status)


def _words(status: Status, place: int) -> str:
    if status.state == "queued":
        return f"In the queue: number {place}" if place > 1 else "Waiting for a worker …"
    if status.state == "interrupted":
        return "Interrupted"
    if status.state == "measuring":
        return "Measuring what has changed …"
    if not status.epoch:
        return "Getting ready: this takes half a minute …"
    return f"Epoch {status.epoch} of {status.epochs} · about {_minutes(status.seconds_left / 60)} left"


def _minutes(minutes: float) -> str:
    if minutes < 1:
        return f"{max(5, round(minutes * 60, -1)):.0f} seconds" if minutes < 0.9 else "a minute"
    return "a minute" if minutes < 1.5 else f"{minutes:.0f} minutes"


def _ending(status: Status) -> str:
    """How a run ended, and what that brought on music it has not learnt."""
    message = plain(status.message[:1].upper() + status.message[1:])
    said = [f"Ready after {_minutes(status.seconds / 60)}" if status.state == "done" else "", message]
    if status.history and not status.figures:
        best = math.exp(min(epoch["held_out_loss"] for epoch in status.history))
        before = f", before {math.exp(status.base_loss):.1f}" if status.base_loss is not None else ""
        said.append(f"Perplexity on the held-out part: {best:.1f}{before}")
    return " ".join(f"{sentence}." for sentence in said if sentence)


def curve_spec(status: Status) -> dict[str, Any]:
    """The loss curve for Vega-Lite: learnt and held-out music, and the line to beat."""
    names = {"loss": "your music", "held_out_loss": "held-out part"}
    rows = [
        {"epoch": epoch["epoch"], "loss": epoch[key], "of": name}
        for epoch in status.history
        for key, name in names.items()
    ]
    if status.base_loss is not None:
        ends = (1, max(2, status.epochs))
        rows += [{"epoch": epoch, "loss": status.base_loss, "of": "before"} for epoch in ends]
    colours = {"domain": [*names.values(), "before"], "range": ["#8a8f98", "#b4690e", "#3b7a57"]}
    return {
        "data": {"values": rows},
        "height": 280,
        "mark": {"type": "line", "point": len(status.history) < 3},
        "encoding": {
            "x": {"field": "epoch", "type": "quantitative", "axis": {"tickMinStep": 1}},
            "y": {
                "field": "loss",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": {"tickCount": 5},
                "title": "loss (nats an event)",
            },
            "color": {
                "field": "of",
                "type": "nominal",
                "scale": colours,
                "legend": {"orient": "top", "title": None},
            },
        },
    }


def _curve(status: Status) -> None:
    if status.history:
        st.vega_lite_chart(curve_spec(status), width="stretch")


def _samples(session: Session, status: Status) -> None:
    """Four bars after some epoch: the last, unless another is asked for."""
    if not status.samples:
        return
    epoch = (
        st.select_slider(
            "Hear it after epoch", status.samples, value=status.samples[-1], key=f"hear {len(status.samples)}"
        )
        if len(status.samples) > 1
        else status.samples[0]
    )
    midi = TrainingRun(session).sample(int(epoch))
    if midi:
        st.caption(f"Four bars of II-V-I as it played them after epoch {epoch}.")
        st.audio(sound_of(midi), format="audio/mpeg")


@lru_cache(maxsize=16)
def sound_of(midi: bytes) -> bytes:
    """A MIDI file as the browser plays it."""
    return encode_mp3(render_sound(midi))
