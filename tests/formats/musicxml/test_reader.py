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


# Slashes, cues, bar repeats, changes of instrument

SLASH = "<notehead>slash</notehead>"
SLASHES = "".join(note("B4", 2, SLASH) for _ in range(4))


def in_style(style: str, kind: str) -> str:
    return f'<attributes><measure-style><{style} type="{kind}">1</{style}></measure-style></attributes>'


def test_chart_of_slashes_has_no_melody() -> None:
    for bar in (SLASHES, in_style("slash", "start") + BAR):
        with pytest.raises(MusicFileError) as caught:
            read(attributes() + chord("D", "minor-seventh", "m7") + bar, SLASHES)
        assert caught.value.code == "no_melody"


def test_slashes_after_the_head_are_rests() -> None:
    for bar in (SLASHES, in_style("slash", "start") + note("C4", 8)):
        found = read(attributes() + chord("D", "minor-seventh") + note("F4", 8), bar)
        assert played(found) == [(0.0, 4.0, 65)]
        assert found.solo.chart.bars == 2
        assert any("slash" in remark for remark in found.remarks)


def test_notes_after_the_slashes_are_played() -> None:
    stop = in_style("slash", "stop") + note("G4", 8)
    assert order(read(attributes() + BAR, in_style("slash", "start") + note("B4", 8), stop)) == [60, 67]


@pytest.mark.parametrize("cue", ["<cue/>", '<type size="cue">half</type>'])
def test_cues_are_rests(cue: str) -> None:
    found = read(attributes() + note("A5", 8, cue), note("F5", 4) + note("G5", 4, cue), note("D5", 8))
    assert played(found) == [(4.0, 2.0, 77), (8.0, 4.0, 74)]
    assert any("2 cue" in remark for remark in found.remarks)


def test_bar_repeat_plays_the_bar_before_again() -> None:
    first = attributes() + chord("C", "dominant", "7") + note("C4", 4) + note("E4", 4)
    found = read(
        first,
        in_style("measure-repeat", "start") + note("r", 8),
        note("r", 8),
        in_style("measure-repeat", "stop") + chord("F", "major") + note("F4", 8),
    )
    assert order(found) == [60, 64] * 3 + [65]
    assert changes(found) == [(0.0, "C7"), (12.0, "F")]


def test_bar_repeat_of_two_bars_plays_both_again() -> None:
    found = read(
        attributes() + chord("C", "major") + BAR,
        chord("G", "dominant") + note("D4", 8),
        in_style("measure-repeat", "start").replace(">1<", ">2<") + note("r", 8),
        note("r", 8),
        in_style("measure-repeat", "stop") + note("E4", 8),
    )
    assert order(found) == [60, 62, 60, 62, 64]
    assert changes(found) == [(0.0, "C"), (4.0, "G7"), (8.0, "C"), (12.0, "G7")]


def test_bar_repeat_in_the_first_bar_is_a_rest() -> None:
    assert order(read(attributes() + in_style("measure-repeat", "start") + note("r", 8), BAR)) == [60]


def transposed(chromatic: int, octaves: int = 0) -> str:
    return (
        f"<attributes><transpose><chromatic>{chromatic}</chromatic>"
        f"<octave-change>{octaves}</octave-change></transpose></attributes>"
    )


def test_change_of_instrument_changes_the_transposition_of_notes_and_chords() -> None:
    found = read(
        attributes() + transposed(-2, -1) + chord("E", "minor-seventh") + note("D5", 8),
        transposed(0) + chord("C", "major-seventh") + note("G5", 4) + transposed(-9) + note("A4", 4),
    )
    assert order(found) == [60, 79, 60]
    assert changes(found) == [(0.0, "Dm7"), (4.0, "Cmaj7")]


