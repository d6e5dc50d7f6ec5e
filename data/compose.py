"""Compose the sample corpus: ``python -m data.compose``.

Writes the thirty-six solos of the programme as MIDI files with chord markers to ``data/solos/``. Each run
writes the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from data.composer.programme import PROGRAMME, Piece
from data.composer.solos import compose
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Part, Solo

SOLOS = Path(__file__).resolve().parent / "solos"


def midi_of(piece: Piece, solo: Solo) -> bytes:
    """The MIDI file of a piece: one track with the solo, and chord symbols as markers."""
    part = Part(f"{solo.performer}, {solo.instrument}", solo.notes, program=piece.player.program)
    beats = solo.chart.beats * piece.choruses
    return write_midi(Arrangement((part,), solo.chart, solo.tempo, beats, title=solo.title))


def main(arguments: Sequence[str] | None = None) -> None:
    """Write every piece of the programme."""
    parser = argparse.ArgumentParser(prog="python -m data.compose", description="Compose the sample corpus.")
    parser.add_argument("--out", type=Path, default=SOLOS, help="folder to write into (data/solos)")
    folder: Path = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    size = sum((folder / piece.file_name).write_bytes(midi_of(piece, compose(piece))) for piece in PROGRAMME)
    print(f"{len(PROGRAMME)} solos, {size / 1024:.0f} KB, in {folder}")


if __name__ == "__main__":
    main()
