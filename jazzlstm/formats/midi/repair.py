"""Damaged MIDI files repaired, so that mido can parse what sequencers play.

``repair_chunks`` mends the file: a RIFF wrapper (.rmi), vendor chunks, a wrong number of
tracks, wrong track lengths, a cut end. It only looks at chunk headers, so it runs for
every file. ``repair_events`` mends the events of one track: meta events that are empty,
too short or impossible, real-time bytes, a cut end. It runs where mido fails.

Source: Standard MIDI Files 1.0 (MIDI Association): "your programs should expect alien
chunks and treat them as if they weren't there".
"""

from __future__ import annotations

from dataclasses import dataclass, field

TYPE_2 = 2
"""The type of files whose tracks are independent of each other."""
MOST_TRACKS = 256
"""Tracks of one file; the largest scores have a hundred."""
MOST_FAULTS = 8
"""Faults in one remark."""
HEADER_BYTES = 14
"""Bytes of the header chunk, with its name and length."""
MOST_HEADER_OFFSET = 65_536
"""Bytes before the header of a wrapped file; the texts of a RIFF wrapper have a few hundred."""
TRACK_END = b"\xff\x2f\x00"
EMPTY_TEXT = b"\xff\x01\x00"
"""A meta event without effect, which keeps the delta time of a removed event."""

SEQUENCE_NUMBER, CHANNEL_PREFIX, END_OF_TRACK = 0x00, 0x20, 0x2F
TEMPO, SMPTE_OFFSET, TIME_SIGNATURE, KEY_SIGNATURE, VENDOR = 0x51, 0x54, 0x58, 0x59, 0x7F
KNOWN_METAS = frozenset({*range(8), 0x09, CHANNEL_PREFIX, 0x21, END_OF_TRACK, TEMPO, SMPTE_OFFSET})
KNOWN_METAS |= {TIME_SIGNATURE, KEY_SIGNATURE, VENDOR}
"""Types of meta events that mido parses; it loses the delta time of others."""
LEAST_LENGTHS = {CHANNEL_PREFIX: 1, TEMPO: 3, SMPTE_OFFSET: 5, TIME_SIGNATURE: 2, KEY_SIGNATURE: 1}
"""Bytes that a meta event needs to mean anything."""
NAMES = {
    SEQUENCE_NUMBER: "a sequence number",
    CHANNEL_PREFIX: "a channel prefix",
    TEMPO: "a tempo",
    SMPTE_OFFSET: "an SMPTE offset",
    TIME_SIGNATURE: "a time signature",
    KEY_SIGNATURE: "a key signature",
}
"""Meta events in the words of a remark."""
PADDING = {TIME_SIGNATURE: bytes((4, 2, 24, 8)), KEY_SIGNATURE: bytes((0, 0))}
"""Defaults of the bytes that may be missing at the end of a meta event."""
MOST_FRAME_RATE = 3
"""The highest code of a frame rate in an SMPTE offset."""
MOST_ACCIDENTALS = 7
"""Sharps or flats in a key signature."""


@dataclass(slots=True)
class Repaired:
    """Mended bytes, and what was wrong with the file as phrases for a remark."""

    data: bytes
    faults: list[str] = field(default_factory=list)

    def note(self, fault: str) -> None:
        if fault not in self.faults and len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def find_header(data: bytes) -> int:
    """The offset of the header chunk; -1 for a file without one."""
    return 0 if data.startswith(b"MThd") else data.find(b"MThd", 0, MOST_HEADER_OFFSET)


def repair_chunks(data: bytes) -> Repaired:
    """The file as header and tracks only; ``data`` starts with a complete header chunk."""
    repaired = Repaired(b"")
    tracks = list(_tracks(data, repaired))
    kind, count = int.from_bytes(data[8:10], "big"), int.from_bytes(data[10:12], "big")
    if count != len(tracks):
        repaired.note(f"its header counts {count} tracks instead of {len(tracks)}")
    if kind > TYPE_2:
        repaired.note(f"its header states the unknown type {kind}")
    if kind > 1 or len(tracks) > 1:
        kind = 1
    header = b"MThd\0\0\0\x06" + kind.to_bytes(2, "big") + len(tracks).to_bytes(2, "big") + data[12:14]
    repaired.data = header + b"".join(map(_chunk, tracks))
    return repaired


def _chunk(track: bytes) -> bytes:
    return b"MTrk" + len(track).to_bytes(4, "big") + track


def _tracks(data: bytes, repaired: Repaired) -> list[bytes]:
    """The events of each track."""
    tracks: list[bytes] = []
    position = 8 + int.from_bytes(data[4:8], "big")
    while position + 8 <= len(data) and len(tracks) < MOST_TRACKS:
        name, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "big")
        start, end = position + 8, position + 8 + length
        if name == b"MTrk":
            end = _track_end(data, start, end, repaired)
            tracks.append(data[start:end])
        elif name.isalnum():
            repaired.note(f"an unknown chunk {name.decode()} was skipped")
        else:
            found = data.find(b"MTrk", position)
            if found < 0:
                break
            repaired.note("it has unknown data between its tracks")
            end = found
        position = end
    return tracks


