"""Chart texts in the dialects that musicians paste."""

from __future__ import annotations

import time

import pytest

from jazzlstm.theory.chart_dialects import plain_lines
from jazzlstm.theory.charts import parse_chart, read_chart


def bars(text: str) -> str:
    """The chords of each bar as played, bars divided by a bar line."""
    chart = parse_chart(text)
    starts = [*chart.bar_starts(), chart.beats]
    cells = []
    for start, end in zip(starts, starts[1:], strict=False):
        inside = [c.chord.symbol for c in chart.changes if start < c.start < end]
        cells.append(" ".join([chart.chord_at(start).symbol, *inside]))
    return " | ".join(cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Band-in-a-Box
        ("[Title] Study\n[Chords]\n|:a) Em7| A7|\n|b) D D7| G:2X|\n[ChordsEnd]\n[Lyrics]\n| la | la |",
         "Em7 | A7 | D D7 | G | Em7 | A7 | D D7 | G"),
        # ChordPro, chords over lyrics
        ("{title: Study}\n{key: D}\nA [Em7]line of [A7]words a[D]gain\n", "Em7 | A7 | D"),
        ("So [Em7]much for [A7]that", "Em7 | A7"),
        ("[Chorus]\nEm7      A7\nHere are words\nD    Bm7\nA few more words", "Em7 | A7 | D | Bm7"),
        ("| Em7 | A7 |\nthen a b c d e\n| D |", "Em7 | A7 | D"),
        ("{soc}\n[Em7]la [A7]la\n{eoc}\n{sov}\n[D]la\n{eov}\n{chorus}", "Em7 | A7 | D | Em7 | A7"),
        # numerals
        ("Key: D\n| iim7 | V7 | Imaj7 | vi7 |", "Em7 | A7 | Dmaj7 | Bm7"),
        ("Key: F\n| I | bVII7 | #ivø7 | V7/ii |", "F | Eb7 | Bm7b5 | D7"),
        ("Key: C minor\n| iiø7 | V7b9 | i | VImaj7 |", "Dm7b5 | G7b9 | Cm | Abmaj7"),
        ("Key: G\n| 1 | 6- | 2m7 57 | 4/6 |", "G | Em | Am7 D7 | C/E"),
        ("Key: G\n| 1/3 | 4/5 | b7 | 5 |", "G/B | C/D | F | D"),
        ("Key: D\n| V7/II | subV7 | ii-V |", "B7 | Eb7 | Em A"),
        ("Ⅱm7 Ⅴ7 in D", "Em7 | A7"),
        ("| i | VI | iiø7 V7 |", "Cm | Ab | Dm7b5 G7"),
        ("| Bb | ii7 V7 | I |", "Bb | Cm7 F7 | Bb"),
        ("| e | a | D | e |", "Em | Am | D | Em"),
        # German names
        ("| Cm7b5 | H7 | Em | As7 |", "Cm7b5 | B7 | Em | Ab7"),
        ("| Es | B | Fism7 | H |", "Eb | Bb | F#m7 | B"),
        # repeats, counts, endings
        ("𝄆 Em7 | A7 𝄇 D |", "Em7 | A7 | Em7 | A7 | D"),
        ("| Em7 | A7 | (x2)\n| D |", "Em7 | A7 | Em7 | A7 | D"),
        ("| D |\n| Em7 | A7 | x2\n| G | x2", "D | Em7 | A7 | Em7 | A7 | G | G"),
        ("[A]\n| Em7 |\n| A7 | x2", "Em7 | A7 | Em7 | A7"),
        ("| D |\n\n| Em7 |\n| A7 |\nx2", "D | Em7 | A7 | Em7 | A7"),
        ("| Em7 | A7 | play 3 times", "Em7 | A7 | Em7 | A7 | Em7 | A7"),
        ("||: Em7 :|| x3\n| D |", "Em7 | Em7 | Em7 | D"),
        ("|: Em7 |1,2 A7 :|3 D |", "Em7 | A7 | Em7 | A7 | Em7 | D"),
        ("|: Em7 |1st A7 :|2nd D |", "Em7 | A7 | Em7 | D"),
        ("| Em7 | A7 | %% | D |", "Em7 | A7 | Em7 | A7 | D"),
        ("| Em7 | ./. | 𝄎 |", "Em7 | Em7 | Em7"),
        # directions
        ("| Em7 | A7 To Coda | D | D.C. al Coda |\n[Coda] | G |", "Em7 | A7 | D | Em7 | A7 | G"),
        ("| Em7 | 𝄋 A7 | D ⊕ | B7 | D.S. al Coda\n| ⊕ G |", "Em7 | A7 | D | B7 | A7 | D | G"),
        ("| Em7 | A7 Fine | D | dal segno al fine |", "Em7 | A7 | D | Em7 | A7"),
        ("| Em7 Fine | A7 | D.C. al Fine", "Em7 | A7 | Em7"),
        ("|: Em7 |1. A7 :|2. D | G | D.C. al 2nd ending |", "Em7 | A7 | Em7 | D | G | Em7 | D | G"),
        ("|: Em7 | [1.] A7 :| [2.] D |", "Em7 | A7 | Em7 | D"),
        ("|: Em7 | [1] A7 :| [2] D |", "Em7 | A7 | Em7 | D"),
        ("|: Em7 | A7 :|3", "Em7 | A7 | Em7 | A7 | Em7 | A7"),
        ("| Em7 | A7 |\nRepeat 2 times", "Em7 | A7 | Em7 | A7"),
        ("|: Em7 | A7 |1.-2. D :|3. G |", "Em7 | A7 | D | Em7 | A7 | D | Em7 | A7 | G"),
        ("Intro: Em7\nA x2: A7 | D\nB: G", "Em7 | A7 | D | A7 | D | G"),
        ("A (2x): A7 | D\nB: G", "A7 | D | A7 | D | G"),
        ("[A] x 2\n| A7 | D |\n[B]\n| G |", "A7 | D | A7 | D | G"),
        ("2x | A7 | D |\n| G |", "A7 | D | A7 | D | G"),
        # sections that are played again
        ("[A]\n| Em7 | A7 |\n[B]\n| D |\n[A]", "Em7 | A7 | D | Em7 | A7"),
        ("A: Em7 | A7\nA\nB: F | D\nA", "Em7 | A7 | Em7 | A7 | F | D | Em7 | A7"),
        ("A: Em7\nB: F | D\nForm: AABA", "Em7 | Em7 | F | D | Em7"),
        ("Intro: G\nA: Em7\nB: D\nForm: A B A", "G | Em7 | D | Em7"),
        ("A: Em7\nB: D\nForm: ABAC", "Em7 | D"),
        ("[A]\nEm7 | A7\nB\nDm7 | G7", "Em7 | A7 | Dm7 | G7"),
        # signs of a bar that is played again
        ("| Em7 | sim. | A7 | = |", "Em7 | Em7 | A7 | A7"),
        ("| Em7 · A7 · |", "Em7 A7"),
        ("| Em7 | 2/4 | A7 | 4/4 | D |", "Em7 | A7 | D"),
        # what is no chord
        ("1: Em7 | A7\n3: D | G", "Em7 | A7 | D | G"),
        ("1) Em7 | A7 |\n3) D |", "Em7 | A7 | D"),
        ("5 Em7 | A7 |\n9 D |", "Em7 | A7 | D"),
        ("1 Em7 |2 A7 |3 D |4 G |", "Em7 | A7 | D | G"),
        ("Intro (2 bars): Em7 | A7\nHead: D |", "Em7 | A7 | D"),
        ("A (8 bars) | Em7 |\nB section (bridge) | A7 |", "Em7 | A7"),
        ("Part A\n| Em7 |\nSection B:\n| A7 |", "Em7 | A7"),
        ("{A} Em7 | A7\n{B} D |", "Em7 | A7 | D"),
        ("Em7 A7\ne|--0--|\nB|--1--|\nD", "Em7 | A7 | D"),
        ("Capo 2\nEm7 A7", "Em7 | A7"),
        ("D Blues\nEm7 A7\nAm I blue\nD      A7\nE is a note", "Em7 | A7 | D | A7"),
        ("1 | Em7 | A7 |\n3 | D | G |", "Em7 | A7 | D | G"),
        ("m. 9 | Em7 | A7 |\n[11] | D |", "Em7 | A7 | D"),
        ("A | Em7 | A7 |\nB | D |", "Em7 | A7 | D"),
        ("(A) | Em7 |\n(B) | A7 |", "Em7 | A7"),
        ("Solos | Em7 | A7 |", "Em7 | A7"),
        ("A little study\nby nobody\n| Em7 | A7 |", "Em7 | A7"),
        ("| Em7 (drums only) | A7 |", "Em7 | A7"),
        # one chord in several words, several chords in one
        ("| E m7 | A 7 b9 | D maj 7 |", "Em7 | A7b9 | Dmaj7"),
        ("| Em7/ / A7/ | D7/// |", "Em7 A7 | D7"),
        ("| Em7 (A7) | D (B7 Bb7) |", "Em7 A7 | D B7 Bb7"),
        ("em7 a7 d", "Em7 | A7 | D"),
        ("| D7/f# | D\\F |", "D7/F# | D/F"),
        ("| Em7 | (A7)", "Em7 | A7"),
        ("| [Em7] | [A7 D] |", "Em7 | A7 D"),
        ("[Em7 | A7 | D]", "Em7 | A7 | D"),
        ("[Em7][A7] [D]", "Em7 | A7 | D"),
        ("| A7[b9] | D |", "A7b9 | D"),
        ("|Em7/A7/| D/// |", "Em7 A7 | D"),
        ("| Em7-A7 | D->G | Em7..A7. |", "Em7 A7 | D G | Em7 A7"),
        ("| F # m7 | E Maj7 | gmaj7 |", "F#m7 | Emaj7 | Gmaj7"),
        # names of sections, counts beside them, keys in words
        ("[A] x2\n| Em7 | A7 |\n[B]\n| D |", "Em7 | A7 | Em7 | A7 | D"),
        ("A (x2): | Em7 |\nB: | D |", "Em7 | Em7 | D"),
        ("(A) Em7 | A7 |\n(B) D |", "Em7 | A7 | D"),
        ("A. | Em7 | A7 |", "Em7 | A7"),
        ("in D: | ii7 | V7 |", "Em7 | A7"),
        ("|a)Em7 |b)A7 |", "Em7 | A7"),
        ("|: Em7 | [1. A7 :| [2. D ]", "Em7 | A7 | Em7 | D"),
        ("| Em7 | A7 | :|", "Em7 | A7 | Em7 | A7"),
        # bars without bar lines
        ("Em7; A7; D", "Em7 | A7 | D"),
        ("Em7 / A7 / D", "Em7 | A7 | D"),
        ("/ Em7 / A7 / D /", "Em7 | A7 | D"),
        ("Em7 I A7 I D", "Em7 | A7 | D"),
        ("Key: D\nii I V I IV", "Em | D | A | D | G"),
        ("[: Em7 | A7 :] D", "Em7 | A7 | Em7 | A7 | D"),
        ("Em7 / / / A7 / / /", "Em7 | A7"),
    ],
)  # fmt: skip
def test_dialect_is_read_as_a_musician_reads_it(text: str, expected: str) -> None:
    assert bars(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "| I | IV | V |",
        "| e | a | D | e |",
        "[A]\n| Em7 |\n[B]\n| D |\n[A]",
        "A: Em7\nForm: AB",
        "Em7 A7\ne|--0--|\nD",
        "| H7 | E7 |",
        "| Em7 | A7 | x3",
        "| Em7 | A7 | %% |",
        "| Em7 | D.S. al Coda |",
        "| Em7 (A7) |",
        "| D\\F |",
        "Em7 / A7 / D",
        "Some words\nEm7 A7\nmore words",
        "| Em7 |1 A7 |2 D |",
    ],
)
def test_guess_is_noted_in_a_remark(text: str) -> None:
    assert read_chart(text).remarks


