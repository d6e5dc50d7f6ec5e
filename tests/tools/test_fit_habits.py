"""Habits are the differences of shares: of intervals, lengths and pitches."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.encoding.events import WIDEST_INTERVAL
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord
from tools.fit_habits import DOUBT, STRONGEST, habits_of, nats_between

CHART = Chart((Change(0.0, parse_chord("C7")),), 8.0)


def line(step: int, notes: int = 400) -> Solo:
    """Eighths that go up by ``step`` and come back."""
    return Solo(tuple(Note(i / 2, 0.5, 60 + step * (i % 2)) for i in range(notes)), CHART)


def test_the_player_gets_nats_for_what_the_network_plays_less_often() -> None:
    habits = habits_of(("Fourths", "Nobody"), {"Fourths": [line(5)]}, {"Fourths": [line(2)]})
    up = habits.pitch_values[0]
    assert up[WIDEST_INTERVAL + 5] > 0 > up[WIDEST_INTERVAL + 2]
    assert habits.pitches[0, 65] > habits.pitches[0, 62]
    assert not habits.pitch_values[1].any()


def test_equal_shares_get_nothing() -> None:
    counts = np.array([1000.0, 3000.0, 6000.0])
    assert nats_between(10 * counts, counts) == pytest.approx(0, abs=0.02)


def test_little_is_learnt_of_few_events() -> None:
    ours = np.array([500.0, 500.0])
    few, many = (nats_between(np.array([0.0, n]), ours)[1] for n in (DOUBT / 100, 100 * DOUBT))
    assert 0 < few < 0.02 < many == pytest.approx(np.log(2), abs=0.02)
    assert abs(nats_between(np.array([0.0, 1e9]), ours)).max() == STRONGEST
