"""Putting it together: count-in, intro, the solo with its band, and an ending."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band import mix
from jazzlstm.band.bass import play_bass
from jazzlstm.band.breathing import breathe
from jazzlstm.band.comping import Comper, final_chord, play_comping
from jazzlstm.band.drums import count_in, final_hit, play_drums
from jazzlstm.band.expression import express, into_range
from jazzlstm.band.feels import Feel, band_time, find_feel, solo_time
from jazzlstm.band.form import FormBar, build, lay_out
from jazzlstm.band.grooves import GROOVES
from jazzlstm.band.inflection import Inflections, inflect
from jazzlstm.band.intro import with_lead_in
from jazzlstm.band.timefeel import SHORTEST, TimeFeel, play
from jazzlstm.band.vibrato import vibrato
from jazzlstm.errors import SettingsError
from jazzlstm.music import Arrangement, Note, Part
from jazzlstm.theory.instruments import INSTRUMENTS, find_instrument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chart, Chord, Solo
    from jazzlstm.theory.instruments import Instrument

BASS_NAME = "Bass"
SOLOIST, BASS, DRUMS, COMPING, INFLECTION = range(5)
"""Each player's own source of chance, beside the seed."""
USUAL_INSTRUMENT = "ts"
RING_SECONDS = 2.0
"""How long the last chord is held, at the most; never longer than a bar."""
USUAL_COMPER = "piano"
COMPERS = {"": 0, "piano": 0, "guitar": 26, "vibes": 11, "none": 0}
"""Who can comp, and the General MIDI program; "" is the usual one."""


