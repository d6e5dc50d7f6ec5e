"""Voicings: which notes of a chord the pianist's left hand takes, and where.

The bass has the root, so it is left out. The *guide tones*, third and seventh,
say what the chord is and come first; then colours: the ninth, the fifth or
thirteenth, whatever tension the symbol asks for. From chord to chord each voice
moves as little as it can.

Source: M. Levine, "The Jazz Piano Book" (1989), chapters 3 and 7: three-note
voicings, and left-hand voicings in the manner of Bill Evans and Wynton Kelly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chord

SPREAD = 19
"""Semitones from the lowest voice to the highest, at the most."""
MUD = 50
"""Below this pitch (D3), voices closer than ``MUD_INTERVAL`` growl."""
MUD_INTERVAL = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an instrument voices its chords."""

    lowest: int
    highest: int
    middle: float
    voices: int


REACHES = {
    "piano": Reach(50, 72, 60.5, 4),
    "guitar": Reach(48, 69, 57.0, 4),
    "shells": Reach(45, 64, 53.0, 3),
    "vibes": Reach(55, 77, 65.0, 4),
}
"""By comping instrument; "shells" are the guitar's three notes for four to the bar."""


THIRDS, FIFTHS, SEVENTHS = (4, 3, 5, 2), (7, 6, 8), (10, 11, 9)
"""What can stand for each: a suspended fourth for the third, a sixth for the seventh."""


def degrees(chord: Chord, voices: int, *, resolves_to_minor: bool = False) -> tuple[int, ...]:
    """Semitones above the root to play, the guide tones first.

    ``resolves_to_minor`` darkens a plain dominant: its ninth is flat before a minor tonic.
    """
    third, fifth, seventh = (_first(chord, choices) for choices in (THIRDS, FIFTHS, SEVENTHS))
    guides = [tone for tone in (third, seventh) if tone is not None]
    asked = [tone for tone in (*chord.tensions, *chord.tones) if tone not in (0, third, fifth, seventh)]
    is_dominant = (third, seventh) == (4, 10)
    colours = list(asked)
    if not (is_dominant and resolves_to_minor):
        colours += _usual_colours(chord, asked, is_dominant, has_seventh=seventh in (10, 11))
    elif not asked:
        colours = [1]
    fifths = [fifth] if fifth is not None else []
    if is_dominant:  # an altered fifth is a colour too; a perfect one is left out first
        rest = [*colours, *fifths] if fifth == 7 else [*colours[:1], *fifths, *colours[1:]]
    else:
        rest = [*asked, *fifths, *colours]
    return tuple(dict.fromkeys([*guides, *rest, *chord.tones[:1]]))[:voices]


def _first(chord: Chord, choices: Sequence[int]) -> int | None:
    return next((tone for tone in choices if tone in chord.tones), None)


def _usual_colours(chord: Chord, asked: Sequence[int], is_dominant: bool, *, has_seventh: bool) -> list[int]:
    """What a pianist adds unasked: the ninth; the thirteenth to a dominant; the sixth to a plain triad."""
    is_diminished = {3, 6} <= set(chord.tones)
    ninth = [2] if 2 in chord.scale and not is_diminished and not {1, 3} & set(asked) else []
    adds_sixth = is_dominant or (not has_seventh and 4 in chord.tones)
    sixth = [9] if adds_sixth and 9 in chord.scale and 7 in chord.tones else []
    return ninth + sixth


def voice(
    chord: Chord, before: tuple[int, ...], reach: Reach, *, resolves_to_minor: bool = False
) -> tuple[int, ...]:
    """The voicing of ``chord`` nearest to the one before; ascending pitches, () for no chord."""
    if chord.root is None:
        return ()
    classes = tuple(
        (chord.root + degree) % 12
        for degree in degrees(chord, reach.voices, resolves_to_minor=resolves_to_minor)
    )
    return min(_candidates(classes, reach), key=lambda pitches: _price(pitches, before, reach))


@lru_cache(maxsize=4096)
def _candidates(classes: tuple[int, ...], reach: Reach) -> tuple[tuple[int, ...], ...]:
    """Every way to lay these pitch classes out within reach."""
    places = [
        [pitch for pitch in range(reach.lowest, reach.highest + 1) if pitch % 12 == pitch_class]
        for pitch_class in classes
    ]
    layouts = {tuple(sorted(pitches)) for pitches in product(*places)}
    clean = [pitches for pitches in layouts if _sounds(pitches)]
    return tuple(sorted(clean or layouts))


def _sounds(pitches: tuple[int, ...]) -> bool:
    """No mud below, no hole between, no semitone at the top, not too wide."""
    gaps = [high - low for low, high in zip(pitches, pitches[1:], strict=False)]
    muddy = any(low < MUD and gap < MUD_INTERVAL for low, gap in zip(pitches, gaps, strict=False))
    return (
        pitches[-1] - pitches[0] <= SPREAD
        and not muddy
        and all(1 <= gap <= 9 for gap in gaps)
        and (len(gaps) < 2 or gaps[-1] > 1)
        and gaps.count(1) <= 1
    )


def _price(pitches: tuple[int, ...], before: tuple[int, ...], reach: Reach) -> float:
    """Semitones that the voices travel, and a little for leaving the middle."""
    middle = sum(pitches) / len(pitches)
    wide = max(0, pitches[-1] - pitches[0] - 12) * 0.3
    return voice_leading(before, pitches) + 0.35 * abs(middle - reach.middle) + wide


def voice_leading(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Semitones that the voices move: each goes to the nearest, and a leap counts more than steps."""
    if not before or not after:
        return 0.0
    if len(before) == len(after):
        moves = [abs(a - b) for a, b in zip(before, after, strict=True)]
    else:
        few, many = sorted((before, after), key=len)
        moves = [min(abs(pitch - other) for other in few) for pitch in many]
    return sum(move + max(0, move - 2) for move in moves)
