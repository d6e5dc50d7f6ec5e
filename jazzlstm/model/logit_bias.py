"""Corrections in nats that a model file adds to the logits of its own network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

STRONGEST_BIAS = 3.0
"""Nats, either way; more would decide a choice alone."""

_KEYS = {
    "chord_tones": "chord",
    "chord_tones_on_beat": "beat",
    "echo_pitch": "memory",
    "echo_length": "rhythm",
    "steps": "steps",
}
"""Names of the fields in a model file."""


@dataclass(frozen=True, slots=True)
class LogitBias:
    """Nats added to logits while sampling; all zero for a network without a fitted bias.

    Raises:
        ValueError: a bias is beyond ``STRONGEST_BIAS``, or NaN.
    """

    chord_tones: float = 0.0
    """Nats for chord tones, on any tick."""
    chord_tones_on_beat: float = 0.0
    """Additional nats for chord tones on the beat."""
    echo_pitch: float = 0.0
    """Nats for the pitch value of the echo, for each step of its depth beyond the first."""
    echo_length: float = 0.0
    """Nats for the length value of the echo if its pitch value was chosen, for each step of the depth."""
    steps: float = 0.0
    """Nats for intervals of one or two semitones, up or down."""

    def __post_init__(self) -> None:
        for item in fields(self):
            if not abs(getattr(self, item.name)) <= STRONGEST_BIAS:  # NaN is refused, too
                raise ValueError(f"{item.name} is beyond {STRONGEST_BIAS} nats")

    @classmethod
    def from_dict(cls, nats: Mapping[str, float]) -> LogitBias:
        """The bias that a model file holds.

        Raises:
            KeyError: an unknown name.
            ValueError: a bias out of range.
        """
        names = {key: name for name, key in _KEYS.items()}
        return cls(**{names[key]: float(value) for key, value in nats.items()})

    def as_dict(self) -> dict[str, float]:
        """The bias by the names of a model file."""
        return {key: getattr(self, name) for name, key in _KEYS.items()}
