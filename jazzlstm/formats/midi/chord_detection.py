"""Chord names from the notes of the band.

Each beat is compared with every chord quality on every root. Sounding chord tones add to
the score of a chord by their duration; other notes and missing chord tones subtract. The
lowest note adds to the chord on it, most of all on the first beat of a bar. The Viterbi
algorithm then finds the best path through all beats, where a chord change costs little at
a barline, more in the middle of a bar and most elsewhere. So passing tones change nothing
and a chord lasts through a short silence. A silence of many beats gives NC.

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
from jazzlstm.music import BEAT_TOLERANCE, NO_CHORD
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.keys import MAJOR_TONICS, MINOR_TONICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.formats.midi.score import Player
    from jazzlstm.music import Change, Chord, Note

QUALITIES = (
    # suffix, prior for jazz (added to the score)
    ("", 0.0), ("m", 0.0), ("dim", -0.06), ("aug", -0.08), ("sus4", -0.10),
    ("maj7", 0.02), ("m7", 0.02), ("7", 0.02), ("m7b5", 0.0), ("dim7", -0.04),
    ("6", -0.15), ("m6", -0.15), ("mMaj7", -0.12), ("7sus4", -0.10), ("7#5", -0.08),
)  # fmt: skip
"""A triad wins only where no seventh sounds; C6 wins over Am7 only with C in the bass."""
FLAT_MINOR_ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
"""Roots of minor chords among flat keys: Abm beside Bb and Eb, but F#m everywhere."""
FLAT_SIDE = {1, 3, 5, 8, 10}
"""Pitch classes of major roots on the flat side of the circle of fifths."""
SHARP_SIDE = {2, 4, 7, 9, 11}
"""Pitch classes of major roots on the sharp side."""

CHORD_TONE = 1.0
"""Weight of a chord tone; all weights are multiplied by the share of the sound."""
OTHER_NOTE = -1.0
"""Weight of a note outside the chord and its scale."""
COLOUR_NOTE = -0.45
"""Weight of a ninth, eleventh or thirteenth in the scale of the chord."""
NINTH = 0.8
"""Weight of the ninth over a seventh chord, which pianists play instead of the root."""
MISSING_TONE = {"root": -0.04, "third": -0.40, "fifth": -0.06, "seventh": -0.30}
"""Score of each missing chord tone; pianists omit the fifth, and with a bass player the root."""
LOWEST_NOTE = {"bar": 0.5, "half": 0.2, "beat": 0.1}
"""Score for a chord whose root is the lowest note: at a barline, two beats later, elsewhere."""
BASS_NOTE = {"bar": 1.5, "half": 0.24, "beat": 0.0}
"""The same with a bass player: much at the barline, nothing within a walking line."""
CHANGE_IN_SILENCE = 0.1
"""Extra cost of a change in silence, so that a chord starts when it is played."""
CHANGE_COSTS = {"bar": 0.3, "half": 0.6, "beat": 1.2}
NO_CHORD_IN_SILENCE = 0.06
"""Score of no chord for a beat of silence: a change to NC and back pays off after two or three bars."""
SHORT = 1.0
"""Beats; a shorter chord on the off-beat anticipates the next beat."""
ENOUGH_SOUND = 1.5
"""Beats of sound, summed over notes, at which a beat has full weight: half a beat of a triad."""
BASS_WEIGHT = 0.25
"""Weight of a bass player's notes among the tones: a walking bass passes through all of them."""
BASS_PLAYERS = re.compile(r"\bbass\b|contrabass|\bab\b", re.IGNORECASE)
BASS_PROGRAMS = range(32, 40)
"""General MIDI programs of basses."""
LEAST_TONES = 1.3
"""Mean number of pitch classes in a sounding beat; below it the music is a single line without chords."""


def chords_from_notes(
    players: Sequence[Player], downbeats: Sequence[float], end: float
) -> tuple[Change, ...]:
    """The chord changes of the band from beat 0 to ``end``; () for music without chords."""
    players = [player for player in players if player.notes and not player.is_drums]
    beats = _beats(downbeats, end)
    sounding, lowest = _weigh(players, beats)
    played = sounding.sum(axis=1) > 0
    if not played.any() or (sounding[played] > 0).sum(axis=1).mean() < LEAST_TONES:
        return ()
    chords = _vocabulary()
    places = _places(beats[:-1], downbeats)
    by_place = BASS_NOTE if any(_is_bass(player) for player in players) else LOWEST_NOTE
    lowest_scores = np.array([by_place[place] for place in places])
    scores = _scores(sounding, lowest, lowest_scores, chords)
    costs = np.array([CHANGE_COSTS[place] for place in places]) + np.where(played, 0.0, CHANGE_IN_SILENCE)
    path = _best_path(scores, costs)
    spelled = _vocabulary(_minor_roots([chords[state] for state in path]))
    return as_changes(zip(beats, [spelled[state] for state in path], strict=False))