def test_alternate_chord_is_skipped_with_a_remark() -> None:
    alternate = chord("F", "half-diminished").replace("<harmony>", '<harmony type="alternate">')
    for symbols in (chord("D", "minor-seventh") + alternate, alternate + chord("D", "minor-seventh")):
        found = read(attributes() + symbols + BAR)
        assert changes(found) == [(0.0, "Dm7")]
        assert any("alternate" in remark for remark in found.remarks)


# Tempos


def tempo(mark: str, unit: str = "quarter", sound: str = "") -> str:
    return (
        f"<direction><direction-type><metronome><beat-unit>{unit}</beat-unit><per-minute>{mark}</per-minute>"
        f"</metronome></direction-type>{sound}</direction>"
    )


@pytest.mark.parametrize(
    ("mark", "unit", "bpm"),
    [
        ("c. 184", "quarter", 184),
        ("ca. 96", "half", 192),
        ("132-144", "quarter", 132),
        ("ca 66,5", "quarter", 66.5),
        ("(120)", "quarter", 120),
        ("fast", "quarter", None),
    ],
)
def test_approximate_metronome_marks_are_read(mark: str, unit: str, bpm: float | None) -> None:
    found = read(attributes() + tempo(mark, unit) + BAR)
    assert found.solo.tempo == (bpm or 120.0)
    assert any("no tempo" in remark for remark in found.remarks) == (bpm is None)


@pytest.mark.parametrize("words", ["Swing ♩ = 176", "Up (q = ca. 176)", "Medium, 176 bpm"])
def test_tempo_in_words_is_read(words: str) -> None:
    mark = f"<direction><direction-type><words>{words}</words></direction-type></direction>"
    assert read(attributes() + mark + BAR).solo.tempo == 176.0


def test_tempo_of_most_of_the_music_counts() -> None:
    up = '<direction><direction-type><words>Up</words></direction-type><sound tempo="220"/></direction>'
    assert read(attributes() + tempo("60") + BAR, up + BAR, BAR, BAR).solo.tempo == 220.0
    assert read(attributes() + tempo("60") + BAR, BAR, BAR, up + BAR).solo.tempo == 60.0


def test_tempo_of_most_of_the_music_counts_with_its_repeats() -> None:
    repeated = '<barline location="right"><repeat direction="backward" times="4"/></barline>'
    start = '<barline location="left"><repeat direction="forward"/></barline>'
    found = read(attributes() + tempo("60") + BAR, BAR, start + tempo("220") + BAR + repeated)
    assert found.solo.tempo == 220.0


# Repeats and jumps


def direction(words: str = "", sound: str = "", sign: str = "") -> str:
    text = f"<words>{words}</words>" if words else ""
    return (
        f"<direction><direction-type>{text}{sign}</direction-type>"
        f"{f'<sound {sound}/>' if sound else ''}</direction>"
    )


def barline(kind: str, number: str = "", where: str = "right", repeat: str = "") -> str:
    ending = f'<ending number="{number}" type="{kind}"/>' if number else ""
    return f'<barline location="{where}">{ending}{f"<repeat {repeat}/>" if repeat else ""}</barline>'


FORWARD = barline("", where="left", repeat='direction="forward"')
SEGNO = direction(sign="<segno/>", sound='segno="s"')


def test_last_ending_is_played_after_a_jump() -> None:
    """Each bar has its own note: C D |1 E :|2 F, D.S. al Coda, coda G A."""
    found = read(
        attributes() + FORWARD + SEGNO + note("C4", 8),
        note("D4", 8) + direction("To Coda", 'tocoda="c"'),
        barline("start", "1", "left") + note("E4", 8) + barline("stop", "1", repeat='direction="backward"'),
        barline("start", "2", "left") + note("F4", 8) + direction("D.S. al Coda", 'dalsegno="s"'),
        direction(sign="<coda/>", sound='coda="c"') + note("G4", 8),
        note("A4", 8),
    )
    assert order(found) == [60, 62, 64, 60, 62, 65, 60, 62, 67, 69]


