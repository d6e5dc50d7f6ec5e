"""The browser plays what the server renders: level, spectrum and onsets of keys, parts and the mix.

An OfflineAudioContext renders the player's own modules; RustySynth renders the same arrangement as MIDI.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from http.server import ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser

from jazzlstm.audio import Sound, integrated_loudness, true_peak
from jazzlstm.audio.synthesizer import RATE, record
from jazzlstm.band import BandOptions, arrange
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part
from jazzlstm.ui.play.parts import DRUM_KEYS, find_bank, part_rows
from jazzlstm.ui.play.paths import BANKS_PATH
from jazzlstm.ui.player_script import FOLDER
from tests.ui.test_player_javascript import ROOT, Files

Samples = NDArray[np.float32]
Render = Callable[..., Samples]
RENDER = """async ([rows, how]) => {
  const { renderTo } = await import('/tests/ui/javascript/offline.js');
  await renderTo('/rendered', rows, how);
}"""
PROGRAMS = {66: (50, 62, 70), 56: (60, 72), 73: (67, 84), 0: (48, 60, 76), 26: (52, 64), 32: (31, 40)}
"""General MIDI programs of the band, and keys of each: low, middle, high."""
TEMPO = 120.0
SPACING = 4.0
"""Beats from one key to the next."""
PERFORMANCES = {"01-jazz-blues": "swing", "08-ballad": "ballad"}
ROLES = ("solo", "bass", "drums", "comping")
BEATS = 24
WINDOW = 2048
HOP = 512
MEL_BANDS = 40
FLOOR = 1e-6
"""Share of the loudest band under which energy is not compared: -60 dB."""
LONGEST_LAG = RATE // 50
"""Frames: 20 ms."""


class Exchange(Files):
    """Serves banks beside the repository's files, and keeps the sound that the browser posts."""

    rendered = b""

    def do_GET(self) -> None:
        if not self.path.startswith(BANKS_PATH):
            super().do_GET()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(find_bank(self.path.removeprefix(BANKS_PATH)) or b"")

    def do_POST(self) -> None:
        Exchange.rendered = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()


@contextmanager
def exchange() -> Iterator[str]:
    """The address of a page from which ``renderer`` works."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Exchange, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def renderer(evaluate: Callable[[str, Any], Any]) -> Render:
    """A function that renders parts of an arrangement in a browser, (frames, 2), by running JavaScript."""

    def rendered(arrangement: Arrangement, role: str = "", **options: float) -> Samples:
        rows = [row for row in part_rows(arrangement) if role in ("", row["role"])]
        seconds = arrangement.beats * 60 / arrangement.tempo + 2.5
        how: dict[str, Any] = {"tempo": arrangement.tempo, "leadIn": arrangement.lead_in, "seconds": seconds}
        evaluate(RENDER, [rows, how | options])
        return np.frombuffer(Exchange.rendered, "<f4").reshape(-1, 2)

    return rendered


@pytest.fixture(scope="module")
def render(browser: Browser) -> Iterator[Render]:
    page = browser.new_page()
    with exchange() as address:
        page.goto(address)
        yield renderer(page.evaluate)
    page.close()


@lru_cache
def performance(name: str) -> Arrangement:
    """A solo of the sample corpus with its band, counted in."""
    [file] = (ROOT / "data" / "solos").glob(f"{name}*.mid")
    [solo] = read_corpus([file]).solos
    return arrange(solo, beats=BEATS, feel=PERFORMANCES[name], options=BandOptions(count_in=1))


@lru_cache
def synthesized(name: str) -> dict[str, Samples]:
    """The server's sound of each part, by role."""
    arrangement = performance(name)
    midis = [write_midi(replace(arrangement, parts=(part,))) for part in arrangement.parts]
    roles = [row["role"] for row in part_rows(arrangement)]
    return dict(zip(roles, record(midis), strict=True))


def scale_of(part: Part, keys: int) -> Arrangement:
    """One part alone, a key every ``SPACING`` beats."""
    return Arrangement((part,), Chart((Change(0.0, NO_CHORD),), 4.0), TEMPO, SPACING * keys)


def keys_of(samples: Samples, keys: int, seconds: tuple[float, float]) -> list[Samples]:
    """The sound of each key of a scale, between two times after its onset."""
    step = SPACING * 60 / TEMPO
    first, last = seconds
    return [samples[round((i * step + first) * RATE) : round((i * step + last) * RATE)] for i in range(keys)]


def decibels(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-20))


def centroid(samples: Samples) -> float:
    """The centre of the spectrum in hertz, by energy."""
    spectrum = np.abs(np.fft.rfft(samples.mean(axis=1) * np.hanning(len(samples)))) ** 2
    return float((spectrum * np.fft.rfftfreq(len(samples), 1 / RATE)).sum() / spectrum.sum())