@dataclass(frozen=True, slots=True)
class BandOptions:
    """Who plays besides the soloist, and what comes before and after the solo."""

    instrument: str = ""
    """The soloist's, by short or full name; "" for the solo's own."""
    comping: str = "piano"
    """A key of ``COMPERS``; "" for the piano."""
    swing: float = 0.0
    """Where the off-beat falls, 0.5 (straight) to 0.75; 0 as the feel and the tempo have it."""
    bass: bool = True
    drums: bool = True
    count_in: int = 0
    """Bars counted on the sticks."""
    intro: int = 0
    """Bars that the band plays alone, the last of the form."""
    ending: bool = True
    """One chord more, on the beat after the last, left to ring."""
    as_written: bool = False
    """Straight, on the grid, every note its full length: for notation programs, not for ears."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """What all players share."""

    bars: tuple[FormBar, ...]
    """Those in which the band plays."""
    counted: tuple[FormBar, ...]
    chart: Chart
    feel: Feel
    tempo: float
    seed: int
    end: float
    as_written: bool
    swing: float

    def chance(self, player: int) -> np.random.Generator:
        return np.random.default_rng([self.seed % 2**64, player])

    @property
    def band_time(self) -> TimeFeel:
        return band_time(self.feel, self.tempo, self.swing)

    def in_time(self, notes: Sequence[Note], time: TimeFeel, rng: np.random.Generator) -> tuple[Note, ...]:
        if self.as_written:
            return tuple(sorted(notes))
        return play(notes, (*self.counted, *self.bars), time, self.tempo, rng)


def arrange(
    solo: Solo,
    *,
    beats: float,
    feel: str = "swing",
    seed: int = 0,
    band: bool = True,
    options: BandOptions | None = None,
) -> Arrangement:
    """The solo as a musician would play it, and a band that plays with it.

    Args:
        solo: notes in straight beats; they go up to ``beats`` and no further.
        beats: how long the solo lasts; the ending comes on top.
        feel: a key of ``FEELS``.
        seed: the same seed gives the same notes.
        band: without it, the solo alone.
        options: who plays, count-in, intro and ending.

    Raises:
        SettingsError: no such feel or player, or a length that isn't above 0.
    """
    options = options or BandOptions()
    _check(beats, options)
    if not band:
        options = replace(options, count_in=0, intro=0, ending=False)
    stage, lead_in = _set_stage(solo, beats, find_feel(feel), seed, options)
    player = _soloist(solo, options)
    written = _cut(solo.notes, beats, lead_in)
    parts = [_solo_part(stage, written, player)]
    ring = 0.0
    if band:
        ring = _ring(stage) if options.ending else 0.0
        parts += _band(stage, written, options, ring)
    return Arrangement(
        tuple(parts),
        stage.chart,
        solo.tempo,
        stage.end + ring,
        title=solo.title or stage.chart.title,
        lead_in=lead_in,
        counted=options.count_in * solo.chart.metre.bar_beats,
    )


def _set_stage(solo: Solo, beats: float, feel: Feel, seed: int, options: BandOptions) -> tuple[_Stage, float]:
    """What all of them play to, and the beats before bar one."""
    lead_in, chart = with_lead_in(solo.chart, beats, options.count_in, options.intro)
    bars = build(lay_out(chart, lead_in + beats), lead_in, solo.chart.beats)
    stage = _Stage(
        bars[options.count_in :],
        bars[: options.count_in],
        chart,
        feel,
        solo.tempo,
        seed,
        lead_in + beats,
        options.as_written,
        options.swing,
    )
    return stage, lead_in


def split_stems(arrangement: Arrangement) -> tuple[Arrangement, Arrangement]:
    """The soloist alone and the band alone, of equal length and in step."""
    solo, *band = arrangement.parts
    return replace(arrangement, parts=(solo,)), replace(arrangement, parts=tuple(band))


def _check(beats: float, options: BandOptions) -> None:
    if not (math.isfinite(beats) and beats > 0):
        raise SettingsError(f"a solo of {beats} beats cannot be played: ask for more than 0", field="beats")
    if options.comping not in COMPERS:
        raise SettingsError(
            f"nobody comps on {options.comping!r}: choose one of {', '.join(filter(None, COMPERS))}",
            field="comping",
        )
    if not (0 <= options.count_in <= 8 and 0 <= options.intro <= 64):
        raise SettingsError("count-in goes from 0 to 8 bars, the intro from 0 to 64", field="intro")


def _soloist(solo: Solo, options: BandOptions) -> Instrument:
    if options.instrument:
        return find_instrument(options.instrument)
    return INSTRUMENTS.get(solo.instrument, INSTRUMENTS[USUAL_INSTRUMENT])


def _cut(notes: Sequence[Note], beats: float, shift: float) -> tuple[Note, ...]:
    """What of the solo lies within ``beats``, moved behind the intro."""
    return tuple(
        replace(note, start=note.start + shift, duration=min(note.duration, beats - note.start))
        for note in notes
        if 0 <= note.start < beats
    )


def _solo_part(stage: _Stage, written: Sequence[Note], player: Instrument) -> Part:
    rng = stage.chance(SOLOIST)
    expressed = into_range(written, player) if stage.as_written else express(written, stage.bars, player, rng)
    played = stage.in_time(expressed, solo_time(stage.feel, stage.tempo, stage.swing), rng)
    voice = _one_voice(played, stage.end)
    if not stage.as_written:
        voice = breathe(voice, player, stage.tempo)
    turns = Inflections()
    if not stage.as_written:
        turns = inflect(voice, written, player, stage.tempo, stage.chance(INFLECTION))
    return Part(
        f"Solo ({player.name})",
        voice,
        player.program,
        volume=mix.SOLO_VOLUMES[player.short],
        pan=mix.SOLO_PAN,
        controls=()
        if stage.as_written
        else (*vibrato(voice, player, stage.tempo, turns.fallen), *turns.swells),
        bends=turns.bends,
    )


def _one_voice(notes: Sequence[Note], end: float) -> tuple[Note, ...]:
    """Notes that end where the next begins, and with the music."""
    voice: list[Note] = []
    until = end
    for note in reversed(notes):
        start = min(note.start, until - SHORTEST)
        voice.append(replace(note, start=start, duration=min(note.duration, until - start)))
        until = start
    return tuple(reversed(voice))


def _band(stage: _Stage, solo: Sequence[Note], options: BandOptions, ring: float) -> list[Part]:
    parts = []
    if options.bass:
        parts.append(_bass_part(stage, ring))
    if options.drums:
        parts.append(_drum_part(stage, solo, ring))
    if options.comping != "none":
        parts.append(_comping_part(stage, solo, options.comping or USUAL_COMPER, ring))
    return parts


def _bass_part(stage: _Stage, ring: float) -> Part:
    rng = stage.chance(BASS)
    written = mix.with_energy(play_bass(stage.bars, stage.feel.bass, rng), stage.bars, mix.touch(stage.tempo))
    played = _until(stage.in_time(written, stage.band_time, rng), stage.end)
    last = _last_chord(stage)
    if ring and not last.is_silent:
        near = written[-1].pitch if written else 36
        roots = [pitch for pitch in range(28, 46) if pitch % 12 == last.bass]
        root = min(roots, key=lambda pitch: abs(pitch - near))
        played = (*played, Note(stage.end, ring, root, 90))
    program = mix.FINGERED if stage.feel.name == "funk" else mix.UPRIGHT
    volume = mix.BASS_VOLUMES.get(stage.feel.bass, mix.BASS_VOLUME)
    return Part(BASS_NAME, played, program, volume=volume, pan=mix.BASS_PAN)


def _drum_part(stage: _Stage, solo: Sequence[Note], ring: float) -> Part:
    rng = stage.chance(DRUMS)
    style = stage.feel.drums
    kept = play_drums(stage.bars, style, stage.tempo, solo, rng)
    written = (*count_in(stage.counted), *mix.with_energy(kept, stage.bars, mix.touch(stage.tempo)))
    played = _until(stage.in_time(written, stage.band_time, rng), stage.end)
    if ring:
        played = (*played, *final_hit(stage.end, style, rng))
    return Part("Drums", played, GROOVES[style].kit, is_drums=True, volume=mix.DRUM_VOLUME, pan=mix.DRUM_PAN)


def _comping_part(stage: _Stage, solo: Sequence[Note], instrument: str, ring: float) -> Part:
    rng = stage.chance(COMPING)
    comper = _comper(stage.feel, instrument)
    written = mix.with_energy(play_comping(stage.bars, comper, solo, rng), stage.bars)
    played = _until(stage.in_time(written, stage.band_time, rng), stage.end)
    if ring:
        before = tuple(sorted(note.pitch for note in written if note.start > written[-1].start - 0.1))
        played = (*played, *final_chord(stage.end, _last_chord(stage), ring, comper, before))
    program = stage.feel.piano if instrument == "piano" else COMPERS[instrument]
    volume = mix.COMPING_VOLUMES[program]
    return Part(instrument.capitalize(), played, program, volume=volume, pan=mix.COMPING_PAN)


def _comper(feel: Feel, instrument: str) -> Comper:
    """Who comps: a guitar in swing plays four to the bar."""
    if instrument == "guitar" and feel.bass == "four":
        return Comper("four-to-the-bar", "shells", strums=True)
    return Comper(feel.comping, instrument, strums=instrument == "guitar")


def _last_chord(stage: _Stage) -> Chord:
    """What the ending sounds: the chord that would come next, or the one that was there if none does."""
    chord = stage.chart.chord_at(stage.end)
    return stage.bars[-1].spans[-1].chord if chord.is_silent else chord


def _ring(stage: _Stage) -> float:
    bar = stage.chart.metre.bar_beats
    return min(bar, max(1.0, RING_SECONDS * stage.tempo / 60))


def _until(notes: Sequence[Note], end: float) -> tuple[Note, ...]:
    """Notes that stop for the ending."""
    return tuple(
        replace(note, duration=min(note.duration, end - note.start))
        for note in notes
        if note.start < end - 0.01
    )
