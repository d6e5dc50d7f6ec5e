"""Harmony and form: pitches, chord symbols, keys, charts, tunes, instruments. No input or output."""
