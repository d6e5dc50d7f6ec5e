"""A melody that somebody brings along, for a solo to grow from.

It comes from outside, so it is read in a process of its own, with a limit on its
time and its memory, as files at the desk are. What comes back is notes; what a solo
opens with are the whole bars of them that leave half of the solo to the network.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence

from jazzlstm.errors import InputError, MusicFileError
from jazzlstm.formats.corpus import read_upload
from jazzlstm.generation.prefix import prefix_from
from jazzlstm.jobs.sandboxed_reader import limit_memory
from jazzlstm.music import Note

SECONDS_TO_READ = 20.0
MOST_BYTES = 2 * 2**20
MOST_NOTES = 2000
"""Of a melody; a solo opens with far fewer."""
LATE = 0.25
"""Beats that a note, as played, may ring over a bar line without being held into the bar."""


def read_primer_upload(name: str, data: bytes) -> tuple[tuple[Note, ...], float]:
    """The melody of an uploaded MIDI or MusicXML file, and how many beats its bars have.

    Raises:
        InputError: it cannot be read, has no melody, or takes too long.
    """
    if len(data) > MOST_BYTES:
        raise MusicFileError(f"{name} is larger than {MOST_BYTES // 2**20} MB: bring a melody of a few bars")
    command = [sys.executable, "-m", "jazzlstm.jobs.primer_upload", name]
    try:
        done = subprocess.run(  # noqa: S603 -- this Python, our module; the name is only looked at
            command, input=data, capture_output=True, timeout=SECONDS_TO_READ, check=False
        )
    except (subprocess.TimeoutExpired, ValueError, OSError) as exc:
        raise MusicFileError(f"{name} takes too long to read: bring a shorter melody") from exc
    if done.returncode:
        raise MusicFileError(f"{name} cannot be read: save it again as standard MIDI or MusicXML")
    answer = json.loads(done.stdout)
    if "reason" in answer:
        raise InputError(f"{name} cannot open a solo: {answer['reason']}")
    return tuple(Note(start, length, pitch) for start, length, pitch in answer["notes"]), answer["bar"]


def primer_prefix(notes: Sequence[Note], bar_beats: float, beats: float) -> tuple[str, int]:
    """The opening of a solo of ``beats`` that begins with these notes, and how many bars that is.

    Empty bars before them are left out; at least a bar of them is played, at most half of the solo.

    Raises:
        InputError: not even a bar of them leaves room to improvise.
    """
    first = notes[0].start // bar_beats * bar_beats
    bars = max(1, int(beats / 2 // bar_beats))
    last = notes[-1]
    written = max((last.start - first) // bar_beats + 1, math.ceil((last.end - LATE - first) / bar_beats))
    until = min(bars, written) * bar_beats
    if until >= beats:
        raise InputError("a bar of this melody leaves nothing to improvise: make the solo longer")
    within = [
        Note(note.start - first, min(note.duration, until - (note.start - first)), note.pitch)
        for note in notes
        if note.start - first < until - 1e-6
    ]
    return prefix_from(within), round(until / bar_beats)


def main() -> None:
    """Read the file on standard input, whose name is the argument; print its notes as JSON."""
    limit_memory()
    corpus = read_upload(sys.argv[1], sys.stdin.buffer.read(MOST_BYTES + 1))
    if corpus.solos:
        solo = corpus.solos[0]
        notes = [(note.start, note.duration, note.pitch) for note in solo.notes[:MOST_NOTES]]
        answer: dict[str, object] = {"notes": notes, "bar": solo.chart.metre.bar_beats}
    else:
        answer = {"reason": corpus.report[0].reason if corpus.report else "it holds no music"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
