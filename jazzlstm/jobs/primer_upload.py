"""A primer that a visitor uploads: the melody of a file, with which a solo starts.

The file is read in a sandbox. The primer is made of its whole bars, at most half of the solo: the rest is
left to the network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from jazzlstm.errors import InputError, MusicFileError
from jazzlstm.generation.prefix import prefix_from
from jazzlstm.jobs.sandboxed_reader import SandboxedReader
from jazzlstm.music import BEAT_TOLERANCE, Note
from jazzlstm.workers.process import WorkerError

MOST_BYTES = 2 * 2**20
"""Bytes of an uploaded file; a few bars take some kB."""
OVERHANG = 0.25
"""Beats that a note, as played, may sound beyond a bar line without filling the next bar."""


def read_primer_upload(name: str, data: bytes) -> tuple[tuple[Note, ...], float]:
    """The melody of an uploaded MIDI or MusicXML file, and the beats of its bars.

    Raises:
        MusicFileError: it cannot be read, has no melody, or takes too long; the message has its name.
    """
    if len(data) > MOST_BYTES:
        raise MusicFileError(f"{name} is larger than {MOST_BYTES // 2**20} MB: upload a melody of a few bars")
    try:
        with SandboxedReader() as reader:
            melody = reader.melody(name, data)
    except WorkerError as exc:
        raise MusicFileError(f"{name} cannot be read at the moment ({exc}): try again later") from exc
    if "reason" in melody:
        raise MusicFileError(f"{name} cannot start a solo: {melody['reason']}")
    return tuple(Note(start, length, pitch) for start, length, pitch in melody["notes"]), melody["bar_beats"]


def primer_prefix(notes: Sequence[Note], bar_beats: float, beats: float) -> tuple[str, int]:
    """The prefix of a solo of ``beats`` that starts with these notes, and its length in bars.

    Empty bars before the notes are skipped. The prefix has at least one bar and at most half of the solo.

    Raises:
        InputError: the solo is not longer than one bar of the notes.
    """
    first = notes[0].start // bar_beats * bar_beats
    most_bars = max(1, int(beats / 2 // bar_beats))
    last = notes[-1]
    bars = max((last.start - first) // bar_beats + 1, math.ceil((last.end - OVERHANG - first) / bar_beats))
    until = min(most_bars, bars) * bar_beats
    if until >= beats:
        raise InputError("the first bar of this melody is longer than the solo: make the solo longer")
    within = [
        Note(note.start - first, min(note.duration, until - (note.start - first)), note.pitch)
        for note in notes
        if note.start - first < until - BEAT_TOLERANCE
    ]
    return prefix_from(within), round(until / bar_beats)
