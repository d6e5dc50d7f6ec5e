"""Damaged files by the hundred, the same ones each time; ``python -m tests.fuzz`` reads many more."""

from __future__ import annotations

import pytest

from tests.fuzz import watch
from tests.fuzz.charts import MAKERS, chart_seeds
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import damaged

INPUTS = {"midi": 60, "musicxml": 40, "database": 200, "zip": 8, "model": 400}
INPUTS |= {"chart": 60, "ireal": 60, "improvisor": 100, "abc": 200, "chords": 40}
"""As many as a second or two can read."""


@pytest.mark.parametrize("kind", INPUTS)
def test_whatever_a_stranger_sends_is_read_or_refused_with_a_sentence(kind: str) -> None:
    found = [watch.read(kind, damaged(kind, 20261124, number)) for number in range(INPUTS[kind])]
    assert [words for result, words in found if result == "fault"] == []
    assert "read" in {result for result, _ in found}  # not all of them are too damaged to get far


@pytest.mark.parametrize("kind", [kind for kind in INPUTS if kind != "zip"])
def test_the_files_that_are_damaged_are_good_ones_to_begin_with(kind: str) -> None:
    for data in chart_seeds(kind) if kind in MAKERS else seeds(kind):
        assert watch.read(kind, data) == ("read", "")


def test_a_number_gives_the_same_file_again() -> None:
    for kind in INPUTS:
        assert damaged(kind, 1, 5) == damaged(kind, 1, 5)
        assert damaged(kind, 1, 5) != damaged(kind, 1, 6)


def test_a_reader_that_hangs_takes_all_memory_dies_or_raises_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(watch, "MOST_MEGABYTES", 100.0)
    found = watch.fuzz("faulty", 34, inputs=4)  # a seed that draws each fault once
    hung, died, raised, huge = (found.faults[number] for number in range(4))
    assert hung == "took 1.0 s"
    assert died == "brought its process down (3)"
    assert raised == "KeyError: 'unforeseen'"
    assert huge.endswith(" MB")
