"""A small corpus and a few short runs; a run that several tests need is trained once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import TrainingError
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.model import solo_store
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.judge import BINS, Judge
from jazzlstm.model.model_file import model_bytes, read_model
from jazzlstm.model.network import Network
from jazzlstm.model.training import TrainingControl, train
from jazzlstm.model.training_plan import Dropout, Progress, TrainingPlan
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.solos import StoredSolos
from jazzlstm.theory.chords import parse_chord

pytestmark = pytest.mark.slow

CONFIG = ModelConfig(units=12, layers=1, condition_units=2, length_units=8, sequence_length=16)
PLAN = TrainingPlan(
    epochs=5,
    batch=8,
    learning_rate=0.02,
    dropout=Dropout(inputs=0.1, between=0.2),
    averaging=0.8,
    seed=2**40 + 3,
)
CHART = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), beats=8.0)


def solo(title: str, steps: tuple[int, ...], notes: int = 48, performer: str = "Ann") -> Solo:
    """Eighths that go up by the same steps again and again, from D upwards, within an octave."""
    line, pitch = [], 62
    for i in range(notes):
        line.append(Note(i / 2, 0.5, pitch))
        pitch = 62 + (pitch - 62 + steps[i % len(steps)]) % 12
    return Solo(tuple(line), CHART, title=title, performer=performer)


TRAIN_SET = [solo(f"Tune {i}", (2, 1, 4), performer="Ann" if i % 2 else "Bob") for i in range(10)]
VALIDATION_SET = [solo("Another", (2, 1, 4))]
STRANGE = [solo("Strange", (7, 11, 5))]


@dataclass
class Witness:
    """Records every epoch; raises or stops the run after one of them."""

    heard: list[Progress] = field(default_factory=list)
    break_after: int = 0
    stop_after: int = 0

    def __call__(self, progress: Progress) -> bool | None:
        self.heard.append(progress)
        if progress.epoch == self.break_after:
            raise KeyboardInterrupt
        return False if progress.epoch == self.stop_after else None


def same_weights(this: Network, that: Network) -> bool:
    return all((this.weights[name] == weight).all() for name, weight in that.weights.items())


@pytest.fixture(scope="module")
def witness() -> Witness:
    return Witness()


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint that ``trained`` leaves."""
    return tmp_path_factory.mktemp("runs") / "finished.checkpoint"


@pytest.fixture(scope="module")
def trained(witness: Witness, finished: Path) -> Network:
    return train(
        TRAIN_SET,
        CONFIG,
        PLAN,
        validation_set=VALIDATION_SET,
        control=TrainingControl(on_epoch=witness, checkpoint=finished),
    )


def test_the_loss_falls(trained: Network) -> None:
    history = trained.card.history
    assert [epoch["epoch"] for epoch in history] == [1, 2, 3, 4, 5]
    assert history[-1]["loss"] < 0.7 * history[0]["loss"]
    assert trained.card.best_epoch == 5


def test_progress_is_reported_after_every_epoch(trained: Network, witness: Witness) -> None:
    assert [(told.epoch, told.epochs) for told in witness.heard] == [(n, 5) for n in range(1, 6)]
    history = trained.card.history
    assert [told.held_out_loss for told in witness.heard] == [epoch["held_out_loss"] for epoch in history]
    assert witness.heard[1].seconds_left == pytest.approx(witness.heard[1].seconds / 2 * 3)
    assert witness.heard[-1].seconds_left == 0


def test_time_left_counts_from_the_resumption() -> None:
    assert Progress(30, 40, 1.0, 1.0, seconds=20.0, resumed_at=20).seconds_left == 20.0


def test_the_weights_of_the_network_are_those_that_were_measured(trained: Network) -> None:
    """They are the moving average: the reported loss is that of the network returned."""
    figures = measure_likelihood(trained, VALIDATION_SET)
    best = min(epoch["held_out_loss"] for epoch in trained.card.history)
    assert np.log(figures.joint_perplexity) == pytest.approx(best, abs=0.1)  # sequences start anew, solos not


def test_a_trained_network_is_written_read_and_played(trained: Network) -> None:
    again = read_model(model_bytes(trained))
    assert again.conditioning == Conditioning(("Ann", "Bob"))
    assert again.card.training.plan["dropout"] == asdict(PLAN.dropout)
    first, second = (improvise(n, CHART, Settings(player="Bob"), tempo=120.0)[0] for n in (trained, again))
    assert first.solo.notes == second.solo.notes


def test_a_killed_run_resumes_and_ends_with_the_same_weights(trained: Network, tmp_path: Path) -> None:
    checkpoint = tmp_path / "run.checkpoint"
    with pytest.raises(KeyboardInterrupt):
        train(
            TRAIN_SET,
            CONFIG,
            PLAN,
            validation_set=VALIDATION_SET,
            control=TrainingControl(on_epoch=Witness(break_after=2), checkpoint=checkpoint),
        )
    witness = Witness()
    resumed = train(
        TRAIN_SET,
        CONFIG,
        PLAN,
        validation_set=VALIDATION_SET,
        control=TrainingControl(on_epoch=witness, checkpoint=checkpoint),
    )
    assert [told.epoch for told in witness.heard] == [3, 4, 5]
    assert witness.heard[0].resumed_at == 2
    assert [epoch["epoch"] for epoch in witness.heard[0].history] == [1, 2, 3]
    assert resumed.card.history == trained.card.history
    assert same_weights(resumed, trained)


