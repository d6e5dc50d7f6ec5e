"""MIDI files to raw sound: every note played by the SoundFont, nothing mixed yet.

RustySynth (through ``midirenderer``) is first choice: one wheel, no system
library, and faster than FluidSynth, whose envelopes it follows. It stops dead on
the last MIDI event, so a file is handed over with its end moved back by
``TAIL_SECONDS``, for the last notes and the room to ring out. Where there is no
wheel, FluidSynth's system library plays instead.

Long files are played in passages, as many at once as there are processors, and
what was played once is kept, up to ``CACHE_BYTES``: a stem that is the same as
the last time is not played again.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import FIRST_COMPLETED, Future, wait
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.balance import rebalance
from jazzlstm.audio.midi_segments import MidiSegment, cut_segments
from jazzlstm.audio.soundfont import find_soundfont
from jazzlstm.audio.synth_pool import BOOTHS, play_soon
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

RATE = 48_000
"""Frames a second; midirenderer's own, and not to be chosen there."""
TAIL_SECONDS = 2.5
"""How long the last notes may ring. Mastering cuts what is silent of it."""
CACHE_BYTES = 48 * 2**20
"""Of rendered passages kept: four minutes at 16 bits."""

_cache: OrderedDict[tuple[bytes, Path], NDArray[np.int16]] = OrderedDict()
_lock = Lock()


def record(
    midis: Sequence[bytes],
    *,
    soundfont: str | Path | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> list[NDArray[np.float32]]:
    """The sound of each MIDI file with its tail, (frames, 2) at ``RATE``, quiet as the synthesizer leaves it.

    All are as long as the longest. ``on_progress`` is told the share that is done, from 0 to 1,
    between passages.

    Raises:
        RenderError: a MIDI file or the SoundFont is broken, or nothing here can play them.
    """
    font = find_soundfont(soundfont)
    places: dict[bytes, list[tuple[int, int]]] = {}  # of each passage: which file, and from which frame on
    frames = 0
    for number, midi in enumerate(midis):
        for passage in _passages(midi, font):
            places.setdefault(passage.midi, []).append((number, round(passage.start * RATE)))
            frames = max(frames, round((passage.start + passage.seconds) * RATE))
    sounds = [np.zeros((frames, 2), dtype=np.float32) for _ in midis]
    for done, (midi, samples) in enumerate(_play_all(list(places), font), 1):
        for number, start in places[midi]:
            room = sounds[number][start:]
            room[: len(samples)] += samples[: len(room)]
        if on_progress:
            on_progress(done / len(places))
    for sound in sounds:
        sound *= np.float32(1 / 32768)
    return sounds


def _play_all(midis: Sequence[bytes], font: Path) -> Iterator[tuple[bytes, NDArray[np.int16]]]:
    """The sound of each, as they get ready.

    No more are under way than can be played at once: others, who ask for less, get their turn.
    """
    under_way: dict[Future[NDArray[np.int16]], bytes] = {}
    waiting = []
    for midi in midis:
        kept = _kept(midi, font)
        if kept is None:
            waiting.append(midi)
        else:
            yield midi, kept
    waiting.reverse()
    while waiting or under_way:
        while waiting and len(under_way) < BOOTHS:
            midi = waiting.pop()
            under_way[play_soon(midi, font, RATE)] = midi
        ready, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in ready:
            midi, samples = under_way.pop(future), future.result()
            _keep(midi, font, samples)
            yield midi, samples


def _kept(midi: bytes, font: Path) -> NDArray[np.int16] | None:
    with _lock:
        if (midi, font) not in _cache:
            return None
        _cache.move_to_end((midi, font))
        return _cache[midi, font]


def _keep(midi: bytes, font: Path, samples: NDArray[np.int16]) -> None:
    samples.setflags(write=False)
    with _lock:
        _cache[midi, font] = samples
        while len(_cache) > 1 and sum(kept.nbytes for kept in _cache.values()) > CACHE_BYTES:
            _cache.popitem(last=False)


def _passages(midi: bytes, font: Path) -> list[MidiSegment]:
    """The file in the font's balance, cut, with silence after each passage."""
    import mido

    try:
        file = mido.MidiFile(file=BytesIO(midi))
        if file.ticks_per_beat <= 0 or file.type > 1 or not file.tracks:
            raise ValueError("it counts in SMPTE time or in separate sequences, not in ticks a beat")
        rebalance(file, font)
        return cut_segments(file, TAIL_SECONDS)
    except RenderError:
        raise
    except Exception as exc:  # mido raises whatever the bytes drive it to
        raise RenderError(f"this is not MIDI that can be played ({exc!r}): write it again") from exc
