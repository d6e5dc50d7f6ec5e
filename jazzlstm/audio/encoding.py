"""Sound to bytes: WAV for a studio, FLAC for a player, MP3 and Ogg Vorbis for a mail.

libsndfile (through soundfile) writes them all. Compressed formats are fed a
second at a time: its Vorbis encoder has been known to run out of stack on
one long write.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jazzlstm.audio.sound import Sound


def encode_wav(sound: Sound) -> bytes:
    """16-bit WAV, which everything plays."""
    return _encode(sound.samples, sound.rate, "WAV", "PCM_16")


def encode_flac(sound: Sound) -> bytes:
    """FLAC: 16 bits as WAV, in half the bytes, and quick to make; every browser plays it.

    Exact to the sample for a stem as the synthesizer left it. The silence after the sound is left off.
    """
    loud = np.flatnonzero(sound.samples.any(axis=1))
    end = int(loud[-1]) + 1 if len(loud) else sound.rate // 100
    whole = np.clip(np.rint(sound.samples[:end] * 32768), -32768, 32767).astype(np.int16)
    return _encode(whole, sound.rate, "FLAC", "PCM_16")


def encode_mp3(sound: Sound) -> bytes:
    """MP3, a tenth of the size; every browser and phone plays it."""
    return _encode(sound.samples, sound.rate, "MP3", "MPEG_LAYER_III")


def encode_ogg(sound: Sound) -> bytes:
    """Ogg Vorbis: smaller still, and twice as quick to make as MP3; older Safaris don't play it."""
    return _encode(sound.samples, sound.rate, "OGG", "VORBIS")


def _encode(
    samples: NDArray[np.float32] | NDArray[np.int16], rate: int, container: str, subtype: str
) -> bytes:
    import soundfile

    buffer = BytesIO()
    try:
        with soundfile.SoundFile(
            buffer, "w", samplerate=rate, channels=2, format=container, subtype=subtype
        ) as file:
            for start in range(0, len(samples), rate):
                file.write(samples[start : start + rate])
    except (soundfile.LibsndfileError, ValueError) as exc:
        raise RenderError(
            f"this machine's libsndfile cannot write {container} ({exc}): "
            "take another format, or update soundfile"
        ) from exc
    return buffer.getvalue()
