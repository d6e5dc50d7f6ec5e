"""Six imaginary players and their preferences.

Weights are relative: with ``"run": 3`` and ``"enclosure": 1``, runs are three times as likely as
enclosures. A choice without a weight is never made.
"""

from __future__ import annotations

from dataclasses import dataclass

Weights = dict[str, float]
"""Relative probability by name of the choice."""


@dataclass(frozen=True, slots=True)
class Player:
    """Instrument, register and preferences of an imaginary player."""

    name: str
    instrument: str
    program: int
    """General MIDI, 0 to 127."""
    low: int
    high: int
    """MIDI pitches: the register."""
    rhythms: Weights
    figures: Weights
    scales: Weights
    phrases: dict[float, float]
    """Weights of the lengths of a phrase in bars."""
    rests: dict[float, float]
    """Weights of the rests after it in beats."""
    motifs: float = 0.3
    """Share of phrases that repeat a motif over the changes."""
    turns: float = 0.0
    """Probability that a note on the beat becomes a turn: the note, the one above, the note, in triplets."""
    anticipation: float = 0.2
    """Probability that a note comes an eighth early, tied over the beat."""
    sustain: float = 1.5
    """The longest note within a phrase, in beats."""
    loudness: int = 84
    """Mean MIDI velocity."""

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


PLAYERS = (
    Player(
        # Long lines of eighths, enclosures, altered dominants.
        "Iris", "alto saxophone", 65, low=54, high=81,
        rhythms={"flowing": 9, "held": 0.8, "syncopated": 1.4, "triplets": 2.2, "double": 1.6},
        figures={"run": 4, "skip and run": 2, "arpeggio": 3, "enclosure": 4, "approach": 2, "chromatic": 1,
                 "turn": 1.5, "digits": 1, "leap": 1},
        scales={"plain": 3, "altered": 1.6, "harmonic": 1.6, "blues": 0.15},
        phrases={1.5: 1, 2: 3, 3: 3, 4: 3, 5: 1}, rests={0.5: 1, 1: 3, 1.5: 3, 2: 2, 3: 1},
        motifs=0.12, turns=0.12, anticipation=0.18, loudness=88,
    ),
    Player(
        # Few notes, singing lines, motifs, silence.
        "Otto", "trumpet", 56, low=55, high=79,
        rhythms={"flowing": 2.5, "held": 4, "syncopated": 3.5, "triplets": 0.8, "double": 0.2},
        figures={"run": 4, "skip and run": 1, "arpeggio": 1.5, "enclosure": 1, "approach": 2, "turn": 0.8,
                 "digits": 1, "leap": 2},
        scales={"plain": 4, "altered": 0.4, "harmonic": 1, "blues": 0.4, "pentatonic": 0.8},
        phrases={1: 2, 1.5: 2, 2: 4, 3: 1.5}, rests={1: 1, 1.5: 2, 2: 3, 3: 2, 4: 1},
        motifs=0.45, anticipation=0.35, sustain=2.5, loudness=78,
    ),
    Player(
        # Blues scale, short calls and answers, triplets, low register.
        "Rufus", "tenor saxophone", 66, low=49, high=78,
        rhythms={"flowing": 5, "held": 2, "syncopated": 2.5, "triplets": 3.5, "double": 0.8},
        figures={"run": 5, "skip and run": 1.5, "arpeggio": 2, "enclosure": 1.5, "approach": 2.5,
                 "chromatic": 1.5, "turn": 1, "digits": 0.6, "leap": 1.5},
        scales={"plain": 2.4, "altered": 0.5, "harmonic": 0.8, "blues": 2.4, "pentatonic": 1},
        phrases={1: 2, 1.5: 2, 2: 4, 3: 2, 4: 0.7}, rests={0.5: 1, 1: 2, 1.5: 3, 2: 3, 3: 1},
        motifs=0.4, turns=0.06, anticipation=0.25, sustain=2, loudness=92,
    ),
    Player(
        # Arpeggios up and scales down, often in triplets.
        "Mabel", "clarinet", 71, low=52, high=86,
        rhythms={"flowing": 6, "held": 1.2, "syncopated": 1.2, "triplets": 3.5, "double": 1.2},
        figures={"run": 3, "skip and run": 2.5, "arpeggio": 7, "enclosure": 1, "approach": 1.5,
                 "chromatic": 1, "turn": 1.5, "digits": 1.5, "leap": 1.5},
        scales={"plain": 4, "altered": 0.2, "harmonic": 0.8, "pentatonic": 0.3},
        phrases={1.5: 1, 2: 4, 3: 2, 4: 2}, rests={0.5: 2, 1: 3, 1.5: 2, 2: 2},
        motifs=0.3, turns=0.15, anticipation=0.12, loudness=84,
    ),
    Player(
        # Digital patterns of four notes, pentatonics, long arcs.
        "Lena", "vibraphone", 11, low=53, high=84,
        rhythms={"flowing": 9, "held": 1.5, "syncopated": 2.5, "triplets": 1.4, "double": 1.8},
        figures={"run": 2, "skip and run": 2, "arpeggio": 3, "enclosure": 0.8, "approach": 1, "turn": 0.5,
                 "digits": 7, "leap": 2},
        scales={"plain": 3, "altered": 0.8, "harmonic": 0.6, "pentatonic": 2.6},
        phrases={1.5: 1, 2: 3, 3: 3, 4: 2.5, 6: 1}, rests={0.5: 1, 1: 2, 1.5: 3, 2: 2, 3: 1.5},
        motifs=0.45, anticipation=0.3, sustain=2, loudness=80,
    ),
    Player(
        # Off-beats and chromatic lines.
        "Cyril", "jazz guitar", 26, low=50, high=79,
        rhythms={"flowing": 8, "held": 1, "syncopated": 3.5, "triplets": 1.8, "double": 0.6},
        figures={"run": 3, "skip and run": 1.5, "arpeggio": 2.5, "enclosure": 3, "approach": 3,
                 "chromatic": 4, "turn": 1, "digits": 1, "leap": 1.2},
        scales={"plain": 3, "altered": 1.2, "harmonic": 1.2, "blues": 0.8},
        phrases={1: 1, 1.5: 3, 2: 4, 2.5: 2, 3: 2}, rests={0.5: 1, 1: 3, 1.5: 3, 2: 2, 2.5: 1},
        motifs=0.3, turns=0.06, anticipation=0.4, loudness=80,
    ),
)  # fmt: skip
