"""The tune book: lengths, sections, keys and names of its forms."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChartError, UnknownNameError
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.keys import guess_key, parse_key
from jazzlstm.theory.tunes import TUNES, tune_chart


@pytest.mark.parametrize("name", sorted(TUNES))
def test_tune_is_complete_and_playable(name: str) -> None:
    tune, chart = TUNES[name], tune_chart(name)
    assert tune.name == name
    assert tune.feel in FEELS
    assert 40 <= tune.tempo <= 320
    assert str(parse_key(tune.key)) == tune.key == chart.key
    assert chart.title == tune.title
    assert "\n" not in tune.about
    assert tune.about.endswith(".")
    assert all(bar in chart.bar_starts() for bar in (section.start for section in chart.sections))


@pytest.mark.parametrize(
    ("name", "bars"),
    [
        ("blues", 12),
        ("jazz-blues", 12),
        ("minor-blues", 12),
        ("blues-waltz", 12),
        ("bossa", 16),
        ("backdoor", 16),
        ("rhythm-changes", 32),
        ("modal", 32),
        ("ballad", 32),
        ("minor-swing", 32),
        ("waltz", 32),
        ("four-keys", 36),
    ],
)
def test_form_has_its_length(name: str, bars: int) -> None:
    assert tune_chart(name).bars == bars


@pytest.mark.parametrize("name", ["rhythm-changes", "modal", "ballad", "minor-swing", "waltz"])
def test_aaba_forms_have_their_sections_eight_bars_apart(name: str) -> None:
    chart = tune_chart(name)
    step = 8 * chart.metre.bar_beats
    assert [(s.start, s.name) for s in chart.sections] == [(i * step, s) for i, s in enumerate("AABA")]


def test_waltzes_are_in_three_and_other_tunes_in_four() -> None:
    for name, tune in TUNES.items():
        assert tune_chart(name).metre.numerator == (3 if tune.feel == "waltz" else 4), name


@pytest.mark.parametrize(
    "name", ["blues", "jazz-blues", "minor-blues", "ii-V-I", "ii-V-I-minor", "ballad", "bossa", "waltz"]
)
def test_key_of_a_tune_is_the_likeliest_key_of_its_chords(name: str) -> None:
    assert str(guess_key(tune_chart(name))) == TUNES[name].key


def test_names_are_found_in_any_case_and_with_spaces() -> None:
    assert tune_chart("Rhythm Changes") == tune_chart("rhythm-changes")
    assert tune_chart("ii-v-i") == tune_chart("ii-V-I")


@pytest.mark.parametrize(("asked", "nearest"), [("rythm-changes", "rhythm-changes"), ("", "")])
def test_unknown_tune_raises_with_the_nearest_name(asked: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        tune_chart(asked)
    assert caught.value.nearest == nearest


def test_text_that_is_not_a_key_is_refused() -> None:
    with pytest.raises(ChartError) as caught:
        tune_chart("blues", "X")
    assert caught.value.code == "bad_key"


def test_a_tune_with_the_changes_of_a_standard_names_it() -> None:
    assert "Autumn Leaves" in TUNES["falling-fifths"].label
    assert "Autumn Leaves" not in tune_chart("falling-fifths").title
    assert TUNES["funk"].label == TUNES["funk"].title
