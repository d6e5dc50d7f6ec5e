"""The solo of a MIDI file, with its chart.

The steps, each in a module of its own: the score (``score``), its bars
(``time_signatures``), the melody track (``melody_track``), a constant delay (``delay``),
swing and the grid (``quantising``; ``phrase_alignment`` for a line off the beat), and the
chords: named by texts (``chord_markers``) or chord events, else detected in the notes of
the band (``chord_detection``).
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.chord_markers import MarkedMusic, as_changes, read_words
from jazzlstm.formats.melody_track import MelodyChoice, find_melody, top_line
from jazzlstm.formats.midi.chord_detection import chords_from_notes
from jazzlstm.formats.midi.delay import remove_delay
from jazzlstm.formats.midi.phrase_alignment import align_phrases
from jazzlstm.formats.midi.quantising import STRAIGHT, follows_beats, quantise, straighten
from jazzlstm.formats.midi.score import Player, Score, Word, read_score
from jazzlstm.formats.midi.strings import find_strings, join_strings
from jazzlstm.formats.midi.time_signatures import lay_out_metres, whole_bars
from jazzlstm.formats.result import DEFAULT_TEMPO, MOST_BEATS, PLAYABLE_TEMPOS, ReadSolo, TrackChoice
from jazzlstm.music import NO_CHORD, Change, Chart, MetreChange, Note, Section, Solo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_TAIL = 64.0
"""Beats of silence at the end of a file that may belong to its form; a longer silence is damage."""


def read_midi(data: bytes, name: str, *, melody_tracks: Sequence[int] = ()) -> ReadSolo:
    """The solo in a MIDI file, on the grid, over the chords that the file names or its band plays.

    ``name`` is the file name, for the report. ``melody_tracks`` are the numbers of the
    tracks that are the melody, joined if several; the likeliest track without any.

    Raises:
        MusicFileError: not MIDI, damaged, too large, or without a melody.
    """
    with _naming(name):
        return _find_solo(read_score(data), name, melody_tracks)


def find_solo(score: Score, name: str, *, melody_tracks: Sequence[int] = ()) -> ReadSolo:
    """The solo in a MIDI file that ``read_score`` has parsed; arguments and errors as for ``read_midi``."""
    with _naming(name):
        return _find_solo(score, name, melody_tracks)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Put the file name in front of the message of a ``MusicFileError``."""
    try:
        yield
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}", code=exc.code) from exc.__cause__


def list_tracks(score: Score) -> tuple[TrackChoice, ...]:
    """The tracks that can be chosen as the melody."""
    return tuple(
        TrackChoice(player.number, str(player), len(player.notes))
        for player in score.players
        if player.notes and not player.is_drums
    )


def _find_solo(score: Score, name: str, melody_tracks: Sequence[int]) -> ReadSolo:
    tracks = list_tracks(score)
    metres, lead = lay_out_metres(score.metres)
    score = _later(score, lead)
    choice = _choose(score.players, melody_tracks)
    melody = choice.player
    tempo, tempo_remarks = _tempo(score.tempos, melody.notes)
    notes, line_remarks = _written_line(melody, tempo)
    band = [player for player in score.players if player.number not in choice.numbers]
    chart, chords_from = _chart(replace(score, players=(melody, *band)), melody, metres, notes)
    solo = Solo(
        notes=tuple(notes),
        chart=replace(chart, title=score.title),
        tempo=tempo,
        title=score.title or PurePath(name).stem,
        source=name,
    )
    remarks = (*score.remarks, *choice.remarks, *_channel_remarks(melody), *line_remarks, *tempo_remarks)
    if not score.metres:
        remarks += ("no time signature is given: 4/4 is assumed",)
    return ReadSolo(
        solo,
        choice.label,
        chords_from,
        remarks,
        tracks,
        melody_tracks=choice.numbers,
        certainty=choice.certainty,
        can_join=len(tracks) > 1,
    )


def _choose(players: Sequence[Player], melody_tracks: Sequence[int]) -> MelodyChoice:
    """The melody; the strings of a guitar on separate tracks count as one player."""
    strings = () if melody_tracks else find_strings(players)
    if not strings:
        return find_melody(players, melody_tracks)
    joined = join_strings(strings)
    choice = find_melody([joined, *(player for player in players if player not in strings)])
    if choice.player is not joined:
        return choice
    numbers = tuple(player.number for player in strings)
    remark = f"tracks {', '.join(map(str, numbers))} were joined: they are the strings of one guitar"
    return replace(choice, numbers=numbers, remarks=(remark, *choice.remarks))


def _later(score: Score, lead: float) -> Score:
    """The score moved ``lead`` beats later, to fill up a pick-up bar."""
    if not lead:
        return score
    return replace(
        score,
        players=tuple(
            replace(player, notes=tuple(replace(note, start=note.start + lead) for note in player.notes))
            for player in score.players
        ),
        words=[Word(word.start + lead, word.kind, word.text) for word in score.words],
        chords=[(beat + lead, chord) for beat, chord in score.chords],
        tempos=[(beat + lead, tempo) for beat, tempo in score.tempos],
        closing=score.closing + lead,
    )


