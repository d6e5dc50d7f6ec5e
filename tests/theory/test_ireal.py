"""iReal Pro: links, playlists, and the music of a tune."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.errors import ChartError
from jazzlstm.music import Metre, Section
from jazzlstm.theory.charts import parse_chart, read_chart
from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.ireal_links import (
    MUSIC_PREFIX,
    IrealTune,
    read_links,
    read_tune,
    shortened,
    unscrambled,
    write_link,
)
from jazzlstm.theory.ireal_writer import PAGE_CELLS, write_tune
from jazzlstm.theory.qualities import SPELLINGS
from jazzlstm.theory.written_bars import ReadChart


def read(music: str) -> ReadChart:
    return read_tune(IrealTune("Study", "Somebody", "Medium Swing", "C", music))


def bars(music: str) -> str:
    """The chord on each downbeat, as played."""
    chart = read(music).chart
    return " ".join(chart.chord_at(start).symbol for start in chart.bar_starts())


def changes(music: str) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in read(music).chart.changes]


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        ("[T44C^7   |A-7   |D-9   |G7#5   Z", "Cmaj7 Am7 Dm9 G7#5"),
        ("{*AT44C   | x  }[*BF   Z", "C C C C F"),
        ("{*AT44C   |D   ][*BE   |N1F   }|N2G   Z", "C D E F C D E G"),
        ("{*AT44C   ][*BD   ][*CE   }", "C D E C D E"),
        ("T44C|D|   r|    |E   Z", "C D C D E"),
        ("T44C|D|r|E   Z", "C D C D E"),
        ("{T44C   |N1D   }            |N2E   Z", "C D C E"),
        ("{T44C   |N1D   }|N2E   }|N3F   Z", "C D C E C F"),
        ("{T44C   |N1D <3x>  }|N2E   Z", "C D C D C E"),
        ("{T44C   |D <3x> }E   Z", "C D C D C D E"),
        ("[T44C   |DS   |E   |F <D.S. al Fine>   Z", "C D E F"),
        ("[T44C   |SD   |E <Fine>  |F <D.S. al Fine>   Z", "C D E F D E"),
        ("[T44C   |D  Q |E   |<D.C. al Coda>F   ]Y[QG   Z", "C D E F C D G"),
        ("{T44C   |D   |<D.C. al Coda> x Q }Y[QE   Z", "C D D C D D C D D E"),
        ("{T44C   |N1D   }|N2E   ][*BF   |<D.C. al 2nd End.>G   Z", "C D C E F G C E"),
        ("[T44C   ]{*AD <Fine>  |<D.C. al Fine>E   |F  }G   Z", "C D E F D E F C D"),
        ("[T44C   |D  Q |E   Z Y[QF   Z", "C D F"),
        ("{T44C   |D  Q |E <3x>  }Y[QF   Z", "C D E C D E C D F"),
        ("[T44C   |D   Z Y[QF   Z", "C D F"),
        ("[T44C <Fine>  |D   |   r|<D.C. al Fine>    ][E   Z", "C D C D C"),
        ("[T44C |x |sC,D,lE,F |pppp|n   |W/G   Z", "C C C F NC NC"),
    ],
)
def test_bars_are_played_as_ireal_plays_them(music: str, expected: str) -> None:
    assert bars(music) == expected


def test_chords_stand_on_the_beats_of_their_cells() -> None:
    assert changes("[T44C D |C, D |C,D,E,F|ppC7 |C  sD,Z")[:4] == [(0, "C"), (2, "D"), (4, "C"), (6, "D")]
    assert changes("[T44ppC7 Z") == [(0, "NC"), (2, "C7")]
    assert changes("[T44C  sD,Z") == [(0, "C"), (3, "D")]
    assert changes("[T44C D            |E   Z") == [(0, "C"), (2, "D"), (4, "E")]
    assert changes("[T34C,D,E|F   Z") == [(0, "C"), (1, "D"), (2, "E"), (3, "F")]


def test_metres_change_and_have_their_special_spellings() -> None:
    chart = read("[T12C   |T34D   |T68E   |T22F   Z").chart
    assert [change.metre for change in chart.metres] == [Metre(12, 8), Metre(3, 4), Metre(6, 8), Metre(2, 2)]


def test_invisible_chord_changes_the_bass() -> None:
    assert changes("[T44E W/G,W/A,Z") == [(0, "E"), (2, "E/G"), (3, "E/A")]
    assert changes("[T44E W/9,W6/9/G,Z") == [(0, "E"), (3, "E/G")]  # the slash of a quality is no bass


def test_alternate_and_custom_chords_are_noted() -> None:
    found = read("[T44C(Db7)   |D*quasi*   Z")
    assert [change.chord.symbol for change in found.chart.changes] == ["C", "D"]
    assert len(found.remarks) == 2


def test_sections_are_named() -> None:
    chart = read("[*iT44C   ][*AD   ][*vE   Z").chart
    assert [section.name for section in chart.sections] == ["Intro", "A", "Verse"]


TUNES = (
    IrealTune("Study No. 1", "Somebody", "Bossa Nova", "D-", "[*AT44D-7   |G7   |C^7   | x  Z" * 4, 132),
    IrealTune("Étude", "", "Ballad", "Eb", "{T34Eb^7   |Ab7   }", 0),
)


def test_playlist_is_written_and_read_back() -> None:
    found = read_links(write_link(TUNES, "My set"))
    assert found.name == "My set"
    assert [(t.title, t.style, t.key, t.tempo) for t in found.tunes] == [
        (t.title, t.style, t.key, t.tempo) for t in TUNES
    ]
    assert [t.music for t in found.tunes] == [t.music for t in TUNES]


def test_single_tune_has_no_playlist_name() -> None:
    found = read_links(write_link(TUNES[:1]))
    assert (len(found.tunes), found.name) == (1, "")


@pytest.mark.parametrize(
    "frame",
    [
        '<html><body><h3>Set</h3><a href="{}">Set</a><script>alert(1)</script></body></html>',
        "<a href='{}'>x</a>",
        "look here: {} (and play it)",
        "{}\n",
    ],
)
def test_link_is_found_in_html_and_text(frame: str) -> None:
    found = read_links(frame.format(write_link(TUNES, "Set")))
    assert [tune.title for tune in found.tunes] == ["Study No. 1", "Étude"]


def test_old_link_is_plain() -> None:
    link = "irealbook://Moon, The=Somebody=Even 8ths=F=n=T44F^7 |C7 Z=Two=Me=Waltz=A-=n=T34A- |E7 Z"
    found = read_links(link)
    assert [(tune.title, tune.key) for tune in found.tunes] == [("The Moon", "F"), ("Two", "A-")]
    assert read_tune(found.tunes[1]).chart.bars == 2


def test_link_with_encoded_separators_and_short_fields_is_read() -> None:
    link = "irealb://" + quote(f"Study=Me==Swing=C=={MUSIC_PREFIX}C^7|F7 ==0=0", safe="")
    assert [tune.title for tune in read_links(link).tunes] == ["Study"]
    assert read_links(f"irealb://Study=Me=Swing=C={MUSIC_PREFIX}C^7|F7 =x=0=0").tunes[0].key == "C"


@settings(deadline=None)
@given(st.text(alphabet="ABC7-^| xZLKcl", max_size=300))
def test_scrambling_twice_gives_the_music_back(music: str) -> None:
    assert unscrambled(unscrambled(music)) == music
    assert len(shortened(music)) <= len(music)


def test_style_gives_the_tempo_that_a_link_leaves_open() -> None:
    assert read_tune(TUNES[1]).tempo == 60


def test_chart_text_may_be_a_link_or_the_music_of_one() -> None:
    assert parse_chart(write_link(TUNES)).title == "Study No. 1"
    assert read_chart(write_link(TUNES)).remarks
    assert parse_chart("{*A T44 C^7   |A-7   }[*B F^7   Z").bars == 5


def test_link_without_a_tune_is_refused() -> None:
    with pytest.raises(ChartError) as caught:
        read_links("irealb://nothing")
    assert caught.value.code == "no_tunes"


@settings(deadline=None)
@given(st.text(alphabet="ABCDEFG7-^| xZ[]{}()<>NTSQU*srlpnW/,#b1234", max_size=200))
def test_any_music_is_read_or_refused(music: str) -> None:
    try:
        found = read(music)
    except ChartError as error:
        assert error.code in ("no_bars", "too_long")
    else:
        assert found.chart.changes[0].start == 0


def test_large_playlist_is_read_quickly() -> None:
    music = "{*AT44D-7   |G7   |C^7   |N1A7   }|N2C6   ][*BF-7 Bb7 |Eb^7   |D-7 G7 |C6   Z"
    link = write_link([IrealTune(f"Study {n}", "Me", "Swing", "C", music * 2) for n in range(1460)], "All")
    started = time.process_time()
    charts = [read_tune(tune).chart for tune in read_links(link).tunes]
    assert time.process_time() - started < 5
    assert len(charts) == 1460


ENDINGS = sorted({chord.symbol[1:] for name in SPELLINGS if (chord := read_chord(f"C{name}")) is not None})
symbols = st.builds(
    lambda root, ending, bass: root + ending + bass,
    st.sampled_from(["C", "F#", "Bb", "Eb"]),
    st.sampled_from([*ENDINGS, "7b9#11", "m9b5", "13sus4b9", "7(13)", "madd9"]),
    st.sampled_from(["", "", "/E", "/G#"]),
)


@st.composite
def on_the_beat(draw: st.DrawFn) -> str:
    """Chart text whose chords all stand on beats."""
    text = "C |"
    for _ in range(draw(st.integers(1, 12))):
        label = draw(st.sampled_from(["", "", "[A] ", "[Intro] "]))
        beats = draw(st.sampled_from([1, 2, 4]))
        metre, count = draw(
            st.sampled_from([("4/4", beats), ("3/4", 3), ("5/4", 5), ("12/8", 12), ("6/8", 2)])
        )
        chords = draw(st.lists(symbols | st.just("/"), min_size=count, max_size=count))
        text += f"\n{label}| {metre} {' '.join(chords)} |"
    return text


@settings(deadline=None, max_examples=60)
@given(on_the_beat())
def test_written_tune_reads_back_as_the_same_chart(text: str) -> None:
    chart = parse_chart(text, title="Study", key="Eb minor")
    found = read_links(write_link([write_tune(ReadChart(chart, "Me", "Latin", 180))])).tunes[0]
    assert read_tune(found) == ReadChart(chart, "Me", "Latin", 180)


@pytest.mark.parametrize("name", ["A=B<*>", "Solo, D.C. al Fine", "Riff x3", "Coda"])
def test_the_name_of_a_section_changes_no_bar_of_a_link(name: str) -> None:
    chart = replace(parse_chart("| C | F | G7 | C |"), sections=(Section(8.0, name),))
    [tune] = read_links(write_link([write_tune(ReadChart(chart))])).tunes
    assert read_tune(tune).chart.bars == 4


def test_long_chart_is_written_into_the_cells_of_one_page() -> None:
    chart = parse_chart("| C |" + " F | G |" * 60)
    music = write_tune(ReadChart(chart)).music
    assert len(music.translate(str.maketrans("", "", "[]|Z"))) <= PAGE_CELLS + 3
    assert read(music).chart.bars == 121
