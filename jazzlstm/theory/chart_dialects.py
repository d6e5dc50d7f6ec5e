"""Chart texts in the notation of other programs, rewritten as plain lines of chords.

Recognised here: Band-in-a-Box text, ChordPro, chords over lyrics, tablature, Unicode
repeat signs, bars divided by ";" or by single slashes. Facts above the chords are read in
`chart_headers.py`, names of sections and numbers of bars in `chart_labels.py`. Notes on
what was assumed or skipped become remarks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jazzlstm.theory.chart_headers import HEADERS, IGNORED, is_header_line, read_header_line, read_words
from jazzlstm.theory.chart_labels import SECTION_WORDS, plain_labels
from jazzlstm.theory.chords import read_chord
from jazzlstm.theory.note_names import is_chord_like

_SIGNS = str.maketrans({
    "‖": "|", "│": "|", "¦": "|", "｜": "|", "𝄀": "|", "𝄁": "|", "𝄂": "|", "𝄃": "|", "┃": "|",
    "·": ".",
    "𝄆": "|:", "𝄇": ":|", "𝄎": "%", "𝄏": "%%", "→": " ", "\u00a0": " ", "\t": " ", "／": "/", "\ufeff": "",
    "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII",
    "ⅰ": "i", "ⅱ": "ii", "ⅲ": "iii", "ⅳ": "iv", "ⅴ": "v", "ⅵ": "vi", "ⅶ": "vii",
})  # fmt: skip
_LONG_GAP = re.compile(r"[^\S\n\r]{40,}")
"""White space longer than any layout: patterns that skip it would take quadratic time."""
_BAR_SIGNS = frozenset({"/", "I", "l", "!", "\\"})
"""What is typed between bars on a keyboard without a bar line."""
_SQUARE_REPEAT = re.compile(r"\[:(?=\s)|(?<=\s):\]")
_BLANK_LINES = re.compile(r"\n{3,}")
_BRACES = str.maketrans({"{": "|:", "}": ":|"})

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
    rf"(?:{'|'.join(sorted(h for h in HEADERS if ' ' not in h))}|{IGNORED}|c|ci|cb|comment\w*|define|chord|"
    rf"(?:start|end)_of_\w+|so[cvbtg]|eo[cvbtg]|chorus|new_?\w*|np|ns|column\w*|text\w*|sorttitle)",
    re.IGNORECASE,
)
_IN_LYRICS = re.compile(r"\[([A-G][^\s\[\]]{0,20})\](?=[^\s|\[\]])|(?<=[^\s|\[\]])\[([A-G][^\s\[\]]{0,20})\]")
_BRACKETED = re.compile(r"\[([^\[\]]{1,30})\]")
_TABLATURE = re.compile(r"\s*[eEADGBb]?\s*[|:]{1,2}(?=[^A-G]*--)[-\dhpbrstxX/\\~()<>.=^v| ]+\s*")
"""A string of a guitar's tablature."""


@dataclass(slots=True)
class PlainText:
    """Lines of chords in our own notation, the facts of the headers, and remarks."""

    lines: list[str]
    header: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def form(self) -> str:
        """The order of sections that a header line names; "" for none."""
        return self.header.get("form", "")

    @property
    def has_bar_lines(self) -> bool:
        return any("|" in line for line in self.lines)


def plain_lines(text: str) -> PlainText:
    """``text`` of any dialect as lines of chords in our own notation."""
    text = _BLANK_LINES.sub("\n\n", _LONG_GAP.sub(" ", text.translate(_SIGNS)))
    text = _SQUARE_REPEAT.sub(lambda match: "|:" if match[0] == "[:" else ":|", text)
    text, remarks = _biab_block(text)
    found = PlainText(text.splitlines(), remarks=remarks)
    if _is_chordpro(found.lines):
        _read_chordpro(found)
    else:
        found.lines = [line.translate(_BRACES) for line in plain_labels(found.lines)]
    _take_headers(found)
    _drop_tablature(found)
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
        if is_header_line(line):
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
        label = value or "Chorus"  # without bars: the chorus is played again
    label = re.sub(r"[\[\]|]", " ", label).strip()[:40]
    return [f"[{label}]"] if label else []


