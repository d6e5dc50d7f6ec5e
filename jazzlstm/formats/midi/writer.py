"""Arrangements to Standard MIDI Files of type 1.

A beat has 480 ticks, 40 to a step of the grid, so the grid is exact. Track 0 holds title,
tempo, metre, key, and the chord names as markers, which sequencers show above the bars.
Each part is one track: name, program, volume (controller 7), pan (controller 10), notes,
controllers and pitch bends. Drums are on channel 10, as General MIDI has it. The same
arrangement always gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from jazzlstm.errors import OutputError
from jazzlstm.formats.midi.channels import DRUM_CHANNEL
from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mido import Message, MetaMessage, MidiTrack

    from jazzlstm.music import Arrangement, Chart, Note, Part

    Event = tuple[int, int, Message | MetaMessage]
    """Tick, rank among the events of one tick (note ends before note starts), message."""

T = TypeVar("T")

TICKS = 480
"""Ticks a beat."""
MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
SLOWEST_TEMPO = 4.0
"""Quarter notes a minute; the 24 bits of a MIDI tempo event hold no slower one."""
FASTEST_TEMPO = 1000.0
"""Quarter notes a minute; players do not follow a faster one."""
BEND_RANGE = 12
"""Semitones of the pitch wheel in each direction."""
BEND_HALF = 8192
"""Value of the pitch wheel at ``BEND_RANGE``."""
MOST_CHANGES = 100_000
"""Markers or metre changes in one file; a chart of almost no length would have more."""

RESPELLED_KEYS = {
    "G#": "Ab", "D#": "Eb", "A#": "Bb", "E#": "F", "B#": "C", "Fb": "E",
    "Dbm": "C#m", "Gbm": "F#m", "Cbm": "Bm", "Fbm": "Em", "E#m": "Fm", "B#m": "Cm",
}  # fmt: skip
"""Keys of more than seven accidentals to their enharmonic equivalents."""
KEY_SIGNATURES = frozenset(
    "C G D A E B F# C# F Bb Eb Ab Db Gb Cb Am Em Bm F#m C#m G#m D#m A#m Dm Gm Cm Fm Bbm Ebm Abm".split()  # noqa: SIM905 -- a musician can proofread this line
)


def write_midi(arrangement: Arrangement) -> bytes:
    """The arrangement as a MIDI file, ending on beat ``arrangement.beats``.

    Raises:
        OutputError: MIDI has no event for the tempo or a metre.
    """
    from mido import MidiFile

    file = MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    file.tracks.append(_conductor(arrangement))
    channels = _channels(arrangement.parts)
    for part, channel in zip(arrangement.parts, channels, strict=True):
        file.tracks.append(_track(part, channel, arrangement.beats))
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _channels(parts: Sequence[Part]) -> Iterator[int]:
    """The channel of each part; more than fifteen melodic parts share channels."""
    melodic = count()
    for part in parts:
        yield DRUM_CHANNEL if part.is_drums else MELODIC_CHANNELS[next(melodic) % len(MELODIC_CHANNELS)]


def _conductor(arrangement: Arrangement) -> MidiTrack:
    from mido import MetaMessage

    chart, beats = arrangement.chart, arrangement.beats
    opening = [
        MetaMessage("track_name", name=arrangement.title or chart.title),
        _tempo(arrangement.tempo),
    ]
    if key := key_signature(chart.key):
        opening.append(MetaMessage("key_signature", key=key))
    events: list[Event] = [(0, 0, message) for message in opening]
    events += [(_tick(change.start), 0, _tempo(change.tempo)) for change in arrangement.tempos]
    events += [(tick, 1, message) for tick, message in _metres(chart, beats)]
    events += [(tick, 2, message) for tick, message in _markers(chart, beats)]
    return _to_track(events, beats)


def _tempo(tempo: float) -> MetaMessage:
    from mido import MetaMessage

    if not SLOWEST_TEMPO <= tempo <= FASTEST_TEMPO:
        raise OutputError(
            f"a tempo of {tempo:g} cannot be written to MIDI: "
            f"choose one from {SLOWEST_TEMPO:g} to {FASTEST_TEMPO:g} quarters a minute"
        )
    return MetaMessage("set_tempo", tempo=round(60_000_000 / tempo))


def key_signature(key: str) -> str:
    """MIDI's name of a key: "Cm" for "C minor", "Bb" for "Bb"; "" for a key that MIDI lacks."""
    tonic, _, mode = key.replace("♭", "b").replace("♯", "#").strip().partition(" ")
    name = tonic + ("m" if mode.lower().startswith("min") and not tonic.endswith("m") else "")
    name = RESPELLED_KEYS.get(name, name)
    return name if name in KEY_SIGNATURES else ""


