"""The band bar by bar: what it plays in the next bars, from the solo so far.

    plan = plan_band(chart, tempo=140, feel="swing")     what is declared in advance
    state = BandState()                                  at the first bar line
    parts, state = arrange_bars(plan, state, notes, bars=4)

A bar depends on the plan, the state at its bar line, and the notes of the solo up to the
end of the look-ahead: the next bar, or as many as make ``LOOK_AHEAD_BEATS``. What comes
after does not change it, so the parts of some bars and those of the next, put together,
are the parts of all. ``continue_plan`` changes tempo, feel or anything else at a bar line.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from jazzlstm.band import mix
from jazzlstm.band.bass import Bassist, BassState
from jazzlstm.band.comping import BARS_AHEAD_BEATS, Comper, CompingState, CompingStyle, final_chord
from jazzlstm.band.drums import Drummer, DrumState, count_in, final_hit
from jazzlstm.band.form import Form, FormStart
from jazzlstm.band.grooves import GROOVES
from jazzlstm.band.options import COMPING_INSTRUMENTS, DEFAULT_COMPING, BandOptions
from jazzlstm.band.playing_styles import playing_style
from jazzlstm.band.randomness import (
    BASS_TIMING,
    COMPING_TIMING,
    DRUM_STROKES,
    DRUM_TIMING,
    BarRandomness,
)
from jazzlstm.band.soloist import SoloBar, Soloist, SoloState
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.band.swing import band_time, solo_time
from jazzlstm.band.timefeel import apply_time_feel
from jazzlstm.music import BEAT_TOLERANCE, IN_ORDER, Note, Part
from jazzlstm.theory.feels import Feel, find_feel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Chart, Chord

LOOK_AHEAD_BEATS = 2.0
"""The look-ahead is one bar, or as many as make these beats."""
RING_SECONDS = 2.0
"""Length of the final chord, a bar at most."""
BASS_RING_VELOCITY = 90
BASS_RING_PITCHES = range(28, 46)
"""E1 to A2: the last root lies here, nearest to the note before."""
BASS_RING_NEAR = 36
"""C2: the last root is near it where the bass has no note before."""
ENDING_MARGIN = 0.01
"""Beats before the ending in which no note begins."""
SOLOIST_LIFT = 0.08
"""Largest change of the velocities of drums and comping by the soloist's energy: 1.4 dB either way."""
LATEST_BEATS = 4.0
"""Notes of bars that end earlier before the ending do not sound into it."""


@dataclass(frozen=True)
class BandPlan:
    """What is declared in advance: form, feel, tempo, players."""

    form: Form
    feel: Feel
    tempo: float
    """Quarters a minute."""
    seed: int
    options: BandOptions
    instrument: str = ""
    """The soloist's, by short name; the options may have another."""
    band: bool = True
    """False for the solo alone."""

    @cached_property
    def ring(self) -> float:
        """Beats of the final chord."""
        bar = self.form.chart.metre.bar_beats
        return min(bar, max(1.0, RING_SECONDS * self.tempo / 60)) if self.options.ending else 0.0


@dataclass(frozen=True, slots=True)
class BandState:
    """The players at a bar line."""

    bar: int = 0
    """The next bar, counted from the first of the performance."""
    soloist: SoloState = SoloState()
    bass: BassState = BassState()
    drums: DrumState = DrumState()
    comping: CompingState = CompingState()


def plan_band(
    chart: Chart,
    *,
    tempo: float,
    feel: str = "swing",
    beats: float | None = None,
    seed: int = 0,
    options: BandOptions | None = None,
    instrument: str = "",
) -> BandPlan:
    """The plan of a performance.

    Args:
        chart: the form.
        tempo: quarters a minute.
        feel: a key of ``FEELS``.
        beats: the length of the solo; None for an open end.
        seed: the same seed gives the same notes.
        options: players, count-in, intro and ending.
        instrument: the soloist's, by short name.

    Raises:
        SettingsError: an unknown feel, or an option out of its range.
    """
    options = options or BandOptions()
    options.check()
    form = Form(chart, beats, count_in=options.count_in, intro=options.intro)
    return BandPlan(form, find_feel(feel), tempo, seed, options, instrument)


