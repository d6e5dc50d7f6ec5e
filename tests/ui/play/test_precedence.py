"""First bars go before the rest of a solo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from jazzlstm.ui.play.precedence import Precedence

SECONDS = 60.0


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < until:
        time.sleep(0.002)
    assert condition()


def test_the_holder_makes_way_for_one_who_goes_first() -> None:
    lock, order = Precedence(), []

    def go_first() -> None:
        with lock.first():
            order.append("first")

    with lock.later() as makes_way:
        assert not makes_way()
        first = threading.Thread(target=go_first)
        first.start()
        wait_for(makes_way)
        order.append("later")
    first.join(SECONDS)
    assert order == ["later", "first"]


def test_those_who_wait_go_by_their_due_times_and_equal_ones_in_their_order() -> None:
    lock, order = Precedence(), []

    def go(name: str, patience: float) -> None:
        with lock.later(patience):
            order.append(name)

    with lock.first():
        threads = []
        for name, patience in (("rest", 60.0), ("a", 0.0), ("next rest", 30.0), ("b", 0.0)):
            waiting = lock.waiting
            threads.append(threading.Thread(target=go, args=[name, patience]))
            threads[-1].start()
            wait_for(lambda: lock.waiting == waiting + 1)  # noqa: B023 -- used within this iteration only
    for thread in threads:
        thread.join(SECONDS)
    assert order == ["a", "b", "next rest", "rest"]


def test_one_who_is_due_before_makes_no_way() -> None:
    lock = Precedence()
    with lock.later(patience=0.0) as makes_way:
        first = threading.Thread(target=lambda: lock.first().__enter__(), daemon=True)
        first.start()
        wait_for(lambda: lock.waiting == 1)
        assert not makes_way()
    first.join(SECONDS)


def test_an_error_frees_the_lock() -> None:
    lock = Precedence()
    for enter in (lock.first, lock.later):
        try:
            with enter():
                raise ValueError
        except ValueError:
            pass
    with lock.first():
        pass