def mel_energies(samples: Samples) -> NDArray[np.float64]:
    """Energy in bands of equal width to the ear, (frames, bands)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.mean(axis=1), WINDOW)[::HOP]
    energies = np.abs(np.fft.rfft(frames * np.hanning(WINDOW))) ** 2
    mels = 2595 * np.log10(1 + np.fft.rfftfreq(WINDOW, 1 / RATE) / 700)
    band = np.digitize(mels, np.linspace(60, 3300, MEL_BANDS + 1))  # 38 Hz to 12 kHz
    return np.stack([energies[:, band == each].sum(axis=1) for each in range(1, MEL_BANDS + 1)], axis=1)


def mel_correlation(one: Samples, other: Samples) -> float:
    frames = min(len(one), len(other))
    pair = [mel_energies(samples[:frames]) for samples in (one, other)]
    floor = FLOOR * max(energies.max() for energies in pair)
    first, second = (np.log(energies + floor).ravel() for energies in pair)
    return float(np.corrcoef(first, second)[0, 1])


def lag(one: Samples, other: Samples, *, of_onsets: bool = False) -> float:
    """Milliseconds that the first sound is behind the second, by the correlation of their waveforms.

    ``of_onsets``: by where the level rises. Of a long tone, a period more or less fits the waveform as well.
    """
    frames = min(len(one), len(other))
    heard = [samples[:frames].mean(axis=1) for samples in (one, other)]
    if of_onsets:
        heard = [rises(samples) for samples in heard]
    size = 1 << (2 * frames).bit_length()  # a power of two: ten times as fast as some other sizes
    spectra = [np.fft.rfft(samples, size) for samples in heard]
    correlation = np.fft.irfft(spectra[0] * np.conj(spectra[1]), size)
    near = np.arange(-LONGEST_LAG, LONGEST_LAG + 1)
    return float(near[correlation[near].argmax()] * 1000 / RATE)


def rises(samples: NDArray[np.floating]) -> NDArray[np.float64]:
    """How much louder each moment is than the one before, in dB, of levels over 10 ms."""
    power = np.convolve(np.square(samples.astype(float)), np.full(RATE // 100, 100 / RATE), mode="same")
    return np.asarray(np.maximum(0, np.diff(10 * np.log10(power + 1e-7 * power.max()))), np.float64)


def loudness(samples: Samples) -> float:
    return integrated_loudness(Sound(samples.astype(np.float32), RATE))


@pytest.mark.parametrize("program", PROGRAMS)
def test_pitched_keys_have_the_level_and_spectrum_of_the_server(render: Render, program: int) -> None:
    keys = PROGRAMS[program]
    notes = tuple(Note(SPACING * i, 2.0, key, 95) for i, key in enumerate(keys))
    arrangement = scale_of(Part("Solo", notes, program), len(keys))
    here = keys_of(render(arrangement), len(keys), (0.1, 0.9))
    there = keys_of(record([write_midi(arrangement)])[0], len(keys), (0.1, 0.9))
    for key, one, other in zip(keys, here, there, strict=True):
        assert decibels(one) == pytest.approx(decibels(other), abs=0.3), key
        assert centroid(one) == pytest.approx(centroid(other), rel=0.04), key


@pytest.mark.parametrize("program", (66, 56))
def test_loud_winds_are_brighter_in_the_browser_and_on_the_server(render: Render, program: int) -> None:
    velocities, key = (40, 80, 120), 53
    notes = tuple(Note(SPACING * i, 2.0, key, velocity) for i, velocity in enumerate(velocities))
    arrangement = scale_of(Part("Solo", notes, program, volume=127), len(notes))
    here = keys_of(render(arrangement), len(notes), (0.1, 0.9))
    there = keys_of(record([write_midi(arrangement)])[0], len(notes), (0.1, 0.9))
    for one, other in zip(here, there, strict=True):
        assert decibels(one) == pytest.approx(decibels(other), abs=0.3)
        assert centroid(one) == pytest.approx(centroid(other), rel=0.05)
    soft, middle, loud = map(centroid, here)
    assert 1.1 * soft < middle < 0.98 * loud


def test_drums_have_the_level_of_the_server(render: Render) -> None:
    keys = sorted(DRUM_KEYS)
    notes = tuple(Note(SPACING * i, 0.25, key, 70) for i, key in enumerate(keys))
    arrangement = scale_of(Part("Drums", notes, is_drums=True, volume=110), len(keys))
    here = keys_of(render(arrangement), len(keys), (0, 0.25))
    there = keys_of(record([write_midi(arrangement)])[0], len(keys), (0, 0.25))
    for key, one, other in zip(keys, here, there, strict=True):
        assert decibels(one) == pytest.approx(decibels(other), abs=1.2), key


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", PERFORMANCES)
def test_each_part_of_a_performance_sounds_alike(render: Render, name: str, role: str) -> None:
    here, there = render(performance(name), role), synthesized(name)[role]
    assert loudness(here) == pytest.approx(loudness(there), abs=0.8)
    assert mel_correlation(here, there) > {"drums": 0.94, "comping": 0.98}.get(role, 0.99)
    is_held = role in ("solo", "comping")
    late = lag(here, there, of_onsets=is_held)
    assert late == pytest.approx(-0.7, abs=2 if is_held else 1)  # RustySynth counts in blocks of 1.3 ms


@pytest.mark.parametrize("name", PERFORMANCES)
def test_the_mix_is_as_loud_as_the_server_s_and_never_clips(render: Render, name: str) -> None:
    mix = Sound(render(performance(name), mastered=True).astype(np.float32), RATE)
    assert integrated_loudness(mix) == pytest.approx(-14.5, abs=2)
    assert true_peak(mix) <= -0.5


@pytest.mark.parametrize("name", PERFORMANCES)
def test_faders_at_their_maximum_do_not_clip(render: Render, name: str) -> None:
    highest = re.search(r"const HIGHEST = ([\d.]+);", (FOLDER / "faders.js").read_text(encoding="utf-8"))
    assert highest
    mix = render(performance(name), mastered=True, level=float(highest[1]))
    assert true_peak(Sound(mix.astype(np.float32), RATE)) <= -0.5