def continue_plan(
    plan: BandPlan,
    state: BandState,
    *,
    chart: Chart | None = None,
    form_bar: int | None = None,
    beats: float | None = None,
    tempo: float = 0.0,
    feel: str = "",
    options: BandOptions | None = None,
) -> BandPlan:
    """The plan from the next bar line on, with changes; what is not given stays as it is.

    Args:
        plan: so far.
        state: at the bar line.
        chart: the new form; in another key, or other changes.
        form_bar: the bar of the form to play next; by default the form goes on where it is.
        beats: the length from this bar line on; None for an open end.
        tempo: quarters a minute.
        feel: a key of ``FEELS``.
        options: players and swing; count-in and intro are not played again.

    Raises:
        SettingsError: an unknown feel, or an option out of its range.
    """
    options = options or plan.options
    options.check()
    place = max(0, plan.form.form_bar(state.bar)) if form_bar is None else form_bar
    start = FormStart(state.bar, plan.form.line(state.bar), place, plan.form.solo_bar(state.bar))
    return replace(
        plan,
        form=Form(chart or plan.form.chart, beats, start=start),
        tempo=tempo or plan.tempo,
        feel=find_feel(feel) if feel else plan.feel,
        options=replace(options, count_in=0, intro=0),
    )


def arrange_bars(
    plan: BandPlan,
    state: BandState,
    notes: Sequence[Note],
    bars: int,
    *,
    heard: Sequence[Note] = (),
    heard_until: float = math.inf,
) -> tuple[tuple[Part, ...], BandState]:
    """The parts of the next bars, and the state after them; fewer bars at the end of the plan.

    Args:
        plan: form, feel, tempo, players.
        state: at the bar line.
        notes: the solo to be played, in straight beats from the first bar of the performance: all
            up to the end of the look-ahead. Earlier ones are the context.
        bars: how many.
        heard: notes that a musician plays, in straight beats; the band answers them as those of a solo.
        heard_until: the beat up to which the musician was heard. If it is within the bar, what the band
            plays from there on answers what was heard; what begins before it is over. Infinite while
            only the network plays.
    """
    players = _Players(plan, notes, heard, heard_until)
    state = players.play(state, int(min(state.bar + bars, plan.form.bars)))
    return players.parts(), state


def final_bars(plan: BandPlan, known: float) -> int:
    """How many bars of the performance no longer change once the solo is known up to a beat."""
    if known >= plan.form.end - BEAT_TOLERANCE:
        return int(plan.form.bars)
    bars = plan.form.start.bar
    while plan.form.from_bar(bars, LOOK_AHEAD_BEATS)[-1].end <= known + BEAT_TOLERANCE:
        bars += 1
    return bars


