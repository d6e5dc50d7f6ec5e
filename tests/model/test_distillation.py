"""Targets of distillation, computed by hand, and a student that learns them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.sequences import Batch, draw_batches, encode_solo
from jazzlstm.errors import TrainingError
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.distillation import Teachers, one_hot_targets
from jazzlstm.model.network import Network
from jazzlstm.model.training import train
from tests.model.test_training import CONFIG, PLAN, TRAIN_SET, VALIDATION_SET

pytestmark = pytest.mark.slow

CAST = Conditioning()
NAMELESS = replace(CONFIG, condition_units=0)


def flat(config: ModelConfig = NAMELESS, conditioning: Conditioning = CAST) -> Network:
    """Every choice is as likely as every other."""
    return Network(
        config,
        conditioning,
        {name: np.zeros(shape, np.float32) for name, shape in config.shapes(conditioning).items()},
    )


def certain(pitch_value: int) -> Network:
    """Expects one pitch value and no other."""
    network = flat()
    bias = np.zeros(PITCH_VALUES, np.float32)
    bias[pitch_value] = 100.0
    return replace(network, weights={**network.weights, "pitch.bias": bias})


@pytest.fixture(scope="module")
def batch() -> Batch:
    return next(draw_batches([encode_solo(VALIDATION_SET[0], CAST)], conditioning=CAST, steps=16, batch=2))


def test_without_teachers_the_target_is_what_was_played(batch: Batch) -> None:
    targets = Teachers((), CAST, share=0.5).targets(batch)
    assert (targets["pitch"].argmax(-1) == batch.pitch_values).all()
    assert (targets["length"].argmax(-1) == batch.length_values).all()
    assert all((np.sort(target, axis=-1)[..., -2:] == [0, 1]).all() for target in targets.values())


def test_a_teacher_has_its_share_of_the_target(batch: Batch) -> None:
    targets = Teachers([flat()], CAST, share=0.4).targets(batch)
    for name, values in (("pitch", PITCH_VALUES), ("length", LENGTH_VALUES)):
        np.testing.assert_allclose(
            targets[name], 0.6 * one_hot_targets(batch)[name] + 0.4 / values, atol=1e-6
        )


def test_several_teachers_are_averaged(batch: Batch) -> None:
    targets = Teachers([certain(3), certain(30)], CAST, share=1.0).targets(batch)
    np.testing.assert_allclose(targets["pitch"][..., [3, 30]], 0.5, atol=1e-6)


def test_a_teacher_of_other_players_is_refused() -> None:
    stranger = flat(CONFIG, Conditioning(players=("Zoe",)))
    with pytest.raises(TrainingError) as caught:
        Teachers([stranger], CAST, share=0.5)
    assert caught.value.reason == "teacher"


def test_a_student_learns_the_probabilities_of_its_teacher() -> None:
    plan = replace(PLAN, epochs=3, averaging=0.0, teaching=1.0)
    pupil = train(TRAIN_SET, NAMELESS, plan, teachers=[certain(3)], validation_set=VALIDATION_SET)
    [batch] = draw_batches([encode_solo(VALIDATION_SET[0], CAST)], conditioning=CAST, steps=64, batch=1)
    expected = Teachers([pupil], CAST, share=1.0).targets(batch)["pitch"]
    assert (expected.argmax(-1)[batch.weight > 0] == 3).all()
