"""Chord names from what the band plays.

Beat by beat, the notes that sound are weighed by how long they sound and held
against every chord quality on every root: tones of the chord speak for it, other
notes against it, and so do tones that should be there and are not. The bass
tells the root, most of all on the first beat of a bar. Then the cheapest path
through all beats is found (Viterbi), in which a chord change costs little at a
barline, more in the middle of a bar and most elsewhere; that is what smooths
passing tones away and lets a chord ring through a silence. Silence of many
beats is no chord.

Source for the approach: Pardo and Birmingham, "Algorithms for chordal analysis",
Computer Music Journal 26 (2002).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.formats.chord_markers import as_changes
from jazzlstm.music import NO_CHORD
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.keys import MAJOR_TONICS, MINOR_TONICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.formats.midi.score import Player
    from jazzlstm.music import Change, Chord, Note

QUALITIES = (
    # suffix, how common it is in jazz (added to its score)
    ("", 0.0), ("m", 0.0), ("dim", -0.06), ("aug", -0.08), ("sus4", -0.10),
    ("maj7", 0.02), ("m7", 0.02), ("7", 0.02), ("m7b5", 0.0), ("dim7", -0.04),
    ("6", -0.15), ("m6", -0.15), ("mMaj7", -0.12), ("7sus4", -0.10), ("7#5", -0.08),
)  # fmt: skip
"""Triads are named only where no seventh sounds. C6 is Am7 unless the bass says so."""
FLAT_MINOR_ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""Beside Bb and Eb a player reads Abm; beside E and B, G#m; F#m everywhere."""
FLAT_SIDE, SHARP_SIDE = {1, 3, 5, 8, 10}, {2, 4, 7, 9, 11}
"""Major roots (pitch classes) that tell on which side of the circle of fifths a tune lies."""

OTHER_NOTE = -1.0
COLOUR_NOTE = -0.45
"""A ninth, eleventh or thirteenth that the chord's scale holds: an outside note, but a friend."""
NINTH = 0.8
"""The ninth over a seventh chord, which pianists play for the root they leave out."""
MISSING_TONE = {"root": -0.04, "third": -0.40, "fifth": -0.06, "seventh": -0.30}
"""Fifths are left out by every pianist, roots by those who have a bass player."""
LOWEST_NOTE = {"bar": 0.5, "half": 0.2, "beat": 0.1}
"""What the lowest note says for the chord on it, at a barline, two beats later, or elsewhere."""
BASS_NOTE = {"bar": 1.5, "half": 0.24, "beat": 0.0}
"""The same where a bass player plays it: much at the barline, nothing while walking."""
CHANGE_IN_SILENCE = 0.1
"""What a change costs more where nothing sounds, so that a chord enters when it is played."""
CHANGE_COSTS = {"bar": 0.3, "half": 0.6, "beat": 1.2}
NO_CHORD_IN_SILENCE = 0.06
"""What a beat of silence adds to no chord: a change to NC and back pays after two or three bars."""
SHORT = 1.0
"""Beats; a chord struck shorter than this just before a strong beat is that beat's, played early."""
ENOUGH_SOUND = 1.5
"""Beats of sound, all notes together, that make a beat's evidence count in full: half a beat of a triad."""
BASS_WEIGHT = 0.25
"""What a bass player's notes count for among the tones: walking bass passes through all of them."""
BASS_PLAYERS = re.compile(r"\bbass\b|contrabass|\bab\b", re.IGNORECASE)
BASS_PROGRAMS = range(32, 40)
LEAST_TONES = 1.3
"""Different notes sounding at once on average; less is a line, whose chords would be guesses."""


def chords_from_notes(
    players: Sequence[Player], downbeats: Sequence[float], end: float
) -> tuple[Change, ...]:
    """The changes that the players sound from beat 0 to ``end``; () if they play no chords."""
    players = [player for player in players if player.notes and not player.is_drums]
    beats = _beats(downbeats, end)
    sounding, lowest = _weigh(players, beats)
    played = sounding.sum(axis=1) > 0
    if not played.any() or (sounding[played] > 0).sum(axis=1).mean() < LEAST_TONES:
        return ()
    chords = _vocabulary()
    places = _places(beats[:-1], downbeats)
    lowest_says = BASS_NOTE if any(_is_bass(player) for player in players) else LOWEST_NOTE
    says = np.array([lowest_says[place] for place in places])
    scores = _scores(sounding, lowest, says, chords)
    costs = np.array([CHANGE_COSTS[place] for place in places]) + np.where(played, 0.0, CHANGE_IN_SILENCE)
    path = _best_path(scores, costs)
    spelled = _vocabulary(_minor_roots([chords[state] for state in path]))
    return as_changes(zip(beats, [spelled[state] for state in path], strict=False))


def _minor_roots(chords: Sequence[Chord]) -> tuple[str, ...]:
    """How the minor chords of a tune are spelled, by the company of its major ones."""
    roots = [chord.root for chord in chords if 4 in chord.tones]
    flat, sharp = (sum(root in side for root in roots) for side in (FLAT_SIDE, SHARP_SIDE))
    return FLAT_MINOR_ROOTS if flat >= sharp else MINOR_TONICS


