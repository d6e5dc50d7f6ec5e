"""A few instruments of a SoundFont as a SoundFont of their own, for the synthesizer.

RustySynth reads a whole SoundFont for each MIDI segment: FluidR3 takes 160 MB and a quarter of a second,
its tenor saxophone alone 4 MB. It also cannot read the compressed samples of .sf3, which are decoded here.

Source: SoundFont Technical Specification 2.04.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jazzlstm.audio.balance import DRUM_CHANNEL
from jazzlstm.audio.disk_cache import cached_file
from jazzlstm.audio.instrument import DRUM_BANK, PlayableInstrument, find_instrument
from jazzlstm.audio.soundfont_file import (
    INSTRUMENT,
    KEY_RANGE,
    SAMPLE,
    VELOCITY_RANGE,
    SampleHeader,
    Zone,
)
from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mido import MidiFile
    from numpy.typing import NDArray

GUARD = 46
"""Frames of silence behind each sample, as the specification asks."""
LOOPS = 54
"""Generator: how the sample loops."""
_CODE = b"".join(
    Path(__file__).with_name(f"{name}.py").read_bytes()
    for name in ("banks", "instrument", "small_font", "soundfont_file")
)
"""What prepares and cuts instruments: when it changes, files in the cache are made again."""
MONO = 1
"""Kind of a sample that belongs to no other."""


class Preset(NamedTuple):
    """A General MIDI program, or a drum kit."""

    is_drums: bool
    program: int


def small_font_for(file: MidiFile, font: Path) -> Path:
    """The path of a SoundFont with the programs that a MIDI file plays, in the cache on disk.

    Raises:
        RenderError: the SoundFont is missing, damaged, or lacks a program.
        OutputError: the cache cannot be written to.
    """
    presets = presets_of(file)
    names = "-".join(f"{'drums' if each.is_drums else ''}{each.program}" for each in sorted(presets))
    return cached_file(f"{name_of(font)}-{names}.sf2", lambda: cut_small_font(font, presets))


def name_of(font: Path) -> str:
    """The beginning of a file name in the cache: it changes with the SoundFont, and with how it is prepared.

    Raises:
        RenderError: there is no such file.
    """
    try:
        found = font.stat()
    except OSError as exc:
        raise RenderError(f"there is no SoundFont at {font}: choose another", code="no_soundfont") from exc
    facts = f"{font.resolve()} {found.st_size} {found.st_mtime_ns}".encode()
    return f"{font.stem[:40]}-{hashlib.sha256(facts + _CODE).hexdigest()[:16]}"


def presets_of(file: MidiFile) -> frozenset[Preset]:
    """The programs that the notes of a MIDI file are played with."""
    found = set()
    for track in file.tracks:
        programs: dict[int, int] = {}
        for message in track:
            if message.type == "program_change":
                programs[message.channel] = message.program
            elif message.type == "note_on" and message.velocity:
                channel = message.channel
                found.add(Preset(channel == DRUM_CHANNEL, programs.get(channel, 0)))
    return frozenset(found) or frozenset({Preset(False, 0)})


def cut_small_font(font: Path, presets: Iterable[Preset]) -> bytes:
    """A .sf2 file with some programs of a SoundFont, prepared as in ``instrument``.

    Raises:
        RenderError: the file is damaged, or lacks a program.
    """
    chosen = sorted(presets)
    instruments = [find_instrument(font, each.program, is_drums=each.is_drums) for each in chosen]
    try:
        return _write(chosen, instruments)
    except (LookupError, ValueError, OverflowError, RuntimeError, struct.error) as exc:
        raise RenderError(f"{font.name} is damaged: choose another SoundFont") from exc


def _write(presets: Sequence[Preset], instruments: Sequence[PlayableInstrument]) -> bytes:
    places: dict[tuple[Path, int], int] = {}
    headers: list[SampleHeader] = []
    sounds: list[NDArray[np.int16]] = []
    generators: list[bytes] = []
    bags: list[int] = []
    for instrument in instruments:
        for zone in instrument.zones:
            sample = instrument.file.path, zone.sample
            if sample not in places:
                places[sample] = len(places)
                headers.append(instrument.file.samples[zone.sample])
                sounds.append(instrument.file.sound(zone.sample))
            bags.append(len(generators))
            generators += _generators(zone, places[sample])
    bags.append(len(generators))
    counts = np.cumsum([0, *(len(each.zones) for each in instruments)])
    tables = {
        "phdr": b"".join(_preset_rows(presets)),
        "pbag": b"".join(struct.pack("<HH", place, 0) for place in range(len(presets) + 1)),
        "pmod": bytes(10),
        "pgen": b"".join(struct.pack("<HH", INSTRUMENT, place) for place in range(len(presets))) + bytes(4),
        "inst": b"".join(
            struct.pack("<20sH", f"instrument {place}".encode(), first) for place, first in enumerate(counts)
        ),
        "ibag": b"".join(struct.pack("<HH", first, 0) for first in bags),
        "imod": bytes(10),
        "igen": b"".join(generators) + bytes(4),
        "shdr": b"".join(_sample_rows(headers, sounds)),
    }
    data = b"".join(part for sound in sounds for part in (sound.astype("<i2").tobytes(), bytes(2 * GUARD)))
    info = _chunk("ifil", struct.pack("<HH", 2, 1)) + _chunk("isng", b"EMU8000\0") + _chunk("INAM", b"cut\0")
    body = b"sfbk" + b"".join(
        _chunk("LIST", kind + content)
        for kind, content in (
            (b"INFO", info),
            (b"sdta", _chunk("smpl", data)),
            (b"pdta", b"".join(_chunk(name, table) for name, table in tables.items())),
        )
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _generators(zone: Zone, sample: int) -> list[bytes]:
    """The rows of a zone: ranges first and the sample last, as the specification asks."""
    rows = [
        struct.pack("<HBB", KEY_RANGE, *zone.keys),
        struct.pack("<HBB", VELOCITY_RANGE, *zone.velocities),
    ]
    rows += [
        struct.pack("<Hh", generator, max(-32_768, min(32_767, value)))
        for generator, value in sorted(zone.generators.items())
        if generator not in (KEY_RANGE, VELOCITY_RANGE, SAMPLE, INSTRUMENT)
    ]
    return [*rows, struct.pack("<HH", SAMPLE, sample)]


def _preset_rows(presets: Sequence[Preset]) -> Iterable[bytes]:
    for place, preset in enumerate(presets):
        bank = DRUM_BANK if preset.is_drums else 0
        yield struct.pack(
            "<20sHHHIII", f"{bank}:{preset.program}".encode(), preset.program, bank, place, 0, 0, 0
        )
    yield struct.pack("<20sHHHIII", b"EOP", 0, 0, len(presets), 0, 0, 0)


def _sample_rows(headers: Sequence[SampleHeader], sounds: Sequence[NDArray[np.int16]]) -> Iterable[bytes]:
    start = 0
    for header, sound in zip(headers, sounds, strict=True):
        end = start + len(sound)
        loop = [start + min(max(0, frame - header.start), len(sound)) for frame in header[3:5]]
        name = header.name.encode("latin-1", "replace")
        yield struct.pack(
            "<20sIIIIIBbHH", name, start, end, *loop, header.rate, header.key, header.correction, 0, MONO
        )
        start = end + GUARD
    yield struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)


def _chunk(name: str, data: bytes) -> bytes:
    return name.encode() + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
