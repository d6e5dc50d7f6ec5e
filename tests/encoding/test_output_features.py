from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST, encode_notes
from jazzlstm.encoding.features import blank_harmony, feature_rows
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES
from jazzlstm.encoding.history_shares import FULL
from jazzlstm.encoding.output_features import (
    CHOSEN_PITCH_FEATURES,
    LENGTH_OUTPUT_FEATURES,
    LENGTH_SETS,
    PITCH_OUTPUT_FEATURES,
    PITCH_PLACES,
    PITCH_SETS,
    chosen_pitch_features,
    length_logits,
    length_sets,
    pitch_logits,
    pitch_sets,
)
from jazzlstm.encoding.state import UNISON, initial_state, states_along
from jazzlstm.music import Chart, Note
from jazzlstm.theory.charts import parse_chart

Rows = NDArray[np.uint8]
DM7_G7 = replace(parse_chart("| Dm7 | G7 |"), key="C")


def rows_at(chart: Chart, reference: int = 60, tick: int = 0) -> Rows:
    return feature_rows(lay_out_harmony(chart), 120.0, initial_state(1, onset=tick, reference=reference))


def rows_after(*notes: Note, chart: Chart = DM7_G7) -> Rows:
    """What is seen before the last of ``notes``."""
    return feature_rows(lay_out_harmony(chart), 120.0, states_along(encode_notes(notes)))[-1:]


def liked(rows: Rows, view: str, place: int = 0) -> set[int]:
    """Intervals in semitones (and REST) whose logit rises where one view alone scores."""
    scores, first = np.zeros((1, PITCH_OUTPUT_FEATURES)), 0
    for name, width in PITCH_PLACES.items():
        if name == view:
            scores[0, first + place] = 1.0
        first += width
    if view in PITCH_SETS:
        scores[0, first + PITCH_SETS.index(view)] = 1.0
    logits = pitch_logits(np, np.zeros((1, PITCH_VALUES)), scores, rows, pitch_sets(np, rows)[0])
    found = np.flatnonzero(np.isclose(logits[0], 1.0)).tolist()
    return {value if value == REST else value - UNISON for value in found}


def within_octave(intervals: set[int]) -> set[int]:
    return {interval for interval in intervals if 0 <= interval < 12}


def lengths_liked(rows: Rows, view: str | int) -> set[int]:
    """Lengths in ticks whose logit rises where one view, a set or a tick of the bar, alone scores."""
    scores = np.zeros((1, LENGTH_OUTPUT_FEATURES))
    scores[0, view if isinstance(view, int) else BAR_TICKS + LENGTH_SETS.index(view)] = 1.0
    logits = length_logits(np, np.zeros((1, LENGTH_VALUES)), scores, rows, length_sets(np, rows)[0])
    return {LENGTHS[value] for value in np.flatnonzero(np.isclose(logits[0], 1.0))}


def test_a_chord_tone_is_one_from_wherever_it_is_reached() -> None:
    for reference, tones in ((60, {0, 2, 5, 9}), (62, {0, 3, 7, 10})):  # D F A C from C, and from D
        assert within_octave(liked(rows_at(DM7_G7, reference=reference), "chord tones")) == tones


def test_the_third_of_the_chord_and_of_the_next_and_the_tonic_are_places() -> None:
    from_c = rows_at(DM7_G7)
    assert within_octave(liked(from_c, "chord root", 3)) == {5}  # F, minor third of D
    assert within_octave(liked(from_c, "next root", 4)) == {11}  # B, third of G
    assert within_octave(liked(from_c, "key", 7)) == {7}  # G, fifth of C
    assert -1 in liked(from_c, "next root", 4)  # down as well as up


def test_the_key_is_minor_where_it_is_and_unknown_where_there_is_none() -> None:
    minor = rows_at(replace(DM7_G7, key="A minor"))
    assert within_octave(liked(minor, "key", 12)) == {9}
    assert not liked(minor, "key", 0)
    nothing = rows_at(parse_chart("| N.C. | N.C. |"))
    assert len(liked(nothing, "key", 24)) == REST  # no interval is better than another
    blank = rows_at(DM7_G7)
    blank_harmony(blank)
    assert len(liked(blank, "key", 24)) == REST


def test_a_chart_without_a_key_has_the_likeliest_one() -> None:
    assert within_octave(liked(rows_at(parse_chart("| Dm7 | G7 | Cmaj7 | C6 |")), "key", 0)) == {0}


def test_register_is_of_the_note_not_of_the_step() -> None:
    high, low = rows_at(DM7_G7, reference=72), rows_at(DM7_G7, reference=60)
    place = (72 - 36) // 2  # where C5 and C sharp 5 are
    assert liked(high, "register", place) == {0, 1}
    assert liked(low, "register", place) == {12, 13}