def test_plain_chart_has_no_remarks() -> None:
    assert read_chart("Key: D\n[A] |: Em7 A7 | D % :|".replace(" %", "")).remarks == ()


def test_headers_are_read() -> None:
    found = read_chart(
        "Title: Study\nBy: A. Musician\nStyle: Bossa\nBPM = 132\nKey: d minor\nYear: 1959\n| Dm7 |"
    )
    assert (found.chart.title, found.composer, found.style, found.tempo) == (
        "Study",
        "A. Musician",
        "Bossa",
        132,
    )
    assert found.chart.key == "D minor"


def test_first_line_of_words_is_the_title() -> None:
    found = read_chart("A Little Study\nMedium swing ♩ = 160\n\n| Em7 | A7 |")
    assert (found.chart.title, found.tempo) == ("A Little Study", 160)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Blue Study\nAnne Musician\n| Em7 |", {"title": "Blue Study", "composer": "Anne Musician"}),
        ("Study (5/4)\n| Em7 |", {"metre": "5/4"}),
        ("Title: Study\nMedium Swing 3/4\n| Em7 |", {"style": "Medium Swing", "metre": "3/4"}),
        ("Study\nBossa Nova, 140 bpm\n| Em7 |", {"style": "Bossa Nova", "tempo": "140"}),
        ("Blues in D\n| D7 |", {"title": "Blues in D", "key": "D"}),
        ("Key=F  Tempo=140\n| F7 |", {"key": "F", "tempo": "140"}),
        ("Titel: Studie\nTonart: Es-Dur\nTakt: 3/4\n| Es |", {"key": "Eb", "metre": "3/4"}),
        ("Tom: G\n| G |", {"key": "G"}),
        ("Study\nSwing ♩=180 Key: Eb\n| Eb |", {"style": "Swing", "tempo": "180", "key": "Eb"}),
        ("a-Moll: Am | E7 |", {"key": "A minor"}),
        ("Key signature: 2 flats\n| Gm |", {"key": "Bb"}),
        ("Concert key: Bb\n| Bb |", {"key": "Bb"}),
        ("Key: G minor (2 flats)\n| Gm |", {"key": "G minor"}),
    ],
)  # fmt: skip
def test_facts_above_the_chords_are_read(text: str, facts: dict[str, str]) -> None:
    found = read_chart(text)
    chart = found.chart
    read = {"title": chart.title, "composer": found.composer, "style": found.style, "key": chart.key}
    read |= {"tempo": f"{found.tempo:g}", "metre": str(chart.metre)}
    assert {name: read[name] for name in facts} == facts


def test_sections_of_every_spelling_are_sections() -> None:
    text = "(A) | C |\n[B1] | F |\nBridge: | G |\nVerse 2\n| A |\n*C | D |"
    assert [section.name for section in parse_chart(text).sections] == ["A", "B1", "Bridge", "Verse 2", "C"]


@pytest.mark.parametrize("gap", [" ", "\x0b", "\u2003"])
def test_a_line_of_white_space_takes_no_longer_than_one_of_words(gap: str) -> None:
    start = time.process_time()
    for line in (f"{gap * 20_000}x", f"Key{gap * 20_000}F", f"| C |{gap * 20_000}x", f"A{gap * 20_000}:"):
        plain_lines(f"My tune\n{line}\n| Dm7 |\n")
    assert time.process_time() - start < 1
