"""The arrangement: count-in, intro, the solo with its rhythm section, and the ending."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band import mix
from jazzlstm.band.bass import play_bass
from jazzlstm.band.breathing import add_breaths
from jazzlstm.band.comping import CompingStyle, final_chord, play_comping
from jazzlstm.band.drums import count_in, final_hit, play_drums
from jazzlstm.band.expression import express, into_range
from jazzlstm.band.form import FormBar, add_energy, lay_out
from jazzlstm.band.grooves import GROOVES
from jazzlstm.band.inflection import inflect
from jazzlstm.band.intro import with_lead_in
from jazzlstm.band.playing_styles import playing_style
from jazzlstm.band.swing import band_time, solo_time
from jazzlstm.band.timefeel import SHORTEST, TimeFeel, apply_time_feel
from jazzlstm.band.vibrato import vibrato
from jazzlstm.errors import SettingsError
from jazzlstm.music import Arrangement, Note, Part
from jazzlstm.theory.feels import Feel, find_feel
from jazzlstm.theory.instruments import INSTRUMENTS, find_instrument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chart, Chord, Solo
    from jazzlstm.theory.instruments import Instrument

SOLOIST = 0
BASS = 1
DRUMS = 2
COMPING = 3
INFLECTION = 4
"""Streams of random numbers, one a part: a change of one part leaves the others as they were."""
DEFAULT_INSTRUMENT = "ts"
DEFAULT_COMPING = "piano"
COMPING_INSTRUMENTS = {"": 0, "piano": 0, "guitar": 26, "vibes": 11, "none": 0}
"""General MIDI program by name; "" is the default."""
MOST_COUNT_IN_BARS = 8
MOST_INTRO_BARS = 64
RING_SECONDS = 2.0
"""Length of the final chord, a bar at most."""
BASS_RING_VELOCITY = 90
BASS_RING_PITCHES = range(28, 46)
"""E1 to A2: the last root lies here, nearest to the note before."""
BASS_RING_NEAR = 36
"""C2: the last root is near it where the bass has no note before."""
SAME_STRUM = 0.1
"""Beats within which notes belong to one strummed chord."""
ENDING_MARGIN = 0.01
"""Beats before the ending in which no note begins."""


@dataclass(frozen=True, slots=True)
class BandOptions:
    """Players beside the soloist; count-in, intro and ending."""

    instrument: str = ""
    """The soloist's instrument, by short or full name; "" for the solo's own."""
    comping: str = "piano"
    """A key of ``COMPING_INSTRUMENTS``."""
    swing: float = 0.0
    """Position of the off-beat, 0.5 (straight) to 0.75; 0 takes it from feel and tempo."""
    bass: bool = True
    drums: bool = True
    count_in: int = 0
    """Bars of clicks."""
    intro: int = 0
    """Bars that the band plays alone, the last of the form."""
    ending: bool = True
    """True for one more chord on the beat after the last, held."""
    as_written: bool = False
    """True for straight beats and written lengths, as notation programs need them."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The form, feel and timing that all parts share."""

    bars: tuple[FormBar, ...]
    """Bars in which the band plays."""
    count_in_bars: tuple[FormBar, ...]
    chart: Chart
    feel: Feel
    tempo: float
    seed: int
    end: float
    """The beat on which the solo ends."""
    as_written: bool
    swing: float

    def rng(self, stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed % 2**64, stream])

    @property
    def band_time(self) -> TimeFeel:
        return band_time(self.feel, self.tempo, self.swing)

    def in_time(self, notes: Sequence[Note], time: TimeFeel, rng: np.random.Generator) -> tuple[Note, ...]:
        """The notes with their time feel, or in straight beats if ``as_written``."""
        if self.as_written:
            return tuple(sorted(notes))
        return apply_time_feel(notes, (*self.count_in_bars, *self.bars), time, self.tempo, rng)


