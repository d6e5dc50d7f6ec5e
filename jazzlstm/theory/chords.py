r"""Chord symbols, in the many spellings that musicians use, to pitch classes.

A chord symbol is a root, a quality, what alters it, and sometimes a bass:

    Bb  m7  b5 (9)  /Ab        the B flat half-diminished with a ninth, over A flat
    Eb  7   9 11#              the same numbers as the Weimar Jazz Database writes them
    D   \F                     a polychord, D over F: read as D/F

The qualities and their spellings are the table in `qualities.py`, what may
follow them is in `chord_grammar.py`, printed signs are in `glyphs.py`. This module
adds roots and basses and names the chord. A chord has one name in every dialect:
``parse_chord("D-7") == parse_chord("Dmin7")``. A symbol that cannot be read raises
ChordError with the nearest symbol that can.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from jazzlstm.errors import ChordError
from jazzlstm.music import NO_CHORD, Chord
from jazzlstm.theory.chord_grammar import RIVALS, read_quality
from jazzlstm.theory.glyphs import plain_accidentals, plain_words
from jazzlstm.theory.pitches import PITCH_NAME, parse_pitch_class, spell_degree, spell_pitch_class
from jazzlstm.theory.qualities import (
    ALTERED_TENSIONS,
    BY_TONES,
    NATURAL_TENSIONS,
    QUALITIES,
    SPELLINGS,
    Quality,
)

LONGEST_SYMBOL = 40
"""Characters; longer words are not searched for a chord."""
SILENT_SPELLINGS = frozenset({"nc", "n.c.", "n.c", "nc.", "n/c", "n", "nochord", "tacet"})

SYMBOL = re.compile(rf"({PITCH_NAME})(.*?)(?:/({PITCH_NAME}))?")
"""Root, quality with what alters it, and bass."""
_WRITTEN_SYMBOL = re.compile(rf"({PITCH_NAME})(.*?)(?:/\s*([A-Ga-g](?:bb|##|b|#|x)?))?")
"""The same with a bass that may be a small letter: D7/f#."""
_POLYCHORD = re.compile(rf"(.+)\\\s*({PITCH_NAME}).*")
"""An upper chord, and the root of the chord under it."""
_BRACKETS = {"(": ")", "[": "]"}
_SMALL_ROOT = re.compile(r"[a-g](?:b(?![a-z]{3})|#)?(?:maj|min|dim|aug|sus|add|alt|(?![a-z]{3}))")
"""A small root letter; three letters after it are a word, unless they name a quality."""
_TENSION_NAMES = {1: "b9", 3: "#9", 6: "#11", 8: "b13"}
_NATURAL_NAMES = {2: "9", 4: "3", 5: "11", 9: "13"}
_USUAL_ENDINGS = (*filter(None, QUALITIES), "9", "13", "69", "m9", "7b9", "7#9", "7#11", "13b9", "add9")
"""Compared with a misspelled ending before the whole table is."""
_GERMAN_ROOT = re.compile(r"([A-H])(es(?!us)|is|(?<=[EA])s(?!us)|(?<=H))")
"""H, or a letter with the German ending for flat (es, s) or sharp (is); Asus is not A flat."""


def parse_chord(symbol: str) -> Chord:
    """The chord of a symbol of any dialect; its ``symbol`` is the canonical spelling.

    Tones are the triad with its sixth or seventh (a suspended fourth in place
    of the third); tensions are those named, and those that 9, 11 or 13 imply.
    A small root letter is read as a capital: "dm7" is Dm7.

    Raises:
        ChordError: ``symbol`` cannot be read; ``nearest`` is the closest symbol that can.
    """
    chord = read_chord(symbol) or _read_small(symbol)
    if chord is not None:
        return chord
    shown, nearest = _excerpt(symbol), _nearest(symbol)
    remedy = (
        f"did you mean {nearest}?"
        if nearest
        else "write a letter from A to G and a quality, as in Bbmaj7, or NC for silence"
    )
    raise ChordError(f"cannot read the chord {shown!r}: {remedy}", symbol=shown, nearest=nearest)


def read_chord(symbol: str) -> Chord | None:
    """The chord of a symbol with a capital root; None if it is not a chord symbol."""
    return _read(_plain(symbol))


