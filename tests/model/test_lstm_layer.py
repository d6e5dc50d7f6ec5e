"""The LSTM layer beside Keras's own: the same outputs, states and gradients."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
import pytest
import tensorflow as tf

from jazzlstm.model.lstm_layer import LSTM

pytestmark = pytest.mark.slow

BATCH, STEPS, INPUTS, UNITS = 3, 7, 5, 4


def both() -> tuple[LSTM, keras.layers.LSTM]:
    """Ours and Keras's with the same random weights."""
    ours, theirs = LSTM(UNITS), keras.layers.LSTM(UNITS, return_sequences=True, return_state=True)
    for layer in (ours, theirs):
        layer.build((BATCH, STEPS, INPUTS))
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=weight.shape) for weight in theirs.get_weights()]
    ours.set_weights(weights)
    theirs.set_weights(weights)
    return ours, theirs


def arrays(*shapes: tuple[int, ...]) -> list[tf.Tensor]:
    rng = np.random.default_rng(2)
    return [tf.constant(rng.normal(size=shape), tf.float32) for shape in shapes]


def pull(outputs: Sequence[tf.Tensor]) -> tf.Tensor:
    """One number in which every output and state has its own part."""
    parts = arrays(*(tuple(output.shape) for output in outputs))
    return sum(tf.reduce_sum(output * part) for output, part in zip(outputs, parts, strict=True))


def outputs_and_gradients(
    layer: keras.layers.Layer, x: tf.Tensor, **states: Sequence[tf.Tensor]
) -> list[tf.Tensor]:
    """What comes out, and how the pull on it hangs on the inputs, the states and the weights."""
    given = [x, *(state for pair in states.values() for state in pair)]
    with tf.GradientTape() as tape:
        tape.watch(given)
        outputs = layer(x, **states)
        pulled = pull(outputs)
    return [*outputs, *tape.gradient(pulled, [*given, *(weight.value for weight in layer.trainable_weights)])]


@pytest.mark.parametrize("batch", [1, 2, BATCH])
def test_outputs_and_gradients_are_those_of_keras(batch: int) -> None:
    ours, theirs = both()
    (x,) = arrays((batch, STEPS, INPUTS))
    for found, expected in zip(outputs_and_gradients(ours, x), outputs_and_gradients(theirs, x), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_states_go_in_and_have_a_gradient_as_in_keras() -> None:
    ours, theirs = both()
    x, *states = arrays((BATCH, STEPS, INPUTS), (BATCH, UNITS), (BATCH, UNITS))
    for found, expected in zip(
        outputs_and_gradients(ours, x, states=states),
        outputs_and_gradients(theirs, x, initial_state=states),
        strict=True,
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_weights_begin_as_those_of_keras() -> None:
    ours = LSTM(UNITS)
    ours.build((BATCH, STEPS, INPUTS))
    kernel, recurrent_kernel, bias = ours.get_weights()
    assert kernel.shape == (INPUTS, 4 * UNITS)
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, np.eye(UNITS), atol=1e-5)
    assert bias.tolist() == [0] * UNITS + [1] * UNITS + [0] * 2 * UNITS


def test_recurrent_dropout_has_one_mask_a_sequence_and_only_in_training() -> None:
    (x,) = arrays((BATCH, STEPS, INPUTS))
    layer = LSTM(UNITS, recurrent_dropout=1 - 1e-6)  # nothing of the last output is seen
    plain = layer(x)[0]
    layer.recurrent_kernel.assign(np.zeros((UNITS, 4 * UNITS)))
    np.testing.assert_allclose(plain[:, 0], layer(x)[0][:, 0], rtol=1e-5)
    assert not np.allclose(plain, layer(x)[0])
    learnt = layer(x, training=True)[0]
    np.testing.assert_allclose(learnt, layer(x)[0], rtol=1e-5)


def test_the_gradient_with_dropout_equals_finite_differences() -> None:
    ours, _ = both()
    ours.recurrent_dropout = lambda ones, training: ones * [2.0, 0.0, 2.0, 0.0]  # a mask that stays
    (x,) = arrays((BATCH, STEPS, INPUTS))
    gradient = outputs_and_gradients(ours, x)[-2]
    kernel = ours.recurrent_kernel.numpy()
    for at in ((0, 7), (1, 3), (2, 12)):
        pulls = []
        for step in (1e-2, -1e-2):
            moved = kernel.copy()
            moved[at] += step
            ours.recurrent_kernel.assign(moved)
            pulls.append(float(pull(ours(x))))
        assert float(gradient[at]) == pytest.approx((pulls[0] - pulls[1]) / 2e-2, rel=2e-2, abs=2e-3)