def _vocabulary(minor_roots: tuple[str, ...] = MINOR_TONICS) -> list[Chord]:
    """Every quality on every root, and no chord last."""
    chords = []
    for suffix, _ in QUALITIES:
        roots = minor_roots if suffix.startswith(("m", "dim")) and suffix != "maj7" else MAJOR_TONICS
        chords += [parse_chord(root + suffix) for root in roots]
    return [*chords, NO_CHORD]


def _beats(downbeats: Sequence[float], end: float) -> list[float]:
    """All beats of all bars, counted from each downbeat, and the end."""
    beats: list[float] = []
    for start, stop in zip(downbeats, [*downbeats[1:], end], strict=True):
        beats += [float(beat) for beat in np.arange(start, stop - 1e-6)]
    return [*beats, end]


def _weigh(
    players: Sequence[Player], beats: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How much each pitch class sounds in each beat (beats, 12), and the lowest (beats,), -1 in silence."""
    sounding = np.zeros((len(beats) - 1, 12))
    lowest = np.full(len(beats) - 1, 128)
    for player in players:
        weight = BASS_WEIGHT if _is_bass(player) else 1.0
        for note in player.notes:
            note = _unpushed(note)
            first = max(0, bisect_right(beats, note.start + 1e-6) - 1)
            for beat in range(first, min(bisect_right(beats, note.end - 0.05), len(beats) - 1)):
                overlap = min(note.end, beats[beat + 1]) - max(note.start, beats[beat])
                sounding[beat, note.pitch % 12] += overlap * weight
                if overlap > 0.2:
                    lowest[beat] = min(lowest[beat], note.pitch)
    return sounding, np.where(lowest < 128, lowest % 12, -1)


def _is_bass(player: Player) -> bool:
    return player.program in BASS_PROGRAMS or BASS_PLAYERS.search(player.name) is not None


def _unpushed(note: Note) -> Note:
    """A short chord on the off-beat before a beat, moved onto that beat: it is heard as its anticipation."""
    phase = note.start % 1
    if phase >= 0.45 and note.duration < SHORT:
        return replace(note, start=note.start - phase + 1)
    return note


def _places(beats: Sequence[float], downbeats: Sequence[float]) -> list[str]:
    """Where in its bar each beat stands: on the "bar" line, the "half" bar, or another "beat"."""
    offsets = [beat - downbeats[max(0, bisect_right(downbeats, beat + 1e-6) - 1)] for beat in beats]
    return ["bar" if offset < 1e-6 else "half" if abs(offset - 2) < 1e-6 else "beat" for offset in offsets]


def _scores(
    sounding: NDArray[np.float64],  # (beats, 12)
    lowest: NDArray[np.int64],  # (beats,)
    says: NDArray[np.float64],  # (beats,): what the lowest note says for its chord
    chords: Sequence[Chord],
) -> NDArray[np.float64]:
    """How well each chord explains each beat: (beats, chords)."""
    total = sounding.sum(axis=1, keepdims=True)  # (beats, 1)
    is_played = total[:, 0] > 0
    shares = np.divide(sounding, total, out=np.zeros_like(sounding), where=total > 0)
    present = np.clip(shares * 6, 0, 1)  # (beats, 12): a sixth of the sound is fully there
    evidence = np.minimum(1.0, total[:, 0] / ENOUGH_SOUND)  # (beats,)
    scores = np.zeros((len(sounding), len(chords)))
    for column, chord in enumerate(chords[:-1]):
        weights, missing = _template(chord)
        scores[:, column] = shares @ weights + (1 - present) @ missing + QUALITIES[column // 12][1]
        scores[:, column] *= evidence
        scores[:, column] += np.where(lowest == chord.root, says, 0.0)
    scores[~is_played] = 0.0
    scores[:, -1] = np.where(is_played, -evidence, NO_CHORD_IN_SILENCE)
    return scores


def _template(chord: Chord) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each pitch class says for the chord when it sounds, and when it doesn't: (12,) each."""
    weights, missing = np.full(12, OTHER_NOTE), np.zeros(12)
    root = chord.root or 0
    for pitch_class in chord.scale_classes:
        weights[pitch_class] = COLOUR_NOTE
    if len(chord.tones) > 3 and 2 in chord.scale:
        weights[(root + 2) % 12] = NINTH
    for tone, role in zip(chord.tones, ("root", "third", "fifth", "seventh"), strict=False):
        weights[(root + tone) % 12] = 1.0
        missing[(root + tone) % 12] = MISSING_TONE[role]
    return weights, missing


def _best_path(scores: NDArray[np.float64], costs: NDArray[np.float64]) -> list[int]:
    """The row of chords with the best sum of scores less the cost of changes (Viterbi)."""
    beats, chords = scores.shape
    came_from = np.zeros((beats, chords), dtype=np.int64)
    best = scores[0].copy()  # (chords,)
    for beat in range(1, beats):
        leader = int(best.argmax())
        changed = best[leader] - costs[beat]
        came_from[beat] = np.where(best >= changed, np.arange(chords), leader)
        best = np.maximum(best, changed) + scores[beat]
    path = [int(best.argmax())]
    for beat in range(beats - 1, 0, -1):
        path.append(int(came_from[beat, path[-1]]))
    return path[::-1]