def _track_end(data: bytes, start: int, end: int, repaired: Repaired) -> int:
    """The offset after a track: its stated ``end``, corrected where the length is wrong."""
    following = data.find(TRACK_END + b"MTrk", start, end)
    if following >= 0:
        repaired.note("a track states a wrong length")
        return following + len(TRACK_END)
    if end > len(data):
        repaired.note("its last track is cut short or states a wrong length")
        return len(data)
    is_last = end == len(data)
    if is_last or data[end - 3 : end] == TRACK_END or data[end : end + 4].isalnum():
        return end
    found = data.find(TRACK_END, start)
    if found >= 0 and (found + 3 == len(data) or data[found + 3 : found + 7] == b"MTrk"):
        repaired.note("a track states a wrong length")
        return found + 3
    if end > start:
        return end
    repaired.note("a track states a wrong length")  # 0, as recorders leave it that lose power
    following = data.find(b"MTrk", end)
    return following if following >= 0 else len(data)


def repair_tracks(file: Repaired) -> Repaired:
    """A file that ``repair_chunks`` mended with the events of every track repaired."""
    repaired = Repaired(b"", file.faults)
    tracks = [_repair_events(track, repaired) for track in _tracks(file.data, repaired)]
    repaired.data = file.data[:HEADER_BYTES] + b"".join(map(_chunk, tracks))
    return repaired


def _repair_events(track: bytes, repaired: Repaired) -> bytes:
    """The events of a track up to the first that cannot be read, with harmless ones for impossible ones."""
    events, position, status = bytearray(), 0, 0
    while position < len(track):
        delta_end = _number_end(track, position)
        if delta_end >= len(track):
            break
        delta = track[position:delta_end]
        first = track[delta_end]
        start = delta_end + (first >= 0x80)
        if first >= 0xF8 and first != 0xFF:  # real time: has no effect in a file
            events += delta + EMPTY_TEXT
            position = start
            continue
        if 0x80 <= first < 0xF0:
            status = first
        current = first if first >= 0x80 else status
        end = _event_end(track, start, current)
        if end < 0:
            break
        events += delta + _mended(bytes((current,)) + track[start:end], repaired)
        position = end
    if position < len(track):
        repaired.note("the events of a track are damaged and were read up to the damage")
    return bytes(events) + (b"" if events.endswith(TRACK_END) else b"\0" + TRACK_END)


def _number_end(track: bytes, position: int) -> int:
    """The offset after a number of variable length."""
    while position < len(track) and track[position] >= 0x80:
        position += 1
    return position + 1


def _number(track: bytes, start: int, end: int) -> int:
    value = 0
    for byte in track[start:end][-8:]:
        value = value << 7 | byte & 0x7F
    return value


def _event_end(track: bytes, start: int, status: int) -> int:
    """The offset after an event whose data starts at ``start``; -1 if it cannot be read."""
    if status == 0xFF or status in (0xF0, 0xF7):
        length_start = start + (status == 0xFF)
        length_end = _number_end(track, length_start)
        end = length_end + _number(track, length_start, length_end)
    elif 0x80 <= status < 0xF0:
        end = start + (1 if 0xC0 <= status < 0xE0 else 2)
    else:
        return -1
    return end if end <= len(track) else -1


def _mended(event: bytes, repaired: Repaired) -> bytes:
    """The event; a meta event that mido cannot read as one that it can."""
    if event[0] != 0xFF:
        return event
    kind, start = event[1], _number_end(event, 2)
    data = event[start:]
    if kind not in KNOWN_METAS:
        return bytes((0xFF, VENDOR)) + event[2:]
    if len(data) < LEAST_LENGTHS.get(kind, 0) or (kind == SEQUENCE_NUMBER and len(data) == 1):
        repaired.note(f"{NAMES[kind]} is {'empty' if not data else 'too short'}")
        return EMPTY_TEXT
    if kind == SMPTE_OFFSET and data[0] >> 5 > MOST_FRAME_RATE:
        repaired.note("an SMPTE offset is impossible")
        return EMPTY_TEXT
    if kind in PADDING:
        data = data + PADDING[kind][len(data) :]
        if kind == KEY_SIGNATURE and not _is_key(data):
            repaired.note("a key signature has more than seven sharps or flats")
            return EMPTY_TEXT
        return bytes((0xFF, kind, len(data))) + data
    return event


def _is_key(data: bytes) -> bool:
    accidentals = int.from_bytes(data[:1], "big", signed=True)
    return abs(accidentals) <= MOST_ACCIDENTALS and data[1] in (0, 1)
