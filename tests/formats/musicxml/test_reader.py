"""Scores as programs write them, and the music that a musician would play from them."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.formats.result import ReadSolo
from jazzlstm.music import Metre

FOUR_FOUR = (
    "<attributes><divisions>2</divisions><key><fifths>{fifths}</fifths></key>"
    "<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
)


def attributes(fifths: int = 0, extra: str = "") -> str:
    return FOUR_FOUR.format(fifths=fifths).replace("</attributes>", extra + "</attributes>")


def note(name: str, eighths: int, inside: str = "", before: str = "") -> str:
    """A note such as "C4" of so many eighths; "r" is a rest."""
    alter = f"<alter>{name.count('#') - name.count('b')}</alter>"
    what = (
        "<rest/>"
        if name == "r"
        else f"<pitch><step>{name[0]}</step>{alter}<octave>{name[-1]}</octave></pitch>"
    )
    return f"<note>{before}{what}<duration>{eighths}</duration>{inside}</note>"


def chord(root: str, kind: str, text: str | None = None, rest: str = "", offset: str = "") -> str:
    alter = f"<root-alter>{root.count('#') - root.count('b')}</root-alter>"
    shown = "" if text is None else f' text="{text}"'
    return (
        f"<harmony><root><root-step>{root[0]}</root-step>{alter}</root><kind{shown}>{kind}</kind>{rest}"
        f"{offset}</harmony>"
    )


def part(*measures: str, number: int = 1) -> str:
    bars = "".join(f'<measure number="{i}">{measure}</measure>' for i, measure in enumerate(measures, 1))
    return f'<part id="P{number}">{bars}</part>'


def score(*parts: str, names: tuple[str, ...] = ("Melody",), head: str = "") -> bytes:
    entries = "".join(
        f'<score-part id="P{i}"><part-name>{name}</part-name></score-part>' for i, name in enumerate(names, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
        '"-//Recordare//DTD MusicXML 3.1 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">'
        f'<score-partwise version="3.1">{head}<part-list>{entries}</part-list>'
        f"{''.join(parts)}</score-partwise>"
    ).encode()


def read(*measures: str, head: str = "") -> ReadSolo:
    return read_musicxml(score(part(*measures), head=head), "tune.xml")


def played(found: ReadSolo) -> list[tuple[float, float, int]]:
    return [(n.start, n.duration, n.pitch) for n in found.solo.notes]


def changes(found: ReadSolo) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in found.solo.chart.changes]


BAR = note("C4", 8)


def bars(*names: str) -> list[str]:
    """Bars of one whole note each."""
    return [note(name, 8) for name in names]


def order(found: ReadSolo) -> list[int]:
    return [n.pitch for n in found.solo.notes]


def test_pick_up_becomes_a_whole_first_bar() -> None:
    found = read(attributes() + note("G4", 2), chord("C", "major") + note("C5", 8))
    assert played(found) == [(3.0, 1.0, 67), (4.0, 4.0, 72)]
    assert changes(found) == [(0.0, "NC"), (4.0, "C")]
    assert found.solo.chart.bars == 2


def test_repeat_with_a_pick_up_keeps_its_downbeats() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    backward = '<barline location="right"><repeat direction="backward"/></barline>'
    found = read(attributes() + forward + note("G4", 2), *bars("C5"), note("D5", 6) + backward)
    assert [(start, pitch) for start, _, pitch in played(found)] == [
        (3.0, 67),
        (4.0, 72),
        (8.0, 74),
        (11.0, 67),
        (12.0, 72),
        (16.0, 74),
    ]
    assert found.solo.chart.beats == 20.0


def test_endings_are_played_in_turn() -> None:
    first = '<barline location="left"><ending number="1" type="start"/></barline>'
    back = (
        '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
    )
    second = '<barline location="left"><ending number="2" type="start"/></barline>'
    end = '<barline location="right"><ending number="2" type="discontinue"/></barline>'
    found = read(
        attributes() + chord("C", "major") + BAR,
        first + chord("G", "dominant", "7") + note("D4", 8) + back,
        second + note("E4", 8) + end,
    )
    assert order(found) == [60, 62, 60, 64]
    assert changes(found) == [(0.0, "C"), (4.0, "G7"), (8.0, "C"), (12.0, "G7")]
    assert any("3 bars" in remark and "4 as played" in remark for remark in found.remarks)


def test_da_capo_al_fine() -> None:
    words = "<direction><direction-type><words>{}</words></direction-type></direction>"
    fine, da_capo = words.format("Fine"), words.format("D.C. al Fine")
    found = read(attributes() + BAR, note("D4", 8) + fine, note("E4", 8) + da_capo)
    assert order(found) == [60, 62, 64, 60, 62]


def test_tied_heads_are_one_note() -> None:
    found = read(
        attributes() + note("r", 6) + note("E4", 2, '<tie type="start"/>'),
        note("E4", 4, '<tie type="stop"/>') + note("E4", 4),
    )
    assert played(found) == [(3.0, 3.0, 64), (6.0, 2.0, 64)]


def test_grace_notes_are_skipped_with_a_remark() -> None:
    grace = "<note><grace/><pitch><step>B</step><octave>3</octave></pitch><type>eighth</type></note>"
    found = read(attributes() + grace + BAR)
    assert order(found) == [60]
    assert any("grace" in remark for remark in found.remarks)


def test_highest_of_several_notes_is_the_melody() -> None:
    found = read(attributes() + note("C4", 4) + note("E4", 4, before="<chord/>") + note("D4", 4))
    assert order(found) == [64, 62]
    assert any("below the melody" in remark for remark in found.remarks)


def test_second_voice_is_skipped() -> None:
    found = read(
        attributes()
        + note("G4", 8, "<voice>1</voice>")
        + "<backup><duration>8</duration></backup>"
        + note("C4", 4, "<voice>2</voice>")
        + note("D4", 4, "<voice>2</voice>")
    )
    assert played(found) == [(0.0, 4.0, 67)]


def test_melody_is_found_by_its_name_and_chords_in_any_part() -> None:
    bass = part(attributes() + chord("F", "major-seventh", "maj7") + note("F2", 8), note("G2", 8))
    tune = part(attributes() + note("A4", 4) + note("C5", 4), note("D5", 8), number=2)
    found = read_musicxml(score(bass, tune, names=("Bass", "Lead")), "band.xml")
    assert found.track == "2: Lead"
    assert order(found) == [69, 72, 74]
    assert changes(found) == [(0.0, "Fmaj7")]
    assert "chord symbols of 1: Bass" in found.remarks


def test_transposing_part_sounds_at_concert_pitch() -> None:
    b_flat = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    found = read(attributes(2, b_flat) + chord("D", "major-seventh") + note("F#5", 8))
    assert order(found) == [76]
    assert changes(found) == [(0.0, "Cmaj7")]
    assert found.solo.chart.key == "C"


@pytest.mark.parametrize(
    ("harmony", "symbol"),
    [
        (chord("B", "half-diminished", "m7b5"), "Bm7b5"),
        (chord("Bb", "half-diminished"), "Bbm7b5"),
        (chord("C", "major-seventh", "ma7"), "Cmaj7"),
        (chord("F#", "minor-ninth", "mi9"), "F#m9"),
        (chord("C", "major-sixth", "6"), "C6"),
        (chord("G", "diminished-seventh"), "Gdim7"),
        (chord("G", "none", "N.C."), "NC"),
        (
            chord(
                "E",
                "dominant",
                "7",
                "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
                "<degree-type>add</degree-type></degree>",
            ),
            "E7b9",
        ),
        (
            chord(
                "E",
                "dominant",
                "7b9",
                "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
                "<degree-type>add</degree-type></degree>",
            ),
            "E7b9",
        ),
        (
            chord("A", "minor", "m", "<bass><bass-step>G</bass-step></bass>"),
            "Am/G",
        ),
        (
            chord("D", "minor-seventh", "?!"),
            "Dm7",
        ),
    ],
)
def test_chord_symbols_as_programs_write_them(harmony: str, symbol: str) -> None:
    assert changes(read(attributes() + harmony + BAR)) == [(0.0, symbol)]


def test_chord_may_enter_in_the_middle_of_a_note() -> None:
    late = chord("G", "dominant", "7", offset="<offset>4</offset>")
    assert changes(read(attributes() + chord("C", "major") + late + BAR)) == [(0.0, "C"), (2.0, "G7")]


def test_unreadable_chord_is_named_in_a_remark() -> None:
    found = read(attributes() + chord("C", "other", "wobbly") + BAR)
    assert changes(found) == [(0.0, "NC")]
    assert any("C wobbly" in remark for remark in found.remarks)


def test_signature_without_a_mode_is_minor_if_the_tune_ends_on_the_minor_chord() -> None:
    found = read(attributes(-3) + chord("G", "dominant", "7") + BAR, chord("C", "minor", "m") + BAR)
    assert found.solo.chart.key == "C minor"


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


def test_triplets_are_exact_on_the_grid() -> None:
    triplet = (
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
    )
    divided = attributes().replace("<divisions>2", "<divisions>3")
    heads = "".join(note(name, 1, f"<type>eighth</type>{triplet}") for name in ("C4", "D4", "E4"))
    found = read(divided + heads + note("F4", 9))
    assert [n.start for n in found.solo.notes] == [0.0, 4 / 12, 8 / 12, 1.0]


def test_change_of_metre_is_kept() -> None:
    waltz = "<attributes><time><beats>3</beats><beat-type>4</beat-type></time></attributes>"
    found = read(attributes() + BAR, waltz + note("D4", 6), note("E4", 6))
    assert [(m.start, m.metre) for m in found.solo.chart.metres] == [(0.0, Metre(4, 4)), (4.0, Metre(3, 4))]
    assert found.solo.chart.bar_starts() == (0.0, 4.0, 7.0)


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


def test_score_without_notes_is_refused() -> None:
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + note("r", 8))
    assert caught.value.code == "no_notes"


@pytest.mark.parametrize("fifths", ["18446744073709551615", "-2147483648", "nan", "1e308"])
def test_key_of_a_million_sharps_is_read_in_time(fifths: str) -> None:
    signed = attributes().replace("<fifths>0</fifths>", f"<fifths>{fifths}</fifths>")
    began = time.process_time()
    assert played(read(signed + BAR))[0][2] == 60
    assert time.process_time() - began < 2


@pytest.mark.parametrize("length", ["99999999999999999999", "900000"])
def test_rest_that_never_ends_is_refused(length: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + BAR + note("r", 8).replace("<duration>8", f"<duration>{length}"))
    assert caught.value.code == "too_long"
