"""iReal Pro links: tunes and playlists, out of any text and back.

    irealb://Title=Composer==Style=Key==MUSIC=Groove=Tempo=Repeats===Next title=...===Playlist name
    irealbook://Title=Composer=Style=Key=n=MUSIC

The music of ``irealb`` is scrambled in blocks of fifty characters; that of the older
``irealbook`` is plain.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from jazzlstm.errors import ChartError
from jazzlstm.theory.ireal_music import MOST_CHARACTERS, read_music
from jazzlstm.theory.keys import parse_key
from jazzlstm.theory.written_bars import ReadChart, lay_out

MOST_TUNES = 10_000
"""In one source: seven times the largest public playlist."""
LONGEST_FACT = 200
"""Characters of a title, composer or style."""
MUSIC_PREFIX = "1r34LbKcu7"
BLOCK = 50
"""Characters that are scrambled together."""

_LINK = re.compile(r"(?P<quote>[\"'])?(?P<scheme>irealb(?:ook)?)://", re.IGNORECASE)
_SHORTHAND = (("Kcl", "| x"), ("LZ", " |"), ("XyQ", "   "))
_ARTICLE = re.compile(r"(.+), (The|A|An|La|Le|El|Les|L'|Los|Las|Das|Der|Die|O|Os|As)$", re.IGNORECASE)
_TEMPOS = {
    "ballad": 60.0, "slow swing": 80.0, "medium up swing": 160.0, "up tempo": 240.0, "medium swing": 120.0,
    "slow bossa": 110.0, "bossa": 140.0, "samba": 200.0, "latin": 180.0, "afro": 110.0, "waltz": 130.0,
    "even 8ths": 140.0, "funk": 110.0, "rock": 120.0, "shuffle": 120.0, "blues": 120.0, "swing": 140.0,
}  # fmt: skip
"""Quarters a minute by words of the style, for a tune whose tempo is 0; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class IrealTune:
    """One tune of a link: its facts as written, and its music in plain text."""

    title: str
    composer: str
    style: str
    key: str
    music: str
    tempo: float = 0.0
    """Beats a minute; 0 where the link leaves it to the style."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """The tunes of the links in a text; ``name`` is "" for single tunes."""

    tunes: tuple[IrealTune, ...]
    name: str = ""


def has_link(text: str) -> bool:
    """Whether a text holds an iReal Pro link."""
    return _LINK.search(text) is not None


def read_links(text: str) -> Playlist:
    """Every tune of every link in ``text``, which may be HTML; nothing of the HTML is rendered.

    Raises:
        ChartError: a link without a tune, or too many tunes.
    """
    tunes: list[IrealTune] = []
    name = ""
    for is_scrambled, body in _find_links(text):
        found, found_name = _read_tunes(body, is_scrambled=is_scrambled)
        tunes += found
        name = name or found_name
        if len(tunes) > MOST_TUNES:
            message = f"the playlist has more than {MOST_TUNES:,} tunes: export a part of it"
            raise ChartError(message, code="too_many_tunes")
    if not tunes:
        message = "the iReal Pro link contains no tune: share it again from iReal Pro"
        raise ChartError(message, code="no_tunes")
    return Playlist(tuple(tunes), name)


def read_tune(tune: IrealTune) -> ReadChart:
    """The chart of a tune.

    Raises:
        ChartError: the music holds no bar, or too many.
    """
    bars, remarks = read_music(tune.music)
    if not bars:
        message = f"{tune.title!r} contains no bars: share it again from iReal Pro"
        raise ChartError(message, code="no_bars")
    try:
        key = str(parse_key(tune.key))
    except ChartError:
        key = ""
    chart, ignored = lay_out(bars, title=tune.title, key=key, coda_last_time=True)
    tempo = tune.tempo or _usual_tempo(tune.style)
    return ReadChart(chart, tune.composer, tune.style, tempo, (*remarks, *ignored))


def _usual_tempo(style: str) -> float:
    return next((tempo for words, tempo in _TEMPOS.items() if words in style.lower()), 0.0)


def _find_links(text: str) -> Iterator[tuple[bool, str]]:
    """Whether each link is scrambled, and its decoded body."""
    matches = list(_LINK.finditer(text))
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        limit = following.start() if following else len(text)
        body = text[match.end() : limit]
        mark = match["quote"]
        body = html.unescape(body.partition(mark)[0]) if mark else _bare(body)
        yield match["scheme"].lower() == "irealb", _decoded(body)


def _bare(body: str) -> str:
    """A link without quotes: to the end of its word if it is encoded, else to the end of its line."""
    line = body.partition("\n")[0].strip()
    word = re.split(r"[\s<>\"]", line, maxsplit=1)[0]
    return word if "%" in word else line


def _decoded(body: str) -> str:
    data = unquote_to_bytes(body)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _read_tunes(body: str, *, is_scrambled: bool) -> tuple[list[IrealTune], str]:
    fields = body.split("=")
    return _scrambled_tunes(fields) if is_scrambled else _plain_tunes(fields)


def _scrambled_tunes(fields: Sequence[str]) -> tuple[list[IrealTune], str]:
    """Tunes are found by their music; the other fields stand at fixed places around it."""
    tunes: list[IrealTune] = []
    end = 0
    for index, field in enumerate(fields):
        if not field.startswith(MUSIC_PREFIX):
            continue
        before = [*fields[end:index]]
        if len(before) < 6:  # noqa: PLR2004 -- a link without the unused field or the transposition
            before = _padded(before)
        title, composer, _, style, key, _ = before[-6:]
        tempo = fields[index + 2] if index + 2 < len(fields) else ""
        music = expanded(unscrambled(field[len(MUSIC_PREFIX) :][:MOST_CHARACTERS]))
        tunes.append(_tune(title, composer, style, key, music, tempo))
        end = index + 4
    rest = [field for field in fields[end:] if field.strip()]
    return tunes, (rest[0].strip()[:LONGEST_FACT] if rest else "")


def _padded(fields: Sequence[str]) -> list[str]:
    """The six fields before the music, with those that are missing left empty."""
    plain = list(fields)
    key = next((i for i in reversed(range(len(plain))) if _is_key(plain[i])), len(plain))
    head = (plain[:key] + [""] * 3)[:3]
    title, composer, style = head
    return [title, composer, "", style, plain[key] if key < len(plain) else "", ""]


def _is_key(text: str) -> bool:
    return re.fullmatch(r"[A-G][b#]?-?", text.strip()) is not None


def _plain_tunes(fields: Sequence[str]) -> tuple[list[IrealTune], str]:
    """Tunes of an ``irealbook`` link: found by a key that music follows, two fields later."""
    tunes: list[IrealTune] = []
    end = 0
    for index in range(3, len(fields) - 2):
        if index >= end + 3 and _is_key(fields[index]) and re.search(r"[|\[{Z]", fields[index + 2]):
            title, composer, style = fields[index - 3 : index]
            tunes.append(_tune(title, composer, style, fields[index], expanded(fields[index + 2]), ""))
            end = index + 3
    rest = [field for field in fields[end:] if field.strip()]
    return tunes, (rest[0].strip()[:LONGEST_FACT] if rest and tunes else "")


def _tune(title: str, composer: str, style: str, key: str, music: str, tempo: str) -> IrealTune:
    title, composer, style = (" ".join(fact.split())[:LONGEST_FACT] for fact in (title, composer, style))
    beats = float(tempo) if tempo.strip().isascii() and tempo.strip().isdigit() and len(tempo) < 5 else 0.0  # noqa: PLR2004 -- digits of a tempo
    return IrealTune(_ARTICLE.sub(r"\2 \1", title), composer, style, key.strip(), music, beats)


def expanded(music: str) -> str:
    """Music with the three-letter shorthand of scrambled links written out."""
    for short, long in _SHORTHAND:
        music = music.replace(short, long)
    return music


def shortened(music: str) -> str:
    """The inverse of `expanded`."""
    for short, long in _SHORTHAND:
        music = music.replace(long, short)
    return music


def unscrambled(music: str) -> str:
    """Music in plain order; the same swaps scramble it."""
    blocks = []
    while len(music) > BLOCK:
        block, music = music[:BLOCK], music[BLOCK:]
        blocks.append(block if len(music) < 2 else _swapped(block))  # noqa: PLR2004 -- as iReal Pro does
    return "".join([*blocks, music])


def _swapped(block: str) -> str:
    """A block with its first five and its characters 10 to 23 exchanged with their mirror images."""
    places = [*range(5), *range(10, 24)]
    characters = list(block)
    for place in places:
        characters[place], characters[-1 - place] = block[-1 - place], block[place]
    return "".join(characters)


def write_link(tunes: Iterable[IrealTune], name: str = "") -> str:
    """A link that iReal Pro opens: one tune, or a playlist with its name."""
    parts = []
    for tune in tunes:
        facts = (tune.title or "Untitled", tune.composer or "Unknown", "", tune.style, tune.key, "")
        music = MUSIC_PREFIX + unscrambled(shortened(tune.music))
        parts.append("=".join([*map(_safe, facts), music, "", f"{tune.tempo:.0f}", "0"]))
    return "irealb://" + quote("===".join([*parts, *([_safe(name)] if name else [])]), safe="=")


def _safe(fact: str) -> str:
    """A fact without the characters that divide the fields of a link."""
    return fact.replace("=", "-").replace(MUSIC_PREFIX, "")
