"""What runs in a recording booth: MIDI comes in, sound goes out, until nobody writes any more.

    python booth.py          run by ``booths.py``, as a file, so that nothing else of ours is loaded

A message is its parts, each after its length in eight bytes: in come a SoundFont's
path and a MIDI file; out go a mark, "sound" or "error", and 16-bit stereo frames
or words.
"""

from __future__ import annotations

import struct
import sys
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

LENGTH = struct.Struct("<Q")
SOUND, ERROR = b"sound", b"error"


def write_parts(stream: BinaryIO, *parts: bytes | memoryview) -> None:
    """Send a message."""
    for part in parts:
        stream.write(LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def read_part(stream: BinaryIO) -> bytes:
    """The next part of a message.

    Raises:
        EOFError: the other side has gone.
    """
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    part = stream.read(length)
    if len(part) < length:
        raise EOFError
    return part


def render(font: bytes, midi: bytes) -> memoryview:
    """The frames of a MIDI file, without the header of the WAV file that they come in."""
    import midirenderer

    wave = midirenderer.render_wave_from(font, midi)
    return memoryview(wave)[wave.index(b"data") + 8 :]


@lru_cache(maxsize=1)
def read_font(path: str, changed: int) -> bytes:
    """A SoundFont's bytes, kept until another is asked for; ``changed`` notices a new file of one name."""
    return Path(path).read_bytes()


def main() -> None:
    """Answer messages until there are no more."""
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            path, midi = read_part(asked).decode(), read_part(asked)
        except EOFError:
            return
        try:
            font = read_font(path, Path(path).stat().st_mtime_ns)
            write_parts(told, SOUND, render(font, midi))
        except (ImportError, RuntimeError, ValueError, OSError, MemoryError) as error:
            write_parts(told, ERROR, (str(error) or type(error).__name__).encode())


if __name__ == "__main__":
    main()
