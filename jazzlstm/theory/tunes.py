"""The tune book: common forms as chord progressions without melodies.

Each form has its usual changes, key, tempo and feel. `tune_chart` returns it in any
key of the same mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from jazzlstm.errors import UnknownNameError
from jazzlstm.music import Chart
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.transposition import chart_in_key


@dataclass(frozen=True, slots=True)
class Tune:
    """A form of the book: its short name, its chart as text, and its usual key, tempo and feel."""

    name: str
    title: str
    key: str
    tempo: float
    """Quarter notes a minute."""
    feel: str
    text: str
    about: str
    like: str = ""
    """A standard with the same changes, or nearly; no melody of it ships."""

    @property
    def label(self) -> str:
        """The title, and the standard where there is one: "Falling fifths (like Autumn Leaves)"."""
        return f"{self.title} (like {self.like})" if self.like else self.title


# Each tune: its facts on one line, its chart, a sentence about it.
# fmt: off
_BOOK = (
    # Blues
    Tune(
        "blues", "Twelve-bar blues", "Bb", 132.0, "swing",
        """
        | Bb7 | Eb7 | Bb7 | % |
        | Eb7 | %   | Bb7 | % |
        | F7  | Eb7 | Bb7 | F7 |
        """,
        "Twelve bars with three chords: a good first tune.",
    ),
    Tune(
        "jazz-blues", "Jazz blues", "F", 152.0, "swing",
        """
        | F7  | Bb7   | F7       | Cm7 F7 |
        | Bb7 | Bdim7 | F7       | Am7b5 D7b9 |
        | Gm7 | C7    | F7 D7b9  | Gm7 C7 |
        """,
        "The blues as played at jam sessions: a ii-V in the last four bars and a turnaround.",
    ),
    Tune(
        "bebop-blues", "Bebop blues", "F", 176.0, "swing",
        """
        | Fmaj7 | Em7b5 A7b9 | Dm7 G7      | Cm7 F7 |
        | Bb7   | Bbm7 Eb7   | Am7 D7      | Abm7 Db7 |
        | Gm7   | C7         | Fmaj7 D7b9  | Gm7 C7 |
        """,
        "A blues that starts on a major seventh chord and descends in ii-Vs.",
        "Blues for Alice",
    ),
    Tune(
        "minor-blues", "Minor blues", "C minor", 138.0, "swing",
        """
        | Cm7 | Fm7   | Cm7 | C7alt |
        | Fm7 | %     | Cm7 | % |
        | Ab7 | G7alt | Cm7 | Dm7b5 G7b9 |
        """,
        "Twelve bars in minor; bVI7 leads to V7 in bar nine.",
        "Mr. P.C.",
    ),
    Tune(
        "blues-waltz", "Blues in three", "G", 144.0, "waltz",
        """
        3/4
        | G7  | C7 | G7        | Dm7 / G7 |
        | C7  | %  | G7        | E7b9 |
        | Am7 | D7 | G7 / E7b9 | Am7 / D7 |
        """,
        "The twelve-bar blues in three-four time.",
    ),
    # Cadences to practise
    Tune(
        "ii-V-I", "ii-V-I, long", "C", 140.0, "swing",
        "| Dm7 | G7 | Cmaj7 | % |",
        "The most common cadence of jazz standards, one bar for each chord.",
    ),
    Tune(
        "ii-V-I-short", "ii-V-I, short", "C", 120.0, "swing",
        "| Dm7 G7 | Cmaj7 | Dm7 G7 | C6 |",
        "The same cadence at twice the pace: two chords in a bar.",
    ),
    Tune(
        "ii-V-I-minor", "ii-V-i in minor, long", "C minor", 132.0, "swing",
        "| Dm7b5 | G7b9 | Cm6 | % |",
        "The cadence in minor: half-diminished chord, dominant with flat nine, minor tonic.",
    ),
    Tune(
        "ii-V-I-minor-short", "ii-V-i in minor, short", "C minor", 116.0, "swing",
        "| Dm7b5 G7b9 | Cm6 | Dm7b5 G7alt | CmMaj7 |",
        "The minor cadence with two chords in a bar.",
    ),
    Tune(
        "ii-V-I-keys", "ii-V-I in six keys", "C", 126.0, "swing",
        """
        | Dm7  | G7  | Cmaj7  | % |
        | Cm7  | F7  | Bbmaj7 | % |
        | Bbm7 | Eb7 | Abmaj7 | % |
        | Abm7 | Db7 | Gbmaj7 | % |
        | F#m7 | B7  | Emaj7  | % |
        | Em7  | A7  | Dmaj7  | % |
        """,
        "Each major chord becomes minor and begins the next cadence: six keys in one chorus.",
        "Tune Up",
    ),
    Tune(
        "turnaround", "Turnaround", "C", 132.0, "swing",
        "| Cmaj7 A7b9 | Dm7 G7 | Em7 Eb7 | Dm7 Db7 |",
        "I-VI-ii-V, then the same with tritone substitutes: four bars that repeat.",
    ),
    # Song forms
    Tune(
        "rhythm-changes", "Rhythm changes", "Bb", 184.0, "swing",
        """
        [A] |: Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7 |
             | Fm7 Bb7 | Eb7 Edim7 |1. Dm7 G7 | Cm7 F7 :|2. Cm7 F7 | Bb6 |
        [B]  | D7 | % | G7 | % | C7 | % | F7 | % |
        [A]  | Bb6 G7 | Cm7 F7 | Dm7 G7 | Cm7 F7 |
             | Fm7 Bb7 | Eb7 Edim7 | Cm7 F7 | Bb6 |
        """,
        "Thirty-two bars, AABA: turnarounds, and a bridge of four dominant chords.",
        "I Got Rhythm",
    ),
    Tune(
        "modal", "Two dorian keys", "D minor", 144.0, "swing",
        """
        [A] |: Dm7 | % | % | % | % | % | % | % :|
        [B]  | Ebm7 | % | % | % | % | % | % | % |
        [A]  | Dm7 | % | % | % | % | % | % | % |
        """,
        "Thirty-two bars, AABA, one chord per section; the bridge is a semitone higher.",
        "So What",
    ),
    Tune(
        "falling-fifths", "Falling fifths", "G minor", 138.0, "swing",
        """
        [A] |: Cm7 | F7 | Bbmaj7 | Ebmaj7 | Am7b5 | D7b9 | Gm6 | % :|
        [B]  | Am7b5 | D7b9 | Gm6 | % | Cm7 | F7 | Bbmaj7 | Ebmaj7 |
        [C]  | Am7b5 | D7b9 | Gm7 C7 | Fm7 Bb7 | Am7b5 | D7b9 | Gm6 | % |
        """,
        "Cadences in a major key and its relative minor; each root is a fifth below the last.",
        "Autumn Leaves",
    ),
    Tune(
        "four-keys", "Four keys", "Ab", 160.0, "swing",
        """
        [A] | Fm7 | Bbm7 | Eb7 | Abmaj7 | Dbmaj7 | Dm7 G7 | Cmaj7 | % |
        [B] | Cm7 | Fm7 | Bb7 | Ebmaj7 | Abmaj7 | Am7b5 D7 | Gmaj7 | % |
        [C] | Am7 | D7 | Gmaj7 | % | F#m7b5 | B7b9 | Emaj7 | C7#5 |
        [D] | Fm7 | Bbm7 | Eb7 | Abmaj7 | Dbmaj7 | Dbm7 Gb7 | Cm7 | Bdim7 |
            | Bbm7 | Eb7 | Abmaj7 | Gm7b5 C7b9 |
        """,
        "Descending fifths through several major keys; the last section is four bars longer.",
        "All the Things You Are",
    ),
    Tune(
        "minor-swing", "Minor swing", "D minor", 176.0, "swing",
        """
        [A] |: Dm6 | % | Gm6 | % | Em7b5 | A7b9 | Dm6 | A7b9 :|
        [B]  | D7 | % | Gm7 | % | C7 | % | Fmaj7 | Em7b5 A7b9 |
        [A]  | Dm6 | % | Gm6 | % | Em7b5 | A7b9 | Dm6 | A7b9 |
        """,
        "Thirty-two bars, AABA, in minor; the bridge leads to the relative major.",
    ),
    Tune(
        "backdoor", "Backdoor cadence", "C", 150.0, "swing",
        """
        | Cmaj7  | % | Fm7  | Bb7 |
        | Cmaj7  | % | Bbm7 | Eb7 |
        | Abmaj7 | % | Am7  | D7 |
        | Dm7    | G7 | Cmaj7 Ebmaj7 | Abmaj7 Dbmaj7 |
        """,
        "bVII7 resolves to the tonic; the turnaround is made of major seventh chords.",
        "Lady Bird",
    ),
    Tune(
        "major-thirds", "Major thirds", "Eb", 200.0, "swing",
        """
        | Bmaj7 D7 | Gmaj7 Bb7   | Ebmaj7 | Am7 D7 |
        | Gmaj7 Bb7 | Ebmaj7 F#7 | Bmaj7  | Fm7 Bb7 |
        | Ebmaj7   | Am7 D7      | Gmaj7  | C#m7 F#7 |
        | Bmaj7    | Fm7 Bb7     | Ebmaj7 | C#m7 F#7 |
        """,
        "Sixteen bars of Coltrane changes: the keys B, G and Eb, each with its dominant.",
        "Giant Steps",
    ),
    Tune(
        "ballad", "Ballad", "Eb", 66.0, "ballad",
        """
        [A] |: Ebmaj7 C7b9 | Fm7 Bb7 | Gm7 Gbdim7 | Fm7 Bb7 |
             | Bbm7 Eb7 | Abmaj7 Db9 |1. Gm7 C7b9 | Fm7 Bb7 :|2. Fm7 Bb7 | Eb6 |
        [B]  | Am7b5 D7b9 | Gm7 | Am7b5 D7b9 | Gm7 C7 |
             | Fm7 | Abm6 | Gm7 C7b9 | Fm7 Bb7 |
        [A]  | Ebmaj7 C7b9 | Fm7 Bb7 | Gm7 Gbdim7 | Fm7 Bb7 |
             | Bbm7 Eb7 | Abmaj7 Db9 | Fm7 Bb7 | Eb6 |
        """,
        "Thirty-two slow bars, AABA, most with two chords.",
    ),
    # Other feels
    Tune(
        "bossa", "Bossa in minor", "C minor", 132.0, "bossa",
        """
        | Cm7   | %    | Fm7    | % |
        | Dm7b5 | G7b9 | Cm7    | % |
        | Ebm7  | Ab7  | Dbmaj7 | % |
        | Dm7b5 | G7b9 | Cm7    | Dm7b5 G7b9 |
        """,
        "Sixteen bars in minor; four of them move to the major key a semitone higher.",
        "Blue Bossa",
    ),
    Tune(
        "bossa-major", "Bossa in major", "F", 126.0, "bossa",
        """
        | Fmaj9 | %  | G13      | % |
        | Gm9   | C7b9 | Am7    | D7b9 |
        | Fmaj9 | %  | Fm9      | Bb13 |
        | Gm9   | C7b9 | F69    | Gb7#11 |
        """,
        "Sixteen bars in major, with ninths, thirteenths and a tritone substitute.",
    ),
    Tune(
        "waltz", "Jazz waltz", "Bb", 150.0, "waltz",
        """
        3/4
        [A] |: Bbmaj7 | Gm7 | Cm7 | F7 | Dm7 | G7b9 | Cm7 | F7 :|
        [B]  | Fm7 | Bb7 | Ebmaj7 | Ab7 | Dm7 | G7b9 | Cm7 | F7 |
        [A]  | Bbmaj7 | Gm7 | Cm7 | F7 | Dm7 / G7b9 | Cm7 / F7 | Bb6 | % |
        """,
        "Thirty-two bars in three-four time, AABA; the bridge begins with a cadence to the fourth degree.",
    ),
    Tune(
        "funk", "Funk vamp", "D minor", 104.0, "funk",
        "| Dm7 | G9 | Dm7 | G9 | Dm7 | G9 | Bb9 | A7#9 |",
        "Two chords for six bars, then two bars that lead back to the start; even eighths.",
    ),
)
# fmt: on

TUNES: Mapping[str, Tune] = MappingProxyType({tune.name: tune for tune in _BOOK})


@lru_cache(maxsize=64)
def tune_chart(name: str, key: str = "") -> Chart:
    """The chart of a tune in its usual key, or in another key of the same mode.

    Raises:
        UnknownNameError: the name is unknown; the message gives the nearest.
        ChartError: ``key`` is not a key, or it has the other mode.
    """
    tune = TUNES.get(name) or find_tune(name)
    chart = parse_chart(tune.text, title=tune.title, key=tune.key)
    return chart_in_key(chart, key) if key.strip() else chart


def find_tune(name: str) -> Tune:
    """The tune whose name differs only in case, spaces or underscores.

    Raises:
        UnknownNameError: the name is unknown; the message gives the nearest.
    """
    names = {tune_name.lower(): tune for tune_name, tune in TUNES.items()}
    asked = "-".join(name.lower().replace("_", " ").split())[:60]
    if asked in names:
        return names[asked]
    near = get_close_matches(asked, names, n=1, cutoff=0.5)
    remedy = f"did you mean {names[near[0]].name}?" if near else f"choose one of {', '.join(TUNES)}"
    raise UnknownNameError(
        f"there is no tune {name.strip()[:40]!r}: {remedy}",
        nearest=names[near[0]].name if near else "",
    )
