"""Instruments of a SoundFont, prepared so that RustySynth and the browser play them alike.

Both play plain zones and leave out modulators. So what a SoundFont leaves to them, or gets wrong, is put into
its zones before a part of it is cut out:

- a zone that the file lists twice (TimGM6mb's brushes) counts once;
- the two sides of a stereo drum get exclusive classes of their own, or each stroke would end its other side;
- soft notes of wind instruments are darker, where the SoundFont has no layers of its own for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jazzlstm.audio.soundfont import bundled_soundfont
from jazzlstm.audio.soundfont_file import SoundFontFile, Zone, open_soundfont

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DRUM_BANK = 128
CUTOFF, RESONANCE, PAN, ATTENUATION, EXCLUSIVE_CLASS, ROOT_KEY = 8, 9, 17, 48, 57, 58
ENVELOPE_TO_FILTER, ENVELOPE_SUSTAIN = 11, 29
"""Generators of a zone. The envelope is that of the modulation; its sustain is a fall in thousandths."""
ATTENUATION_SHARE = 0.4
"""Share of the written attenuation that RustySynth applies, like the E-mu hardware and Polyphone."""
RESONANCE_SHARE = 0.5
"""Share of the filter's resonance that is subtracted from the level, as RustySynth does."""
WINDS = frozenset(range(56, 80))
"""General MIDI programs of brass, reeds and pipes."""
WHOLE = (0, 127)
"""A range of keys or velocities."""
CLASSES = 64
"""Exclusive classes of one side; General MIDI kits use fewer than ten."""


@dataclass(frozen=True, slots=True)
class PlayableInstrument:
    """One program of a SoundFont with the zones that are played."""

    file: SoundFontFile
    name: str
    zones: tuple[Zone, ...]


def find_instrument(font: Path, program: int, *, is_drums: bool = False) -> PlayableInstrument:
    """A program of a SoundFont, prepared for playing.

    For a kit that is missing the standard kit plays, for another program that of the bundled SoundFont.

    Raises:
        RenderError: the file is damaged.
    """
    file = open_soundfont(font)
    bank = DRUM_BANK if is_drums else 0
    if is_drums and (bank, program) not in file.presets:
        program = 0
    if (bank, program) not in file.presets:
        file = open_soundfont(bundled_soundfont())
    zones: Sequence[Zone] = _without_doubles(file.zones(bank, program))
    if is_drums:
        zones = _with_classes_of_sides(zones)
    elif program in WINDS and not _has_layers(zones):
        zones = [layer for zone in zones for layer in _layers(zone, file)]
    return PlayableInstrument(file, file.presets[bank, program], tuple(zones))


def _without_doubles(zones: Sequence[Zone]) -> list[Zone]:
    """Each zone once. Zones that differ in anything stay: both sides of a stereo sample, detuned layers."""
    seen = {
        (zone.sample, zone.keys, zone.velocities, tuple(sorted(zone.generators.items()))): zone
        for zone in zones
    }
    return list(seen.values())


def _with_classes_of_sides(zones: Sequence[Zone]) -> list[Zone]:
    """The zones, with another exclusive class on the right where both sides of a stroke have the same."""
    sides = {
        (zone.get(EXCLUSIVE_CLASS), zone.keys, zone.velocities, zone.get(PAN) > 0)
        for zone in zones
        if zone.get(EXCLUSIVE_CLASS) and zone.get(PAN)
    }
    twins = {
        group for group, keys, velocities, right in sides if (group, keys, velocities, not right) in sides
    }
    return [
        replace(zone, generators={**zone.generators, EXCLUSIVE_CLASS: CLASSES + zone.get(EXCLUSIVE_CLASS)})
        if zone.get(EXCLUSIVE_CLASS) in twins and zone.get(PAN) > 0
        else zone
        for zone in zones
    ]


def _has_layers(zones: Sequence[Zone]) -> bool:
    """Whether velocity already chooses between samples or filters."""
    layers: dict[tuple[int, int], set[tuple[object, ...]]] = {}
    for zone in zones:
        layers.setdefault(zone.velocities, set()).add((zone.keys, zone.sample, zone.get(CUTOFF)))
    return any(layer != next(iter(layers.values())) for layer in layers.values())


LAYERS = ((0, 31), *((low, low + 7) for low in range(32, 128, 8)))
"""Velocities of each layer."""
OPEN = 13_500
"""Cutoff in cents from which a zone has no filter."""
BRIGHTEST = 12_308
"""Cutoff at the highest velocity of a zone without a filter of its own: 10 kHz."""
FALL = 44
"""Cents that the cutoff falls a velocity step: to 2 kHz at velocity 64, as in FluidR3's winds."""
USUAL = 96
"""Velocity at which a zone with a filter of its own sounds as its SoundFont says."""
LOWEST_CUTOFF = 1500
"""The lowest that a SoundFont may have, in cents: 20 Hz."""
OVER_KEY = 2400
"""Cents that the cutoff is at least above the pitch: soft high notes keep their level."""


def _layers(zone: Zone, file: SoundFontFile) -> Iterator[Zone]:
    """A zone in layers of velocity, the softest the darkest."""
    low, high = zone.velocities
    held = _held_cutoff(zone)
    floor = min(held, 100 * _highest_key(zone, file) + OVER_KEY)
    plain = zone if zone.get(CUTOFF) < BRIGHTEST else _without_resonance(zone)
    for first, last in LAYERS:
        if first <= high and last >= low:
            middle = (first + last) // 2
            wished = (
                BRIGHTEST - FALL * (WHOLE[1] - middle)
                if held >= BRIGHTEST
                else held + FALL * (middle - USUAL)
            )
            cutoff = zone.get(CUTOFF) + min(OPEN, max(wished, floor)) - held
            generators = {**plain.generators, CUTOFF: max(LOWEST_CUTOFF, cutoff)}
            yield replace(zone, velocities=(max(low, first), min(high, last)), generators=generators)


def _held_cutoff(zone: Zone) -> int:
    """The cutoff of a held note: the modulation envelope may hold it above the zone's own."""
    held = (
        zone.get(CUTOFF) + max(0, zone.get(ENVELOPE_TO_FILTER)) * (1000 - zone.get(ENVELOPE_SUSTAIN)) // 1000
    )
    return min(OPEN, held)


def _without_resonance(zone: Zone) -> Zone:
    """The zone at the same level: a resonance that was above hearing would whistle at a lower cutoff."""
    attenuation = zone.get(ATTENUATION) + round(zone.get(RESONANCE) * RESONANCE_SHARE / ATTENUATION_SHARE)
    return replace(zone, generators={**zone.generators, RESONANCE: 0, ATTENUATION: attenuation})


def _highest_key(zone: Zone, file: SoundFontFile) -> int:
    """The highest key that the zone is for: zones at the ends of the range reach to 0 and 127."""
    root = zone.get(ROOT_KEY) if zone.get(ROOT_KEY) >= 0 else file.samples[zone.sample].key
    return min(zone.keys[1], max(root + 6, zone.keys[0]))