def read_closest(symbol: str) -> Chord | None:
    """The chord of the longest beginning of a symbol that can be read, with its bass; None without a root.

    Readers of other programs' files use it, so that an unknown name does not stop a chart.
    """
    head, slash, bass = symbol.partition("/")
    for end in range(len(head), 0, -1):
        if chord := read_chord(head[:end] + slash + bass) or (read_chord(head[:end]) if slash else None):
            return chord
    return None


def is_polychord(symbol: str) -> bool:
    r"""Whether the symbol stacks two chords, as in D\F; only the root of the lower one is kept."""
    return _POLYCHORD.fullmatch(_plain(symbol)) is not None


def _read_small(symbol: str) -> Chord | None:
    plain = _plain(symbol)
    return _read(plain[0].upper() + plain[1:]) if _SMALL_ROOT.match(plain) else None


def _plain(symbol: str) -> str:
    """``symbol`` as a keyboard types it, without brackets around the whole."""
    plain = plain_accidentals(symbol.strip()[: LONGEST_SYMBOL + 1]).strip()
    inside = plain[1:-1]
    if _BRACKETS.get(plain[:1]) == plain[-1:] and not set(inside) & set("()[]"):
        plain = inside.strip()
    return plain_words(plain)


def transpose_chord(chord: Chord, semitones: int, *, flats: bool | None = None) -> Chord:
    """``chord`` moved up; ``flats`` chooses between Bb and A#, None uses the usual name of each root."""
    if chord.root is None or (flats is None and semitones % 12 == 0):
        return chord
    root = (chord.root + semitones) % 12
    return move_chord(
        chord, spell_pitch_class(root, flats=_is_usually_flat(root, chord) if flats is None else flats)
    )


def move_chord(chord: Chord, root: str) -> Chord:
    """``chord`` on another root, given by name: C7/E moved to Ab is Ab7/C."""
    match = SYMBOL.fullmatch(chord.symbol)
    if chord.root is None or chord.bass is None or match is None:
        return chord
    interval = (chord.bass - chord.root) % 12
    slash = "/" + spell_degree(root, interval, flats="#" not in root) if interval else ""
    pitch_class = parse_pitch_class(root)
    bass = (pitch_class + interval) % 12
    return replace(chord, symbol=root + match[2] + slash, root=pitch_class, bass=bass)


def _is_usually_flat(root: int, chord: Chord) -> bool:
    """Whether a root is usually spelled flat: C#m7, F#m7, G#dim, but Dbmaj7, Gb7, Ab7; always Eb and Bb."""
    return not (3 in chord.tones and root in {1, 6, 8})


@lru_cache(maxsize=4096)
def _read(plain: str) -> Chord | None:
    if plain.lower().replace(" ", "") in SILENT_SPELLINGS:
        return NO_CHORD
    if polychord := _POLYCHORD.fullmatch(plain):
        plain = f"{polychord[1].strip()}/{polychord[2]}"
    match = _WRITTEN_SYMBOL.fullmatch(plain)
    if match is None or len(plain) > LONGEST_SYMBOL:
        return None
    draft = read_quality(match[2])
    settled = draft.settled() if draft else None
    if draft is None or settled is None:
        return None
    tones, tensions = settled
    quality = _quality_of(tones, tensions)
    root = parse_pitch_class(match[1])
    bass_name = match[3][0].upper() + match[3][1:] if match[3] else match[1]
    bass = parse_pitch_class(bass_name)
    name = match[1].replace("x", "##") + _name(quality, tensions, draft.omitted & set(tones))
    slash = "/" + bass_name.replace("x", "##") if bass != root else ""
    sounding = tuple(tone for tone in tones if tone not in draft.omitted)
    return Chord(name + slash, root, sounding, tensions, _scale(quality, tones, tensions), bass)


def _quality_of(tones: tuple[int, ...], tensions: tuple[int, ...]) -> Quality:
    altered = QUALITIES["7alt"]
    return altered if tones == altered.tones and set(ALTERED_TENSIONS) <= set(tensions) else BY_TONES[tones]


