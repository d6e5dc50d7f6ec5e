"""Classifiers that tell people's solos from the network's: a linear one, and a convolutional one in Keras.

Both read excerpts of 64 events, and both classes have equal total weight. A seed gives the same linear
classifier everywhere, and the same convolutional one on the same machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.excerpts import COLUMN_VALUES
from jazzlstm.model.judge import BINS, Excerpts, Floats, Judge, gram_bins

RIDGE = 1.0
"""Half of this times the squared weights is added to the loss of the linear classifier."""
STEPS = 80
STEP = 0.08
"""Steps of Adam over all excerpts, and their size."""
RARE = 5
"""N-grams in fewer places are left out."""
WIDTH = 48
EPOCHS = 8
BATCH = 64
DROPOUT = 0.4
DECAY = 0.01
RATE = 2e-3
NEWTON_STEPS = 12
SHORTEST = 24
"""Events of the shortest excerpt that a judge is fitted on."""

Score = Callable[[Excerpts], Floats]
"""Nats for a person of each excerpt, up to a constant."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoSets:
    """Excerpts of people and of the network."""

    human: Excerpts
    generated: Excerpts

    @property
    def all(self) -> Excerpts:
        """Both, people first."""
        return np.concatenate([self.human, self.generated])

    @property
    def is_human(self) -> NDArray[np.bool_]:
        """Which of ``all`` are people's."""
        return np.arange(len(self.human) + len(self.generated)) < len(self.human)

    @property
    def weight(self) -> NDArray[np.float64]:
        """Weights of ``all``, 1 on average, that make both classes equal."""
        total = len(self.is_human)
        return np.where(self.is_human, total / 2 / len(self.human), total / 2 / len(self.generated))


def area_under_curve(human: Floats, generated: Floats) -> float:
    """Probability that a human excerpt has a higher score than a generated one; equals count as half."""
    ordered = np.sort(generated)
    below = np.searchsorted(ordered, human, "left") + np.searchsorted(ordered, human, "right")
    return float(below.mean() / 2 / len(generated))


def fit_linear(sets: TwoSets, ridge: float = RIDGE) -> Judge:
    """Logistic regression by Adam; n-grams are scaled by their rarity."""
    bins, is_human, weight = gram_bins(sets.all), sets.is_human, sets.weight
    total = len(bins)
    counts = np.bincount(bins[bins >= 0], minlength=BINS)
    known = (bins >= 0) & (counts[bins] >= RARE)
    scale = np.where(counts >= RARE, 1 / np.sqrt(counts / total + 0.05), 0.0) / np.sqrt(known.sum() / total)
    owner, place = np.repeat(np.arange(total), known.sum(axis=1)), bins[known]
    weights, first, second, constant = np.zeros(BINS), np.zeros(BINS), np.zeros(BINS), 0.0
    for step in range(1, STEPS + 1):
        logits = np.bincount(owner, (weights * scale)[place], total) + constant
        error = (1 / (1 + np.exp(-logits)) - is_human) * weight / total
        slope = np.bincount(place, error[owner], BINS) * scale + ridge / total * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= STEP * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        constant -= 0.3 * float(error.sum())
    return Judge((weights * scale).astype(np.float32), constant)


def fit_judge(training: TwoSets, validation: TwoSets) -> Judge:
    """A linear classifier whose log odds are calibrated on ``validation``, which has other tunes.

    It is fitted on shorter excerpts, too, since takes are short.
    """
    found = fit_linear(_with_shortened(training))
    sets = _with_shortened(validation)
    scores = np.stack([found.judge(sets.all), np.ones(len(sets.all))], axis=1).astype(float)
    factors = np.array([1.0, 0.0])
    for _ in range(NEWTON_STEPS):
        predicted = 1 / (1 + np.exp(-scores @ factors))
        slope = scores.T @ (sets.weight * (sets.is_human - predicted))
        factors += np.linalg.solve(
            (scores * (sets.weight * predicted * (1 - predicted))[:, None]).T @ scores, slope
        )
    return Judge(found.weights * np.float32(factors[0]), float(found.constant * factors[0] + factors[1]))


def fit_convolution(sets: TwoSets, seed: int) -> Score:
    """A small convolutional network, trained by Keras."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    inputs = keras.Input((sets.human.shape[1], sets.human.shape[2]), dtype="int32")
    embedded = keras.ops.sum(layers.Embedding(sum(COLUMN_VALUES) + 1, WIDTH)(inputs), axis=2)
    hidden = layers.SpatialDropout1D(DROPOUT / 4)(layers.Activation("relu")(embedded))
    hidden = layers.Conv1D(WIDTH, 5, padding="same", activation="relu")(hidden)
    hidden = layers.Dropout(DROPOUT)(layers.MaxPooling1D(2)(hidden))
    hidden = layers.Conv1D(WIDTH, 5, padding="same", activation="relu")(hidden)
    pooled = [layers.GlobalAveragePooling1D()(hidden), layers.GlobalMaxPooling1D()(hidden)]
    output = layers.Dense(1)(layers.Dropout(DROPOUT)(layers.Concatenate()(pooled)))
    model = keras.Model(inputs, output)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(RATE, weight_decay=DECAY), loss)
    model.fit(
        _value_rows(sets.all),
        sets.is_human.astype(np.float32),
        sample_weight=sets.weight.astype(np.float32),
        epochs=EPOCHS,
        batch_size=BATCH,
        verbose=0,
    )

    def score(excerpts: Excerpts) -> Floats:
        nats: Floats = model.predict(_value_rows(excerpts), batch_size=256, verbose=0)[:, 0]
        return nats

    return score


def _value_rows(excerpts: Excerpts) -> NDArray[np.int32]:
    """The rows of the embedding of each event, (excerpts, 64, 5): one a value of each column."""
    offsets = np.cumsum((0, *COLUMN_VALUES))
    rows: NDArray[np.int32] = np.where(excerpts >= 0, excerpts + offsets[:-1], offsets[-1]).astype(np.int32)
    return rows


def _with_shortened(sets: TwoSets) -> TwoSets:
    """The excerpts, and each again cut to a random number of events."""
    rng = np.random.default_rng(1)
    both = []
    for excerpts in (sets.human, sets.generated):
        ends = rng.integers(SHORTEST, excerpts.shape[1] + 1, len(excerpts))
        keep = np.arange(excerpts.shape[1]) < ends[:, None]
        both.append(np.concatenate([excerpts, np.where(keep[:, :, None], excerpts, -1)]))
    return TwoSets(*both)
