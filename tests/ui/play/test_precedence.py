"""First bars go before the rest of a solo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from jazzlstm.ui.play.precedence import Precedence

SECONDS = 10.0


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


def test_of_those_who_wait_the_first_bars_come_first() -> None:
    lock, order, waiting = Precedence(), [], threading.Semaphore(0)

    def go(kind: str) -> None:
        waiting.release()
        with lock.later() if kind == "later" else lock.first():
            order.append(kind)

    with lock.first():
        threads = [threading.Thread(target=go, args=[kind]) for kind in ("later", "later", "first", "first")]
        for thread in threads:
            thread.start()
            waiting.acquire(timeout=SECONDS)
        time.sleep(0.1)
    for thread in threads:
        thread.join(SECONDS)
    assert order == ["first", "first", "later", "later"]


def test_one_who_waited_too_long_goes_on() -> None:
    lock = Precedence()
    with lock.later(patience=0.0) as makes_way:
        first = threading.Thread(target=lambda: lock.first().__enter__(), daemon=True)
        first.start()
        time.sleep(0.05)
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
