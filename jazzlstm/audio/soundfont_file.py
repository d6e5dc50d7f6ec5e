"""SoundFont files (.sf2, .sf3) as plain tables: presets, zones and samples.

A SoundFont is a RIFF file. A preset (bank and program) has zones, each of which names an instrument; an
instrument has zones, each of which names a sample. A zone is a key range, a velocity range and generators:
numbers that tune, filter and shape the sample. ``read_zones`` resolves both levels, so that a caller sees
one flat list of zones for a preset, in the units of the file.

Source: SoundFont Technical Specification 2.04 (E-mu Systems / Creative, 2006). In .sf3 the samples are
Ogg Vorbis streams.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

KEY_RANGE, VELOCITY_RANGE, INSTRUMENT, SAMPLE = 43, 44, 41, 53
"""Generators that choose instead of adding."""
DEFAULTS: Mapping[int, int] = {
    8: 13_500, 21: -12_000, 23: -12_000, 25: -12_000, 26: -12_000, 27: -12_000, 28: -12_000, 30: -12_000,
    33: -12_000, 34: -12_000, 35: -12_000, 36: -12_000, 38: -12_000, 46: -1, 47: -1, 56: 100, 58: -1,
}  # fmt: skip
"""Generators whose default is not 0: filter cutoff, times of envelopes and LFOs, scale tuning, root key."""
INSTRUMENT_ONLY = frozenset({0, 1, 2, 3, 4, 12, 45, 46, 47, 50, 54, 57, 58})
"""Generators that a preset zone may not add to."""
WHOLE_RANGE = 0x7F00
"""Keys or velocities 0 to 127: the low byte is the lowest."""
VORBIS = 0x10
"""Sample type flag of .sf3: the sample is an Ogg Vorbis stream."""
LARGEST_FONT = 2**31
"""Bytes. No free SoundFont comes near."""


class SampleHeader(NamedTuple):
    """One sample: frames within the sample data (bytes within it, for Vorbis).

    The loop counts frames from ``start``, also of a Vorbis stream.
    """

    name: str
    start: int
    end: int
    loop_start: int
    loop_end: int
    rate: int
    """Frames a second."""
    key: int
    """MIDI pitch that sounds when the sample is played at its own rate."""
    correction: int
    """Cents."""
    kind: int


@dataclass(frozen=True, slots=True)
class Zone:
    """A sample with the generators of both levels added up, in the units of the file."""

    sample: int
    keys: tuple[int, int]
    velocities: tuple[int, int]
    generators: Mapping[int, int]

    def get(self, generator: int) -> int:
        """The value of a generator, or its default."""
        return self.generators.get(generator, DEFAULTS.get(generator, 0))


def open_soundfont(path: Path) -> SoundFontFile:
    """The tables of a SoundFont, cached until the file changes.

    Raises:
        RenderError: the file is missing, damaged, or no SoundFont.
    """
    try:
        found = path.stat()
    except OSError as exc:
        raise RenderError(
            f"there is no SoundFont at {path}: give the path of a .sf2 or .sf3 file", code="no_soundfont"
        ) from exc
    return _open(path, found.st_mtime_ns, found.st_size)


class SoundFontFile:
    """The tables of one SoundFont. Sample data is read from the file when it is asked for.

    Raises:
        RenderError: the file is missing, damaged, or no SoundFont.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if path.stat().st_size > LARGEST_FONT:
                raise RenderError(f"{path.name} is larger than 2 GB: choose a smaller SoundFont")
            self._chunks = _find_chunks(path)
            self._tables = {name: self._read(name) for name in _TABLES}
            self.samples = self._sample_headers()
            self._presets = _rows(self._tables["phdr"], "20sHHHIII")
        except (OSError, struct.error, KeyError, IndexError) as exc:
            raise RenderError(f"{path.name} is not a SoundFont that can be read: choose another") from exc

    @cached_property
    def presets(self) -> Mapping[tuple[int, int], str]:
        """Names by (bank, program). Bank 128 holds the drum kits."""
        return {(row[2], row[1]): _text(row[0]) for row in self._presets[:-1]}

    def zones(self, bank: int, program: int) -> list[Zone]:
        """The zones of a preset, in the order of the file.

        Raises:
            RenderError: the SoundFont has no such preset, or its tables are damaged.
        """
        try:
            for here, following in zip(self._presets, self._presets[1:], strict=False):
                if (here[2], here[1]) == (bank, program):
                    return list(self._zones_between(here[3], following[3]))
        except (struct.error, KeyError, IndexError) as exc:
            raise RenderError(f"{self.path.name} is damaged: choose another SoundFont") from exc
        raise RenderError(
            f"{self.path.name} has no program {program} in bank {bank}: choose another SoundFont"
        )

    def sound(self, sample: int) -> NDArray[np.int16]:
        """The frames of one sample, (frames,)."""
        header = self.samples[sample]
        start, size = self._chunks["smpl"]
        first, last = (
            (header.start, header.end) if header.kind & VORBIS else (2 * header.start, 2 * header.end)
        )
        if not 0 <= first <= last <= size:
            raise RenderError(f"{self.path.name} is damaged: the sample {header.name} lies outside the file")
        with self.path.open("rb") as file:
            file.seek(start + first)
            data = file.read(last - first)
        if header.kind & VORBIS:
            import soundfile

            frames, _ = soundfile.read(BytesIO(data), dtype="int16")
            return np.asarray(frames, np.int16)
        return np.frombuffer(data, "<i2").astype(np.int16)

    def _zones_between(self, first: int, last: int) -> Iterator[Zone]:
        """The zones of a preset whose bags are ``first`` to ``last``."""
        instruments = _rows(self._tables["inst"], "20sH")
        for preset in _level(self._tables["pbag"], self._tables["pgen"], first, last, INSTRUMENT):
            here = preset.generators[INSTRUMENT]
            bags = instruments[here][1], instruments[here + 1][1]
            for inner in _level(self._tables["ibag"], self._tables["igen"], *bags, SAMPLE):
                keys = _overlap(preset.keys, inner.keys)
                velocities = _overlap(preset.velocities, inner.velocities)
                if keys and velocities:
                    yield Zone(
                        inner.generators[SAMPLE], keys, velocities, _sum(preset.generators, inner.generators)
                    )

    def _read(self, name: str) -> bytes:
        start, size = self._chunks[name]
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(size)

    def _sample_headers(self) -> list[SampleHeader]:
        rows = _rows(self._tables["shdr"], "20sIIIIIBbHH")[:-1]
        headers = [SampleHeader._make([_text(row[0]), *row[1:8], row[9]]) for row in rows]
        return [_with_whole_loop(header) if header.kind & VORBIS else header for header in headers]


