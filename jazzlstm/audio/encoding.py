"""Sound to bytes: WAV, FLAC, MP3 and Ogg Vorbis.

libsndfile (through soundfile) writes all formats, one second at a time: its Vorbis
encoder overflows the stack on one long write, and a second copy of a long sound would
take too much memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from jazzlstm.audio.sound import Sound
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray


SCALE_16_BITS = 32768
"""Integer value of a sample of 1.0."""
SILENCE_SECONDS = 0.01
"""Length of a FLAC file without sound."""


def encode_wav(sound: Sound) -> bytes:
    """16-bit WAV, which every program plays."""
    return _encode(sound, WAV)


def encode_flac(sound: Sound) -> bytes:
    """16-bit FLAC: half the size of WAV, fast to encode; every browser plays it.

    Lossless for sound of 16 bits. Silence at the end is cut.
    """
    # np.any along the axis of two channels takes ten times as long
    loud = np.flatnonzero(np.logical_or(*sound.samples.T))
    end = int(loud[-1]) + 1 if len(loud) else round(SILENCE_SECONDS * sound.rate)
    return _encode(Sound(sound.samples[:end], sound.rate), FLAC)


def encode_mp3(sound: Sound) -> bytes:
    """MP3: a tenth of the size of WAV; every browser and phone plays it."""
    return _encode(sound, MP3)


def encode_ogg(sound: Sound) -> bytes:
    """Ogg Vorbis: smaller than MP3 and twice as fast to encode; older versions of Safari cannot play it."""
    return _encode(sound, AudioFormat("OGG", "VORBIS"))


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A kind of sound file, by libsndfile's names."""

    container: str
    subtype: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """More parameters of ``soundfile.SoundFile``."""
    adds: float = 0.0
    """dB that encoding may add to the peaks."""


WAV = AudioFormat("WAV", "PCM_16")
FLAC = AudioFormat("FLAC", "PCM_16")
MP3 = AudioFormat("MP3", "MPEG_LAYER_III", {"bitrate_mode": "VARIABLE", "compression_level": 0.2}, adds=1.5)
"""About 190 kbit/s, like LAME's V2."""
FORMATS: Mapping[str, AudioFormat] = {"mp3": MP3, "wav": WAV, "flac": FLAC}
"""By the ending of the file name."""


def _encode(sound: Sound, kind: AudioFormat) -> bytes:
    buffer = BytesIO()
    seconds = range(0, len(sound.samples), sound.rate)
    pieces = (sound.samples[start : start + sound.rate] for start in seconds)
    for _ in write_pieces(buffer, pieces, sound.rate, kind):
        pass
    return buffer.getvalue()


def write_pieces(
    target: Path | BytesIO,
    pieces: Iterable[NDArray[np.float32]],
    rate: int,
    kind: AudioFormat,
    tags: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Write a sound file a piece at a time; yields the number of frames written after each.

    Args:
        target: a path, or a buffer.
        pieces: (frames, 2) each, about a second long.
        rate: frames a second.
        kind: the format.
        tags: title, artist, comment, ...

    Raises:
        RenderError: the installed libsndfile cannot write the format.
        OSError: the disk is full.
    """
    import soundfile

    prepare = _to_16_bits if kind is FLAC else _as_they_are
    frames = 0
    try:
        with soundfile.SoundFile(
            target, "w", rate, 2, format=kind.container, subtype=kind.subtype, **kind.options
        ) as file:
            for name, words in (tags or {}).items():
                setattr(file, name, words)
            for piece in pieces:
                file.write(prepare(piece))
                frames += len(piece)
                yield frames
    except (soundfile.LibsndfileError, ValueError) as exc:
        raise RenderError(
            f"the installed libsndfile cannot write {kind.container} ({exc}): "
            "choose another format, or update soundfile",
            code="unsupported_format",
        ) from exc


def _as_they_are(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return samples


def _to_16_bits(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.clip(np.rint(samples * SCALE_16_BITS), -SCALE_16_BITS, SCALE_16_BITS - 1).astype(np.int16)
