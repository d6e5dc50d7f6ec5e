from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning, conditioning_of
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, Events, decode_events, encode_notes
from jazzlstm.encoding.features import blank_ending, blank_harmony, feature_rows
from jazzlstm.encoding.fields import COLUMNS, FIELDS, columns_of
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.history import History
from jazzlstm.encoding.state import DecoderState, initial_state, next_state, states_along
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Section, Solo
from jazzlstm.theory.chords import parse_chord, transpose_chord
from jazzlstm.theory.keys import Key

Rows = NDArray[np.uint8]
ONE_HOT = sorted(FIELDS.keys() - {"chord tones", "chord scale", "chord bass", "next tones"})

CHANGES = Chart(
    tuple(
        Change(4.0 * bar, parse_chord(symbol)) for bar, symbol in enumerate(["Dm7", "G7b9", "Cmaj7/E", "NC"])
    ),
    beats=16.0,
)


def part(rows: Rows, field: str) -> Rows:
    """The columns of one field."""
    return rows[..., columns_of(field)]


def value(rows: Rows, field: str) -> list[int]:
    return [int(column) for column in part(rows, field).argmax(axis=-1)]


def rows_at(chart: Chart, beats: Sequence[float], reference: int = 60, tempo: float = 120.0) -> Rows:
    """What the network sees on ``beats`` with nothing played yet."""
    state = initial_state(len(beats), reference=reference)
    onsets = np.array([round(beat * 12) for beat in beats])
    return feature_rows(lay_out_harmony(chart), tempo, replace(state, onset=onsets))


def rows_along(solo: Solo) -> Rows:
    return feature_rows(lay_out_harmony(solo.chart), solo.tempo, states_along(encode_notes(solo.notes)))


@st.composite
def played(draw: st.DrawFn) -> Events:
    """Any events at all, as they come out of encoding."""
    values = st.tuples(st.integers(12, PITCH_VALUES - 1), st.integers(0, LENGTH_VALUES - 1))
    pairs = draw(st.lists(values, min_size=1, max_size=25))
    notes = decode_events([pitch for pitch, _ in pairs], [length for _, length in pairs])
    return encode_notes([note for note in notes if 0 <= note.pitch <= 127])


@given(played(), st.sampled_from([65.0, 120.0, 300.0]))
@settings(deadline=None)
def test_rows_step_by_step_equal_rows_along_a_solo(events: Events, tempo: float) -> None:
    harmony = lay_out_harmony(CHANGES)
    along = feature_rows(harmony, tempo, states_along(events))
    state, memory = initial_state(2), History(2)
    for row, pitch, length in zip(along, events.pitch_values, events.length_values, strict=True):
        assert (feature_rows(harmony, tempo, state) == row).all()
        state = next_state(state, np.array([pitch] * 2), np.array([length] * 2), memory)


@given(played(), st.integers(-6, 6))
@settings(deadline=None)
def test_another_key_changes_only_the_register(events: Events, semitones: int) -> None:
    notes = decode_events(events.pitch_values, events.length_values)
    chart = replace(
        CHANGES,
        changes=tuple(replace(c, chord=transpose_chord(c.chord, semitones)) for c in CHANGES.changes),
    )
    chart = replace(chart, key=str(Key("C").moved(semitones)))
    solo = Solo(notes, replace(CHANGES, key="C"))
    moved = Solo(tuple(replace(note, pitch=note.pitch + semitones) for note in notes), chart)
    first = encode_notes(moved.notes).pitch_values
    sounding = np.flatnonzero(events.pitch_values != REST)
    assume(len(sounding) > 1)
    assume(first[sounding[0]] - events.pitch_values[sounding[0]] == semitones)  # not folded
    after = slice(sounding[0] + 2, None)
    here, there = rows_along(solo)[after].copy(), rows_along(moved)[after].copy()
    part(here, "register")[:] = part(there, "register")[:] = 0
    assert (here == there).all()


@given(played())
@settings(deadline=None)
def test_one_hot_fields_have_a_single_one(events: Events) -> None:
    rows = feature_rows(lay_out_harmony(CHANGES), 120.0, states_along(events))
    assert rows.shape == (len(events), COLUMNS)
    for field in ONE_HOT:
        assert (part(rows, field).sum(axis=1) == 1).all(), field


def test_before_anything_is_played_the_past_is_empty() -> None:
    rows = feature_rows(lay_out_harmony(CHANGES), 120.0, initial_state(3))
    assert value(rows, "last pitch value") == [PITCH_VALUES] * 3
    assert value(rows, "last length value") == [LENGTH_VALUES] * 3
    assert value(rows, "echo depth") == [0] * 3


