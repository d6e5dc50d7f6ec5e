"""Facts in the lines above a chart: title, composer, key, tempo, style and metre.

Key: F   Tempo: 140      header lines in English, German, Portuguese, Spanish and French
Blues in F               a first line of words is the title, and may name the key
Bossa Nova, 132 bpm      words before the first chord may name style, tempo and metre
"""

from __future__ import annotations

import re

from jazzlstm.theory.feels import names_style
from jazzlstm.theory.note_names import is_chord_like

HEADERS = {
    "title": "title", "song": "title", "tune": "title", "name": "title", "t": "title",
    "titel": "title", "título": "title", "titulo": "title", "titre": "title",
    "composer": "composer", "artist": "composer", "by": "composer", "author": "composer",
    "music": "composer", "subtitle": "composer", "st": "composer", "written by": "composer",
    "komponist": "composer", "compositor": "composer", "compositeur": "composer",
    "key": "key", "key signature": "key", "concert key": "key",
    "tonart": "key", "tom": "key", "tono": "key", "tonalité": "key",
    "tempo": "tempo", "bpm": "tempo", "style": "style", "feel": "style", "genre": "style", "groove": "style",
    "stil": "style", "estilo": "style",
    "metre": "metre", "meter": "metre", "time": "metre", "time signature": "metre", "takt": "metre",
    "compás": "metre", "form": "form",
}  # fmt: skip
"""Names of header lines, to the fact they give."""
IGNORED = (
    "capo|tuning|album|year|source|arranger|arr|lyrics|lyricist|comments?|transpose|duration|copyright|"
    "date|tags?|difficulty|strumming"
)
_NAMES = "|".join(map(re.escape, sorted(HEADERS, key=len, reverse=True)))
_HEADER = re.compile(rf"\s*({_NAMES})\s*(?:[:=]|\s[-–]\s)(.*)", re.IGNORECASE)
_NAMES_OF_ANY_WORDS = ("title", "composer")
_NEXT_FACT = re.compile(
    r"(?<=\S)[ ,;]{1,40}(?=(?:key|tempo|bpm|style|feel|time|meter|metre|composer)\s?[:=])", re.IGNORECASE
)
"""The space before another fact of the same line: "Key: F   Tempo: 140"."""
_IGNORED_HEADER = re.compile(rf"\s*(?:{IGNORED})\s*[:=].*|\s*capo (?:on )?(?:fret )?\d.*", re.IGNORECASE)
_IN_KEY = re.compile(r"\s*(?:in|key of)\s+([A-G][b#♭♯]?\s*(?:m|minor|major)?)\s*(?::|$)(.*)", re.IGNORECASE)
_GERMAN_KEY = re.compile(r"\s*([A-Ha-h](?:is|es|s)?-(?:dur|moll))\s*(?::|$)(.*)", re.IGNORECASE)
_KEY_IN_WORDS = re.compile(
    r"\bkey(?: of)?\s*[:=]?\s*([A-G][b#♭♯]?(?:m\b|\s?minor\b|\b|(?!\w)))", re.IGNORECASE
)
_ENDS_IN_KEY = re.compile(
    r"(.*\S)\s+in\s+([A-G](?:[b#♭♯]|-?\s?flat|-?\s?sharp)?(?:\s?m|\s?-?\s?minor|\s?-?\s?major)?)[\s.:]*$"
)
_PART_LETTER = re.compile(r"(?:(?<=\|)|^)\s*[a-d]\)\s*(?=[A-G])")
"""A part letter of Band-in-a-Box in front of a chord."""
_LEADING_KEY = re.compile(
    r"\s*([A-Ha-h](?:es|is|s|b|#|♭|♯)?(?:\s*-?\s*(?:m|M|min|minor|maj|major|moll|dur)|-)?)(?=\s*[(,/;])",
    re.IGNORECASE,
)
"""The key in front of other words: "G minor (two flats)"."""
_TEMPO = re.compile(r"(?:[♩𝅘𝅥]\s*[.]?\s*=\s*|\btempo\s+)(\d{2,3})|\b(\d{2,3})\s*bpm\b", re.IGNORECASE)
_TEMPO_LINE = re.compile(r"\s*(?:tempo\s+|[♩𝅘𝅥]\s*[.]?\s*=\s*)?(\d{2,3})\s*(?:bpm)?\s*", re.IGNORECASE)
"""A line with nothing but a tempo: "Tempo 140", "120 bpm"."""
_METRE = re.compile(r"(?<![\d/])(\d{1,2}/(?:2|4|8|16))(?![\d/])")
_PERSON = re.compile(r"(?:by |\()?([A-Z][\w.'’-]*(?:[ /,&]{1,3}[A-Z][\w.'’-]*){1,6})\)?\s*")
"""A line with two or more words in capitals under the title: a composer."""
_SIGNATURE = re.compile(r"([0-7]) (flats?|sharps?)", re.IGNORECASE)
_SIGNATURE_KEYS = {
    "f": ("C", "F", "Bb", "Eb", "Ab", "Db", "Gb", "Cb"),
    "s": ("C", "G", "D", "A", "E", "B", "F#", "C#"),
}
"""Major keys by the number of their flats and sharps."""
LONGEST_FACT = 100
"""Characters."""


