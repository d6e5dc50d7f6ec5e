"""The training: method, estimated time, and progress with its loss curve and samples."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.corpus_items import CorpusItem, choose_solos
from jazzlstm.jobs.readiness import why_not_yet
from jazzlstm.jobs.run_request import Limits, RunRequest
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_pace import Workload, estimate_seconds
from jazzlstm.jobs.training_run import Status, TrainingRun
from jazzlstm.model.recipes import RECIPES
from jazzlstm.services.models import DEFAULT_MODEL, open_model
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.listening import sound_of
from jazzlstm.ui.train.loss_curve import (
    HELD_OUT_TITLE,
    HIGHEST_LOSS,
    TRAINING_TITLE,
    held_out_spec,
    training_spec,
)
from jazzlstm.ui.visitor import own_models

METHODS = {
    "tune": "Adapt the default network to your style",
    "classic": "Train a small network from scratch",
}
METHOD_NOTES = {
    "tune": "The default network has learned from hundreds of jazz solos. Best for most uploads.",
    "classic": "A small network that learns only from your music. It needs many solos.",
}
UNITS_HELP = "The size of the network: more units can learn more, need more solos, and take longer."
SHORT_MINUTES = 3.0
"""Minutes below which half minutes are told."""
DEFAULT_NAME = "My style"
NETWORKS_ANCHOR = "your-networks"
"""Of the heading that the network of a finished training is under."""
POLL_SECONDS = 1.0
"""Time between two updates of the status: about the time of the shortest epochs."""


def show_methods(session: Session, items: Sequence[CorpusItem]) -> None:
    """Show the two methods, their options, the estimated time and the start button."""
    included = [item for item in items if item.is_included]
    if not included:
        return
    st.header("Method")
    method = st.radio(
        "Method", list(METHODS), format_func=METHODS.__getitem__, key="way", label_visibility="collapsed"
    )
    st.caption(METHOD_NOTES[method])
    try:
        request = _ask_options(method)
        base = open_model(DEFAULT_MODEL) if method == "tune" else None
        notes = sum(item.report.notes for item in included)
        st.markdown(_estimate(request, Workload.of(request, notes, len(included), base)))
        is_early = bool(why_not_yet())  # the page tells why above
        if st.button(
            "Start training", type="primary", icon=":material/play_arrow:", key="start", disabled=is_early
        ):
            from jazzlstm.jobs import training_jobs as jobs

            jobs.start_run(session, request, choose_solos(session, included), base)
            st.rerun()
    except JazzError as error:
        st.error(plain(str(error)))


def _estimate(request: RunRequest, work: Workload) -> str:
    minutes = estimate_seconds(work) / 60
    words = f"**About {_duration(minutes)}** for {work.notes:,} notes."
    if minutes > request.minutes:
        return (
            f"{words} The limit is {_duration(request.minutes)}: the training stops then, and the best"
            " network so far is kept. Exclude some solos, or choose fewer epochs."
        )
    plan = request.recipe().plan
    if plan.patience < plan.epochs:
        words += " The training ends earlier if the network stops improving."
    return words


def _ask_options(method: str) -> RunRequest:
    """The request from the fields under "Advanced"."""
    with st.expander("Advanced"):
        name = st.text_input("Name of the network", DEFAULT_NAME, max_chars=60, key="name")
        epochs = st.number_input(
            "Maximum epochs",
            1,
            1000,
            RECIPES[method].plan.epochs,
            key=f"epochs {method}",
            help="An epoch is one pass through all the solos.",
        )
        units = None
        if method == "classic":
            units = int(st.number_input("Units", 8, 1024, 64, step=8, key="units", help=UNITS_HELP))
        rate = st.number_input(
            "Learning rate (0 = default)", 0.0, 0.1, 0.0, step=1e-4, format="%.5f", key=f"rate {method}"
        )
    return RunRequest(
        method,
        name.strip() or DEFAULT_NAME,
        int(epochs),
        units,
        rate if rate > 0 else None,
        minutes=Limits.of_this_host().minutes,
    )


def show_run(session: Session) -> None:
    """Show the session's training: live while it runs, else its outcome."""
    from jazzlstm.jobs import training_jobs as jobs

    status = jobs.follow(session)
    if status is None:
        return
    st.header("Training")
    if status.is_active:
        st.fragment(_show_live, run_every=POLL_SECONDS)(session)
        return
    {"done": st.success, "stopped": st.info}.get(status.state, st.error)(outcome_words(status))
    if status.state != "failed" and own_models():
        st.markdown(f"[Play it under *Your networks*](#{NETWORKS_ANCHOR}), below the music.")
    _show_curve(status)
    _show_sample(session, status)


