"""Recipes: sizes and training plans of the models that ship, and of fine-tuning.

weimar    the default: two layers and output features, on all solos of WJazzD
classic   the shape of the original system: 64 units, sequences of 30 events, 100 epochs
tune      fine-tuning of a base model on a musician's own corpus
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jazzlstm.model.config import ModelConfig
from jazzlstm.model.training_plan import Dropout, TrainingPlan


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes and a training plan."""

    config: ModelConfig
    plan: TrainingPlan
    four_four_only: bool = True
    """Solos in other metres are excluded."""
    fits_logit_bias: bool = True
    """Fit the logit bias after training (``evaluation/logit_bias_fit.py``)."""


RECIPES: Mapping[str, Recipe] = {
    "weimar": Recipe(
        ModelConfig(
            units=256, layers=2, length_units=256, pitch_units=256, sequence_length=96, output_features=True
        ),
        TrainingPlan(
            epochs=22,
            patience=6,
            batch=16,
            learning_rate=2e-3,
            weight_decay=0.02,
            dropout=Dropout(inputs=0.15, between=0.5, recurrent=0.15, hidden=0.3),
            averaging=0.995,
            test=0.1,
        ),
        four_four_only=False,
    ),
    "classic": Recipe(
        ModelConfig(units=64, layers=1, condition_units=0, length_units=64, sequence_length=30),
        TrainingPlan(
            epochs=100, batch=64, learning_rate=2e-3, dropout=Dropout(between=0.1), patience=100, test=0.1
        ),
    ),
    "tune": Recipe(
        ModelConfig(),
        TrainingPlan(
            epochs=10, batch=16, learning_rate=1e-3, dropout=Dropout(0.1, 0.3), patience=6, base_share=0.5
        ),
        four_four_only=False,
        fits_logit_bias=False,
    ),
}
