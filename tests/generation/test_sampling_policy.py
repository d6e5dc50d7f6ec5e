from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.history import History
from jazzlstm.encoding.state import UNISON, DecoderState, initial_state, next_state
from jazzlstm.generation.sampling_policy import (
    Floats,
    SamplingPolicy,
    draw,
    weigh_lengths,
    weigh_pitches,
)
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.music import Change, Chart
from jazzlstm.theory.chords import parse_chord

G7 = lay_out_harmony(Chart((Change(0.0, parse_chord("G7")),), beats=4.0))
TONES = [UNISON + step for step in range(-24, 25) if (60 + step) % 12 in (7, 11, 2, 5)]
"""The intervals from middle C that reach a tone of G7."""


def drawn(takes: int, values: int, seed: int = 0) -> Floats:
    """Random probabilities."""
    return np.random.default_rng(seed).dirichlet(np.ones(values), takes)


def pitches(said: Floats, state: DecoderState | None = None, **policy: object) -> Floats:
    state = state or initial_state(len(said))
    return weigh_pitches(said, G7, state, SamplingPolicy(**policy))  # type: ignore[arg-type]


def lengths(said: Floats, state: DecoderState, taken: int, **policy: object) -> Floats:
    return weigh_lengths(said, state, np.full(len(said), taken), SamplingPolicy(**policy))  # type: ignore[arg-type]


def with_echo(takes: int, pitch: int, length: int, depth: int) -> DecoderState:
    """The state before the first note, with an echo."""
    state = initial_state(takes)
    echo = np.tile([pitch, length, depth], (takes, 1))
    return replace(state, history=replace(state.history, echo=echo))


def test_the_default_policy_changes_nothing() -> None:
    said = drawn(5, PITCH_VALUES)
    np.testing.assert_allclose(pitches(said), said, atol=1e-12)
    said = drawn(5, LENGTH_VALUES)
    np.testing.assert_allclose(lengths(said, initial_state(5), 30), said, atol=1e-12)


@given(st.integers(0, 999), st.floats(0.1, 2.0), st.floats(0.1, 1.0), st.floats(-1.0, 1.0))
@settings(deadline=None)
def test_no_setting_changes_the_share_of_rests(seed: int, heat: float, top_p: float, inside: float) -> None:
    said = drawn(3, PITCH_VALUES, seed)
    weighed = pitches(
        said, temperature=heat, top_p=top_p, inside=inside, logit_bias=LogitBias(0.5, 0.5, 0.5, 0.5)
    )
    np.testing.assert_allclose(weighed[:, REST], said[:, REST], atol=1e-12)
    np.testing.assert_allclose(weighed.sum(axis=1), 1.0, atol=1e-12)


def test_temperature_two_takes_the_square_root_of_the_odds() -> None:
    said = drawn(1, PITCH_VALUES)
    weighed = pitches(said, temperature=2.0)
    assert weighed[0, 3] / weighed[0, 9] == pytest.approx(np.sqrt(said[0, 3] / said[0, 9]))
    weighed = lengths(said[:, :LENGTH_VALUES], initial_state(1), 30, rhythm_temperature=2.0)
    assert weighed[0, 3] / weighed[0, 9] == pytest.approx(np.sqrt(said[0, 3] / said[0, 9]))


def test_each_temperature_changes_its_own_choice_only() -> None:
    said = drawn(2, PITCH_VALUES)
    np.testing.assert_allclose(pitches(said, rhythm_temperature=0.3), said, atol=1e-12)
    said = drawn(2, LENGTH_VALUES)
    cut = lengths(said, initial_state(2), 30, temperature=0.3, top_p=0.2)
    np.testing.assert_allclose(cut, said, atol=1e-12)


def test_the_coldest_temperature_plays_the_likeliest() -> None:
    said = drawn(4, PITCH_VALUES)
    likeliest = said[:, :REST].argmax(axis=1)
    cold = pitches(said, temperature=0.01)
    np.testing.assert_allclose(cold[range(4), likeliest], 1 - said[:, REST], rtol=0.05)


