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


def test_triangles_and_chords_of_no_root_are_read() -> None:
    silent = "<Harmony><name>N.C.</name></Harmony>"
    data = score(measure(harmony(14, "t7"), REST), measure(harmony(14, "mt7"), REST), measure(silent, REST))
    assert bars(data) == "Cmaj7 CmMaj7 NC"


@pytest.mark.parametrize(
    ("kind", "inside", "symbol"),
    [
        ("1", "<name>V7</name>", "F7"),
        ("roman", "<name>iim7</name>", "Cm7"),
        ("2", "<function>6</function><name>m</name>", "Gm"),
    ],
)
def test_numerals_are_of_the_key_of_the_score(kind: str, inside: str, symbol: str) -> None:
    sign = "<KeySig><concertKey>-2</concertKey></KeySig>"
    data = score(measure(sign, f"<Harmony><harmonyType>{kind}</harmonyType>{inside}</Harmony>", REST))
    assert bars(data) == symbol
    (found,) = read_charts(data, "x.mscx").charts
    assert any("Bb" in remark for remark in found.remarks)


def test_bar_repeats_have_the_chords_of_the_bars_they_repeat() -> None:
    half = "<location><fractions>1/2</fractions></location>"
    sign = "<MeasureRepeat><subtype>{}</subtype><durationType>measure</durationType></MeasureRepeat>"
    one = measure(sign.format(1), marks="<measureRepeatCount>1</measureRepeatCount>")
    two = [
        measure(sign.format(2), marks=f"<measureRepeatCount>{place}</measureRepeatCount>") for place in (1, 2)
    ]
    first, second = measure(harmony(14), half, harmony(13)), measure(harmony(15), REST)
    (found,) = read_charts(score(first, one, second, *two), "x.mscx").charts
    assert [(c.start, c.chord.symbol) for c in found.chart.changes] == [
        (0, "C"), (2, "F"), (4, "C"), (6, "F"), (8, "G"), (12, "C"), (14, "F"), (16, "G"),
    ]  # fmt: skip
    older = measure("<RepeatMeasure><durationType>measure</durationType></RepeatMeasure>")
    (found,) = read_charts(score(first, older), "x.mscx").charts
    assert len(found.chart.changes) == 4


def test_signs_of_the_first_staff_hold_for_chords_on_another() -> None:
    signs = "<Tempo><tempo>2</tempo></Tempo><RehearsalMark><text>A</text></RehearsalMark>"
    top = measure(signs, REST, marks="<startRepeat/><endRepeat>2</endRepeat>")
    data = score(top).replace(
        b"</Staff>", f'</Staff><Staff id="2">{measure(harmony(14), REST)}</Staff>'.encode()
    )
    assert bars(data) == "C C"
    (found,) = read_charts(data, "x.mscx").charts
    assert (found.tempo, found.chart.sections[0].name) == (120, "A")


def test_words_count_the_rounds_of_a_repeat() -> None:
    text = "<StaffText><text>4x</text></StaffText>"
    assert bars(score(measure(text, harmony(14), REST, marks="<endRepeat>2</endRepeat>"))) == "C C C C"


def test_pick_up_is_no_bar() -> None:
    rest = "<Rest><durationType>quarter</durationType></Rest>"
    pick_up = f'<Measure len="1/4"><voice>{harmony(15, "7")}{rest}</voice></Measure>'
    assert bars(score(pick_up, measure(harmony(14), REST))) == "C"


@pytest.mark.parametrize(("concert", "symbol", "key"), [("0", "Cm7", "Bb"), ("1", "Dm7", "C")])
def test_part_of_a_transposing_instrument_sounds_at_its_pitch(concert: str, symbol: str, key: str) -> None:
    part = '<Part><Staff id="1"/><Instrument><transposeChromatic>-2</transposeChromatic></Instrument></Part>'
    head = f"<Score><Style><concertPitch>{concert}</concertPitch></Style>{part}"
    sign = "<KeySig><accidental>0</accidental></KeySig>"
    data = score(measure(sign, harmony(16, "m7"), REST), measure(harmony(15, "7"), REST)).replace(
        b"<Score>", head.encode()
    )
    assert bars(data).startswith(symbol)
    assert read_charts(data, "x.mscx").charts[0].chart.key == key


def test_title_above_the_music_is_read() -> None:
    box = "<VBox><Text><style>title</style><text>Printed <b>title</b></text></Text></VBox>"
    data = (
        score(measure(harmony(14), REST))
        .replace(b">Study<", b"><")
        .replace(b'<Staff id="1">', f'<Staff id="1">{box}'.encode())
    )
    assert read_charts(data, "x.mscx").charts[0].chart.title == "Printed title"


def test_the_score_and_not_one_of_its_parts_is_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Excerpts/1/1.mscx", score(measure(harmony(16), REST)))
        archive.writestr("tune.mscx", score(measure(harmony(14), REST)))
    assert bars(packed.getvalue()) == "C"
