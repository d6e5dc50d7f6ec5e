"""The files of a run, and the faults that end it, in this process."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import InputError, OutputError, SettingsError
from jazzlstm.jobs.held_out import split_solos
from jazzlstm.jobs.run_request import METHODS, Limits, RunRequest
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.jobs.training_jobs import LOST_AFTER_SECONDS
from jazzlstm.jobs.training_pace import Workload, estimate_seconds, measured_pace, record_pace
from jazzlstm.jobs.training_run import Status, TrainingRun
from jazzlstm.jobs.training_solos import TrainingSolos
from jazzlstm.jobs.training_worker import STOPPED_EARLY, run_training, sample_epochs
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_file import BEST, describe_sizes, read_model, write_arrays
from jazzlstm.model.network import Network
from jazzlstm.model.recipes import RECIPES
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    return create_session()


def solo(title: str, notes: int = 60) -> Solo:
    line = tuple(Note(i / 2, 0.5, 60 + (i * 5) % 13) for i in range(notes))
    return Solo(line, tune_chart("blues"), 140.0, title=title)


SOLOS = [solo(f"tune {i}") for i in range(4)]
TRAINING_SOLOS = TrainingSolos.of(SOLOS)
SMALL = RunRequest(method="classic", units=8, epochs=2)


def broken(error: Exception) -> Callable[..., Network]:
    def train(*arguments: object, **settings: object) -> Network:
        raise error

    return train


def run_with(monkeypatch: pytest.MonkeyPatch, session: Session, error: Exception) -> Status:
    """A run whose training raises."""
    monkeypatch.setattr("jazzlstm.model.training.train", broken(error))
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    run_training(str(session.path), 1)
    status = run.status()
    assert status is not None
    return status


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk"),
        (OutputError("cannot write"), "cannot write"),
        (MemoryError(), "memory"),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero"),
    ],
)
def test_every_error_becomes_the_message_of_the_status(
    monkeypatch: pytest.MonkeyPatch, session: Session, error: Exception, words: str
) -> None:
    status = run_with(monkeypatch, session, error)
    assert status.state == "failed"
    assert words in status.message


@pytest.mark.slow
def test_a_full_disk_that_caused_another_error_is_named(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    error = OutputError("cannot write the checkpoint")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert "disk" in run_with(monkeypatch, session, error).message


def test_an_attempt_that_was_replaced_writes_nothing(session: Session) -> None:
    run = TrainingRun(session)
    before = run.create(SMALL, TRAINING_SOLOS, None)
    assert run.claim(2)
    assert not run.claim(2)
    run_training(str(session.path), 1)
    assert run.status() == before


@pytest.mark.slow
def test_a_run_that_was_stopped_before_its_start_does_not_train(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr("jazzlstm.model.training.train", broken(AssertionError("it trained")))
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    run.request_stop()
    run_training(str(session.path), 1)
    status = run.status()
    assert status is not None
    assert (status.state, status.message) == ("stopped", STOPPED_EARLY)


def test_a_run_that_is_out_of_time_before_its_first_epoch_is_not_done(
    monkeypatch: pytest.MonkeyPatch, session: Session, make_network: Callable[..., Network]
) -> None:
    monkeypatch.setattr("jazzlstm.model.training.train", lambda *_, **__: make_network())
    run = TrainingRun(session)
    run.create(replace(SMALL, minutes=1e-9), TRAINING_SOLOS, None)
    run_training(str(session.path), 1)
    status = run.status()
    assert status is not None
    assert (status.state, status.model) == ("stopped", "")
    assert status.message
    assert not session.model_paths()


def test_a_deleted_session_does_not_come_back(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    def train(*arguments: object, **settings: object) -> Network:
        session.delete()
        raise OSError(errno.ENOENT, "gone")

    monkeypatch.setattr("jazzlstm.model.training.train", train)
    TrainingRun(session).create(SMALL, TRAINING_SOLOS, None)
    run_training(str(session.path), 1)
    assert not session.path.exists()


def test_both_methods_are_recipes() -> None:
    assert set(METHODS) <= set(RECIPES)


def test_a_request_replaces_values_of_the_recipe() -> None:
    recipe = RunRequest(method="classic", units=16, epochs=7, learning_rate=0.01, seed=3).recipe()
    assert (recipe.config.units, recipe.config.sequence_length) == (16, 30)
    assert (recipe.plan.epochs, recipe.plan.learning_rate, recipe.plan.seed) == (7, 0.01, 3)
    assert recipe.plan.test == 0


@pytest.mark.parametrize(
    ("field", "value"), [("epochs", 0), ("units", 4096), ("learning_rate", 0.5), ("method", "magic")]
)
def test_values_out_of_range_are_refused(field: str, value: object) -> None:
    with pytest.raises(SettingsError) as refusal:
        RunRequest(**{field: value})  # type: ignore[arg-type]  # wrong on purpose
    assert refusal.value.field == field


def test_too_few_or_too_many_notes_and_a_missing_base_are_refused(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    run = TrainingRun(session)
    with pytest.raises(InputError):
        run.create(SMALL, TrainingSolos.of([solo("short", 12)]), None)
    with pytest.raises(InputError):
        run.create(RunRequest(method="tune"), TRAINING_SOLOS, None)
    monkeypatch.setenv("JAZZLSTM_MOST_NOTES", "100")
    with pytest.raises(InputError):
        run.create(SMALL, TRAINING_SOLOS, None)
    assert run.status() is None


def test_a_limit_that_is_not_a_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MOST_MINUTES", "2.5")
    assert Limits.of_this_host().minutes == 2.5
    monkeypatch.setenv("JAZZLSTM_MOST_MINUTES", "never")
    with pytest.raises(SettingsError) as refusal:
        Limits.of_this_host()
    assert refusal.value.field == "JAZZLSTM_MOST_MINUTES"


def test_of_a_single_tune_the_end_of_each_solo_is_held_out() -> None:
    split = split_solos([solo("alone", 100)], 0.1, (0.9, 0.1))
    first, last = split.train_set[0].notes, split.validation_set[0].notes
    assert len(first) + len(last) == 100
    assert len(last) >= 15
    assert first[-1].end <= last[0].start


def test_several_tunes_are_split_by_tune() -> None:
    split = split_solos(SOLOS, 0.1, (0.9, 0.1))
    titles = [{each.title for each in part} for part in (split.train_set, split.validation_set)]
    assert titles[0].isdisjoint(titles[1])


def test_the_estimate_grows_with_the_work_and_follows_the_pace_of_earlier_runs(
    session: Session, make_network: Callable[..., Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jazzlstm.jobs.training_pace.measured_pace", lambda: 0.5)
    request = RunRequest(method="classic")
    work = Workload.of(request, 20_000, 100, None)
    usual = estimate_seconds(work)
    assert usual == pytest.approx(0.5 * work.seconds)
    assert usual > estimate_seconds(Workload.of(request, 2_000, 10, None))
    assert usual > estimate_seconds(work.until(50))
    assert work.tail > replace(work, parameters=1000).tail  # a small network is fitted faster, too
    record_pace(2 * work.seconds, work)
    assert estimate_seconds(work) == pytest.approx(2 * work.seconds)
    record_pace(work.until(50).seconds, work.until(50))
    assert estimate_seconds(work) == pytest.approx(1.5 * work.seconds)  # half and half
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    assert estimate_seconds(Workload.of(RunRequest(), 2_000, 10, network)) > 0


def test_the_pace_of_the_host_is_measured_once_for_some_seconds() -> None:
    measured_pace.cache.clear()
    assert 0 < measured_pace() == measured_pace()


def test_about_ten_samples_are_played_one_of_them_after_the_first_epoch() -> None:
    assert sample_epochs(3) == (1, 2)
    assert sample_epochs(30)[:3] == (1, 3, 6)
    assert all(len(sample_epochs(epochs)) <= 12 for epochs in range(1, 500))


def test_a_run_without_a_worker_ends_with_the_best_network_of_its_checkpoint(
    session: Session, make_network: Callable[..., Network]
) -> None:
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    run = TrainingRun(session)
    status = run.create(SMALL, TRAINING_SOLOS, None)
    best = {BEST + name: weight for name, weight in network.weights.items()}
    description = {
        "checkpoint": {"best_epoch": 4, "history": []},
        **describe_sizes(network.config, network.conditioning),
    }
    write_arrays(run.checkpoint, best, description)
    finished = run.finish(status, "failed", "why")
    model = read_model(session.models / finished.model)
    assert model.card.best_epoch == 4
    assert all(np.array_equal(model.weights[name], network.weights[name]) for name in network.weights)
    assert not run.checkpoint.exists()


def test_a_status_is_read_as_it_was_written(session: Session) -> None:
    history: Sequence[dict[str, float]] = [{"epoch": 1, "loss": 4.5, "held_out_loss": 4.25}]
    status = Status("training", "why", epoch=1, epochs=9, history=tuple(history), samples=(1,), base_loss=3.5)
    run = TrainingRun(session)
    run.write_status(status)
    assert run.status() == status
    (session.run / "status.json").write_text('{"foreign": 1}')
    assert run.status() is None


@pytest.mark.parametrize("hours", [-30, 0, 30])
def test_a_heartbeat_counts_from_when_it_is_seen_whatever_its_date(
    session: Session, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    now = [1000.0]
    monkeypatch.setattr("jazzlstm.jobs.training_run.steady", lambda: now[0])
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    assert run.seconds_since_heartbeat() > LOST_AFTER_SECONDS  # there was none
    heartbeat = run.folder / "heartbeat"
    for beat in range(3):
        heartbeat.touch()
        dated = heartbeat.stat().st_mtime_ns + (hours * 3600 + beat) * 10**9
        os.utime(heartbeat, ns=(dated, dated))
        assert run.seconds_since_heartbeat() == 0
        now[0] += 5
        assert run.seconds_since_heartbeat() == 5
    now[0] += LOST_AFTER_SECONDS
    assert run.seconds_since_heartbeat() > LOST_AFTER_SECONDS


def test_the_solos_of_a_run_are_those_that_it_was_created_with(session: Session) -> None:
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    assert list(run.solos()) == SOLOS
    assert run.request() == SMALL


@pytest.mark.parametrize("damage", ["missing", "cut", "foreign"])
def test_a_run_whose_solos_are_damaged_fails_with_a_message(session: Session, damage: str) -> None:
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    path = run.folder / "solos.jsonl"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-30] if damage == "cut" else b"{}\n")
    assert run_training(str(session.path), 1)
    status = run.status()
    assert status is not None
    assert status.state == "failed"
    assert status.message


def test_a_run_of_another_version_fails_with_a_message_and_its_status_can_be_read(session: Session) -> None:
    run = TrainingRun(session)
    run.create(SMALL, TRAINING_SOLOS, None)
    (run.folder / "request.json").write_text('{"way": "tune"}')
    (run.folder / "status.json").write_text('{"state": "training", "life": 1}')
    assert run_training(str(session.path), 1)
    status = run.status()
    assert status is not None
    assert status.state == "failed"
