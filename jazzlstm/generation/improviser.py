"""A chart and settings to takes.

    Settings ─▶ seeds, sampling policy, conditioning ─┐
    Chart ───▶ harmony, tick by tick ─────────────────┴▶ sampler ─▶ events ─▶ notes ─▶ Take

A solo starts from zero states, from a starting note, from a primer (notes that are played first), or
from a prefix (the first events of an earlier take). ``improvise`` makes whole takes; ``open_stream`` and
``takes_of`` make them piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np

from jazzlstm.encoding.events import FIRST_REFERENCE, WIDEST_INTERVAL, Events, decode_events, encode_notes
from jazzlstm.encoding.features import FAR
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.generation.arc import read_arc
from jazzlstm.generation.fixed_events import FixedEvent, FixedEvents
from jazzlstm.generation.goals import Goals, check_range, read_goals
from jazzlstm.generation.kept import read_kept
from jazzlstm.generation.levels import read_level
from jazzlstm.generation.numpy_network import Floats
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.sampler import UNDECIDED, SoloFrame, SoloStream, Trace
from jazzlstm.generation.sampling_policy import ENDING_NATS, SamplingPolicy
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.theme import read_theme
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Chart, Note, Solo, Take
from jazzlstm.theory.instruments import Instrument
from jazzlstm.theory.pitches import parse_note_name

LONGEST_PRIMER_BEATS = 64.0
"""A longer primer would leave little to improvise."""
LOWEST_PITCH = 44
"""MIDI pitch, Ab2: the low end of a solo whose instrument is not given."""
HIGHEST_PITCH = 88
"""MIDI pitch, E6: the high end of a solo whose instrument is not given."""


def improvise(
    network: Network,
    chart: Chart,
    settings: Settings,
    *,
    tempo: float,
    instrument: Instrument | None = None,
    primer: Sequence[Note] = (),
) -> list[Take]:
    """``settings.takes`` solos of ``settings.beats`` beats over ``chart``, which repeats as needed.

    ``instrument`` is the one that sounds: it limits the pitches and names the solo, and the network is
    conditioned on it if it is one of its names. Without it, ``settings.instrument`` has to be one.
    Take k has the seed ``settings.seed + k`` and is the solo that this seed alone gives. A primer or
    a prefix counts among the beats.

    Raises:
        SettingsError: a player, instrument or style that the network was not trained with, a starting note
            out of reach, or a primer that leaves nothing to improvise.
    """
    stream = open_stream(network, chart, settings, tempo=tempo, instrument=instrument, primer=primer)
    trace = stream.advance(ticks_of(settings))
    return takes_of(trace, network, chart, settings, tempo=tempo, instrument=instrument)


def open_stream(
    network: Network,
    chart: Chart,
    settings: Settings,
    *,
    tempo: float,
    instrument: Instrument | None = None,
    primer: Sequence[Note] = (),
    has_end: bool = True,
) -> SoloStream:
    """The solos of ``improvise`` before their first event, to be improvised piece by piece.

    Without ``has_end`` they go on for as long as the stream is advanced.

    Raises:
        SettingsError: as ``improvise``.
    """
    condition = condition_of(network, settings, instrument)
    prefix = _prefix(settings, primer)
    stream = SoloStream(
        network,
        SoloFrame(lay_out_harmony(chart), tempo, ticks_of(settings) if has_end else FAR),
        seeds_of(settings),
        condition=condition,
        policy=policy_of(network, settings, instrument, chart),
    )
    if prefix is not None:
        stream.play_first(prefix)
    return stream


def takes_of(
    trace: Trace,
    network: Network,
    chart: Chart,
    settings: Settings,
    *,
    tempo: float,
    instrument: Instrument | None = None,
) -> list[Take]:
    """The takes that a trace of ``open_stream`` holds; it may be the joined trace of the first pieces."""
    empty = Solo(
        (),
        chart,
        tempo,
        title=chart.title,
        performer=settings.player,
        instrument=_instrument_name(settings, instrument),
        style=settings.style,
        source=f"{network.name}, seed {settings.seed}",
    )
    return [_take(empty, trace, i, seed, settings.beats) for i, seed in enumerate(seeds_of(settings))]


def seeds_of(settings: Settings) -> list[int]:
    """The seed of each take."""
    return [(settings.seed + take) % 2**64 for take in range(settings.takes)]


def ticks_of(settings: Settings) -> int:
    """The tick on which the solo ends."""
    return round(settings.beats * TICKS_PER_BEAT)


def condition_of(network: Network, settings: Settings, instrument: Instrument | None) -> Floats:
    """The row of ``Conditioning.row`` of these settings.

    Raises:
        SettingsError: the network was not trained with a name.
    """
    _check_names(network, replace(settings, instrument="") if instrument else settings)
    name = _instrument_name(settings, instrument)
    return network.conditioning.row(settings.player, name, settings.style, settings.manner)


def _instrument_name(settings: Settings, instrument: Instrument | None) -> str:
    return instrument.short if instrument else settings.instrument


def policy_of(
    network: Network, settings: Settings, instrument: Instrument | None, chart: Chart
) -> SamplingPolicy:
    """The sampling policy of these settings, with the network's logit bias.

    Raises:
        SettingsError: a goal note is outside the solo, or the instrument lacks it.
    """
    lowest = instrument.lowest if instrument else LOWEST_PITCH
    highest = instrument.highest if instrument else HIGHEST_PITCH
    goals = read_goals(settings.goal, chart, settings.beats)
    check_range(goals, lowest, highest)
    return SamplingPolicy(
        temperature=settings.temperature,
        rhythm_temperature=settings.rhythm_temperature,
        top_p=settings.top_p,
        lowest=lowest,
        highest=highest,
        inside=settings.inside,
        logit_bias=network.card.logit_bias,
        ending=ENDING_NATS,
        closing=settings.closing and not settings.theme,  # a theme has an end of its own
        arc=read_arc(settings.arc),
        fixed=_fixed_events(goals, settings),
        level=read_level(settings.level),
        theme=read_theme(settings.theme, settings.nearness, chart, lowest, highest),
        judge=settings.judge,
        restate=settings.restate,
        habits=settings.habits,
    )


def _fixed_events(goals: Goals, settings: Settings) -> FixedEvents | None:
    events = [FixedEvent(tick, pitch) for tick, pitch in goals]
    events += [event for event in read_kept(settings.kept) if event.tick < ticks_of(settings)]
    return FixedEvents.of(events) if events else None


def _take(empty: Solo, trace: Trace, row: int, seed: int, beats: float) -> Take:
    steps = slice(0, int(trace.steps_of[row]))
    notes = decode_events(trace.pitch_values[row, steps], trace.length_values[row, steps])
    within = tuple(
        note if note.end <= beats else replace(note, duration=beats - note.start)
        for note in notes
        if note.start < beats - 0.5 / TICKS_PER_BEAT
    )
    return Take(
        solo=empty.with_notes(within),
        seed=seed,
        onsets=trace.onsets[row, steps] / TICKS_PER_BEAT,
        references=trace.references[row, steps],
        pitch_values=trace.pitch_values[row, steps],
        length_values=trace.length_values[row, steps],
        pitch_probabilities=trace.pitch_probabilities[row, steps],
        length_probabilities=trace.length_probabilities[row, steps],
        weighed_pitches=trace.weighed_pitches[row, steps],
        weighed_lengths=trace.weighed_lengths[row, steps],
    )


def _prefix(settings: Settings, primer: Sequence[Note]) -> Events | None:
    if settings.opening:
        return _kept_events(settings.opening)
    if primer:
        return _primer_events(settings, primer)
    if not settings.start_note:
        return None
    try:
        interval = parse_note_name(settings.start_note) - FIRST_REFERENCE
    except InputError as exc:
        raise SettingsError(f"starting note: {exc}", field="start_note") from exc
    if abs(interval) > WIDEST_INTERVAL:
        raise SettingsError(
            f"starting note {settings.start_note} is out of range: choose from C2 to C6", field="start_note"
        )
    one = np.ones(1, np.int64)
    return Events((interval + WIDEST_INTERVAL) * one, UNDECIDED * one, 0 * one, FIRST_REFERENCE * one)


def _kept_events(text: str) -> Events:
    rows = [
        (pitch_value, UNDECIDED if length_value is None else length_value)
        for pitch_value, length_value in read_prefix(text)
    ]
    pitch_values, length_values = np.array(rows, np.int64).T  # (events,) each
    unused = np.zeros(len(rows), np.int64)  # the sampler reads values only
    return Events(pitch_values, length_values, unused, unused)


def _primer_events(settings: Settings, primer: Sequence[Note]) -> Events:
    events = encode_notes(primer)
    end = max(note.end for note in primer)
    if end > LONGEST_PRIMER_BEATS or end > settings.beats - 1:
        raise SettingsError(
            f"the primer lasts {end:g} beats, too long for a solo of {settings.beats:g}: shorten the primer"
            f" (at most {LONGEST_PRIMER_BEATS:g} beats) or choose more beats",
            field="beats",
        )
    return events


def _check_names(network: Network, settings: Settings) -> None:
    known = {
        "player": network.conditioning.players,
        "instrument": network.conditioning.instruments,
        "style": network.conditioning.styles,
    }
    for field, names in known.items():
        wanted = getattr(settings, field)
        if wanted and names and wanted not in names:
            near = _nearest(wanted, names)
            hint = f"did you mean {near}?" if near else f"choose from {', '.join(names[:8])}, ..."
            raise SettingsError(f"{network.name} has no {field} named {wanted!r}: {hint}", field=field)


def _nearest(wanted: str, names: Sequence[str]) -> str:
    """A name that contains ``wanted``, or a similar one, whatever its case; "" for none."""
    by_letters = {name.lower(): name for name in names}
    within = [letters for letters in by_letters if wanted.lower() in letters]
    near = within or get_close_matches(wanted.lower(), by_letters, 1, 0.4)
    return by_letters[near[0]] if near else ""
