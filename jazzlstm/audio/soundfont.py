"""The SoundFont to play with.

A SoundFont (.sf2) is a file of sampled instruments by General MIDI number.
pretty_midi, which this package requires, bundles a small one: TimGM6mb (6 MB, GPL).
A larger one sounds better. Its path is set by the environment variable
``JAZZLSTM_SOUNDFONT`` or the parameter ``soundfont`` of the render functions.
FluidR3_GM.sf2 (140 MB, MIT licence) is a good choice; Debian and Ubuntu install it
to ``/usr/share/sounds/sf2`` with the package ``fluid-soundfont-gm``.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from jazzlstm.errors import RenderError

SOUNDFONT_VARIABLE = "JAZZLSTM_SOUNDFONT"
BUNDLED_SOUNDFONT = "TimGM6mb.sf2"


def find_soundfont(soundfont: str | Path | None = None) -> Path:
    """The path of the SoundFont: the one given, else the environment's, else pretty_midi's.

    Raises:
        RenderError: no file at that path, or no pretty_midi.
    """
    chosen = soundfont or os.environ.get(SOUNDFONT_VARIABLE)
    if chosen:
        if not Path(chosen).is_file():
            raise RenderError(
                f"there is no SoundFont at {chosen}: give the path of a .sf2 file, "
                f"or leave {SOUNDFONT_VARIABLE} empty to play with the bundled one",
                code="no_soundfont",
            )
        return Path(chosen)
    return _bundled()


@lru_cache(maxsize=1)
def _bundled() -> Path:
    """The SoundFont of pretty_midi, found without importing it, which is slow."""
    spec = find_spec("pretty_midi")
    path = Path(spec.origin).parent / BUNDLED_SOUNDFONT if spec and spec.origin else None
    if path is None or not path.is_file():
        raise RenderError(
            f"no SoundFont found: install pretty_midi, which bundles {BUNDLED_SOUNDFONT}, "
            f"or set {SOUNDFONT_VARIABLE} to the path of a .sf2 file",
            code="no_soundfont",
        )
    return path
