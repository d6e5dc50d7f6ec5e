"""Classifiers that tell people's solos from the network's: training of the two kinds of ``model/judge.py``.

Both classes have equal total weight. A seed gives the same linear classifier everywhere, and the same
convolutional one on the same machine.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.model.judge import BINS, VALUES, Excerpts, Floats, Judge, gram_bins, linear_score, value_rows

RIDGE = 1.0
"""Half of this times the squared weights is added to the loss of the linear classifier."""
STEPS = 80
STEP = 0.08
"""Steps of Adam over all excerpts, and their size."""
RARE = 5
"""N-grams in fewer places are left out."""
WIDTH = 48
EPOCHS = 6
BATCH = 64
DROPOUT = 0.4
DECAY = 0.01
RATE = 2e-3
NEWTON_STEPS = 12


def area_under_curve(human: Floats, generated: Floats) -> float:
    """Probability that a human excerpt has a higher score than a generated one; equals count as half."""
    ordered = np.sort(generated)
    below = np.searchsorted(ordered, human, "left") + np.searchsorted(ordered, human, "right")
    return float(below.mean() / 2 / len(generated))


def fit_linear(human: Excerpts, generated: Excerpts, ridge: float = RIDGE) -> Floats:
    """Weights of the linear classifier, (BINS,): logistic regression by Adam, n-grams scaled by rarity."""
    bins = gram_bins(np.concatenate([human, generated]))
    total, is_human, weight = _classes(human, generated)
    counts = np.bincount(bins[bins >= 0], minlength=BINS)
    scale = np.where(counts >= RARE, 1 / np.sqrt(counts / total + 0.05), 0.0)
    known = (bins >= 0) & (counts[bins] >= RARE)
    owner = np.repeat(np.arange(total), known.sum(axis=1))
    place = bins[known]
    scale /= np.sqrt(known.sum() / total)
    weights, first, second, constant = np.zeros(BINS), np.zeros(BINS), np.zeros(BINS), 0.0
    for step in range(1, STEPS + 1):
        logits = np.bincount(owner, (weights * scale)[place], total) + constant
        error = (1 / (1 + np.exp(-logits)) - is_human) * weight / total
        slope = np.bincount(place, error[owner], BINS) * scale + ridge / total * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        adapted = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        weights -= STEP * adapted
        constant -= 0.3 * float(error.sum())
    found: Floats = (weights * scale).astype(np.float32)
    return found


def fit_convolution(
    human: Excerpts, generated: Excerpts, seed: int, epochs: int = EPOCHS
) -> dict[str, Floats]:
    """Weights of the convolutional classifier, by the names of ``Judge``; Keras is imported here."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    inputs = keras.Input((human.shape[1], human.shape[2]), dtype="int32")
    hidden = layers.Activation("relu")(
        keras.ops.sum(layers.Embedding(VALUES + 1, WIDTH, name="embedding")(inputs), axis=2)
    )
    hidden = layers.SpatialDropout1D(DROPOUT / 4)(hidden)
    hidden = layers.Conv1D(WIDTH, 5, padding="same", activation="relu", name="first")(hidden)
    hidden = layers.Dropout(DROPOUT)(layers.MaxPooling1D(2)(hidden))
    hidden = layers.Conv1D(WIDTH, 5, padding="same", activation="relu", name="second")(hidden)
    pooled = layers.Concatenate()(
        [layers.GlobalAveragePooling1D()(hidden), layers.GlobalMaxPooling1D()(hidden)]
    )
    output = layers.Dense(1, name="output")(layers.Dropout(DROPOUT)(pooled))
    model = keras.Model(inputs, output)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(RATE, weight_decay=DECAY), loss)
    _, is_human, weight = _classes(human, generated)
    rows = value_rows(np.concatenate([human, generated])).astype(np.int32)
    model.fit(rows, is_human, sample_weight=weight, epochs=epochs, batch_size=BATCH, verbose=0)
    found = {name: model.get_layer(name).get_weights() for name in ("embedding", "first", "second", "output")}
    return {
        "embedding": found["embedding"][0],
        "first": found["first"][0],
        "first_bias": found["first"][1],
        "second": found["second"][0],
        "second_bias": found["second"][1],
        "output": found["output"][0][:, 0],
    }


def fit_mixture(scores: NDArray[np.float64], is_human: NDArray[np.bool_]) -> Floats:
    """Logistic regression on the scores of both classifiers (excerpts, 2): two weights and a constant."""
    rows = np.hstack([scores, np.ones((len(scores), 1))])
    weight = np.where(is_human, 0.5 / is_human.mean(), 0.5 / (~is_human).mean())
    found = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        predicted = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weight * (is_human - predicted))
        curvature = (rows * (weight * predicted * (1 - predicted))[:, None]).T @ rows + 1e-3 * np.eye(3)
        found += np.linalg.solve(curvature, slope)
    mixture: Floats = found.astype(np.float32)
    return mixture


@dataclass(frozen=True, slots=True, eq=False)
class TwoSets:
    """Excerpts of people and of the network."""

    human: Excerpts
    generated: Excerpts


def fit_judge(training: TwoSets, validation: TwoSets, seed: int) -> Judge:
    """Both classifiers on ``training``, and their mixture on ``validation``, which has other tunes."""
    weights = {
        "linear": fit_linear(training.human, training.generated),
        **fit_convolution(training.human, training.generated, seed),
    }
    judge = Judge(**weights, mixture=np.zeros(3, np.float32))
    both = np.concatenate([validation.human, validation.generated])
    scores = np.stack([linear_score(judge.linear, both), judge.convolve(both)], axis=1).astype(float)
    mixture = fit_mixture(scores, np.arange(len(both)) < len(validation.human))
    return Judge(**weights, mixture=mixture)


def shortened(excerpts: Excerpts, shortest: int, rng: np.random.Generator) -> Excerpts:
    """The excerpts, each cut to a random number of events from ``shortest`` on."""
    ends = rng.integers(shortest, excerpts.shape[1] + 1, len(excerpts))
    keep = np.arange(excerpts.shape[1]) < ends[:, None]
    cut: Excerpts = np.where(keep[:, :, None], excerpts, -1)
    return cut


def _classes(
    human: Sequence[object] | Excerpts, generated: Sequence[object] | Excerpts
) -> tuple[int, NDArray[np.float32], NDArray[np.float32]]:
    """How many, which are human, and weights that make both classes equal."""
    total = len(human) + len(generated)
    is_human = np.arange(total) < len(human)
    weight = np.where(is_human, total / 2 / len(human), total / 2 / len(generated))
    return total, is_human.astype(np.float32), weight.astype(np.float32)