class _Players:
    """Everybody on the stand, and what they have played."""

    def __init__(
        self, plan: BandPlan, notes: Sequence[Note], heard: Sequence[Note], heard_until: float
    ) -> None:
        randomness = BarRandomness(plan.seed)
        self._plan, self._randomness, self._notes = plan, randomness, notes
        self._activity = SoloistActivity(sorted((*notes, *heard), key=IN_ORDER), heard_until)
        self._level = mix.tempo_dynamics(plan.tempo)
        self._time = None if plan.options.as_written else band_time(plan.feel, plan.tempo, plan.options.swing)
        solo_feel = None if self._time is None else solo_time(plan.feel, plan.tempo, plan.options.swing)
        instrument = plan.options.soloist(plan.instrument)
        self._instrument = instrument
        self._soloist = Soloist(instrument, solo_feel, plan.tempo, plan.form.end, randomness)
        self._bassist = Bassist(plan.feel.bass, randomness, plan.tempo)
        self._drummer = Drummer(plan.feel.drums, plan.tempo, randomness)
        self._comping = plan.options.comping or DEFAULT_COMPING
        self._comping_style = _comping_style(plan.feel, self._comping)
        self._comper = Comper(self._comping_style, randomness, plan.tempo)
        self._solo: list[SoloBar] = []
        self._bass: list[Note] = []
        self._drums: list[Note] = []
        self._chords: list[Note] = []

    def play(self, state: BandState, until: int) -> BandState:
        """Play the bars before number ``until``: the state at their end."""
        form, numbers = self._plan.form, range(state.bar, until)
        bars = [form.from_bar(number, LOOK_AHEAD_BEATS) for number in numbers]
        self._solo, soloist = self._soloist.play(self._notes, bars, state.soloist)
        if self._plan.band:
            for number in numbers:
                state = self._accompany(form.bar(number), state)
        return replace(state, bar=max(until, state.bar), soloist=soloist)

    def _accompany(self, bar: FormBar, state: BandState) -> BandState:
        """Play the rhythm section's bar: the state at its end."""
        if bar.is_count_in:
            self._drums += self._in_time(count_in(bar), bar, DRUM_TIMING)
            return state
        ahead = self._plan.form.from_bar(bar.index, BARS_AHEAD_BEATS)
        bass, bass_state = self._bassist.play(
            bar, ahead[1] if len(ahead) > 1 else None, state.bass, self._level * bar.energy
        )
        lift = bar.energy * (1 + SOLOIST_LIFT * self._activity.energy(bar.end))
        drums, drum_state = self._drummer.play(bar, self._activity, state.drums, self._level * lift)
        chords, comping_state = self._comper.play(ahead, self._activity, state.comping, lift)
        state = BandState(state.bar, state.soloist, bass_state, drum_state, comping_state)
        self._bass += self._in_time(bass, bar, BASS_TIMING)
        self._drums += self._in_time(drums, bar, DRUM_TIMING)
        self._chords += self._in_time(chords, bar, COMPING_TIMING)
        if bar.is_last and self._plan.ring:
            self._end(bar, bass, state)
        return state

    def _in_time(self, notes: list[Note], bar: FormBar, stream: int) -> list[Note]:
        """The notes with their time feel, or in straight beats; none after the ending."""
        if self._time is not None:
            rng = self._randomness.at(bar.solo_bar, stream)
            notes = apply_time_feel(notes, bar, self._time, self._plan.tempo, rng)
        return _until(notes, self._plan.form.end) if bar.end > self._plan.form.end - LATEST_BEATS else notes

    def _end(self, bar: FormBar, bass: Sequence[Note], state: BandState) -> None:
        """Add the last note of everybody."""
        end, ring = bar.end, self._plan.ring
        chord = bar.spans[-1].chord if bar.following.is_silent else bar.following
        if not chord.is_silent:
            self._bass.append(Note(end, ring, _last_root(chord, bass), BASS_RING_VELOCITY))
            self._chords += final_chord(end, chord, ring, self._comping_style, state.comping.voicing)
        rng = self._randomness.at(bar.solo_bar + 1, DRUM_STROKES)
        self._drums += final_hit(end, self._plan.feel.drums, 1.0, rng)

    def parts(self) -> tuple[Part, ...]:
        """What was played, part by part: the soloist, then the band."""
        feel, options = self._plan.feel, self._plan.options
        parts = [self._solo_part()]
        if self._plan.band and options.bass:
            volume = mix.BASS_VOLUMES.get(feel.bass, mix.BASS_VOLUME)
            parts.append(_part("Bass", self._bass, feel.bass_program, volume, mix.BASS_PAN))
        if self._plan.band and options.drums:
            kit = GROOVES[feel.drums].kit
            drums = _part("Drums", self._drums, kit, mix.DRUM_VOLUME, mix.DRUM_PAN)
            parts.append(replace(drums, is_drums=True))
        if self._plan.band and self._comping != "none":
            is_piano = self._comping == "piano"
            program = feel.keyboard_program if is_piano else COMPING_INSTRUMENTS[self._comping]
            volume = mix.COMPING_VOLUMES[program]
            parts.append(_part(self._comping.capitalize(), self._chords, program, volume, mix.COMPING_PAN))
        return tuple(parts)

    def _solo_part(self) -> Part:
        return Part(
            f"Solo ({self._instrument.name})",
            tuple(sorted((note for bar in self._solo for note in bar.notes), key=IN_ORDER)),
            self._instrument.program,
            volume=playing_style(self._instrument).volume,
            pan=mix.SOLO_PAN,
            controls=tuple(control for bar in self._solo for control in bar.controls),
            bends=tuple(bend for bar in self._solo for bend in bar.bends),
        )


def _part(name: str, notes: list[Note], program: int, volume: int, pan: int) -> Part:
    return Part(name, tuple(sorted(notes, key=IN_ORDER)), program, volume=volume, pan=pan)


def _comping_style(feel: Feel, instrument: str) -> CompingStyle:
    """The comping style of an instrument: over a walking bass a guitar plays four to the bar."""
    if instrument == "guitar" and feel.bass == "four":
        return CompingStyle("four-to-the-bar", "shells", strums=True)
    return CompingStyle(
        feel.comping, "piano" if instrument == "none" else instrument, strums=instrument == "guitar"
    )


def _last_root(chord: Chord, bass: Sequence[Note]) -> int:
    """The root of the last note, near the note before it."""
    near = bass[-1].pitch if bass else BASS_RING_NEAR
    roots = [pitch for pitch in BASS_RING_PITCHES if pitch % 12 == chord.bass]
    return min(roots, key=lambda pitch: abs(pitch - near))


def _until(notes: Sequence[Note], end: float) -> list[Note]:
    """The notes before ``end``, none longer."""
    return [
        note if note.end <= end else replace(note, duration=end - note.start)
        for note in notes
        if note.start < end - ENDING_MARGIN
    ]
