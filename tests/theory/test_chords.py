"""Chord symbols: spellings, tones, names, and errors for text that is not a chord."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.errors import ChordError
from jazzlstm.music import Chord
from jazzlstm.theory.chords import is_polychord, parse_chord, transpose_chord
from jazzlstm.theory.pitches import parse_pitch_class

ROOTS = [letter + sign for letter in "ABCDEFG" for sign in ("", "b", "#", "bb", "##")]
WEIMAR_ENDINGS = [
    *("-", "-6", "-69", "-7", "-79", "-79b", "-7911", "-7913", "-j7", "-j7911#", "-j7913"),
    *("6", "69", "6911#", "j7", "j79", "j79#", "j7911#", "j79#11#", "o", "o7", "m7b5", "+", "+7", "+j7"),
    *("7", "79", "79b", "79#", "79b13", "79b13b", "79#13", "79#11#", "7911#", "7913", "7913b", "7alt"),
    *("+79", "+79b", "+79#", "+7911#", "sus", "sus7", "sus79", "sus7913"),
]


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Cmaj7", "C^7 C^ CΔ C△7 CΔ7 C∆7 Cj7 CM7 CMaj7 CMA7 Cma7 C7M C(maj7)"),
        ("Dm7", "D-7 Dmin7 Dmi7 DMI7 Dminor7 Dm⁷ D−7"),
        ("Bm7b5", "Bø Bø7 BØ Bh7 Bh B-7b5 Bm7(b5) Bmin7-5 Bm7♭5 Bhalfdim"),
        ("Cdim7", "Co7 C°7 Cdim7 CDim7"),
        ("Cdim", "Co C° Cdim"),
        ("G7b9", "G79b G7(b9) G7-9 G7♭9 G7(♭9)"),
        ("G7b9#11", "G7(b9,#11) G7(b9 #11) G7b9#11 G79b11#"),
        ("G7#5", "G+7 G7+ G7+5 Gaug7 G7aug G7(#5)"),
        ("G7alt", "Galt G7(alt) G7altered"),
        ("G7sus4", "G7sus Gsus7 G7sus4 Gm7sus4"),
        ("Gsus4", "Gsus Gsus4 G4"),
        ("G13", "G7913 G13 G7(9,13) G9(13)"),
        ("G13b9", "G79b13 G13b9 G13(b9) G7(b9,13) G7(13,b9)"),
        ("G9#11", "G7911# G9#11 G9+11 G79#11"),
        ("G9b13", "G7913b G9b13 G9(b13)"),
        ("C69", "C6/9 C69 C6(9) C6add9"),
        ("Cm69", "C-69 Cm6/9 Cmin69"),
        ("CmMaj7", "C-j7 C-Δ7 C-^7 CmM7 Cm(maj7) C-^ Cminmaj7 Cm#7"),
        ("Cmaj7#5", "C+j7 Cmaj7+5 C+^7 C^7#5"),
        ("Cm11", "C-7911 C-11 Cmin11"),
        ("Cadd9", "C(add9) Cadd2 C2 C(9) CADD9"),
        ("C7no5", "C7omit5 C7(no5)"),
        ("Cdim7", "C˚7 Cº7 C07 C\ue8707"),
        ("Cdim", "Cdim. C0"),
        ("Cm7b5", "Cφ C\ue871 C-7(5-)"),
        ("F#7", "F\ue2627 F\ued627 Fsharp7"),
        ("Bb7", "B\ue2607 B\ued607 Bflat7 bb7"),
        ("Cmaj7", "Cmaj(7) C\ue8737"),
        ("Cmaj13", "Cmaj(13)"),
        ("C69", "C9/6"),
        ("C7#9", "C7b10 C7sharp9 C7(9+)"),
        ("C7b9", "C7flat9 C7(9-)"),
        ("C9sus4", "C11 C7/4(9) C4/7/9 Cdom11"),
        ("C7sus4b9", "Csusb9 Cphryg C7b9sus"),
        ("C7sus4", "C7/4 Csus4/7 C4/7"),
        ("Csus4add9", "Csus24"),
        ("C7#5sus4", "C7#5sus C+7sus"),
        ("C7sus4add3", "C7susadd3"),
        ("Cmaj7sus2", "Cmaj7sus2 C7Msus2"),
        ("C7alt", "C7alt. C7ALT"),
        ("Csus4", "CSUS CSUS4"),
        ("C7sus4", "C7SUS4"),
        ("C7", "C7! Cdominant7"),
        ("Cm7b5", "Cm5-/7 Chalf-diminished"),
        ("Cmaj7#11", "Clydian Cmaj7lyd"),
        ("C7#11", "C7lyd"),
        ("CmMaj7", "Cm+7 Cm(7M) Cm/M7 C-(maj7)"),
        ("C7#5", "C7(5+) C5+/7"),
        ("Caug", "CMb6 C5+"),
        ("Cm#5", "Cmb6 C-b6"),
        ("C7(13)", "C67 C6/7"),
        ("C13b9", "C7(b9/13) C7/b9/13"),
        ("C6b5", "C6(b5)"),
        ("C69(b13)", "C6(9,b13)"),
        ("D7/F#", "D7/f#"),
        ("Em7/D", "em7/d Em7\\D"),
        ("Dm7", "dm7 (Dm7) [Dm7]"),
        ("NC", "(N.C.) N/C tacet"),
        ("NC", "N.C. n.c. NC N nc"),
    ],
)
def test_spellings_of_a_chord_have_one_name(name: str, spellings: str) -> None:
    for spelling in [name, *spellings.replace("(b9 #", "(b9_#").split()]:
        assert parse_chord(spelling.replace("_", " ")).symbol == name, spelling


@pytest.mark.parametrize(
    ("symbol", "tones", "tensions"),
    [
        ("C", (0, 4, 7), ()),
        ("C6", (0, 4, 7, 9), ()),
        ("Cm6", (0, 3, 7, 9), ()),
        ("Cmaj9", (0, 4, 7, 11), (2,)),
        ("CmMaj7", (0, 3, 7, 11), ()),
        ("C7sus4", (0, 5, 7, 10), ()),
        ("C13sus4", (0, 5, 7, 10), (2, 9)),
        ("C7b9", (0, 4, 7, 10), (1,)),
        ("C13b9", (0, 4, 7, 10), (1, 9)),
        ("C7#5#9", (0, 4, 8, 10), (3,)),
        ("C7b5", (0, 4, 6, 10), ()),
        ("C7alt", (0, 4, 8, 10), (1, 3, 6)),
        ("Cm7b5", (0, 3, 6, 10), ()),
        ("Cdim7", (0, 3, 6, 9), ()),
        ("C5", (0, 7), ()),
        ("C7no3", (0, 7, 10), ()),
    ],
)
def test_symbol_has_its_tones_and_tensions(
    symbol: str, tones: tuple[int, ...], tensions: tuple[int, ...]
) -> None:
    chord = parse_chord(symbol)
    assert (chord.tones, chord.tensions) == (tones, tensions)


@pytest.mark.parametrize(
    ("symbol", "scale"),
    [
        ("C", (0, 2, 4, 5, 7, 9, 11)),
        ("Cmaj7#11", (0, 2, 4, 6, 7, 9, 11)),
        ("C7", (0, 2, 4, 5, 7, 9, 10)),
        ("C7#11", (0, 2, 4, 6, 7, 9, 10)),
        ("C7b9", (0, 1, 3, 4, 6, 7, 9, 10)),
        ("C7b9b13", (0, 1, 4, 5, 7, 8, 10)),
        ("C7alt", (0, 1, 3, 4, 6, 8, 10)),
        ("C7#5", (0, 2, 4, 6, 8, 10)),
        ("Cm7", (0, 2, 3, 5, 7, 9, 10)),
        ("CmMaj7", (0, 2, 3, 5, 7, 9, 11)),
        ("Cm7b5", (0, 1, 3, 5, 6, 8, 10)),
        ("Cdim7", (0, 2, 3, 5, 6, 8, 9, 11)),
    ],
)
def test_chord_has_its_usual_scale(symbol: str, scale: tuple[int, ...]) -> None:
    assert parse_chord(symbol).scale == scale


@pytest.mark.parametrize("root", ROOTS)
def test_weimar_spellings_parse_on_every_root(root: str) -> None:
    for ending in WEIMAR_ENDINGS:
        chord = parse_chord(root + ending)
        assert chord.root == parse_pitch_class(root)
        assert parse_chord(chord.symbol) == chord


@pytest.mark.parametrize(
    ("symbol", "name"),
    [
        ("Cmaj 7", "Cmaj7"),
        ("C maj 9", "Cmaj9"),
        ("Cmin(maj 7)", "CmMaj7"),
        ("Cdim 7", "Cdim7"),
        ("G7 b9", "G7b9"),
    ],
)
def test_spaces_inside_a_symbol_are_read(symbol: str, name: str) -> None:
    assert parse_chord(symbol).symbol == name


def test_polychord_keeps_the_root_of_its_lower_chord_as_bass() -> None:
    assert parse_chord("Gb\\A7").symbol == "Gb/A"
    assert is_polychord("Gb\\A7")
    assert not is_polychord("Gb/A")


def test_unicode_accidentals_are_read() -> None:
    assert parse_chord("B♭7(♯11)/A♭") == parse_chord("Bb7(#11)/Ab")
    assert parse_pitch_class("E♯") == 5


def test_slash_sets_the_bass_and_a_slash_before_a_number_does_not() -> None:
    assert parse_chord("C7/Bb").bass == 10
    assert parse_chord("C6/9").bass == 0
    assert parse_chord("C6/9/E").bass == 4
    assert parse_chord("C/C").symbol == "C"


def test_no_chord_is_silent() -> None:
    chord = parse_chord("N.C.")
    assert chord.is_silent
    assert chord.tone_classes == frozenset()


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("H7", "B7"),
        ("Es7", "Eb7"),
        ("Fism7", "F#m7"),
        ("Cmja7", "Cmaj7"),
        ("G7b8", "G7b9"),
        ("Cmaj77", "Cmaj7"),
        ("C7/H", "C7/B"),
        ("Bbmin77", "Bbm7"),
        ("Am7/", "Am7"),
        ("hello", ""),
        ("$$", ""),
        ("", ""),
        ("C" * 5000, ""),
    ],
)
def test_unreadable_symbol_raises_with_the_nearest(wrong: str, nearest: str) -> None:
    with pytest.raises(ChordError) as caught:
        parse_chord(wrong)
    assert caught.value.nearest == nearest
    assert nearest in str(caught.value)
    assert len(str(caught.value)) < 200


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_chord_or_a_chord_error(text: str) -> None:
    try:
        chord = parse_chord(text)
    except ChordError as error:
        if error.nearest:
            assert parse_chord(error.nearest).symbol == error.nearest
    else:
        assert parse_chord(chord.symbol) == chord


chords = st.builds(
    lambda root, ending, bass: parse_chord(root + ending + bass),
    st.sampled_from(ROOTS),
    st.sampled_from([*WEIMAR_ENDINGS, "maj7#11", "7b5", "7sus4b9", "add9", "7(13)"]),
    st.sampled_from(["", "/C", "/F#", "/Bb"]),
)


@settings(deadline=None)
@given(chords, st.integers(-24, 24), st.sampled_from([None, True, False]))
def test_transposing_there_and_back_is_the_same_sound(
    chord: Chord, semitones: int, flats: bool | None
) -> None:
    there = transpose_chord(chord, semitones, flats=flats)
    back = transpose_chord(there, -semitones, flats=flats)
    assert parse_chord(there.symbol) == there
    for name in ("root", "tones", "tensions", "scale", "bass"):
        assert getattr(back, name) == getattr(chord, name)
    assert transpose_chord(back, 12) == back


def test_transposed_bass_is_spelled_from_its_root() -> None:
    assert transpose_chord(parse_chord("C/E"), 2).symbol == "D/F#"
    assert transpose_chord(parse_chord("C/E"), 1).symbol == "Db/F"
    assert transpose_chord(parse_chord("Am/C"), 3).symbol == "Cm/Eb"
