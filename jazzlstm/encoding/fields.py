"""The input of the network: one row before each event, made of fields side by side.

A field has a block of columns. Most blocks are one-hot; chord tones and scales have several ones.
Pitch is counted from the reference, the note that sounded last: the root of the chord is "a fifth
below it", not "G". The LSTMs read ``FIELDS``. ``OUTPUT_FIELDS`` follow in the same row; only the
output features read them (``output_features.py``).

The names are in model files.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.history import DEPTH_VALUES
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES
from jazzlstm.music import TICKS_PER_BEAT

NO_KEY = 24
"""Stands for an unknown key, after twelve major and twelve minor tonics."""

FIELDS: Mapping[str, int] = {
    "last pitch value": PITCH_VALUES + 1,  # the extra column: no event yet
    "last length value": LENGTH_VALUES + 1,
    "tick of the bar": BAR_TICKS,
    "tick of the beat": TICKS_PER_BEAT,
    "bar of section": 16,  # counted from the last rehearsal letter
    "chord root": 13,  # semitones above the reference; the extra column: no chord
    "chord tones": 12,
    "chord scale": 12,
    "chord bass": 12,
    "next root": 13,
    "next tones": 12,
    "time to next chord": 12,
    "register": 24,  # whole tones from C2 up
    "tempo": 10,
    "time since rest": 9,
    "time to the end": 9,  # of the solo; the last column: more than two bars, or unknown
    "echo pitch value": PITCH_VALUES + 1,  # see history.py; the extra column: no echo
    "echo length value": LENGTH_VALUES + 1,
    "echo depth": DEPTH_VALUES,
}
"""Columns of each field."""
FEATURES = sum(FIELDS.values())
"""Columns that the LSTMs read."""

OUTPUT_FIELDS: Mapping[str, int] = {
    "key": NO_KEY + 1,  # the tonic above the reference, or none
    **{name: feature.values for name, feature in HISTORY_FEATURES.items()},
}
"""Columns of each field that only the output features read."""
COLUMNS = FEATURES + sum(OUTPUT_FIELDS.values())
"""Columns of a row."""

_WIDTHS: Mapping[str, int] = {**FIELDS, **OUTPUT_FIELDS}
_STARTS = dict(zip(_WIDTHS, accumulate(_WIDTHS.values(), initial=0), strict=False))


def first_column(name: str) -> int:
    """The first column of a field."""
    return _STARTS[name]


def columns_of(name: str) -> slice:
    """The columns of a field."""
    return slice(_STARTS[name], _STARTS[name] + _WIDTHS[name])
