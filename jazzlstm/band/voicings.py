"""Voicings: the notes of each chord for a pianist's left hand, and their octaves.

The bass plays the root, so voicings omit it. The *guide tones*, third and seventh,
identify the chord and come first. Then come the tensions of the symbol, the ninth,
the fifth or the thirteenth. Each voice moves as little as possible from chord to
chord.

Source: M. Levine, "The Jazz Piano Book" (1989), chapters 3 and 7: three-note
voicings, and left-hand voicings as played by Bill Evans and Wynton Kelly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chord

WIDEST = 19
"""Semitones from the lowest voice to the highest."""
LOW_LIMIT = 50
"""D3: below it, close intervals sound muddy."""
SMALLEST_LOW_INTERVAL = 5
"""Semitones between neighbouring voices below ``LOW_LIMIT``."""
WIDEST_GAP = 9
"""Semitones between neighbouring voices."""
CENTRE_COST = 0.35
"""Cost of each semitone between a voicing's mean pitch and the centre of its range; voice leading costs
1 a semitone."""
WIDTH_COST = 0.3
"""Cost of each semitone that a voicing is wider than an octave."""


@dataclass(frozen=True, slots=True)
class VoicingRange:
    """Pitches and number of voices of a comping instrument."""

    lowest: int
    highest: int
    centre: float
    voices: int


VOICING_RANGES = {
    "piano": VoicingRange(50, 72, 60.5, 4),
    "guitar": VoicingRange(48, 69, 57.0, 4),
    "shells": VoicingRange(45, 64, 53.0, 3),
    "vibes": VoicingRange(55, 77, 65.0, 4),
}
"""Ranges by comping instrument; "shells" are the guitar's three-note voicings for four to the bar."""


QUARTAL_ROOM = 3
"""Semitones by which chords in fourths may leave the range: they sound clear lower down."""
THIRDS = (4, 3, 5, 2)
"""Semitones above the root, in order of preference; a suspended fourth or second stands for the third."""
FIFTHS = (7, 6, 8)
SEVENTHS = (10, 11, 9)
"""A sixth stands for the seventh."""


def degrees(chord: Chord, voices: int, *, resolves_to_minor: bool = False) -> tuple[int, ...]:
    """Semitones above the root to play, the guide tones first.

    ``resolves_to_minor`` flattens the ninth of a plain dominant before a minor tonic.
    """
    third, fifth, seventh = (_first(chord, choices) for choices in (THIRDS, FIFTHS, SEVENTHS))
    guides = [tone for tone in (third, seventh) if tone is not None]
    written = [tone for tone in (*chord.tensions, *chord.tones) if tone not in (0, third, fifth, seventh)]
    is_dominant = (third, seventh) == (4, 10)
    tensions = list(written)
    if not (is_dominant and resolves_to_minor):
        tensions += _added_tensions(chord, written, is_dominant, has_seventh=seventh in (10, 11))
    elif not written:
        tensions = [1]
    fifths = [fifth] if fifth is not None else []
    if is_dominant:  # an altered fifth counts as a tension; a perfect fifth is omitted first
        rest = [*tensions, *fifths] if fifth == 7 else [*tensions[:1], *fifths, *tensions[1:]]
    else:
        rest = [*written, *fifths, *tensions]
    return tuple(dict.fromkeys([*guides, *rest, *chord.tones[:1]]))[:voices]


def _first(chord: Chord, choices: Sequence[int]) -> int | None:
    return next((tone for tone in choices if tone in chord.tones), None)


def _added_tensions(
    chord: Chord, written: Sequence[int], is_dominant: bool, *, has_seventh: bool
) -> list[int]:
    """Tensions added to a plain symbol: the ninth; the thirteenth of a dominant; the sixth of a triad."""
    is_diminished = {3, 6} <= set(chord.tones)
    ninth = [2] if 2 in chord.scale and not is_diminished and not {1, 3} & set(written) else []
    adds_sixth = is_dominant or (not has_seventh and 4 in chord.tones)
    sixth = [9] if adds_sixth and 9 in chord.scale and 7 in chord.tones else []
    return ninth + sixth


