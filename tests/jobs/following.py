"""Runs small enough for a test, and how a test follows one."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from jazzlstm.jobs import reading_jobs as journeys
from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Status, TrainingOrder
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart

PATIENCE = 180.0  # two trainings that start at once on one busy core take more than 90
SMALL = TrainingOrder(way="classic", units=8, epochs=3)
ENDLESS = TrainingOrder(way="classic", units=8, epochs=1000)


def solos(notes: int = 60) -> list[Solo]:
    """Six little walks over a blues."""
    return [Solo(walk(seed, notes), tune_chart("blues"), 140.0, title=f"tune {seed}") for seed in range(6)]


def walk(seed: int, notes: int) -> tuple[Note, ...]:
    rng, line, pitch, beat = np.random.default_rng(seed), [], 65, 0.0
    for step in rng.choice([-3, -2, -1, 1, 2, 3], notes):
        pitch = max(55, min(79, pitch + int(step)))
        line.append(Note(beat, 0.5, pitch))
        beat += 0.5
    return tuple(line)


def wait_for(session: Session, reached: Callable[[Status], bool], seconds: float = PATIENCE) -> Status:
    """Follow a run as the page does, until it is as far."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = jobs.follow(session)
        assert status is not None
        if reached(status):
            return status
        time.sleep(0.1)
    raise AssertionError(f"after {seconds:g} s it is {status}")


def finish_reading(session: Session) -> None:
    """Follow the reading of a corpus as the page does, until it is done."""
    deadline = time.monotonic() + PATIENCE
    while journeys.follow_reading(session).is_active:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def ended(status: Status) -> bool:
    return not status.is_active


def learns(status: Status) -> bool:
    return status.epoch >= 2


def leftovers(session: Session) -> set[str]:
    """Files of a run that only a running training needs."""
    return {
        path.name for path in session.run.iterdir() if "checkpoint" in path.name or "writing" in path.name
    }
