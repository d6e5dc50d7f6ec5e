"""Sheet music of a solo for the parts of a band: written pitch, clef, name and rhythm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jazzlstm.formats.musicxml import Sheet, write_musicxml
from jazzlstm.formats.musicxml.sheet import Content
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Solo
from jazzlstm.services.play import Piece
from jazzlstm.theory.feels import find_feel
from jazzlstm.theory.instruments import INSTRUMENTS


@dataclass(frozen=True, slots=True)
class PartKind:
    """Who reads a part: the pitch it is written at, its clef, its name."""

    semitones: int
    """Written minus sounding pitch; an instrument that reads an octave higher has its own."""
    clef: str
    transposition: str
    """"in B♭", for an instrument of the band."""
    name: str
    """For other instruments than that of the solo."""


PARTS: Mapping[str, PartKind] = {
    "concert": PartKind(0, "treble", "", "Concert pitch"),
    "b-flat": PartKind(2, "treble", "in B♭", "B♭ instruments (such as trumpet)"),
    "e-flat": PartKind(9, "treble", "in E♭", "E♭ instruments (such as alto saxophone)"),
    "bass": PartKind(0, "bass", "", "Concert pitch, bass clef"),
}
"""Parts by their names in links and requests."""


def write_sheet(
    solo: Solo, piece: Piece, settings: Settings, *, part: str = "concert", content: Content = "simple"
) -> bytes:
    """The solo as a lead sheet in MusicXML for one of ``PARTS``; with "chords" the chords of a chorus."""
    semitones, name = written_for(part, solo.instrument)
    sheet = Sheet(
        content,
        semitones=semitones,
        clef=PARTS[part].clef,
        beats=settings.beats,
        swing=piece.swings,
        style=find_feel(piece.feel).label,
        part=f"Chords: {name}" if content == "chords" else name,
        subtitle="" if content == "chords" else _origin(solo, settings),
    )
    return write_musicxml(solo, sheet)


def written_for(part: str, instrument: str) -> tuple[int, str]:
    """Semitones from sound to written note, and the name of the part, for a solo on an instrument.

    If the instrument reads this transposition, the part is its own: a tenor saxophone reads an octave above
    a trumpet.
    """
    kind, own = PARTS[part], INSTRUMENTS.get(instrument)
    if own is None or not kind.transposition or own.written % 12 != kind.semitones:
        return kind.semitones, kind.name
    return own.written, f"{own.name[:1].upper()}{own.name[1:]} {kind.transposition}"


def _origin(solo: Solo, settings: Settings) -> str:
    """Which instrument improvised, in whose style."""
    own = INSTRUMENTS.get(solo.instrument)
    player = f"in the style of {settings.player}" if settings.player else ""
    words = [f"Improvised by a neural network for {own.name}" if own else "Improvised by a neural network"]
    return ", ".join([*words, player] if player else words)


def part_of_instrument(instrument: str) -> str:
    """The part that the player of an instrument reads."""
    own = INSTRUMENTS.get(instrument)
    for name, kind in PARTS.items():
        if own and kind.transposition and own.written % 12 == kind.semitones:
            return name
    return "concert"
