"""Chart texts in the notation of other programs, rewritten as plain lines of chords.

Recognised here: Band-in-a-Box text, ChordPro, chords over lyrics, headers, Unicode
repeat signs, bars divided by ";" or by single slashes. Notes on what was assumed
or skipped become remarks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.note_names import is_chord_like

_SIGNS = str.maketrans({
    "‖": "|", "│": "|", "¦": "|", "｜": "|", "𝄀": "|", "𝄁": "|", "𝄂": "|", "𝄃": "|", "┃": "|",
    "𝄆": "|:", "𝄇": ":|", "𝄎": "%", "𝄏": "%%", "→": " ", "\u00a0": " ", "\t": " ", "／": "/", "\ufeff": "",
})  # fmt: skip
_LONG_GAP = re.compile(r"[^\S\n\r]{40,}")
"""White space longer than any layout: patterns that skip it would take quadratic time."""
_BRACES = str.maketrans({"{": "|:", "}": ":|"})

HEADERS = {
    "title": "title", "song": "title", "tune": "title", "name": "title", "t": "title",
    "composer": "composer", "artist": "composer", "by": "composer", "author": "composer",
    "music": "composer", "subtitle": "composer", "st": "composer", "written by": "composer",
    "key": "key", "tempo": "tempo", "bpm": "tempo", "style": "style", "feel": "style", "genre": "style",
    "metre": "metre", "meter": "metre", "time": "metre", "time signature": "metre", "form": "form",
}  # fmt: skip
"""Names of header lines, to the fact they give."""
_IGNORED = (
    "capo|tuning|album|year|source|arranger|arr|lyrics|lyricist|comments?|transpose|duration|copyright|"
    "date|tags?"
)
_HEADER = re.compile(rf"\s*({'|'.join(map(re.escape, HEADERS))})\s*(?:[:=]|\s[-–]\s)(.*)", re.IGNORECASE)
_IN_KEY = re.compile(r"\s*(?:in|key of)\s+([A-G][b#♭♯]?\s*(?:m|minor|major)?)\s*(?::|$)(.*)", re.IGNORECASE)
_PART_LETTER = re.compile(r"(?:(?<=\|)|^)\s*[a-d]\)\s*(?=[A-G])")
"""A part letter of Band-in-a-Box in front of a chord."""
_IGNORED_HEADER = re.compile(rf"\s*(?:{_IGNORED})\s*[:=].*", re.IGNORECASE)
_BIAB_HEADER = re.compile(r"\s*\[(title|composer|key|tempo|style)\]\s*(\S.*)", re.IGNORECASE)
_BIAB_BLOCK = re.compile(
    r"^[ \t]*\[chords\][ \t]*$(.*?)(?:\[chords ?end\]|\[/chords\]|\Z)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_BIAB_PART = re.compile(r"(?<=[|:])\s*[a-d]\)\s*", re.IGNORECASE)
_DIRECTIVE = re.compile(r"\s*\{\s*([a-z_]{1,20})(?:\s*[:\s]\s*([^{}]*))?\}\s*", re.IGNORECASE)
_COMMENTS = frozenset({"c", "ci", "cb", "comment", "comment_italic", "comment_box", "highlight"})
_ENVIRONMENT = re.compile(r"(?:start_of_|so)(\w+)|(?:end_of_|eo)\w+|chorus", re.IGNORECASE)
_SHORT_ENVIRONMENTS = {"c": "Chorus", "v": "Verse", "b": "Bridge", "t": "", "g": ""}
_KNOWN_DIRECTIVES = re.compile(
    rf"(?:{'|'.join(sorted(h for h in HEADERS if ' ' not in h))}|{_IGNORED}|c|ci|cb|comment\w*|define|chord|"
    rf"(?:start|end)_of_\w+|so[cvbtg]|eo[cvbtg]|chorus|new_?\w*|np|ns|column\w*|text\w*|sorttitle)",
    re.IGNORECASE,
)
_IN_LYRICS = re.compile(r"\[([A-G][^\s\[\]]{0,20})\](?=[^\s|\[\]])|(?<=[^\s|\[\]])\[([A-G][^\s\[\]]{0,20})\]")
_BRACKETED = re.compile(r"\[([^\[\]]{1,30})\]")
_TEMPO = re.compile(r"(?:[♩𝅘𝅥]\s*[.]?\s*=\s*|\btempo\s+)(\d{2,3})|\b(\d{2,3})\s*bpm\b", re.IGNORECASE)

_TEMPO_LINE = re.compile(r"\s*(?:tempo\s+|[♩𝅘𝅥]\s*[.]?\s*=\s*)?(\d{2,3})\s*(?:bpm)?\s*", re.IGNORECASE)
"""A line with nothing but a tempo: "Tempo 140", "120 bpm"."""


@dataclass(slots=True)
class PlainText:
    """Lines of chords in our own notation, the facts of the headers, and remarks."""

    lines: list[str]
    header: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def has_bar_lines(self) -> bool:
        return any("|" in line for line in self.lines)


def plain_lines(text: str) -> PlainText:
    """``text`` of any dialect as lines of chords in our own notation."""
    text = _LONG_GAP.sub(" ", text.translate(_SIGNS))
    text, remarks = _biab_block(text)
    found = PlainText(text.splitlines(), remarks=remarks)
    if _is_chordpro(found.lines):
        _read_chordpro(found)
    else:
        found.lines = [line.translate(_BRACES) for line in found.lines]
    _take_headers(found)
    if not found.has_bar_lines:
        _divide_bars(found)
    _drop_prose(found)
    if not found.has_bar_lines and found.remarks:
        found.remarks.append("no bar lines: each chord lasts one bar")
    return found


def _biab_block(text: str) -> tuple[str, list[str]]:
    """The chords of a Band-in-a-Box text, without its lyrics and without part letters."""
    match = _BIAB_BLOCK.search(text)
    if match is None:
        return text, []
    headers = [f"{found[1]}: {found[2]}" for found in _BIAB_HEADER.finditer(text)]
    body = _BIAB_PART.sub(" ", match[1])
    return "\n".join([*headers, body]), ["Band-in-a-Box text: the part letters a) and b) are skipped"] * (
        body != match[1]
    )


def _is_chordpro(lines: list[str]) -> bool:
    for line in lines:
        if _HEADER.fullmatch(line):
            continue
        directive = _DIRECTIVE.fullmatch(line)
        if directive and _KNOWN_DIRECTIVES.fullmatch(directive[1]):
            return True
        if "|" not in line and (match := _IN_LYRICS.search(line)) and read_chord(match[1] or match[2]):
            return True
    return False


def _read_chordpro(found: PlainText) -> None:
    """Keep the chords in brackets and the facts of directives; drop the lyrics."""
    lines: list[str] = []
    for line in found.lines:
        if directive := _DIRECTIVE.fullmatch(line):
            lines += _chordpro_directive(directive[1].lower(), (directive[2] or "").strip(), found)
        elif "|" in line:
            lines.append(_BRACKETED.sub(r" \1 ", line))
        elif _BRACKETED.search(line):
            chords = [name for name in _BRACKETED.findall(line) if read_chord(name)]
            lines.append(" ".join(chords) if chords else line)
    found.lines = lines
    found.remarks.append("ChordPro: the lyrics are skipped")


def _chordpro_directive(name: str, value: str, found: PlainText) -> list[str]:
    if name in HEADERS:
        return [f"{name}: {value}"]
    environment = _ENVIRONMENT.fullmatch(name)
    label = value if name in _COMMENTS else ""
    if environment and environment[1]:
        label = value or _SHORT_ENVIRONMENTS.get(environment[1], environment[1].capitalize())
    elif name == "chorus":
        found.remarks.append("ChordPro: {chorus} is skipped; write the chords of the chorus again")
    label = re.sub(r"[\[\]|]", " ", label).strip()[:40]
    return [f"[{label}]"] if label else []


def _take_headers(found: PlainText) -> None:
    lines: list[str] = []
    for line in found.lines:
        line = _PART_LETTER.sub(" ", line)
        if match := _IN_KEY.fullmatch(line):
            found.header.setdefault("key", match[1].strip())
            lines.append(match[2])
        elif match := _HEADER.fullmatch(line):
            _take_header(found, HEADERS[match[1].lower()], match[2].strip(), lines)
        elif (match := _TEMPO_LINE.fullmatch(line)) and not line.strip().isdigit():
            found.header.setdefault("tempo", match[1])
        elif not _IGNORED_HEADER.fullmatch(line):
            lines.append(line)
    found.lines = lines


def _take_header(found: PlainText, name: str, value: str, lines: list[str]) -> None:
    if name == "metre":
        lines.append(f"Metre: {value}")
    elif name == "form":
        found.remarks.append(
            f"Form: {value[:40]} is skipped; write the sections in the order they are played"
        )
    elif value:
        found.header.setdefault(name, value)


def _divide_bars(found: PlainText) -> None:
    """Turn ";" and single slashes between chords into spaces: one chord a bar."""
    divided: list[str] = []
    for line in found.lines:
        words = line.split()
        if ";" in line.strip()[1:] and not line.lstrip().startswith(";"):
            line = line.replace(";", " ")
            found.remarks.append("the semicolons are read as bar lines")
        elif len(words) >= 3 and len(words) % 2 and set(words[1::2]) == {"/"} and "/" not in words[::2]:
            line = " ".join(words[::2])
            found.remarks.append("the slashes are read as bar lines")
        divided.append(line)
    found.lines = divided


def _drop_prose(found: PlainText) -> None:
    """Leave out lines of lyrics and remarks; a first line of prose is the title."""
    chordless = [_is_prose(line) for line in found.lines]
    if all(chordless[index] or not line.strip() for index, line in enumerate(found.lines)):
        return  # nothing but prose: the first word that is not a chord becomes the error
    kept: list[str] = []
    dropped = 0
    has_chords = False
    for line, prose in zip(found.lines, chordless, strict=True):
        if not prose:
            has_chords = has_chords or bool(line.strip())
            kept.append(line)
            continue
        if match := _TEMPO.search(line):
            found.header.setdefault("tempo", match[1] or match[2])
        elif not has_chords and "title" not in found.header:
            found.header["title"] = line.strip()[:100]
        else:
            dropped += 1
    found.lines = kept
    if dropped:
        found.remarks.append(
            f"{dropped} line{'s' * (dropped != 1)} without chords skipped (lyrics or comments)"
        )


NOT_PROSE = re.compile(
    r"\s*(?:#|//|;|\[|\(?[A-Z]\d?['’]?\)?:?\s*$|Metre:|[\w' -]{1,24}:\s*$"
    r"|.*(?:D\.\s?[CS]|\bD[CS] al\b|\bFine\b|\bCoda\b|Segno|𝄋|𝄌|⊕))"
)
"""Comments, labels, headers and directions: lines that may stand without a chord."""
SECTION_WORDS = re.compile(
    r"\s*(?:(?:last|first|second|third|out|pre|post)[ -]?)?(?:intro|outro|verse|chorus|bridge|solos?|coda|"
    r"tag|vamp|interlude|head|refrain|ending|turnaround|middle eight|shout)(?: \d{1,2}| [A-Z])?\s*",
    re.IGNORECASE,
)


def _is_prose(line: str) -> bool:
    if not line.strip() or "|" in line or NOT_PROSE.match(line) or SECTION_WORDS.fullmatch(line):
        return False
    words = line.split()
    return 2 * sum(map(_is_chord_word, words)) < len(words)


_HOLD = re.compile(r"[/.%,_x×\d-]+|\([^)]*\)")


def _is_chord_word(word: str) -> bool:
    return is_chord_like(word.strip(",()")) or _HOLD.fullmatch(word) is not None
