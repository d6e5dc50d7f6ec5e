"""The band: a solo with expression and time feel, and a rhythm section under it.

    arranger.py                arrange: all parts of a performance
    form.py                    the chart as bars and pulses
    intro.py                   count-in and intro
    rhythm_counts.py           rhythms as musicians count them ("1 2& 4")
    bass.py, bass_line.py      rhythms and pitches of the bass
    drums.py, grooves.py       drum part and its patterns
    comping.py, voicings.py    rhythms and chords of piano, guitar or vibraphone
    soloist_activity.py        how busy the soloist is
    expression.py              dynamics, articulation and range of the soloist
    breathing.py, vibrato.py, inflection.py   breaths, vibrato, scoops and falls
    playing_styles.py          level, vibrato and inflections by instrument
    note_context.py            features of each note for dynamics and articulation
    performance_statistics.py  measured in the Weimar Jazz Database (tools/fit_band.py)
    swing.py, timefeel.py      off-beats and delays by tempo; straight beats to beats as played
    mix.py                     level and place of each part

Each part is a function of the form, a style and a random generator, written in
straight beats. The time feel is applied last. Each part has its own random numbers:
a new solo leaves the bass and the time of the drums unchanged.
"""

from __future__ import annotations

from jazzlstm.band.arranger import BandOptions, arrange, split_stems
from jazzlstm.theory.feels import FEELS

__all__ = ["FEELS", "BandOptions", "arrange", "split_stems"]
