"""Running counts give what counting through the whole past gives, and cost the same late in a solo."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from statistics import median
from types import FrameType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from jazzlstm.encoding import running_counts
from jazzlstm.encoding.events import LENGTH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.history import History
from tests.encoding.slow_history import SlowHistory

pytestmark = pytest.mark.slow

Line = tuple[NDArray[np.int64], NDArray[np.int64]]
KINDS = {
    "few values": ([22, 24, 25, REST], [2, 5]),
    "many rests": ([REST, REST, 24, 26, 22], [5, 11, 23, 30]),
    "steps": ([21, 22, 23, 24, 25, 26, 27, REST], [2, 3, 5, 11]),
    "wide": ([*range(8, 41), REST], [*range(LENGTH_VALUES)]),
}


def line(kind: str, events: int, seed: int) -> Line:
    """Random values, a fifth of them motifs that come back, within the pitches of MIDI."""
    rng = np.random.default_rng(seed)
    pitches, lengths = (rng.choice(values, events) for values in KINDS[kind])
    for start in rng.integers(8, max(9, events - 8), events // 30):
        motif, size = rng.integers(0, start), min(int(rng.integers(3, 9)), events - start)
        for values in (pitches, lengths):
            values[start : start + size] = np.resize(values[motif:start], size)
    pitch = 60
    for i in np.flatnonzero(pitches != REST):
        if not 0 <= pitch + pitches[i] - WIDEST_INTERVAL <= 127:
            pitches[i] = 2 * WIDEST_INTERVAL - pitches[i]
        pitch += pitches[i] - WIDEST_INTERVAL
    return pitches, lengths


def assert_equal_to_counting(lines: list[Line], long_ago: int = running_counts.LONG_AGO) -> None:
    history, slow = History(len(lines)), [SlowHistory(long_ago) for _ in lines]
    for i in range(len(lines[0][0])):
        pitches, lengths = (np.array([each[part][i] for each in lines]) for part in (0, 1))
        inputs = history.append(pitches, lengths)
        for row, past in enumerate(slow):
            echo, shares = past.append(int(pitches[row]), int(lengths[row]))
            assert inputs.echo[row].tolist() == echo, f"echo after {i}"
            assert np.array_equal(inputs.shares[row], shares), f"shares after {i}"


@pytest.mark.parametrize("kind", KINDS)
def test_running_counts_equal_counting_through_the_past(kind: str) -> None:
    assert_equal_to_counting([line(kind, 60, 0)])


def test_solos_side_by_side_are_counted_apart() -> None:
    assert_equal_to_counting([line(kind, 30, seed) for kind in KINDS for seed in range(3)])


@pytest.mark.parametrize("kind", KINDS)
def test_events_of_long_ago_fade_no_further(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_counts, "LONG_AGO", 16)
    assert_equal_to_counting([line(kind, 60, 2)], long_ago=16)


def test_solos_that_go_on_keep_their_past_when_others_end() -> None:
    lines = [line("steps", 80, seed) for seed in range(5)]
    together, alone = History(5), History(1)
    playing = np.arange(5)
    for i in range(80):
        if i in (20, 50):
            rows = np.array([0, 2]) if i == 20 else np.array([1])
            playing = playing[rows]
            together.keep(rows)
        beside = together.append(*(np.array([lines[k][part][i] for k in playing]) for part in (0, 1)))
        inputs = alone.append(*(lines[2][part][i : i + 1] for part in (0, 1)))
        row = playing.tolist().index(2)
        assert np.array_equal(beside.shares[row], inputs.shares[0])
        assert np.array_equal(beside.echo[row], inputs.echo[0])


class LineCount:
    """Lines of our own code that run within it: operations, whatever else the machine does."""

    def __enter__(self) -> LineCount:
        self.lines, self.before = 0, sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *exc: object) -> None:
        sys.settrace(self.before)

    def _trace(self, frame: FrameType, event: str, _: Any) -> Any:  # noqa: ANN401 -- a trace function
        if "jazzlstm" not in frame.f_code.co_filename:
            return None
        self.lines += event == "line"
        return self._trace


def costs(kind: str, at: tuple[int, ...], number: int = 20) -> Iterator[tuple[float, float]]:
    """Lines run and bytes allocated for an event, the median of ``number`` after each of ``at`` events."""
    pitches, lengths = line(kind, max(at) + number, 1)
    history, lines, allocated = History(1), {}, {}
    for i in range(len(pitches)):
        event = pitches[i : i + 1], lengths[i : i + 1]
        if not any(0 <= i - start < number for start in at):
            history.append(*event)
            continue
        tracemalloc.start()
        with LineCount() as count:
            history.append(*event)
        lines[i], allocated[i] = count.lines, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    for start in at:
        yield tuple(median(found[start + k] for k in range(number)) for found in (lines, allocated))  # type: ignore[misc]


@pytest.mark.parametrize("kind", ["many rests", "steps"])
def test_an_event_late_in_a_solo_costs_what_it_costs_early(kind: str) -> None:
    (early_lines, early_bytes), (late_lines, late_bytes) = costs(kind, (150, 1200))
    assert late_lines < 1.3 * early_lines
    assert late_bytes < 1.3 * early_bytes