@given(st.integers(0, 999), st.floats(0.1, 0.99))
@settings(deadline=None)
def test_top_p_keeps_the_fewest_intervals_that_make_it_up(seed: int, top_p: float) -> None:
    said = drawn(1, PITCH_VALUES, seed)
    shares = np.sort(said[0, :REST] / said[0, :REST].sum())[::-1]
    fewest = int((np.cumsum(shares) - shares < top_p).sum())
    kept = np.flatnonzero(pitches(said, top_p=top_p)[0, :REST])
    assert set(kept) == set(np.argsort(-said[0, :REST])[:fewest])


def test_top_p_does_not_choose_between_equals() -> None:
    said = np.full((1, PITCH_VALUES), 1 / PITCH_VALUES)
    np.testing.assert_allclose(pitches(said, top_p=0.3), said, atol=1e-12)


@pytest.mark.parametrize("reference", [40, 60, 80])
def test_pitches_out_of_range_are_never_played(reference: int) -> None:
    weighed = pitches(drawn(1, PITCH_VALUES), initial_state(1, reference=reference), lowest=55, highest=70)
    sounding = reference - 24 + np.flatnonzero(weighed[0, :REST])
    assert sounding.tolist() == [p for p in range(55, 71) if abs(p - reference) <= 24]


def test_where_nothing_is_in_reach_it_rests() -> None:
    weighed = pitches(drawn(2, PITCH_VALUES), lowest=100, highest=110)
    assert weighed.tolist() == [[0.0] * REST + [1.0]] * 2


def test_inside_leans_towards_the_chord_and_outside_away_from_it() -> None:
    said = drawn(1, PITCH_VALUES)
    shares = [pitches(said, inside=inside)[0, TONES].sum() for inside in (-1.0, -0.5, 0.0, 0.5, 1.0)]
    assert shares == sorted(shares)
    assert shares[2] == pytest.approx(said[0, TONES].sum())
    assert shares[4] > 1.3 * shares[2] > 1.3 * 1.3 * shares[0]


def test_without_a_chord_inside_changes_nothing() -> None:
    silence = lay_out_harmony(Chart((Change(0.0, parse_chord("NC")),), beats=4.0))
    said = drawn(1, PITCH_VALUES)
    np.testing.assert_allclose(
        weigh_pitches(said, silence, initial_state(1), SamplingPolicy(inside=1.0)), said, atol=1e-12
    )


def test_a_bias_of_chord_tones_on_the_beat_holds_on_the_beat_only() -> None:
    said = drawn(1, PITCH_VALUES)
    on, off = (
        pitches(said, initial_state(1, onset=tick), logit_bias=LogitBias(chord_tones_on_beat=1.0))[
            0, TONES
        ].sum()
        for tick in (12, 18)
    )
    assert on > off == pytest.approx(said[0, TONES].sum())


def after(values: list[int]) -> DecoderState:
    """A line of eighths that made these pitch values."""
    memory, state = History(1), initial_state(1)
    for value in values:
        state = next_state(state, np.array([value]), np.array([5]), memory)
    return state


@pytest.mark.parametrize("value", [24, 26])
def test_an_interval_that_dominated_the_recent_past_is_capped(value: int) -> None:
    said = np.full((1, PITCH_VALUES), 0.001)
    said[0, value] = 1 - 0.001 * (PITCH_VALUES - 1)
    often, seldom = after([value, 20, 28] + [value] * 20), after([20, 28, 21] * 7)
    assert pitches(said, seldom)[0, value] == pytest.approx(said[0, value])
    weighed = pitches(said, often)[0]
    assert weighed[value] < 0.6
    assert weighed.sum() == pytest.approx(1.0)
    assert weighed[REST] == pytest.approx(said[0, REST])


