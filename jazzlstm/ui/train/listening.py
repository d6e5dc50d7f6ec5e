"""Sound for the page "Train your own": bars of a solo, solos of a network, samples of a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from jazzlstm.audio import encode_mp3, render_sound
from jazzlstm.band import arrange
from jazzlstm.drawing.small_roll import Window
from jazzlstm.drawing.systems import spans_between
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, MetreChange, Solo
from jazzlstm.services import play as play_service


def excerpt(solo: Solo, bars: Sequence[Window]) -> Solo:
    """Some bars of a solo, moved to beat 0, over their chords. ``bars`` are neighbours, at least one."""
    start, end = bars[0][0], bars[-1][1]
    notes = tuple(
        replace(note, start=note.start - start, duration=min(note.duration, end - note.start))
        for note in solo.notes
        if start <= note.start < end
    )
    metres = [MetreChange(beat - start, solo.chart.metre_at(beat)) for beat, _ in bars]
    chart = Chart(
        tuple(
            Change(change.start - start, change.chord) for change, _ in spans_between(solo.chart, start, end)
        ),
        end - start,
        metres=tuple(
            change
            for place, change in enumerate(metres)
            if place == 0 or change.metre != metres[place - 1].metre
        ),
        key=solo.chart.key,
    )
    return replace(solo, notes=notes, chart=chart)


@lru_cache(maxsize=8)  # MP3 files of about 250 kB
def sound_of_solo(solo: Solo) -> bytes:
    """A solo with a band as an MP3 file."""
    return encode_mp3(render_sound(write_midi(arrange(solo, beats=solo.chart.beats))))


@lru_cache(maxsize=8)  # MP3 files of about 250 kB
def sound_of_network(network: Network, settings: Settings) -> bytes:
    """What a network improvises, with its band, as an MP3 file."""
    return sound_of(play_service.play(network, settings)[0].midi())


@lru_cache(maxsize=16)  # MP3 files of about 100 kB
def sound_of(midi: bytes) -> bytes:
    """A MIDI file rendered as MP3."""
    return encode_mp3(render_sound(midi))
