from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.band.voicings import VOICING_RANGES, degrees, quartal, voice, voice_leading
from jazzlstm.music import NO_CHORD
from jazzlstm.theory.chords import parse_chord

PIANO = VOICING_RANGES["piano"]
SUFFIXES = "maj7 m7 7 m7b5 dim7 6 m6 mMaj7 7b9 7#9 7alt 13 7sus4 9 69 m9 7#11 7#5 + m sus4 dim".split()  # noqa: SIM905 -- a list of strings would be three lines
ROOTS = "C Db D Eb E F Gb G Ab A Bb B".split()  # noqa: SIM905 -- a list of strings would be three lines
symbols = st.builds(lambda root, suffix: root + suffix, st.sampled_from(ROOTS), st.sampled_from(SUFFIXES))


@pytest.mark.parametrize(
    ("symbol", "played"),
    [
        ("Cmaj7", {4, 11, 7, 2}),
        ("Cm7", {3, 10, 7, 2}),
        ("C7", {4, 10, 2, 9}),
        ("C7b9", {4, 10, 1}),
        ("C7alt", {4, 10, 8}),
        ("Cdim7", {3, 6, 9, 0}),
        ("C6", {4, 9, 7, 2}),
        ("Cm7b5", {3, 10, 6, 0}),
        ("C7sus4", {5, 10}),
    ],
)
def test_voicings_have_guide_tones_and_tensions(symbol: str, played: set[int]) -> None:
    assert played <= set(degrees(parse_chord(symbol), 4))


def test_the_ninth_of_a_dominant_is_flat_before_a_minor_tonic() -> None:
    chord = parse_chord("G7")
    assert 1 in degrees(chord, 4, resolves_to_minor=True)
    assert not {2, 9} & set(degrees(chord, 4, resolves_to_minor=True))


@settings(deadline=None)
@given(st.lists(symbols, min_size=2, max_size=6), st.sampled_from(sorted(VOICING_RANGES)))
def test_no_voicing_is_wider_than_two_octaves_or_out_of_range(names: list[str], player: str) -> None:
    before: tuple[int, ...] = ()
    limits = VOICING_RANGES[player]
    for name in names:
        pitches = voice(parse_chord(name), before, limits)
        assert pitches == tuple(sorted(set(pitches)))
        assert pitches[-1] - pitches[0] <= 24
        assert limits.lowest <= pitches[0] <= pitches[-1] <= limits.highest
        before = pitches


@settings(deadline=None)
@given(symbols)
def test_guide_tones_are_never_omitted(name: str) -> None:
    chord = parse_chord(name)
    guides = {tone for tone in chord.tones if tone in (3, 4, 10, 11)}
    root = chord.root or 0
    assert guides <= {(pitch - root) % 12 for pitch in voice(chord, (), PIANO)}


def test_voicings_have_no_root() -> None:
    for symbol in ("Dm7", "G7", "Cmaj7", "F69"):
        chord = parse_chord(symbol)
        assert chord.root not in {pitch % 12 for pitch in voice(chord, (), PIANO)}


def test_voices_move_by_step_through_a_cadence() -> None:
    before: tuple[int, ...] = ()
    chords = [parse_chord(name) for name in ("Dm7", "G7", "Cmaj7", "Cm7", "F7", "Bbmaj7")]
    voicings = []
    for chord in chords:
        before = voice(chord, before, PIANO)
        voicings.append(before)
    for old, new in pairwise(voicings):
        assert max(abs(a - b) for a, b in zip(old, new, strict=True)) <= 2


def test_voice_leading_counts_semitones_of_movement() -> None:
    assert voice_leading((60, 64, 67), (60, 64, 67)) == 0
    assert voice_leading((60, 64, 67), (60, 65, 69)) == 3
    assert voice_leading((60, 64, 67), (72, 76, 79)) > 36


def test_no_chord_has_no_voicing() -> None:
    assert voice(NO_CHORD, (60, 64), PIANO) == ()


@pytest.mark.parametrize("symbol", ["Dm7", "Gm7", "A7sus4", "Cm9"])
def test_a_minor_or_suspended_chord_can_be_voiced_in_fourths(symbol: str) -> None:
    chord = parse_chord(symbol)
    pitches = quartal(chord, (), VOICING_RANGES["piano"])
    assert len(pitches) == 4
    assert all(high - low in (4, 5) for low, high in pairwise(pitches))
    assert {pitch % 12 for pitch in pitches} <= chord.tone_classes | chord.scale_classes


@pytest.mark.parametrize("symbol", ["Cmaj7", "G7", "Bm7b5", "NC", "C6"])
def test_other_chords_are_not_voiced_in_fourths(symbol: str) -> None:
    assert quartal(parse_chord(symbol), (), VOICING_RANGES["piano"]) == ()
