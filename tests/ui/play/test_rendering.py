"""What is drawn is what sounds; two listeners are served at once, what is kept passes the line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from jazzlstm.generation.settings import Settings
from jazzlstm.services import play as studio
from jazzlstm.ui.play.rendering import render_packet, render_solo
from jazzlstm.ui.play.warm_up import warm_up
from tests.ui.opened import open_page


def test_bar_one_of_the_picture_is_where_the_solo_begins_to_sound(models: Path) -> None:
    settings = Settings(beats=12, seed=9100, count_in=1, intro=1, tempo=150)
    packet = render_solo("weimar", settings).packet
    header = packet.header
    samples, rate = soundfile.read(BytesIO(packet.stems["solo"]))
    peaks = abs(samples).max(axis=1)
    first = np.flatnonzero(peaks > 0.05 * peaks.max())[0] / rate
    drawn = (header["leadIn"] + header["notes"][0][0]) * 60 / header["tempo"]
    assert header["leadIn"] == 8
    assert first == pytest.approx(drawn, abs=0.05)


class Watched:
    """A function that is watched: how many are in it at once, and the most that were; all wait for ``go``."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.go = function, threading.Event()
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever it is called with
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.go.wait(20)
        try:
            return self.function(*given, **named)
        finally:
            with self._lock:
                self.inside -= 1


def test_two_solos_are_made_at_once_one_improvised_and_a_kept_one_does_not_wait(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = render_solo("weimar", Settings(beats=4, seed=9000))
    improvise, accompany = Watched(studio.improvise_takes), Watched(studio.accompany)
    monkeypatch.setattr(studio, "improvise_takes", improvise)
    monkeypatch.setattr(studio, "accompany", accompany)
    improvise.go.set()
    with ThreadPoolExecutor(5) as listeners:
        waiting = [
            listeners.submit(render_solo, "weimar", Settings(beats=4, seed=9001 + each)) for each in range(5)
        ]
        until = time.monotonic() + 20
        while accompany.most < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert render_solo("weimar", Settings(beats=4, seed=9000)).packet is kept.packet
        accompany.go.set()
        assert {each.result(60).settings.seed for each in waiting} == {9001, 9002, 9003, 9004, 9005}
    assert accompany.most == 2
    assert improvise.most == 1


def test_what_two_ask_for_at_once_is_made_once(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    improvise = studio.improvise_takes

    def slowly(*given: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever it is called with
        made.append(given)
        time.sleep(0.3)
        return improvise(*given, **named)

    monkeypatch.setattr(studio, "improvise_takes", slowly)
    with ThreadPoolExecutor(2) as listeners:
        one, other = listeners.map(
            lambda chosen: render_solo("weimar", Settings(beats=4, seed=9100, takes=2), chosen), (0, 1)
        )
    assert len(made) == 1
    assert one.packet is not other.packet


def test_what_was_rehearsed_is_what_the_page_opens_with(models: Path) -> None:
    warm_up()
    made = render_packet.cache_info().misses
    page = open_page()
    assert page.get("bidi_component")
    assert render_packet.cache_info().misses == made


def test_a_rehearsal_without_a_model_fails_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    warm_up()
    (tmp_path / "weimar.safetensors").write_bytes(b"no model")
    warm_up()
