"""Kept notes stay at their places, and what lies between them is improvised."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from jazzlstm.encoding.events import REST, decode_events
from jazzlstm.errors import SettingsError
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.kept import keep_notes, keep_outside, read_kept
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Take
from jazzlstm.services.models import open_model
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7 | Dm7 | G7 | Cmaj7 | % |")


def play(network: Network, **settings: object) -> Take:
    (take,) = improvise(network, CHART, Settings(beats=32.0, **settings), tempo=140.0)  # type: ignore[arg-type]
    return take


def starts(notes: tuple[Note, ...], first: float = 0.0, until: float = 32.0) -> list[tuple[float, int]]:
    return [(note.start, note.pitch) for note in notes if first <= note.start < until]


def test_bars_in_the_middle_are_replaced_and_both_sides_stay() -> None:
    weimar = open_model("weimar")
    before = play(weimar, seed=3)
    for seed in (4, 5, 6):
        after = play(weimar, seed=seed, kept=keep_outside(before, 8.0, 16.0))
        assert starts(after.solo.notes, 0, 8) == starts(before.solo.notes, 0, 8)
        assert starts(after.solo.notes, 16) == starts(before.solo.notes, 16)
        assert starts(after.solo.notes, 8, 16) != starts(before.solo.notes, 8, 16)
        assert after.solo.notes[-1] == before.solo.notes[-1]


def test_nothing_new_is_played_where_a_replaced_event_sounded_beyond_the_bar_line() -> None:
    weimar = open_model("weimar")
    before = play(weimar, seed=3)
    ends = before.onsets[1:]
    start = next(end for end in ends if end > 8.0 and end % 1) - 0.25  # in the middle of an event
    for seed in range(4, 12):
        after = play(weimar, seed=seed, kept=keep_outside(before, start - 4.0, start))
        assert starts(after.solo.notes, start) == starts(before.solo.notes, start)


@given(st.data())
@run(deadline=None, max_examples=25)
def test_whatever_is_kept_stays(data: st.DataObject) -> None:
    """Of a network that hasn't been trained, whose lines leap, and at any temperature."""
    network = RANDOM[0]
    before = play(network, seed=data.draw(st.integers(0, 50)))
    sounding = np.flatnonzero(before.pitch_values != REST).tolist()
    steps = data.draw(st.sets(st.sampled_from(sounding), min_size=1))
    temperature = data.draw(st.sampled_from([0.3, 1.0, 2.0]))
    seed = data.draw(st.integers(0, 50))
    after = play(network, seed=seed, temperature=temperature, kept=keep_notes(before, steps))
    played = decode_events(before.pitch_values, before.length_values)
    kept = [played[sounding.index(step)] for step in steps]
    assert set(starts(tuple(kept))) <= set(starts(after.solo.notes))


RANDOM: list[Network] = []


@pytest.fixture(autouse=True)
def _random_network(make_network: Callable[..., Network]) -> None:
    RANDOM[:] = [make_network()]


def test_the_rest_between_two_kept_notes_stays_silent() -> None:
    weimar = open_model("weimar")
    before = play(weimar, seed=3)
    (rest,) = [step for step, value in enumerate(before.pitch_values) if value == REST][1:2]
    kept = read_kept(keep_notes(before, [rest - 1, rest + 1]))
    assert [event.pitch is None for event in kept] == [False, True, False]
    assert len(read_kept(keep_notes(before, [rest - 1]))) == 1


def test_the_same_seed_plays_the_same_between_kept_notes() -> None:
    weimar = open_model("weimar")
    kept = keep_outside(play(weimar, seed=3), 8.0, 16.0)
    assert play(weimar, seed=9, kept=kept).solo.notes == play(weimar, seed=9, kept=kept).solo.notes


def test_what_is_kept_beyond_the_end_is_left_out() -> None:
    weimar = open_model("weimar")
    kept = keep_outside(play(weimar, seed=3), 0.0, 4.0)
    (take,) = improvise(weimar, CHART, Settings(beats=8.0, kept=kept), tempo=140.0)
    assert take.solo.end <= 8.0


@pytest.mark.parametrize(
    "text", ["1", "0.60", "0.60.O", "0.60.O-", "0.200.O5", "x.60.O5", "0.60.O5.O5", "0.5.05"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings(kept=text)
    assert refusal.value.field == "kept"