@pytest.mark.parametrize(
    ("to_coda", "jump"),
    [
        (direction("To Coda", 'tocoda="c"'), direction("D.S. al Coda", 'dalsegno="s"')),
        (
            direction("To Coda &#xE048;", 'tocoda="c"'),
            direction("D.S. al Coda (after solos)", 'dalsegno="s"'),
        ),
        (direction(sign="<coda/>", sound='tocoda="c"'), direction("After solos, D.S.", 'dalsegno="s"')),
        (direction("To Coda"), direction("D.S. al Coda")),
        (direction("to coda", sign="<coda/>"), direction("Dal Segno al Coda")),
        (direction(sign="<coda/>"), direction("Last time: D.S. al Coda")),
    ],
)
def test_jumps_in_words_signs_or_sounds_are_taken(to_coda: str, jump: str) -> None:
    found = read(
        attributes() + note("C4", 8),
        SEGNO + note("D4", 8),
        note("E4", 8) + to_coda,
        note("F4", 8),
        note("G4", 8) + jump,
        direction(sign="<coda/>") + note("A4", 8),
        note("B4", 8),
    )
    assert order(found) == [60, 62, 64, 65, 67, 62, 64, 69, 71]


def test_jumps_marked_in_the_top_part_hold_for_the_melody() -> None:
    top = part(attributes() + note("C3", 8) + direction("Fine", 'fine="yes"'), note("D3", 8)
        + direction("D.C. al Fine", 'dacapo="yes"'))  # fmt: skip
    tune = part(attributes() + note("E4", 8), note("F4", 8), number=2)
    assert order(read_musicxml(score(top, tune, names=("Bass", "Lead")), "band.xml")) == [64, 65, 64]


def test_endless_repeats_are_read_straight_through() -> None:
    many = barline("", repeat='direction="backward" times="90"')
    found = read(attributes() + BAR, *[FORWARD + note("D4", 8) + many for _ in range(40)])
    assert len(found.solo.notes) == 41
    assert any("straight through" in remark for remark in found.remarks)


def test_melody_part_can_be_chosen() -> None:
    both = score(
        part(attributes() + BAR), part(attributes() + note("C6", 8), number=2), names=("Lead", "Flute")
    )
    assert order(read_musicxml(both, "duo.xml", melody_track=2)) == [84]
    assert [choice.label for choice in read_musicxml(both, "duo.xml").tracks] == ["1: Lead", "2: Flute"]
    with pytest.raises(MusicFileError) as caught:
        read_musicxml(both, "duo.xml", melody_track=3)
    assert caught.value.code == "no_such_track"


def test_chord_symbols_are_joined_to_notes_that_begin_between_ticks() -> None:
    """Divisions of 7 a beat: no note is on the grid, and each keeps its own pitch and release."""
    seven = attributes().replace("<divisions>2", "<divisions>7")
    notes = "".join(note(name, 4) for name in ("C4", "D4", "E4", "F4", "G4", "A4", "B4"))
    assert order(read(seven + notes)) == [60, 62, 64, 65, 67, 69, 71]


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", [tempo("90"), chord("C", "major"), direction(sign="<rehearsal>A</rehearsal>")]
)
def test_thousands_of_signs_in_a_bar_played_thousands_of_times_are_read_in_time(sign: str) -> None:
    times = barline("", repeat='direction="backward" times="99"')
    began = time.process_time()
    found = read(attributes() + FORWARD + sign * 3000 + BAR + times, *[FORWARD + BAR + times] * 19)
    assert len(found.solo.notes) == 1980
    assert time.process_time() - began < 8.0


@pytest.mark.slow
def test_notes_of_endless_repeats_are_refused() -> None:
    times = barline("", repeat='direction="backward" times="99"')
    crowded = "".join(note("C4", 1) for _ in range(400))
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + FORWARD + crowded + times)
    assert caught.value.code == "too_many_notes"
