"""MIDI files to raw sound, unmixed, played with a SoundFont.

RustySynth (through ``midirenderer``) is preferred: a wheel without a system library,
faster than FluidSynth. It stops at the last MIDI event, so the end of each file is
moved back by ``TAIL_SECONDS`` for notes and reverb to ring out. Without that wheel,
FluidSynth's system library is used.

Each part is played at full level (``full_level.py``), a long one in segments, one at a time
for each processor. Segments are cached, up to ``CACHE_BYTES``: an unchanged stem is not played again.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import FIRST_COMPLETED, Future, wait
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.balance import rebalance
from jazzlstm.audio.full_level import split_parts
from jazzlstm.audio.midi_segments import MidiSegment, cut_segments
from jazzlstm.audio.small_font import small_font_for
from jazzlstm.audio.soundfont import find_soundfont
from jazzlstm.audio.synth_pool import SYNTH_WORKERS, play_soon
from jazzlstm.errors import JazzError, RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    _Playable = tuple[bytes, Path]
    """A MIDI segment, and the SoundFont to play it with."""

RATE = 48_000
"""Frames a second; fixed in midirenderer."""
TAIL_SECONDS = 2.5
"""Time for the last notes to ring; mastering cuts its silent part."""
CACHE_BYTES = 48 * 2**20
"""Size of the cache of segments: four minutes of 16-bit stereo."""

_cache: OrderedDict[_Playable, NDArray[np.int16]] = OrderedDict()
_lock = Lock()


def record(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> list[NDArray[np.float32]]:
    """The raw sound of each MIDI file with its tail, (frames, 2) at ``RATE``, all of equal length.

    ``on_progress`` is called with the share of the segments done, 0 to 1.

    Raises:
        RenderError: a MIDI file or SoundFont that cannot be read, or no synthesizer.
        OutputError: the cache on disk cannot be written to.
    """
    font = find_soundfont(soundfont)
    places: dict[_Playable, list[tuple[int, int, float]]] = {}  # by segment: file, first frame, gain
    frames = 0
    for number, midi in enumerate(midis):
        for segment, small_font, gain in segments_of(midi, font):
            places.setdefault((segment.midi, small_font), []).append(
                (number, round(segment.start * RATE), gain)
            )
            frames = max(frames, round((segment.start + segment.seconds) * RATE))
    played: dict[_Playable, NDArray[np.int16]] = {}
    for playable, samples in _play_all(list(places)):
        played[playable] = samples
        if on_progress:
            on_progress(len(played) / len(places))
    sounds = [np.zeros((frames, 2), dtype=np.float32) for _ in midis]
    for playable, uses in places.items():  # in one order: sums of floats depend on it, and a seed is a file
        for number, start, gain in uses:
            room = sounds[number][start:]
            room[: len(played[playable])] += played[playable][: len(room)] * np.float32(gain)
    for sound in sounds:
        sound *= np.float32(1 / 32768)
    return sounds


def _play_all(playables: Sequence[_Playable]) -> Iterator[tuple[_Playable, NDArray[np.int16]]]:
    """Each segment with its sound, in the order of completion.

    Only as many are submitted as can be played at once, so that a short request of another
    listener need not wait for all segments of a long one.
    """
    playing: dict[Future[NDArray[np.int16]], _Playable] = {}
    waiting = []
    for playable in playables:
        cached = _cached(playable)
        if cached is None:
            waiting.append(playable)
        else:
            yield playable, cached
    waiting.reverse()
    while waiting or playing:
        while waiting and len(playing) < SYNTH_WORKERS:
            midi, font = playable = waiting.pop()
            playing[play_soon(midi, font, RATE)] = playable
        ready, _ = wait(playing, return_when=FIRST_COMPLETED)
        for future in ready:
            playable, samples = playing.pop(future), future.result()
            _cache_sound(playable, samples)
            yield playable, samples


def _cached(playable: _Playable) -> NDArray[np.int16] | None:
    with _lock:
        if playable not in _cache:
            return None
        _cache.move_to_end(playable)
        return _cache[playable]


def _cache_sound(playable: _Playable, samples: NDArray[np.int16]) -> None:
    samples.setflags(write=False)
    with _lock:
        _cache[playable] = samples
        while len(_cache) > 1 and sum(sound.nbytes for sound in _cache.values()) > CACHE_BYTES:
            _cache.popitem(last=False)


def segments_of(midi: bytes, font: Path) -> list[tuple[MidiSegment, Path, float]]:
    """The segments of a file with their SoundFont and gain: parts at full level, corrected for the font.

    Raises:
        JazzError: as ``record``.
    """
    import mido

    try:
        file = mido.MidiFile(file=BytesIO(midi))
        if file.ticks_per_beat <= 0 or file.type > 1 or not file.tracks:
            raise ValueError("SMPTE time or separate sequences instead of ticks a beat")
        rebalance(file, font)
        return [
            (segment, small_font_for(part, font), gain)
            for part, gain in split_parts(file)
            for segment in cut_segments(part, TAIL_SECONDS)
        ]
    except JazzError:
        raise
    except Exception as exc:  # mido raises many types of exception for damaged files
        raise RenderError(
            f"this MIDI file cannot be played ({exc!r}): export it again", code="damaged"
        ) from exc
