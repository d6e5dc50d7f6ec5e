"""Standard MIDI Files: ``read_midi`` finds the solo in one, ``write_midi`` makes one."""

from __future__ import annotations

from jazzlstm.formats.midi_writer import write_midi

__all__ = ["write_midi"]
