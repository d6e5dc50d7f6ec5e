"""A MIDI file as a score: who plays what on which beat, in which metre, with which words.

A Standard MIDI File counts in ticks, and its header says how many make a quarter
note; dividing gives beats, whatever the tempo does. So a score needs no seconds,
which is why it is read with mido, the parser under pretty_midi, and not with
pretty_midi itself: that counts in seconds, lays out a table with one entry for
every tick (a single stray event can make it gigabytes), and drops the markers,
which is where chord names live. A test holds the two to the same notes.

Files come from strangers: size, number of events and length are limited, and
whatever mido stumbles over becomes a ``MusicFileError`` that says what to do.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.result import MOST_BEATS, MOST_NOTES
from jazzlstm.music import Metre, MetreChange, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mido import Message, MetaMessage, MidiFile

MOST_BYTES = 16 * 1024 * 1024
LATEST_TICK = 2**40
"""A damaged file may wait for longer than any number can tell; nothing is heard so late."""
LONGEST_NOTE = 64.0
"""Beats; a longer one was never released."""
MOST_READS = 1_000_000
"""Read calls of mido for one file, three or four to an event: six times what the most notes need."""
DRUM_CHANNEL = 9
"""Channel 10, as musicians count."""
WORDS = ("marker", "lyrics", "text")
FINEST_DENOMINATOR = 32


@dataclass(frozen=True, slots=True)
class Player:
    """One track on one channel: its number in the file (from 1), its name, its notes in beats."""

    number: int
    name: str
    program: int
    is_drums: bool
    notes: tuple[Note, ...]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


@dataclass(frozen=True, slots=True)
class Word:
    """A text in the file: a marker, a lyric or a plain text, and the beat it stands on."""

    start: float
    kind: str
    text: str


@dataclass(slots=True)
class Score:
    """What a MIDI file says, in beats from its beginning. ``tempos`` are (beat, quarters a minute)."""

    players: tuple[Player, ...] = ()
    words: list[Word] = field(default_factory=list)
    metres: list[MetreChange] = field(default_factory=list)
    tempos: list[tuple[float, float]] = field(default_factory=list)
    title: str = ""
    key: str = ""
    closing: float = 0.0
    """The beat on which the last track ends; junk may make it far too late."""


def read_score(data: bytes) -> Score:
    """The score in a MIDI file.

    Raises:
        MusicFileError: not a MIDI file, damaged, of a kind with no common beat, or too large.
    """
    file = _parse(data)
    score = Score()
    played: dict[tuple[int, int], list[Note]] = {}
    programs: dict[tuple[int, int], int] = {}
    for index, track in enumerate(file.tracks):
        events = list(_timed(track, file.ticks_per_beat))
        for channel, notes in _track_notes(events, programs, index).items():
            played[index, channel] = notes
        _read_signs(events, score)
        score.closing = max(score.closing, events[-1][0] if events else 0.0)
    names = [repaired(track.name).strip() for track in file.tracks]
    score.players = tuple(_players(played, programs, names))
    if names and not any(index == 0 for index, _ in played):
        score.title = names[0]
    _check_extent(score)
    score.words.sort(key=lambda word: word.start)
    score.metres.sort(key=lambda change: change.start)
    score.tempos.sort()
    return score


class _Meter(BytesIO):
    """A file in memory that gives up after so many reads, so that junk cannot fill the memory."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        if self.reads > MOST_READS:
            raise MusicFileError(
                "it holds too many MIDI events for a piece of music: export the solo and its band alone",
                code="too_many_events",
            )
        return super().read(size)


def _parse(data: bytes) -> MidiFile:
    """The file as mido reads it, once it has shown itself to be one with beats."""
    from mido import MidiFile

    if len(data) > MOST_BYTES:
        raise MusicFileError(
            f"it is {len(data) / 2**20:.0f} MB large, more than the {MOST_BYTES // 2**20} MB that are read: "
            "a MIDI file of one tune has a few hundred kilobytes",
            code="too_large",
        )
    if data[:4] == b"RIFF" and b"MThd" in data[:64]:  # .rmi: a MIDI file in a Windows wrapper
        data = data[data.index(b"MThd") :]
    if not data:
        raise MusicFileError("it is empty: export it again", code="empty")
    if data[:4] != b"MThd":
        raise MusicFileError(
            "it is not a MIDI file, whatever its name says: export it as a Standard MIDI File",
            code="not_midi",
        )
    _check_header(data)
    try:
        return MidiFile(file=_Meter(data), clip=True)
    except MusicFileError:
        raise
    except EOFError as exc:
        raise MusicFileError(
            "it breaks off in the middle: fetch or export it again", code="cut_short"
        ) from exc
    except Exception as exc:  # mido raises a dozen kinds for damaged files
        raise MusicFileError(
            f"it is damaged ({str(exc) or type(exc).__name__}): export it again", code="damaged"
        ) from exc