def quartal(chord: Chord, before: tuple[int, ...], limits: VoicingRange) -> tuple[int, ...]:
    """A voicing in fourths, nearest to ``before``; () for a chord that isn't minor or suspended.

    Source: M. Levine, "The Jazz Piano Book" (1989), chapters 13 and 14: the "So What" chord.
    """
    if chord.root is None or 10 not in chord.tones or not {3, 5} & set(chord.tones):
        return ()
    third = 3 if 3 in chord.tones else 2
    if not {5, third, 7} <= {*chord.scale, *chord.tones}:
        return ()
    stack = (0, 5, 10, 14) if third == 2 else (5, 10, 15, 19)
    lowest = range(limits.lowest - QUARTAL_ROOM, limits.highest + QUARTAL_ROOM - stack[-1] + stack[0] + 1)
    places = [pitch for pitch in lowest if (pitch - stack[0] - chord.root) % 12 == 0]
    found = [tuple(pitch - stack[0] + step for step in stack)[: limits.voices] for pitch in places]
    return min(found, key=lambda pitches: _cost(pitches, before, limits), default=())


@lru_cache(maxsize=4096)
def voice(
    chord: Chord, before: tuple[int, ...], limits: VoicingRange, *, resolves_to_minor: bool = False
) -> tuple[int, ...]:
    """The voicing of ``chord`` nearest to ``before``: ascending pitches, () for "N.C."."""
    if chord.root is None:
        return ()
    classes = tuple(
        (chord.root + degree) % 12
        for degree in degrees(chord, limits.voices, resolves_to_minor=resolves_to_minor)
    )
    return min(_candidates(classes, limits), key=lambda pitches: _cost(pitches, before, limits))


@lru_cache(maxsize=4096)
def _candidates(classes: tuple[int, ...], limits: VoicingRange) -> tuple[tuple[int, ...], ...]:
    """All voicings of the pitch classes within the limits; if some sound clear, only those."""
    places = [
        [pitch for pitch in range(limits.lowest, limits.highest + 1) if pitch % 12 == pitch_class]
        for pitch_class in classes
    ]
    layouts = {tuple(sorted(pitches)) for pitches in product(*places)}
    clear = [pitches for pitches in layouts if _sounds_clear(pitches)]
    return tuple(sorted(clear or layouts))


def _sounds_clear(pitches: tuple[int, ...]) -> bool:
    """No close interval at the bottom, no gap, no semitone at the top, one semitone at most."""
    gaps = [high - low for low, high in zip(pitches, pitches[1:], strict=False)]
    is_muddy = any(
        low < LOW_LIMIT and gap < SMALLEST_LOW_INTERVAL for low, gap in zip(pitches, gaps, strict=False)
    )
    return (
        pitches[-1] - pitches[0] <= WIDEST
        and not is_muddy
        and all(1 <= gap <= WIDEST_GAP for gap in gaps)
        and (len(gaps) < 2 or gaps[-1] > 1)
        and gaps.count(1) <= 1
    )


def _cost(pitches: tuple[int, ...], before: tuple[int, ...], limits: VoicingRange) -> float:
    """Voice leading from the voicing before, plus distance from the centre and width."""
    middle = sum(pitches) / len(pitches)
    wide = max(0, pitches[-1] - pitches[0] - 12) * WIDTH_COST
    return voice_leading(before, pitches) + CENTRE_COST * abs(middle - limits.centre) + wide


def voice_leading(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    """Semitones that the voices move; beyond a whole tone each semitone counts twice."""
    if not before or not after:
        return 0.0
    if len(before) == len(after):
        moves = [abs(a - b) for a, b in zip(before, after, strict=True)]
    else:
        few, many = sorted((before, after), key=len)
        moves = [min(abs(pitch - other) for other in few) for pitch in many]
    return sum(move + max(0, move - 2) for move in moves)
