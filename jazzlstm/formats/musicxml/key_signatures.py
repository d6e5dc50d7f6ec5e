"""Keys ("Bb", "C minor") to key signatures in fifths, and back.

Fifths count along the circle of fifths: F has one flat (-1), C none, G one sharp (1). A
minor key, like every mode, has the signature of a major key.
"""

from __future__ import annotations

import re

from jazzlstm.theory.keys import MAJOR_SCALE
from jazzlstm.theory.pitches import plain_accidentals

MODES = {
    "major": 0,
    "ionian": 0,
    "mixolydian": -1,
    "dorian": -2,
    "minor": -3,
    "aeolian": -3,
    "phrygian": -4,
    "lydian": 1,
    "locrian": -5,
}
"""Fifths from a major key to the key of the same tonic in this mode: C minor is -3 from C."""

_TONICS = "FCGDAEB"
_KEY = re.compile(r"([A-G](?:b|#)?)[\s-]*(.*)")


def count_fifths(key: str) -> int | None:
    """Sharps of the signature of ``key`` (flats below 0); None for text that is not a key."""
    match = _KEY.fullmatch(plain_accidentals(key.strip()))
    if not match:
        return None
    mode = _find_mode(match[2])
    fifths = _TONICS.index(match[1][0]) - 1 + 7 * (match[1].count("#") - match[1].count("b")) + MODES[mode]
    return fifths if -7 <= fifths <= 7 else fifths - 12 * (1 if fifths > 0 else -1)


def name_mode(key: str) -> str:
    """MusicXML's word for the mode of ``key``: "minor" for "C minor", "major" for "Bb", "none" for ""."""
    match = _KEY.fullmatch(plain_accidentals(key.strip()))
    return _find_mode(match[2]) if match else "none"


def name_key(fifths: int, mode: str = "major") -> str:
    """The key of a signature and mode: (-3, "minor") is "C minor", (-2, "major") is "Bb"."""
    place = fifths - MODES.get(mode, 0) + 1
    accidentals = place // 7
    tonic = _TONICS[place % 7] + ("#" * accidentals if accidentals > 0 else "b" * -accidentals)
    return tonic if mode in ("major", "ionian") or mode not in MODES else f"{tonic} {mode}"


def transpose_key(key: str, semitones: int) -> str:
    """``key`` transposed up, with the fewest accidentals: "C minor" up two semitones is "D minor"."""
    fifths = count_fifths(key)
    if fifths is None or semitones % 12 == 0:
        return key
    moved = (fifths + 7 * semitones + 5) % 12 - 5  # -5 (Db) to 6 (F#)
    return name_key(moved, name_mode(key))


def guess_fifths(pitch_classes: list[int]) -> int:
    """The signature (-6 to 5) with the fewest notes outside its scale, then the fewest accidentals."""
    scales = {fifths: {(7 * fifths + step) % 12 for step in MAJOR_SCALE} for fifths in range(-6, 6)}
    return min(scales, key=lambda fifths: (sum(p not in scales[fifths] for p in pitch_classes), abs(fifths)))


def _find_mode(word: str) -> str:
    """The mode of a name or abbreviation: "m", "min", "dor"."""
    word = word.strip()
    if word in ("m", "mi", "-"):
        return "minor"
    lowered = word.lower()
    return next((mode for mode in MODES if len(lowered) >= 3 and mode.startswith(lowered[:3])), "major")
