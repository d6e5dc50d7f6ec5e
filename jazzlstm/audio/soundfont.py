"""Which SoundFont plays.

A SoundFont (.sf2) is a box of sampled instruments laid out by General MIDI
number. pretty_midi, which this package needs anyway, carries a small one:
TimGM6mb (6 MB, GPL). A bigger one sounds better. Name its file in the
environment variable ``JAZZLSTM_SOUNDFONT``, or in the ``soundfont`` parameter of
the functions that render. FluidR3_GM.sf2 (140 MB, MIT licence) is a good
choice; Debian and Ubuntu have it as the package ``fluid-soundfont-gm``, in
``/usr/share/sounds/sf2``.
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
    """The SoundFont to play with: the one given, else the environment's, else pretty_midi's.

    Raises:
        RenderError: the file that was asked for is not there, or none was and
            pretty_midi is missing.
    """
    asked = soundfont or os.environ.get(SOUNDFONT_VARIABLE)
    if asked:
        if not Path(asked).is_file():
            raise RenderError(
                f"there is no SoundFont at {asked}: give the path of a .sf2 file, "
                f"or leave {SOUNDFONT_VARIABLE} empty to play with the bundled one"
            )
        return Path(asked)
    return _bundled()


@lru_cache(maxsize=1)
def _bundled() -> Path:
    """pretty_midi's SoundFont, found without paying for the import of pretty_midi."""
    spec = find_spec("pretty_midi")
    path = Path(spec.origin).parent / BUNDLED_SOUNDFONT if spec and spec.origin else None
    if path is None or not path.is_file():
        raise RenderError(
            f"no SoundFont found: install pretty_midi, which carries {BUNDLED_SOUNDFONT}, "
            f"or name a .sf2 file in {SOUNDFONT_VARIABLE}"
        )
    return path
