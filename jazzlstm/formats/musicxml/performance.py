"""Written bars to played bars, end to end, and note heads to notes.

Beat 0 is a downbeat: a pick-up becomes a full bar that begins with rest. A short last bar
is filled up with rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.melody_track import top_line
from jazzlstm.formats.musicxml.bars import Head, WrittenMeasure
from jazzlstm.formats.musicxml.file import EXPORT, SMALLER
from jazzlstm.formats.result import MOST_BEATS, MOST_NOTES
from jazzlstm.music import NO_CHORD, TICKS_PER_BEAT, Chord, MetreChange, Note, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

NEAR = 1e-3
"""Beats; a smaller difference is rounding."""


@dataclass(slots=True)
class PlayedScore:
    """The music in beats from the first downbeat; ``beats`` is the end of the last bar."""

    heads: list[Head] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    metres: list[MetreChange] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    beats: float = 0.0


def play(bars: Sequence[WrittenMeasure], order: Sequence[int]) -> PlayedScore:
    """The bars in the ``order`` of play (indices into them); short bars are filled up with rest.

    Raises:
        MusicFileError: longer than the limit.
    """
    music = PlayedScore()
    standing = _standing_chords(bars)
    filled = 0.0  # beats played of the bar that starts at music.beats
    irregular = 0
    for place, index in enumerate(order):
        bar, full = bars[index], bars[index].metre.bar_beats
        length = bar.length if bar.length > NEAR else full
        if filled and filled + length > full + NEAR:
            music.beats, filled, irregular = music.beats + full, 0.0, irregular + 1
        if not filled and (not music.metres or music.metres[-1].metre != bar.metre):
            music.metres.append(MetreChange(music.beats, bar.metre))
        if not filled and length < full - NEAR and (place == 0 or index == order[0]):
            filled = full - length
        if place and index != order[place - 1] + 1 and not any(offset < NEAR for offset, _ in bar.chords):
            music.chords.append((music.beats + filled, standing[index]))
        _lay(music, bar, music.beats + filled)
        if len(music.heads) > MOST_NOTES:
            raise MusicFileError(
                f"with its repeats it has more than {MOST_NOTES:,} notes: {SMALLER}", code="too_many_notes"
            )
        filled += length
        if filled > full - NEAR:
            whole = ceil((filled - NEAR) / full)
            irregular += whole > 1
            music.beats, filled = music.beats + whole * full, 0.0
    if filled:
        music.beats += bars[order[-1]].metre.bar_beats
    if music.beats > MOST_BEATS:
        raise MusicFileError(
            f"it lasts {music.beats:,.0f} beats, more than the limit of {MOST_BEATS:,}: shorten the notes"
            f" and rests that are far too long, or {EXPORT}",
            code="too_long",
        )
    if irregular:
        music.remarks.append(f"{irregular} bars are shorter or longer than their metre: filled up with rest")
    return music


def _lay(music: PlayedScore, bar: WrittenMeasure, start: float) -> None:
    music.heads += [
        replace(head, note=replace(head.note, start=start + head.note.start)) for head in bar.heads
    ]
    music.chords += [(start + offset, chord) for offset, chord in bar.chords]
    music.sections += [Section((start if beat else music.beats) + beat, name) for beat, name in bar.sections]


def _standing_chords(bars: Sequence[WrittenMeasure]) -> list[Chord]:
    """The chord at the start of each written bar, from the bars before it."""
    standing = [NO_CHORD]
    for bar in bars:
        standing.append(bar.chords[-1][1] if bar.chords else standing[-1])
    return standing


def join_heads(music: PlayedScore) -> tuple[tuple[Note, ...], list[str]]:
    """The heads as one line of notes on the grid, tied heads joined, and remarks."""
    sounding: dict[int, int] = {}
    notes: list[Note] = []
    for head in sorted(music.heads, key=lambda head: head.note):
        note, before = head.note, sounding.get(head.note.pitch)
        if head.tied_in and before is not None and abs(notes[before].end - note.start) < NEAR:
            notes[before] = replace(notes[before], duration=note.end - notes[before].start)
            continue
        sounding[note.pitch] = len(notes)
        notes.append(note)
    line, beneath = top_line([_snap(note) for note in notes])
    remarks = []
    if beneath:
        remarks.append(f"only the top voice was used ({len(notes) - len(beneath):,} of {len(notes):,} notes)")
    moved = sum(
        abs(note.start * TICKS_PER_BEAT - round(note.start * TICKS_PER_BEAT)) > 0.01 for note in notes
    )
    if moved:
        remarks.append(f"{moved} notes of rare tuplets were moved to the nearest place on the grid")
    return tuple(line), remarks


def _snap(note: Note) -> Note:
    start, end = round(note.start * TICKS_PER_BEAT), round(note.end * TICKS_PER_BEAT)
    return replace(note, start=start / TICKS_PER_BEAT, duration=max(1, end - start) / TICKS_PER_BEAT)
