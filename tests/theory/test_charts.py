"""Chart text to changes over beats, and back."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jazzlstm.errors import ChartError, ChordError, InputError
from jazzlstm.music import Chart, Metre, Section
from jazzlstm.theory.charts import MAX_BARS, misread_chords, parse_chart, read_chart, write_chart
from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.qualities import SPELLINGS


def changes(text: str) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in parse_chart(text).changes]


def test_chords_of_a_bar_share_it_equally() -> None:
    assert changes("| Dm7 G7 | Cmaj7 | % | N.C. |") == [(0, "Dm7"), (2, "G7"), (4, "Cmaj7"), (12, "NC")]
    assert changes("| C F G C7 |") == [(0, "C"), (1, "F"), (2, "G"), (3, "C7")]
    assert changes("| C F G |")[1][0] == pytest.approx(4 / 3)


def test_slashes_and_dots_hold_a_chord_for_another_share() -> None:
    assert changes("| C / / G7 | F . C |") == [(0, "C"), (3, "G7"), (4, "F"), (4 + 8 / 3, "C")]
    assert changes("| Dm7 | / / / G7 |") == [(0, "Dm7"), (7, "G7")]
    assert changes("| C /// |") == [(0, "C")]


def test_equal_neighbours_become_one_chord() -> None:
    chart = parse_chart("| Dm7 G7 | G7 C | C | D-7 |")
    assert [c.chord.symbol for c in chart.changes] == ["Dm7", "G7", "C", "Dm7"]
    assert (chart.bars, chart.beats) == (4, 16.0)


@pytest.mark.parametrize(
    "text",
    [
        "Dm7 | G7 | Cmaj7 | A7",
        "| Dm7 | G7 |\n| Cmaj7 | A7 |",
        "Dm7 | G7\n\nCmaj7 | A7 ||",
        "Dm7 G7 Cmaj7 A7",
        "Dm7 - G7 - Cmaj7 - A7",
        "Dm7, G7, Cmaj7, A7",
        "|| D-7 | G7 || C^7 | A7 |]",
        "# a cadence\n| Dm7 | G7 | # home:\n| Cmaj7 | A7 |\r\n",
        "|Dm7|G7|Cmaj7|A7|",
        "‖ Dm7 | G7 | Cmaj7 | A7 ‖",
    ],
)
def test_the_same_four_bars_however_they_are_typed(text: str) -> None:
    assert changes(text) == [(0, "Dm7"), (4, "G7"), (8, "Cmaj7"), (12, "A7")]


def test_beats_typed_without_bar_lines_fill_bars() -> None:
    assert changes("C / / / F / G7 /") == [(0, "C"), (4, "F"), (6, "G7")]


def test_parentheses_belong_to_their_chord() -> None:
    assert changes("| C7 (b9, #11) Fm(maj7) |") == [(0, "C7b9#11"), (2, "FmMaj7")]


def test_section_letters_stand_on_their_bars() -> None:
    chart = parse_chart("[A] | C | F |\nB: G7 | C |\n[Last time] C")
    assert [(s.start, s.name) for s in chart.sections] == [(0, "A"), (8, "B"), (16, "Last time")]


def test_metre_may_be_given_and_change() -> None:
    chart = parse_chart("3/4 | Dm7 | G7 | 4/4 Cmaj7 | 6/8 F |")
    assert [(m.start, m.metre) for m in chart.metres] == [
        (0, Metre(3, 4)),
        (6, Metre(4, 4)),
        (10, Metre(6, 8)),
    ]
    assert chart.beats == 13
    assert parse_chart("Metre: 3/4\nC F").beats == 6


def test_header_names_title_and_key_and_arguments_overrule_it() -> None:
    text = "Title: Blues #2\nKey: bb\n| Bb7 |"
    assert (parse_chart(text).title, parse_chart(text).key) == ("Blues #2", "Bb")
    chart = parse_chart(text, title="Mine", key="C minor")
    assert (chart.title, chart.key) == ("Mine", "C minor")


@pytest.mark.parametrize(
    ("text", "bar", "code"),
    [
        ("", 0, "no_bars"),
        ("\n # nothing\n | | ", 1, "empty_bar"),
        ("| Dm7 | | G7 |", 2, "empty_bar"),
        ("| % | C |", 1, "misplaced_repeat"),
        ("| C | F % |", 2, "misplaced_repeat"),
        ("| / C |", 1, "nothing_to_hold"),
        ("| C | 7/3 F |", 2, "bad_metre"),
        (":| C |", 1, "repeat_end_first"),
        ("Metre: waltz\n| C |", 0, "bad_metre"),
        ("Key: X\n| C |", 0, "bad_key"),
        ("| C |" + " F |" * 1000, MAX_BARS + 1, "too_long"),
        ("|: C :| x600", 0, "too_long"),
        ("| " + "C " * 49 + "|", 1, "too_many_chords"),
        ("x" * 1_000_000, 0, "too_long"),
    ],
)
def test_faulty_chart_raises_with_its_bar(text: str, bar: int, code: str) -> None:
    with pytest.raises(ChartError) as caught:
        parse_chart(text)
    assert (caught.value.bar, caught.value.code) == (bar, code)


@pytest.mark.parametrize(("text", "nearest"), [("| Dm7 | Gq7 | C |", "G7"), ("C | 🎷 |", "")])
def test_unreadable_chord_raises_with_bar_and_nearest(text: str, nearest: str) -> None:
    with pytest.raises(ChordError) as caught:
        parse_chart(text)
    assert caught.value.nearest == nearest
    assert str(caught.value).startswith("bar 2:")


@pytest.mark.parametrize(
    "junk",
    [
        " ",
        "(",
        ":",
        "[A",
        "C(",
        "| ",
        "|:",
        "/ ",
        "a: ",
        "1. ",
        "3/4 ",
        "\x00",
        "\n",
        "{",
        "x3 ",
        "C\n",
        "la C\n",
    ],
)
def test_a_hundred_thousand_characters_of_junk_are_dealt_with_quickly(junk: str) -> None:
    started = time.process_time()
    with suppress(InputError):
        parse_chart((junk * 100_000)[:100_000])
    assert time.process_time() - started < 3


def test_every_misread_chord_is_listed_with_its_bar() -> None:
    errors = misread_chords("| Dm7 Hoo7 | Cmaj7 | Xy7 |")
    assert [error.symbol for error in errors] == ["Hoo7", "Xy7"]
    assert str(errors[1]).startswith("bar 3:")
    assert misread_chords("| Dm7 G7 | Cmaj7 |") == []


def test_misread_chords_before_another_fault_are_listed() -> None:
    assert [error.symbol for error in misread_chords("| Hoo7 | | C |")] == ["Hoo7"]


def test_written_chart_is_laid_out_four_bars_a_line() -> None:
    chart = parse_chart("Key: C\n[A] | D-7 G7 | Cj7 | Cj7 | 3/4 F / G | 4/4 C | C |")
    assert write_chart(chart) == "Key: C\n[A] | Dm7 G7 | Cmaj7 | % | 3/4 F / G |\n| 4/4 C | % |\n"


symbols = st.sampled_from(
    ["C", "Dm7", "G7b9", "F#m7b5", "Bb/D", "EbmMaj7", "NC", "A7alt", "Db13sus4", "E69#11", "%", "/"]
)
bars = st.builds(
    lambda metre, words: f"{metre} {' '.join(words)}",
    st.sampled_from(["", "", "", "3/4", "4/4", "6/8", "5/4"]),
    st.lists(symbols, min_size=1, max_size=6).map(lambda words: words if len(words) == 1 else without(words)),
)


def without(words: list[str]) -> list[str]:
    return [word.replace("%", "C") for word in words]


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from(["", "[A] ", "Bridge: "]), st.lists(bars, min_size=1, max_size=5)),
            min_size=1,
            max_size=6,
        )
    )
    text = "".join(f"{label}| {' | '.join(cells)} |\n" for label, cells in lines)
    key = draw(st.sampled_from(["", "C", "F# minor"]))
    return parse_chart("C |\n" + text, title=draw(st.sampled_from(["", "A tune: #1"])), key=key)


@given(charts())
def test_written_charts_read_back_the_same(chart: Chart) -> None:
    assert parse_chart(write_chart(chart)) == chart


ALTERATIONS = [
    *("b5", "#5", "b9", "#9", "#11", "b13", "b10", "b6", "9", "11", "13", "/9", "/13", "(9-)", "(11+)"),
    *("(b9,13)", "sus4", "sus2", "sus", "no3", "no5", "add9", "add11", "add13", "add3", "alt", "maj7", "+"),
]
grammar = st.builds(
    lambda root, ending, words, bass: root + ending + "".join(words) + bass,
    st.sampled_from([letter + sign for letter in "ABCDEFG" for sign in ("", "b", "#", "bb", "##")]),
    st.sampled_from(sorted(SPELLINGS)),
    st.lists(st.sampled_from(ALTERATIONS), max_size=3),
    st.sampled_from(["", "", "/C", "/Gb", "/d#", "\\F7"]),
).filter(lambda symbol: read_chord(symbol) is not None)


@settings(deadline=None, max_examples=120)
@given(st.lists(grammar, min_size=1, max_size=8))
def test_every_chord_of_the_grammar_reads_back_from_a_written_chart(symbols: list[str]) -> None:
    chords = [chord for chord in map(read_chord, symbols) if chord is not None]
    chart = parse_chart("| " + " | ".join(chord.symbol for chord in chords) + " |")
    sounding = [chord for chord, before in zip(chords, [None, *chords], strict=False) if chord != before]
    assert [change.chord for change in chart.changes] == sounding
    assert parse_chart(write_chart(chart)) == chart


@given(charts())
def test_charts_meet_the_invariants_of_their_class(chart: Chart) -> None:
    starts = [change.start for change in chart.changes]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < chart.beats
    assert all(a.chord != b.chord for a, b in zip(chart.changes, chart.changes[1:], strict=False))
    assert all(a.metre != b.metre for a, b in zip(chart.metres, chart.metres[1:], strict=False))
    assert all(section.start in chart.bar_starts() for section in chart.sections)


@example("[:]C")
@example("[1(]C")
@given(st.text(alphabet="CDm7b#|:%/.[]()13 -xN\n", max_size=60) | st.text(max_size=60))
def test_any_text_is_a_chart_or_a_clear_error(text: str) -> None:
    try:
        chart = parse_chart(text)
    except (ChartError, ChordError) as error:
        assert str(error)
    else:
        assert parse_chart(write_chart(chart)) == chart


@pytest.mark.parametrize("name", ["3 A", "1, 2 A", "2. Chorus", "Part A", "A7", "8 bars", "Em"])
def test_section_name_that_looks_like_something_else_reads_back(name: str) -> None:
    chart = replace(parse_chart("| C | F |"), sections=(Section(0.0, name),))
    read = parse_chart(write_chart(chart))
    assert (read.bars, read.changes, [section.name for section in read.sections]) == (
        2,
        chart.changes,
        [name],
    )


def test_section_names_are_written_without_signs_of_the_notation() -> None:
    chart = parse_chart("| C | F |")
    named = replace(chart, sections=(Section(0.0, "{A|B] # 1"),))
    assert [section.name for section in parse_chart(write_chart(named)).sections] == ["A B 1"]
    assert parse_chart(write_chart(named)).bars == 2


@pytest.mark.parametrize(
    "text",
    [
        "A\n| Dm7 | G7 |",
        "A\n| Dm7 | G7 |\nB\n| C6 |",
        "A | Dm7 | G7 |\nB | C6 |",
        "A\nDm7 G7\nB\nC6 F6",
        "A\n|: Dm7 | G7 :|",
    ],
)
def test_form_letters_without_brackets_are_sections(text: str) -> None:
    found = read_chart(text)
    assert found.chart.sections[0].name == "A"
    assert found.chart.changes[0].chord.symbol == "Dm7"
    assert any("section" in remark for remark in found.remarks)


@pytest.mark.parametrize("text", ["A | D | E7 |", "A\nD\nE7\nA", "| A | D |", "A D E7"])
def test_letters_that_can_only_be_chords_are_chords(text: str) -> None:
    assert read_chart(text).chart.changes[0].chord.symbol == "A"


@pytest.mark.parametrize("line", ["Tempo: 140", "Tempo 140", "140 bpm", "♩ = 140", "tempo = 140", "BPM: 140"])
def test_a_line_with_a_tempo_is_no_chord(line: str) -> None:
    found = read_chart(f"My tune\n{line}\n| Dm7 | G7 |")
    assert (found.tempo, found.chart.title, found.chart.bars) == (140.0, "My tune", 2)


@pytest.mark.parametrize(
    ("word", "direction"), [("To", "To Coda"), ("al", "D.S. al Coda"), ("dc", "D.C. al Fine")]
)
def test_a_piece_of_a_direction_is_advised_as_one(word: str, direction: str) -> None:
    with pytest.raises(ChordError) as error:
        read_chart(f"| C | {word} | D |")
    assert direction in str(error.value)


def test_a_repeated_chart_longer_than_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(ChartError) as error:
        read_chart("|: " + "C | F | " * 200 + ":| x3")
    assert error.value.code == "too_long"
    assert str(MAX_BARS) in str(error.value)
