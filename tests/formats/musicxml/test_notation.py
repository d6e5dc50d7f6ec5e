"""Note heads, ties, tuplets and beams of bars, as an engraver writes them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.formats.musicxml.notation import (
    STRAIGHT,
    TRIPLET,
    Symbol,
    TickSpan,
    count_ticks,
    fill_rests,
    write_bar,
)
from jazzlstm.music import Metre

COMMON, WALTZ = Metre(4, 4), Metre(3, 4)


def bar(*lengths: int, metre: Metre = COMMON) -> list[Symbol]:
    """Notes of these durations in ticks, one after the other; negative for a rest."""
    spans, start = [], 0
    for index, length in enumerate(lengths):
        spans.append(TickSpan(start, start + abs(length), index if length > 0 else None))
        start += abs(length)
    return write_bar(spans, metre)


def shown(symbols: list[Symbol]) -> str:
    """The symbols as text: "quarter. eighth~ r:half" with dots, ties and rests."""
    words = []
    for symbol in symbols:
        rest = "r:" if symbol.span.note is None else ""
        words.append(rest + symbol.kind + "." * symbol.dots + "~" * symbol.span.tied_out)
    return " ".join(words)


def test_syncopation_shows_the_middle_of_the_bar() -> None:
    assert shown(bar(18, 12, 18)) == "quarter. eighth~ eighth quarter."


def test_short_syncopations_inside_half_a_bar_need_no_tie() -> None:
    assert shown(bar(6, 12, 6, 24)) == "eighth quarter eighth half"


def test_half_note_may_start_on_the_second_beat() -> None:
    assert shown(bar(12, 24, 12)) == "quarter half quarter"


def test_long_upbeat_is_tied_over_every_half_bar() -> None:
    assert shown(bar(6, 42)) == "eighth quarter.~ half"


def test_sixteenth_off_is_tied_over_the_beat() -> None:
    assert shown(bar(9, 6, 9, 24)) == "eighth. 16th~ 16th eighth. half"


def test_rests_never_hide_a_beat() -> None:
    assert shown(bar(6, -42)) == "eighth r:eighth r:quarter r:half"
    assert shown(bar(12, -24, 12)) == "quarter r:quarter r:quarter quarter"


def test_empty_bar_is_one_rest_in_any_metre() -> None:
    assert [symbol.fills_bar for symbol in bar(-36, metre=WALTZ)] == [True]


def test_waltz_bar_is_a_dotted_half() -> None:
    assert shown(bar(36, metre=WALTZ)) == "half."
    assert shown(bar(18, 18, metre=WALTZ)) == "quarter. quarter."


def test_six_eight_beats_in_two() -> None:
    assert shown(bar(18, 18, metre=Metre(6, 8))) == "quarter. quarter."
    assert shown(bar(12, 12, 12, metre=Metre(6, 8))) == "quarter eighth~ eighth quarter"


def test_triplet_is_bracketed_from_first_to_last() -> None:
    symbols = bar(4, 4, 4, 36)
    assert shown(symbols) == "eighth eighth eighth half."
    assert [symbol.opens_tuplet for symbol in symbols] == [True, False, False, False]
    assert [symbol.closes_tuplet for symbol in symbols] == [False, False, True, False]
    assert [(t.actual, t.normal, t.kind) for t in [symbols[0].tuplet] if t] == [(3, 2, "eighth")]


def test_quarter_triplets_are_one_tuplet() -> None:
    symbols = bar(8, 8, 8, 24)
    assert shown(symbols) == "quarter quarter quarter half"
    assert [symbol.opens_tuplet for symbol in symbols] == [True, False, False, False]


def test_half_note_triplets_fill_the_bar() -> None:
    assert shown(bar(16, 16, 16)) == "half half half"


def test_fast_turn_is_a_triplet_of_sixteenths_in_half_a_beat() -> None:
    symbols = bar(2, 2, 2, 6, 36)
    assert shown(symbols) == "16th 16th 16th eighth half."
    assert [symbol.tuplet is not None for symbol in symbols] == [True, True, True, False, False]


def test_plain_eighths_are_beamed_in_fours() -> None:
    beams = [symbol.beams for symbol in bar(*[6] * 8)]
    assert beams == [("begin",), ("continue",), ("continue",), ("end",)] * 2


def test_sixteenths_are_beamed_by_the_beat_with_hooks() -> None:
    symbols = bar(9, 3, 3, 3, 6, 24)
    assert [symbol.beams for symbol in symbols[:2]] == [("begin",), ("end", "backward hook")]
    assert [symbol.beams for symbol in symbols[2:5]] == [("begin", "begin"), ("continue", "end"), ("end",)]


def test_single_eighth_keeps_its_flag() -> None:
    assert bar(6, -6, 36)[0].beams == ()


@settings(deadline=None)
@given(
    st.sampled_from(
        [Metre(n, d) for n, d in ((4, 4), (3, 4), (2, 4), (5, 4), (2, 2), (6, 8), (12, 8), (7, 8), (5, 8))]
    ),
    st.sets(st.integers(1, 59), max_size=14),
    st.integers(0, 2**15),
)
def test_every_bar_is_full_and_every_head_has_its_duration(metre: Metre, cuts: set[int], rests: int) -> None:
    length = count_ticks(metre)
    edges = sorted({0, length} | {cut for cut in cuts if cut < length})
    spans = [
        TickSpan(start, end, None if rests >> index & 1 else index)
        for index, (start, end) in enumerate(zip(edges, edges[1:], strict=False))
    ]
    notes = [span for span in spans if span.note is not None]
    symbols = write_bar(fill_rests(notes, length), metre)
    assert [symbol.span.start for symbol in symbols] == [0, *(symbol.span.end for symbol in symbols[:-1])]
    assert symbols[-1].span.end == length
    names = {name: ticks for ticks, name in STRAIGHT.items()}
    in_tuplets = {name: ticks for ticks, name in TRIPLET.items()}
    for symbol in symbols:
        if not symbol.fills_bar:
            table = in_tuplets if symbol.tuplet else names
            assert table[symbol.kind, symbol.dots] == symbol.ticks
        if symbol.tuplet:
            assert symbol.tuplet.actual * 2 == symbol.tuplet.normal * 3
    for span in notes:  # ties join the heads of one note, and nothing else
        heads = [symbol.span for symbol in symbols if symbol.span.note == span.note]
        assert (heads[0].start, heads[-1].end) == (span.start, span.end)
        assert [head.tied_in for head in heads] == [False] + [True] * (len(heads) - 1)
        assert [head.tied_out for head in heads] == [True] * (len(heads) - 1) + [False]
