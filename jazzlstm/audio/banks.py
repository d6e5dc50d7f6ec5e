"""Banks: one instrument of a SoundFont, cut out for the synthesizer in the browser.

A bank is a header in JSON and one FLAC of all its samples:

    "BANK"  length of the header  header, JSON in UTF-8  FLAC
            uint32, little-endian

The header has ``samples`` (place in the FLAC, rate, loop) and ``zones`` (key and velocity range, tuning,
envelopes, filter), in seconds, Hz, dB and cents. The FLAC counts 48,000 frames a second whatever the rate
of a sample is: a browser that decodes it at 48 kHz leaves every frame as it is.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from jazzlstm.audio.instrument import ATTENUATION_SHARE, RESONANCE_SHARE, find_instrument
from jazzlstm.audio.soundfont_file import SampleHeader, Zone
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MAGIC = b"BANK"
FLAC_RATE = 48_000
"""Frames a second that the FLAC claims, for every sample."""
GUARD = 16
"""Frames of silence between samples, and frames kept after a loop: an interpolator reads past the end."""
CENTS_OF_8_HZ = 8.176
"""Hz of MIDI pitch 0, from which SoundFonts count filter cutoff and LFO rates in cents."""
SHORTEST_RELEASE = 0.01
"""Seconds: a shorter one clicks. RustySynth's limit."""


@dataclass(frozen=True)
class Bank:
    """The bytes of a bank, and their address: a hash of the content."""

    data: bytes

    @cached_property
    def address(self) -> str:
        return hashlib.sha256(self.data).hexdigest()[:24]


def cut_bank(font: Path, program: int, *, is_drums: bool = False, keys: frozenset[int] | None = None) -> Bank:
    """One program of a SoundFont as a bank.

    Args:
        font: a .sf2 or .sf3 file.
        program: General MIDI program, or the number of the drum kit.
        is_drums: take the program from the bank of drum kits.
        keys: only zones that sound on these MIDI keys; None for all.

    Raises:
        RenderError: the file is damaged, or has no such program.
    """
    instrument = find_instrument(font, program, is_drums=is_drums)
    file = instrument.file
    zones = [
        zone
        for zone in instrument.zones
        if keys is None or any(zone.keys[0] <= key <= zone.keys[1] for key in keys)
    ]
    used = sorted({zone.sample for zone in zones})
    try:
        sounds = [_cut(file.sound(sample), file.samples[sample], zones, sample) for sample in used]
        header = {
            "name": instrument.name,
            "font": file.path.name,
            "rate": FLAC_RATE,
            "samples": _describe_samples(sounds, [file.samples[sample] for sample in used]),
            "zones": [
                _describe_zone(zone, file.samples[zone.sample], used.index(zone.sample), len(sound))
                for zone in zones
                for sound in [sounds[used.index(zone.sample)]]
            ],
        }
    except (LookupError, ValueError, OverflowError, RuntimeError) as exc:  # LibsndfileError is a RuntimeError
        raise RenderError(f"{font.name} is damaged: choose another SoundFont") from exc
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    return Bank(b"".join([MAGIC, struct.pack("<I", len(text)), text, _encode(sounds)]))


def read_bank(data: bytes) -> tuple[dict[str, Any], NDArray[np.int16]]:
    """The header and the frames of a bank: what the browser reads, for tests."""
    import soundfile

    if data[:4] != MAGIC:
        raise ValueError("not a bank")
    (length,) = struct.unpack_from("<I", data, 4)
    frames, _ = soundfile.read(BytesIO(data[8 + length :]), dtype="int16")
    return json.loads(data[8 : 8 + length]), np.asarray(frames, np.int16)


def _cut(
    frames: NDArray[np.int16], header: SampleHeader, zones: Sequence[Zone], sample: int
) -> NDArray[np.int16]:
    """A sample without what no zone plays: of one that always loops, all behind the loop."""
    modes = {zone.get(54) & 3 for zone in zones if zone.sample == sample}
    if modes == {1}:
        moved = max(zone.get(3) + 32_768 * zone.get(50) for zone in zones if zone.sample == sample)
        return frames[: header.loop_end - header.start + max(0, moved) + GUARD]
    return frames


