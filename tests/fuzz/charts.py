"""Damaged charts: chart text, iReal Pro links, Impro-Visor, ABC, and scores read for their chords."""

from __future__ import annotations

from contextlib import suppress

from jazzlstm.errors import JazzError
from jazzlstm.formats.charts import read_charts
from jazzlstm.formats.charts.improvisor import is_lead_sheet, read_lead_sheet_solo
from jazzlstm.services.charts import describe
from jazzlstm.theory.charts import misread_chords, parse_chart
from jazzlstm.theory.ireal_links import IrealTune, read_links, read_tune, unscrambled, write_link
from jazzlstm.theory.ireal_writer import write_tune
from tests.fuzz.mutations import Rng, change_bytes, change_xml, pick
from tests.fuzz.seeds import TOKENS_XML, TOKENS_ZIP, packed, seeds

_TEXTS = (
    "Title: Study\nKey: F\nTempo: 160\n[A] |: Dm7 G7 |1 Cmaj7 (A7) :|2 C6 / / N.C. | %% | x3\n"
    "B: | 3/4 Fm7 | 𝄋 To Coda | D.S. al Coda |\n[Coda] C69\n",
    "[Chords]\n|:a) FMaj7| Bb7|\n|b) Am7:3X|\n[ChordsEnd]\n[Lyrics]\n| la |\n",
    "{title: Study}\n{key: G}\nA [Am7]line a[D7]bout [Gmaj7]it\n{soc}\n[C]la\n{eoc}\n",
    "Key: Eb\n| ii7 V7/ii | Imaj7 | bVII7 |\n",
    "| 1 | 6- | 2m7 57 |\n",
    "Verse 1\nAm7   D7\nwords for it\n",
    "| H7 | Es | Cm7b5/b |\n",
    "A little tune\nDm7; G7; C\n",
)
_TOKENS = [
    token.encode()
    for token in (
        *(
            "|",
            "||",
            "|:",
            ":|",
            ":|x3",
            "|1 ",
            ":|2 ",
            "[1",
            "[A]",
            "(A)",
            "%",
            "%%",
            "/",
            ".",
            "(",
            ")",
            "[",
            "{",
            "}",
        ),
        *(
            "x999",
            "play 99 times",
            "D.C. al Fine",
            "D.S. al Coda",
            "Fine",
            "To Coda",
            "Coda",
            "𝄋",
            "⊕",
            "𝄆",
            "𝄇",
        ),
        *(
            "3/4 ",
            "99/16 ",
            "0/4",
            "Key: H\n",
            "Metre: 7/8\n",
            "Tempo: 1e9\n",
            "{title:",
            "[Chords]",
            "T44",
            "*A",
        ),
        *(
            "Cmaj7",
            "C7(b9,#11)",
            "Bb\\F7",
            "IIm7",
            "V7/V/V",
            "5-",
            "Es7",
            "C˚7",
            "\ue873",
            "N.C.",
            "\n",
            "\0",
            "٣",
        ),
    )
]
_MUSIC = "{*AT44C^7   |A-7,D7(Ab7)|N1x  |   r|    }|N2sG7alt,lW/F,Q |<D.S. al Coda>n   ]"
_MUSIC += "[*BSF-7b5 p |U Z Y[QT12E*add9*/G# Z"
_IREAL_TOKENS = [
    *(
        "{",
        "}",
        "[",
        "]",
        "|",
        "Z",
        "N1",
        "N2",
        "N9",
        "S",
        "Q",
        "U",
        "x",
        "r",
        "n",
        "p",
        "W/C",
        "T44",
        "T99",
        "T00",
    ),
    *(
        "*A",
        "*",
        "<3x>",
        "<99x>",
        "<D.C. al Fine>",
        "<Fine>",
        "<D.C. al 2nd End.>",
        "<",
        ">",
        "(",
        ")",
        "Kcl",
        "XyQ",
    ),
    *("LZ", "C7", "Db-^7/Ab", " ", "    ", ","),
]
_SHEET = """(title A Study (in parts))
(meter 4 4)
(key -3)
(tempo 160.0)
(style swing
    (swing 0.67)
)
(part
    (type chords)
)
(section (style swing))
Cm7 | F7 / / | / Bb\\Ab7 | GBass , NC | |
(part
    (type melody)
    (title Chorus 1)
)
 c8 d#+4 r2+8 bb-8/3 eb16. v80 g1+1 (comment) c
"""
_SHEET_TOKENS = [
    *(
        b"(",
        b")",
        b"(part (type melody))",
        b"(meter 99 1)",
        b"(meter 3)",
        b"(key 99)",
        b"(transpose 99)",
        b"(tempo x)",
    ),
    *(
        b"|",
        b"/",
        b",",
        b"c0",
        b"c8/0",
        b"c+++++++++4",
        b"r1" + b"+1" * 300,
        b"c999999",
        b"//",
        b"/*",
        b"C7",
        b"NC",
    ),
]
_ABC = """X:1
T:Study
C:Somebody
M:6/8
L:1/8
Q:3/8=60
K:Dmix
A2|:"Dm7"A2>B2 (3ABc|1"G7"[ceg]4 Z:|2 "C6"c/2d3//4 z2||
[M:4/4][L:1/4][P:B] !segno!"Fmaj7"{ga}f4|"^D.S. al Coda""Bb"B4|!coda!"A7"A4|]
V:2
"G"G4|

X:2
K:C
"""
_ABC_TOKENS = [
    *(
        b"X:9\n",
        b"K:\n",
        b"[M:99/1]",
        b"[M:0/0]",
        b"[L:1/0]",
        b"[L:99/1]",
        b"|:",
        b":|",
        b"::",
        b"|1",
        b"[2",
        b"(9:0:9",
    ),
    *(
        b"(3",
        b">>>",
        b"Z999",
        b'"C7"',
        b'"^Fine"',
        b'"',
        b"!D.C.!",
        b"!",
        b"c9999",
        b"c////////",
        b"[V:2]",
        b"{",
    ),
]


