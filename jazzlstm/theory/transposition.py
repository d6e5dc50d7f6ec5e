"""Charts in other keys, spelled as usual in the new key."""

from __future__ import annotations

from dataclasses import replace

from jazzlstm.errors import ChartError
from jazzlstm.music import Chart, Chord
from jazzlstm.theory.chords import move_chord, transpose_chord
from jazzlstm.theory.keys import Key, guess_key, parse_key


def transpose_chart(chart: Chart, semitones: int, key: str = "") -> Chart:
    """``chart`` moved up; ``key`` (F# or Gb) decides its spelling.

    Without ``key`` the new key has its usual name. A chart without a key is
    spelled in its likeliest key, and the result has no key either.

    Raises:
        ChartError: ``key`` is not a key.
    """
    if semitones % 12 == 0 and key in ("", chart.key):
        return chart
    home = _key_of(chart)
    arrival = replace(parse_key(key), is_minor=home.is_minor) if key else home.moved(semitones)
    changes = tuple(replace(c, chord=_respell(c.chord, semitones, arrival)) for c in chart.changes)
    return replace(chart, changes=changes, key=str(arrival) if key or chart.key else "")


def chart_in_key(chart: Chart, key: str) -> Chart:
    """``chart`` in another key of the same mode: "C" puts a minor blues in C minor.

    Raises:
        ChartError: the chart has no key, or is in the other mode.
    """
    wanted = parse_key(key)
    if not chart.key:
        raise ChartError("the chart has no key: add a line such as Key: Bb", code="no_key")
    home = _key_of(chart)
    if wanted.names_mode and wanted.is_minor != home.is_minor:
        mode = "minor" if home.is_minor else "major"
        raise ChartError(
            f"a chart in {mode} cannot be transposed to {key.strip()}: choose {wanted.tonic} {mode}",
            code="other_mode",
        )
    wanted = replace(wanted, is_minor=home.is_minor)
    return transpose_chart(chart, (wanted.pitch_class - home.pitch_class) % 12, str(wanted))


def _key_of(chart: Chart) -> Key:
    try:
        return parse_key(chart.key) if chart.key else guess_key(chart)
    except ChartError:
        return guess_key(chart)


def _respell(chord: Chord, semitones: int, key: Key) -> Chord:
    moved = transpose_chord(chord, semitones)
    return move_chord(moved, key.spell_root(moved)) if moved.root is not None else moved