def arrange(
    solo: Solo,
    *,
    beats: float,
    feel: str = "swing",
    seed: int = 0,
    band: bool = True,
    options: BandOptions | None = None,
) -> Arrangement:
    """The solo with expression and time feel, and a rhythm section under it.

    Args:
        solo: notes in straight beats; those after ``beats`` are omitted.
        beats: the length of the solo without the ending.
        feel: a key of ``FEELS``.
        seed: the same seed gives the same notes.
        band: False for the solo alone, without count-in, intro and ending.
        options: players, count-in, intro and ending.

    Raises:
        SettingsError: an unknown feel or instrument, or a length that isn't above 0.
    """
    options = _checked(beats, options or BandOptions(), band)
    plan, lead_in = _plan(solo, beats, find_feel(feel), seed, options)
    written = _written(solo.notes, beats, lead_in)
    ring = _ring_beats(plan) if options.ending else 0.0
    parts = [_solo_part(plan, written, _soloist(solo, options))]
    if band:
        parts += _band_parts(plan, written, options, ring)
    return Arrangement(
        tuple(parts),
        plan.chart,
        solo.tempo,
        plan.end + ring,
        title=solo.title or plan.chart.title,
        lead_in=lead_in,
        counted=options.count_in * solo.chart.metre.bar_beats,
    )


def _plan(solo: Solo, beats: float, feel: Feel, seed: int, options: BandOptions) -> tuple[_Plan, float]:
    """The plan of the performance, and the beats before the solo."""
    lead_in, chart = with_lead_in(solo.chart, beats, options.count_in, options.intro)
    bars = add_energy(lay_out(chart, lead_in + beats), lead_in, solo.chart.beats)
    plan = _Plan(
        bars=bars[options.count_in :],
        count_in_bars=bars[: options.count_in],
        chart=chart,
        feel=feel,
        tempo=solo.tempo,
        seed=seed,
        end=lead_in + beats,
        as_written=options.as_written,
        swing=options.swing,
    )
    return plan, lead_in


def split_stems(arrangement: Arrangement) -> tuple[Arrangement, Arrangement]:
    """The soloist alone and the band alone, of equal length."""
    solo, *band = arrangement.parts
    return replace(arrangement, parts=(solo,)), replace(arrangement, parts=tuple(band))


def _checked(beats: float, options: BandOptions, band: bool) -> BandOptions:
    """The options; without a band also without count-in, intro and ending."""
    if not (math.isfinite(beats) and beats > 0):
        raise SettingsError(f"the solo has {beats} beats: choose more than 0", field="beats")
    if options.comping not in COMPING_INSTRUMENTS:
        raise SettingsError(
            f"there is no comping instrument {options.comping!r}: "
            f"choose one of {', '.join(filter(None, COMPING_INSTRUMENTS))}",
            field="comping",
        )
    if not 0 <= options.count_in <= MOST_COUNT_IN_BARS:
        raise SettingsError(
            f"the count-in has {options.count_in} bars: choose from 0 to {MOST_COUNT_IN_BARS}",
            field="count_in",
        )
    if not 0 <= options.intro <= MOST_INTRO_BARS:
        raise SettingsError(
            f"the intro has {options.intro} bars: choose from 0 to {MOST_INTRO_BARS}", field="intro"
        )
    return options if band else replace(options, count_in=0, intro=0, ending=False)


def _soloist(solo: Solo, options: BandOptions) -> Instrument:
    if options.instrument:
        return find_instrument(options.instrument)
    return INSTRUMENTS.get(solo.instrument, INSTRUMENTS[DEFAULT_INSTRUMENT])


def _written(notes: Sequence[Note], beats: float, shift: float) -> tuple[Note, ...]:
    """The notes of the solo up to ``beats``, moved after the intro."""
    return tuple(
        replace(note, start=note.start + shift, duration=min(note.duration, beats - note.start))
        for note in notes
        if 0 <= note.start < beats
    )


def _solo_part(plan: _Plan, written: Sequence[Note], instrument: Instrument) -> Part:
    rng = plan.rng(SOLOIST)
    solo_feel = solo_time(plan.feel, plan.tempo, plan.swing)
    part = Part(
        f"Solo ({instrument.name})",
        (),
        instrument.program,
        volume=playing_style(instrument).volume,
        pan=mix.SOLO_PAN,
    )
    if plan.as_written:
        notes = plan.in_time(into_range(written, instrument), solo_feel, rng)
        return replace(part, notes=_one_voice(notes, plan.end))
    played = plan.in_time(express(written, plan.bars, instrument, rng), solo_feel, rng)
    notes = add_breaths(_one_voice(played, plan.end), instrument, plan.tempo)
    inflections = inflect(notes, written, instrument, plan.tempo, plan.rng(INFLECTION))
    wheel = vibrato(notes, instrument, plan.tempo, inflections.fallen)
    return replace(part, notes=notes, controls=(*wheel, *inflections.swells), bends=inflections.bends)


