"""Goal notes: the line arrives at them."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.generation.goals import MOST_GOALS, next_goals, on_goal, pitch_nats, read_goals, too_long
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| C | F | G7 | C |")


def test_a_goal_is_bar_beat_and_note() -> None:
    assert read_goals("") == ()
    assert read_goals("3:1 E4, 1:2.5 Bb4", CHART) == ((18, 70), (96, 64))
    assert read_goals("6:1 C5", CHART) == ((240, 72),)  # the form starts over


@pytest.mark.parametrize(
    "text",
    [
        "E4", "3 E4", "0:1 E4", "1:5 E4", "1:1 H4", "1:1 E99", "1:1 E4, 1:1 F4", "1:1 E4; 2:1 F4",
        ", ".join(f"{bar}:1 E4" for bar in range(1, MOST_GOALS + 2)),
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings(goal=text)
    assert refusal.value.field == "goal"


def test_a_goal_after_the_end_is_refused() -> None:
    with pytest.raises(SettingsError):
        read_goals("6:1 C5", CHART, beats=20.0)


def test_a_goal_that_the_instrument_lacks_is_refused_with_its_range() -> None:
    settings = Settings(instrument="ts", beats=20.0, goal="2:1 C7")
    with pytest.raises(SettingsError, match="C7") as refusal:
        play(open_model("weimar"), settings)
    assert refusal.value.field == "goal"


def test_the_next_goal_is_the_one_here_or_ahead() -> None:
    ahead, pitch = next_goals(((24, 60), (48, 64)), np.array([0, 24, 25, 49]))
    assert ahead.tolist() == [24, 0, 23, -1]
    assert pitch[:3].tolist() == [60, 60, 64]


def test_no_length_reaches_beyond_a_goal() -> None:
    nothing = np.zeros((3, 31), bool)
    long = too_long(((24, 60),), np.array([12, 24, 0]), nothing)
    assert long[0].tolist() == [False] * 12 + [True] * 19
    assert not long[1].any()
    assert too_long(((24, 60),), np.array([30]), ~nothing[:1]).all()


def test_just_before_a_goal_a_semitone_is_likeliest() -> None:
    nats = pitch_nats(np.array([6, 0, 60]), np.array([64, 64, 64]), np.array([62, 62, 62]))
    assert nats[0].argmax() in (24 + 1, 24 + 3)  # E flat or F, from D
    assert not nats[1:].any()


def test_a_goal_beyond_two_octaves_is_played_nearer() -> None:
    weighed = on_goal(np.full((1, 50), 0.02), np.array([0]), np.array([90]), np.array([60]))
    assert weighed[0].argmax() == 24 + 18
    assert weighed.sum() == 1


def test_every_take_plays_its_goals_on_time_up_to_the_last_beat() -> None:
    settings = Settings(tune="blues", beats=24.0, seed=5, takes=6, goal="2:1 E4, 3:2.5 Bb3, 6:4.5 C4")
    for performance in play(open_model("weimar"), settings):
        played = {(note.start, note.pitch) for note in performance.take.solo.notes}
        assert {(4.0, 64), (9.5, 58), (23.5, 60)} <= played