def _describe_samples(
    sounds: Sequence[NDArray[np.int16]], headers: Sequence[SampleHeader]
) -> list[dict[str, Any]]:
    rows, start = [], 0
    for sound, header in zip(sounds, headers, strict=True):
        rows.append({"start": start, "frames": len(sound), "rate": header.rate})
        start += len(sound) + GUARD
    return rows


def _describe_zone(zone: Zone, header: SampleHeader, sample: int, frames: int) -> dict[str, Any]:
    """A zone in seconds, Hz, dB and cents, without parts that have no effect and loops outside the sample."""
    get = zone.get
    root = get(58) if 0 <= get(58) <= 127 else header.key if header.key <= 127 else 60
    described: dict[str, Any] = {
        "sample": sample,
        "keys": list(zone.keys),
        "velocities": list(zone.velocities),
        "root": root,
        "tune": 100 * get(51) + get(52) + header.correction,
        "scale": get(56),
        "attenuation": round((ATTENUATION_SHARE * get(48) + RESONANCE_SHARE * get(9)) / 10, 3),
        "pan": max(-50.0, min(50.0, get(17) / 10)),
        "volume": _envelope(zone, 33, sustain=round(get(37) / 10, 2)),
        "cutoff": get(8),
        "resonance": round(get(9) / 10, 2),
        "room": round(get(16) / 1000, 3),
    }
    described["volume"]["release"] = max(SHORTEST_RELEASE, described["volume"]["release"])
    first = header.loop_start - header.start + get(2) + 32_768 * get(45)
    last = header.loop_end - header.start + get(3) + 32_768 * get(50)
    if get(54) & 1 and 0 <= first < last <= frames:
        described["loop"] = [first, last]
        described["untilRelease"] = get(54) & 3 == 3
    if get(7) or get(11):
        described["modulation"] = {
            **_envelope(zone, 25, sustain=round(1 - get(29) / 1000, 4)),
            "pitch": get(7),
            "filter": get(11),
        }
    described["vibrato"] = {**_lfo(zone, 23), "pitch": get(6)}  # the modulation wheel deepens it
    if get(5) or get(10) or get(13):
        described["tremolo"] = {**_lfo(zone, 21), "pitch": get(5), "filter": get(10), "volume": get(13) / 10}
    if get(57):
        described["exclusive"] = get(57)
    return described


def _envelope(zone: Zone, first: int, *, sustain: float) -> dict[str, float]:
    """Times in seconds; ``holdByKey`` and ``decayByKey`` in timecents for each key below 60."""
    names = ("delay", "attack", "hold", "decay")
    times: dict[str, float] = {name: _seconds(zone.get(first + step)) for step, name in enumerate(names)}
    by_key = 31 if first == 25 else 39
    return {
        **times,
        "sustain": sustain,
        "release": _seconds(zone.get(first + 5)),
        "holdByKey": zone.get(by_key),
        "decayByKey": zone.get(by_key + 1),
    }


def _lfo(zone: Zone, first: int) -> dict[str, float]:
    rate = CENTS_OF_8_HZ * 2 ** (zone.get(first + 1) / 1200)
    return {"delay": _seconds(zone.get(first)), "rate": round(rate, 4)}


def _seconds(timecents: int) -> float:
    return round(2 ** (timecents / 1200), 5) if timecents > -11_999 else 0.0


def _encode(sounds: Sequence[NDArray[np.int16]]) -> bytes:
    import soundfile

    pause = np.zeros(GUARD, np.int16)
    frames = np.concatenate([part for sound in sounds for part in (sound, pause)] or [pause])
    buffer = BytesIO()
    soundfile.write(buffer, frames, FLAC_RATE, format="FLAC", subtype="PCM_16")
    return buffer.getvalue()
