"""Arrangement to Standard MIDI File: what a sequencer, a notation program or a SoundFont plays.

A type 1 file at 480 ticks a beat, which is 40 ticks to a step of the grid, so a
note on the grid is written exactly. Track 0 conducts: title, tempo, metre, key,
and each chord name as a marker, the meta event that sequencers show above the
bars. Then one track a part: name, program, volume (controller 7), place in the
stereo field (controller 10), notes, and what moves while they sound. Drums go to
channel 10, as General MIDI has it. The same arrangement always gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from jazzlstm.errors import OutputError
from jazzlstm.formats.midi.score import DRUM_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mido import Message, MetaMessage, MidiTrack

    from jazzlstm.music import Arrangement, Chart, Note, Part

    Event = tuple[int, int, Message | MetaMessage]
    """Tick, rank among the events of one tick (note ends before note starts), message."""

T = TypeVar("T")

TICKS = 480
MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
SLOWEST_TEMPO, FASTEST_TEMPO = 4.0, 1000.0
"""Quarters a minute that a MIDI tempo event holds (24 bits of microseconds) and a player follows."""
BEND_REACH, BEND_HALF = 12, 8192
"""Semitones that the pitch wheel reaches either way, and what MIDI calls that far."""
MOST_CHANGES = 100_000
"""Markers or metre changes in one file; more is a chart of nearly no length going round."""

RESPELLED_KEYS = {
    "G#": "Ab", "D#": "Eb", "A#": "Bb", "E#": "F", "B#": "C", "Fb": "E",
    "Dbm": "C#m", "Gbm": "F#m", "Cbm": "Bm", "Fbm": "Em", "E#m": "Fm", "B#m": "Cm",
}  # fmt: skip
"""Keys that would need more than seven accidentals, as their enharmonic twins."""
KEY_SIGNATURES = frozenset(
    "C G D A E B F# C# F Bb Eb Ab Db Gb Cb Am Em Bm F#m C#m G#m D#m A#m Dm Gm Cm Fm Bbm Ebm Abm".split()  # noqa: SIM905 -- a musician can proofread this line
)


def write_midi(arrangement: Arrangement) -> bytes:
    """The arrangement as a MIDI file, ending on beat ``arrangement.beats``.

    Raises:
        OutputError: the tempo or a metre is outside what MIDI can say.
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
    """A channel for each part; beyond fifteen melodic parts they are shared."""
    seats = count()
    for part in parts:
        yield DRUM_CHANNEL if part.is_drums else MELODIC_CHANNELS[next(seats) % len(MELODIC_CHANNELS)]


def _conductor(arrangement: Arrangement) -> MidiTrack:
    from mido import MetaMessage

    if not SLOWEST_TEMPO <= arrangement.tempo <= FASTEST_TEMPO:
        raise OutputError(
            f"a tempo of {arrangement.tempo:g} cannot be written to MIDI: "
            f"choose one from {SLOWEST_TEMPO:g} to {FASTEST_TEMPO:g} quarters a minute"
        )
    chart, beats = arrangement.chart, arrangement.beats
    opening = [
        MetaMessage("track_name", name=arrangement.title or chart.title),
        MetaMessage("set_tempo", tempo=round(60_000_000 / arrangement.tempo)),
    ]
    if key := key_signature(chart.key):
        opening.append(MetaMessage("key_signature", key=key))
    events: list[Event] = [(0, 0, message) for message in opening]
    events += [(tick, 1, message) for tick, message in _metres(chart, beats)]
    events += [(tick, 2, message) for tick, message in _markers(chart, beats)]
    return _to_track(events, beats)


def key_signature(key: str) -> str:
    """A key as a player says it ("Bb", "C minor") as MIDI names it ("Bb", "Cm"); "" if it has none."""
    tonic, _, mode = key.replace("♭", "b").replace("♯", "#").strip().partition(" ")
    name = tonic + ("m" if mode.lower().startswith("min") and not tonic.endswith("m") else "")
    name = RESPELLED_KEYS.get(name, name)
    return name if name in KEY_SIGNATURES else ""


def _metres(chart: Chart, beats: float) -> Iterator[tuple[int, MetaMessage]]:
    """Time signatures, wherever the metre changes or a bar is cut short."""
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
            raise OutputError(f"MIDI has no metre {metre}: use a denominator of 1, 2, 4, 8 or 16") from exc
        yield _tick(start), message


def _markers(chart: Chart, beats: float) -> Iterator[tuple[int, MetaMessage]]:
    """The name of every chord on the beat it enters, round after round."""
    from mido import MetaMessage

    current = None
    for start, change in _rounds([(change.start, change) for change in chart.changes], chart.beats, beats):
        if change.chord.symbol != current:
            current = change.chord.symbol
            yield _tick(start), MetaMessage("marker", text=current)


def _rounds(changes: Sequence[tuple[float, T]], length: float, beats: float) -> Iterator[tuple[float, T]]:
    """What happens in one pass of a chart, as often as the chart goes round in ``beats``."""
    if length <= 0 or len(changes) * beats / length > MOST_CHANGES:
        raise OutputError(
            "the chart is too short for so long a piece: give it at least a bar, or ask for less"
        )
    for turn in count():
        for start, change in changes:
            beat = turn * length + start
            if beat >= beats - 1e-6 and beat > 0:
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
    for turn in part.controls:
        message = Message("control_change", channel=channel, control=turn.number, value=turn.value)
        events.append((min(_tick(turn.start), _tick(beats)), 1, message))
    events += _bends(part, channel, beats)
    for start, end, note in _spans(part.notes, _tick(beats)):
        events.append(
            (start, 2, Message("note_on", channel=channel, note=note.pitch, velocity=note.velocity))
        )
        events.append((end, 1, Message("note_off", channel=channel, note=note.pitch, velocity=0)))
    return _to_track(events, beats)


def _bends(part: Part, channel: int, beats: float) -> Iterator[Event]:
    """Pitch bends, after saying how wide the wheel reaches (registered parameter 0)."""
    from mido import Message

    if not part.bends:
        return
    for number, value in ((101, 0), (100, 0), (6, BEND_REACH), (38, 0), (101, 127), (100, 127)):
        yield 0, 0, Message("control_change", channel=channel, control=number, value=value)
    for bend in part.bends:
        pitch = round(bend.cents / (100 * BEND_REACH) * BEND_HALF)
        message = Message("pitchwheel", channel=channel, pitch=min(BEND_HALF - 1, max(-BEND_HALF, pitch)))
        yield min(_tick(bend.start), _tick(beats)), 1, message


def _spans(notes: Sequence[Note], last: int) -> Iterator[tuple[int, int, Note]]:
    """First and last tick of each note: at least one tick long, within the piece.

    A pitch struck again while it sounds is cut there; otherwise the end of the
    first note would silence the second.
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
    """Events in any order as a track of time differences, closed on beat ``beats``."""
    from mido import MetaMessage, MidiTrack

    track, now = MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy())  # as it is; `copy(time=...)` checks all of it once more
        track[-1].time = tick - now
        now = tick
    track.append(MetaMessage("end_of_track", time=max(0, _tick(beats) - now)))
    return track
