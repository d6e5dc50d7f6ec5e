"""MIDI bytes to a parsed file, within limits.

mido is the parser under pretty_midi. pretty_midi itself is not used: it counts in
seconds, builds a table with one entry per tick (gigabytes for one stray event) and drops
markers, which hold the chord names. A test compares the notes of both.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.midi.repair import (
    HEADER_BYTES,
    TYPE_2,
    Repaired,
    find_header,
    repair_chunks,
    repair_tracks,
)

if TYPE_CHECKING:
    from mido import MidiFile

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a file; one tune has a few hundred kilobytes."""
MOST_EVENT_BYTES = 1_000_000
"""Bytes of all tracks, three or four per event: six times what the most notes need. Parsing takes 2 s."""
SMPTE_DIVISION = 0x8000
"""Divisions from here on count frames a second instead of ticks a beat."""


def parse_midi(data: bytes) -> tuple[MidiFile, list[str]]:
    """The file as mido parses it, and its faults, which were repaired.

    Raises:
        MusicFileError: not a MIDI file, without a common beat, too large, or damaged beyond repair.
    """
    if len(data) > MOST_BYTES:
        raise MusicFileError(
            f"it is {len(data) / 2**20:.0f} MB, more than the limit of {MOST_BYTES // 2**20} MB: "
            "save one tune as its own file",
            code="too_large",
        )
    if not data:
        raise MusicFileError("it is empty: export it again", code="empty")
    header = find_header(data)
    if header < 0:
        raise MusicFileError(
            "it is not a MIDI file, although its name ends like one: export it as a Standard MIDI File",
            code="not_midi",
        )
    _check_header(data[header:])
    repaired = repair_chunks(data[header:])
    if header:
        repaired.note("the MIDI file inside a wrapper was read")
    return _parse(repaired), repaired.faults


def _check_header(data: bytes) -> None:
    """Raise MusicFileError for type 2 files, and for time in film frames."""
    kind, division = int.from_bytes(data[8:10], "big"), int.from_bytes(data[12:14], "big")
    if len(data) < HEADER_BYTES:
        raise MusicFileError("it is cut short in its header: download or export it again", code="cut_short")
    if kind == TYPE_2 and data.count(b"MTrk") > 1:
        raise MusicFileError(
            f"it is a type {kind} MIDI file with independent tracks: export it as type 0 or type 1",
            code="type_2",
        )
    if division >= SMPTE_DIVISION:
        raise MusicFileError(
            "it counts time in film frames (SMPTE), so it has no beats and no bars: "
            "export it with ticks per quarter note",
            code="smpte",
        )
    if division == 0:
        raise MusicFileError(
            "its header is damaged (0 ticks per quarter note): export it again", code="damaged"
        )


def _parse(file: Repaired) -> MidiFile:
    """The file as mido parses it; its events are repaired only if mido cannot read them."""
    try:
        parsed = _parse_bytes(file.data)
        if not _has_unknown_events(parsed):
            return parsed
    except MusicFileError:
        raise
    except Exception:  # noqa: S110 -- mido raises a dozen types for damaged events, repaired below
        pass
    repaired = repair_tracks(file)
    try:
        return _parse_bytes(repaired.data)
    except MusicFileError:
        raise
    except Exception as exc:  # whatever the repair missed
        raise MusicFileError(
            f"it is damaged ({str(exc) or type(exc).__name__}): export it again", code="damaged"
        ) from exc


def _has_unknown_events(file: MidiFile) -> bool:
    """True for meta events whose delta time mido loses."""
    return any(message.type == "unknown_meta" for track in file.tracks for message in track)


def _parse_bytes(data: bytes) -> MidiFile:
    from mido import MidiFile

    if len(data) > MOST_EVENT_BYTES:
        raise MusicFileError(
            "it holds too many MIDI events for a piece of music: export only the solo and its band",
            code="too_many_events",
        )
    return MidiFile(file=BytesIO(data), clip=True)
