"""The tune book: forms to practise, as chord progressions without melodies.

Most jazz is played over few forms. Each is here in its usual changes, key, tempo
and feel; `tune_chart` returns it in any other key of its mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
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
        "Three chords and twelve bars: the place to start.",
    ),
    Tune(
        "jazz-blues", "Jazz blues", "F", 152.0, "swing",
        """
        | F7  | Bb7   | F7       | Cm7 F7 |
        | Bb7 | Bdim7 | F7       | Am7b5 D7b9 |
        | Gm7 | C7    | F7 D7b9  | Gm7 C7 |
        """,
        "The blues with a ii-V in its last four bars and a turnaround, as at a jam session.",
    ),
    Tune(
        "bebop-blues", "Bebop blues", "F", 176.0, "swing",
        """
        | Fmaj7 | Em7b5 A7b9 | Dm7 G7      | Cm7 F7 |
        | Bb7   | Bbm7 Eb7   | Am7 D7      | Abm7 Db7 |
        | Gm7   | C7         | Fmaj7 D7b9  | Gm7 C7 |
        """,
        "A blues that walks down in ii-Vs from its major seventh: many chords, one goal.",
    ),
    Tune(
        "minor-blues", "Minor blues", "C minor", 138.0, "swing",
        """
        | Cm7 | Fm7   | Cm7 | C7alt |
        | Fm7 | %     | Cm7 | % |
        | Ab7 | G7alt | Cm7 | Dm7b5 G7b9 |
        """,
        "Twelve bars in minor, with the flat sixth's dominant before the fifth's.",
    ),
    Tune(
        "blues-waltz", "Blues in three", "G", 144.0, "waltz",
        """
        3/4
        | G7  | C7 | G7        | Dm7 / G7 |
        | C7  | %  | G7        | E7b9 |
        | Am7 | D7 | G7 / E7b9 | Am7 / D7 |
        """,
        "The twelve bars of the blues in three-four.",
    ),
    # Cadences to practise
    Tune(
        "ii-V-I", "ii-V-I, long", "C", 140.0, "swing",
        "| Dm7 | G7 | Cmaj7 | % |",
        "The cadence that most standards are made of, a bar for each chord.",
    ),
    Tune(
        "ii-V-I-short", "ii-V-I, short", "C", 120.0, "swing",
        "| Dm7 G7 | Cmaj7 | Dm7 G7 | C6 |",
        "The same cadence at twice the pace: two chords in a bar.",
    ),
    Tune(
        "ii-V-I-minor", "ii-V-i in minor, long", "C minor", 132.0, "swing",
        "| Dm7b5 | G7b9 | Cm6 | % |",
        "The cadence in minor: half-diminished, flat nine, and home.",
    ),
    Tune(
        "ii-V-I-minor-short", "ii-V-i in minor, short", "C minor", 116.0, "swing",
        "| Dm7b5 G7b9 | Cm6 | Dm7b5 G7alt | CmMaj7 |",
        "The minor cadence with two chords in a bar.",
    ),
    Tune(
        "ii-V-I-keys", "ii-V-I down by whole tones", "C", 126.0, "swing",
        """
        | Dm7  | G7  | Cmaj7  | % |
        | Cm7  | F7  | Bbmaj7 | % |
        | Bbm7 | Eb7 | Abmaj7 | % |
        | Abm7 | Db7 | Gbmaj7 | % |
        | F#m7 | B7  | Emaj7  | % |
        | Em7  | A7  | Dmaj7  | % |
        """,
        "Each major chord turns minor and begins the next cadence: six keys in one round.",
    ),
    Tune(
        "turnaround", "Turnaround", "C", 132.0, "swing",
        "| Cmaj7 A7b9 | Dm7 G7 | Em7 Eb7 | Dm7 Db7 |",
        "I-VI-ii-V, then the same with tritone substitutes: four bars to loop.",
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
        "Thirty-two bars, AABA: turnarounds, and a bridge of four dominants.",
    ),
    Tune(
        "modal", "Modal form in two dorian keys", "D minor", 144.0, "swing",
        """
        [A] |: Dm7 | % | % | % | % | % | % | % :|
        [B]  | Ebm7 | % | % | % | % | % | % | % |
        [A]  | Dm7 | % | % | % | % | % | % | % |
        """,
        "Thirty-two bars, AABA, one chord a section: room to build a line, and a semitone to climb.",
    ),
    Tune(
        "falling-fifths", "Falling fifths, in the manner of autumn", "G minor", 138.0, "swing",
        """
        [A] |: Cm7 | F7 | Bbmaj7 | Ebmaj7 | Am7b5 | D7b9 | Gm6 | % :|
        [B]  | Am7b5 | D7b9 | Gm6 | % | Cm7 | F7 | Bbmaj7 | Ebmaj7 |
        [C]  | Am7b5 | D7b9 | Gm7 C7 | Fm7 Bb7 | Am7b5 | D7b9 | Gm6 | % |
        """,
        "Cadences in a major key and its relative minor, root after root a fifth lower.",
    ),
    Tune(
        "four-keys", "Four keys in thirty-six bars", "Ab", 160.0, "swing",
        """
        [A] | Fm7 | Bbm7 | Eb7 | Abmaj7 | Dbmaj7 | Dm7 G7 | Cmaj7 | % |
        [B] | Cm7 | Fm7 | Bb7 | Ebmaj7 | Abmaj7 | Am7b5 D7 | Gmaj7 | % |
        [C] | Am7 | D7 | Gmaj7 | % | F#m7b5 | B7b9 | Emaj7 | C7#5 |
        [D] | Fm7 | Bbm7 | Eb7 | Abmaj7 | Dbmaj7 | Dbm7 Gb7 | Cm7 | Bdim7 |
            | Bbm7 | Eb7 | Abmaj7 | Gm7b5 C7b9 |
        """,
        "The cycle of fifths through four major keys, with a tail of four bars.",
    ),
    Tune(
        "minor-swing", "Minor swing", "D minor", 176.0, "swing",
        """
        [A] |: Dm6 | % | Gm6 | % | Em7b5 | A7b9 | Dm6 | A7b9 :|
        [B]  | D7 | % | Gm7 | % | C7 | % | Fmaj7 | Em7b5 A7b9 |
        [A]  | Dm6 | % | Gm6 | % | Em7b5 | A7b9 | Dm6 | A7b9 |
        """,
        "Thirty-two bars, AABA, in minor, with a bridge that steps off to the relative major.",
    ),
    Tune(
        "backdoor", "Sixteen bars through the back door", "C", 150.0, "swing",
        """
        | Cmaj7  | % | Fm7  | Bb7 |
        | Cmaj7  | % | Bbm7 | Eb7 |
        | Abmaj7 | % | Am7  | D7 |
        | Dm7    | G7 | Cmaj7 Ebmaj7 | Abmaj7 Dbmaj7 |
        """,
        "Home by way of the flat seventh's dominant, and a turnaround of major sevenths.",
    ),
    Tune(
        "major-thirds", "Three keys a major third apart", "Eb", 200.0, "swing",
        """
        | Bmaj7 D7 | Gmaj7 Bb7   | Ebmaj7 | Am7 D7 |
        | Gmaj7 Bb7 | Ebmaj7 F#7 | Bmaj7  | Fm7 Bb7 |
        | Ebmaj7   | Am7 D7      | Gmaj7  | C#m7 F#7 |
        | Bmaj7    | Fm7 Bb7     | Ebmaj7 | C#m7 F#7 |
        """,
        "Sixteen bars of changes in the way of Coltrane: B, G and Eb, each with its dominant.",
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
        "Thirty-two slow bars, AABA, two chords in most of them.",
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
        "Sixteen bars in minor that look in on the major key a semitone up.",
    ),
    Tune(
        "bossa-major", "Bossa in major", "F", 126.0, "bossa",
        """
        | Fmaj9 | %  | G13      | % |
        | Gm9   | C7b9 | Am7    | D7b9 |
        | Fmaj9 | %  | Fm9      | Bb13 |
        | Gm9   | C7b9 | F69    | Gb7#11 |
        """,
        "Sixteen bars of warm colours: ninths, thirteenths and a tritone substitute.",
    ),
    Tune(
        "waltz", "Jazz waltz", "Bb", 150.0, "waltz",
        """
        3/4
        [A] |: Bbmaj7 | Gm7 | Cm7 | F7 | Dm7 | G7b9 | Cm7 | F7 :|
        [B]  | Fm7 | Bb7 | Ebmaj7 | Ab7 | Dm7 | G7b9 | Cm7 | F7 |
        [A]  | Bbmaj7 | Gm7 | Cm7 | F7 | Dm7 / G7b9 | Cm7 / F7 | Bb6 | % |
        """,
        "Thirty-two bars in three-four, AABA, with a bridge by way of the fourth degree.",
    ),
    Tune(
        "funk", "Funk vamp", "D minor", 104.0, "funk",
        "| Dm7 | G9 | Dm7 | G9 | Dm7 | G9 | Bb9 | A7#9 |",
        "Two chords and a groove, and a way back to the top; eighths stay even.",
    ),
)
# fmt: on

TUNES: Mapping[str, Tune] = MappingProxyType({tune.name: tune for tune in _BOOK})


def tune_chart(name: str, key: str = "") -> Chart:
    """The chart of a tune in its usual key, or in another key of the same mode.

    Raises:
        UnknownNameError: the name is unknown; the message gives the nearest.
        ChartError: ``key`` is not a key, or of the other mode.
    """
    tune = TUNES.get(name) or _find(name)
    chart = parse_chart(tune.text, title=tune.title, key=tune.key)
    return chart_in_key(chart, key) if key.strip() else chart


def _find(name: str) -> Tune:
    """The tune whose name differs only in case, spaces or underscores."""
    names = {tune_name.lower(): tune for tune_name, tune in TUNES.items()}
    asked = "-".join(name.lower().replace("_", " ").split())[:60]
    if asked in names:
        return names[asked]
    near = get_close_matches(asked, names, n=1, cutoff=0.5)
    remedy = f"did you mean {names[near[0]].name}?" if near else f"choose one of {', '.join(TUNES)}"
    raise UnknownNameError(
        f"there is no tune {name.strip()[:40]!r} in the book: {remedy}",
        nearest=names[near[0]].name if near else "",
    )
