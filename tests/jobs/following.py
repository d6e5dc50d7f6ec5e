"""Small runs, and how a test waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from jazzlstm.jobs import reading_jobs, training_jobs
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Status
from jazzlstm.jobs.training_solos import TrainingSolos
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart

PATIENCE = 600.0
"""Seconds: two trainings that start at once on one busy core take more than 130."""
SMALL = RunRequest(method="classic", units=8, epochs=3)
ENDLESS = RunRequest(method="classic", units=8, epochs=1000)


def solos(notes: int = 60) -> TrainingSolos:
    """Six random walks of eighth notes over a blues."""
    chart = tune_chart("blues")
    return TrainingSolos.of(
        [Solo(walk(seed, notes), chart, 140.0, title=f"tune {seed}") for seed in range(6)]
    )


def walk(seed: int, notes: int) -> tuple[Note, ...]:
    rng, line, pitch, beat = np.random.default_rng(seed), [], 65, 0.0
    for step in rng.choice([-3, -2, -1, 1, 2, 3], notes):
        pitch = max(55, min(79, pitch + int(step)))
        line.append(Note(beat, 0.5, pitch))
        beat += 0.5
    return tuple(line)


def wait_for(session: Session, reached: Callable[[Status], bool], seconds: float = PATIENCE) -> Status:
    """Follow a run as the page does, until a condition holds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = training_jobs.follow(session)
        assert status is not None
        if reached(status):
            return status
        assert status.is_active, f"the run has ended: {status}"
        time.sleep(0.1)
    raise AssertionError(f"status after {seconds:g} s: {status}")


def finish_reading(session: Session) -> None:
    """Follow the reading of a corpus as the page does, to its end."""
    deadline = time.monotonic() + PATIENCE
    while reading_jobs.follow_reading(session).is_active:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def has_ended(status: Status) -> bool:
    return not status.is_active


def is_training(status: Status) -> bool:
    return status.epoch >= 2


def loses_working_files(session: Session) -> bool:
    """Whether the files that only a running training needs go, after the last status was written."""
    deadline = time.monotonic() + PATIENCE
    while any("checkpoint" in path.name or "writing" in path.name for path in session.run.iterdir()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
