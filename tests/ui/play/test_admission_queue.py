"""The admission queue: order of requests, superseded reruns, places given back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from jazzlstm.ui.play import admission_queue
from jazzlstm.ui.play.admission_queue import AdmissionQueue, Ticket

SECONDS = 20.0
"""Longest wait for a thread."""


class SupersededError(Exception):
    """What Streamlit raises in a rerun that another one has superseded."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls ``on_progress`` every hundredth of a second."""
    monkeypatch.setattr(admission_queue, "CALL_SECONDS", 0.01)


def test_the_queue_is_idle_while_no_request_has_a_place() -> None:
    queue = AdmissionQueue(2)
    assert queue.is_idle
    with Ticket(queue) as ticket:
        assert queue.is_idle
        ticket.redeem()
        assert not queue.is_idle
    assert queue.is_idle


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def enqueue(queue: AdmissionQueue, names: str, admitted: list[str]) -> list[threading.Thread]:
    """Start a thread for each name, in this order; each appends its name once it is admitted."""
    threads = []
    for name in names:
        before = queue.waiting

        def request(name: str = name) -> None:
            with Ticket(queue) as ticket:
                ticket.redeem()
                admitted.append(name)

        threads.append(threading.Thread(target=request))
        threads[-1].start()
        wait_until(lambda: queue.waiting == before + 1)  # noqa: B023 -- used within this iteration only
    return threads


def test_requests_are_admitted_in_their_order_and_a_ticket_is_redeemed_once() -> None:
    queue, admitted = AdmissionQueue(1), list[str]()
    with Ticket(queue) as first:
        first.redeem()
        others = enqueue(queue, "abcdef", admitted)
        first.redeem()
        assert admitted == []
    for other in others:
        other.join(SECONDS)
    assert admitted == list("abcdef")


def test_a_ticket_that_is_not_redeemed_takes_no_place() -> None:
    queue = AdmissionQueue(1)
    with Ticket(queue), Ticket(queue) as second:
        second.redeem()
    assert queue.waiting == 0


@pytest.mark.usefixtures("impatient")
def test_a_superseded_rerun_leaves_the_queue() -> None:
    queue, shares, admitted = AdmissionQueue(1), list[float](), list[str]()

    def superseded(share: float) -> None:
        shares.append(share)
        raise SupersededError

    with Ticket(queue) as first:
        first.redeem()
        with pytest.raises(SupersededError), Ticket(queue, superseded) as second:
            second.redeem()
        assert shares == [0.0]
        assert queue.waiting == 0
        (third,) = enqueue(queue, "c", admitted)
    third.join(SECONDS)
    assert admitted == ["c"]
    with Ticket(queue) as last:
        last.redeem()


@pytest.mark.usefixtures("impatient")
def test_a_place_that_is_offered_to_a_superseded_rerun_goes_to_the_next() -> None:
    queue = AdmissionQueue(1)
    first = Ticket(queue)
    first.redeem()

    def admitted_and_superseded(_: float) -> None:
        first.__exit__()
        raise SupersededError

    with pytest.raises(SupersededError), Ticket(queue, admitted_and_superseded) as second:
        second.redeem()
    with Ticket(queue) as third:
        third.redeem()
