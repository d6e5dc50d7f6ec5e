"""A performance as files (MIDI, sound, piano roll, sheet music) and as JSON.

The libraries of each format are imported when it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from jazzlstm.errors import SettingsError
from jazzlstm.files import make_folder, write_whole
from jazzlstm.generation.settings import Settings

if TYPE_CHECKING:
    from jazzlstm.services.play import Performance, Piece

FORMATS = ("mid", "wav", "png", "musicxml")
"""The formats written by default."""
PAPER = "pdf"
"""Format: sheet music with a rhythm that is easy to read, for the instrument of the solo."""
LONGEST_NAME = 60
"""Characters of a tune or a player in a file name."""
STRAIGHT = "straight"
"""Format: MIDI on the grid without swing, for notation programs."""


def export(
    performance: Performance,
    folder: Path,
    stem: str,
    formats: Sequence[str] = FORMATS,
    on_progress: Callable[[float], None] | None = None,
) -> dict[str, Path]:
    """Write a performance into ``folder`` as ``stem``.mid, ...; returns the path of each format.

    ``on_progress`` gets the share of the sound that is done, 0 to 1: sound takes longest.

    Raises:
        SettingsError: there is no such format.
        OutputError: the folder cannot be written to. No incomplete file remains.
    """
    check_formats(formats)
    make_folder(folder)
    paths = {}
    for name in formats:
        paths[name] = folder / f"{stem}{'_straight.mid' if name == STRAIGHT else f'.{name}'}"
        write_whole(paths[name], _ENCODERS[name](performance, on_progress))
    return paths


def check_formats(formats: Sequence[str]) -> None:
    """Raises SettingsError for an unknown format, or an empty list."""
    unknown = [name for name in formats or [""] if name not in _ENCODERS]
    if unknown:
        raise SettingsError(
            f"there is no format {unknown[0]!r}; choose from {', '.join(_ENCODERS)}", field="format"
        )


def prepare(formats: Sequence[str]) -> None:
    """Start what takes a moment to start, while the solo is improvised: the processes of the synthesizer."""
    if "wav" in formats:
        from jazzlstm.audio.synth_pool import start_workers

        start_workers()


def _wav(performance: Performance, on_progress: Callable[[float], None] | None) -> bytes:
    from jazzlstm.audio import encode_wav, render_sound

    return encode_wav(render_sound(performance.midi(), on_progress=on_progress))


def _piano_roll(performance: Performance) -> bytes:
    from jazzlstm.drawing.pianoroll import draw_piano_roll  # matplotlib takes a second to import

    return draw_piano_roll(performance.take, format="png")


def _paper(performance: Performance) -> bytes:
    from jazzlstm.drawing.pdf import engrave_pdf  # fpdf and its fonts
    from jazzlstm.services.sheets import part_of_instrument, write_sheet

    solo = performance.take.solo
    part = part_of_instrument(solo.instrument)
    return engrave_pdf(write_sheet(solo, performance.piece, performance.settings, part=part))


def _lead_sheet(performance: Performance) -> bytes:
    from jazzlstm.formats.musicxml import Sheet, write_musicxml

    return write_musicxml(performance.take.solo, Sheet(swing=performance.piece.swings))


_ENCODERS: Mapping[str, Callable[[Performance, Callable[[float], None] | None], bytes]] = {
    "mid": lambda performance, _: performance.midi(),
    "wav": _wav,
    "png": lambda performance, _: _piano_roll(performance),
    "musicxml": lambda performance, _: _lead_sheet(performance),
    PAPER: lambda performance, _: _paper(performance),
    STRAIGHT: lambda performance, _: performance.straight_midi(),
}


def file_stem(piece: Piece, settings: Settings, seed: int) -> str:
    """A file name from tune, player and seed: "blues_charlie-parker_seed7". Own chords have their title."""
    tune = _plain(piece.chart.title) if settings.changes else ""
    return "_".join(filter(None, (tune or piece.name, _plain(settings.player), f"seed{seed}")))


def _plain(name: str) -> str:
    """A name in lower case without accents, with hyphens for everything but letters and digits."""
    letters = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST_NAME].strip("-")


def describe(performance: Performance, files: Mapping[str, Path]) -> dict[str, Any]:
    """A take for JSON: seed, notes, the training solo it copies (or None), files.

    A note is [start, duration, pitch, velocity]: beats without swing, velocity from the arrangement.
    """
    written, arranged = performance.take.solo.notes, performance.arrangement.parts[0].notes
    notes = [
        [round(note.start, 4), round(note.duration, 4), note.pitch, played.velocity]
        for note, played in zip(written, arranged, strict=True)
    ]
    return {
        "seed": performance.take.seed,
        "notes": notes,
        "copies": performance.take.quotation and str(performance.take.quotation),
        "files": {name: str(path) for name, path in files.items()},
    }