def _check_header(data: bytes) -> None:
    """Refuse what has no common beat: type 2 files, and time counted in film frames."""
    kind, division = int.from_bytes(data[8:10], "big"), int.from_bytes(data[12:14], "big")
    if len(data) < 14:
        raise MusicFileError("it breaks off in its header: fetch or export it again", code="cut_short")
    if kind > 1:
        raise MusicFileError(
            f"it is a type {kind} MIDI file, whose tracks share no time: export it as type 0 or type 1",
            code="type_2",
        )
    if division >= 0x8000:
        raise MusicFileError(
            "it counts time in film frames (SMPTE), so it has no beats and no bars: "
            "export it with ticks per quarter note",
            code="smpte",
        )
    if division == 0:
        raise MusicFileError(
            "its header says no ticks to a quarter note: it is damaged, export it again", code="damaged"
        )


def _timed(track: list[Message], ticks_per_beat: int) -> Iterator[tuple[float, Message]]:
    now = 0
    for message in track:
        now = min(now + message.time, LATEST_TICK)
        yield now / ticks_per_beat, message


def _track_notes(
    events: list[tuple[float, Message]], programs: dict[tuple[int, int], int], track: int
) -> dict[int, list[Note]]:
    """The notes of one track by channel. A key struck twice without release ends the first note."""
    notes: dict[int, list[Note]] = defaultdict(list)
    struck: dict[tuple[int, int], tuple[float, int]] = {}
    for beat, message in events:
        if message.type == "program_change" and (track, message.channel) not in programs:
            programs[track, message.channel] = message.program
        if message.type not in ("note_on", "note_off"):
            continue
        key = message.channel, message.note
        if key in struck:
            start, velocity = struck.pop(key)
            if beat > start:
                length = min(beat - start, LONGEST_NOTE)
                notes[message.channel].append(Note(start, length, message.note, velocity))
        if message.type == "note_on" and message.velocity > 0:
            struck[key] = beat, message.velocity
    return {channel: sorted(played) for channel, played in sorted(notes.items())}


def _read_signs(events: list[tuple[float, MetaMessage]], score: Score) -> None:
    """Tempo, metre, key and words of one track, into the score."""
    for beat, message in events:
        if message.type == "set_tempo" and message.tempo > 0:
            score.tempos.append((beat, 60_000_000 / message.tempo))
        elif message.type == "time_signature":
            if message.numerator > 0 and message.denominator <= FINEST_DENOMINATOR:
                score.metres.append(MetreChange(beat, Metre(message.numerator, message.denominator)))
        elif message.type == "key_signature" and not score.key:
            score.key = message.key[:-1] + " minor" if message.key.endswith("m") else message.key
        elif message.type in WORDS:
            score.words.append(Word(beat, message.type, repaired(message.text).strip()))


def _players(
    played: dict[tuple[int, int], list[Note]], programs: dict[tuple[int, int], int], names: list[str]
) -> Iterator[Player]:
    for number, ((track, channel), notes) in enumerate(played.items(), 1):
        is_drums, program = channel == DRUM_CHANNEL, programs.get((track, channel), 0)
        name = names[track] or _instrument_name(program, is_drums)
        yield Player(number, name, program, is_drums, tuple(notes))


def _instrument_name(program: int, is_drums: bool) -> str:
    if is_drums:
        return "drums"
    from pretty_midi import program_to_instrument_name

    return str(program_to_instrument_name(program))


def repaired(text: str) -> str:
    """MIDI texts have no declared encoding: UTF-8 if they can be, else Latin-1 as mido read them."""
    try:
        return text.encode("latin-1").decode("utf-8").strip("\0")
    except UnicodeError:
        return text.strip("\0")


def _check_extent(score: Score) -> None:
    """Refuse what is no piece of music by its number of notes or its length."""
    notes = sum(len(player.notes) for player in score.players)
    if notes > MOST_NOTES:
        raise MusicFileError(
            f"it has {notes:,} notes, more than the limit of {MOST_NOTES:,}: split it into shorter files",
            code="too_many_notes",
        )
    last = max((player.notes[-1].start for player in score.players), default=0.0)
    if last > MOST_BEATS:
        raise MusicFileError(
            f"its last note is on beat {last:,.0f}, more than the {MOST_BEATS:,} that are read: "
            "cut the stray events at its end, or split it",
            code="too_long",
        )
