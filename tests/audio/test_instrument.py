"""Instruments prepared for playing: no zone twice, both sides of a stroke, loud winds brighter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jazzlstm.audio.instrument import find_instrument
from jazzlstm.audio.soundfont import bundled_soundfont
from jazzlstm.audio.synthesizer import RATE, record
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part
from tests.audio.built_font import KEYS, SAMPLE, VELOCITIES, build_font, span, tone

CUTOFF, PAN, CLASS, ENVELOPE_TO_FILTER = 8, 17, 57, 11
TENOR, PIANO = 66, 0
CLOSED, OPEN = 42, 46
LEFT, RIGHT = -500, 500
STEREO_HATS = [
    {KEYS: span(key, key), PAN: pan, CLASS: 1, SAMPLE: 0} for key in (CLOSED, OPEN) for pan in (LEFT, RIGHT)
]


def cutoffs(font: Path, program: int) -> list[int]:
    """By velocity, 0 to 127."""
    zones = find_instrument(font, program).zones
    return [
        next(zone.get(CUTOFF) for zone in zones if zone.velocities[0] <= velocity <= zone.velocities[1])
        for velocity in range(128)
    ]


def sound(font: Path, *notes: Note, program: int = TENOR, is_drums: bool = False) -> np.ndarray:
    part = Part("Solo", notes, program, is_drums=is_drums)
    arrangement = Arrangement((part,), Chart((Change(0.0, NO_CHORD),), 4.0), 60.0, 8.0)
    return record([write_midi(arrangement)], soundfont=font)[0]


def centroid(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples.mean(axis=1))) ** 2
    return float((spectrum * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / spectrum.sum())


def test_a_zone_that_is_listed_twice_counts_once(tmp_path: Path) -> None:
    detuned = {SAMPLE: 0, 52: 8}
    font = build_font(tmp_path / "twice.sf2", {(0, PIANO): [{SAMPLE: 0}, {SAMPLE: 0}, detuned]}, [tone()])
    assert [zone.get(52) for zone in find_instrument(font, PIANO).zones] == [0, 8]


def test_the_brushes_of_the_bundled_font_have_no_stroke_twice() -> None:
    zones = find_instrument(bundled_soundfont(), 40, is_drums=True).zones
    strokes = [(zone.sample, zone.keys, zone.velocities, zone.get(PAN), zone.get(52)) for zone in zones]
    assert len(strokes) == len(set(strokes))


def test_both_sides_of_a_stereo_stroke_sound_and_end_the_stroke_before(tmp_path: Path) -> None:
    font = build_font(tmp_path / "hats.sf2", {(128, 0): STEREO_HATS}, [tone(seconds=3)])
    both = sound(font, Note(0, 4, OPEN, 100), Note(1, 1, CLOSED, 100), is_drums=True, program=0)
    sides = np.abs(both[: RATE // 2]).max(axis=0)
    assert sides.min() > 0.7 * sides.max()  # the room differs
    alone = sound(font, Note(1, 1, CLOSED, 100), is_drums=True, program=0)
    later = slice(round(1.2 * RATE), round(1.8 * RATE))
    assert np.std(both[later]) == pytest.approx(np.std(alone[later]), rel=0.1)  # the open one has ended


def test_strokes_of_one_side_keep_their_class(tmp_path: Path) -> None:
    zones = [{KEYS: span(key, key), CLASS: 1, SAMPLE: 0} for key in (CLOSED, OPEN)]
    font = build_font(tmp_path / "mono.sf2", {(128, 0): zones}, [tone()])
    assert {zone.get(CLASS) for zone in find_instrument(font, 0, is_drums=True).zones} == {1}


@pytest.mark.parametrize("zone", [{}, {CUTOFF: 11_000}, {CUTOFF: 9000, ENVELOPE_TO_FILTER: 4000}])
def test_loud_winds_are_brighter_than_soft_ones(tmp_path: Path, zone: dict[int, int]) -> None:
    font = build_font(tmp_path / "winds.sf2", {(0, TENOR): [{**zone, SAMPLE: 0}]}, [tone(441, 2, 20)])
    found = cutoffs(font, TENOR)
    assert found == sorted(found)
    assert found[40] < found[80] < found[120]
    played = [sound(font, Note(0, 1.5, 69, velocity)) for velocity in (40, 80, 120)]
    soft, middle, loud = (centroid(samples[RATE // 4 : RATE]) for samples in played)
    assert soft < 0.8 * middle < 0.8 * loud


def test_soft_high_notes_keep_most_of_their_level(tmp_path: Path) -> None:
    high = {KEYS: span(80, 84), SAMPLE: 0}
    font = build_font(tmp_path / "high.sf2", {(0, TENOR): [high], (0, PIANO): [high]}, [tone(441, 2)])
    wind, plain = (sound(font, Note(0, 1.5, 82, 40), program=program) for program in (TENOR, PIANO))
    assert np.std(wind[: RATE // 2]) > 0.8 * np.std(plain[: RATE // 2])


def test_layers_of_the_font_are_left_as_they_are(tmp_path: Path) -> None:
    zones = [{VELOCITIES: span(0, 63), CUTOFF: 9000, SAMPLE: 0}, {VELOCITIES: span(64, 127), SAMPLE: 0}]
    font = build_font(tmp_path / "layers.sf2", {(0, TENOR): zones}, [tone()])
    assert set(cutoffs(font, TENOR)) == {9000, 13_500}


def test_instruments_without_wind_are_left_as_they_are(tmp_path: Path) -> None:
    font = build_font(tmp_path / "piano.sf2", {(0, PIANO): [{SAMPLE: 0}]}, [tone()])
    assert set(cutoffs(font, PIANO)) == {13_500}


def test_a_missing_kit_is_the_standard_kit_and_a_missing_program_is_the_bundled_one(tmp_path: Path) -> None:
    font = build_font(tmp_path / "hats.sf2", {(128, 0): STEREO_HATS}, [tone()])
    assert find_instrument(font, 40, is_drums=True).file.path == font
    assert find_instrument(font, TENOR).file.path == bundled_soundfont()
