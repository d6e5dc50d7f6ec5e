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


def degrees(chord: Chord, voices: int, *, resolves_to_minor: bool = False) -> tuple[int, ...]:
    """Semitones above the root to play, the guide tones first.

    ``resolves_to_minor`` darkens a plain dominant: its ninth is flat before a minor tonic.
    """
    tones, tensions = chord.tones, chord.tensions
    third: int | None = next((tone for tone in (4, 3, 5, 2) if tone in tones), None)
    seventh = next((tone for tone in (10, 11, 9) if tone in tones), None)
    fifth = next((tone for tone in (7, 6, 8) if tone in tones), None)
    plain = [tone for tone in (third, seventh) if tone is not None]
    colours = [tone for tone in tensions if tone not in plain]
    if third == 4 and seventh == 10 and resolves_to_minor and not tensions:
        colours += [1]
    colours += [tone for tone in tones if tone not in (0, third, seventh, fifth, *colours)]
    ninth = [2] if 2 in chord.scale and not {1, 3} & set(colours) - set(plain) else []
    sixth = [9] if 9 in chord.scale and seventh != 9 and third == 4 and fifth == 7 else []
    if seventh is None or seventh == 9:  # a triad or a sixth chord
        rest = [*colours, *([fifth] if fifth is not None else []), *ninth, *(sixth if not seventh else [])]
    elif third == 4 and seventh == 10:  # a dominant takes its thirteenth for its fifth
        rest = [*colours, *ninth, *(sixth if not resolves_to_minor else []), *([fifth] if fifth else [])]
    else:
        rest = [*colours, *([fifth] if fifth is not None else []), *ninth]
    return tuple(dict.fromkeys([*plain, *rest, *tones[:1]]))[:voices]


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
