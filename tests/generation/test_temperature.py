"""Temperature within each kind of values, and the share of repeats that it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTH_VALUES, REST
from jazzlstm.encoding.history import History
from jazzlstm.encoding.state import DecoderState, initial_state, next_state
from jazzlstm.evaluation.motifs import measure_motifs
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.temperature import (
    RECURRENCE_NATS,
    coldness,
    temper,
    temper_intervals,
    temper_lengths,
)
from jazzlstm.services.models import open_model
from jazzlstm.theory.tunes import tune_chart

UP, DOWN, TURN, FILLER = 26, 22, 30, 20
HEATS = (0.5, 0.8, 1.4)


def after(*values: int) -> DecoderState:
    """The state after a line of these pitch values, all with the length value 5."""
    history, state = History(1), initial_state(1)
    for value in values:
        state = next_state(state, np.array([value]), np.array([5]), history)
    return state


FIGURE = after(FILLER, UP, DOWN, TURN, FILLER, DOWN, FILLER, UP, DOWN)
"""UP and DOWN were followed by TURN; DOWN alone by FILLER, too."""


def weights(values: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(values), 1)


def odds(share: float) -> float:
    return share / (1 - share)


@pytest.mark.parametrize("heat", HEATS)
def test_what_followed_the_latest_two_keeps_its_odds_but_for_the_correction(heat: float) -> None:
    said = weights(REST)
    found = temper_intervals(said, FIGURE, heat)[0, TURN]
    assert odds(found) == pytest.approx(odds(said[0, TURN]) * np.exp(-RECURRENCE_NATS * coldness(heat)))


@pytest.mark.parametrize("heat", HEATS)
def test_what_followed_the_latest_one_keeps_its_part_of_the_rest(heat: float) -> None:
    said = weights(REST)
    found = temper_intervals(said, FIGURE, heat)[0]
    assert found[FILLER] / (1 - found[TURN]) == pytest.approx(said[0, FILLER] / (1 - said[0, TURN]))


@pytest.mark.parametrize("heat", HEATS)
def test_among_new_intervals_temperature_acts_as_it_does_alone(heat: float) -> None:
    said = weights(REST)
    found = temper_intervals(said, FIGURE, heat)[0]
    assert found.sum() == pytest.approx(1.0)
    assert found[3] / found[9] == pytest.approx((said[0, 3] / said[0, 9]) ** (1 / heat))


@pytest.mark.parametrize("heat", HEATS)
def test_the_last_length_comes_again_as_often_as_at_temperature_1(heat: float) -> None:
    said = weights(LENGTH_VALUES)
    found = temper_lengths(said, FIGURE, heat)[0]
    assert found[5] == pytest.approx(said[0, 5])
    assert found[3] / found[9] == pytest.approx((said[0, 3] / said[0, 9]) ** (1 / heat))


def test_temperature_1_changes_nothing() -> None:
    said = weights(REST)
    assert (temper_intervals(said, FIGURE, 1.0) == temper(said, 1.0)).all()


@pytest.mark.parametrize("heat", HEATS)
def test_where_only_repeats_can_be_played_they_are(heat: float) -> None:
    said = np.where(np.arange(REST) == TURN, 0.3, 0.0)[None]
    assert temper_intervals(said, FIGURE, heat)[0, TURN] == pytest.approx(1.0)
    assert not temper_intervals(np.zeros((1, REST)), FIGURE, heat).any()


def test_motifs_come_back_about_as_often_at_any_temperature() -> None:
    network, chart = open_model("weimar"), tune_chart("blues")
    shares = []
    for heat in (0.6, 1.0, 1.3):
        wanted = Settings(beats=96.0, takes=8, temperature=heat, rhythm_temperature=heat)
        takes = improvise(network, chart, wanted, tempo=140.0)
        shares.append(measure_motifs([take.solo for take in takes]).motifs)
    assert max(shares) < 2.5 * min(shares)  # with one temperature for all values, 10 times
