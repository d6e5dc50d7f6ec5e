"""The SoundFont to play with.

A SoundFont (.sf2, or .sf3 with compressed samples) is a file of sampled instruments by General MIDI number.
The first that can be read is used:

    the parameter ``soundfont`` of the render functions
    the environment variable JAZZLSTM_SOUNDFONT: a path, or "bundled"
    one that is installed, in the order of ``NAMES``
    TimGM6mb (6 MB, GPL), which pretty_midi bundles

``docs/band.md`` compares them by measurement.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from jazzlstm.audio.soundfont_file import open_soundfont
from jazzlstm.errors import RenderError

SOUNDFONT_VARIABLE = "JAZZLSTM_SOUNDFONT"
BUNDLED_SOUNDFONT = "TimGM6mb.sf2"
BUNDLED = "bundled"
"""Value of the variable: use the bundled SoundFont although others are installed."""
NAMES = ("FluidR3_GM.sf2", "FluidR3Mono_GM.sf3")
"""Installed SoundFonts that are used, the first found first. Others have to be named by the variable."""
_LINUX = (
    "/usr/share/sounds/sf3",
    "/usr/share/sounds/sf2",
    "/usr/share/soundfonts",
    "/usr/local/share/soundfonts",
)
_MUSESCORE = ("/usr/share/mscore*/sound", "/usr/share/musescore*/sound", "/opt/musescore*/share/*/sound")
_MAC = ("/Applications/MuseScore*.app/Contents/Resources/sound", "~/Library/Audio/Sounds/Banks")
_WINDOWS = (r"C:\Program Files\MuseScore*\sound",)
_OWN = ("~/.local/share/soundfonts", "~/Documents/MuseScore*/SoundFonts")
FOLDERS = {"darwin": (*_MAC, *_OWN), "win32": (*_WINDOWS, *_OWN)}.get(
    sys.platform, (*_LINUX, *_MUSESCORE, *_OWN)
)
"""Folders of packages and of MuseScore, as patterns."""


@dataclass(frozen=True, slots=True)
class SoundFontChoice:
    """The SoundFont that plays."""

    path: Path
    problem: str = ""
    """Why the one that JAZZLSTM_SOUNDFONT names is not used; "" if it is, or none is named."""


def find_soundfont(soundfont: str | Path | None = None) -> Path:
    """The path of the SoundFont: the one given, else that of ``choose_soundfont``.

    Raises:
        RenderError: no file at the path given, or no SoundFont at all.
    """
    if not soundfont:
        return choose_soundfont().path
    if not Path(soundfont).is_file():
        raise RenderError(
            f"there is no SoundFont at {soundfont}: give the path of a .sf2 or .sf3 file",
            code="no_soundfont",
        )
    return Path(soundfont)


def choose_soundfont() -> SoundFontChoice:
    """The SoundFont of the environment, an installed one, or the bundled one.

    Raises:
        RenderError: there is none.
    """
    named = os.environ.get(SOUNDFONT_VARIABLE, "")
    if named == BUNDLED:
        return SoundFontChoice(bundled_soundfont())
    problem = _problem(Path(named)) if named else ""
    if named and not problem:
        return SoundFontChoice(Path(named))
    return SoundFontChoice(
        _installed() or bundled_soundfont(), problem and f"{SOUNDFONT_VARIABLE}: {problem}"
    )


def _problem(path: Path) -> str:
    """Why a SoundFont cannot be used; "" if it can."""
    try:
        file = open_soundfont(path)
    except RenderError as error:
        return str(error)
    return "" if file.presets else f"{path.name} has no instruments"


@lru_cache(maxsize=1)
def _installed() -> Path | None:
    """The first installed SoundFont that can be read. Looked for once: packages are installed before."""
    found: dict[str, Path] = {}
    for pattern in FOLDERS:
        folder = Path(pattern).expanduser()
        for path in Path(folder.anchor).glob(str(folder.relative_to(folder.anchor) / "*.sf[23]")):
            found.setdefault(path.name, path)
    usable = (found[name] for name in NAMES if name in found)
    return next((path for path in usable if not _problem(path)), None)


@lru_cache(maxsize=1)
def bundled_soundfont() -> Path:
    """The SoundFont of pretty_midi, found without importing it, which is slow."""
    spec = find_spec("pretty_midi")
    path = Path(spec.origin).parent / BUNDLED_SOUNDFONT if spec and spec.origin else None
    if path is None or not path.is_file():
        raise RenderError(
            f"no SoundFont found: install pretty_midi, which bundles {BUNDLED_SOUNDFONT}, "
            f"or set {SOUNDFONT_VARIABLE} to the path of a .sf2 or .sf3 file",
            code="no_soundfont",
        )
    return path
