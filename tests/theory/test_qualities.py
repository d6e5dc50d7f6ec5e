"""The table of chord qualities: tones, scales and spellings."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChordError
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.qualities import BY_TONES, QUALITIES, SCALES, SPELLINGS, degree_semitones


def test_first_scale_of_every_row_holds_its_tones() -> None:
    for quality in QUALITIES.values():
        assert all(set(quality.tones) <= set(scale) for scale in quality.scales[:1]), quality.name


def test_only_the_altered_dominant_shares_its_tones() -> None:
    assert len(BY_TONES) == len(QUALITIES) - 1, "only 7alt may share its tones, with 7#5"


def test_scales_ascend_through_one_octave() -> None:
    for name, degrees in SCALES.items():
        semitones = [degree_semitones(degree) for degree in degrees.split()]
        assert semitones == sorted(set(semitones)), name
        assert semitones[0] == 0, name


@pytest.mark.parametrize("tail", ["", "/E", "b9", "(#11)", "b13", "sus4"])
def test_canonical_symbol_of_every_spelling_reads_back(tail: str) -> None:
    for ending in SPELLINGS:
        try:
            chord = parse_chord("C" + ending + tail)
        except ChordError:
            assert tail not in ("", "/E"), f"C{ending}{tail}"
            continue
        assert parse_chord(chord.symbol) == chord
        assert {*chord.tones, *chord.tensions} <= set(chord.scale)
        assert tuple(sorted(set(chord.scale))) == chord.scale
