"""The band: a solo with expression and time feel, and a rhythm section under it.

    arranger.py                arrange: a whole performance
    barwise.py                 arrange_bars: the next bars, from the solo so far; the state at a bar line
    options.py                 players, count-in, intro, ending
    randomness.py              random numbers by bar and player
    form.py                    the chart as bars and pulses
    intro.py                   count-in and intro
    rhythm_counts.py           rhythms as musicians count them ("1 2& 4")
    bass.py, bass_line.py      rhythms and pitches of the bass
    drums.py, grooves.py       drum part and its patterns
    comping.py, comping_rhythms.py, voicings.py   rhythms and chords of piano, guitar or vibraphone
    soloist_activity.py        how busy the soloist is
    soloist.py                 the soloist's bar: all of the following
    expression.py              dynamics, articulation and range of the soloist
    breathing.py, vibrato.py, inflection.py   breaths, vibrato, scoops and falls
    playing_styles.py          level, vibrato and inflections by instrument
    note_context.py            features of each note for dynamics and articulation
    performance_statistics.py  measured in the Weimar Jazz Database (tools/fit_band.py)
    swing.py, timefeel.py      off-beats and delays by tempo; straight beats to beats as played
    mix.py                     level and place of each part

Each player is a function of a bar, the state at its bar line, the solo up to the
look-ahead and random numbers of this bar and player. Parts are written in straight
beats; the time feel is applied last. A new solo leaves the bass and the time of the
drums unchanged.
"""

from __future__ import annotations

from jazzlstm.band.arranger import arrange, arrangement_of, plan_solo, split_stems, written_notes
from jazzlstm.band.barwise import (
    LOOK_AHEAD_BEATS,
    BandPlan,
    BandState,
    arrange_bars,
    continue_plan,
    plan_band,
)
from jazzlstm.band.options import BandOptions
from jazzlstm.theory.feels import FEELS

__all__ = [
    "FEELS",
    "LOOK_AHEAD_BEATS",
    "BandOptions",
    "BandPlan",
    "BandState",
    "arrange",
    "arrange_bars",
    "arrangement_of",
    "continue_plan",
    "plan_band",
    "plan_solo",
    "split_stems",
    "written_notes",
]
