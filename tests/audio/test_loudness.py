from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.audio import Sound, integrated_loudness, true_peak
from jazzlstm.audio.loudness import SILENCE, peak_envelope

RATE = 48_000


def sine(
    hertz: float, decibels: float, seconds: float = 5.0, *, both: bool = True, phase: float = 0.0
) -> Sound:
    time = np.arange(int(seconds * RATE)) / RATE
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * time + phase)
    return Sound(np.stack([wave, wave * both], axis=1).astype(np.float32), RATE)


def test_the_reference_tone_of_the_standard_measures_minus_three_lufs() -> None:
    assert integrated_loudness(sine(997, 0, both=False)) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("level", [-18, -23, -33])
def test_a_stereo_tone_measures_its_level(level: float) -> None:
    """EBU Tech 3341, test cases 1 and 2: a 1 kHz sine at -23 dBFS in both channels is -23 LUFS."""
    assert integrated_loudness(sine(1000, level, 20)) == pytest.approx(level, abs=0.1)


def test_soft_passages_are_gated() -> None:
    """EBU Tech 3341, test case 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS read -23 LUFS."""
    parts = [sine(1000, level, seconds).samples for level, seconds in ((-36, 10), (-23, 60), (-36, 10))]
    assert integrated_loudness(Sound(np.concatenate(parts), RATE)) == pytest.approx(-23, abs=0.1)


def test_low_frequencies_weigh_less_and_high_frequencies_more() -> None:
    low, middle, high = (integrated_loudness(sine(hertz, -20)) for hertz in (30, 1000, 6000))
    assert low < middle - 5
    assert middle + 2 < high < middle + 5


def test_loudness_does_not_depend_on_length() -> None:
    short, long = (integrated_loudness(sine(440, -20, seconds)) for seconds in (2.9, 31.7))
    assert short == pytest.approx(long, abs=0.02)


def test_silence_and_an_empty_sound_measure_as_silence() -> None:
    assert integrated_loudness(Sound(np.zeros((RATE, 2), np.float32), RATE)) == SILENCE
    assert integrated_loudness(Sound(np.zeros((0, 2), np.float32), RATE)) == SILENCE
    assert true_peak(Sound(np.zeros((10, 2), np.float32), RATE)) == float("-inf")


def test_a_true_peak_may_lie_between_samples() -> None:
    """A quarter of the rate, phase 45 degrees: samples at 0.707, the wave at 1."""
    sound = sine(RATE / 4, 0, 0.1, phase=np.pi / 4)
    assert 20 * np.log10(np.abs(sound.samples).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(sound) == pytest.approx(0, abs=0.3)


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(1, 90))
def test_peaks_are_never_below_the_samples(frames: int, block: int) -> None:
    samples = np.random.default_rng(frames).normal(0, 0.3, (frames, 2)).astype(np.float32)
    envelope = peak_envelope(samples, block)
    assert len(envelope) == -(-frames // block)
    for index, peak in enumerate(envelope):
        assert peak >= np.abs(samples[index * block : (index + 1) * block]).max() - 1e-6
