"""The picture matches the sound; caches and the queue hold under many listeners at once."""

from __future__ import annotations

import gc
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.generation.sampler import SoloStream
from jazzlstm.generation.settings import Settings
from jazzlstm.services.growing_performance import GrowingPerformance
from jazzlstm.services.growing_take import GrowingTake
from jazzlstm.ui.play import rendering
from jazzlstm.ui.play.rendering import render_opening, render_solo
from jazzlstm.ui.play.warm_up import warm_up
from jazzlstm.ui.visitor import open_named
from tests.ui.opened import open_page

SECONDS = 60.0
"""After which a listener who still waits counts as deadlocked."""


def test_bar_one_of_the_picture_is_where_the_solo_begins_to_sound(models: Path) -> None:
    settings = Settings(beats=12, seed=9100, count_in=1, intro=1, tempo=150)
    header = render_solo("weimar", settings).packet.header
    parts = {part["role"]: part for part in header["parts"]}
    assert header["leadIn"] == 8
    assert parts["solo"]["notes"][0][0] == pytest.approx(header["notes"][0][0], abs=1e-3)
    assert parts["drums"]["notes"][0][0] == pytest.approx(-8, abs=0.1)


# The queue


class Counted:
    """Wraps a function: counts the threads that are in it, and holds all of them until ``go`` is set."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.go = threading.Event()
        self.inside = 0
        self.most = 0
        self._lock = threading.Lock()

    def __call__(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 -- passed on unchanged
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.go.wait(20)
        try:
            return self.function(*arguments, **named)
        finally:
            with self._lock:
                self.inside -= 1


def test_two_solos_are_made_at_once_one_is_improvised_and_a_cached_one_skips_the_queue(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cached = render_solo("weimar", Settings(beats=4, seed=9000))
    improvise, accompany = Counted(GrowingTake.grow), Counted(GrowingPerformance.play_on)
    monkeypatch.setattr(GrowingTake, "grow", lambda *arguments: improvise(*arguments))
    monkeypatch.setattr(GrowingPerformance, "play_on", lambda *arguments: accompany(*arguments))
    improvise.go.set()
    with ThreadPoolExecutor(5) as listeners:
        waiting = [
            listeners.submit(render_solo, "weimar", Settings(beats=4, seed=seed))
            for seed in range(9001, 9006)
        ]
        until = time.monotonic() + 20
        while accompany.most < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert render_solo("weimar", Settings(beats=4, seed=9000)).packet is cached.packet
        accompany.go.set()
        assert [each.result(SECONDS).settings.seed for each in waiting] == list(range(9001, 9006))
    assert accompany.most == 2
    assert improvise.most == 1


# The same request from several listeners


def test_a_request_that_is_in_flight_is_not_made_again(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    grow = GrowingTake.grow

    def slowly(*arguments: Any) -> None:  # noqa: ANN401 -- passed on unchanged
        made.append(arguments)
        time.sleep(0.3)
        grow(*arguments)

    monkeypatch.setattr(GrowingTake, "grow", slowly)
    open_named("weimar")  # or each listener reads a network of its own
    with ThreadPoolExecutor(2) as listeners:
        one, other = listeners.map(
            lambda chosen: render_solo("weimar", Settings(beats=4, seed=9200, takes=2), chosen), (1, 1)
        )
    assert len(made) == 1
    assert one.packet is other.packet


@pytest.fixture
def hurried() -> Iterator[None]:
    """Lets Python change threads after every microsecond: races show at once."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hurried")
def test_two_listeners_who_change_their_minds_get_what_each_asked_for(models: Path) -> None:
    """Sixteen threads ask for four solos in four takes: every answer belongs to its question."""
    questions = [(seed, chosen) for seed in range(9300, 9304) for chosen in range(4)]

    def ask(question: tuple[int, int]) -> tuple[int, int, Any]:
        seed, chosen = question
        rendered = render_solo("weimar", Settings(beats=4, seed=seed, takes=4, band=False), chosen)
        return rendered.settings.seed, rendered.chosen, rendered.performance.take.seed

    with ThreadPoolExecutor(16) as listeners:
        answers = list(listeners.map(ask, questions, timeout=2 * SECONDS))
    assert answers == [(seed, chosen, seed + chosen) for seed, chosen in questions]
    assert rendering.QUEUE.waiting == 0


# Memory


def test_a_whole_solo_is_kept_without_the_state_of_the_network(models: Path) -> None:
    render_solo("weimar", Settings(beats=16, seed=9500))
    tracemalloc.start()
    solos = [render_solo("weimar", Settings(beats=16, seed=seed)) for seed in range(9501, 9506)]
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(each.growth.is_whole for each in solos)
    assert used / len(solos) < 150_000  # bytes; the state takes 600,000


# Another band


OTHERS: list[dict[str, Any]] = [{"feel": "ballad"}, {"comping": "guitar"}, {"count_in": 1}, {"band": False}]


@pytest.mark.parametrize(("seed", "other"), list(enumerate(OTHERS, 9400)))
def test_another_band_plays_with_the_same_solo_and_improvises_nothing(
    models: Path, monkeypatch: pytest.MonkeyPatch, seed: int, other: dict[str, Any]
) -> None:
    improvised: list[SoloStream] = []
    advance = SoloStream.advance

    def watched(stream: SoloStream, *arguments: Any) -> Any:  # noqa: ANN401 -- passed on unchanged
        improvised.append(stream)
        return advance(stream, *arguments)

    monkeypatch.setattr(SoloStream, "advance", watched)
    settings = Settings(beats=64, seed=seed, tune="rhythm-changes")
    before = render_solo("weimar", settings)
    solo = before.growth.take(64).solo
    assert improvised
    improvised.clear()
    after = render_solo("weimar", replace(settings, **other))
    assert after.performance.take.solo.notes == solo.notes
    assert after.performance.take.solo.tempo == after.packet.header["tempo"] == after.piece.tempo
    assert after.packet.header["until"] == before.packet.header["until"]  # the first bars still come first
    assert not improvised


# Before the first visitor


def test_the_page_opens_with_the_solo_of_the_warm_up(models: Path) -> None:
    warm_up()
    made = render_opening.cache_info().misses
    page = open_page()
    assert page.get("bidi_component")
    assert render_opening.cache_info().misses == made


def test_the_warm_up_raises_nothing_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    warm_up()
    (tmp_path / "weimar.safetensors").write_bytes(b"no model")
    warm_up()
