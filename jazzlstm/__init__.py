"""Jazz LSTM: a network that improvises jazz solos over your chord changes.

The rooms, in the order the music goes. A room imports only rooms above it in
this list, so the list can be read, and understood, from the top:

    errors.py          what can go wrong, as one tree
    music.py           the nouns: Note, Chord, Chart, Solo, Part, Arrangement, Take
    pitchnames.py      "Bb" and "G4" to numbers and back
    qualities.py       the table of chord qualities, their tones, scales and spellings
    alterations.py     what may follow a quality: b9, (#11), sus4, add9, no5
    chords.py          chord symbols in every dialect to pitch classes
    keys.py            keys, and how chords are spelled in them
    roadmap.py         repeats and endings, played out
    transposition.py   charts in other keys
    charts.py          charts as musicians type them
    tunes.py           the book of preset forms
    instruments.py     who can play: range, General MIDI program, transposition
    formats/           MIDI, MusicXML and WJazzD: bytes to Solo and back
    corpus.py          files and uploads to solos, and the report on each file
    events.py          solos to the values the network speaks in, and back
    memory.py          what followed the last time, and how often each choice came so far
    moments.py         what has been played, as far as the network looks back
    features.py        events and chords to the network's inputs, shapes stated
    fingerprints.py    is a take copied? marks of what a network learnt from
    sequences.py       solos to batches for training; the split by tune
    views.py           what each choice would be: third of the chord, on the beat
    network.py         the network's sizes and weights as plain data
    bundle.py          the model file
    plans.py           how to train, and how a training stands
    recipes.py         sizes and plans of the models that ship
    recurrence.py      an LSTM layer that learns faster than Keras's own
    model.py           the Keras network: over sequences, and one step at a time
    distillation.py    what teachers expect: networks that have learnt the same solos
    checkpoints.py     how far a run has come, and the file it goes on from
    training.py        fitting it, from scratch or from a base model
    openings.py        first events that are given, as short text
    settings.py        what a musician can set, each within its range
    taste.py           temperature, top-p and leanings: from likely to chosen
    sampler.py         one step of the network in NumPy, and the choice of the next event
    improviser.py      a chart and settings to takes
    people.py          how people's solos are spread: the critic's table
    critic.py          which of many takes to offer
    evaluation/        how likely human solos are to the network; its own beside human ones
    band/              bass, drums, comping; swing and dynamics
    audio/             MIDI to sound, through a SoundFont
    drawing/           piano rolls, sheet music, loss curves, pictures of an evaluation
    studio.py          the use-cases of playing, shared by the page and the command line
    exports.py         what is played as files: MIDI, sound, pictures, sheet music
    stories.py         what a model file says of where it comes from
    lessons.py         the use-case of learning: a corpus to a model
    examination.py     the use-case of measuring: a model to figures and pictures
    clock.py           the store's own time, whatever the machine's clock is set to
    lockers.py         the private place of a session for its music and models
    desk.py            where strangers' files are read, in a process that can be stopped
    licks.py           a melody brought along, for a solo to open with
    comparison.py      what a training has changed, in figures
    songbook.py        what a session's files hold, as read and as corrected by their owner
    runs.py            a training told in files, so that anyone may follow, stop or resume it
    pupil.py           the worker's side of a run: train, tell, stop
    cluster.py         the Dask cluster that works for the page, and the connection to it
    journeys.py        a corpus on its way to the workers, and how far it is
    jobs.py            trainings sent there: followed, stopped, resumed
    cli/               the command line
    ui/                the page

Importing the package brings in the nouns, the errors, chords, charts and the
tune book, and nothing heavy: no TensorFlow, no Streamlit, no music21, no matplotlib.
"""

from __future__ import annotations

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
