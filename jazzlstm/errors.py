"""The exceptions of this package, as one tree.

Every message names what is wrong, where, and the remedy. Errors of other
libraries are translated where they are caught (``raise MusicFileError(...) from
exc``), so a front end catches ``JazzError`` and nothing else.

    JazzError
    ├── InputError            the user's input is wrong: the command line exits with 2
    │   ├── UnknownNameError  a name that is not in a list: an instrument, a tune
    │   ├── ChordError        a chord symbol that cannot be read
    │   ├── ChartError        a chart that cannot be played
    │   ├── MusicFileError    a MIDI, MusicXML, chart or database file that cannot be read
    │   ├── ModelFileError    a model file that is damaged, of another kind or too new
    │   └── SettingsError     a setting out of range; ``field`` names it
    ├── OutputError           a result that cannot be written: exit 1
    ├── RenderError           sound or a picture that cannot be made: exit 1
    └── TrainingError         a training that cannot start or continue: exit 1
"""

from __future__ import annotations


class JazzError(Exception):
    """Base class of all errors that are shown to users. The message names the remedy.

    ``code`` names the fault for programs ("too_long"), "" where the class is enough.
    """

    exit_code = 1

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class InputError(JazzError):
    """The user's input is wrong; the message names the remedy."""

    exit_code = 2


class UnknownNameError(InputError):
    """A name that is not in a list. ``nearest`` is the closest name, "" where none is close."""

    def __init__(self, message: str, *, nearest: str = "") -> None:
        super().__init__(message, code="unknown_name")
        self.nearest = nearest


class ChordError(InputError):
    """A chord symbol that cannot be read.

    ``symbol`` is the text, ``nearest`` the closest symbol that can be read ("" where
    none is close).
    """

    def __init__(self, message: str, *, symbol: str = "", nearest: str = "") -> None:
        super().__init__(message, code="bad_chord")
        self.symbol = symbol
        self.nearest = nearest


class ChartError(InputError):
    """A chart that cannot be played. ``bar`` counts from 1; 0 if the fault is not in a single bar."""

    def __init__(self, message: str, *, bar: int = 0, code: str = "") -> None:
        super().__init__(message, code=code)
        self.bar = bar


class MusicFileError(InputError):
    """A music file that cannot be read, or holds no solo.

    ``code`` names the fault for programs: "empty", "damaged", "too_large", "no_notes", ...
    """


class ModelFileError(InputError):
    """A model file that cannot be used.

    ``reason`` is "missing", "too large", "foreign" (not a model file), "damaged", "newer" (than this
    program) or "features" (trained on other input features). ``entry`` names the weights or the entry
    of the model card at fault; "" for the file as a whole.
    """

    def __init__(self, message: str, *, reason: str = "damaged", entry: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.entry = entry


class SettingsError(InputError):
    """A setting out of range. ``field`` is the name of the setting."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message, code="bad_setting")
        self.field = field


class OutputError(JazzError):
    """A result that cannot be written to its destination."""


class RenderError(JazzError):
    """Sound or a picture that cannot be made."""


class TrainingError(JazzError):
    """A training that cannot start or continue.

    ``reason`` is "too few notes", "too large" (a network for a model file), "teacher" (trained on
    another corpus), "diverged" (the loss is not finite) or "checkpoint" (damaged).
    """

    def __init__(self, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason
