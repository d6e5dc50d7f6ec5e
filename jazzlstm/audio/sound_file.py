"""A sound file of some parts of a piece, made step by step in little memory.

    parts (MIDI) ─▶ segments, one after another ─▶ raw mix ─▶ mastering ─▶ file, a second at a time

It needs 0.4 MB for each second of sound. ``sound_file_worker.py`` runs it in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.encoding import FORMATS, write_pieces
from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.audio.mastering import CEILING, Mastering, master
from jazzlstm.audio.synth_worker import read_font, render
from jazzlstm.audio.synthesizer import RATE, segments_of
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

LONGEST_SECONDS = 900
"""Of a file: 15 minutes take 350 MB of memory, and as WAV 170 MB of disk."""
PLAYED = 0.8
"""Share of the work when all is played; the rest is writing."""
MIXED = 0.6
"""The same when the mix is played, before the parts alone."""


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """What a sound file shall hold."""

    parts: tuple[bytes, ...]
    """A MIDI file for each part of the piece."""
    chosen: tuple[int, ...]
    """The parts in the file."""
    ending: str
    """Of the file name: "mp3", "wav" or "flac"."""
    soundfont: Path
    as_in_mix: bool = False
    """At the level that the parts have in the mix of all parts, so that such files add up to it."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Title, artist, comment of the file."""


def make_sound_file(order: SoundOrder, path: Path) -> Iterator[float]:
    """Write the file; yields the share of the work that is done, 0 to 1, after each step.

    Raises:
        RenderError: a part cannot be played, the piece is too long, or the format cannot be written.
        OutputError: the cache on disk cannot be written to.
        OSError: the disk is full.
    """
    chosen = [order.parts[place] for place in order.chosen]
    kind = FORMATS[order.ending]
    ceiling = CEILING * 10 ** (-kind.adds / 20)
    if order.as_in_mix:
        mix = yield from _scaled(_play(order.parts, order.soundfont), 0, MIXED)
        mastering = master(mix, ceiling=ceiling)
        del mix
        sound = yield from _scaled(_play(chosen, order.soundfont), MIXED, PLAYED)
    else:
        sound = yield from _scaled(_play(chosen, order.soundfont), 0, PLAYED)
        mastering = master(sound, ceiling=ceiling)
    pieces = _mastered(sound, mastering)
    for frames in write_pieces(path, pieces, RATE, kind, order.tags):
        yield PLAYED + (1 - PLAYED) * frames / mastering.frames


def _play(midis: Sequence[bytes], font: Path) -> Generator[float, None, NDArray[np.float32]]:
    """The raw sum of MIDI files, (frames, 2); yields the share that is done."""
    segments = [each for midi in midis for each in segments_of(midi, font)]
    seconds = max(segment.start + segment.seconds for segment, _, _ in segments)
    if seconds > LONGEST_SECONDS:
        raise RenderError(
            f"the music lasts {seconds / 60:.0f} minutes, and a sound file has at most "
            f"{LONGEST_SECONDS // 60}: choose a shorter solo or a faster tempo",
            code="too_long",
        )
    mix = np.zeros((round(seconds * RATE), 2), np.float32)
    for number, (segment, small_font, gain) in enumerate(segments, 1):
        room = mix[round(segment.start * RATE) :]
        samples = _sound_of(segment.midi, small_font)[: len(room)]
        room[: len(samples)] += samples * np.float32(gain / 32768)
        yield number / len(segments)
    return mix


def _sound_of(midi: bytes, font: Path) -> NDArray[np.int16]:
    if find_spec("midirenderer") is None:
        return render_with_fluidsynth(midi, font, RATE)
    try:
        frames = render(read_font(font, font.stat().st_mtime_ns), midi)
    except (RuntimeError, ValueError, OSError) as exc:
        raise RenderError(
            f"the synthesizer cannot play the music ({exc}): check the SoundFont {font}"
        ) from exc
    return np.frombuffer(frames, "<i2").reshape(-1, 2)


def _mastered(sound: NDArray[np.float32], mastering: Mastering) -> Iterator[NDArray[np.float32]]:
    """The sound at its level, a second at a time, as long as the mix that was mastered."""
    for start in range(0, mastering.frames, RATE):
        stop = min(mastering.frames, start + RATE)
        piece = np.zeros((stop - start, 2), np.float32)
        part = sound[start:stop]
        piece[: len(part)] = part
        yield piece * mastering.gain(start, stop)[:, None]


def _scaled(
    steps: Generator[float, None, NDArray[np.float32]], first: float, last: float
) -> Generator[float, None, NDArray[np.float32]]:
    """The same steps as a part of longer work."""
    while True:
        try:
            share = next(steps)
        except StopIteration as done:
            return np.asarray(done.value)
        yield first + (last - first) * share
