"""Runs on a real worker: what is asked for. One worker serves the file: TensorFlow is seldom loaded."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from jazzlstm.errors import InputError, TrainingError
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.jobs import reading_jobs as journeys
from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.session_store import Session, create_session
from jazzlstm.jobs.training_run import TrainingOrder, TrainingRun
from jazzlstm.model.model_file import read_model
from jazzlstm.music import Solo
from jazzlstm.theory.tunes import tune_chart
from tests.jobs.following import (
    ENDLESS,
    SMALL,
    ended,
    finish_reading,
    learns,
    leftovers,
    solos,
    wait_for,
    walk,
)


def test_a_run_ends_with_a_model_figures_samples_and_nothing_left_over(session: Session) -> None:
    jobs.start_run(session, SMALL, solos())
    status = wait_for(session, ended)
    assert status.state == "done", status.message
    assert [epoch["epoch"] for epoch in status.history] == [1, 2, 3]
    assert status.history[-1]["loss"] < status.history[0]["loss"]
    network = read_model(session.models / status.model)
    assert network.name == "My style"
    assert network.config.units == 8
    assert status.figures is not None
    assert status.figures["after"]["held_out"]["notes"] > 0
    assert status.samples == (1, 2)
    sample = read_midi(TrainingRun(session).sample(1), "sample")
    assert sample.solo.end <= 17
    assert leftovers(session) == set()


def test_cancelling_stops_within_two_seconds_and_keeps_the_best_so_far(session: Session) -> None:
    jobs.start_run(session, ENDLESS, solos())
    wait_for(session, learns)
    began = time.monotonic()
    jobs.stop_run(session)
    status = wait_for(session, ended, 10)
    assert time.monotonic() - began < 2
    assert status.state == "stopped"
    assert read_model(session.models / status.model).card.best_epoch >= 1
    assert leftovers(session) == set()


def test_one_run_a_session_and_a_place_in_the_queue_for_the_next(session: Session) -> None:
    other, third = create_session(), create_session()
    try:
        jobs.start_run(session, ENDLESS, solos())
        with pytest.raises(TrainingError, match="under way"):
            jobs.start_run(session, SMALL, solos())
        wait_for(session, lambda status: status.state != "queued")
        jobs.start_run(other, SMALL, solos())
        jobs.start_run(third, SMALL, solos())
        assert [jobs.place_in_queue(each) for each in (session, other, third)] == [0, 1, 2]
        jobs.stop_run(other)
        stopped = jobs.follow(other)
        assert stopped is not None
        assert (stopped.state, stopped.message) == ("stopped", "stopped before anything was learnt")
        assert jobs.place_in_queue(third) == 1
        jobs.stop_run(session)
        wait_for(third, lambda status: status.state != "queued")
        assert jobs.place_in_queue(third) == 0
    finally:
        jobs.delete(other)
        jobs.delete(third)


def test_a_corpus_is_read_while_somebody_trains(session: Session) -> None:
    jobs.start_run(session, ENDLESS, solos())
    wait_for(session, learns)
    session.add_files((f"words {number}.mid", b"no music") for number in range(30))
    reading = journeys.follow_reading(session)
    assert (reading.done, reading.files) == (0, 30)
    finish_reading(session)
    assert journeys.follow_reading(session).done == 30
    status = jobs.follow(session)
    assert status is not None
    assert status.state == "training"


def test_the_limit_of_minutes_ends_a_run_and_keeps_the_best(session: Session) -> None:
    jobs.start_run(session, TrainingOrder(way="classic", units=8, epochs=1000, minutes=0.05), solos())
    status = wait_for(session, ended)
    assert (status.state, bool(status.model)) == ("done", True), status.message
    assert "limit of 0.05 minutes" in status.message


def test_too_few_notes_are_refused_before_anything_starts(session: Session) -> None:
    with pytest.raises(InputError, match="12 notes in 1 solos: too few"):
        jobs.start_run(session, SMALL, [Solo(walk(1, 12), tune_chart("blues"))])
    assert jobs.follow(session) is None


def test_deleting_a_locker_stops_its_run_and_leaves_nothing(session: Session, store: Path) -> None:
    jobs.start_run(session, ENDLESS, solos())
    wait_for(session, learns)
    jobs.delete(session)
    another = create_session()
    jobs.start_run(another, SMALL, solos())  # only begins when the worker is free again
    wait_for(another, lambda status: status.state != "queued")
    assert not session.path.exists()
    jobs.delete(another)
