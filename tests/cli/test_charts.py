"""The command ``charts``, and charts of files as the changes of ``generate``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.cli import main
from jazzlstm.formats.charts import read_charts
from jazzlstm.theory.ireal_links import IrealTune, write_link

TUNES = (
    IrealTune("Study", "Somebody", "Medium Swing", "F", "{T44F7   |Bb7   }", 140),
    IrealTune("Other", "Me", "Ballad", "D-", "[T44D-   |A7   Z", 0),
)


@pytest.fixture
def playlist(workplace: Path) -> str:
    (workplace / "set.txt").write_text(write_link(TUNES, "Set"))
    return "set.txt"


def test_charts_as_json(capsys: pytest.CaptureFixture[str], playlist: str) -> None:
    assert main(["charts", playlist, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(chart["title"], chart["bars"]) for chart in found["charts"]] == [("Study", 4), ("Other", 2)]
    assert found["left"] == []


def test_charts_as_lines(capsys: pytest.CaptureFixture[str], playlist: str) -> None:
    Path("x.mid").write_bytes(b"MThd")
    assert main(["charts", playlist, "x.mid"]) == 0
    study, other, skipped, total = capsys.readouterr().out.splitlines()
    assert study.startswith("Study: 4 bars of 4/4, in F")
    assert other.startswith("Other: 2 bars")
    assert skipped.startswith("x.mid: skipped: ")
    assert total == "2 read, 1 skipped"


def test_charts_are_printed_and_written_in_another_format(
    capsys: pytest.CaptureFixture[str], playlist: str
) -> None:
    assert main(["charts", playlist, "--title", "Other", "--to", "text"]) == 0
    assert "| Dm | A7 |" in capsys.readouterr().out
    assert main(["charts", playlist, "--out", "set.html"]) == 0
    assert len(read_charts(Path("set.html").read_bytes()).charts) == 2
    assert main(["charts", playlist, "--title", "Study", "--to", "musicxml", "--out", "study.xml"]) == 0
    assert read_charts(Path("study.xml").read_bytes()).charts[0].chart.bars == 4


@pytest.mark.parametrize(
    "arguments", [["nowhere.txt"], ["set.txt", "--title", "zzz"], ["x.mid"], ["set.txt", "--to", "pdf"]]
)
def test_failures_exit_with_two(playlist: str, arguments: list[str]) -> None:
    Path("x.mid").write_bytes(b"MThd")
    assert main(["charts", *arguments]) == 2


def test_generate_plays_the_chart_of_a_playlist(
    generate: Callable[..., dict[str, Any]], playlist: str
) -> None:
    found = generate("--chart-file", playlist, "--title", "other", "--beats", "8")
    assert found["takes"][0]["notes"]
    assert "| Dm | A7 |" in found["settings"]["changes"]


def test_generate_needs_a_title_where_there_are_many(
    capsys: pytest.CaptureFixture[str], playlist: str
) -> None:
    assert main(["generate", "--chart-file", playlist, "--format", "mid"]) == 2
    assert "--title" in capsys.readouterr().err
