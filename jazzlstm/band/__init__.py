"""The band: a solo, played; and a rhythm section under it.

    feels.py         swing, ballad, bossa ...: who plays what in each
    arranger.py      who plays when; intro.py what comes before
    form.py          the chart as bars and pulses, over the whole performance
    counts.py        rhythms as musicians count them ("1 2& 4")
    bass.py          what the bass plays; lines.py finds the pitches
    drums.py         what the drums play; grooves.py is the drummer's book
    comping.py       when the piano plays; voicings.py which notes
    listening.py     what drummer and pianist hear of the soloist
    expression.py    the soloist's dynamics, articulation and range, by what contour.py notices
    breath.py        where a wind player has to breathe
    vibrato.py       how a long note is left; inflection.py scoops and falls
    timefeel.py      straight beats to played ones: swing, laying back
    mix.py           levels and places
    tables.py        figures measured in the Weimar Jazz Database, by fitting.py from recordings.py

Each player is a function of the form, a style and chance, and writes in straight
beats; the time feel is applied last, to all of them. Each player has a source of
chance of his own, so a new solo leaves the bass as it was, and the drums' time.
"""

from __future__ import annotations

from jazzlstm.band.arranger import BandOptions, arrange, split_stems
from jazzlstm.band.feels import FEELS

__all__ = ["FEELS", "BandOptions", "arrange", "split_stems"]
