"""Every setting of a solo, declared once: default, range, label, help, widget and option.

The same settings with the same model give the same solo. The page, links and the command line use
the same settings. To add a setting, see ``docs/extending.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from jazzlstm.errors import UnknownNameError
from jazzlstm.generation.declaration import (
    LONGEST_TEXT,
    Group,
    OnPage,
    Option,
    Range,
    Setting,
    Widget,
    declare,
    declared,
)
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.tunes import TUNES, find_tune

LONGEST_SOLO = 2048
"""Beats: 512 bars of 4/4."""


def swing_ratio(swing: float) -> str:
    """Swing as musicians say it: the long eighth note to the short one."""
    return "straight" if swing == 0.5 else f"{swing / (1 - swing):.1f} : 1"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides a solo, besides the model and a primer.

    Each value is checked when the settings are made. A tune gets its own name: "Jazz Blues" is "jazz-blues".

    Raises:
        SettingsError: a value is out of range; ``field`` is the name of the setting.
    """

    # A table: one declaration a setting, in the order of the page.
    # fmt: off
    tune: str = declare("blues", Setting(
        label="Tune", help="Chord changes to improvise over.",
        choices={name: tune.label for name, tune in TUNES.items()},
        page=OnPage(Group.CHANGES, Widget.PICKER, opens_with="jazz-blues"),
    ))
    changes: str = declare("", Setting(
        label="Your chord changes",
        help='Chord changes as you type them, such as "| Dm7 G7 | C | % |". They replace the tune.',
        longest=LONGEST_TEXT,
        page=OnPage(Group.CHANGES, Widget.TEXT), option=Option("TEXT", flag="--chart"),
    ))
    key: str = declare("", Setting(
        label="Key", help='Transpose the changes to this key, such as "Bb" or "C minor".',
        automatic="As written",
        page=OnPage(Group.CHANGES, Widget.PICKER), option=Option("K"),
    ))
    tempo: float = declare(0.0, Setting(
        label="Tempo", help="Quarter notes per minute.",
        limits=Range(40, 320, "bpm"), automatic="Tempo of the tune",
        page=OnPage(Group.CHANGES, Widget.SLIDER), option=Option("BPM"),
    ))

    temperature: float = declare(1.0, Setting(
        label="Temperature",
        help="For pitches: low = predictable, 1 = like the training solos, high = adventurous.",
        limits=Range(0.1, 2.0),
        page=OnPage(Group.SOLO, Widget.SLIDER, step=0.05), option=Option("T"),
    ))
    beats: float = declare(20.0, Setting(
        label="Length", help="Length of the solo, in beats.",
        limits=Range(1, LONGEST_SOLO, "beats"),
        page=OnPage(Group.SOLO, Widget.LENGTH, opens_with=48.0),
    ))
    seed: int = declare(1, Setting(
        label="Seed", help="The same seed gives the same solo again.",
        limits=Range(0, 2**64 - 1),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, highest=999, opens_with=241),
    ))

    player: str = declare("", Setting(
        label="Style of", help="Play in the style of this soloist.", automatic="Any player",
        page=OnPage(Group.SOLOIST, Widget.PICKER),
    ))
    level: str = declare("", Setting(
        label="Level",
        help="How hard the solo is to play. Easy: eighths and longer notes. Beginner: also fewer notes, "
        "small leaps, and chord tones on beats 1 and 3.",
        choices={"easy": "Easy rhythm", "beginner": "Beginner"},
        automatic="As the network plays",
        page=OnPage(Group.SOLOIST, Widget.PICKER),
    ))
    instrument: str = declare("", Setting(
        label="Instrument", help="The instrument that plays the solo, such as tenor sax, trumpet or vibes.",
        choices={short: instrument.name for short, instrument in INSTRUMENTS.items()},
        automatic="Default for this player",
        page=OnPage(Group.ADVANCED, Widget.PICKER),
    ))

    rhythm_temperature: float = declare(1.0, Setting(
        label="Rhythm temperature",
        help="For note lengths: low = even, 1 = like the training solos, high = restless.",
        limits=Range(0.1, 2.0),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.05), option=Option("T"),
    ))
    top_p: float = declare(0.98, Setting(
        label="Allow unlikely notes",
        help="1 = all notes are allowed; lower = the least likely notes are excluded (top-p sampling).",
        limits=Range(0.1, 1.0),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.01), option=Option("P"),
    ))
    inside: float = declare(0.0, Setting(
        label="Harmony: outside to inside",
        help="-1 = notes outside the chords, 0 = like the training solos, 1 = notes inside them.",
        limits=Range(-1, 1),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.1), option=Option("I"),
    ))
    manner: float = declare(1.0, Setting(
        label="Style strength",
        help="How closely the solo follows the style of the chosen soloist: 0 = not at all, 1 = as learned, "
        "above 1 = exaggerated.",
        limits=Range(0, 4),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.1), option=Option("M"),
    ))
    habits: float = declare(0.0, Setting(
        label="Habits",
        help="How closely intervals, note lengths and register follow those of the chosen soloist. "
        "0 = as learned, 1 = as in the soloist's recordings, above 1 = exaggerated.",
        limits=Range(0, 2),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.1, opens_with=1.0), option=Option("H"),
    ))
    judge: float = declare(0.0, Setting(
        label="Judge",
        help="The judge is a second model, which rates how typical of human players each choice is. "
        "0 = the ratings are ignored, 1 = they are used, above 1 = exaggerated.",
        limits=Range(0, 2),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.1, opens_with=1.0), option=Option("J"),
    ))
    restate: float = declare(0.0, Setting(
        label="Restatement",
        help="How often the solo repeats its own figures: a figure that begins like an earlier one goes on "
        "in the same way. 0 = as learned, 1 = like human players, above 1 = exaggerated.",
        limits=Range(0, 2),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, step=0.1, opens_with=1.0), option=Option("R"),
    ))
    arc: str = declare("", Setting(
        label="Arc",
        help="A curve of energy: where it is high, the solo has more and higher notes. Write build, arch, "
        "wave or calm, or percentages at equal distances, such as 0,40,100,20.",
        longest=400, automatic="None",
        page=OnPage(Group.ADVANCED, Widget.TEXT), option=Option("ARC"),
    ))
    goal: str = declare("", Setting(
        label="Goal notes",
        help="Notes that the solo arrives at. Write bar:beat and a note, such as 3:1 E4, 5:2.5 Bb4.",
        longest=1000, automatic="None",
        page=OnPage(Group.ADVANCED, Widget.TEXT), option=Option("GOALS"),
    ))
    closing: bool = declare(False, Setting(
        label="Close the last phrase",
        help="The last phrase ends on a longer note, on or off the beat, and nothing follows it. Without "
        "this, the last note is held to the end of the solo.",
        page=OnPage(Group.ADVANCED, Widget.TOGGLE, opens_with=True),
    ))
    takes: int = declare(1, Setting(
        label="Takes", help="Number of solos to improvise and compare.",
        limits=Range(1, 64),
        page=OnPage(Group.ADVANCED, Widget.SLIDER, highest=8, opens_with=4),
    ))
    start_note: str = declare("", Setting(
        label="First note", help="First note of the solo with its octave, such as G4 or Bb3. C4 is middle C.",
        longest=8, automatic="Automatic",
        page=OnPage(Group.ADVANCED, Widget.TEXT), option=Option("G4"),
    ))
    style: str = declare("", Setting(
        label="Era", help="Play in the style of this era, such as BEBOP.", automatic="Any era",
        page=OnPage(Group.ADVANCED, Widget.PICKER),
    ))

    nearness: float = declare(0.6, Setting(
        label="Nearness to the theme",
        help="How near the solo stays to the theme: 0 = free, 1 = the theme itself.",
        limits=Range(0, 1),
        page=OnPage(Group.THEME, Widget.SLIDER, step=0.05), option=Option("N"),
    ))

    feel: str = declare("", Setting(
        label="Feel", help="How bass, drums and comping play.",
        choices={feel.name: feel.label for feel in FEELS.values()},
        automatic="Default for this tune",
        page=OnPage(Group.BAND, Widget.PICKER),
    ))
    swing: float = declare(0.0, Setting(
        label="Swing",
        help="Place of the second eighth note in the beat: 0.5 = straight, 0.67 = triplets (2 : 1), "
        "0.75 = dotted (3 : 1). The default follows the tempo: less swing when fast.",
        limits=Range(0.5, 0.75), automatic="By tempo", shown=swing_ratio,
        page=OnPage(Group.BAND, Widget.STEPS, step=0.01), option=Option("S"),
    ))
    comping: str = declare("", Setting(
        label="Comping", help="The instrument that plays the chords.",
        choices={"guitar": "Guitar", "vibes": "Vibraphone", "none": "None (bass and drums only)"},
        automatic="Piano",
        page=OnPage(Group.BAND, Widget.PICKER),
    ))
    count_in: int = declare(0, Setting(
        label="Count-in bars", help="Bars that the drummer counts before the music.",
        limits=Range(0, 8),
        page=OnPage(Group.BAND, Widget.SLIDER, highest=2), option=Option("BARS"),
    ))
    intro: int = declare(0, Setting(
        label="Intro bars", help="Bars that the band plays alone before the solo: the last bars of the form.",
        limits=Range(0, 64),
        page=OnPage(Group.BAND, Widget.SLIDER, highest=8), option=Option("BARS"),
    ))
    band: bool = declare(True, Setting(
        label="Play with the band", help="Bass, drums and comping behind the solo.",
        page=OnPage(Group.BAND, Widget.TOGGLE),
    ))

    opening: str = declare("", Setting(
        label="Locked notes", help="The events that the solo begins with, written as in `prefix.py`.",
        longest=LONGEST_TEXT, page=None, option=None,
    ))
    kept: str = declare("", Setting(
        label="Kept notes", help="Events that stay at their places, written as in `kept.py`.",
        longest=LONGEST_TEXT, page=None, option=None,
    ))
    theme: str = declare("", Setting(
        label="Theme", help="The melody that the solo paraphrases, written as in `theme.py`.",
        longest=LONGEST_TEXT, page=None, option=None,
    ))

    # fmt: on

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            setting.check(getattr(self, name))
        with suppress(UnknownNameError):  # reported with the nearest name when the tune is looked for
            object.__setattr__(self, "tune", find_tune(self.tune).name)
        if self.arc or self.goal:
            from jazzlstm.generation.arc import read_arc
            from jazzlstm.generation.goals import read_goals

            read_arc(self.arc)
            read_goals(self.goal)
        if self.level:
            from jazzlstm.generation.levels import read_level

            read_level(self.level)
        if self.opening:
            from jazzlstm.generation.prefix import read_prefix  # NumPy, which --help does without

            read_prefix(self.opening)
        if self.kept:
            from jazzlstm.generation.kept import read_kept

            read_kept(self.kept)
        if self.theme:
            from jazzlstm.generation.theme import check_theme

            check_theme(self.theme)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


SETTINGS: Mapping[str, Setting] = declared(Settings)
"""Every setting by name, in the order of the page."""
BEST_OF = Setting(
    name="best_of",
    kind=int,
    default=1,
    label="Best of",
    help="Improvise this many takes for each solo, and keep the one most like human solos.",
    limits=Range(1, 64),
)
"""Not a field of ``Settings``: a link to the chosen take only needs the seed of that take."""
