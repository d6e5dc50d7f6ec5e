"""Repeats, endings and jumps, in the order they are played."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.errors import ChartError
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.repeats import BarMarks, Jump, play_order

MOST = 512


def order(text: str) -> str:
    """The chord that sounds in each bar."""
    chart = parse_chart(text)
    return " ".join(chart.chord_at(start).symbol for start in chart.bar_starts())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|: C | F :| G |", "C F C F G"),
        ("C | |: F | G :|", "C F G F G"),
        ("C | F :| G |", "C F C F G"),
        ("|: C :||: F :| G |", "C C F F G"),
        ("|: C :| |: F :| G |", "C C F F G"),
        ("|: C :|: F :| G |", "C C F F G"),
        ("|: C | F :| x3 | G |", "C F C F C F G"),
        ("|: C :|3x G |", "C C C G"),
        ("{ C | F } G |", "C F C F G"),
        ("|: C |1. F :|2. G | A |", "C F C G A"),
        ("|: C | [1 F | D :| [2 G | A |", "C F D C G A"),
        ("|: C | 1. F :| 2. G :| 3. A | B |", "C F C G C A B"),
        ("|: C |1. F :|2. G | |: A |1. B :|2. E |", "C F C G A B A E"),
        ("|: C |1. F :|2. G |\n|: A :| B |", "C F C G A A B"),
        ("|: C |1. F :| G |", "C F C G"),
        ("|: C |1. F |2. G |", "C F C G"),
        ("| C |2. F |", "C F"),
    ],
)
def test_repeats_are_played_as_written(text: str, expected: str) -> None:
    assert order(text) == expected


def test_sections_return_with_their_repeat() -> None:
    chart = parse_chart("[A] |: C | F :| [B] G |")
    assert [(section.start, section.name) for section in chart.sections] == [(0, "A"), (8, "A"), (16, "B")]


SIGNS: dict[str, dict[str, Any]] = {
    "|:": {"repeat_start": True},
    ":|": {"repeat_times": 2},
    "]": {"ending_stops": True},
    "S": {"segno": True},
    "Q": {"coda": True},
    "tocoda": {"to_coda": True},
    "fine": {"fine": True},
    "DCfine": {"jump": Jump("start", "fine")},
    "DCcoda": {"jump": Jump("start", "coda")},
    "DScoda": {"jump": Jump("segno", "coda")},
    "DSfine": {"jump": Jump("segno", "fine")},
    "DSrep": {"jump": Jump("segno", "coda", with_repeats=True)},
    "DC": {"jump": Jump("start")},
    "DC2nd": {"jump": Jump("start", "ending", 2)},
}


def played(written: str) -> str:
    """The names of the bars as played, from bars written as "name sign sign, name ..."."""
    names, bars = [], []
    for bar in written.split(","):
        name, *signs = bar.split()
        marks = BarMarks()
        for sign in signs:
            if sign[0].isdigit():
                marks = replace(marks, endings=tuple(map(int, sign.split("+"))))
            elif sign[0] == "x":
                marks = replace(marks, repeat_times=int(sign[1:]))
            else:
                marks = replace(marks, **SIGNS[sign])
        names.append(name)
        bars.append(marks)
    return "".join(names[index] for index in play_order(bars, MOST).indices)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a, b fine, c DCfine", "abcab"),
        ("a, b |: S, c tocoda, d DScoda, e Q", "abcdbce"),
        ("a, b |: S, c 1 :|, d 2 tocoda, e DScoda, f Q", "abcbdebdf"),
        ("a |:, b 1 :|, c 2 fine, d DCfine", "abacdac"),
        ("a |:, b :|, c fine, d DCfine", "ababcdabc"),
        ("a |: S, b :|, c tocoda, d DSrep, e Q", "ababcdababce"),
        ("a, b tocoda, c DCcoda, d |: Q, e x3", "abcabdedede"),
        ("a |:, b 1 :|, c 2 ], d DC2nd", "abacdac"),
        ("a |:, b 1+2 :|, c 3", "ababac"),
        ("a |:, b 1 fine :|, c 2, d DCfine", "abacdab"),
        ("a, b tocoda, c DC, d Q", "abcabd"),
        ("a, b DCcoda, c Q", "ababc"),
    ],
)
def test_jumps_are_taken_as_on_a_lead_sheet(written: str, expected: str) -> None:
    assert played(written) == expected


@pytest.mark.parametrize("sign", ["DC", "DCfine", "DCcoda", "DScoda", "DC2nd"])
def test_jump_without_its_target_is_ignored_with_a_remark(sign: str) -> None:
    marks = replace(BarMarks(), **SIGNS[sign])
    found = play_order([BarMarks(), marks], MOST)
    assert found.indices == (0, 1)
    assert len(found.remarks) == 1


def test_forms_that_grow_without_end_are_refused() -> None:
    bars = [BarMarks(repeat_start=True, repeat_times=99, jump=Jump("start", with_repeats=True))] * 400
    started = time.process_time()
    with pytest.raises(ChartError) as caught:
        play_order([*bars, BarMarks(fine=True)], MOST)
    assert caught.value.code == "too_long"
    assert time.process_time() - started < 1


# The slow reference: a form as a tree, which is played by walking the tree and written by laying it flat.


@dataclass(frozen=True)
class Block:
    """Bars that are played ``times`` times, or once for each ending."""

    bars: int
    times: int = 1
    endings: tuple[int, ...] = ()
    """Bars of each ending; played in turn after the bars of the block."""


@dataclass(frozen=True)
class Form:
    """Blocks before the segno, between segno and exit, between exit and jump, and after the jump."""

    head: tuple[Block, ...]
    middle: tuple[Block, ...]
    skipped: tuple[Block, ...]
    tail: tuple[Block, ...]
    jump: Jump | None


def write(form: Form) -> tuple[list[BarMarks], list[int]]:
    """The bars of a form with their marks, and the order they are played in."""
    bars: list[BarMarks] = []

    def lay(blocks: tuple[Block, ...]) -> tuple[list[int], list[int]]:
        """Write blocks; return them as played, and as played after a jump."""
        full: list[int] = []
        short: list[int] = []
        for block in blocks:
            body = [len(bars) + i for i in range(block.bars)]
            repeats = block.times > 1 or len(block.endings) > 1
            bars.extend(BarMarks(repeat_start=repeats and i == 0) for i in range(block.bars))
            if not block.endings:
                bars[-1] = replace(bars[-1], repeat_times=block.times if block.times > 1 else 0)
                full += body * block.times
                short += body
                continue
            for number, size in enumerate(block.endings, 1):
                ending = [len(bars) + i for i in range(size)]
                bars.extend(BarMarks(endings=(number,) if i == 0 else ()) for i in range(size))
                is_last = number == len(block.endings)
                bars[-1] = replace(bars[-1], repeat_times=0 if is_last else 2, ending_stops=is_last)
                full += body + ending
            short += body + ending
        return full, short

    first = lay(form.head)
    segno = len(bars)
    second = lay(form.middle)
    exit_bar = len(bars) - 1
    third = lay(form.skipped)
    jump_bar = len(bars) - 1
    tail = len(bars)
    fourth = lay(form.tail)
    played = [*first[0], *second[0], *third[0]]
    jump = form.jump
    if jump is None:
        return bars, [*played, *fourth[0]]
    bars[segno] = replace(bars[segno], segno=True)
    bars[tail] = replace(bars[tail], coda=True)
    bars[jump_bar] = replace(bars[jump_bar], jump=jump)
    ends_at_fine = jump.until == "fine"
    bars[exit_bar] = replace(bars[exit_bar], fine=ends_at_fine, to_coda=not ends_at_fine)
    which = 0 if jump.with_repeats else 1
    again = [*(first[which] if jump.to == "start" else []), *second[which]]
    return bars, [*played, *again, *([] if ends_at_fine else fourth[0])]


blocks = st.one_of(
    st.builds(Block, st.integers(1, 3), st.integers(1, 3)),
    st.builds(
        Block, st.integers(1, 3), st.just(1), st.lists(st.integers(1, 2), min_size=2, max_size=4).map(tuple)
    ),
)
parts = st.lists(blocks, min_size=1, max_size=3).map(tuple)
jumps = st.builds(
    Jump, st.sampled_from(["start", "segno"]), st.sampled_from(["fine", "coda"]), st.just(0), st.booleans()
)


@settings(deadline=None)
@given(st.builds(Form, parts, parts, parts, parts, st.none() | jumps))
def test_written_form_is_played_as_its_tree_is_walked(form: Form) -> None:
    bars, expected = write(form)
    found = play_order(bars, 10_000)
    assert found.indices == tuple(expected)
    assert found.remarks == ()


marks = st.builds(
    BarMarks,
    st.booleans(),
    st.sampled_from([0, 0, 2, 3]),
    st.sampled_from([(), (), (), (1,), (2,), (1, 2), (3,)]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.builds(Jump, st.sampled_from(["start", "segno"]), st.sampled_from(["", "fine", "coda"])),
)


@settings(deadline=None)
@given(st.lists(marks, min_size=1, max_size=12))
def test_any_marks_are_played_or_refused(bars: list[BarMarks]) -> None:
    try:
        found = play_order(bars, MOST)
    except ChartError as error:
        assert error.code == "too_long"
    else:
        assert found.indices
        assert set(found.indices) <= set(range(len(bars)))
