from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from jazzlstm.encoding.events import LENGTH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.errors import SettingsError
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.prefix import (
    LONGEST_PREFIX,
    choose_instead,
    keep_until,
    prefix_from,
    read_prefix,
    write_prefix,
)
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Take
from jazzlstm.theory.charts import parse_chart

Make = Callable[..., Network]
CHART = parse_chart("| Dm7 | G7 | Cmaj7 | % |")
STEPS = st.tuples(st.integers(WIDEST_INTERVAL - 1, WIDEST_INTERVAL + 1), st.integers(0, LENGTH_VALUES - 1))
RESTS = st.tuples(st.just(REST), st.integers(0, LENGTH_VALUES - 1))


def play(network: Network, **settings: object) -> list[Take]:
    return improvise(network, CHART, Settings(**settings), tempo=140.0)  # type: ignore[arg-type]


def rows(take: Take) -> list[tuple[int, int]]:
    return list(zip(take.pitch_values.tolist(), take.length_values.tolist(), strict=True))


@given(st.lists(STEPS | RESTS, max_size=50), st.booleans())
@run(deadline=None)
def test_what_is_written_is_read_again(events: list[tuple[int, int | None]], is_open: bool) -> None:
    if is_open:
        events.append((REST, None))
    assert read_prefix(write_prefix(events)) == events


@pytest.mark.parametrize(
    "text",
    [
        *("O", "O5O", "O-O5", "-5"),  # cut off
        *("O5Oz", "z5", "O?", "Oé"),  # no event
        *("m5" * 3, "05" * 3),  # above and below MIDI
        "O5" * (LONGEST_PREFIX // 2 + 1),
    ],
)
def test_a_prefix_that_cannot_be_read_is_refused_by_the_settings(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(opening=text)
    assert caught.value.field == "opening"


def test_kept_bars_stay_and_later_ones_change(make_network: Make) -> None:
    (before,) = play(make_network(), seed=3)
    kept = keep_until(before, 8.0)
    (after,) = play(make_network(), seed=4, opening=kept)
    steps = len(read_prefix(kept))
    assert rows(after)[:steps] == rows(before)[:steps]
    assert rows(after)[steps:] != rows(before)[steps:]
    assert before.onsets[steps - 1] < 8.0 <= before.onsets[steps]


def test_with_the_same_seed_a_prefix_changes_nothing(make_network: Make) -> None:
    (before,) = play(make_network(), seed=3)
    (after,) = play(make_network(), seed=3, opening=keep_until(before, 10.0))
    assert after.solo.notes == before.solo.notes


def test_a_replaced_note_is_played_and_the_solo_continues(make_network: Make) -> None:
    (before,) = play(make_network(), seed=3)
    step = 5
    value = (int(before.pitch_values[step]) + 3) % REST
    takes = play(make_network(), seed=3, takes=8, opening=choose_instead(before, step, value))
    for after in takes:
        assert rows(after)[:step] == rows(before)[:step]
        assert after.pitch_values[step] == value
    assert len({after.length_values[step] for after in takes}) > 1  # the length is the network's own
    assert len({after.solo.notes for after in takes}) > 1


def test_a_prefix_longer_than_the_solo_ends_with_it(make_network: Make) -> None:
    (before,) = play(make_network(), seed=3, beats=20.0)
    (after,) = play(make_network(), seed=3, beats=6.0, opening=keep_until(before, 20.0))
    assert after.solo.end <= 6.0
    assert [(note.start, note.pitch) for note in after.solo.notes] == [
        (note.start, note.pitch) for note in before.solo.notes if note.start < 6.0
    ]


def test_a_prefix_overrides_a_starting_note(make_network: Make) -> None:
    opening = prefix_from((Note(0.0, 1.0, 67), Note(1.0, 1.0, 64)))
    (take,) = play(make_network(), opening=opening, start_note="C2")
    assert [note.pitch for note in take.solo.notes[:2]] == [67, 64]


def test_a_prefix_from_notes_begins_the_solo(make_network: Make) -> None:
    lick = (Note(0.5, 0.5, 67), Note(1.0, 1 / 3, 69), Note(4 / 3, 1 / 3, 71), Note(3.0, 1.0, 62))
    (take,) = play(make_network(), opening=prefix_from(lick))
    assert [(note.start, note.pitch) for note in take.solo.notes[:4]] == [(n.start, n.pitch) for n in lick]
