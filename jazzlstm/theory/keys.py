"""Keys, and how chords are spelled in them.

A key is a tonic and a mode: "Bb", "C minor". In a key every chord root is a
degree with a usual name: in C the tritone substitute is Db7, but the diminished
chord that climbs from C to D is C#dim7. A transposed chart is therefore spelled
from its new key, not chord by chord.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jazzlstm.errors import ChartError
from jazzlstm.music import Chart, Chord
from jazzlstm.theory.chords import german_root
from jazzlstm.theory.glyphs import plain_words
from jazzlstm.theory.pitches import parse_pitch_class, plain_accidentals, spell_degree

MAJOR_TONICS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
MINOR_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
"""The usual name of the key, by pitch class of its tonic."""
MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)

_MINOR_WORDS = frozenset({"min", "minor", "moll", "dor", "dorian", "aeol", "aeolian", "phryg", "phrygian"})
_MAJOR_WORDS = frozenset(
    {"", "maj", "major", "dur", "ion", "ionian", "mix", "mixolydian", "lyd", "lydian", "blues"}
)
_KEY = re.compile(r"([A-Ga-g](?:b|#)?)[\s_-]*([A-Za-z]*)")
_PLAIN_NAMES = {"Fb": "E", "E#": "F", "B#": "C"}
_SHARP_WHEN_CLIMBING = {1, 6, 8}
"""Degrees whose diminished and half-diminished chords are spelled sharp: #1, #4, #5."""
_LOWER_NAMES = {1: 0, 6: 5, 8: 7}


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode, major or minor."""

    tonic: str
    is_minor: bool = False
    names_mode: bool = False
    """Whether the text named the mode: True for "C major", False for "C"."""

    @property
    def pitch_class(self) -> int:
        return parse_pitch_class(self.tonic)

    def __str__(self) -> str:
        return f"{self.tonic} minor" if self.is_minor else self.tonic

    def moved(self, semitones: int) -> Key:
        """The key ``semitones`` higher by its usual name; the same key, unchanged, after whole octaves."""
        if semitones % 12 == 0:
            return self
        tonics = MINOR_TONICS if self.is_minor else MAJOR_TONICS
        return Key(tonics[(self.pitch_class + semitones) % 12], self.is_minor)

    def spell_root(self, chord: Chord) -> str:
        """The name of a chord's root in this key. The chord must have a root."""
        interval = ((chord.root or 0) - self.pitch_class) % 12
        climbing = interval in _SHARP_WHEN_CLIMBING and {3, 6} <= set(chord.tones)
        name = self._sharp_degree(interval) if climbing else spell_degree(self.tonic, interval, flats=True)
        in_scale = interval in (MINOR_SCALE if self.is_minor else MAJOR_SCALE)
        if name == "Cb" and not in_scale:
            return "B"
        return _PLAIN_NAMES.get(name, name)

    def _sharp_degree(self, interval: int) -> str:
        """The degree below, raised: #4 of Bb is E."""
        below = spell_degree(self.tonic, _LOWER_NAMES[interval], flats=False)
        return {"b": below[0], "#": spell_degree(self.tonic, interval, flats=False)}.get(
            below[1:], below + "#"
        )


def parse_key(text: str) -> Key:
    """The key that "Bb", "c minor", "F#m" or "Eb major" names.

    Raises:
        ChartError: ``text`` is not a key.
    """
    plain = plain_words(plain_accidentals(text.strip()[:30]))
    plain = german_root(plain[:1].upper() + plain[1:])
    match = _KEY.fullmatch(plain)
    mode = match[2] if match else "?"
    is_minor = mode == "m" or mode.lower() in _MINOR_WORDS or (not mode and plain.endswith("-"))
    if match is None or not (is_minor or mode == "M" or mode.lower() in _MAJOR_WORDS):
        remedy = "write one such as Bb or C minor"
        raise ChartError(f"{text.strip()[:30]!r} is not a key: {remedy}", code="bad_key")
    return Key(match[1][0].upper() + match[1][1:], is_minor, names_mode=bool(mode) or is_minor)


def guess_key(chart: Chart) -> Key:
    """The likeliest major or minor key of a chart without one.

    The score of a key is the share of chord tones, weighted by beats, that lie in
    its scale. The first chord (counted twice) and the last decide between relatives.
    """
    ends = [change.start for change in chart.changes[1:]] + [chart.beats]
    spans = [
        (c.chord, end - c.start) for c, end in zip(chart.changes, ends, strict=True) if not c.chord.is_silent
    ]
    outer = [spans[0][0], spans[0][0], spans[-1][0]] if spans else []

    def score(key: Key) -> float:
        degrees = MINOR_SCALE if key.is_minor else MAJOR_SCALE
        scale = {(key.pitch_class + degree) % 12 for degree in degrees}
        inside = sum(beats * len(chord.tone_classes & scale) / len(chord.tones) for chord, beats in spans)
        tonics = sum(
            chord.root == key.pitch_class and (3 in chord.tones) == key.is_minor and 6 not in chord.tones
            for chord in outer
        )
        return inside / chart.beats + 0.1 * tonics

    keys = [Key(tonic) for tonic in MAJOR_TONICS] + [Key(tonic, True) for tonic in MINOR_TONICS]
    return max(keys, key=score)
