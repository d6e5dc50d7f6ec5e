"""Charts from bytes of every kind, each recognised by its content."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress

import pytest

from jazzlstm.errors import JazzError, MusicFileError
from jazzlstm.formats.charts import read_charts
from jazzlstm.theory.ireal_links import MUSIC_PREFIX, IrealTune, write_link
from tests.formats.musicxml import scores

TUNE = IrealTune("Study", "Somebody", "Bossa Nova", "D-", "{T44D-7   |G7   }[C^7   Z", 132)
LEAD_SHEET = "(title Study)\n(meter 4 4)\n(part\n (type chords)\n)\nDm7 | G7 | C |\n"
ABC = 'X:1\nT:Study\nM:4/4\nL:1/4\nK:C\n"Dm7"A4|"G7"B4|"C"c4|\n'
SCORE = (
    '<?xml version="1.0"?><score-partwise version="4.0"><work><work-title>Study</work-title></work>'
    '<part-list><score-part id="P1"><part-name>Lead</part-name></score-part></part-list>'
    '<part id="P1">{}</part></score-partwise>'
)


def measure(root: str = "", *, before: str = "", after: str = "") -> str:
    """One bar of MusicXML with a chord symbol and a whole note."""
    harmony = (
        f"<harmony><root><root-step>{root}</root-step></root><kind>major</kind></harmony>" if root else ""
    )
    note = "<note><pitch><step>C</step><octave>5</octave></pitch><duration>4</duration></note>"
    return (
        f"<measure><attributes><divisions>1</divisions></attributes>{before}{harmony}{note}{after}</measure>"
    )


def score(*measures: str) -> bytes:
    return SCORE.format("".join(measures)).encode()


def test_every_kind_gives_the_same_chart() -> None:
    texts = {
        "chart text": "Title: Study\n| Dm7 | G7 | C |",
        "Impro-Visor lead sheet": LEAD_SHEET,
        "ABC": ABC,
    }
    for kind, text in texts.items():
        found = read_charts(text.encode(), "x")
        assert found.kind == kind
        assert [(c.chart.title, c.chart.bars) for c in found.charts] == [("Study", 3)]
        assert [change.chord.symbol for change in found.charts[0].chart.changes] == ["Dm7", "G7", "C"]


def test_playlist_has_its_name_and_skips_what_has_no_bars() -> None:
    empty = IrealTune("Empty", "", "", "C", "  ", 0)
    found = read_charts(
        f'<html><a href="{write_link([TUNE, empty], "Set")}">Set</a></html>'.encode(), "set.html"
    )
    assert (found.kind, found.name) == ("iReal Pro playlist", "Set")
    assert [(each.chart.title, each.chart.bars) for each in found.charts] == [("Study", 5)]
    assert [each.title for each in found.skipped] == ["Empty"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_decoded(encoding: str) -> None:
    found = read_charts("Title: Été\n| Cº7 |".encode(encoding))
    assert found.charts[0].chart.title == "Été"
    assert found.charts[0].chart.changes[0].chord.symbol == "Cdim7"


def test_name_of_the_file_is_the_title_of_an_untitled_chart() -> None:
    assert read_charts(b"| C |", "sets/My tune.txt").charts[0].chart.title == "My tune"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MThd\0\0\0\6", "x.mid"),
        (b"\x18FICHIER GUITAR PRO v5.00", "x.gp5"),
        (b"PK\3\4" + bytes(26) + b"Content/score.gpif", "x.gp"),
        (b"%PDF-1.4", "x.pdf"),
        (b"\x89PNG\r\n", "x.png"),
        (bytes(range(256)), "x.mgu"),
        (b"<html><body>nothing</body></html>", "x.html"),
        (b" " * (16 * 2**20 + 1), "x.txt"),
    ],
)
def test_kind_without_charts_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read_charts(data, name)
    assert name in str(caught.value)


def test_faulty_chart_is_skipped_with_its_reason() -> None:
    found = read_charts(b"| C | Xy7 |", "x.txt")
    assert found.charts == ()
    assert [each.title for each in found.skipped] == ["x"]
    assert found.skipped[0].reason.startswith("bar 2:")


def chords(data: bytes) -> str:
    """The chord on each downbeat of the only chart."""
    (found,) = read_charts(data, "x.musicxml").charts
    return " ".join(found.chart.chord_at(start).symbol for start in found.chart.bar_starts())


def direction(words: str = "", sound: str = "", sign: str = "") -> str:
    kind = f"<direction-type><words>{words}</words></direction-type>" if words else ""
    kind += f"<direction-type><{sign}/></direction-type>" if sign else ""
    return f"<direction>{kind}<sound {sound}/></direction>" if sound else f"<direction>{kind}</direction>"


REPEAT = '<barline location="{}"><repeat direction="{}"/></barline>'
FORWARD, BACKWARD = REPEAT.format("left", "forward"), REPEAT.format("right", "backward")
ENDING = '<barline location="{}"><ending number="{}" type="{}"/>{}</barline>'


def test_repeats_and_jumps_of_a_score_are_played() -> None:
    assert (
        chords(score(measure("C", before=FORWARD), measure("D", after=BACKWARD), measure("E"))) == "C D C D E"
    )
    first = ENDING.format("left", "1", "start", "")
    last = ENDING.format("right", "1", "stop", '<repeat direction="backward"/>')
    second = ENDING.format("left", "2", "start", "")
    endings = score(measure("C"), measure("D", before=first, after=last), measure("E", before=second))
    assert chords(endings) == "C D C E"
    jump = score(
        measure("C"),
        measure("D", before=direction(sign="segno"), after=direction("To Coda", 'tocoda="c"')),
        measure("E", after=direction("D.S. al Coda (after solos)", 'dalsegno="s"')),
        measure("F", before=direction(sign="coda")),
    )
    assert chords(jump) == "C D E D F"
    fine = score(
        measure("C", after=direction("", 'fine="yes"')), measure("D", after=direction("", 'dacapo="yes"'))
    )
    assert chords(fine) == "C D C"


def test_score_needs_no_melody_and_leaves_alternates_out() -> None:
    alternate = '<harmony type="alternate"><root><root-step>G</root-step></root><kind>major</kind></harmony>'
    (found,) = read_charts(score(measure("C", before=alternate)), "x").charts
    assert [change.chord.symbol for change in found.chart.changes] == ["C"]
    assert len(found.remarks) == 1


def test_bar_repeat_copies_the_bar_before() -> None:
    sign = '<measure-style><measure-repeat type="start">1</measure-repeat></measure-style>'
    sign = f"<attributes>{sign}</attributes>"
    assert chords(score(measure("C"), measure(before=sign), measure("D"))) == "C C D"


@pytest.mark.parametrize("data", [score(measure()), b"<?xml version='1.0'?><museScore/>", b"PK\3\4broken"])
def test_score_without_chords_and_foreign_scores_are_skipped(data: bytes) -> None:
    found = read_charts(data, "x")
    assert (len(found.charts), len(found.skipped)) == (0, 1)


def test_compressed_musescore_file_is_recognised() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.mscx", "<museScore/>")
    assert "MuseScore" in read_charts(packed.getvalue(), "x.mscz").skipped[0].reason


@pytest.mark.parametrize(
    "junk",
    [
        "(title x)\n" + "(\n" * 400_000,
        "(title x)\n" + "/*" * 400_000,
        "(title x)\n" + "C|" * 400_000,
        "\n" * 900_000 + "(title x)",
        "X:1\nK:C\n" + "{" * 900_000,
        "X:1\nK:C\n" + '"C"c|' * 150_000,
        "X:1\nK:C\n" + "C|\n" * 200_000,
        f"irealb://a=b==c=C=={MUSIC_PREFIX}" + "C|" * 400_000,
        "irealb://" * 90_000,
        "<?xml version='1.0'?><museScore><Score><Staff>"
        + "<Measure/>" * 80_000
        + "</Staff></Score></museScore>",
    ],
    ids=range(10),
)
def test_a_megabyte_of_junk_is_dealt_with_quickly(junk: str) -> None:
    started = time.process_time()
    with suppress(JazzError):
        read_charts(junk.encode(), "x")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(("eighths", "expected"), [(2, "C F"), (8, "G7 C F")])
def test_pick_up_of_a_score_is_no_bar(eighths: int, expected: str) -> None:
    chord, note = scores.chord, scores.note
    pick_up = scores.attributes() + chord("G", "dominant", "7") + note("G4", eighths)
    measures = scores.part(pick_up, chord("C", "major") + note("C4", 8), chord("F", "major") + note("F4", 8))
    data = scores.score(measures.replace('<measure number="1">', '<measure number="0" implicit="yes">'))
    (found,) = read_charts(data, "x.xml").charts
    assert " ".join(found.chart.chord_at(start).symbol for start in found.chart.bar_starts()) == expected