def _minor_roots(chords: Sequence[Chord]) -> tuple[str, ...]:
    """Names of minor roots, on the side of the circle of fifths where most major chords are."""
    roots = [chord.root for chord in chords if 4 in chord.tones]
    flat, sharp = (sum(root in side for root in roots) for side in (FLAT_SIDE, SHARP_SIDE))
    return FLAT_MINOR_ROOTS if flat >= sharp else MINOR_TONICS


def _vocabulary(minor_roots: tuple[str, ...] = MINOR_TONICS) -> list[Chord]:
    """Every quality on every root, then no chord."""
    chords = []
    for suffix, _ in QUALITIES:
        roots = minor_roots if suffix.startswith(("m", "dim")) and suffix != "maj7" else MAJOR_TONICS
        chords += [parse_chord(root + suffix) for root in roots]
    return [*chords, NO_CHORD]


def _beats(downbeats: Sequence[float], end: float) -> list[float]:
    """All beats, counted from each downbeat, and the end."""
    beats: list[float] = []
    for start, stop in zip(downbeats, [*downbeats[1:], end], strict=True):
        beats += [float(beat) for beat in np.arange(start, stop - BEAT_TOLERANCE)]
    return [*beats, end]


def _weigh(
    players: Sequence[Player], beats: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Duration of each pitch class in each beat (beats, 12), and the lowest one (beats,), -1 in silence."""
    sounding = np.zeros((len(beats) - 1, 12))
    lowest = np.full(len(beats) - 1, 128)
    for player in players:
        weight = BASS_WEIGHT if _is_bass(player) else 1.0
        for note in player.notes:
            note = _unpushed(note)
            first = max(0, bisect_right(beats, note.start + BEAT_TOLERANCE) - 1)
            for beat in range(first, min(bisect_right(beats, note.end - 0.05), len(beats) - 1)):
                overlap = min(note.end, beats[beat + 1]) - max(note.start, beats[beat])
                sounding[beat, note.pitch % 12] += overlap * weight
                if overlap > 0.2:
                    lowest[beat] = min(lowest[beat], note.pitch)
    return sounding, np.where(lowest < 128, lowest % 12, -1)


def _is_bass(player: Player) -> bool:
    return player.program in BASS_PROGRAMS or BASS_PLAYERS.search(player.name) is not None


def _unpushed(note: Note) -> Note:
    """A short note on the off-beat moved onto the next beat, which it anticipates; others as they are."""
    phase = note.start % 1
    if phase >= 0.45 and note.duration < SHORT:
        return replace(note, start=note.start - phase + 1)
    return note


def _places(beats: Sequence[float], downbeats: Sequence[float]) -> list[str]:
    """The place of each beat in its bar: "bar" (the downbeat), "half" (two beats later) or "beat"."""
    offsets = [beat - downbeats[max(0, bisect_right(downbeats, beat + BEAT_TOLERANCE) - 1)] for beat in beats]
    return [
        "bar" if offset < BEAT_TOLERANCE else "half" if abs(offset - 2) < BEAT_TOLERANCE else "beat"
        for offset in offsets
    ]


def _scores(
    sounding: NDArray[np.float64],  # (beats, 12)
    lowest: NDArray[np.int64],  # (beats,)
    lowest_scores: NDArray[np.float64],  # (beats,): score for a chord on the lowest note
    chords: Sequence[Chord],
) -> NDArray[np.float64]:
    """The score of each chord on each beat: (beats, chords)."""
    total = sounding.sum(axis=1, keepdims=True)  # (beats, 1)
    is_played = total[:, 0] > 0
    shares = np.divide(sounding, total, out=np.zeros_like(sounding), where=total > 0)
    present = np.clip(shares * 6, 0, 1)  # (beats, 12): a sixth of the sound is fully present
    evidence = np.minimum(1.0, total[:, 0] / ENOUGH_SOUND)  # (beats,)
    scores = np.zeros((len(sounding), len(chords)))
    for column, chord in enumerate(chords[:-1]):
        weights, missing = _template(chord)
        scores[:, column] = shares @ weights + (1 - present) @ missing + QUALITIES[column // 12][1]
        scores[:, column] *= evidence
        scores[:, column] += np.where(lowest == chord.root, lowest_scores, 0.0)
    scores[~is_played] = 0.0
    scores[:, -1] = np.where(is_played, -evidence, NO_CHORD_IN_SILENCE)
    return scores


def _template(chord: Chord) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weight of each sounding pitch class, and score of each missing one: (12,) both."""
    weights, missing = np.full(12, OTHER_NOTE), np.zeros(12)
    root = chord.root or 0
    for pitch_class in chord.scale_classes:
        weights[pitch_class] = COLOUR_NOTE
    if len(chord.tones) > 3 and 2 in chord.scale:
        weights[(root + 2) % 12] = NINTH
    for tone, role in zip(chord.tones, ("root", "third", "fifth", "seventh"), strict=False):
        weights[(root + tone) % 12] = CHORD_TONE
        missing[(root + tone) % 12] = MISSING_TONE[role]
    return weights, missing


def _best_path(scores: NDArray[np.float64], costs: NDArray[np.float64]) -> list[int]:
    """Index of the chord of each beat, with the highest sum of scores minus change costs (Viterbi)."""
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
