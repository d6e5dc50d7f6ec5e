"""Vibrato: a long note begins straight and ends with vibrato.

Vibrato is written as the modulation wheel (MIDI controller 1), which SoundFont
players turn into a vibrato of up to 50 cents either way. Its depth for each
instrument is in ``playing_styles.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jazzlstm.band.playing_styles import playing_style
from jazzlstm.music import Control

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

MODULATION_WHEEL = 1
LONG_NOTE_SECONDS = 0.55
"""Shorter notes have no vibrato."""
STRAIGHT_SHARE = 0.5
"""The share of a long note before its vibrato begins."""
STEPS = 4
"""Controller messages from no vibrato to full depth."""


def vibrato(
    notes: Sequence[Note], instrument: Instrument, tempo: float, without: Collection[int] = ()
) -> tuple[Control, ...]:
    """Modulation wheel messages: up in the second half of each long note, back to 0 at its end.

    Args:
        notes: as played, in beats.
        instrument: the soloist's.
        tempo: quarters a minute.
        without: indices of notes that get no vibrato.
    """
    depth = playing_style(instrument).vibrato
    messages: list[Control] = []
    for index, note in enumerate(notes):
        if depth and index not in without and note.duration * 60 / tempo >= LONG_NOTE_SECONDS:
            first = note.start + STRAIGHT_SHARE * note.duration
            step_beats = (note.end - first) / (STEPS + 1)
            messages += [
                Control(first + (step - 1) * step_beats, MODULATION_WHEEL, depth * step // STEPS)
                for step in range(1, STEPS + 1)
            ]
            messages.append(Control(note.end, MODULATION_WHEEL, 0))
    return tuple(messages)
