"""What happens in a worker, without one: the files that tell a run, and the faults that end it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.features import Conditioning
from jazzlstm.errors import InputError, OutputError, SettingsError
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.jobs.training_jobs import LOST_AFTER_SECONDS
from jazzlstm.jobs.training_run import (
    WAYS,
    Limits,
    Status,
    TrainingOrder,
    TrainingRun,
    estimate_minutes,
    note_pace,
    read_pace,
    seconds_a_note,
)
from jazzlstm.jobs.training_worker import carry_out, epochs_to_hear, part
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
SMALL = TrainingOrder(way="classic", units=8, epochs=2)


def broken(error: Exception) -> Callable[..., Network]:
    def train(*arguments: object, **settings: object) -> Network:
        raise error

    return train


def run_with(monkeypatch: pytest.MonkeyPatch, session: Session, error: Exception) -> Status:
    """A run whose training raises."""
    monkeypatch.setattr("jazzlstm.model.training.train", broken(error))
    run = TrainingRun(session)
    run.begin(SMALL, SOLOS, None)
    carry_out(str(session.path), 1)
    status = run.status()
    assert status is not None
    return status


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OutputError("cannot write"), "cannot write"),
        (MemoryError(), "the memory was not enough"),
        (ZeroDivisionError("by zero"), "the training failed (ZeroDivisionError: by zero)"),
    ],
)
def test_whatever_goes_wrong_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, session: Session, error: Exception, words: str
) -> None:
    status = run_with(monkeypatch, session, error)
    assert status.state == "failed"
    assert status.message.startswith(words)


def test_a_full_disk_behind_another_error_is_named_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    error = OutputError("cannot write the checkpoint")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert "the disk is full" in run_with(monkeypatch, session, error).message


def test_a_life_that_was_replaced_steps_back_without_a_trace(session: Session) -> None:
    run = TrainingRun(session)
    before = run.begin(SMALL, SOLOS, None)
    assert run.claim(2)
    assert not run.claim(2)
    carry_out(str(session.path), 1)
    assert run.status() == before


def test_a_run_that_was_stopped_before_it_began_never_trains(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr("jazzlstm.model.training.train", broken(AssertionError("it trained")))
    run = TrainingRun(session)
    run.begin(SMALL, SOLOS, None)
    run.ask_to_stop()
    carry_out(str(session.path), 1)
    status = run.status()
    assert status is not None
    assert (status.state, status.message) == ("stopped", "stopped before anything was learnt")


def test_a_deleted_locker_does_not_come_back(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    def train(*arguments: object, **settings: object) -> Network:
        session.delete()
        raise OSError(errno.ENOENT, "gone")

    monkeypatch.setattr("jazzlstm.model.training.train", train)
    TrainingRun(session).begin(SMALL, SOLOS, None)
    carry_out(str(session.path), 1)
    assert not session.path.exists()


def test_both_ways_are_recipes() -> None:
    assert set(WAYS) <= set(RECIPES)


def test_an_order_puts_its_own_values_into_the_recipe() -> None:
    recipe = TrainingOrder(way="classic", units=16, epochs=7, learning_rate=0.01, seed=3).recipe()
    assert (recipe.config.units, recipe.config.sequence_length) == (16, 30)
    assert (recipe.plan.epochs, recipe.plan.learning_rate, recipe.plan.seed) == (7, 0.01, 3)
    assert recipe.plan.test == 0


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"units": 4096}, {"learning_rate": 0.5}, {"way": "magic"}])
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="choose"):
        TrainingOrder(**wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_too_little_too_much_and_no_base_are_refused(
    monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    run = TrainingRun(session)
    with pytest.raises(InputError, match="too few"):
        run.begin(SMALL, [solo("short", 12)], None)
    with pytest.raises(InputError, match="no base"):
        run.begin(TrainingOrder(way="tune"), SOLOS, None)
    monkeypatch.setenv("JAZZLSTM_MOST_NOTES", "100")
    with pytest.raises(InputError, match="more than the 100"):
        run.begin(SMALL, SOLOS, None)
    assert run.status() is None


def test_limits_that_make_no_sense_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MOST_MINUTES", "2.5")
    assert Limits.of_this_host().minutes == 2.5
    monkeypatch.setenv("JAZZLSTM_MOST_MINUTES", "never")
    with pytest.raises(SettingsError, match="never"):
        Limits.of_this_host()


def test_a_single_tune_gives_the_end_of_each_solo_to_be_held_out() -> None:
    learnt, held_out = part([solo("alone", 100)], 0.1, (0.9, 0.1))
    assert len(learnt[0].notes) + len(held_out[0].notes) == 100
    assert len(held_out[0].notes) >= 15
    assert learnt[0].notes[-1].end <= held_out[0].notes[0].start
    several, kept = part(SOLOS, 0.1, (0.9, 0.1))
    assert {each.title for each in several}.isdisjoint({each.title for each in kept})


def test_the_estimate_grows_with_the_work_and_learns_the_pace_of_the_host(
    session: Session, make_network: Callable[..., Network]
) -> None:
    order = TrainingOrder(way="classic", minutes=100)
    assert estimate_minutes(order, 20_000, None) > estimate_minutes(order, 2_000, None)
    slow = estimate_minutes(order, 20_000, None)
    assert read_pace() == 1
    weights = order.recipe().config.count_weights(Conditioning())
    note_pace(3 * 20_000 * seconds_a_note(weights), 1, 20_000, weights)
    assert read_pace() == pytest.approx(2)
    assert estimate_minutes(order, 20_000, None) > 1.5 * slow
    assert estimate_minutes(TrainingOrder(way="classic", minutes=0.5), 20_000, None) == 0.5
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    assert estimate_minutes(TrainingOrder(), 2_000, network) > 0


def test_four_bars_are_played_often_at_first_and_about_ten_times() -> None:
    assert epochs_to_hear(3) == (1, 2)
    assert epochs_to_hear(30)[:3] == (1, 3, 6)
    assert all(len(epochs_to_hear(epochs)) <= 12 for epochs in range(1, 500))


def test_a_run_that_no_worker_ends_keeps_the_best_of_its_checkpoint(
    session: Session, make_network: Callable[..., Network]
) -> None:
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    run = TrainingRun(session)
    status = run.begin(SMALL, SOLOS, None)
    best = {BEST + name: weight for name, weight in network.weights.items()}
    story = {
        "checkpoint": {"best_epoch": 4, "history": []},
        **describe_sizes(network.config, network.conditioning),
    }
    write_arrays(run.checkpoint, best, story)
    ended = run.conclude(status, "failed", "why")
    kept = read_model(session.models / ended.model)
    assert kept.card.best_epoch == 4
    assert all(np.array_equal(kept.weights[name], network.weights[name]) for name in network.weights)
    assert not run.checkpoint.exists()


def test_a_status_comes_back_from_its_file_as_it_was(session: Session) -> None:
    history: Sequence[dict[str, float]] = [{"epoch": 1, "loss": 4.5, "held_out_loss": 4.25}]
    status = Status("training", "why", epoch=1, epochs=9, history=tuple(history), samples=(1,), base_loss=3.5)
    run = TrainingRun(session)
    run.tell(status)
    assert run.status() == status
    (session.run / "status.json").write_text('{"foreign": 1}')
    assert run.status() is None


@pytest.mark.parametrize("hours", [-30, 0, 30])
def test_a_sign_of_life_counts_from_when_it_is_seen_whatever_its_date_is(
    session: Session, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    now = [1000.0]
    monkeypatch.setattr("jazzlstm.jobs.training_run.steady", lambda: now[0])
    run = TrainingRun(session)
    run.begin(SMALL, SOLOS, None)
    assert run.silence() > LOST_AFTER_SECONDS  # there never was one
    alive = run.folder / "alive"
    for beat in range(3):
        alive.touch()
        dated = alive.stat().st_mtime_ns + (hours * 3600 + beat) * 10**9
        os.utime(alive, ns=(dated, dated))
        assert run.silence() == 0
        now[0] += 5
        assert run.silence() == 5
    now[0] += LOST_AFTER_SECONDS
    assert run.silence() > LOST_AFTER_SECONDS