def test_the_only_interval_left_is_not_capped() -> None:
    said = np.zeros((1, PITCH_VALUES))
    said[0, UNISON] = 1.0
    assert pitches(said, after([UNISON] * 12))[0, UNISON] == pytest.approx(1.0)


def test_a_bias_of_steps_is_for_seconds_up_and_down() -> None:
    said = drawn(1, PITCH_VALUES)
    weighed = pitches(said, logit_bias=LogitBias(steps=1.0))[0]
    gained = np.flatnonzero(weighed > said[0] * 1.001) - WIDEST_INTERVAL
    assert gained.tolist() == [-2, -1, 1, 2]


def test_the_bias_of_an_echo_grows_with_its_depth() -> None:
    said = drawn(1, PITCH_VALUES)
    shares = [
        pitches(said, with_echo(1, 30, 5, depth), logit_bias=LogitBias(echo_pitch=0.4))[0, 30]
        for depth in (0, 1, 2, 3, 6)
    ]
    assert shares[0] == shares[1] == pytest.approx(said[0, 30])
    assert shares[1:] == sorted(set(shares[1:]))


def test_the_bias_of_the_length_of_an_echo_needs_its_pitch() -> None:
    said, state = drawn(1, LENGTH_VALUES), with_echo(1, 30, 5, 2)
    came_back, went_elsewhere = (
        lengths(said, state, taken, logit_bias=LogitBias(echo_length=0.4))[0, 5] for taken in (30, 31)
    )
    assert came_back > said[0, 5]
    assert went_elsewhere == pytest.approx(said[0, 5])


def test_weighing_does_not_change_its_input() -> None:
    said, state = drawn(1, LENGTH_VALUES), with_echo(1, 30, 5, 2)
    before = said.copy()
    lengths(said, state, 30, logit_bias=LogitBias(echo_length=1.0), rhythm_temperature=0.5)
    assert (said == before).all()


@pytest.mark.parametrize(("chance", "value"), [(0.0, 1), (0.2, 1), (0.25, 3), (0.7, 3), (0.999999, 3)])
def test_a_draw_falls_where_the_chance_does_and_never_on_nothing(chance: float, value: int) -> None:
    assert draw(np.array([[0.0, 0.25, 0.0, 0.75, 0.0]]), np.array([chance])).tolist() == [value]


def test_draws_fall_as_the_probabilities_do() -> None:
    said = drawn(1, LENGTH_VALUES)
    chance = (np.arange(20_000) + 0.5) / 20_000
    values = draw(np.repeat(said, len(chance), axis=0), chance)
    np.testing.assert_allclose(np.bincount(values, minlength=LENGTH_VALUES) / 20_000, said[0], atol=1e-3)


def after_a_line(
    takes: int, beats: float, stay: int = 1, echo: tuple[int, int, int] | None = None
) -> DecoderState:
    """In the middle of a solo: so many beats since the last rest, so many notes on this pitch."""
    state = with_echo(takes, *echo) if echo else initial_state(takes)
    whole = np.ones(takes, np.int64)
    return replace(state, since_rest=round(12 * beats) * whole, stay=stay * whole, onset=480 * whole)


def test_at_low_temperatures_rests_get_likelier_along_a_phrase() -> None:
    said = drawn(4, PITCH_VALUES)
    rests = [pitches(said, after_a_line(4, beats), temperature=0.5)[:, REST] for beats in (0, 4, 8, 16)]
    assert (np.diff(rests, axis=0) > 0).all()
    np.testing.assert_allclose(rests[0], said[:, REST])


def test_at_high_temperatures_rests_get_less_likely_along_a_phrase() -> None:
    said = drawn(4, PITCH_VALUES)
    rests = [pitches(said, after_a_line(4, beats), temperature=1.3)[:, REST] for beats in (0, 4, 8, 16)]
    assert (np.diff(rests, axis=0) < 0).all()
    np.testing.assert_allclose(rests[0], said[:, REST])


