"""One MIDI file to raw sound: every note played by the SoundFont, nothing mixed yet.

RustySynth (through ``midirenderer``) is first choice: one wheel, no system
library, and faster than FluidSynth, whose envelopes it follows. It stops dead on
the last MIDI event, so the file is handed over with its end moved back by
``TAIL_SECONDS``, for the last notes and the room to ring out. Where there is no
wheel, FluidSynth's system library plays instead.

A stem that was rendered once is kept, up to ``CACHE_BYTES``: while only the solo
changes, the band is not played again.
"""

from __future__ import annotations

from collections import OrderedDict
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.audio.balance import rebalance
from jazzlstm.audio.fluidsynth import render_with_fluidsynth
from jazzlstm.audio.soundfont import find_soundfont, read_soundfont
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from pathlib import Path

    from mido import MidiFile
    from numpy.typing import NDArray

RATE = 48_000
"""Frames a second; midirenderer's own, and not to be chosen there."""
TAIL_SECONDS = 2.5
"""How long the last notes may ring. Mastering cuts what is silent of it."""
CACHE_BYTES = 96 * 2**20
"""Of rendered stems kept: nine minutes at 16 bits."""
LONGEST_SECONDS = 3600
"""Of music in one file; an hour of raw sound is 700 MB."""

_cache: OrderedDict[tuple[bytes, Path], NDArray[np.int16]] = OrderedDict()
_lock = Lock()


def synthesize(midi: bytes, *, soundfont: str | Path | None = None) -> NDArray[np.int16]:
    """The sound of a MIDI file with its tail, (frames, 2) at ``RATE``, quiet as the synthesizer leaves it.

    Raises:
        RenderError: the MIDI file or the SoundFont is broken, or nothing here can play them.
    """
    font = find_soundfont(soundfont)
    key = (midi, font)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    samples = _render(_prepare(midi, font), font)
    samples.setflags(write=False)
    with _lock:
        _cache[key] = samples
        while len(_cache) > 1 and sum(kept.nbytes for kept in _cache.values()) > CACHE_BYTES:
            _cache.popitem(last=False)
    return samples


def _prepare(midi: bytes, font: Path) -> bytes:
    """The file in the font's balance, with silence appended: a track whose only event is its late end."""
    import mido

    try:
        file = mido.MidiFile(file=BytesIO(midi))
        ticks, seconds, tempo = _length(file)
    except Exception as exc:  # mido raises whatever the bytes drive it to
        raise RenderError(f"this is not MIDI that can be played ({exc!r}): write it again") from exc
    if seconds > LONGEST_SECONDS:
        raise RenderError(
            f"the music lasts {seconds / 60:.0f} minutes, and at most {LONGEST_SECONDS // 60} can be "
            "rendered: choose fewer beats or a faster tempo"
        )
    tail = ticks + round(mido.second2tick(TAIL_SECONDS, file.ticks_per_beat, tempo))
    rebalance(file, font)
    file.type = 1
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("end_of_track", time=tail)]))
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _length(file: MidiFile) -> tuple[int, float, int]:
    """Ticks and seconds until the last event, and the tempo then, in microseconds a beat."""
    if file.ticks_per_beat <= 0 or file.type > 1:
        raise ValueError("it counts in SMPTE time or in separate sequences, not in ticks a beat")
    ticks, seconds, tempo = 0, 0.0, 500_000
    for message in file.merged_track:
        ticks += message.time
        seconds += message.time * tempo / file.ticks_per_beat / 1e6
        if message.type == "set_tempo":
            tempo = message.tempo
    return ticks, seconds, tempo


def _render(midi: bytes, font: Path) -> NDArray[np.int16]:
    try:
        import midirenderer
    except ImportError:
        return render_with_fluidsynth(midi, font, RATE)
    try:
        wave = midirenderer.render_wave_from(read_soundfont(font), midi)
    except (RuntimeError, ValueError) as exc:
        raise RenderError(f"the synthesizer refused the music ({exc}): check the SoundFont {font}") from exc
    return _samples(wave)


def _samples(wave: bytes) -> NDArray[np.int16]:
    """The frames of a 16-bit stereo WAV file."""
    start = wave.index(b"data") + 8
    return np.frombuffer(wave, dtype="<i2", offset=start).reshape(-1, 2)
