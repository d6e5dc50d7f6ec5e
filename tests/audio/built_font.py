"""SoundFonts built byte by byte, for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

KEYS, VELOCITIES, INSTRUMENT, SAMPLE = 43, 44, 41, 53
RATE = 22_050
WHOLE = 127 << 8
Zone = Mapping[int, int]
"""Generators by number; ``SAMPLE`` is an index into the sounds."""


def span(low: int, high: int) -> int:
    """A range of keys or velocities as a generator has it."""
    return high << 8 | low


def chunk(name: str, data: bytes, *, padded: bool = True) -> bytes:
    return name.encode() + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2 if padded else 0)


def listed(name: str, *chunks: bytes) -> bytes:
    return chunk("LIST", name.encode() + b"".join(chunks), padded=False)


def tone(hertz: float = 441.0, seconds: float = 0.5, harmonics: int = 1) -> NDArray[np.int16]:
    """A tone whose harmonics are equally loud; loops of whole periods are exact at 441 Hz."""
    time = np.arange(round(seconds * RATE)) / RATE
    waves = [np.sin(2 * np.pi * hertz * number * time) for number in range(1, harmonics + 1)]
    return np.asarray(12_000 / harmonics * np.sum(waves, axis=0)).astype(np.int16)


def compressed(sound: NDArray[np.int16]) -> bytes:
    buffer = BytesIO()
    soundfile.write(buffer, sound, RATE, format="OGG", subtype="VORBIS")
    return buffer.getvalue()


def sample_headers(ends: NDArray[np.int64], loop: tuple[int, int], vorbis: bool) -> bytes:
    """A header for each sample between two of ``ends``, and the last one."""
    headers = b""
    for place, start in enumerate(ends[:-1]):
        looped = [frame + (0 if vorbis else int(start)) for frame in loop]
        kind = 0x11 if vorbis else 1
        headers += struct.pack(
            "<20sIIIIIBbHH", b"Sound", start, ends[place + 1], *looped, RATE, 69, 0, 0, kind
        )
    headers += struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    return headers


def build_font(
    path: Path,
    presets: Mapping[tuple[int, int], Sequence[Zone]],
    sounds: Sequence[NDArray[np.int16]],
    *,
    loop: tuple[int, int] = (0, 0),
    vorbis: bool = False,
    padded: bool = True,
) -> Path:
    """A SoundFont with presets by (bank, program), each of zones. ``padded``: odd chunks have their zero."""
    streams = [compressed(sound) if vorbis else sound.tobytes() for sound in sounds]
    ends = np.cumsum([0, *(len(stream) if vorbis else len(stream) // 2 for stream in streams)])
    preset_rows, generators, bags = b"", b"", b""
    first, count = 0, 0
    for place, ((bank, program), zones) in enumerate(presets.items()):
        preset_rows += struct.pack("<20sHHHIII", b"Preset", program, bank, place, 0, 0, 0)
        for zone in zones:
            bags += struct.pack("<HH", count, 0)
            rows = [(number, zone[number]) for number in (KEYS, VELOCITIES) if number in zone]
            rows += [row for row in sorted(zone.items()) if row[0] not in (KEYS, VELOCITIES, SAMPLE)]
            generators += b"".join(struct.pack("<HH", number, value % 2**16) for number, value in rows)
            generators += struct.pack("<HH", SAMPLE, zone[SAMPLE])
            count += len(rows) + 1
    preset_rows += struct.pack("<20sHHHIII", b"EOP", 0, 0, len(presets), 0, 0, 0)
    bags += struct.pack("<HH", count, 0)
    instruments = b""
    for place, zones in enumerate([*presets.values(), ()]):
        instruments += struct.pack("<20sH", f"Instrument {place}".encode(), first)
        first += len(zones)
    tables = [
        chunk("phdr", preset_rows),
        chunk("pbag", b"".join(struct.pack("<HH", place, 0) for place in range(len(presets) + 1))),
        chunk("pmod", bytes(10)),
        chunk("pgen", b"".join(struct.pack("<HH", INSTRUMENT, i) for i in range(len(presets))) + bytes(4)),
        chunk("inst", instruments),
        chunk("ibag", bags),
        chunk("imod", bytes(10)),
        chunk("igen", generators + bytes(4)),
        chunk("shdr", sample_headers(ends, loop, vorbis)),
    ]
    info = chunk("ifil", struct.pack("<HH", 3 if vorbis else 2, 1)) + chunk("INAM", b"Built\0")
    samples = chunk("smpl", b"".join(streams), padded=padded)
    body = b"sfbk" + listed("INFO", info) + listed("sdta", samples) + listed("pdta", *tables)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path
