"""A score as a whole: its bars, its metres, its title, its forms of file."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.music import Metre
from tests.formats.musicxml.scores import (
    BAR,
    attributes,
    changes,
    chord,
    note,
    order,
    part,
    played,
    read,
    score,
)


def test_pick_up_becomes_a_whole_first_bar() -> None:
    found = read(attributes() + note("G4", 2), chord("C", "major") + note("C5", 8))
    assert played(found) == [(3.0, 1.0, 67), (4.0, 4.0, 72)]
    assert changes(found) == [(0.0, "NC"), (4.0, "C")]
    assert found.solo.chart.bars == 2


def test_change_of_metre_is_kept() -> None:
    waltz = "<attributes><time><beats>3</beats><beat-type>4</beat-type></time></attributes>"
    found = read(attributes() + BAR, waltz + note("D4", 6), note("E4", 6))
    assert [(m.start, m.metre) for m in found.solo.chart.metres] == [(0.0, Metre(4, 4)), (4.0, Metre(3, 4))]
    assert found.solo.chart.bar_starts() == (0.0, 4.0, 7.0)


def test_title_and_tempo_come_from_the_score() -> None:
    tempo = (
        '<direction><direction-type><words>Swing</words></direction-type><sound tempo="182.5"/></direction>'
    )
    found = read(attributes() + tempo + BAR, head="<work><work-title>Tea &amp; Sympathy</work-title></work>")
    assert (found.solo.title, found.solo.tempo) == ("Tea & Sympathy", 182.5)


def test_default_title_is_the_file_name_and_default_tempo_is_120() -> None:
    found = read(attributes() + BAR)
    assert (found.solo.title, found.solo.tempo, found.solo.source) == ("tune", 120.0, "tune.xml")
    assert any("120" in remark for remark in found.remarks)


def test_compressed_score_reads_like_a_plain_one() -> None:
    plain = score(part(attributes() + BAR))
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="lead.xml"/></rootfiles></container>',
        )
        archive.writestr("lead.xml", plain)
    assert read_musicxml(packed.getvalue(), "a.mxl").solo == read_musicxml(plain, "a.mxl").solo


def test_timewise_score_is_read() -> None:
    timewise = (
        '<score-timewise><part-list><score-part id="P1"><part-name>Solo</part-name></score-part></part-list>'
        f'<measure number="1"><part id="P1">{attributes()}{BAR}</part></measure>'
        f'<measure number="2"><part id="P1">{note("D4", 8)}</part></measure></score-timewise>'
    )
    assert order(read_musicxml(timewise.encode(), "old.xml")) == [60, 62]