def _take_headers(found: PlainText) -> None:
    found.lines = [
        left for line in found.lines for left in read_header_line(line, found.header, found.remarks)
    ]


def _divide_bars(found: PlainText) -> None:
    """Turn ";" and single slashes between chords into spaces: one chord a bar."""
    divided: list[str] = []
    for line in found.lines:
        words = line.split()
        if ";" in line.strip()[1:] and not line.lstrip().startswith(";"):
            line = line.replace(";", " ")
            found.remarks.append("the semicolons are read as bar lines")
        elif between := _between_signs(words):
            line = " ".join(between)
            found.remarks.append(f"the signs {(set(words) - set(between)).pop()} are read as bar lines")
        divided.append(line)
    found.lines = divided


def _between_signs(words: list[str]) -> list[str]:
    """The words between signs that divide bars: "Dm7 / G7 / C", "Dm7 I G7 I C"; none for any other line."""
    for start, end in ((0, len(words)), (1, len(words) - (words[-1:] == words[:1]))):
        inside = words[start:end]
        signs = {*inside[1::2], *words[:start], *words[end:]}
        is_divided = len(inside) > 2 and len(inside) % 2 == 1 and len(signs) == 1  # noqa: PLR2004 -- word, sign, word
        if is_divided and (signs == {"/"} or (signs <= _BAR_SIGNS and all(map(read_chord, inside[::2])))):
            return inside[::2] if "/" not in inside[::2] else []
    return []


def _drop_tablature(found: PlainText) -> None:
    kept = [line for line in found.lines if not _TABLATURE.fullmatch(line)]
    if len(kept) < len(found.lines):
        found.lines = kept
        found.remarks.append("the tablature is skipped")


def _drop_prose(found: PlainText) -> None:
    """Leave out lines of lyrics and remarks; words above the chords are title, composer and style."""
    first = next((line for line in found.lines if line.strip()), "")
    has_bar_lines = found.has_bar_lines
    chordless = [_is_prose(line, strict=has_bar_lines or line is first) for line in found.lines]
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
        fact = read_words(line, found.header, before_chords=not has_chords)
        dropped += fact is None
        kept += [fact] if fact else []
    found.lines = kept
    if dropped:
        found.remarks.append(
            f"{dropped} line{'s' * (dropped != 1)} without chords skipped (lyrics or comments)"
        )


NOT_PROSE = re.compile(
    r"\s*(?:#|//|;|\[|\(?[A-Z]\d?['’]?\)?:?\s*$|Metre:|[\w' -]{1,24}:\s*$"
    r"|.*(?:\b\d{1,2}\s?[x×]\b|\b[x×]\s?\d|\d times|D\.\s?[CS]|\bD[CS] al\b|\bFine\b|\bCoda\b|Segno|𝄋|𝄌|⊕))"
)
"""Comments, labels, headers and directions: lines that may stand without a chord."""
_HOLD = re.compile(r"[/.%,_x×\d-]+|\([^)]*\)")
_LABEL = re.compile(r"^\s*[A-Za-z][\w' -]{0,22}:")
_PLAIN_WORD = re.compile(r"[^\W\d_'’]['’\w]*[^\W\d_][.,!?;:]*")
_EITHER = re.compile(r"[a-g]|[AEIi]|[Aa]m")
"""Chords that are words too."""


def _is_prose(line: str, *, strict: bool) -> bool:
    """Whether a line has more words than chords; as many, in a ``strict`` reading or if one is no name."""
    if not line.strip() or "|" in line or NOT_PROSE.match(line) or SECTION_WORDS.fullmatch(line):
        return False
    words = _LABEL.sub("", line).split()
    chords = [word for word in words if _is_chord_word(word)]
    if 2 * len(chords) < len(words):
        return True
    plain = [word for word in words if _PLAIN_WORD.fullmatch(word) and not is_chord_like(word)]
    strong = sum(not _EITHER.fullmatch(word) and not _HOLD.fullmatch(word) for word in chords)
    tied = strict or any(word[0].islower() for word in plain)
    return bool(plain) and (len(plain) > strong or (len(plain) == strong and tied))


def _is_chord_word(word: str) -> bool:
    return is_chord_like(word.strip(",()")) or _HOLD.fullmatch(word) is not None
