"""Loudness (LUFS) and true peak (the highest point of the wave between samples).

Loudness follows ITU-R BS.1770-4: each channel passes the K-weighting filter (a high
shelf and a high-pass), is measured in blocks of 400 ms, and nearly silent blocks are
excluded. Streaming services play at about -14 LUFS.

The two biquads are applied as one multiplication in the frequency domain, exact to the
precision of the samples: chunks overlap by a fifth of a second, in which the filters
ring out. This needs NumPy alone; importing SciPy or pyloudnorm takes longer than
rendering a solo. The tests use the standard's reference tone and EBU test cases.

Source: ITU-R BS.1770-4, annexes 1 (loudness) and 2 (true peak).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from jazzlstm.audio.sound import Sound

SILENCE = -70.0
"""LUFS: the absolute gate, and the loudness reported for silence."""
RELATIVE_GATE = -10.0
"""LU below the mean of the blocks above the absolute gate."""
OFFSET = -0.691
"""dB: a full-scale sine of 997 Hz in one channel measures -3.01 LUFS."""
CHUNK_SECONDS = 3
"""Seconds filtered at once: fits the processor's cache, and memory does not grow with the sound."""

SHELF = (1681.974450955533, 3.999843853973347, 0.7071752369554196)
"""Centre Hz, gain dB, Q of the high shelf."""
HIGH_PASS = (38.13547087602444, 0.5003270373238773)
"""Corner Hz and Q."""

TAPS = 24
"""Samples that an interpolated sample depends on."""
BATCH_BLOCKS = 256
"""Blocks interpolated at once."""
SMALLEST_POWER = 1e-12
"""Mean square of silence, so that its logarithm is finite."""


def integrated_loudness(sound: Sound) -> float:
    """Loudness of the whole sound in LUFS; ``SILENCE`` for silence."""
    hop = sound.rate // 10
    power = _hop_powers(sound, hop)  # (hops,): mean square of both channels, 100 ms each
    blocks = np.convolve(power, np.full(4, 0.25), mode="valid") if len(power) >= 4 else power
    blocks = blocks[_lufs(blocks) > SILENCE]
    if not len(blocks):
        return SILENCE
    gate = _lufs(blocks.mean()) + RELATIVE_GATE
    return float(_lufs(blocks[_lufs(blocks) > gate].mean()))


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(OFFSET + 10 * np.log10(np.maximum(power, SMALLEST_POWER)))


def _hop_powers(sound: Sound, hop: int) -> NDArray[np.float64]:
    """Mean square of each 100 ms, K-weighted, both channels added, (hops,)."""

    def power_of(channel: NDArray[np.float32]) -> NDArray[np.float64]:
        power = np.zeros(len(channel) // hop)
        for start, chunk in _weighted_chunks(channel, sound.rate):
            whole = len(chunk) // hop * hop
            first = start // hop
            power[first : first + whole // hop] = np.square(chunk[:whole]).reshape(-1, hop).mean(axis=1)
        return power

    with ThreadPoolExecutor(2) as threads:  # the Fourier transforms let other threads run
        left, right = threads.map(power_of, sound.samples.T)
    return left + right


def _weighted_chunks(channel: NDArray[np.float32], rate: int) -> Iterator[tuple[int, NDArray[np.floating]]]:
    """First frame and K-weighted samples of each chunk, filtered with the fifth of a second before it."""
    lead, step = rate // 5, CHUNK_SECONDS * rate
    for start in range(0, len(channel), step):
        first = max(0, start - lead)
        piece = np.ascontiguousarray(channel[first : start + step])
        length = _fast_length(len(piece) + lead)
        spectrum = np.fft.rfft(piece, length)
        spectrum *= _k_weighting(length, rate)
        yield start, np.fft.irfft(spectrum, length)[start - first : len(piece)]


def _fast_length(length: int) -> int:
    """The next length that is a small factor times a power of two, for a fast transform."""
    power = 1 << max(0, length.bit_length() - 3)
    return -(-length // power) * power


@lru_cache(maxsize=4)
def _k_weighting(length: int, rate: int) -> NDArray[np.complex64]:
    """Frequency response of both biquads at the frequencies of an rfft of ``length``."""
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    response: NDArray[np.complex128] = np.ones_like(z)
    for numerator, denominator in (_shelf(rate), _high_pass(rate)):
        response *= np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)
    return response.astype(np.complex64)


def _shelf(rate: int) -> tuple[list[float], list[float]]:
    centre, gain, q = SHELF
    k = np.tan(np.pi * centre / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    scale = 1 + k / q + k * k
    numerator = [high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k]
    denominator = [scale, 2 * (k * k - 1), 1 - k / q + k * k]
    return [n / scale for n in numerator], [d / scale for d in denominator]


def _high_pass(rate: int) -> tuple[list[float], list[float]]:
    corner, q = HIGH_PASS
    k = np.tan(np.pi * corner / rate)
    scale = 1 + k / q + k * k
    return [1.0, -2.0, 1.0], [1.0, 2 * (k * k - 1) / scale, (1 - k / q + k * k) / scale]


def true_peak(sound: Sound) -> float:
    """True peak in dBTP; -inf for silence."""
    sampled = float(np.abs(sound.samples).max(initial=0.0))
    if sampled == 0:
        return float("-inf")
    block = sound.rate // 100
    return 20 * float(np.log10(peak_envelope(sound.samples, block, above=sampled / 2).max()))


def peak_envelope(samples: NDArray[np.float32], block: int, *, above: float = 0.0) -> NDArray[np.float32]:
    """True peak of each block of frames, (blocks,), at four times the rate.

    Only blocks with a sample over ``above`` are interpolated: a wave seldom rises more
    than 3 dB between samples, and most blocks are quiet.
    """
    envelope = block_peaks(samples, block)
    loud = np.flatnonzero(envelope > above)
    reach = np.arange(-TAPS, block + TAPS)  # frames that the peak of a block depends on
    for some in (loud[start : start + BATCH_BLOCKS] for start in range(0, len(loud), BATCH_BLOCKS)):
        frames = some[:, None] * block + reach
        windows = samples.take(frames, axis=0, mode="clip")  # (some, reach, channels)
        windows[(frames < 0) | (frames >= len(samples))] = 0.0  # silence outside the sound
        places = sliding_window_view(windows, TAPS, axis=1).reshape(-1, TAPS)
        between = places @ _INTERPOLATION[:, ::-1].T  # (places, 3)
        envelope[some] = np.maximum(envelope[some], np.abs(between).reshape(len(some), -1).max(axis=1))
    return envelope


def block_peaks(samples: NDArray[np.float32], block: int) -> NDArray[np.float32]:
    """The highest sample of either channel in each block of frames, (blocks,), without a copy."""
    whole = len(samples) // block
    blocks = samples[: whole * block].reshape(whole, block * samples.shape[1])
    peaks = np.maximum(blocks.max(axis=1, initial=0.0), -blocks.min(axis=1, initial=0.0))
    rest = np.abs(samples[whole * block :])
    return np.append(peaks, rest.max()).astype(np.float32) if len(rest) else peaks


def _interpolation() -> NDArray[np.float32]:
    """Windowed sincs for a quarter, half and three quarters of a sample, (3, TAPS)."""
    window = np.kaiser(TAPS, 6.0)
    distance = np.arange(TAPS) - TAPS // 2 + 1
    phases = [np.sinc(distance - shift) * window for shift in (0.25, 0.5, 0.75)]
    return np.array([phase / phase.sum() for phase in phases], dtype=np.float32)


_INTERPOLATION = _interpolation()
