"""Standard MIDI Files: ``read_midi`` finds the solo in one, ``write_midi`` makes one.

Reading goes through five questions, each answered by a file of its own: what
does the file say (``midi_score``), where are the bars (``metres``), who plays
the solo (``melody``), what would be written for what was played
(``quantising``, and ``drifting`` where the beat was lost), and over which
chords (``chord_words`` if the file names them, ``accompaniment`` if only the
band sounds them).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.chord_markers import chords_from_words, sections_from_words
from jazzlstm.formats.melody_track import find_melody, top_line
from jazzlstm.formats.midi.chord_detection import chords_from_notes
from jazzlstm.formats.midi.phrase_alignment import align_phrases
from jazzlstm.formats.midi.quantising import follows_beats, quantise, straighten
from jazzlstm.formats.midi.score import Player, Score, Word, read_score
from jazzlstm.formats.midi.time_signatures import lay_out_metres, whole_bars
from jazzlstm.formats.result import DEFAULT_TEMPO, MOST_BEATS, PLAYABLE_TEMPOS, ReadSolo, TrackChoice
from jazzlstm.music import NO_CHORD, Change, Chart, MetreChange, Note, Solo

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TAIL = 64.0
"""Beats of silence at the end of a file that are still taken for part of its form."""


def read_midi(data: bytes, name: str, *, melody_track: int | None = None) -> ReadSolo:
    """The solo in a MIDI file, on the grid, over the chords that the file names or its band plays.

    ``name`` is the file name, for the report. ``melody_track`` is the number of the melody
    track in the report; None chooses the likeliest.

    Raises:
        MusicFileError: not MIDI, damaged, too large, or without a melody.
    """
    try:
        return _find_solo(read_score(data), name, melody_track)
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}", code=exc.code) from exc.__cause__


def find_solo(score: Score, name: str, *, melody_track: int | None = None) -> ReadSolo:
    """The solo in a MIDI file that ``read_score`` has parsed; arguments and errors as for ``read_midi``."""
    try:
        return _find_solo(score, name, melody_track)
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}", code=exc.code) from exc.__cause__


def list_tracks(score: Score) -> tuple[TrackChoice, ...]:
    """The tracks that can be chosen as the melody."""
    return tuple(
        TrackChoice(player.number, str(player), len(player.notes))
        for player in score.players
        if player.notes and not player.is_drums
    )


def _find_solo(score: Score, name: str, melody_track: int | None) -> ReadSolo:
    tracks = list_tracks(score)
    metres, lead = lay_out_metres(score.metres)
    score = _later(score, lead)
    melody, remarks = find_melody(score.players, melody_track)
    notes, changed = _written_line(melody)
    chart, chords_from = _chart(score, melody, metres, notes)
    tempo, odd = _tempo(score.tempos, notes)
    solo = Solo(
        notes=tuple(notes),
        chart=replace(chart, title=score.title),
        tempo=tempo,
        title=score.title or PurePath(name).stem,
        source=name,
    )
    return ReadSolo(solo, str(melody), chords_from, (*remarks, *changed, *odd), tracks)


def _later(score: Score, lead: float) -> Score:
    """The score with everything ``lead`` beats later, to fill up a pick-up bar."""
    if not lead:
        return score
    return replace(
        score,
        players=tuple(
            replace(player, notes=tuple(replace(note, start=note.start + lead) for note in player.notes))
            for player in score.players
        ),
        words=[Word(word.start + lead, word.kind, word.text) for word in score.words],
        tempos=[(beat + lead, tempo) for beat, tempo in score.tempos],
        closing=score.closing + lead,
    )


def _written_line(melody: Player) -> tuple[list[Note], list[str]]:
    """The melody as it would be written, and what was done to it."""
    line, beneath = top_line(melody.notes)
    remarks = []
    if beneath:
        remarks.append(
            f"{len(beneath)} of {len(melody.notes)} notes lay under the top line and were left out"
        )
    straight, late = straighten(line)
    if late != 0.5:
        remarks.append(f"swing taken out (off-beats at {late:.2f} of the beat)")
    if not follows_beats(straight):
        straight = align_phrases(straight)
        remarks.append(
            "the notes do not follow the file's beats: phrases were moved by up to half a beat onto "
            "eighths, and bars are only a count; record to a click, or export from notation"
        )
    notes = quantise(straight)
    if len(notes) < len(line):
        remarks.append(f"{len(line) - len(notes)} notes too close to another were left out")
    return notes, remarks


def _chart(
    score: Score, melody: Player, metres: tuple[MetreChange, ...], notes: Sequence[Note]
) -> tuple[Chart, str]:
    """Chords over the bars of the file, and where they come from."""
    beats = whole_bars(metres, _end(score, notes))
    empty = Chart(
        (Change(0.0, NO_CHORD),),
        beats,
        metres=tuple(change for change in metres if change.start < beats),
        sections=tuple(section for section in sections_from_words(score.words) if section.start < beats),
        key=score.key,
    )
    changes, source = chords_from_words([word for word in score.words if word.start < beats])
    if not changes:
        changes, source = _sounding_chords(score, melody, empty)
    return replace(empty, changes=changes) if changes else empty, source or "nowhere"


def _sounding_chords(score: Score, melody: Player, chart: Chart) -> tuple[tuple[Change, ...], str]:
    """Chords named from the band, or from what lies under the melody if it plays alone."""
    band = [player for player in score.players if player is not melody and not player.is_drums]
    if not any(player.notes for player in band):
        band = [replace(melody, notes=tuple(top_line(melody.notes)[1]))]
    changes = chords_from_notes(band, chart.bar_starts(), chart.beats)
    names = [name for name, _ in Counter(player.name for player in band).most_common(3)]
    return changes, f"the notes of {' and '.join(names)}" if changes else ""


def _end(score: Score, notes: Sequence[Note]) -> float:
    """Where the music ends: with its last note or chord name, or with the tracks if they close soon after."""
    last = max(note.end for player in score.players for note in player.notes)
    named = max((word.start for word in score.words if word.start <= MOST_BEATS), default=0.0)
    return max(last, notes[-1].end, min(score.closing, max(last, named) + LONGEST_TAIL))


def _tempo(tempos: Sequence[tuple[float, float]], notes: Sequence[Note]) -> tuple[float, list[str]]:
    """The average tempo from the first note to the last, in quarters a minute."""
    start, end = notes[0].start, notes[-1].end
    signs = [(beat, tempo) for beat, tempo in tempos if beat < end] or [(0.0, DEFAULT_TEMPO)]
    if signs[0][0] > 0:
        signs.insert(0, (0.0, DEFAULT_TEMPO if signs[0][0] > start else signs[0][1]))
    minutes = 0.0
    for (beat, tempo), (following, _) in zip(signs, [*signs[1:], (end, 0.0)], strict=True):
        minutes += max(0.0, min(following, end) - max(beat, start)) / tempo
    average = round((end - start) / minutes, 2) if minutes else DEFAULT_TEMPO
    if PLAYABLE_TEMPOS[0] <= average <= PLAYABLE_TEMPOS[1]:
        return average, []
    return DEFAULT_TEMPO, [f"a tempo of {average:g} is nobody's; {DEFAULT_TEMPO:g} is taken instead"]
