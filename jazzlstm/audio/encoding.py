"""Sound to bytes: WAV for a studio, FLAC for a player, MP3 and Ogg Vorbis for a mail.

libsndfile (through soundfile) writes them all, fed a second at a time: its Vorbis
encoder has been known to run out of stack on one long write, and a long sound is
big enough once.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from jazzlstm.audio.sound import Sound
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def encode_wav(sound: Sound) -> bytes:
    """16-bit WAV, which everything plays."""
    return _encode(sound, "WAV", "PCM_16")


def encode_flac(sound: Sound) -> bytes:
    """FLAC: 16 bits as WAV, in half the bytes, and quick to make; every browser plays it.

    Exact to the sample for a stem as the synthesizer left it. The silence after the sound is left off.
    """
    # `any` along so short an axis takes ten times as long
    loud = np.flatnonzero(np.logical_or(*sound.samples.T))
    end = int(loud[-1]) + 1 if len(loud) else sound.rate // 100
    return _encode(Sound(sound.samples[:end], sound.rate), "FLAC", "PCM_16", _whole)


def _whole(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)


def encode_mp3(sound: Sound) -> bytes:
    """MP3, a tenth of the size; every browser and phone plays it."""
    return _encode(sound, "MP3", "MPEG_LAYER_III")


def encode_ogg(sound: Sound) -> bytes:
    """Ogg Vorbis: smaller still, and twice as quick to make as MP3; older Safaris don't play it."""
    return _encode(sound, "OGG", "VORBIS")


def _encode(
    sound: Sound,
    container: str,
    subtype: str,
    prepare: Callable[[NDArray[np.float32]], NDArray[Any]] = lambda samples: samples,
) -> bytes:
    import soundfile

    buffer = BytesIO()
    try:
        with soundfile.SoundFile(
            buffer, "w", samplerate=sound.rate, channels=2, format=container, subtype=subtype
        ) as file:
            for start in range(0, len(sound.samples), sound.rate):
                file.write(prepare(sound.samples[start : start + sound.rate]))
    except (soundfile.LibsndfileError, ValueError) as exc:
        raise RenderError(
            f"this machine's libsndfile cannot write {container} ({exc}): "
            "take another format, or update soundfile"
        ) from exc
    return buffer.getvalue()