def test_at_temperature_1_rests_keep_their_probability() -> None:
    said = drawn(4, PITCH_VALUES)
    np.testing.assert_allclose(pitches(said, after_a_line(4, 16))[:, REST], said[:, REST])


def test_a_rest_keeps_its_lengths_at_any_rhythm_temperature() -> None:
    said = drawn(3, LENGTH_VALUES)
    np.testing.assert_allclose(
        lengths(said, initial_state(3), REST, rhythm_temperature=0.3), said, atol=1e-12
    )
    assert np.abs(lengths(said, initial_state(3), UNISON, rhythm_temperature=0.3) - said).max() > 0.01


def test_the_last_phrase_ends_as_at_temperature_1() -> None:
    state, notes = after_a_line(3, 16), np.full(3, UNISON)
    said = drawn(3, LENGTH_VALUES)
    cold, usual = (
        weigh_lengths(said, state, notes, SamplingPolicy(closing=True, rhythm_temperature=heat), end=520)
        for heat in (0.3, 1.0)
    )
    np.testing.assert_allclose(cold, usual, atol=1e-12)
    said = drawn(3, PITCH_VALUES)
    cold, usual = (
        weigh_pitches(said, G7, state, SamplingPolicy(closing=True, temperature=heat), end=520)
        for heat in (0.3, 1.0)
    )
    np.testing.assert_allclose(cold[:, REST], usual[:, REST], atol=1e-12)


def obsessed(takes: int, value: int) -> Floats:
    """A network that holds one interval as good as certain."""
    return np.where(np.arange(PITCH_VALUES) == value, 1.0, 1e-6) * np.ones((takes, 1))


@pytest.mark.parametrize("policy", [{}, {"temperature": 0.1}, {"top_p": 0.5}])
def test_a_pitch_repeated_four_times_is_capped(policy: dict[str, float]) -> None:
    said = obsessed(2, UNISON)
    assert (pitches(said, after_a_line(2, 0, stay=3), **policy)[:, UNISON] > 0.99).all()
    np.testing.assert_allclose(
        pitches(said, after_a_line(2, 0, stay=4), **policy)[:, UNISON], 0.75, rtol=1e-4
    )


def test_a_figure_repeated_again_and_again_is_capped() -> None:
    said, up = obsessed(2, UNISON + 2), UNISON + 2
    assert (pitches(said, after_a_line(2, 0, echo=(up, 3, 4)))[:, up] > 0.99).all()
    weighed = pitches(said, after_a_line(2, 0, echo=(up, 3, 5)))
    np.testing.assert_allclose(weighed[:, up], 0.75, rtol=1e-4)
    np.testing.assert_allclose(weighed.sum(axis=1), 1.0)


def test_the_only_pitch_in_range_is_not_capped() -> None:
    weighed = pitches(obsessed(1, UNISON), after_a_line(1, 0, stay=9), lowest=60, highest=60)
    assert weighed[0, UNISON] + weighed[0, REST] == pytest.approx(1.0)


def test_the_last_note_has_a_beat_to_sound() -> None:
    said = drawn(1, LENGTH_VALUES)
    for left in (6, 12, 16, 24, 40):
        weighed = weigh_lengths(said, initial_state(1), np.array([UNISON]), SamplingPolicy(), end=left)
        remains = left - np.array(LENGTHS)[weighed[0] > 1e-9]
        assert len(remains)
        assert ((remains <= 0) | (remains >= 12)).all()


def test_an_ending_makes_root_third_and_fifth_likelier() -> None:
    said, policy = drawn(1, PITCH_VALUES), SamplingPolicy(ending=1.0)
    plain = weigh_pitches(said, G7, initial_state(1), policy, end=25)
    np.testing.assert_allclose(plain, said, atol=1e-12)
    ending = weigh_pitches(said, G7, initial_state(1), policy, end=24)
    raised = {
        (60 + value - UNISON) % 12 for value in np.flatnonzero(ending[0, :REST] > 1.001 * said[0, :REST])
    }
    assert raised == {7, 11, 2}
