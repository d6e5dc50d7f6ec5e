from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.formats.midi.delay import remove_delay
from jazzlstm.formats.midi.quantising import quantise, straighten
from jazzlstm.music import Note
from tests.formats.midi.midi_files import SCALE, chord_track, meta, note, read

TEMPO = 160.0
RHYTHMS = {
    "eighths": [index / 2 for index in range(64)],
    "quarters": [float(index) for index in range(32)],
    "quarters and eighths": [beat + part for beat in range(0, 32, 2) for part in (0, 1, 1.5)],
    "sixteenths": [beat + part for beat in range(24) for part in (0, 0.25, 0.5, 0.75)],
    "triplets": [beat + part / 3 for beat in range(24) for part in range(3)],
}


def line(starts: list[float]) -> list[Note]:
    return [Note(start, 0.2, 60 + index % 12) for index, start in enumerate(starts)]


@pytest.mark.parametrize("rhythm", RHYTHMS)
@pytest.mark.parametrize("late", [0.05, 0.08, 0.106])
def test_constant_delay_is_removed(rhythm: str, late: float) -> None:
    starts = RHYTHMS[rhythm]
    punctual, delay = remove_delay(line([start + late for start in starts]), TEMPO)
    assert delay == pytest.approx(late)
    assert [n.start for n in quantise(straighten(punctual)[0])] == pytest.approx(starts)


@pytest.mark.parametrize(("late", "tempo"), [(0.267, 160.0), (0.2, 240.0), (-0.08, 160.0), (1 / 12, 125.0)])
def test_delay_is_late_or_a_little_early(late: float, tempo: float) -> None:
    starts = [start + 1 for start in RHYTHMS["eighths"]]
    punctual, delay = remove_delay(line([start + late for start in starts]), tempo)
    assert delay == pytest.approx(late)
    assert [n.start for n in quantise(punctual)] == pytest.approx(starts)


def test_delay_of_a_human_player_is_removed() -> None:
    rng = np.random.default_rng(2)
    starts = [start + 0.1 + rng.normal(0, 0.02) for start in RHYTHMS["eighths"]]
    punctual, _ = remove_delay(line(starts), TEMPO)
    assert [n.start for n in quantise(punctual)] == RHYTHMS["eighths"]


def test_delay_of_a_swung_line_is_removed_and_its_swing_after_it() -> None:
    swung = [beat + part + 0.08 for beat in range(32) for part in (0, 0.64)]
    punctual, _ = remove_delay(line(swung), TEMPO)
    assert [n.start for n in quantise(straighten(punctual)[0])] == RHYTHMS["eighths"]


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_punctual_line_is_not_changed(rhythm: str) -> None:
    rng = np.random.default_rng(3)
    notes = line([start + abs(rng.normal(0, 0.012)) for start in RHYTHMS[rhythm]])
    assert remove_delay(notes, TEMPO)[1] == 0.0


@pytest.mark.parametrize("offbeat", [0.58, 0.62, 2 / 3, 0.7])
def test_swing_is_not_a_delay(offbeat: float) -> None:
    notes = line([beat + part for beat in range(32) for part in (0, offbeat)])
    assert remove_delay(notes, TEMPO) == (notes, 0.0)


def test_off_beats_alone_are_not_a_delay() -> None:
    notes = line([beat + 0.5 for beat in range(32)])
    assert remove_delay(notes, TEMPO)[1] == 0.0


def test_late_line_over_a_punctual_band_is_read_on_the_beat() -> None:
    late = [event for index, pitch in enumerate(SCALE * 4) for event in note(index / 2 + 0.1, pitch, 0.45)]
    signs = [*meta(0, "set_tempo", tempo=375_000), *meta(0, "time_signature", numerator=4, denominator=4)]
    found = read(signs, late, chord_track((0, 8, [48, 52, 55, 59]), (8, 8, [50, 53, 57, 60])))
    assert [n.start for n in found.solo.notes] == [index / 2 for index in range(32)]
    assert any("ms late" in remark for remark in found.remarks)
    assert not any("swing" in remark for remark in found.remarks)
