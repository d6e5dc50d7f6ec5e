"""The bars of a live session as a message to the player."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.music import IN_ORDER, TICKS_PER_BEAT, Arrangement, Note, Solo, Take
from jazzlstm.services.growing_performance import PlayedBars
from jazzlstm.services.live_bars import LiveBars
from jazzlstm.ui.play.packet import NO_CHORD, form_rows, make_chunk, music_rows
from jazzlstm.ui.play.parts import part_rows

_NO_STEP = -1
"""The step of a note that the network did not choose."""


def live_message(
    played: LiveBars,
    seed: int,
    musicians: Sequence[Note] = (),
    **more: Any,  # noqa: ANN401 -- any JSON value
) -> bytes:
    """The bars as ``make_chunk`` packs them, with their bar lines, chords and tempo, and ``more``.

    ``musicians``: notes that the musician played in these bars, to be heard and shown, in beats of the solo.
    """
    lines = [round(line, 3) for line in played.lines]
    arrangement = Arrangement(
        played.parts, played.chart, played.tempo, played.lines[-1] + played.lead, lead_in=played.lead
    )
    bars = PlayedBars(_take_of(played, seed), arrangement, lines[0], lines[-1], is_last=False)
    rows = form_rows(arrangement, played.chart, lines[-1])
    chords = [row for row in rows["chords"] if row[1] > max(0.0, lines[0])]
    if musicians:
        more |= _rows_with(bars, musicians)
    return make_chunk(
        bars,
        first=played.first,
        lines=lines,
        tempo=played.tempo,
        leadIn=played.lead,
        chords=[(max(row[0], lines[0], 0.0), *row[1:]) for row in chords],
        turns=played.turns,
        formBars=played.form_bars,
        chorusBars=played.chorus_bars,
        barBeats=rows["barBeats"],
        pitchValues=rows["pitchValues"],
        **more,
    )


def _rows_with(bars: PlayedBars, musicians: Sequence[Note]) -> dict[str, Any]:
    """Notes and parts of some bars with those of the musician, who plays with the soloist's sound."""
    soloist, *others = bars.arrangement.parts
    moved = (replace(note, start=note.start + bars.arrangement.lead_in) for note in musicians)
    both = replace(soloist, notes=tuple(sorted((*soloist.notes, *moved), key=IN_ORDER)))
    shown = [
        (round(note.start, 3), round(note.duration, 3), note.pitch, NO_CHORD, note.velocity, _NO_STEP)
        for note in musicians
    ]
    return {
        "parts": part_rows(replace(bars.arrangement, parts=(both, *others))),
        "notes": sorted([*music_rows(bars)["notes"], *shown]),
    }


def _take_of(played: LiveBars, seed: int) -> Take:
    """The network's notes and events of these bars as a take."""
    trace = played.trace
    solo = Solo(played.notes, played.chart, played.tempo)
    if trace is None:
        none, pitches, lengths = np.zeros(0, np.int64), (0, PITCH_VALUES), (0, LENGTH_VALUES)
        return Take(
            solo, seed, none / TICKS_PER_BEAT, none, none, none,
            np.zeros(pitches), np.zeros(lengths),
            np.zeros(pitches, np.float32), np.zeros(lengths, np.float32),
        )  # fmt: skip
    return Take(
        solo=solo,
        seed=seed,
        onsets=trace.onsets[0] / TICKS_PER_BEAT,
        references=trace.references[0],
        pitch_values=trace.pitch_values[0],
        length_values=trace.length_values[0],
        pitch_probabilities=trace.pitch_probabilities[0],
        length_probabilities=trace.length_probabilities[0],
        weighed_pitches=trace.weighed_pitches[0],
        weighed_lengths=trace.weighed_lengths[0],
    )
