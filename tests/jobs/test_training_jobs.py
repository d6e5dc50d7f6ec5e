"""Runs on a real worker. The tests share it, because it loads TensorFlow once."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.errors import InputError, TrainingError
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.jobs import reading_jobs, training_jobs
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import Session, create_session
from jazzlstm.jobs.training_run import TrainingRun
from jazzlstm.jobs.training_solos import TrainingSolos
from jazzlstm.jobs.training_worker import STOPPED_EARLY
from jazzlstm.model.model_file import read_model
from jazzlstm.music import Solo
from jazzlstm.theory.tunes import tune_chart
from tests.jobs.following import (
    ENDLESS,
    PATIENCE,
    SMALL,
    finish_reading,
    has_ended,
    is_training,
    loses_working_files,
    solos,
    wait_for,
    walk,
)


def test_a_worker_loads_the_libraries_before_a_training_needs_them(store: Path) -> None:
    training_jobs.prepare_worker()
    task = connection.preparation
    assert task is not None
    training_jobs.prepare_worker()
    assert connection.preparation == task, "it is asked once"
    task.result(PATIENCE)
    is_loaded = "'jazzlstm.model.training' in __import__('sys').modules"
    assert connection.get().submit(eval, is_loaded, pure=False).result(PATIENCE)


def test_a_run_ends_with_a_model_figures_samples_and_no_working_files(session: Session) -> None:
    training_jobs.start_run(session, SMALL, solos())
    status = wait_for(session, has_ended)
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
    assert loses_working_files(session)


def test_stopping_takes_an_epoch_at_most_and_keeps_the_best_network(session: Session) -> None:
    training_jobs.start_run(session, ENDLESS, solos())
    wait_for(session, is_training)
    training_jobs.stop_run(session)
    asked = training_jobs.follow(session)
    status = wait_for(session, has_ended)
    assert status.state == "stopped"
    assert asked is not None
    assert status.epoch <= asked.epoch + 1
    assert status.figures is None  # nothing is measured any more
    assert read_model(session.models / status.model).card.best_epoch >= 1
    assert loses_working_files(session)


def test_a_session_has_one_run_and_other_sessions_queue(session: Session) -> None:
    other, third = create_session(), create_session()
    try:
        training_jobs.start_run(session, ENDLESS, solos())
        with pytest.raises(TrainingError):
            training_jobs.start_run(session, SMALL, solos())
        wait_for(session, lambda status: status.state != "queued")
        training_jobs.start_run(other, SMALL, solos())
        training_jobs.start_run(third, SMALL, solos())
        assert [training_jobs.place_in_queue(each) for each in (session, other, third)] == [0, 1, 2]
        training_jobs.stop_run(other)
        stopped = training_jobs.follow(other)
        assert stopped is not None
        assert (stopped.state, stopped.message) == ("stopped", STOPPED_EARLY)
        assert training_jobs.place_in_queue(third) == 1
        training_jobs.stop_run(session)
        wait_for(third, lambda status: status.state != "queued")
        assert training_jobs.place_in_queue(third) == 0
    finally:
        training_jobs.delete(other)
        training_jobs.delete(third)


def test_a_corpus_is_read_during_a_training(session: Session) -> None:
    training_jobs.start_run(session, ENDLESS, solos())
    wait_for(session, is_training)
    session.add_files((f"words {number}.mid", b"no music") for number in range(30))
    reading = reading_jobs.follow_reading(session)
    assert (reading.done, reading.files) == (0, 30)
    finish_reading(session)
    assert reading_jobs.follow_reading(session).done == 30
    status = training_jobs.follow(session)
    assert status is not None
    assert status.state == "training"


def test_the_limit_of_minutes_ends_a_run_and_keeps_the_best_network(session: Session) -> None:
    for minutes in (0.05, 0.5, 3.0):  # a busy machine may need longer than the first two for an epoch
        request = RunRequest(method="classic", units=8, epochs=1000, minutes=minutes)
        training_jobs.start_run(session, request, solos())
        status = wait_for(session, has_ended)
        if status.model:
            break
    assert (status.state, bool(status.model)) == ("done", True), status.message
    assert f"{minutes:g}" in status.message


def test_too_few_notes_are_refused_before_anything_starts(session: Session) -> None:
    with pytest.raises(InputError):
        training_jobs.start_run(session, SMALL, TrainingSolos.of([Solo(walk(1, 12), tune_chart("blues"))]))
    assert training_jobs.follow(session) is None


def test_deleting_a_session_stops_its_run_and_leaves_nothing(session: Session, store: Path) -> None:
    training_jobs.start_run(session, ENDLESS, solos())
    wait_for(session, is_training)
    training_jobs.delete(session)
    another = create_session()
    training_jobs.start_run(another, SMALL, solos())  # begins when the worker is free again
    wait_for(another, lambda status: status.state != "queued")
    assert not session.path.exists()
    training_jobs.delete(another)