def _name(quality: Quality, tensions: tuple[int, ...], omitted: set[int]) -> str:
    """The canonical spelling without root and bass: the seventh raised where possible, then the rest."""
    named = set(tensions) - (set(ALTERED_TENSIONS) if quality.name == "7alt" else set())
    name, implied = quality.name, set[int]()
    if quality.has_seventh and quality.name != "7alt":
        number, implied = _raised_seventh(named, eleventh=quality.name != "7")
        name = name.replace("7", number)
    elif quality.name in ("6", "m6") and 2 in named:
        name, implied = name + "9", {2}
    extra = sorted(named - implied)
    altered = [_TENSION_NAMES[t] for t in extra if t in _TENSION_NAMES]
    plain = [
        f"({_NATURAL_NAMES[t]})" if quality.has_seventh and t != 4 else f"add{_NATURAL_NAMES[t]}"
        for t in extra
        if t in _NATURAL_NAMES
    ]
    if not (quality.has_seventh or quality.name in ("6", "m6")):
        altered = ["add" + tension for tension in altered]
    if name.endswith("69") and altered and altered[0].startswith("b"):
        altered = [f"({tension})" for tension in altered]  # C69b13 would be a b9 and a 13
    missing = ["no3"] * bool(omitted & {3, 4}) + ["no5"] * bool(omitted & {6, 7, 8})
    return "".join([name, *altered, *plain, *missing])


def _raised_seventh(tensions: set[int], *, eleventh: bool) -> tuple[str, set[int]]:
    """The highest number of 7, 9, 11, 13 whose tensions are all here, and those it implies.

    ``eleventh`` is False for a dominant with a third, because C11 has none.
    """
    for number in ("13", "11", "9") if eleventh else ("13", "9"):
        implied = {t for t in NATURAL_TENSIONS[number] if not RIVALS[t] & tensions}
        if implied <= tensions and NATURAL_TENSIONS[number][-1] in implied:
            return number, implied
    return "7", set()


def _scale(quality: Quality, tones: tuple[int, ...], tensions: tuple[int, ...]) -> tuple[int, ...]:
    """The first scale of the quality that holds every tone and tension; else the last, completed."""
    needed = {*tones, *tensions}
    fitting = (scale for scale in quality.scales if needed <= set(scale))
    return next(fitting, tuple(sorted(needed | set(quality.scales[-1]))))


def _excerpt(symbol: str) -> str:
    text = symbol.strip()
    return text if len(text) <= LONGEST_SYMBOL else text[: LONGEST_SYMBOL - 3] + "..."


@lru_cache(maxsize=1024)
def _nearest(symbol: str) -> str:
    """The canonical spelling of the closest readable symbol, "" where none is close."""
    text = _plain(symbol)
    text = text[:1].upper() + text[1:]
    if not text or len(text) > LONGEST_SYMBOL:
        return ""
    german = german_root(text)
    root = match[0] if (match := re.match(PITCH_NAME, german)) else ""
    rest, _, bass = german[max(1, len(root)) :].partition("/")
    slash = "/" + german_root(bass[:1].upper() + bass[1:])
    candidates = [german, text, root + rest + slash, root + rest]
    for endings in (_USUAL_ENDINGS, SPELLINGS):
        candidates += [root + ending for ending in get_close_matches(rest, endings, n=1, cutoff=0.55)]
    return next((chord.symbol for chord in map(read_chord, candidates) if chord is not None), "")


def german_root(symbol: str) -> str:
    """``symbol`` with its German root in English: Es7 is Eb7, Fism7 is F#m7, H7 is B7.

    A plain B is left alone, because only the chart shows whether it means B flat.
    """
    match = _GERMAN_ROOT.match(symbol)
    if match is None:
        return symbol
    letter, ending = ("B" if match[1] == "H" else match[1]), match[2]
    accidental = {"": "", "s": "b", "es": "b", "is": "#"}[ending]
    return letter + accidental + symbol[match.end() :]


def move_bass(chord: Chord, bass: str) -> Chord:
    """``chord`` over another bass, given by name; ``chord`` itself where it is silent."""
    if chord.root is None:
        return chord
    pitch_class = parse_pitch_class(bass)
    match = SYMBOL.fullmatch(chord.symbol)
    symbol = match[1] + match[2] if match else chord.symbol
    return replace(chord, symbol=symbol + ("" if pitch_class == chord.root else "/" + bass), bass=pitch_class)