def test_the_way_back_and_the_same_step_again_are_sets() -> None:
    rows = rows_after(Note(0.0, 1.0, 60), Note(1.0, 1.0, 64), Note(2.0, 1.0, 60))  # up a third, then?
    assert liked(rows, "back again") == {-4}
    assert liked(rows, "last pitch value") == {4}


def test_echo_and_heard_pitches_are_sets() -> None:
    notes = [Note(float(i), 1.0, pitch) for i, pitch in enumerate([60, 62, 64, 60, 62, 64, 60])]
    rows = rows_after(*notes)
    assert liked(rows, "echo pitch value") == {-4}
    assert liked(rows, "pitch after one") == {2, -4}  # after a tone up: another one, or the third down
    assert liked(rows, "pitch after two") == {-4}
    assert liked(rows, "heard lately") == {-4, -2, 0}


def test_a_rest_may_follow_as_it_did() -> None:
    notes = [
        Note(0.0, 1.0, 60),
        Note(1.0, 1.0, 62),
        Note(4.0, 1.0, 60),
        Note(5.0, 1.0, 62),
        Note(6.0, 1.0, 64),
    ]
    assert REST in liked(rows_after(*notes), "pitch after one")


def test_a_length_has_the_tick_on_which_it_ends() -> None:
    assert lengths_liked(rows_at(DM7_G7, tick=6), 12) == {6}  # from the "and" of one to two
    assert lengths_liked(rows_at(DM7_G7, tick=42), 0) == {6, 6 + 48} & set(LENGTHS)
    assert lengths_liked(rows_at(DM7_G7, tick=0), 0) == {48, 96}


def test_lengths_that_followed_are_sets() -> None:
    quarters = [Note(float(i), 1.0, 60) for i in range(4)]
    rows = rows_after(*quarters)
    assert lengths_liked(rows, "last length value") == {12}
    assert lengths_liked(rows, "length after one") == {12}


def test_the_chosen_pitch_is_an_input_of_the_length() -> None:
    def told(interval: int) -> list[int]:
        taken = chosen_pitch_features(
            np, np.array([interval + UNISON if interval != REST else REST]), rows_at(DM7_G7)
        )
        assert taken.shape == (1, CHOSEN_PITCH_FEATURES)
        return [int(column) for column in np.flatnonzero(taken[0])]

    chord, following, key, tones = 0, 13, 26, 51
    third_of_d = [chord + 3, following + 10, key + 5, tones, tones + 1, tones + 2]  # F: seventh of G too
    assert told(5) == third_of_d
    assert told(1) == [chord + 11, following + 6, key + 1]  # C sharp: of no chord, no scale
    assert told(REST) == [chord + 12, following + 12, key + 24]


def test_scores_add_up() -> None:
    rows: Any = rows_at(DM7_G7)
    plain = np.arange(PITCH_VALUES, dtype=float)[None]
    sets = pitch_sets(np, rows)[0]
    np.testing.assert_allclose(
        pitch_logits(np, plain, np.zeros((1, PITCH_OUTPUT_FEATURES)), rows, sets), plain
    )
    everything = pitch_logits(np, 0 * plain, np.ones((1, PITCH_OUTPUT_FEATURES)), rows, sets)
    assert everything[0, UNISON + 2] == 4 + 3  # D: four places, and tone of Dm7, its scale and G7


def test_evidence_is_the_largest_value_of_a_set_and_a_tenth_of_the_sum() -> None:
    up_down = [Note(i / 2, 0.5, 60 + 2 * (i % 2)) for i in range(12)]
    rows = rows_after(*up_down, Note(6.0, 0.5, 60))
    for names, (sets, evidence), ever, share in (
        (PITCH_SETS, pitch_sets(np, rows), "pitch after one", "often after one"),
        (LENGTH_SETS, length_sets(np, rows), "length after one", "length often after one"),
    ):
        told = evidence[0]
        scale = np.array([[1 / FULL if name in HISTORY_FEATURES else 1.0] for name in names])
        likeliest, together = (dict(zip(names, half, strict=True)) for half in np.split(told, 2))
        np.testing.assert_allclose(told[: len(names)], (sets[0] * scale).max(axis=1), rtol=1e-6)
        np.testing.assert_allclose(told[len(names) :], (sets[0] * scale).sum(axis=1) / 10, rtol=1e-6)
        assert likeliest[ever] == 1.0
        assert together[ever] == np.float32(0.1)  # one value has followed and no other
        assert 0.9 < likeliest[share] < 1.0
    assert not length_sets(np, rows_at(DM7_G7))[1].any()  # nothing was played
