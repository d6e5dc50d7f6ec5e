"""The cards of a step: what they say agrees with the solo that was played."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from jazzlstm.encoding.events import REST
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.generation.prefix import keep_until, read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.ui.explain.activations import activations_of
from jazzlstm.ui.explain.followers import find_followers
from jazzlstm.ui.explain.steps import (
    describe_draw,
    describe_feedback,
    describe_gates,
    describe_inputs,
    describe_memory,
    length_name,
    memory_in_words,
    percent,
    pitch_name,
)
from jazzlstm.ui.play.rendering import render_solo


def test_chance_is_the_one_that_was_drawn_from(models: Path) -> None:
    rendered = render_solo("weimar", Settings(temperature=0.5))
    take = rendered.performance.take
    step = int(np.argmax(np.abs(take.weighed_pitches - take.pitch_probabilities).max(axis=1)))
    chance = float(take.weighed_pitches[step, take.pitch_values[step]])
    assert percent(chance) != percent(float(take.pitch_probabilities[step, take.pitch_values[step]]))
    assert percent(chance) in describe_draw(rendered, step).text


def test_the_random_number_points_at_the_note_that_was_played(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=32.0))
    take = rendered.performance.take
    for step in range(len(take.onsets)):
        number = re.search(r"0\.\d{3}", describe_draw(rendered, step).text)
        assert number
        edges = np.cumsum(take.weighed_pitches[step]) / take.weighed_pitches[step].sum()
        value = int(take.pitch_values[step])
        low = edges[value - 1] if value else 0.0
        assert low - 0.001 <= float(number[0]) <= edges[value] + 0.001


def test_bars_that_were_drawn_again_have_no_number(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=32.0))
    again = replace(rendered.performance.take, seed=rendered.performance.take.seed + 2**32)
    changed = Mock(performance=Mock(take=again), settings=rendered.settings)
    texts = [describe_draw(changed, step).text for step in range(len(again.onsets))]
    assert any("drawn again" in text and not re.search(r"0\.\d{3}", text) for text in texts)


def test_step_names_the_note_that_was_played(models: Path) -> None:
    rendered = render_solo("weimar", Settings())
    take = rendered.performance.take
    name = pitch_name(int(take.pitch_values[3]), int(take.references[3]))
    assert name in describe_draw(rendered, 3).text
    assert length_name(int(take.length_values[3])) in describe_feedback(rendered, 3).text


def test_inputs_name_the_chord_and_count_the_ones(models: Path) -> None:
    rendered = render_solo("weimar", Settings(changes="| Dm7 | G7 | Cmaj7 | % |"))
    take = rendered.performance.take
    step = int(np.flatnonzero(take.onsets >= 4)[0])
    card = describe_inputs(rendered, step)
    assert card.rows[0][1].startswith(take.solo.chart.chord_at(float(take.onsets[step])).symbol)
    assert str(FEATURES) in card.text
    assert str(int(activations_of(rendered).rows[step, :FEATURES].sum())) in card.text
    assert "any player" in card.text


@pytest.mark.parametrize(("has_history", "units"), [(True, 256), (False, 16)])
def test_memory_counts_the_states_and_mentions_history_where_the_network_has_it(
    has_history: bool, units: int
) -> None:
    config = ModelConfig(layers=2, units=units, output_features=has_history)
    text = memory_in_words(config, 3)
    assert f"{4 * units:,} numbers" in text
    assert ("table" in text) == has_history


def test_gates_make_the_cell_state(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=128.0))
    found = activations_of(rendered)
    cell = found.forget_gate[:, 1:] * found.cell[:, :-1] + found.input_gate[:, 1:] * found.candidate[:, 1:]
    np.testing.assert_allclose(found.cell[:, 1:], cell)
    np.testing.assert_allclose(found.hidden, found.output_gate * np.tanh(found.cell))
    gates, along = describe_gates(rendered, 2, find_followers(found)[0])
    follower = find_followers(found)[0]
    shown = float(found.forget_gate[follower.layer, 2, follower.unit])
    assert dict(gates.rows)["Forget gate"].startswith(f"{shown:.2f}")
    assert f"{abs(follower.correlation):.2f}" in along.text


def test_kept_note_is_not_called_a_random_draw(models: Path) -> None:
    opening = keep_until(render_solo("weimar", Settings()).performance.take, 4.0)
    rendered = render_solo("weimar", Settings(seed=8, opening=opening))
    given = len(read_prefix(opening))
    kept = [describe(rendered, given - 1).text for describe in (describe_draw, describe_feedback)]
    drawn = [describe(rendered, given).text for describe in (describe_draw, describe_feedback)]
    assert [text.startswith("You chose") for text in (*kept, *drawn)] == [True, True, False, False]


def test_starting_note_is_not_called_a_random_draw(models: Path) -> None:
    rendered = render_solo("weimar", Settings(start_note="C5"))
    pitch, length = describe_draw(rendered, 0).text, describe_feedback(rendered, 0).text
    assert "C5" in pitch
    assert pitch.startswith("You chose")
    assert not length.startswith("You chose")


def test_the_first_step_has_pictures_and_says_that_nothing_came_before(models: Path) -> None:
    rendered = render_solo("weimar", Settings())
    cards = [describe(rendered, 0) for describe in (describe_inputs, describe_memory, describe_feedback)]
    assert all("<img" in card.picture for card in cards)
    assert "begins" in dict(cards[0].rows)["Last event"]
    assert "start at 0" in cards[1].text


@pytest.mark.parametrize(("value", "name"), [(24, "C4"), (26, "D4"), (22, "Bb3"), (REST, "a rest")])
def test_pitch_values_are_named_from_the_reference(value: int, name: str) -> None:
    assert pitch_name(value, 60) == name


@pytest.mark.parametrize(("value", "name"), [(5, "an eighth"), (11, "a quarter"), (6, "0.583 beats")])
def test_length_values_are_named(value: int, name: str) -> None:
    assert length_name(value) == name


@pytest.mark.parametrize(("share", "words"), [(0.184, "18%"), (0.004, "less than 1%"), (0.0, "0%")])
def test_small_probability_is_not_rounded_to_zero(share: float, words: str) -> None:
    assert percent(share) == words


def test_markup_in_chords_is_text(models: Path) -> None:
    html = describe_inputs(render_solo("weimar", Settings(changes="Title: <b>x</b>\n| C | F |")), 0).to_html()
    assert "<b>" not in html
