"""A MIDI file as a score: players with notes in beats, metres, tempos, texts, chord events.

A Standard MIDI File counts in ticks, and its header holds the ticks of a quarter note, so
beats need no tempo. Files are untrusted: their size, events and length are limited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.midi.channels import Voice, join_channels
from jazzlstm.formats.midi.notes import pair_notes
from jazzlstm.formats.midi.parsing import parse_midi
from jazzlstm.formats.midi.xf_chords import read_xf_chord
from jazzlstm.formats.result import MOST_BEATS, MOST_NOTES
from jazzlstm.music import Chord, Metre, MetreChange, Note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mido import Message, MetaMessage

    Events = list[tuple[float, Message | MetaMessage]]

LATEST_TICK = 2**40
"""Ticks; later than any music, so that a damaged delta time cannot overflow."""
WORDS = ("marker", "cue_marker", "lyrics", "text")
"""Meta events with text, in the order in which they are likely to hold chord names."""
FINEST_DENOMINATOR = 32
"""Largest denominator of a time signature that is read."""


@dataclass(frozen=True, slots=True)
class Player:
    """One part: its number in the file (from 1), its name, its notes in beats."""

    number: int
    name: str
    program: int
    is_drums: bool
    notes: tuple[Note, ...]
    channels: tuple[int, ...] = ()
    """MIDI channels, from 0; more than one for MPE and for a guitar by strings."""

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"


@dataclass(frozen=True, slots=True)
class Word:
    """A text in the file: its beat, its kind (one of ``WORDS``), its text."""

    start: float
    kind: str
    text: str


@dataclass(slots=True)
class Score:
    """The content of a MIDI file, in beats. ``tempos`` are (beat, quarter notes a minute)."""

    players: tuple[Player, ...] = ()
    words: list[Word] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    """Chord events of the Yamaha XF format."""
    metres: list[MetreChange] = field(default_factory=list)
    tempos: list[tuple[float, float]] = field(default_factory=list)
    title: str = ""
    key: str = ""
    closing: float = 0.0
    """The beat on which the last track ends; damage may make it far too late."""
    remarks: list[str] = field(default_factory=list)
    """Remarks on repairs."""


def read_score(data: bytes) -> Score:
    """The score in a MIDI file.

    Raises:
        MusicFileError: not a MIDI file, damaged, without a common beat, or too large.
    """
    file, faults = parse_midi(data)
    score = Score()
    if faults:
        score.remarks.append(f"the file was repaired while it was read: {', '.join(faults)}")
    tracks: list[tuple[dict[int, list[Note]], dict[int, int]]] = []
    for track in file.tracks:
        events = list(_timed(track, file.ticks_per_beat))
        tracks.append((pair_notes(events), _programs(events)))
        _read_signs(events, score)
        score.closing = max(score.closing, events[-1][0] if events else 0.0)
    names = [repaired_text(track.name).strip() for track in file.tracks]
    score.players = tuple(_players(tracks, names))
    if faults and not score.players:
        raise MusicFileError(f"it is damaged ({', '.join(faults)}): export it again", code="damaged")
    if names and not tracks[0][0]:
        score.title = names[0]
    _check_extent(score)
    score.words.sort(key=lambda word: word.start)
    score.chords.sort(key=lambda chord: chord[0])
    score.metres.sort(key=lambda change: change.start)
    score.tempos.sort()
    return score


def _timed(track: list[Message], ticks_per_beat: int) -> Iterator[tuple[float, Message]]:
    """Each message with its beat."""
    now = 0
    for message in track:
        now = min(now + message.time, LATEST_TICK)
        yield now / ticks_per_beat, message


def _programs(events: Events) -> dict[int, int]:
    """The first program of each channel."""
    programs: dict[int, int] = {}
    for _, message in events:
        if message.type == "program_change":
            programs.setdefault(message.channel, message.program)
    return programs


def _read_signs(events: Events, score: Score) -> None:
    """Add the tempos, metres, key, texts and chord events of one track to the score."""
    for beat, message in events:
        if message.type == "set_tempo" and message.tempo > 0:
            score.tempos.append((beat, 60_000_000 / message.tempo))
        elif message.type == "time_signature":
            if message.numerator > 0 and message.denominator <= FINEST_DENOMINATOR:
                score.metres.append(MetreChange(beat, Metre(message.numerator, message.denominator)))
        elif message.type == "key_signature" and not score.key:
            score.key = message.key[:-1] + " minor" if message.key.endswith("m") else message.key
        elif message.type in WORDS:
            score.words.append(Word(beat, message.type, repaired_text(message.text).strip()))
        elif message.type == "sequencer_specific" and (chord := read_xf_chord(message.data)):
            score.chords.append((beat, chord))


def _players(
    tracks: list[tuple[dict[int, list[Note]], dict[int, int]]], names: list[str]
) -> Iterator[Player]:
    with_notes = sum(bool(notes) for notes, _ in tracks)
    number = 0
    for (notes, programs), name in zip(tracks, names, strict=True):
        for voice in join_channels(notes, programs, is_only_track=with_notes <= 1):
            number += 1
            yield Player(
                number,
                name or _instrument_name(voice),
                voice.program,
                voice.is_drums,
                voice.notes,
                voice.channels,
            )


def _instrument_name(voice: Voice) -> str:
    if voice.is_drums:
        return "drums"
    from pretty_midi import program_to_instrument_name

    return str(program_to_instrument_name(voice.program))


def repaired_text(text: str) -> str:
    """The text as UTF-8 if that is valid, else as Latin-1, as mido reads it: MIDI declares no encoding."""
    try:
        return text.encode("latin-1").decode("utf-8").strip("\0")
    except UnicodeError:
        return text.strip("\0")


def _check_extent(score: Score) -> None:
    """Raise MusicFileError for more notes or beats than a piece of music has."""
    notes = sum(len(player.notes) for player in score.players)
    if notes > MOST_NOTES:
        raise MusicFileError(
            f"it has {notes:,} notes, more than the limit of {MOST_NOTES:,}: split it into shorter files",
            code="too_many_notes",
        )
    last = max((player.notes[-1].start for player in score.players if player.notes), default=0.0)
    if last > MOST_BEATS:
        raise MusicFileError(
            f"its last note is on beat {last:,.0f}, after the limit of {MOST_BEATS:,}: "
            "remove the stray events at its end, or split it",
            code="too_long",
        )
