"""Mastering: stems summed to a mix of a given loudness that never clips.

    record_stems ─▶ raw stems and one gain ─▶ render_stems: the gain applied

Gain and limiter are computed from the sum and applied to each stem, so stems add up to
the mix, sample by sample. The limiter looks 5 ms ahead, moves slowly enough to be
inaudible, and keeps the true peak below full scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.loudness import SILENCE, block_peaks, integrated_loudness, peak_envelope
from jazzlstm.audio.sound import Sound
from jazzlstm.audio.synthesizer import RATE, record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

TARGET_LOUDNESS = -14.2
"""LUFS of a mix, the level of streaming services."""
CEILING = 10 ** (-1.3 / 20)
"""Highest true peak: -1.3 dBTP, with room for what MP3 encoding adds."""
HIGHEST_GAIN = 10 ** (36 / 20)
"""36 dB: more would turn a very soft sound into noise."""
PLAYING_SHARE = 0.85
"""Share of the work before mastering, for ``on_progress``."""
BLOCK = RATE // 1000
"""Frames with one limiter gain: a millisecond."""
LOOK_AHEAD = 5
"""Blocks before a peak in which the limiter turns down, and after it in which it turns up."""
INAUDIBLE = 10 ** (-63 / 20)
"""-63 dBFS, below the noise of a quiet room: a lower tail is cut."""
FADE = RATE // 20
"""Frames of the fade-out: 50 ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Stems:
    """A mix, and its stems, which add up to it."""

    mix: Sound
    stems: tuple[Sound, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Raw stems, and the gain that turns their sum into a mix.

    A raw stem depends on its own MIDI alone: it is the same, to the sample, when another changes.
    """

    stems: tuple[Sound, ...]
    gain: NDArray[np.float32]
    """(frames,); later frames of a stem are inaudible."""


def render_sound(
    midi: bytes,
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Sound:
    """The mastered sound of a MIDI file with its tail; frame 0 is beat 0.

    A file without notes gives silence.

    Raises:
        RenderError: MIDI that cannot be played, or no synthesizer or SoundFont.
    """
    return render_stems([midi], soundfont=soundfont, loudness=loudness, on_progress=on_progress).mix


def render_stems(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Stems:
    """The stem of each MIDI file, and their mix at ``loudness`` LUFS.

    ``on_progress`` is called with the share of the work done, 0 to 1.

    Raises:
        RenderError: as ``render_sound``.
    """
    recording = record_stems(midis, soundfont=soundfont, loudness=loudness, on_progress=on_progress)
    sounds = tuple(Sound(_with_gain(stem.samples, recording.gain), RATE) for stem in recording.stems)
    mix = sounds[0] if len(sounds) == 1 else Sound(_sum([each.samples for each in sounds]), RATE)
    return Stems(mix, sounds)


@dataclass(frozen=True, slots=True, eq=False)
class Mastering:
    """What turns a raw mix into one of a given loudness: a gain, lower around peaks, and a fade at the end.

    It is small: the gain of a long mix is computed a piece at a time.
    """

    corners: NDArray[np.float32]
    """(blocks + 2,): the gain in the middle of each block of ``BLOCK`` frames, of one before, one behind."""
    frames: int
    """Length; later frames are inaudible."""

    def gain(self, start: int, stop: int) -> NDArray[np.float32]:
        """Factors for the frames from ``start`` to ``stop``, which is at most ``frames``."""
        first, last = (start + BLOCK // 2) // BLOCK, (stop + BLOCK // 2) // BLOCK
        before, behind = self.corners[first : last + 1, None], self.corners[first + 1 : last + 2, None]
        before = before[: len(behind)]
        share = np.arange(BLOCK, dtype=np.float32) / np.float32(BLOCK)
        skipped = start + BLOCK // 2 - first * BLOCK
        gain = (before + (behind - before) * share).ravel()[skipped : skipped + stop - start]
        fading = min(FADE, self.frames)
        faded = gain[max(0, self.frames - fading - start) :]
        left = np.arange(len(faded) - 1, -1, -1, dtype=np.float32) + np.float32(self.frames - stop)
        faded *= left / np.float32(max(1, fading - 1))
        return gain


def master(
    mix: NDArray[np.float32], loudness: float = TARGET_LOUDNESS, *, ceiling: float = CEILING
) -> Mastering:
    """The mastering of a raw mix, (frames, 2), at ``RATE``, with true peaks below ``ceiling``."""
    corners = _corners(mix, loudness, ceiling)
    return Mastering(corners, _end_of_sound(mix, corners[1:]))


def record_stems(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Recording:
    """Raw stems and the gain to mix them, for a mixer that reuses unchanged stems.

    Raises:
        RenderError: as ``render_sound``.
    """
    report = on_progress or (lambda share: None)
    stems = record(midis, soundfont=soundfont, on_progress=lambda share: report(PLAYING_SHARE * share))
    mix = stems[0] if len(stems) == 1 else _sum(stems)
    mastering = master(mix, loudness)
    report(1.0)
    return Recording(tuple(Sound(stem, RATE) for stem in stems), mastering.gain(0, mastering.frames))


def _sum(stems: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    total = stems[0].copy()
    for stem in stems[1:]:
        total += stem
    return total


def _with_gain(samples: NDArray[np.float32], gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples times the gain, in place to save memory."""
    samples = samples[: len(gain)]
    samples *= gain[:, None]
    return samples


def _corners(mix: NDArray[np.float32], loudness: float, ceiling: float) -> NDArray[np.float32]:
    """Gains between blocks, (blocks + 2,): one gain, lower around peaks."""
    measured = integrated_loudness(Sound(mix, RATE))
    blocks = -(-len(mix) // BLOCK)
    if measured <= SILENCE:
        return np.ones(blocks + 2, dtype=np.float32)
    gain = min(10 ** ((loudness - measured) / 20), HIGHEST_GAIN)
    peaks = peak_envelope(mix, BLOCK, above=ceiling / gain / np.sqrt(2)) * np.float32(gain)
    return _limiter(peaks, ceiling) * np.float32(gain)


def _limiter(peaks: NDArray[np.float32], ceiling: float = CEILING) -> NDArray[np.float32]:
    """Gains that keep the peaks of all blocks below the ceiling, (blocks + 2,).

    The gain moves in a line from the middle of one block to the middle of the next.
    """
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(len(peaks) + 2, dtype=np.float32)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))  # (blocks,)
    width = 2 * LOOK_AHEAD + 1
    held = np.lib.stride_tricks.sliding_window_view(
        np.pad(needed, 2 * LOOK_AHEAD + 1, mode="edge"), width + 2
    )
    lowest = held.min(axis=1)  # of each block and its neighbours, so that the mean below is low enough
    smooth = np.convolve(lowest, np.full(width, 1 / width), mode="valid")  # (blocks,)
    return np.pad(smooth, 1, mode="edge").astype(np.float32)


def _end_of_sound(mix: NDArray[np.float32], gains: NDArray[np.float32]) -> int:
    """The frame after which the mix is inaudible; the last if all of it is. ``gains`` are its blocks'."""
    peaks = block_peaks(mix, BLOCK)
    loud = np.flatnonzero(peaks * gains[: len(peaks)] > INAUDIBLE)
    return min(len(mix), (int(loud[-1]) + 1) * BLOCK + FADE) if len(loud) else len(mix)
