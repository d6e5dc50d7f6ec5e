"""The small pictures of "How it works"."""

from __future__ import annotations

import math
from base64 import b64decode

import numpy as np

from jazzlstm.music import Note
from jazzlstm.ui.explain.pictures import draw_bars, draw_cells, draw_losses, draw_roll, draw_ruler

NAMES = [str(i) for i in range(49)]
EVEN = np.full(50, 1 / 50)


def read_svg(image: str) -> str:
    """The SVG in the data URL of an image."""
    return b64decode(image.partition("base64,")[2].partition('"')[0]).decode()


def test_roll_without_notes_is_empty() -> None:
    assert "<rect" not in read_svg(draw_roll([], 4.0, 8.0))


def test_roll_ends_before_a_beat_and_highlights_its_last_note() -> None:
    svg = read_svg(draw_roll([Note(0, 1, 60), Note(1, 1, 64), Note(2, 1, 67)], 2.0, 4.0))
    assert [svg.count(f'class="{kind}"') for kind in ("note", "last", "later")] == [1, 1, 1]


def test_a_rest_has_a_bar_of_its_own() -> None:
    svg = read_svg(draw_bars(EVEN, 49, NAMES))
    assert ">rest<" in svg
    assert 'class="last" x="0.0"' in svg


def test_the_number_of_a_draw_is_where_its_choice_is() -> None:
    svg = read_svg(draw_ruler(np.array([0.25, 0.5, 0.25]), 1, 0.5))
    assert 'class="last" x="75.00" y="14" width="150.00"' in svg
    assert 'class="mark" x1="150.0"' in svg


def test_the_kept_epoch_is_marked_unless_it_is_unknown() -> None:
    assert read_svg(draw_losses([3.0, 2.0], [3.5, 3.0], 2)).count("<circle") == 1
    assert read_svg(draw_losses([3.0, 2.0], [math.nan, math.nan], 0)).count("<circle") == 0


def test_every_unit_has_a_square() -> None:
    assert read_svg(draw_cells(np.zeros((2, 64)))).count("<rect") == 128


def test_chosen_bar_is_highlighted() -> None:
    assert read_svg(draw_bars(EVEN, 7, NAMES)).count('class="last"') == 1


def test_probabilities_before_the_policy_are_drawn_as_outlines() -> None:
    svg = read_svg(draw_bars(EVEN, 7, NAMES, np.eye(50)[0]))
    assert svg.count('class="before"') == 50
    assert ">42<" in svg
