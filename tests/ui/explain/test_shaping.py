"""The card of what shapes a solo says what holds at the step."""

from __future__ import annotations

import pytest

from jazzlstm.generation.kept import keep_outside
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.explain.shaping import describe_shaping
from jazzlstm.ui.explain.steps import describe_draw, describe_feedback
from jazzlstm.ui.play.rendering import render_solo

pytestmark = pytest.mark.usefixtures("models")


def rows_of(settings: Settings, beat: float) -> dict[str, str]:
    """The rows at the step that begins on ``beat``, or at the last one before."""
    rendered = render_solo("weimar", settings)
    step = int((rendered.performance.take.onsets <= beat).sum()) - 1
    return dict(describe_shaping(rendered, step).rows)


def test_a_solo_that_was_not_shaped_has_none_of_it() -> None:
    rendered = render_solo("weimar", Settings(beats=16.0))
    card = describe_shaping(rendered, 2)
    assert [name for name, _ in card.rows] == ["Arc", "Goal and kept notes", "Theme", "Style strength"]
    assert not card.picture
    ends = (
        "This solo has none.",
        "No goal follows.",
        "This solo has none.",
        "This solo has no player's name.",
    )
    assert [words.endswith(end) for (_, words), end in zip(card.rows, ends, strict=True)] == [True] * 4


def test_the_arc_is_drawn_and_its_height_at_the_step_named() -> None:
    settings = Settings(beats=16.0, arc="0,100")
    assert "Here: 0%." in rows_of(settings, 0.0)["Arc"]
    assert "<img" in describe_shaping(render_solo("weimar", settings), 0).picture


def test_the_next_goal_is_named_and_the_goal_itself_is_not_called_a_draw() -> None:
    settings = Settings(tune="blues", beats=16.0, goal="2:3 E4")
    assert "Next: E4, in 6 beats." in rows_of(settings, 0.0)["Goal and kept notes"]
    assert "This note is one." in rows_of(settings, 6.0)["Goal and kept notes"]
    rendered = render_solo("weimar", settings)
    step = int((rendered.performance.take.onsets < 6.0).sum())
    assert "You chose this: E4" in describe_draw(rendered, step).text
    assert "drawn" in describe_feedback(rendered, step).text


def test_the_length_of_a_kept_note_is_not_called_a_draw() -> None:
    before = render_solo("weimar", Settings(tune="blues", beats=16.0)).performance.take
    settings = Settings(tune="blues", beats=16.0, seed=2, kept=keep_outside(before, 4.0, 8.0))
    rendered = render_solo("weimar", settings)
    assert "You chose the length too" in describe_feedback(rendered, 0).text


def test_theme_and_manner_name_their_values() -> None:
    settings = Settings(beats=16.0, theme="0.O5", nearness=0.25, player="Ann Alto", manner=2.0)
    rows = rows_of(settings, 0.0)
    assert rows["Theme"].endswith("Nearness here: 0.25.")
    assert rows["Style strength"].endswith("Here: 2.")