@lru_cache(maxsize=4)
def _open(path: Path, _changed: int, _size: int) -> SoundFontFile:
    return SoundFontFile(path)


def _with_whole_loop(header: SampleHeader) -> SampleHeader:
    """The loop of a Vorbis sample counts from its own first frame: it is moved to where others count from."""
    return header._replace(
        loop_start=header.start + header.loop_start, loop_end=header.start + header.loop_end
    )


_TABLES = ("phdr", "pbag", "pgen", "inst", "ibag", "igen", "shdr")


class _Level(NamedTuple):
    """One zone of one level."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    generators: Mapping[int, int]


def _level(bag_table: bytes, generator_table: bytes, first: int, last: int, choice: int) -> Iterator[_Level]:
    """The zones of bags ``first`` to ``last`` with an instrument or sample. A first one without is global."""
    bags = _rows(bag_table[4 * first : 4 * (last + 1)], "HH")
    shared: dict[int, int] = {}
    for place, (here, following) in enumerate(zip(bags, bags[1:], strict=False)):
        rows = _rows(generator_table[4 * here[0] : 4 * following[0]], "Hh")
        own = {generator: value for generator, value in rows}
        if choice not in own:
            if place == 0:
                shared = own
            continue
        found = {**shared, **own}
        yield _Level(
            _range(found.pop(KEY_RANGE, WHOLE_RANGE)), _range(found.pop(VELOCITY_RANGE, WHOLE_RANGE)), found
        )


def _range(value: int) -> tuple[int, int]:
    """Lowest and highest from the two bytes of a range."""
    return value & 0xFF, value >> 8 & 0xFF


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int] | None:
    lowest, highest = max(first[0], second[0]), min(first[1], second[1])
    return (lowest, highest) if lowest <= highest else None


def _sum(preset: Mapping[int, int], instrument: Mapping[int, int]) -> dict[int, int]:
    """The instrument's generators, with the preset's added where a preset may add."""
    total = dict(instrument)
    for generator, value in preset.items():
        if generator != INSTRUMENT and generator not in INSTRUMENT_ONLY:
            total[generator] = total.get(generator, DEFAULTS.get(generator, 0)) + value
    return total


def _find_chunks(path: Path) -> dict[str, tuple[int, int]]:
    """Where the data of each chunk lies: (start, size), by name; lists are opened."""
    found: dict[str, tuple[int, int]] = {}
    with path.open("rb") as file:
        form = file.read(12)
        if form[:4] != b"RIFF" or form[8:] != b"sfbk":
            raise KeyError("sfbk")
        while len(head := file.read(8)) == 8:  # noqa: PLR2004 -- a name and a size
            name, size = head[:4].decode("latin-1"), int.from_bytes(head[4:], "little")
            if name == "LIST":
                file.seek(4, 1)
                continue
            found[name] = (file.tell(), size)
            file.seek(size, 1)
            if size % 2 and file.read(1) != b"\0":  # some .sf3 files lack the padding of odd chunks
                file.seek(-1, 1)
    return found


def _rows(table: bytes, layout: str) -> list[tuple[int, ...]]:
    """The rows of a table; an incomplete last row is skipped."""
    row = struct.Struct("<" + layout)
    return list(row.iter_unpack(table[: len(table) // row.size * row.size]))


def _text(raw: object) -> str:
    """A name of up to 20 characters, padded with zeros."""
    return bytes(raw).partition(b"\0")[0].decode("latin-1").strip() if isinstance(raw, bytes) else ""
