"""The program of a synthesizer process: a SoundFont and a MIDI file in, sound out.

    request   {"soundfont": path}, and the MIDI file
    answer    {}, and 16-bit stereo frames; or {"error": reason}

It is run as a file, so that the rest of ``jazzlstm.audio`` with its libraries is not loaded.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jazzlstm.workers.child import Channel
from jazzlstm.workers.messages import Message


def answer(request: Message) -> Message:
    """The sound of the MIDI file in a request, or the reason of a failure."""
    path = Path(request.values["soundfont"])
    try:
        font = read_font(path, path.stat().st_mtime_ns)
        return Message({}, render(font, bytes(request.data)))
    except (ImportError, RuntimeError, ValueError, OSError, MemoryError) as error:
        return Message({"error": str(error) or type(error).__name__})


def render(font: bytes, midi: bytes) -> memoryview:
    """The frames of a MIDI file: RustySynth's WAV file without its header."""
    import midirenderer

    wave = midirenderer.render_wave_from(font, midi)
    return memoryview(wave)[wave.index(b"data") + 8 :]


@lru_cache(maxsize=1)
def read_font(path: Path, changed: int) -> bytes:
    """A SoundFont's bytes. ``changed`` is the time of its last change, in ns: a new file is read again."""
    return path.read_bytes()


if __name__ == "__main__":
    Channel().serve(answer)
