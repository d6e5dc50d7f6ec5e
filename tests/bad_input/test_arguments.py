"""Wrong options, settings and charts are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.errors import (
    ChartError,
    ChordError,
    InputError,
    ModelFileError,
    SettingsError,
    UnknownNameError,
)
from jazzlstm.generation.settings import SETTINGS
from tests.bad_input.commands import GENERATE, Refuse


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("--temperature 0", "temperature"),
        ("--temperature nan", "temperature"),
        ("--temperature -1", "temperature"),
        ("--rhythm-temperature inf", "rhythm_temperature"),
        ("--top-p 2", "top_p"),
        ("--inside 1.5", "inside"),
        ("--beats 0", "beats"),
        ("--beats nan", "beats"),
        ("--takes 0", "takes"),
        ("--tempo 10000", "tempo"),
        ("--tempo -1", "tempo"),
        (f"--seed {2**64}", "seed"),
        (f"--seed {10**30}", "seed"),
        ("--seed -1", "seed"),
    ],
)
def test_a_number_out_of_range_is_refused_with_its_range(refuse: Refuse, arguments: str, field: str) -> None:
    error = refuse(*GENERATE, *arguments.split())
    assert isinstance(error, SettingsError)
    assert error.field == field
    limits = SETTINGS[field].limits
    assert limits is not None
    assert f"{limits.lowest} to {limits.highest}" in str(error)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("--bars 0", "beats"),
        ("--choruses -1", "beats"),
        ("--format xyz", "format"),
        ("--format ,", "format"),
        ("--player Nobody", "player"),
        ("--instrument kazoo", "instrument"),
        ("--start-note G9", "start_note"),
        ("--start-note H4", "start_note"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_name(refuse: Refuse, arguments: str, field: str) -> None:
    error = refuse(*GENERATE, *arguments.split())
    assert isinstance(error, SettingsError)
    assert error.field == field


@pytest.mark.parametrize(
    ("arguments", "quoted"),
    [
        ("--temperature hot", "--temperature: 'hot'"),
        ("--takes 1.5", "--takes: '1.5'"),
        ("--seed x", "--seed: 'x'"),
        ("--beats 8 --bars 2", "--bars"),
        ("--loud", "--loud"),
    ],
)
def test_a_wrong_option_is_quoted_with_its_value(refuse: Refuse, arguments: str, quoted: str) -> None:
    error = refuse(*GENERATE, *arguments.split())
    assert isinstance(error, InputError)
    assert quoted in str(error)


def test_an_unknown_tune_suggests_the_nearest(refuse: Refuse) -> None:
    error = refuse(*GENERATE, "--tune", "blus")
    assert isinstance(error, UnknownNameError)
    assert error.nearest == "blues"


def test_an_unknown_key_or_model_is_refused(refuse: Refuse) -> None:
    error = refuse(*GENERATE, "--key", "X")
    assert isinstance(error, ChartError)
    assert error.code == "bad_key"
    error = refuse("generate", "--model", "nobody")
    assert isinstance(error, ModelFileError)
    assert "'nobody'" in str(error)


# Charts


@pytest.mark.parametrize(
    ("chart", "kind", "quoted"),
    [
        ("", InputError, ""),
        (" \n ", InputError, ""),
        ("| |", ChartError, "bar 1"),
        ("| C " * 1000, ChartError, "512"),
        ("| Dm7 | Xm7 |", ChordError, "Xm7"),
        ("C " * 50_000, SettingsError, "changes"),
        ("\0", ChordError, ""),
    ],
    ids=["empty", "blank", "no chord", "1,000 bars", "no such chord", "100,000 characters", "NUL"],
)
def test_a_chart_that_cannot_be_played_is_refused(
    refuse: Refuse, chart: str, kind: type[InputError], quoted: str
) -> None:
    error = refuse(*GENERATE, "--chart", chart)
    assert isinstance(error, kind)
    assert quoted in str(error)
    Path("chart.txt").write_text(chart, encoding="utf-8")
    assert isinstance(refuse(*GENERATE, "--chart-file", "chart.txt"), InputError)


def test_a_chart_file_that_cannot_be_read_is_refused(refuse: Refuse) -> None:
    Path("chart.txt").write_bytes(b"\xff\xfe\x00")  # half a character of UTF-16
    for name in ("missing.txt", ".", "chart.txt"):
        error = refuse(*GENERATE, "--chart-file", name)
        assert isinstance(error, InputError)
        assert name in str(error)


def test_a_missing_or_unknown_command_is_refused(refuse: Refuse) -> None:
    assert "--help" in str(refuse())
    assert "'sing'" in str(refuse("sing"))
    assert "--out" in str(refuse("train", "."))