def _show_live(session: Session) -> None:
    from jazzlstm.jobs import training_jobs as jobs

    try:
        status = jobs.follow(session)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    if status is None or not status.is_active:
        st.rerun()
    share_done = status.epoch / status.epochs if status.epochs else 0.0
    st.progress(min(1.0, share_done), _progress_label(status, jobs.place_in_queue(session)))
    if status.message:
        st.warning(plain(status.message))
    is_stopping = TrainingRun(session).is_stopping
    if st.button(
        "Stopping …" if is_stopping else "Stop and keep the best",
        icon=":material/stop:",
        key="stop",
        disabled=is_stopping,
    ):
        jobs.stop_run(session)
    _show_curve(status)
    _show_sample(session, status)


def _progress_label(status: Status, place: int) -> str:
    if status.state == "queued":
        return f"Place {place} in the queue" if place > 1 else "Waiting for a worker …"
    if status.state == "interrupted":
        return "Interrupted"
    if status.state == "measuring":
        return "Evaluating the network …"
    if not status.epoch:
        return f"Preparing … about {_duration(status.estimated_seconds / 60)} in all"
    return f"Epoch {status.epoch} of {status.epochs} · about {_duration(status.seconds_left / 60)} left"


def _duration(minutes: float) -> str:
    """A time in words: "20 seconds", "a minute", "1.5 minutes", "4 minutes"."""
    if minutes < 0.9:
        return f"{max(5, round(minutes * 60, -1)):.0f} seconds"
    if minutes < 1.25:
        return "a minute"
    rounded = round(minutes * 2) / 2 if minutes < SHORT_MINUTES else round(minutes)
    return f"{rounded:g} minutes"


def outcome_words(status: Status) -> str:
    """How a training ended, and the perplexity of the network that was kept: the lowest of the curve."""
    sentences = [f"Ready after {_duration(status.seconds / 60)}."] if status.state == "done" else []
    if status.message:
        sentences.append(plain(status.message[:1].upper() + status.message[1:]) + ".")
    if status.history:
        base = [] if status.base_loss is None else [status.base_loss]
        kept = min(base + [epoch["held_out_loss"] for epoch in status.history])
        before = f" (before: {_perplexity(base[0]):.1f})" if base else ""
        sentences.append(
            "On the held-out part of your music, which was not used for training, each note is as uncertain"
            f" as a choice among **{_perplexity(kept):.1f}** equally likely notes{before}. Lower is better."
        )
    return " ".join(sentences)


def _show_curve(status: Status) -> None:
    if status.history:
        st.vega_lite_chart(
            held_out_spec(status), width="stretch", key="held-out curve", alt=_curve_words(status)
        )
        with st.expander(TRAINING_TITLE):
            st.vega_lite_chart(
                training_spec(status), width="stretch", key="training curve", alt=TRAINING_TITLE
            )


def _curve_words(status: Status) -> str:
    """The curve for a screen reader: its first, best and base values."""
    values = [_perplexity(epoch["held_out_loss"]) for epoch in status.history]
    words = f"{HELD_OUT_TITLE}. After epoch 1: {values[0]:.1f} notes; at best: {min(values):.1f}"
    return words if status.base_loss is None else f"{words}; before: {_perplexity(status.base_loss):.1f}"


def _perplexity(loss: float) -> float:
    return math.exp(min(loss, HIGHEST_LOSS))


def _show_sample(session: Session, status: Status) -> None:
    """A player for the sample of one epoch: the latest, until another is chosen."""
    if not status.samples:
        return
    epoch = status.samples[-1]
    if len(status.samples) > 1:
        key = f"hear {len(status.samples)}"  # with a fixed key the slider would stay at the first sample
        epoch = st.select_slider("Listen to the network after epoch", status.samples, value=epoch, key=key)
    midi = TrainingRun(session).sample(int(epoch))
    if midi:
        st.caption(f"Four bars over II-V-I chords, played after epoch {epoch}.")
        st.audio(sound_of(midi), format="audio/mpeg")