def _one_voice(notes: Sequence[Note], end: float) -> tuple[Note, ...]:
    """The notes without overlaps, none after ``end``."""
    voice: list[Note] = []
    until = end
    for note in reversed(notes):
        start = min(note.start, until - SHORTEST)
        voice.append(replace(note, start=start, duration=min(note.duration, until - start)))
        until = start
    return tuple(reversed(voice))


def _band_parts(plan: _Plan, solo: Sequence[Note], options: BandOptions, ring: float) -> list[Part]:
    parts = []
    if options.bass:
        parts.append(_bass_part(plan, ring))
    if options.drums:
        parts.append(_drum_part(plan, solo, ring))
    if options.comping != "none":
        parts.append(_comping_part(plan, solo, options.comping or DEFAULT_COMPING, ring))
    return parts


def _bass_part(plan: _Plan, ring: float) -> Part:
    rng = plan.rng(BASS)
    line = play_bass(plan.bars, plan.feel.bass, rng)
    written = mix.with_energy(line, plan.bars, mix.tempo_dynamics(plan.tempo))
    played = _until(plan.in_time(written, plan.band_time, rng), plan.end)
    chord = _last_chord(plan)
    if ring and not chord.is_silent:
        near = written[-1].pitch if written else BASS_RING_NEAR
        roots = [pitch for pitch in BASS_RING_PITCHES if pitch % 12 == chord.bass]
        root = min(roots, key=lambda pitch: abs(pitch - near))
        played = (*played, Note(plan.end, ring, root, BASS_RING_VELOCITY))
    volume = mix.BASS_VOLUMES.get(plan.feel.bass, mix.BASS_VOLUME)
    return Part("Bass", played, plan.feel.bass_program, volume=volume, pan=mix.BASS_PAN)


def _drum_part(plan: _Plan, solo: Sequence[Note], ring: float) -> Part:
    rng = plan.rng(DRUMS)
    style = plan.feel.drums
    strokes = play_drums(plan.bars, style, plan.tempo, solo, rng)
    written = (
        *count_in(plan.count_in_bars),
        *mix.with_energy(strokes, plan.bars, mix.tempo_dynamics(plan.tempo)),
    )
    played = _until(plan.in_time(written, plan.band_time, rng), plan.end)
    if ring:
        played = (*played, *final_hit(plan.end, style, rng))
    return Part("Drums", played, GROOVES[style].kit, is_drums=True, volume=mix.DRUM_VOLUME, pan=mix.DRUM_PAN)


def _comping_part(plan: _Plan, solo: Sequence[Note], instrument: str, ring: float) -> Part:
    rng = plan.rng(COMPING)
    style = _comping_style(plan.feel, instrument)
    written = mix.with_energy(play_comping(plan.bars, style, solo, rng), plan.bars)
    played = _until(plan.in_time(written, plan.band_time, rng), plan.end)
    if ring:
        last = tuple(sorted(note.pitch for note in written if note.start > written[-1].start - SAME_STRUM))
        played = (*played, *final_chord(plan.end, _last_chord(plan), ring, style, last))
    program = plan.feel.keyboard_program if instrument == "piano" else COMPING_INSTRUMENTS[instrument]
    volume = mix.COMPING_VOLUMES[program]
    return Part(instrument.capitalize(), played, program, volume=volume, pan=mix.COMPING_PAN)


def _comping_style(feel: Feel, instrument: str) -> CompingStyle:
    """The comping style of an instrument: over a walking bass a guitar plays four to the bar."""
    if instrument == "guitar" and feel.bass == "four":
        return CompingStyle("four-to-the-bar", "shells", strums=True)
    return CompingStyle(feel.comping, instrument, strums=instrument == "guitar")


def _last_chord(plan: _Plan) -> Chord:
    """The chord of the ending: the next of the chart or, under "N.C.", the last that sounded."""
    chord = plan.chart.chord_at(plan.end)
    return plan.bars[-1].spans[-1].chord if chord.is_silent else chord


def _ring_beats(plan: _Plan) -> float:
    bar = plan.chart.metre.bar_beats
    return min(bar, max(1.0, RING_SECONDS * plan.tempo / 60))


def _until(notes: Sequence[Note], end: float) -> tuple[Note, ...]:
    """The notes before ``end``, none longer."""
    return tuple(
        replace(note, duration=min(note.duration, end - note.start))
        for note in notes
        if note.start < end - ENDING_MARGIN
    )
