"""Chord words of other naming systems, as chord symbols: Roman numerals, Nashville numbers, German names.

    IIm7 V7 Imaj7        in C: Dm7 G7 Cmaj7;  ii7 and IIm7 are the same, V7/ii is the dominant of ii
    2- 5(7) 1            Nashville numbers
    Cm7b5 H7 Es          German: H is B natural, B is B flat, Es is E flat

One system is chosen for a whole chart, from all its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from jazzlstm.theory.chords import german_root, parse_chord, read_chord
from jazzlstm.theory.keys import MAJOR_SCALE, MINOR_SCALE, Key
from jazzlstm.theory.pitches import parse_pitch_class, spell_degree, spell_pitch_class

_LETTERS = "CDEFGAB"
_NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
_ROMAN = re.compile(r"([b#]?)(VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i)(?![A-Za-z]*[IVXivx]{2})(.*)")
_NASHVILLE = re.compile(r"([b#]?)([1-7])(?![.)]$)(.*)")
_SECONDARY = re.compile(r"(.*)/([b#]?(?:VII|VI|V|IV|III|II|I|vii|vi|v|iv|iii|ii|i))")
_ACCIDENTALS = {"": 0, "b": -1, "#": 1}
_SUBSTITUTE = re.compile(r"[sS]ub-?V7?")
"""The tritone substitute of a dominant."""
_LONE_CAPITAL = re.compile(r"[A-G](?:b|#)?")
_LONE_SMALL = re.compile(r"[a-g](?:b|#)?")
_LEAST_NUMBERS = 3
"""Nashville charts have at least this many numbers; fewer are bar numbers or endings."""


def is_chord_like(word: str) -> bool:
    """Whether a word is a chord in some naming system."""
    return bool(read_chord(word) or _small(word) or _from_german(word) or read_roman(word, Key("C")))


def namer(words: Sequence[str], key: Key | None) -> tuple[Callable[[str], str], tuple[str, ...]]:
    """A function from the chord words of a chart to chord symbols, and remarks on the system found."""
    distinct = dict.fromkeys(words)
    unread = [word for word in distinct if read_chord(word) is None and not _small(word)]
    in_key = key or _likeliest_key(distinct)
    remedy = 'for another key, write a line such as "Key: F" above the chords'
    assumed = "" if key else f"; no key is given, so {in_key} is assumed: {remedy}"
    if unread and all(read_roman(word, in_key) for word in unread):
        return lambda word: read_roman(word, in_key) or word, (f"Roman numerals in {in_key}{assumed}",)
    if (
        len(words) >= _LEAST_NUMBERS
        and unread
        and all(read_nashville(word, in_key) and read_chord(word) is None for word in distinct)
    ):
        return lambda word: read_nashville(word, in_key) or word, (f"Nashville numbers in {in_key}{assumed}",)
    if any(map(_LONE_CAPITAL.fullmatch, distinct)) and any(map(_LONE_SMALL.fullmatch, distinct)):
        return lambda word: word.capitalize() + "m" * bool(_LONE_SMALL.fullmatch(word)), (
            "lower-case letters alone are read as minor chords",
        )
    if any(_from_german(word) for word in unread):
        flat_b = not any(word.startswith("Bb") for word in distinct)
        remark = "German note names: H is B" + (", B is B flat" if flat_b else "")
        return lambda word: _german(word, flat_b=flat_b), (remark,)
    return lambda word: word, ()


def _likeliest_key(words: Iterable[str]) -> Key:
    """The key of numerals without one: of a letter chord beside them, else C, minor where one is minor."""
    for word in words:
        if (chord := read_chord(word)) and chord.root is not None:
            return Key(spell_pitch_class(chord.root, flats=True), 3 in chord.tones)
    is_minor = any(re.fullmatch(r"i(?:m|-|6|7|m6|m7|-7|-6)?|Im7?|I-7?|1m7?|1-7?", word) for word in words)
    return Key("C", is_minor)


def _small(word: str) -> bool:
    return word[:1].islower() and read_chord(word[:1].upper() + word[1:]) is not None


def _german(word: str, *, flat_b: bool) -> str:
    """A German chord word in English, its bass too."""
    root, slash, bass = word.partition("/")
    if flat_b and re.match(r"B(?![b#])", root):
        root = "Bb" + root[1:]
    if flat_b and bass in ("B", "b"):
        bass = "Bb"
    return german_root(root) + slash + german_root(bass[:1].upper() + bass[1:] if bass.isalpha() else bass)


def _from_german(word: str) -> str:
    """The English symbol of a word that is a chord only in German, "" for any other."""
    if read_chord(word) is not None:
        return ""
    english = _german(word, flat_b=False)
    return english if english != word and read_chord(english) is not None else ""


def read_roman(word: str, key: Key) -> str:
    """The symbol of a Roman numeral in ``key``, "" where the word is none; V/ii is the dominant of ii."""
    word = _SUBSTITUTE.sub("bII7", word)
    if secondary := _SECONDARY.fullmatch(word):
        target = read_roman(secondary[2], key)
        root = parse_chord(target).root if target else None
        if root is not None:
            tonic = spell_degree(key.tonic, (root - key.pitch_class) % 12, flats=True)
            return read_roman(secondary[1], Key(tonic))
    match = _ROMAN.fullmatch(word)
    if match is None:
        return ""
    accidental, numeral, quality = match.groups()
    number = _NUMERALS.index(numeral.upper()) + 1
    if numeral.islower() and not re.match(r"m(?!aj)|-|min|o|°|dim|ø|h", quality):
        quality = "m" + quality
    return _symbol(accidental, number, quality, key)


def read_nashville(word: str, key: Key) -> str:
    """The symbol of a Nashville number in ``key``, "" where the word is none."""
    match = _NASHVILLE.fullmatch(word)
    return _symbol(match[1], int(match[2]), match[3], key) if match else ""


def _symbol(accidental: str, number: int, quality: str, key: Key) -> str:
    """The chord symbol of a degree, "" where the quality cannot be read."""
    root = _degree_name(accidental, number, key)
    quality, slash, bass = quality.partition("/")
    below = re.fullmatch(r"([b#]?)([1-7])", bass)
    if below:
        bass = _degree_name(below[1], int(below[2]), key)
    symbol = root + quality + slash + bass
    return symbol if read_chord(symbol) is not None else ""


def _degree_name(accidental: str, number: int, key: Key) -> str:
    scale = MINOR_SCALE if key.is_minor and not accidental else MAJOR_SCALE
    pitch_class = (key.pitch_class + scale[number - 1] + _ACCIDENTALS[accidental]) % 12
    letter = _LETTERS[(_LETTERS.index(key.tonic[0]) + number - 1) % 7]
    names = (letter + sign for sign in ("", "b", "#"))
    fallback = spell_pitch_class(pitch_class, flats=accidental != "#")
    return next((name for name in names if parse_pitch_class(name) == pitch_class), fallback)
