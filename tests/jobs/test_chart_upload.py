from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.charts.sources import MOST_BYTES
from jazzlstm.jobs import sandboxed_reader
from jazzlstm.jobs.chart_upload import read_chart_upload, write_ireal_playlist
from jazzlstm.theory.charts import parse_chart, read_chart
from jazzlstm.theory.ireal_links import IrealTune, read_links, read_tune, write_link

FIRST = IrealTune("Blue Study", "Ann Alto", "Bossa Nova", "F", "[T44F7   |Bb7   |F7   |C7   Z", 150.0)
SECOND = IrealTune("Red Study", "Tom Tenor", "Medium Swing", "D-", "[T44D-7   |G7   |C^7   |A7   Z")


def test_every_chart_of_a_playlist_is_found_with_its_facts() -> None:
    found = read_chart_upload("list.html", f'<a href="{write_link([FIRST, SECOND], "Mine")}">'.encode())
    assert (found.kind, found.name) == ("iReal Pro playlist", "Mine")
    assert [chart.title for chart in found.charts] == ["Blue Study", "Red Study"]
    first = read_chart(found.charts[0].text)
    assert (first.chart.title, first.composer, first.style) == ("Blue Study", "Ann Alto", "Bossa Nova")
    assert (first.tempo, first.chart.key, first.chart.bars) == (150.0, "F", 4)


def test_a_chart_that_cannot_be_read_is_named_beside_the_others() -> None:
    empty = IrealTune("Nothing", "", "", "C", " ")
    found = read_chart_upload("", write_link([FIRST, empty], "Mine").encode())
    assert [chart.title for chart in found.charts] == ["Blue Study"]
    assert [each.title for each in found.skipped] == ["Nothing"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b" \n"),
        ("big.txt", b"C" * (MOST_BYTES + 1)),
        ("page.html", b"<html><body>no link</body></html>"),
        ("song.sgu", b"\xb0\x05\x01\x02\x03" * 40),
        ("song.gp5", b"\x18FICHIER GUITAR PRO v5.00"),
        ("words.txt", b"these are words without chords"),
    ],
)
def test_a_file_without_a_chart_is_refused_by_its_name(name: str, data: bytes) -> None:
    with pytest.raises(MusicFileError) as refusal:
        read_chart_upload(name, data)
    assert name in str(refusal.value)


def test_a_reader_that_cannot_start_is_an_error_with_the_name_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandboxed_reader, "PROGRAM", Path("/nowhere/reader_worker.py"))
    with pytest.raises(MusicFileError) as refusal:
        read_chart_upload("list.html", b"| C |")
    assert "list.html" in str(refusal.value)


def test_charts_are_written_as_a_playlist_that_reads_back() -> None:
    texts = ["Title: One\nTempo: 90\n| Dm7 G7 | Cmaj7 |", "Title: Two\n3/4\n| Fm7 | Bb7 |"]
    playlist = read_links(write_ireal_playlist("Mine", texts))
    charts = [read_tune(tune).chart for tune in playlist.tunes]
    assert playlist.name == "Mine"
    assert [chart.changes for chart in charts] == [parse_chart(text).changes for text in texts]


def test_a_chart_that_cannot_be_written_is_named() -> None:
    with pytest.raises(MusicFileError) as refusal:
        write_ireal_playlist("Mine", ["| C |", "Title: Wrong\n| Hoo7 |"])
    assert "Wrong" in str(refusal.value)