def _channel_remarks(melody: Player) -> list[str]:
    if len(melody.channels) < 2:
        return []
    numbers = [channel + 1 for channel in melody.channels]
    is_range = numbers == list(range(numbers[0], numbers[-1] + 1))
    shown = f"{numbers[0]} to {numbers[-1]}" if is_range else ", ".join(map(str, numbers))
    return [f"channels {shown} were joined: they belong to one player"]


def _written_line(melody: Player, tempo: float) -> tuple[list[Note], list[str]]:
    """The melody in written rhythm, and remarks on what was changed."""
    line, beneath = top_line(melody.notes)
    remarks = []
    if beneath:
        remarks.append(f"only the top voice was used ({len(line):,} of {len(melody.notes):,} notes)")
    punctual, delay = remove_delay(line, tempo)
    if delay:
        what = "late" if delay > 0 else "early"
        remarks.append(f"the whole line was {abs(delay) * 60_000 / tempo:.0f} ms {what}: moved onto the beat")
    straight, offbeat = straighten(punctual)
    if offbeat != STRAIGHT:
        remarks.append(f"swing was removed (off-beats at {offbeat:.2f} of the beat)")
    if not follows_beats(straight):
        straight = align_phrases(straight)
        remarks.append(
            "the notes do not follow the file's beats: phrases were moved by up to half a beat onto "
            "eighths, and the bar lines are a guess; record to a click, or export from notation"
        )
    notes = quantise(straight)
    if len(notes) < len(line):
        remarks.append(f"{len(line) - len(notes)} notes too close to another note were skipped")
    return notes, remarks


def _chart(
    score: Score, melody: Player, metres: tuple[MetreChange, ...], notes: Sequence[Note]
) -> tuple[Chart, str]:
    """The chart over the bars of the file, and the source of its chords."""
    beats = whole_bars(metres, _end(score, notes))
    marked = read_words([word for word in score.words if word.start < beats])
    empty = Chart(
        (Change(0.0, NO_CHORD),),
        beats,
        metres=tuple(change for change in metres if change.start < beats),
        sections=_on_grid(marked.sections),
        key=score.key,
    )
    changes, source = _named_chords(score, marked, beats)
    if not changes:
        changes, source = _sounding_chords(score, melody, empty)
    return replace(empty, changes=changes) if changes else empty, source or "nowhere"


def _on_grid(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections; of several on one beat the last."""
    return tuple({section.start: section for section in sections}.values())


def _named_chords(score: Score, marked: MarkedMusic, beats: float) -> tuple[tuple[Change, ...], str]:
    """Chords from texts, else from the chord events of Yamaha instruments."""
    if marked.changes:
        return marked.changes, marked.source
    events = [(beat, chord) for beat, chord in score.chords if beat < beats]
    return (as_changes(events), "chord events") if events else ((), "")


def _sounding_chords(score: Score, melody: Player, chart: Chart) -> tuple[tuple[Change, ...], str]:
    """Chords detected in the notes of the band, or below the melody if it plays alone."""
    band = [player for player in score.players if player is not melody and not player.is_drums]
    if not any(player.notes for player in band):
        band = [replace(melody, notes=tuple(top_line(melody.notes)[1]))]
    changes = chords_from_notes(band, chart.bar_starts(), chart.beats)
    names = [name for name, _ in Counter(player.name for player in band).most_common(3)]
    return changes, f"the notes of {' and '.join(names)}" if changes else ""


def _end(score: Score, notes: Sequence[Note]) -> float:
    """The end of the music: its last note or chord name, or the end of the tracks soon after."""
    last = max(note.end for player in score.players for note in player.notes)
    named = [word.start for word in score.words] + [beat for beat, _ in score.chords]
    last_name = max((start for start in named if start <= MOST_BEATS), default=0.0)
    return max(last, notes[-1].end, min(score.closing, max(last, last_name) + LONGEST_TAIL))


def _tempo(tempos: Sequence[tuple[float, float]], notes: Sequence[Note]) -> tuple[float, list[str]]:
    """The mean tempo from the first note to the last, in quarter notes a minute, and remarks."""
    if not tempos:
        return DEFAULT_TEMPO, [f"no tempo is given: {DEFAULT_TEMPO:.0f} beats a minute assumed"]
    start, end = notes[0].start, max(note.end for note in notes)
    signs = [(beat, tempo) for beat, tempo in tempos if beat < end] or [(0.0, DEFAULT_TEMPO)]
    if signs[0][0] > 0:
        signs.insert(0, (0.0, DEFAULT_TEMPO if signs[0][0] > start else signs[0][1]))
    minutes = 0.0
    for (beat, tempo), (following, _) in zip(signs, [*signs[1:], (end, 0.0)], strict=True):
        minutes += max(0.0, min(following, end) - max(beat, start)) / tempo
    average = round((end - start) / minutes, 2) if minutes else DEFAULT_TEMPO
    if PLAYABLE_TEMPOS[0] <= average <= PLAYABLE_TEMPOS[1]:
        return average, []
    return DEFAULT_TEMPO, [f"a tempo of {average:g} is not playable: {DEFAULT_TEMPO:g} assumed"]
