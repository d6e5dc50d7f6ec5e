"""The player in Firefox: its modules, its sound, and the page. Not run where Firefox is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import numpy as np
import pytest

from jazzlstm.audio import Sound, integrated_loudness, true_peak
from jazzlstm.audio.synthesizer import RATE
from tests.ui.firefox import Firefox, firefox_path, open_firefox
from tests.ui.test_likeness import (
    exchange,
    loudness,
    mel_correlation,
    performance,
    renderer,
    synthesized,
)
from tests.ui.test_player_javascript import CASES, ROOT, RUN, TESTS
from tests.ui.visit import LEVELS, LISTEN, ROLES

TUNE = "01-jazz-blues"
PLAYER = (
    "document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot?.querySelector('.player')"
)
WAIT = f"""async ([name, value]) => {{
  for (let i = 0; i < 300; i += 1) {{
    const found = {PLAYER}?.dataset[name];
    if (value === null ? found : found === value) return found;
    await new Promise((done) => setTimeout(done, 100));
  }}
  return null;
}}"""
"""Waits until a data attribute of the player is there, or has a value."""
PRESS = f"(selector) => {PLAYER}.querySelector(selector).click()"
SET_TEMPO = f"""(tempo) => {{
  const field = {PLAYER}.querySelector('.tempo input');
  field.value = tempo;
  field.dispatchEvent(new Event('change', {{ bubbles: true }}));
}}"""
BEAT = f"() => Number({PLAYER}.dataset.beat)"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if not firefox_path():
        pytest.skip("there is no Firefox: apt install firefox-esr, or set FIREFOX to its path")
    with open_firefox(tmp_path_factory.mktemp("firefox")) as opened:
        opened.prepare(LISTEN)
        yield opened


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with exchange() as found:
        yield found


@pytest.fixture
def files(firefox: Firefox, address: str) -> Firefox:
    """Firefox on a new page of the repository's files."""
    firefox.goto(address)
    return firefox


def test_the_modules_pass_their_tests(firefox: Firefox, address: str) -> None:
    library = f"/{TESTS.relative_to(ROOT).as_posix()}/check.js"
    failures = {}
    for file, cases in groupby(CASES, key=itemgetter(0)):
        firefox.goto(address)  # what a file replaces, the next one finds as it was
        for _, name in cases:
            if failure := firefox.evaluate(f"({RUN})", [library, file, name]):
                failures[file, name] = failure
    assert failures == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_part_sounds_like_the_server_s(files: Firefox, role: str) -> None:
    here, there = renderer(files.evaluate)(performance(TUNE), role), synthesized(TUNE)[role]
    assert loudness(here) == pytest.approx(loudness(there), abs=1.0)  # drums: 0.9 dB
    assert mel_correlation(here, there) > 0.94


def test_the_mix_is_as_loud_as_the_server_s_and_never_clips(files: Firefox) -> None:
    mix = Sound(renderer(files.evaluate)(performance(TUNE), mastered=True).astype(np.float32), RATE)
    assert integrated_loudness(mix) == pytest.approx(-14.5, abs=2)
    assert true_peak(mix) <= -0.5


def test_the_page_plays(firefox: Firefox, page_url: str) -> None:
    firefox.faults.clear()
    firefox.goto(f"{page_url}/?takes=1&beats=32&seed=61")
    assert firefox.evaluate(WAIT, ["duration", None])
    firefox.evaluate(PRESS, ".play")
    assert firefox.evaluate(WAIT, ["state", "playing"])
    heard = {role: firefox.evaluate(LEVELS, [role, 0.01, 4])[role] for role in ROLES}
    assert min(heard.values()) > 0.01, heard
    firefox.evaluate(PRESS, '.channel[data-role="drums"] .mute')
    firefox.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    assert firefox.evaluate(LEVELS, ["", 0, 1])["drums"] < 0.001
    before = firefox.evaluate(BEAT)
    firefox.evaluate(SET_TEMPO, "60")
    firefox.evaluate("() => new Promise((done) => setTimeout(done, 1000))")
    assert 0.5 < firefox.evaluate(BEAT) - before < 2.5
    firefox.evaluate(PRESS, ".play")
    assert firefox.evaluate(WAIT, ["state", "ready"])
    assert firefox.faults == []
