"""Charts collected from sources, chosen by title, and written."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from jazzlstm.errors import InputError, UnknownNameError
from jazzlstm.formats.charts import read_charts
from jazzlstm.services.charts import chart_text, choose, collect, export, write_charts
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.ireal_links import IrealTune, write_link

TUNES = (
    IrealTune("Study in Blue", "Somebody", "Medium Swing", "F", "{T44F7   |Bb7   |N1C7   }|N2F7   Z", 140),
    IrealTune("Blue Study", "Me", "Waltz", "C", "[T34C   |F   Z", 0),
    IrealTune("Other", "Me", "Ballad", "D-", "[T44D-   Z", 0),
)
LINK = write_link(TUNES, "Set")


@pytest.fixture
def playlist(tmp_path: Path) -> str:
    path = tmp_path / "set.html"
    path.write_text(f'<a href="{LINK}">Set</a>')
    return str(path)


def test_collection_as_json_has_the_fields_of_the_contract(playlist: str) -> None:
    found = json.loads(json.dumps(collect([playlist]).as_dict()))
    assert [chart["title"] for chart in found["charts"]] == ["Study in Blue", "Blue Study", "Other"]
    first = found["charts"][0]
    assert (first["composer"], first["style"], first["key"]) == ("Somebody", "Medium Swing", "F")
    assert (first["metre"], first["tempo"], first["bars"]) == ("4/4", 140, 6)
    assert parse_chart(first["text"]).bars == 6
    assert first["remarks"] == found["left"] == []


def test_sources_are_files_links_text_and_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.txt").write_text("| Dm7 | G7 |")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"| C | F | G |")))
    found = collect([str(tmp_path / "mine.txt"), "-", LINK, "| Am7 | D7 |"])
    assert [chart.chart.bars for chart in found.charts] == [2, 3, 6, 2, 1, 2]
    assert found.charts[0].chart.title == "mine"


@pytest.mark.parametrize("title", ["Study in Blue", "study IN blue", "in blue"])
def test_title_chooses_one_chart(playlist: str, title: str) -> None:
    assert choose(playlist, title).chart.title == "Study in Blue"


@pytest.mark.parametrize(("title", "nearest"), [("study", "Study in Blue"), ("othr", "other"), ("zzz", "")])
def test_unknown_title_raises_with_the_nearest(playlist: str, title: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        choose(playlist, title)
    assert caught.value.nearest == nearest


def test_one_chart_of_many_needs_a_title(playlist: str) -> None:
    with pytest.raises(InputError) as caught:
        choose(playlist)
    assert caught.value.code == "many_charts"
    assert parse_chart(chart_text(playlist, "Other")).bars == 1


def test_missing_file_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        collect(["nowhere.txt"])
    assert caught.value.code == "no_file"


def test_unreadable_source_is_skipped_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.mid").write_bytes(b"MThd")
    found = collect([str(tmp_path / "x.mid"), "| C |"])
    assert (len(found.charts), [each.title for each in found.skipped]) == (1, ["x.mid"])


def test_charts_are_written_as_text_and_as_a_playlist(playlist: str, tmp_path: Path) -> None:
    found = collect([playlist])
    assert write_charts(found, "text").decode().count("Title: ") == 3
    again = read_charts(write_charts(found, "ireal"))
    assert again.name == "Set"
    assert [each.chart for each in again.charts] == [each.chart for each in found.charts]
    page = export(found, tmp_path / "out" / "set.html")
    assert [each.chart for each in read_charts(page.read_bytes()).charts] == [
        each.chart for each in found.charts
    ]


def test_written_text_keeps_the_facts(playlist: str) -> None:
    found = collect([playlist], "Study in Blue")
    (again,) = read_charts(write_charts(found, "text")).charts
    assert again == found.charts[0]


def test_one_chart_is_written_as_musicxml(playlist: str, tmp_path: Path) -> None:
    path = export(collect([playlist], "Blue Study"), tmp_path / "study.musicxml")
    (found,) = read_charts(path.read_bytes(), "study.musicxml").charts
    assert (found.chart.title, found.chart.bars, str(found.chart.metre)) == ("Blue Study", 2, "3/4")
    with pytest.raises(InputError) as caught:
        write_charts(collect([playlist]), "musicxml")
    assert caught.value.code == "many_charts"
