"""The elements of a written score, and other programs that read it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from jazzlstm.errors import OutputError
from jazzlstm.formats.musicxml import Sheet, write_musicxml
from jazzlstm.formats.musicxml.spelling import spell_pitch
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Section, Solo
from jazzlstm.theory.chords import parse_chord


def solo(*notes: tuple[float, float, int], chords: str = "C", bars: int = 4, key: str = "C") -> Solo:
    """Notes as (start, duration, pitch) over one chord a bar."""
    changes = tuple(Change(4.0 * bar, parse_chord(symbol)) for bar, symbol in enumerate(chords.split()))
    return Solo(
        tuple(Note(*note) for note in notes), Chart(changes, 4.0 * bars, key=key), 160.0, title="Etude"
    )


def page(music: Solo, sheet: Sheet | None = None) -> Element:
    data = write_musicxml(music, sheet)
    return fromstring(data)  # noqa: S314 -- our own file, just written


def texts(element: Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path)]


def test_same_solo_gives_the_same_bytes() -> None:
    music = solo((0.0, 1.0, 60), (1.0, 0.5, 63))
    assert write_musicxml(music) == write_musicxml(music)


def test_title_tempo_swing_and_sections_are_marked() -> None:
    music = solo((0.0, 1.0, 60))
    chart = Chart(music.chart.changes, 16.0, sections=(Section(0.0, "A"), Section(8.0, "B")))
    score = page(Solo(music.notes, chart, 160.0, title="Etude"))
    assert score.findtext("work/work-title") == "Etude"
    assert score.findtext("identification/creator") == "Jazz LSTM"
    assert texts(score, ".//rehearsal") == ["A", "B"]
    assert texts(score, ".//words") == ["Swing"]
    assert score.findtext(".//per-minute") == "160"
    assert texts(page(music, Sheet(swing=False)), ".//words") == ["Straight eighths"]


def test_systems_have_four_bars_and_the_last_barline_is_final() -> None:
    score = page(solo((0.0, 1.0, 60), (38.0, 1.0, 60), bars=10))
    breaks = [m.get("number") for m in score.iter("measure") if m.find("print") is not None]
    assert breaks == ["5", "9"]
    assert texts(score, ".//bar-style") == ["light-heavy"]
    assert score.find("part/measure[@number='10']/barline") is not None


def test_a_form_shorter_than_a_system_does_not_break_it() -> None:
    score = page(solo((0.0, 1.0, 60), (31.0, 1.0, 60), bars=2))
    assert [m.get("number") for m in score.iter("measure") if m.find("print") is not None] == ["5"]


def test_a_section_begins_a_system_after_a_double_bar() -> None:
    music = solo((0.0, 1.0, 60), (43.0, 1.0, 60), bars=11)
    chart = Chart(music.chart.changes, 44.0, sections=(Section(0.0, "A"), Section(24.0, "B")))
    score = page(Solo(music.notes, chart, 160.0))
    assert [m.get("number") for m in score.iter("measure") if m.find("print") is not None] == ["5", "7", "11"]
    assert texts(score, ".//bar-style") == ["light-light", "light-heavy"]


def test_system_of_many_notes_has_fewer_bars() -> None:
    score = page(solo(*[(step / 4, 0.25, 60) for step in range(64)]))  # sixteenths for four bars
    assert [m.get("number") for m in score.iter("measure") if m.find("print") is not None] == ["3"]


def test_short_take_over_a_long_form_has_no_empty_systems_at_its_end() -> None:
    assert len(page(solo((0.0, 20.0, 60), bars=32)).findall("part/measure")) == 5
    assert len(page(solo((0.0, 44.0, 60), bars=12)).findall("part/measure")) == 12


@pytest.mark.parametrize(
    ("symbol", "kind", "text", "degrees"),
    [
        ("C", "major", "", []),
        ("Dm7", "minor-seventh", "m7", []),
        ("Bm7b5", "half-diminished", "m7♭5", []),
        ("G7b9", "dominant", "7", ["9"]),
        ("G13#11", "dominant-13th", "13", ["11"]),
        ("A7b9b13", "dominant", "7", ["9", "13"]),
        ("C69", "major-sixth", "69", []),
        ("D7sus4", "suspended-fourth", "7sus4", []),
        ("NC", "none", "N.C.", []),
    ],
)
def test_chord_symbols_have_text_kind_and_degrees(
    symbol: str, kind: str, text: str, degrees: list[str]
) -> None:
    harmony = page(solo((0.0, 1.0, 60), chords=symbol)).find(".//harmony")
    assert harmony is not None
    element = harmony.find("kind")
    assert element is not None
    assert (element.text, element.get("text")) == (kind, text)
    assert texts(harmony, "degree/degree-value") == degrees


def test_page_for_a_b_flat_horn_is_a_tone_up_in_notes_chords_and_key() -> None:
    score = page(solo((0.0, 1.0, 60), chords="C7"), Sheet(semitones=2))
    assert score.findtext(".//pitch/step") == "D"
    assert score.findtext(".//root-step") == "D"
    assert score.findtext(".//fifths") == "2"
    assert score.findtext(".//transpose/chromatic") == "-2"


def test_accidental_holds_for_the_bar_and_through_a_tie() -> None:
    notes = ((0.0, 1.0, 66), (1.0, 1.0, 66), (2.0, 1.0, 65), (3.0, 2.0, 66), (5.0, 1.0, 66))
    score = page(solo(*notes, chords="D7"))
    shown = [note.findtext("accidental") for note in score.iter("note") if note.find("pitch") is not None]
    assert shown == ["sharp", None, "natural", "sharp", None, "sharp"]


def test_repeated_note_keeps_its_spelling() -> None:
    score = page(solo((0.0, 1.0, 61), (1.0, 1.0, 61), (2.0, 1.0, 62)))
    assert texts(score, ".//pitch/step") == ["C", "C", "D"]


def test_heads_have_the_number_of_their_note_as_id() -> None:
    score = page(solo((0.0, 3.0, 60), (3.0, 2.0, 62)))
    assert [note.get("id") for note in score.iter("note") if note.get("id")] == [
        "note-0",
        "note-1",
        "note-1-2-0",
    ]


def test_breath_between_notes_is_not_a_rest() -> None:
    score = page(solo((0.0, 5 / 12, 60), (0.5, 10 / 12, 62), (3.0, 1.0, 64)))
    notes = [(n.findtext("type"), n.get("release"), n.find("rest") is not None) for n in score.iter("note")]
    assert notes[:3] == [("eighth", "-1", False), ("quarter", "-2", False), ("eighth", None, True)]


def test_unknown_clef_and_notes_out_of_range_are_refused() -> None:
    with pytest.raises(OutputError):
        page(solo((0.0, 1.0, 60)), Sheet(clef="alto"))
    with pytest.raises(OutputError):
        page(solo((0.0, 1.0, 120)), Sheet(semitones=24))


def test_solo_without_notes_is_written_as_a_chart() -> None:
    assert len(page(solo(chords="C F G C")).findall("part/measure")) == 4


@pytest.mark.parametrize(
    ("pitch", "chord", "fifths", "following", "name"),
    [
        (66, "D7", -1, None, "F#"),
        (66, "Ebm7", -3, None, "Gb"),
        (61, "A7", 0, 62, "C#"),
        (68, "C7#5", 0, None, "G#"),
        (66, "C7#11", 0, None, "F#"),
        (66, "Cm7b5", -3, None, "Gb"),
        (61, "Cmaj7", 0, 62, "C#"),
        (61, "Cmaj7", 0, 60, "Db"),
        (70, "Am7", 1, None, "Bb"),
        (65, "A7alt", 0, None, "F"),
        (71, "Abm7", -4, None, "Cb"),
        (60, "F#7b5", 2, None, "C"),
    ],
)
def test_notes_are_spelled_from_chord_key_and_direction(
    pitch: int, chord: str, fifths: int, following: int | None, name: str
) -> None:
    spelled = spell_pitch(pitch, parse_chord(chord), fifths, following)
    assert spelled.step + {-1: "b", 0: "", 1: "#"}[spelled.alter] == name


def test_cb_has_the_octave_of_its_letter() -> None:
    spelled = spell_pitch(71, parse_chord("Abm7"), -4, None)
    assert (spelled.step, spelled.alter, spelled.octave) == ("C", -1, 5)


def test_verovio_engraves_every_bar_and_note() -> None:
    import verovio

    chart = Chart(
        (Change(0.0, parse_chord("F7")),),
        11.0,
        (MetreChange(0.0, Metre(4, 4)), MetreChange(8.0, Metre(3, 4))),
    )
    notes = tuple(Note(start / 3, 1 / 3, 60 + start % 12) for start in range(33))
    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    assert toolkit.loadData(write_musicxml(Solo(notes, chart)).decode())
    svg = toolkit.renderToSVG(1)
    assert all(f'id="note-{index}"' in svg for index in range(33))
    assert svg.count('class="measure') == 3
    assert svg.count('class="tuplet"') == 11
