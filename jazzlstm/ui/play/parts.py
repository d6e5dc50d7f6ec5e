"""The parts of an arrangement as rows for the synthesizer in the browser, and the banks that they play on.

Rows are short on purpose: they travel with every solo. ``player/packet.js`` gives their fields names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.audio.balance import HIGHEST_VALUE, Balance, balance_of
from jazzlstm.audio.banks import Bank, cut_bank
from jazzlstm.audio.disk_cache import cached_bytes
from jazzlstm.audio.small_font import name_of
from jazzlstm.audio.soundfont import find_soundfont
from jazzlstm.music import START, Arrangement, Note, Part
from jazzlstm.ui.play.paths import BANKS_PATH

DRUM_KEYS = frozenset({36, 37, 38, 40, 41, 42, 44, 46, 47, 49, 50, 51})
"""MIDI keys that the drummer of the band plays; a test checks the band for others."""
PROGRAMS = frozenset(map(str, range(128)))


@dataclass(frozen=True, slots=True)
class BankName:
    """Which bank a part plays on: a General MIDI program, or a drum kit."""

    program: int
    is_drums: bool

    def address(self) -> str:
        """The path of the bank on this server. Browsers may keep it for good: it has a hash."""
        return f"{BANKS_PATH}{'drums' if self.is_drums else 'program'}-{self.program}-{self.bank().address}"

    def bank(self) -> Bank:
        """The bank itself.

        Raises:
            RenderError: the SoundFont is damaged, or lacks the program.
        """
        return _bank(find_soundfont(), self)


@lru_cache(maxsize=64)
def _bank(font: Path, name: BankName) -> Bank:
    keys = DRUM_KEYS if name.is_drums else None
    kind = "-".join(["kit", *map(str, sorted(DRUM_KEYS))]) if name.is_drums else "program"
    data = cached_bytes(
        f"{name_of(font)}-{kind}-{name.program}.bank",
        lambda: cut_bank(font, name.program, is_drums=name.is_drums, keys=keys).data,
    )
    return Bank(data)


def find_bank(address: str) -> bytes | None:
    """The bytes of a bank by the last part of its path; None for an address that this server doesn't have."""
    kind, _, rest = address.partition("-")
    program, _, content = rest.partition("-")
    if kind not in ("drums", "program") or program not in PROGRAMS:
        return None
    bank = BankName(int(program), kind == "drums").bank()
    return bank.data if bank.address == content else None


def part_rows(arrangement: Arrangement) -> list[dict[str, Any]]:
    """Every part with its bank and notes; beats count from the first bar of the solo."""
    balance, lead_in = balance_of(find_soundfont()), arrangement.lead_in
    return [
        {"role": role_of(part, number), **_row(part, lead_in, balance)}
        for number, part in enumerate(arrangement.parts)
    ]


def role_of(part: Part, number: int) -> str:
    """The role of a part, which does not depend on its instrument. The soloist comes first."""
    if part.is_drums:
        return "drums"
    if part.name == "Bass":
        return "bass"
    return "comping" if number else "solo"


def label_of(part: Part) -> str:
    """The instrument: "Tenor saxophone" for a part that is called "Solo (tenor saxophone)"."""
    instrument = part.name.removeprefix("Solo (").removesuffix(")")
    return instrument[:1].upper() + instrument[1:]


def _row(part: Part, lead_in: float, balance: Balance) -> dict[str, Any]:
    fader = (balance.kit_volumes if part.is_drums else balance.volumes).get(part.program, 1.0)
    strokes = balance.drum_velocities if part.is_drums else {}
    return {
        "name": label_of(part),
        "bank": BankName(part.program, part.is_drums).address(),
        "volume": min(HIGHEST_VALUE, round(part.volume * fader)),
        "pan": part.pan,
        "notes": _note_rows(part.notes, lead_in, strokes),
        "controls": [(_short(turn.start - lead_in), turn.number, turn.value) for turn in part.controls],
        "bends": [(_short(bend.start - lead_in), bend.cents) for bend in part.bends],
    }


def _note_rows(
    notes: Sequence[Note], lead_in: float, strokes: Mapping[int, float]
) -> list[tuple[float, float, int, int]]:
    """Start, duration, pitch and velocity of notes in order; ``strokes`` are factors on velocities.

    A pitch that is struck again while it sounds ends there, as in the MIDI file.
    """
    struck: dict[int, float] = {}
    rows = []
    for note in sorted(notes, key=START, reverse=True):
        start, pitch, velocity = note.start, note.pitch, note.velocity
        end = start + note.duration
        if pitch in struck:
            end = min(end, struck[pitch])
        if end > start:
            struck[pitch] = start
            if pitch in strokes:
                velocity = min(HIGHEST_VALUE, round(velocity * strokes[pitch]))
            rows.append((_short(start - lead_in), _short(end - start), pitch, velocity))
    return rows[::-1]


def _short(beat: float) -> float:
    return round(float(beat), 4)