def _metres(chart: Chart, beats: float) -> Iterator[tuple[int, MetaMessage]]:
    """A time signature at each change of metre and after each bar that is cut short."""
    from mido import MetaMessage

    current, since = None, 0.0
    for start, change in _rounds([(change.start, change) for change in chart.metres], chart.beats, beats):
        metre = change.metre
        in_step = current is not None and ((start - since) / current.bar_beats + 1e-6) % 1 < 1e-5
        if metre == current and in_step:
            continue
        current, since = metre, start
        try:
            message = MetaMessage("time_signature", numerator=metre.numerator, denominator=metre.denominator)
        except ValueError as exc:
            raise OutputError(
                f"MIDI has no time signature {metre}: use a denominator of 1, 2, 4, 8 or 16"
            ) from exc
        yield _tick(start), message


def _markers(chart: Chart, beats: float) -> Iterator[tuple[int, MetaMessage]]:
    """A marker with the chord name at each change, chorus after chorus."""
    from mido import MetaMessage

    current, ending = None, "maj" if _are_only_letters(chart) else ""
    for start, change in _rounds([(change.start, change) for change in chart.changes], chart.beats, beats):
        if change.chord.symbol != current:
            current = change.chord.symbol
            yield _tick(start), MetaMessage("marker", text=current + ending)


def _are_only_letters(chart: Chart) -> bool:
    """True for a chart whose markers could be rehearsal letters: A, B, C."""
    return all(len(change.chord.symbol) == 1 for change in chart.changes)


def _rounds(changes: Sequence[tuple[float, T]], length: float, beats: float) -> Iterator[tuple[float, T]]:
    """The changes of one chorus, repeated for as many choruses as ``beats`` holds."""
    if length <= 0 or len(changes) * beats / length > MOST_CHANGES:
        raise OutputError(
            "the chart is too short for this piece: write at least one bar, or play fewer choruses"
        )
    for chorus in count():
        for start, change in changes:
            beat = chorus * length + start
            if beat >= beats - BEAT_TOLERANCE and beat > 0:
                return
            yield beat, change


def _track(part: Part, channel: int, beats: float) -> MidiTrack:
    from mido import Message, MetaMessage

    events: list[Event] = [
        (0, 0, MetaMessage("track_name", name=part.name)),
        (0, 0, Message("program_change", channel=channel, program=part.program)),
        (0, 0, Message("control_change", channel=channel, control=7, value=part.volume)),
        (0, 0, Message("control_change", channel=channel, control=10, value=part.pan)),
    ]
    for control in part.controls:
        message = Message("control_change", channel=channel, control=control.number, value=control.value)
        events.append((min(_tick(control.start), _tick(beats)), 1, message))
    events += _bends(part, channel, beats)
    for start, end, note in _spans(part.notes, _tick(beats)):
        events.append(
            (start, 2, Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity))
        )
        events.append((end, 1, Message("note_off", channel=channel, note=note.pitch, velocity=0)))
    return _to_track(events, beats)


def _bends(part: Part, channel: int, beats: float) -> Iterator[Event]:
    """Pitch bends, after the bend range (registered parameter 0)."""
    from mido import Message

    if not part.bends:
        return
    for number, value in ((101, 0), (100, 0), (6, BEND_RANGE), (38, 0), (101, 127), (100, 127)):
        yield 0, 0, Message("control_change", channel=channel, control=number, value=value)
    for bend in part.bends:
        pitch = round(bend.cents / (100 * BEND_RANGE) * BEND_HALF)
        message = Message("pitchwheel", channel=channel, pitch=min(BEND_HALF - 1, max(-BEND_HALF, pitch)))
        yield min(_tick(bend.start), _tick(beats)), 1, message


def _spans(notes: Sequence[Note], last: int) -> Iterator[tuple[int, int, Note]]:
    """First and last tick of each note: at least one tick long, within the piece.

    A note ends where its pitch is struck again; otherwise its note-off would end the second note.
    """
    struck: dict[int, int] = {}
    spans = []
    for note in sorted(notes, key=lambda note: note.start, reverse=True):
        start = _tick(note.start)
        end = min(max(start + 1, _tick(note.end)), last, struck.get(note.pitch, last))
        if end > start:
            struck[note.pitch] = start
            spans.append((start, end, note))
    return reversed(spans)


def _tick(beat: float) -> int:
    return max(0, round(beat * TICKS))


def _to_track(events: list[Event], beats: float) -> MidiTrack:
    """A track of the events in order of time, ending on beat ``beats``."""
    from mido import MetaMessage, MidiTrack

    track, now = MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy())  # `copy(time=...)` would validate the message again
        track[-1].time = tick - now
        now = tick
    track.append(MetaMessage("end_of_track", time=max(0, _tick(beats) - now)))
    return track
