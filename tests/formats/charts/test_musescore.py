"""MuseScore files as charts."""

from __future__ import annotations

import io
import zipfile

import pytest

from jazzlstm.formats.charts import read_charts

REST = "<Rest><durationType>measure</durationType><duration>4/4</duration></Rest>"


def harmony(root: int, name: str = "", extra: str = "") -> str:
    return f"<Harmony><root>{root}</root><name>{name}</name>{extra}</Harmony>"


def measure(*voice: str, marks: str = "") -> str:
    return f"<Measure>{marks}<voice>{''.join(voice)}</voice></Measure>"


def score(*measures: str) -> bytes:
    tags = '<metaTag name="workTitle">Study</metaTag><metaTag name="composer">Somebody</metaTag>'
    staff = f'<Staff id="1">{"".join(measures)}</Staff>'
    return f'<museScore version="3.02"><Score>{tags}{staff}</Score></museScore>'.encode()


def bars(data: bytes) -> str:
    (found,) = read_charts(data, "x.mscx").charts
    return " ".join(found.chart.chord_at(start).symbol for start in found.chart.bar_starts())


def test_facts_and_chords_are_read() -> None:
    signs = (
        "<KeySig><accidental>-3</accidental></KeySig><TimeSig><sigN>3</sigN><sigD>4</sigD></TimeSig>"
        "<Tempo><tempo>2</tempo></Tempo><RehearsalMark><text>A</text></RehearsalMark>"
    )
    quarter = "<Chord><durationType>quarter</durationType></Chord>"
    half = "<location><fractions>1/2</fractions></location>"
    data = score(
        measure(signs, harmony(11, "maj7"), quarter, harmony(14, "m7"), quarter, quarter),
        measure(harmony(12, "7", "<base>9</base>"), half, harmony(20, "m7b5"), REST),
    )
    (found,) = read_charts(data, "x.mscx").charts
    assert [(c.start, c.chord.symbol) for c in found.chart.changes] == [
        (0, "Ebmaj7"), (1, "Cm7"), (3, "Bb7/Db"), (5, "F#m7b5"),
    ]  # fmt: skip
    assert (found.chart.title, found.composer, found.chart.key, found.tempo) == (
        "Study",
        "Somebody",
        "Eb",
        120,
    )
    assert [section.name for section in found.chart.sections] == ["A"]


def test_repeats_voltas_and_jumps_are_played() -> None:
    def volta(numbers: str) -> str:
        return f'<Spanner type="Volta"><Volta><endings>{numbers}</endings></Volta></Spanner>'

    endings = score(
        measure(harmony(14), REST, marks="<startRepeat/>"),
        measure(volta("1"), harmony(16), REST, marks="<endRepeat>2</endRepeat>"),
        measure(volta("2"), harmony(18), REST),
    )
    assert bars(endings) == "C D C E"
    jump = "<Jump><jumpTo>start</jumpTo><playUntil>coda</playUntil><continueAt>codab</continueAt></Jump>"
    coda = score(
        measure(harmony(14), REST, marks="<Marker><label>coda</label></Marker>"),
        measure(harmony(16), REST, marks=jump),
        measure(harmony(18), REST, marks="<Marker><label>codab</label></Marker>"),
    )
    assert bars(coda) == "C D C E"


def test_packed_file_of_version_four_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = "<Harmony><harmonyInfo><root>14</root><name>6</name></harmonyInfo></Harmony>"
        archive.writestr("x.mscx", score(measure(info, REST)))
    assert bars(packed.getvalue()) == "C6"


@pytest.mark.parametrize("data", [score(measure(REST)), b"<museScore", b"<museScore><Score/></museScore>"])
def test_file_without_chords_is_skipped_with_the_reason(data: bytes) -> None:
    found = read_charts(data, "x.mscx")
    assert found.charts == ()
    assert found.skipped[0].reason