def test_chords_are_counted_from_the_note_that_last_sounded() -> None:
    rows = rows_at(CHANGES, [0.0], reference=57)  # Dm7 as seen from an A
    assert value(rows, "chord root") == [5]
    assert np.flatnonzero(part(rows, "chord tones")[0]).tolist() == [0, 3, 5, 8]  # A C D F
    assert np.flatnonzero(part(rows, "chord bass")[0]).tolist() == [5]


def test_a_slash_bass_is_not_the_root() -> None:
    rows = rows_at(CHANGES, [8.0], reference=60)  # Cmaj7/E as seen from a C
    assert value(rows, "chord root") == [0]
    assert value(rows, "chord bass") == [4]


def test_no_chord_has_a_root_of_its_own_and_nothing_else() -> None:
    rows = rows_at(CHANGES, [13.0])
    assert value(rows, "chord root") == [12]
    for field in ("chord tones", "chord scale", "chord bass"):
        assert not part(rows, field).any()


def test_the_next_chord_and_how_soon_it_comes() -> None:
    rows = rows_at(CHANGES, [0.0, 3.0, 3.75, 12.0], reference=60)
    assert value(rows, "next root") == [7, 7, 7, 2]  # after the last chord the form starts over
    assert value(rows, "time to next chord") == [8, 3, 0, 8]


def test_beyond_its_end_the_form_starts_over() -> None:
    beats = [0.0, 1.5, 7.25, 15.0]
    assert (rows_at(CHANGES, beats) == rows_at(CHANGES, [beat + 32.0 for beat in beats])).all()


def test_bars_are_counted_in_the_metre_of_the_chart() -> None:
    waltz = replace(CHANGES, metres=(MetreChange(0.0, Metre(3, 4)),), beats=15.0)
    rows = rows_at(waltz, [0.0, 2.0, 3.0, 4.5])
    assert value(rows, "tick of the bar") == [0, 24, 0, 18]
    assert value(rows, "tick of the beat") == [0, 0, 0, 6]


def test_bars_are_counted_from_the_last_rehearsal_letter() -> None:
    lettered = replace(CHANGES, sections=(Section(0.0, "A"), Section(8.0, "B")))
    assert value(rows_at(lettered, [0.0, 4.0, 8.0, 12.0]), "bar of section") == [0, 1, 0, 1]


@pytest.mark.parametrize(("tempo", "step"), [(40.0, 0), (70.0, 0), (71.0, 1), (200.0, 6), (320.0, 9)])
def test_the_tempo_is_one_of_ten(tempo: float, step: int) -> None:
    assert value(rows_at(CHANGES, [0.0], tempo=tempo), "tempo") == [step]


def test_pitches_beyond_the_register_stay_in_its_last_step() -> None:
    registers = [value(rows_at(CHANGES, [0.0], reference=pitch), "register")[0] for pitch in (0, 36, 60, 127)]
    assert registers == [0, 0, 12, 23]


def test_blanked_harmony_equals_a_tune_without_chords() -> None:
    no_chords = Chart((Change(0.0, parse_chord("NC")),), beats=64.0)
    rows = rows_at(CHANGES, [0.0, 5.0, 9.5])
    blank_harmony(rows)
    assert (rows == rows_at(no_chords, [0.0, 5.0, 9.5])).all()


def test_a_state_has_the_time_since_the_last_rest() -> None:
    events = encode_notes([Note(0.0, 1.0, 60), Note(1.0, 0.5, 62), Note(3.0, 1.0, 64), Note(4.0, 1.0, 65)])
    assert states_along(events).since_rest.tolist() == [0, 12, 18, 0, 12]


def test_no_events_have_no_states() -> None:
    state: DecoderState = states_along(encode_notes([]))
    assert feature_rows(lay_out_harmony(CHANGES), 120.0, state).shape == (0, COLUMNS)


def test_conditioning_has_every_name_and_an_unknown_name_is_anyone() -> None:
    solos = [
        Solo((), CHANGES, performer="Clifford Brown", instrument="tp", style="HARDBOP"),
        Solo((), CHANGES, performer="Art Pepper", instrument="as"),
    ]
    conditioning = conditioning_of(solos)
    assert conditioning == Conditioning(("Art Pepper", "Clifford Brown"), ("as", "tp"), ("HARDBOP",))
    assert conditioning.row("Clifford Brown", "tp").tolist() == [0, 1, 0, 1, 0]
    assert conditioning.row("Nobody", style="tp").tolist() == [0] * conditioning.size


def test_the_end_of_a_solo_shows_from_two_bars_before_it() -> None:
    state = replace(initial_state(5), onset=np.array([0, 103, 104, 194, 199]))
    rows = feature_rows(lay_out_harmony(CHANGES), 120.0, state, 200)
    assert value(rows, "time to the end") == [8, 8, 7, 0, 0]
    blank_ending(rows)
    assert (rows == feature_rows(lay_out_harmony(CHANGES), 120.0, state)).all()
