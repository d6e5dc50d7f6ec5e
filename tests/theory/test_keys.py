"""Key names, and chord roots spelled in a key."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChartError
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.keys import guess_key, parse_key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bb", "Bb"),
        ("bb", "Bb"),
        ("B♭ major", "Bb"),
        ("CM", "C"),
        ("Cm", "C minor"),
        ("c minor", "C minor"),
        ("F#-", "F# minor"),
        ("Eb-maj", "Eb"),
        ("D dorian", "D minor"),
        ("G mixolydian", "G"),
        ("A min", "A minor"),
        ("C sharp minor", "C# minor"),
        ("B flat", "Bb"),
        ("h-Moll", "B minor"),
        ("Es-Dur", "Eb"),
        ("Fis moll", "F# minor"),
    ],
)
def test_key_is_read_in_every_usual_spelling(text: str, name: str) -> None:
    assert str(parse_key(text)) == name


@pytest.mark.parametrize("text", ["", "X", "Bbb", "C7", "C round", "x" * 1000])
def test_text_that_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(ChartError) as caught:
        parse_key(text)
    assert caught.value.code == "bad_key"


@pytest.mark.parametrize(
    ("key", "chords"),
    [
        ("C", "Db7 C#dim7 Ebmaj7 F#m7b5 Gb7 Ab7 G#dim7 Bb7 Bdim7"),
        ("E", "F7 Fdim7 G#m7 A#m7b5 C#m7 D#dim7 D7"),
        ("Ab", "A7 Adim7 Cm7 Dbmaj7 Dm7b5 Gb7 E7"),
        ("Gb", "Abm7 Cbmaj7 Ebm7 F7 E7"),
        ("A minor", "G#dim7 Fmaj7 Bm7b5 Bbmaj7 Cmaj7"),
        ("C# minor", "D#m7b5 G#7 Amaj7 Emaj7"),
    ],
)
def test_roots_are_spelled_as_degrees_of_the_key(key: str, chords: str) -> None:
    for symbol in chords.split():
        chord = parse_chord(symbol)
        assert symbol.startswith(parse_key(key).spell_root(chord)), symbol


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("| Dm7 | G7 | Cmaj7 | % |", "C"),
        ("| Dm7b5 | G7b9 | Cm6 | % |", "C minor"),
        ("| F7 | Bb7 | F7 | C7 |", "F"),
        ("| Em7 | A7 | Dmaj7 | Dmaj7 |", "D"),
    ],
)
def test_key_is_guessed_from_the_changes(text: str, key: str) -> None:
    assert str(guess_key(parse_chart(text))) == key


def test_key_of_a_silent_chart_is_guessed_without_an_error() -> None:
    assert guess_key(parse_chart("NC")).tonic