_MUSESCORE = b"""<museScore version="4.20"><Score><metaTag name="workTitle">Study</metaTag><Staff id="1">
<Measure><startRepeat/><voice><KeySig><concertKey>-3</concertKey></KeySig><TimeSig><sigN>6</sigN><sigD>8</sigD>
</TimeSig><Tempo><tempo>2.5</tempo></Tempo><RehearsalMark><text>A</text></RehearsalMark><Harmony><harmonyInfo>
<root>11</root><name>maj7</name></harmonyInfo></Harmony><Tuplet><normalNotes>2</normalNotes><actualNotes>3
</actualNotes></Tuplet><Chord><durationType>quarter</durationType><dots>1</dots></Chord><endTuplet/><location>
<fractions>1/8</fractions></location><Harmony><root>15</root><name>weird</name><base>9</base></Harmony></voice>
</Measure><Measure><endRepeat>3</endRepeat><Marker><label>coda</label></Marker><Jump><jumpTo>segno</jumpTo>
<playUntil>coda</playUntil></Jump><voice><Spanner type="Volta"><Volta><endings>1, 2</endings></Volta>
</Spanner><Harmony><root>14</root></Harmony><Rest><durationType>measure</durationType></Rest></voice></Measure>
</Staff></Score></museScore>"""


def make_chart(rng: Rng) -> bytes:
    """Chart text with changed bytes, or a random sequence of tokens."""
    if rng.random() < 0.3:
        return b" ".join(pick(rng, _TOKENS) for _ in range(int(rng.integers(1, 200))))
    return change_bytes(pick(rng, _TEXTS).encode(), rng, _TOKENS)


