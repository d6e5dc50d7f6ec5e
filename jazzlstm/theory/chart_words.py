"""The text of one bar, split into chords, holds and optional chords.

Dm7/ / /         a chord, and three shares that hold it
C maj7           one chord: the second word alone is not a chord
C7 (b9, #11)     one chord: the parenthesis alters it
Cmaj7 (A7)       two chords: the parenthesis holds a chord of its own
"""

from __future__ import annotations

import re

from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.note_names import is_chord_like

HOLD = re.compile(r"[/._]+")
SAME_BAR = frozenset({"%", "./.", "𝄎", "∕", "sim.", "sim", "simile", "=", "~", '"', "〃", "x"})
SAME_TWO_BARS = frozenset({"%%", "𝄏", ".//.", "%2"})

_WORD = re.compile(r"\([^()]*\)|(?:[^\s,()]|\([^()]*\))+|[()]")
_DASHES = frozenset({"-", "–", "—", ">", "->", "=>"})
_GLUED_HOLD = re.compile(r"(.*[^/._\\])([/._]+)")
_QUALITY = re.compile(
    r"[b#+-]?\d|\(|m\d|m$|M\d|M$|[b#♭♯]$|[Δ△ø°^]|-\d|j\d"
    r"|(?i:maj|min|mi\d|ma\d|sus|dim|aug|add|alt|no\d|omit|flat|sharp)"
)
_DOTTED = re.compile(r"([A-G][^.]*[^.\s])\.{1,3}")
_PAREN = re.compile(r"\(([^()]*)\)")
_BRACKETED = re.compile(r"(?:(?<![^\s\]])|(?<=\]))\[([^\[\]]{1,60})\]")
_JOINT = re.compile(r"(?:[-–—]>?|→|>|\.{1,3})(?=[b#♭♯]?(?:[A-H]|[IViv]))")
"""What joins two chords: a dash, an arrow or dots."""
_BEATS = 4


def split_words(text: str) -> tuple[list[str], list[str]]:
    """Chords and holds of a bar in order, and a remark on each parenthesis beside a chord."""
    words: list[str] = []
    remarks: list[str] = []
    for word in _WORD.findall(_without_brackets(text)):
        if _PAREN.fullmatch(word):
            _add_parenthesis(words, remarks, word)
        elif word in _DASHES or word in "()[]":
            continue
        elif words and _continues(words[-1], word):
            words[-1] += word
        else:
            words += _unglued(word)
    return words, remarks


def _without_brackets(text: str) -> str:
    """``text`` without square brackets around chords; those within a symbol stay, as in C7[b9]."""
    plain = _BRACKETED.sub(r" \1 ", text)
    return plain if re.search(r"[^\s\[]\[", plain) else plain.replace("[", " ").replace("]", " ")


def _add_parenthesis(words: list[str], remarks: list[str], word: str) -> None:
    """Join a parenthesis to its chord, or add the chords in it, or leave it out."""
    inside = word[1:-1].replace(",", " ").split()
    last = words[-1] if words else ""
    if last and not HOLD.fullmatch(last) and read_chord(last) and read_chord(last + word):
        words[-1] = last + word
    elif inside and all(is_chord_like(each) or HOLD.fullmatch(each) for each in inside):
        if words:
            remarks.append(f"the optional chord {word[:30]} is played")
        words += [share for each in inside for share in _unglued(each)]
    elif inside:
        remarks.append(f"({word[1:-1].strip()[:30]}) is skipped")


def _continues(last: str, word: str) -> bool:
    """Whether a word only alters the chord before it, as in "C maj7" and "G7 b9"."""
    return bool(_QUALITY.match(word)) and read_chord(last) is not None and read_chord(last + word) is not None


def _unglued(word: str) -> list[str]:
    """A word with the holds at its end apart: "Dm7/" is a chord and a hold."""
    if read_chord(word) is not None or HOLD.fullmatch(word) or word in SAME_BAR or word in SAME_TWO_BARS:
        return [word]
    if joined := _joined(word):
        return joined
    match = _GLUED_HOLD.fullmatch(word)
    if match and is_chord_like(match[1]):
        return [match[1], *([match[2]] if "/" in match[2] or "_" in match[2] else [])]
    return [word]


def _joined(word: str) -> list[str]:
    """Chords that are written as one word: "C-F-G7", "Dm7..G7"; and a bar by its beats, "Am7/G/"."""
    beats = re.findall(r"[^/]+|/", word)
    names = [beat for beat in beats if beat != "/"]
    if len(beats) == _BEATS and len(names) > 1 and beats[-1] == "/" and all(map(read_chord, names)):
        return beats
    parts = _JOINT.split(word.rstrip("."))
    return parts if len(parts) > 1 and all(map(is_chord_like, parts)) else []
