"""FluidSynth's system library, for machines without a wheel of RustySynth.

Its C interface is called by ctypes: a synthesizer, a player that reads MIDI from
memory, and a loop that fetches samples until the player stops. The player's clock
counts samples, so the same file gives the same sound.

Source: FluidSynth API reference, https://www.fluidsynth.org/api/
"""

from __future__ import annotations

import ctypes
from ctypes.util import find_library
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK_FRAMES = 4096
"""Frames fetched by one call."""
PLAYING = 1
"""Result of fluid_player_get_status during the music."""

SIGNATURES = {
    "new_fluid_settings": (ctypes.c_void_p, []),
    "new_fluid_synth": (ctypes.c_void_p, [ctypes.c_void_p]),
    "new_fluid_player": (ctypes.c_void_p, [ctypes.c_void_p]),
    "delete_fluid_settings": (None, [ctypes.c_void_p]),
    "delete_fluid_synth": (None, [ctypes.c_void_p]),
    "delete_fluid_player": (None, [ctypes.c_void_p]),
    "fluid_settings_setnum": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double]),
    "fluid_settings_setstr": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]),
    "fluid_synth_sfload": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]),
    "fluid_player_add_mem": (ctypes.c_int, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]),
    "fluid_player_play": (ctypes.c_int, [ctypes.c_void_p]),
    "fluid_player_get_status": (ctypes.c_int, [ctypes.c_void_p]),
    "fluid_synth_write_s16": (
        ctypes.c_int,
        [ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p, ctypes.c_int, ctypes.c_int] * 2],
    ),
}
"""Types of the result and arguments, from fluidsynth.h."""


def render_with_fluidsynth(midi: bytes, font: Path, rate: int) -> NDArray[np.int16]:
    """The sound of a MIDI file, (frames, 2), up to its last event.

    Raises:
        RenderError: no library, or a SoundFont or file that it cannot read.
    """
    library = _library()
    settings = library.new_fluid_settings()
    library.fluid_settings_setnum(settings, b"synth.sample-rate", float(rate))
    library.fluid_settings_setstr(settings, b"player.timing-source", b"sample")
    synth = library.new_fluid_synth(settings)
    player = library.new_fluid_player(synth)
    try:
        if library.fluid_synth_sfload(synth, str(font).encode(), 1) < 0:
            raise RenderError(
                f"FluidSynth cannot read the SoundFont {font}: choose another .sf2 file",
                code="bad_soundfont",
            )
        if library.fluid_player_add_mem(player, midi, len(midi)) < 0:
            raise RenderError("FluidSynth cannot read this MIDI file: export it again", code="damaged")
        library.fluid_player_play(player)
        return np.concatenate(list(_blocks(library, synth, player)))
    finally:
        library.delete_fluid_player(player)
        library.delete_fluid_synth(synth)
        library.delete_fluid_settings(settings)


def _blocks(library: ctypes.CDLL, synth: int, player: int) -> Iterator[NDArray[np.int16]]:
    while True:
        block = np.zeros((BLOCK_FRAMES, 2), dtype=np.int16)
        address = block.ctypes.data
        library.fluid_synth_write_s16(synth, BLOCK_FRAMES, address, 0, 2, address, 1, 2)
        yield block
        if library.fluid_player_get_status(player) != PLAYING:
            return


def _library() -> ctypes.CDLL:
    name = find_library("fluidsynth") or find_library("libfluidsynth-3")
    if name is None:
        raise RenderError(
            "no synthesizer is installed: install midirenderer (pip install midirenderer), "
            "or FluidSynth's library (apt install libfluidsynth3, brew install fluid-synth)",
            code="no_synthesizer",
        )
    library = ctypes.CDLL(name)
    for function, (result, arguments) in SIGNATURES.items():
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library
