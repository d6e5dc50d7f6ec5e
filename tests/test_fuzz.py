"""Hundreds of damaged files, the same at every run; ``python -m tests.fuzz`` reads many more."""

from __future__ import annotations

import pytest

from tests.fuzz import campaign, requests
from tests.fuzz.charts import MAKERS, chart_seeds
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import damaged

pytestmark = pytest.mark.slow

SEED = 20261124
INPUTS = {"midi": 60, "musicxml": 40, "database": 200, "zip": 8, "model": 400}
INPUTS |= {"chart": 60, "ireal": 60, "improvisor": 100, "abc": 200, "chords": 40, "musescore": 100}
INPUTS |= {"live": 20, "mirror": 60, "record": 200, "theme": 40, "link": 80}
"""Number of files by kind: one or two seconds each."""


@pytest.mark.parametrize("kind", INPUTS)
def test_a_damaged_file_is_read_or_refused_with_an_error_of_the_package(kind: str) -> None:
    found = [campaign.read(kind, damaged(kind, SEED, number)) for number in range(INPUTS[kind])]
    assert [words for result, words in found if result == "fault"] == []
    assert "read" in {
        result for result, _ in found
    }  # some damage is harmless, so the test reaches the code behind the parser


@pytest.mark.parametrize("kind", [kind for kind in INPUTS if kind != "zip"])
def test_seed_files_are_valid(kind: str) -> None:
    makers = {**dict.fromkeys(MAKERS, chart_seeds), **dict.fromkeys(requests.MAKERS, requests.request_seeds)}
    for data in makers.get(kind, seeds)(kind):
        assert campaign.read(kind, data) == ("read", "")


def test_a_number_gives_the_same_file_every_time() -> None:
    for kind in INPUTS:
        assert damaged(kind, 1, 5) == damaged(kind, 1, 5)
        assert damaged(kind, 1, 5) != damaged(kind, 1, 6)


def test_a_reader_that_hangs_exits_raises_or_takes_much_memory_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(campaign, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(campaign, "MOST_MEGABYTES", 100.0)
    found = campaign.fuzz("faulty", 34, inputs=4)  # a seed that draws each fault once
    assert found.kinds == {0: "hang", 1: "exit", 2: "exception", 3: "memory"}