def make_ireal(rng: Rng) -> bytes:
    """A link with changed bytes or changed music."""
    music = _MUSIC
    if rng.random() < 0.5:
        music = "".join(pick(rng, _IREAL_TOKENS) for _ in range(int(rng.integers(1, 300))))
    elif rng.random() < 0.7:
        changed = change_bytes(music.encode(), rng, [token.encode() for token in _IREAL_TOKENS])
        music = changed.decode(errors="replace").replace("=", "-")
    tunes = [IrealTune("Study, The", "Me", "Bossa", "Eb", music, 140), IrealTune("Two", "", "", "A-", _MUSIC)]
    link = write_link(tunes, "Set").encode()
    if rng.random() < 0.3:
        link = change_bytes(
            link, rng, [b"irealb://", b"irealbook://", b"=", b"===", b"%", b"%FF", b"1r34LbKcu7", b'"']
        )
    return b'<html><a href="' + link + b'">x</a>' if rng.random() < 0.3 else link


def make_improvisor(rng: Rng) -> bytes:
    """A lead sheet with changed bytes and lists."""
    return change_bytes(_SHEET.encode(), rng, _SHEET_TOKENS)


def make_abc(rng: Rng) -> bytes:
    """ABC with changed bytes and fields."""
    return change_bytes(_ABC.encode(), rng, _ABC_TOKENS)


def make_chords(rng: Rng) -> bytes:
    """A MusicXML score with changed elements or bytes, plain or packed."""
    plain = pick(rng, seeds("musicxml")[:2])
    changed = change_bytes(plain, rng, TOKENS_XML) if rng.random() < 0.3 else change_xml(plain, rng)
    return packed({"s.musicxml": changed}) if rng.random() < 0.2 else changed


def make_musescore(rng: Rng) -> bytes:
    """A MuseScore file with changed elements or bytes, plain or packed, or with changed bytes of the zip."""
    changed = change_bytes(_MUSESCORE, rng, TOKENS_XML) if rng.random() < 0.3 else change_xml(_MUSESCORE, rng)
    if rng.random() < 0.3:
        changed = packed({"META-INF/container.xml": b"<container/>", "a/s.mscx": changed})
        return change_bytes(changed, rng, TOKENS_ZIP) if rng.random() < 0.5 else changed
    return changed


MAKERS = {
    "chart": make_chart,
    "ireal": make_ireal,
    "improvisor": make_improvisor,
    "abc": make_abc,
    "chords": make_chords,
    "musescore": make_musescore,
}


def chart_seeds(kind: str) -> list[bytes]:
    """The valid files of a kind."""
    tunes = [IrealTune("Study", "Me", "Bossa", "Eb", _MUSIC, 140)]
    return {
        "chart": [text.encode() for text in _TEXTS],
        "ireal": [write_link(tunes).encode(), write_link(tunes * 2, "Set").encode()],
        "improvisor": [_SHEET.encode()],
        "abc": [_ABC.encode()],
        "chords": list(seeds("musicxml")[:2]),
        "musescore": [_MUSESCORE, packed({"s.mscx": _MUSESCORE})],
    }[kind]


def read_as_page(data: bytes) -> None:
    """Read the charts, describe them, write them as text and as a link, and read those."""
    found = read_charts(data, "x.txt")
    for chart in found.charts[:3]:
        described = describe(chart)
        with suppress(JazzError):  # the chart of a file can be longer than a typed one
            assert parse_chart(described["text"]).bars == chart.chart.bars
        tune = read_links(write_link([write_tune(chart)])).tunes[0]
        with suppress(JazzError):
            assert read_tune(tune).chart.bars == chart.chart.bars
    text = data.decode(errors="replace")
    misread_chords(text)
    if is_lead_sheet(text):
        read_lead_sheet_solo(text, "x.ls")
    if not found.charts and found.skipped:
        assert all(each.reason for each in found.skipped)
    assert unscrambled(unscrambled(text[:500])) == text[:500]
