"""The small pictures of "How it works"."""

from __future__ import annotations

from base64 import b64decode

import numpy as np

from jazzlstm.music import Note
from jazzlstm.ui.explain.pictures import draw_bars, draw_roll

NAMES = [str(i) for i in range(49)]
EVEN = np.full(49, 1 / 49)


def read_svg(image: str) -> str:
    """The SVG in the data URL of an image."""
    return b64decode(image.partition("base64,")[2].partition('"')[0]).decode()


def test_roll_without_notes_is_empty() -> None:
    assert "<rect" not in read_svg(draw_roll([], 4.0, 8.0))


def test_roll_ends_before_a_beat_and_highlights_its_last_note() -> None:
    svg = read_svg(draw_roll([Note(0, 1, 60), Note(1, 1, 64), Note(2, 1, 67)], 2.0, 4.0))
    assert [svg.count(f'class="{kind}"') for kind in ("note", "last")] == [1, 1]


def test_chosen_bar_is_highlighted() -> None:
    assert read_svg(draw_bars(EVEN, 7, NAMES)).count('class="last"') == 1


def test_probabilities_before_the_policy_are_drawn_as_outlines() -> None:
    svg = read_svg(draw_bars(EVEN, 7, NAMES, np.eye(49)[0]))
    assert svg.count('class="before"') == 49
    assert ">42<" in svg
