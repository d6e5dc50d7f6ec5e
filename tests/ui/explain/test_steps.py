"""The four cards of a step: what they say agrees with the solo that was played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.events import REST
from jazzlstm.generation.prefix import keep_until, read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.explain.steps import describe_step, length_name, percent, pitch_name
from jazzlstm.ui.play.rendering import RenderedSolo, render_solo


def texts_of(rendered: RenderedSolo, step: int) -> list[str]:
    return [card.text for card in describe_step(rendered, step)]


def test_chance_is_the_one_that_was_drawn_from(models: Path) -> None:
    rendered = render_solo("weimar", Settings(temperature=0.5))
    take = rendered.performance.take
    step = int(np.argmax(np.abs(take.weighed_pitches - take.pitch_probabilities).max(axis=1)))
    chance = float(take.weighed_pitches[step, take.pitch_values[step]])
    assert percent(chance) != percent(float(take.pitch_probabilities[step, take.pitch_values[step]]))
    assert percent(chance) in texts_of(rendered, step)[2]


def test_step_names_the_note_that_was_played(models: Path) -> None:
    rendered = render_solo("weimar", Settings())
    take = rendered.performance.take
    name = pitch_name(int(take.pitch_values[3]), int(take.references[3]))
    _, _, draw, feedback = texts_of(rendered, 3)
    assert name in draw
    assert length_name(int(take.length_values[3])) in feedback


def test_context_counts_units_and_mentions_history_where_the_network_has_it(models: Path) -> None:
    rendered = render_solo("weimar", Settings())
    config = replace(rendered.network.config, layers=2, units=16)
    with_history, without = (
        texts_of(
            replace(
                rendered, network=replace(rendered.network, config=replace(config, output_features=features))
            ),
            3,
        )[0]
        for features in (True, False)
    )
    assert "16" in without
    assert len(with_history) > len(without)


def test_kept_note_is_not_called_a_random_draw(models: Path) -> None:
    opening = keep_until(render_solo("weimar", Settings()).performance.take, 4.0)
    rendered = render_solo("weimar", Settings(seed=8, opening=opening))
    given = len(read_prefix(opening))
    kept, drawn = texts_of(rendered, given - 1), texts_of(rendered, given)
    assert [text.startswith("You chose") for text in (*kept[2:], *drawn[2:])] == [True, True, False, False]


def test_starting_note_is_not_called_a_random_draw(models: Path) -> None:
    rendered = render_solo("weimar", Settings(start_note="C5"))
    pitch, length = texts_of(rendered, 0)[2:]
    assert "C5" in pitch
    assert pitch.startswith("You chose")
    assert not length.startswith("You chose")


@pytest.mark.parametrize(("value", "name"), [(24, "C4"), (26, "D4"), (22, "Bb3"), (REST, "a rest")])
def test_pitch_values_are_named_from_the_reference(value: int, name: str) -> None:
    assert pitch_name(value, 60) == name


@pytest.mark.parametrize(("value", "name"), [(5, "an eighth"), (11, "a quarter"), (6, "0.583 beats")])
def test_length_values_are_named(value: int, name: str) -> None:
    assert length_name(value) == name


@pytest.mark.parametrize(("share", "words"), [(0.184, "18 %"), (0.004, "less than 1 %"), (0.0, "0 %")])
def test_small_probability_is_not_rounded_to_zero(share: float, words: str) -> None:
    assert percent(share) == words
