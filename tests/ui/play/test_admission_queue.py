"""First come, first served; who has moved on leaves the line, and nobody waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from jazzlstm.ui.play import admission_queue as line_module
from jazzlstm.ui.play.admission_queue import AdmissionQueue, Ticket

SLOW = 20.0


class MovedOnError(Exception):
    """What Streamlit raises where a run has been overtaken."""


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SLOW
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def in_line(line: AdmissionQueue) -> int:
    return line.waiting


def take_turns(line: AdmissionQueue, names: str, served: list[str]) -> list[threading.Thread]:
    """Each stands behind the one before."""
    threads = []
    for name in names:
        before = in_line(line)

        def visit(name: str = name) -> None:
            with Ticket(line) as turn:
                turn.redeem()
                served.append(name)

        threads.append(threading.Thread(target=visit))
        threads[-1].start()
        until(lambda: in_line(line) == before + 1)  # noqa: B023 -- looked at within this turn of the loop
    return threads


def test_who_came_first_is_served_first_and_once_for_a_whole_turn() -> None:
    line, served = AdmissionQueue(1), list[str]()
    with Ticket(line) as first:
        first.redeem()
        others = take_turns(line, "abcdef", served)
        first.redeem()
        assert served == []
    for other in others:
        other.join(SLOW)
    assert served == list("abcdef")


def test_who_makes_nothing_takes_no_place() -> None:
    line = AdmissionQueue(1)
    with Ticket(line), Ticket(line) as second:
        second.redeem()
    assert in_line(line) == 0


def test_who_has_moved_on_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "CALL_SECONDS", 0.01)
    line, told, served = AdmissionQueue(1), list[float](), list[str]()

    def moved_on(share: float) -> None:
        told.append(share)
        raise MovedOnError

    with Ticket(line) as first:
        first.redeem()
        with pytest.raises(MovedOnError), Ticket(line, moved_on) as second:
            second.redeem()
        assert told == [0.0]
        assert in_line(line) == 0
        (third,) = take_turns(line, "c", served)
    third.join(SLOW)
    assert served == ["c"]
    with Ticket(line) as last:
        last.redeem()


def test_a_place_that_comes_while_one_moves_on_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "CALL_SECONDS", 0.01)
    line = AdmissionQueue(1)
    first = Ticket(line)
    first.redeem()

    def served_and_gone(_: float) -> None:
        first.__exit__()
        raise MovedOnError

    with pytest.raises(MovedOnError), Ticket(line, served_and_gone) as second:
        second.redeem()
    with Ticket(line) as third:
        third.redeem()
