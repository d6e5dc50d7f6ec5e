"""What can go wrong, as one tree.

Every message says what is wrong, where, and what to do about it; foreign errors
are translated at the border (``raise MusicFileError(...) from exc``), so a
front end needs to catch ``JazzError`` and nothing else.

    JazzError
    ├── InputError            what the user gave: the command line exits with 2
    │   ├── ChordError        a chord symbol nobody can read
    │   ├── ChartError        a chart with something wrong in it
    │   ├── MusicFileError    a MIDI, MusicXML or database file
    │   ├── ModelFileError    a model file: damaged, foreign, newer
    │   └── SettingsError     a setting out of its range; ``field`` names it
    ├── OutputError           a result that could not be written: exit 1
    ├── RenderError           sound or picture could not be made: exit 1
    └── TrainingError         a training that could not start or go on: exit 1
"""

from __future__ import annotations


class JazzError(Exception):
    """Anything this package reports to a person. The message names the remedy."""

    exit_code = 1


class InputError(JazzError):
    """The user's input is at fault, and the message says how to mend it."""

    exit_code = 2


class ChordError(InputError):
    """A chord symbol that cannot be read.

    ``symbol`` is what was written, ``nearest`` the closest symbol that would be
    read ("" when nothing is close).
    """

    def __init__(self, message: str, *, symbol: str = "", nearest: str = "") -> None:
        super().__init__(message)
        self.symbol = symbol
        self.nearest = nearest


class ChartError(InputError):
    """A chart that cannot be played.

    ``bar`` counts from 1; 0 where the fault is in no one bar. ``code`` names the
    fault for programs: "no_bars", "too_long", "empty_bar", ...
    """

    def __init__(self, message: str, *, bar: int = 0, code: str = "") -> None:
        super().__init__(message)
        self.bar = bar
        self.code = code


class MusicFileError(InputError):
    """A music file that cannot be read, or holds nothing to learn from."""


class ModelFileError(InputError):
    """A model file that is damaged, foreign, too large or newer than this program."""


class SettingsError(InputError):
    """A setting out of its range. ``field`` is the name of the setting at fault."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class OutputError(JazzError):
    """A result that could not be written where it was asked for."""


class RenderError(JazzError):
    """Sound or a picture that could not be made."""


class TrainingError(JazzError):
    """A training that could not start or could not go on."""
