from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.formats.midi.quantising import follows_beats, quantise, straighten
from jazzlstm.music import Note


def eighths(beats: int, offbeat: float) -> list[Note]:
    """Pairs of eighths, the second of each at the phase ``offbeat``."""
    notes = []
    for beat in range(beats):
        notes += [Note(beat, offbeat, 60), Note(beat + offbeat, 1 - offbeat, 62)]
    return notes


@pytest.mark.parametrize("offbeat", [0.58, 0.62, 2 / 3, 0.7])
def test_swung_eighths_are_written_straight(offbeat: float) -> None:
    straight, late = straighten(eighths(16, offbeat))
    assert late == pytest.approx(offbeat)
    assert quantise(straight) == eighths(16, 0.5)


def test_straight_eighths_are_not_changed() -> None:
    assert straighten(eighths(16, 0.5)) == (eighths(16, 0.5), 0.5)


def test_triplets_stay_triplets_in_a_swung_piece() -> None:
    triplets = [Note(20 + part / 3, 1 / 3, 64) for part in range(9)]
    straight, _ = straighten([*eighths(16, 2 / 3), *triplets])
    assert [round(note.start * 12) for note in quantise(straight)[-9:]] == [
        240 + 4 * part for part in range(9)
    ]


def test_sixteenths_stay_sixteenths_in_a_swung_piece() -> None:
    run = [Note(20 + part / 4, 1 / 4, 64) for part in range(8)]
    straight, _ = straighten([*eighths(16, 0.66), *run])
    assert [round(note.start * 12) for note in quantise(straight)[-8:]] == [
        240 + 3 * part for part in range(8)
    ]


def test_piece_of_triplets_is_not_swung() -> None:
    triplets = [Note(part / 3, 1 / 3, 64) for part in range(48)]
    assert straighten(triplets)[1] == 0.5


def test_human_timing_is_written_as_plain_eighths() -> None:
    rng = np.random.default_rng(3)
    played = [Note(n.start + rng.normal(0, 0.02), 0.45, n.pitch) for n in eighths(32, 0.5)[1:]]
    written = [note.start for note in quantise(played)]
    assert written == [note.start for note in eighths(32, 0.5)[1:]]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0, 40), st.floats(0.001, 5), st.integers(30, 90)),
        max_size=60,
        unique_by=lambda n: n[0],
    )
)
def test_quantised_notes_are_on_the_grid_and_never_overlap(played: list[tuple[float, float, int]]) -> None:
    notes = quantise([Note(start, length, pitch) for start, length, pitch in sorted(played)])
    for note in notes:
        assert round(note.start * 12) / 12 == note.start >= 0
        assert round(note.duration * 12) >= 1
    for note, following in zip(notes, notes[1:], strict=False):
        assert note.end <= following.start + 1e-9


def test_free_playing_does_not_follow_the_beats() -> None:
    rng = np.random.default_rng(1)
    free = [Note(start, 0.2, 60) for start in sorted(rng.uniform(0, 200, 300))]
    assert not follows_beats(free)
    assert follows_beats(eighths(32, 0.5))
    assert follows_beats([Note(n.start + abs(rng.normal(0, 0.04)), 0.4, 60) for n in eighths(32, 2 / 3)])