def read_header_line(line: str, header: dict[str, str], remarks: list[str]) -> list[str]:
    """Move the facts of a line to ``header``; the lines that remain, none for a header line."""
    line = _PART_LETTER.sub(" ", line)
    if match := _IN_KEY.fullmatch(line) or _GERMAN_KEY.fullmatch(line):
        header.setdefault("key", match[1].strip())
        return [match[2]]
    if (match := _ENDS_IN_KEY.fullmatch(line)) and all(map(is_chord_like, re.split(r"[-\s,]+", match[1]))):
        header.setdefault("key", match[2])
        return [match[1]]
    if match := _HEADER.fullmatch(line):
        if HEADERS[match[1].lower()] in _NAMES_OF_ANY_WORDS:
            return _read_fact(match, header, remarks)
        facts, bar, rest = line.partition("|")
        found = map(_HEADER.fullmatch, _NEXT_FACT.split(facts))
        lines = [left for fact in found if fact for left in _read_fact(fact, header, remarks)]
        return [*lines, *([bar + rest] if bar else [])]
    if (match := _TEMPO_LINE.fullmatch(line)) and not line.strip().isdigit():
        header.setdefault("tempo", match[1])
        return []
    return [] if _IGNORED_HEADER.fullmatch(line) else [line]


def _read_fact(fact: re.Match[str], header: dict[str, str], remarks: list[str]) -> list[str]:
    name, value = HEADERS[fact[1].lower()], fact[2].strip()
    if name == "metre":
        return [f"Metre: {value}"]
    if value:
        if count := _SIGNATURE.fullmatch(value):
            value = _SIGNATURE_KEYS[count[2][0].lower()][int(count[1])]
        leading = _LEADING_KEY.match(value) if name == "key" else None
        header.setdefault(name, leading[1] if leading else value)
    return []


def is_header_line(line: str) -> bool:
    """Whether a line names a fact, as in "Key: F"."""
    return _HEADER.fullmatch(line) is not None


def read_words(line: str, header: dict[str, str], *, before_chords: bool) -> str | None:
    """Take facts from a line of words; the line of its metre, "" for none, None where it says nothing."""
    tempo = _TEMPO.search(line)
    if tempo:
        header.setdefault("tempo", tempo[1] or tempo[2])
    if not before_chords:
        return "" if tempo else None
    words = " ".join(line.split())[:LONGEST_FACT]
    if key := _KEY_IN_WORDS.search(words):
        header.setdefault("key", key[1])
        words = words[: key.start()].rstrip(" -,;(") or words
    metre = _METRE.search(words)
    is_style = names_style(_METRE.sub("", words)) and ("title" in header or bool(tempo or metre))
    if is_style:
        header.setdefault("style", re.split(r"[,;♩(]|\d", words)[0].strip() or words)
    elif "title" not in header:
        header["title"] = words
        if match := _ENDS_IN_KEY.fullmatch(words):
            header.setdefault("key", match[2])
    elif "composer" not in header and (person := _PERSON.fullmatch(words)):
        header["composer"] = person[1]
    elif not (tempo or metre):
        return None
    return f"Metre: {metre[1]}" if metre else ""
