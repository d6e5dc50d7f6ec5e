"""Jazz LSTM: a recurrent network that improvises jazz solos over chord changes.

The packages, in the order of the data. Each imports only packages above it; the table of
allowed imports is in ``tests/test_architecture.py``.

    errors.py     every error, as one tree
    music.py      Note, Chord, Chart, Solo, Part, Arrangement, Take
    solos.py      solos of a large corpus, which stay on the disk
    files.py      writing a file in one step, so that no partial file remains
    workers/      child processes: start them, send requests with a time limit, stop them
    theory/       harmony and form: pitches, chord symbols, keys, charts, tunes, instruments
    formats/      read MIDI, MusicXML, WJazzD and chart files; write MIDI and MusicXML
    encoding/     solos to events, and events to the arrays of the network
    model/        sizes and weights, the model file, the Keras model and its training
    generation/   a chart and settings to takes: sampler, sampling policy, ranking
    evaluation/   likelihood, statistics and originality of solos
    band/         bass, drums, comping, swing and dynamics
    audio/        MIDI to sound, through a SoundFont
    drawing/      piano rolls, sheet music, loss curves
    services/     play, export, charts, train, evaluate: called by command line and page
    jobs/         reading of uploads and training, in other processes
    cli/          the command line
    ui/           the page

Importing the package loads nothing: the public names are imported when one is first asked for.
So a child process that needs none of them, such as a synthesizer's, starts in half the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jazzlstm.errors import (
        ChartError,
        ChordError,
        InputError,
        JazzError,
        ModelFileError,
        MusicFileError,
        OutputError,
        RenderError,
        SettingsError,
        TrainingError,
    )
    from jazzlstm.music import (
        NO_CHORD,
        TICKS_PER_BEAT,
        Arrangement,
        Change,
        Chart,
        Chord,
        Metre,
        MetreChange,
        Note,
        Part,
        Section,
        Solo,
        Take,
    )
    from jazzlstm.theory.charts import parse_chart, write_chart
    from jazzlstm.theory.chords import parse_chord, transpose_chord
    from jazzlstm.theory.transposition import chart_in_key, transpose_chart
    from jazzlstm.theory.tunes import TUNES, Tune, tune_chart

__version__ = "0.1.0"

__all__ = [
    "NO_CHORD",
    "TICKS_PER_BEAT",
    "TUNES",
    "Arrangement",
    "Change",
    "Chart",
    "ChartError",
    "Chord",
    "ChordError",
    "InputError",
    "JazzError",
    "Metre",
    "MetreChange",
    "ModelFileError",
    "MusicFileError",
    "Note",
    "OutputError",
    "Part",
    "RenderError",
    "Section",
    "SettingsError",
    "Solo",
    "Take",
    "TrainingError",
    "Tune",
    "chart_in_key",
    "parse_chart",
    "parse_chord",
    "transpose_chart",
    "transpose_chord",
    "tune_chart",
    "write_chart",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- classes, functions and constants
    if name in __all__:
        from jazzlstm import errors, music
        from jazzlstm.theory import charts, chords, transposition, tunes

        for module in (errors, music, charts, chords, transposition, tunes):
            if name in vars(module):
                return vars(module)[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