def test_a_corpus_on_the_disk_trains_the_same_network(
    trained: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solo_store, "BYTES_IN_MEMORY", 0)
    stored = StoredSolos(TRAIN_SET.__getitem__, range(len(TRAIN_SET)))
    control = TrainingControl(checkpoint=tmp_path / "run.checkpoint")
    network = train(stored, CONFIG, PLAN, validation_set=VALIDATION_SET, control=control)
    assert same_weights(network, trained)
    assert network.card.history == trained.card.history


def test_a_finished_run_is_not_trained_further(trained: Network, finished: Path) -> None:
    witness = Witness()
    again = train(
        TRAIN_SET,
        CONFIG,
        PLAN,
        validation_set=VALIDATION_SET,
        control=TrainingControl(on_epoch=witness, checkpoint=finished),
    )
    assert witness.heard == []
    assert same_weights(again, trained)


def test_a_checkpoint_of_another_run_is_not_used(trained: Network, finished: Path) -> None:
    for solos, plan in ((TRAIN_SET[1:], PLAN), (TRAIN_SET, replace(PLAN, seed=1))):
        other = train(
            solos,
            CONFIG,
            plan,
            validation_set=VALIDATION_SET,
            control=TrainingControl(checkpoint=finished, should_stop=lambda: True),
        )
        assert other.card.history == ()
        assert not same_weights(other, trained)


def test_training_stops_early_and_keeps_the_best() -> None:
    """Held-out solos of another kind: what is learnt makes them ever less likely."""
    plan = replace(PLAN, epochs=30, patience=2, learning_rate=0.05, averaging=0.0, dropout=Dropout())
    network = train(TRAIN_SET, CONFIG, plan, validation_set=STRANGE)
    losses = [epoch["held_out_loss"] for epoch in network.card.history]
    best = network.card.best_epoch
    assert losses[best - 1] == min(losses)
    assert len(losses) == best + 2 < 30
    assert np.log(measure_likelihood(network, STRANGE).joint_perplexity) == pytest.approx(
        min(losses), abs=0.2
    )


def test_a_base_network_is_where_training_starts_and_what_it_has_to_beat(trained: Network) -> None:
    """It learns something else, and gets worse at what is held out: the base's weights stay the best."""
    told: list[float] = []
    plan = replace(PLAN, epochs=2, learning_rate=0.05, averaging=0.0)
    base = replace(trained, judge=Judge(np.ones(BINS, np.float32)))
    tuned = train(
        STRANGE * 3,
        base,
        plan,
        validation_set=VALIDATION_SET,
        control=TrainingControl(on_base=told.append),
    )
    assert (tuned.config, tuned.conditioning) == (trained.config, trained.conditioning)
    assert told == [tuned.card.base_loss]
    assert told[0] == pytest.approx(trained.card.history[-1]["held_out_loss"], abs=1e-5)
    assert min(epoch["held_out_loss"] for epoch in tuned.card.history) > told[0]
    assert same_weights(tuned, trained)
    assert tuned.judge is base.judge


def test_a_training_without_a_base_traces_its_step_once(monkeypatch: pytest.MonkeyPatch) -> None:
    traced, train_step = [], keras.Model.train_step

    def traced_step(*given: object) -> object:
        traced.append(given)
        return train_step(*given)

    monkeypatch.setattr(keras.Model, "train_step", traced_step)
    train(TRAIN_SET, CONFIG, replace(PLAN, epochs=2), validation_set=VALIDATION_SET)
    assert len(traced) == 1


def test_training_is_cancelled_between_two_batches() -> None:
    asked: Iterator[bool] = iter([False, False, False, True])
    witness = Witness()
    network = train(
        TRAIN_SET,
        CONFIG,
        replace(PLAN, batch=2),
        validation_set=VALIDATION_SET,
        control=TrainingControl(on_epoch=witness, should_stop=lambda: next(asked)),
    )
    assert witness.heard == []
    assert network.card.history == ()
    assert all(np.isfinite(weight).all() for weight in network.weights.values())


def test_on_epoch_can_stop_a_run_and_solos_are_split_by_tune() -> None:
    witness = Witness(stop_after=1)
    network = train(TRAIN_SET, CONFIG, PLAN, control=TrainingControl(on_epoch=witness))
    assert len(witness.heard) == 1
    record = network.card.training
    assert record.held_out_solos >= 1
    assert record.solos >= 1
    assert record.solos + record.held_out_solos <= len(TRAIN_SET)


@pytest.mark.parametrize(
    "solos",
    [
        [],
        [Solo((), CHART)],
        [solo("A", (2,), notes=8), solo("B", (2,), notes=8)],
        [solo("A", (2,), notes=400)],
    ],
    ids=["nothing", "no notes", "few notes", "one tune"],
)
def test_too_few_notes_are_refused(solos: list[Solo]) -> None:
    with pytest.raises(TrainingError) as caught:
        train(solos, CONFIG, PLAN)
    assert caught.value.reason == "too few notes"


def test_a_network_too_large_for_a_model_file_is_refused_at_once() -> None:
    with pytest.raises(TrainingError) as caught:
        train(TRAIN_SET, ModelConfig(units=2048, layers=4), PLAN, validation_set=VALIDATION_SET)
    assert caught.value.reason == "too large"


def test_a_loss_that_is_not_finite_is_an_error() -> None:
    with pytest.raises(TrainingError) as caught:
        train(
            TRAIN_SET, CONFIG, replace(PLAN, learning_rate=1e38, averaging=0.0), validation_set=VALIDATION_SET
        )
    assert caught.value.reason == "diverged"
