"""Sound to bytes: WAV, FLAC, MP3 and Ogg Vorbis.

libsndfile (through soundfile) writes all formats, one second at a time: its Vorbis
encoder overflows the stack on one long write, and a second copy of a long sound would
take too much memory.
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


SCALE_16_BITS = 32768
"""Integer value of a sample of 1.0."""
SILENCE_SECONDS = 0.01
"""Length of a FLAC file without sound."""


def encode_wav(sound: Sound) -> bytes:
    """16-bit WAV, which every program plays."""
    return _encode(sound, "WAV", "PCM_16")


def encode_flac(sound: Sound) -> bytes:
    """16-bit FLAC: half the size of WAV, fast to encode; every browser plays it.

    Lossless for a raw stem, whose samples are 16 bits. Silence at the end is cut.
    """
    # np.any along the axis of two channels takes ten times as long
    loud = np.flatnonzero(np.logical_or(*sound.samples.T))
    end = int(loud[-1]) + 1 if len(loud) else round(SILENCE_SECONDS * sound.rate)
    return _encode(Sound(sound.samples[:end], sound.rate), "FLAC", "PCM_16", _to_16_bits)


def _to_16_bits(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.clip(np.rint(samples * SCALE_16_BITS), -SCALE_16_BITS, SCALE_16_BITS - 1).astype(np.int16)


def encode_mp3(sound: Sound) -> bytes:
    """MP3: a tenth of the size of WAV; every browser and phone plays it."""
    return _encode(sound, "MP3", "MPEG_LAYER_III")


def encode_ogg(sound: Sound) -> bytes:
    """Ogg Vorbis: smaller than MP3 and twice as fast to encode; older versions of Safari cannot play it."""
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
            f"the installed libsndfile cannot write {container} ({exc}): "
            "choose another format, or update soundfile",
            code="unsupported_format",
        ) from exc
    return buffer.getvalue()
