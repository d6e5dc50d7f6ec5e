"""Goal notes: the line arrives at them."""

from __future__ import annotations

import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.generation.goals import MOST_GOALS, read_goals, write_goals
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| C | F | G7 | C |")


def test_a_goal_is_bar_beat_and_note() -> None:
    assert read_goals("") == ()
    assert read_goals("3:1 E4, 1:2.5 Bb4", CHART) == ((18, 70), (96, 64))
    assert read_goals("6:1 C5", CHART) == ((240, 72),)  # the form starts over


def test_goals_are_written_as_they_are_read() -> None:
    text = "1:2.5 Bb4, 3:1 E4, 6:4.3333 C5"
    assert write_goals(read_goals(text, CHART), CHART) == text


def test_a_beat_that_the_bar_lacks_is_refused() -> None:
    assert read_goals("1:5 E4", parse_chart("5/4 | C | F |")) == ((48, 64),)
    with pytest.raises(SettingsError):
        read_goals("1:5 E4", CHART)


@pytest.mark.parametrize(
    "text",
    [
        "E4", "3 E4", "0:1 E4", "1:18 E4", "1:1 H4", "1:1 E99", "1:1 E4, 1:1 F4", "1:1 E4; 2:1 F4",
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


def test_every_take_plays_its_goals_on_time_up_to_the_last_beat() -> None:
    settings = Settings(tune="blues", beats=24.0, seed=5, takes=6, goal="2:1 E4, 3:2.5 Bb3, 6:4.5 C4")
    for performance in play(open_model("weimar"), settings):
        played = {(note.start, note.pitch) for note in performance.take.solo.notes}
        assert {(4.0, 64), (9.5, 58), (23.5, 60)} <= played
