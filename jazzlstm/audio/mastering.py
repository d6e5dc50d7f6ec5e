"""The mixing desk: stems summed, brought to one loudness, and kept from clipping.

    record_stems ─▶ the stems as they were played, and one gain ─▶ render_stems, which turns it on

Gain and limiter are worked out on the sum and then turned on every stem alike,
so the stems a musician takes away add up to the mix, sample by sample. The
limiter looks ahead: it sees a peak 5 ms before it comes, turns down slowly enough
not to be heard, and never lets the wave between the samples reach full scale.
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
"""LUFS of a mix: as loud as what people hear before and after it."""
CEILING = 10 ** (-1.3 / 20)
"""The limiter's; true peaks stay below -1 dBTP with room for what MP3 adds."""
LOUDEST_GAIN = 10 ** (36 / 20)
"""At most so much louder, or a whisper becomes noise."""
PLAYING = 0.85
"""Of the work, the share that is not mastering."""
BLOCK = RATE // 1000
"""Frames that share one gain: a millisecond."""
LOOK_AHEAD = 5
"""Blocks before a peak in which the limiter turns down, and after it, up again."""
SILENT = 10 ** (-63 / 20)
"""What is lower at the end of the tail is cut: a fade below the noise of a quiet room."""
FADE = RATE // 20
FLAT = 1e-5
"""A gain that bends by less than this share of itself in a block is a straight line."""


@dataclass(frozen=True, slots=True, eq=False)
class Stems:
    """A mix and what it is the sum of."""

    mix: Sound
    stems: tuple[Sound, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Stems as the synthesizer leaves them, quiet, and the gain that makes a mix of their sum.

    A stem hangs on its own MIDI alone: it stays as it is, to the sample, when another changes.
    """

    stems: tuple[Sound, ...]
    gain: NDArray[np.float32]
    """(frames,), until all has rung out; what a stem has after that is not to be heard."""

    def gain_corners(self) -> list[tuple[int, float]]:
        """The gain as a line through corners, (frame, gain): a few numbers, where the frames are many."""
        last = len(self.gain) - 1
        fade = max(0, len(self.gain) - FADE)
        frames = np.unique([0, *range(BLOCK // 2, last, BLOCK), fade, last])
        gains = self.gain[frames].astype(float)
        slopes = np.diff(gains) / np.diff(frames)
        turns = np.abs(np.diff(slopes)) * BLOCK > FLAT * gains.max()
        corners = np.flatnonzero(np.concatenate([[True], turns, [True]])) if last else np.array([0])
        return [(int(frames[corner]), round(float(gains[corner]), 6)) for corner in corners]


def render_sound(
    midi: bytes,
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Sound:
    """MIDI as a musician would put it on a record: loud enough, never clipped, rung out.

    Frame 0 is beat 0. A file without notes gives silence.

    Raises:
        RenderError: the MIDI cannot be played, or there is nothing to play it with.
    """
    return render_stems([midi], soundfont=soundfont, loudness=loudness, on_progress=on_progress).mix


def render_stems(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Stems:
    """Several MIDI files that sound together: each apart, and their mix at ``loudness`` LUFS.

    ``on_progress`` is told the share of the work that is done, now and then: from 0 to 1.

    Raises:
        RenderError: as ``render_sound``.
    """
    recording = record_stems(midis, soundfont=soundfont, loudness=loudness, on_progress=on_progress)
    sounds = tuple(Sound(_turned(stem.samples, recording.gain), RATE) for stem in recording.stems)
    mix = sounds[0] if len(sounds) == 1 else Sound(_sum([each.samples for each in sounds]), RATE)
    return Stems(mix, sounds)


def record_stems(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    loudness: float = TARGET_LOUDNESS,
    on_progress: Callable[[float], None] | None = None,
) -> Recording:
    """The same, not yet at its gain: for whoever mixes elsewhere, and keeps the stems that stay.

    Raises:
        RenderError: as ``render_sound``.
    """
    tell = on_progress or (lambda share: None)
    stems = record(midis, soundfont=soundfont, on_progress=lambda share: tell(PLAYING * share))
    mix = stems[0] if len(stems) == 1 else _sum(stems)
    gain = _gain(mix, loudness)
    end = _end_of_sound(mix, gain)
    tell(1.0)
    return Recording(tuple(Sound(stem, RATE) for stem in stems), gain[:end] * _fade(end))


def _sum(stems: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    total = stems[0].copy()
    for stem in stems[1:]:
        total += stem
    return total


def _turned(samples: NDArray[np.float32], gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """The samples at their gain, in place: ten choruses are big enough once."""
    samples = samples[: len(gain)]
    samples *= gain[:, None]
    return samples


def _gain(mix: NDArray[np.float32], loudness: float) -> NDArray[np.float32]:
    """What to multiply each frame by, (frames,): one gain for all, and less of it around peaks."""
    measured = integrated_loudness(Sound(mix, RATE))
    if measured <= SILENCE:
        return np.ones(len(mix), dtype=np.float32)
    gain = min(10 ** ((loudness - measured) / 20), LOUDEST_GAIN)
    peaks = peak_envelope(mix, BLOCK, above=CEILING / gain / np.sqrt(2)) * np.float32(gain)
    limiter = _limiter(peaks, len(mix))
    return limiter * np.float32(gain)


def _limiter(peaks: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Gain of each frame that keeps blocks of these peaks under the ceiling, and moves without a click."""
    if peaks.max(initial=0.0) <= CEILING:
        return np.ones(frames, dtype=np.float32)
    needed = np.minimum(1.0, CEILING / np.maximum(peaks, CEILING))  # (blocks,)
    width = 2 * LOOK_AHEAD + 1
    held = np.lib.stride_tricks.sliding_window_view(
        np.pad(needed, 2 * LOOK_AHEAD + 1, mode="edge"), width + 2
    )
    lowest = held.min(axis=1)  # of each block and its neighbours, so that their mean reaches far enough
    smooth = np.convolve(lowest, np.full(width, 1 / width), mode="valid")  # (blocks,)
    corners = np.pad(smooth, 1, mode="edge").astype(np.float32)  # (blocks + 2,)
    slope = np.linspace(0, 1, BLOCK, endpoint=False, dtype=np.float32)
    steps = corners[1:] - corners[:-1]
    lines: NDArray[np.float32] = corners[:-1, None] + steps[:, None] * slope  # (blocks + 1, BLOCK)
    return lines.reshape(-1)[BLOCK // 2 : BLOCK // 2 + frames]


def _end_of_sound(mix: NDArray[np.float32], gain: NDArray[np.float32]) -> int:
    """The frame after which nothing is heard; all of it when nothing ever is."""
    loud = np.flatnonzero(block_peaks(mix, BLOCK) * gain[::BLOCK] > SILENT)
    return min(len(mix), (int(loud[-1]) + 1) * BLOCK + FADE) if len(loud) else len(mix)


def _fade(frames: int) -> NDArray[np.float32]:
    """Ones, and a short slope down to silence at the end."""
    fade = np.ones(frames, dtype=np.float32)
    length = min(FADE, frames)
    fade[frames - length :] = np.linspace(1, 0, length, dtype=np.float32)
    return fade
