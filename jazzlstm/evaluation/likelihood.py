"""Likelihood of human solos under a network, by teacher forcing.

At each event of a human solo the network gives the probability of what was played, given all events
before it, the chords, the metre, the tempo and the conditioning. The unit is the nat: -ln of that
probability.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST
from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.sequences import EncodedSolo, encode_solos
from jazzlstm.errors import InputError
from jazzlstm.generation.numpy_network import Stepper
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

SIDE_BY_SIDE = 64
"""Solos evaluated in one batch."""

Turn = Callable[[], AbstractContextManager[object]]
"""A context for each step of a network that others use, too: they wait for a step at most."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Figures of a model on some solos; perplexities and accuracies are per event."""

    nats_per_note: float
    """Negative log-likelihood of all events, rests included, over the number of notes."""
    joint_perplexity: float
    pitch_perplexity: float
    pitch_accuracy: float
    duration_perplexity: float
    duration_accuracy: float
    notes: int
    solos: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Teacher-forced probabilities of one solo: (events, 50) and (events, 31)."""

    solo: EncodedSolo
    pitch: NDArray[np.float32]
    length: NDArray[np.float32]

    @property
    def nats(self) -> NDArray[np.float64]:
        """-ln P of what was played, (events, 2): pitch value, then length value."""
        every = np.arange(len(self.solo.events))
        chosen = np.stack(
            [
                self.pitch[every, self.solo.events.pitch_values],
                self.length[every, self.solo.events.length_values],
            ],
            axis=1,
        )
        nats: NDArray[np.float64] = -np.log(np.maximum(chosen, np.finfo(np.float32).tiny), dtype=np.float64)
        return nats


def measure_likelihood(network: Network, solos: Sequence[Solo]) -> Likelihood:
    """Likelihood figures of ``solos``.

    Raises:
        InputError: the solos have no notes.
    """
    return likelihood_of(forecast(network, solos))


def likelihood_of(forecasts: Sequence[Forecast]) -> Likelihood:
    """Likelihood figures of forecasts.

    Raises:
        InputError: the solos have no notes.
    """
    notes = sum(item.solo.events.notes for item in forecasts)
    if not notes:
        raise InputError("the solos have no notes: choose solos in 4/4 with notes")
    nats = np.concatenate([item.nats for item in forecasts])  # (events, 2)
    pitch_hits = np.concatenate(
        [item.pitch.argmax(axis=1) == item.solo.events.pitch_values for item in forecasts]
    )
    length_hits = np.concatenate(
        [item.length.argmax(axis=1) == item.solo.events.length_values for item in forecasts]
    )
    return Likelihood(
        nats_per_note=float(nats.sum() / notes),
        joint_perplexity=float(np.exp(nats.sum(axis=1).mean())),
        pitch_perplexity=float(np.exp(nats[:, 0].mean())),
        pitch_accuracy=float(pitch_hits.mean()),
        duration_perplexity=float(np.exp(nats[:, 1].mean())),
        duration_accuracy=float(length_hits.mean()),
        notes=notes,
        solos=len(forecasts),
    )


def forecast(network: Network, solos: Sequence[Solo]) -> list[Forecast]:
    """Teacher-forced probabilities of every solo that has notes."""
    encoded = [item for item in encode_solos(solos, network.conditioning) if item.events.notes]
    encoded.sort(key=lambda item: len(item.events))  # equal lengths need the least padding
    forecasts: list[Forecast] = []
    for first in range(0, len(encoded), SIDE_BY_SIDE):
        forecasts += forecast_encoded(network, encoded[first : first + SIDE_BY_SIDE])
    return forecasts


def forecast_encoded(
    network: Network, batch: Sequence[EncodedSolo], turn: Turn = nullcontext
) -> list[Forecast]:
    """Teacher-forced probabilities of encoded solos, side by side; ``turn`` is entered for each step."""
    longest = max(len(item.events) for item in batch)
    condition = np.stack([item.condition for item in batch]) if network.conditioning.size else None
    stepper = Stepper(network, condition, np.float32)
    pitch = np.zeros((len(batch), longest, PITCH_VALUES), np.float32)
    length = np.zeros((len(batch), longest, LENGTH_VALUES), np.float32)
    states = stepper.start(len(batch))
    for step in range(longest):
        features = np.zeros((len(batch), COLUMNS), np.uint8)
        chosen = np.full(len(batch), REST)
        for row, item in enumerate(batch):
            if step < len(item.events):
                features[row] = item.features[step]
                chosen[row] = item.events.pitch_values[step]
        with turn():
            h, states = stepper.step(features, states)
            pitch[:, step] = stepper.pitch_probabilities(h, features)
            length[:, step] = stepper.length_probabilities(h, features, chosen)
    return [
        Forecast(item, pitch[row, : len(item.events)], length[row, : len(item.events)])
        for row, item in enumerate(batch)
    ]
