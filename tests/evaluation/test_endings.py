from __future__ import annotations

import math

from jazzlstm.evaluation.endings import measure_endings, stays_of
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("G7")), Change(4.0, parse_chord("NC"))), beats=8.0)


def solo(*pitches: int, last_start: float = 3.0, last_beats: float = 2.0) -> Solo:
    starts = [0.25 * i for i in range(len(pitches) - 1)] + [last_start]
    lengths = [0.25] * (len(pitches) - 1) + [last_beats]
    return Solo(tuple(map(Note, starts, lengths, pitches)), CHART)


def test_a_last_note_has_tone_beat_and_length() -> None:
    ends = measure_endings([solo(60, 67), solo(60, 65, last_start=2.5), solo(60, 66), solo(60, 71)])
    assert ends.last_in_chord == 0.75
    assert ends.last_on_basic_tone == 0.5  # G and B; F is the seventh
    assert ends.last_on_beat == 0.75
    assert ends.last_note_beats == 2.0


def test_a_last_note_without_a_chord_is_not_counted_as_a_chord_tone() -> None:
    assert math.isnan(measure_endings([solo(60, 67, last_start=5.0)]).last_in_chord)


def test_stays_are_counted_pitch_by_pitch() -> None:
    assert stays_of(solo(60, 60, 62, 60, 60, 60, 60).notes) == [2, 1, 4]
    found = measure_endings([solo(60, 60, 62, 60, 60, 60, 60), solo(60, 62, 64)])
    assert found.notes_in_long_stays == 0.4
    assert found.longest_stay == 2.5


def test_endings_of_no_solos_are_nan() -> None:
    ends = measure_endings([Solo((), CHART)])
    assert all(math.isnan(getattr(ends, name)) for name in ("last_in_chord", "last_on_beat", "longest_stay"))
