"""What a musician played: the network's probabilities, and figures beside people's.

``reflect`` says how likely each note was, which note was most likely, and how the figures of the solo lie
beside those of people's solos. Whose style is nearest takes longer: ``evaluation/nearest_player.py``.

There is no mark and no score: the least likely note may be the best one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from jazzlstm.encoding.events import REST, WIDEST_INTERVAL
from jazzlstm.encoding.sequences import encode_solo
from jazzlstm.evaluation.likelihood import Forecast, Turn, forecast_encoded
from jazzlstm.evaluation.nearest_player import NearestPlayer, find_nearest_player
from jazzlstm.generation.human_statistics import TRAITS
from jazzlstm.generation.ranking import measure_traits, usual_traits
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo
from jazzlstm.services.own_bars import Line, one_voice

FEWEST_NOTES = 4
"""For the figures."""
LEAST_EXPECTED = 5
"""Notes that are named."""

Shown = Callable[[float], float]


def _percent(share: float) -> float:
    return 100 * share


def _bar_of_four(log_notes_per_beat: float) -> float:
    return 4 * math.exp(log_notes_per_beat)


_SHOWN: dict[str, tuple[str, str, Shown]] = {
    "chord tones": ("chord tones", "%", _percent),
    "log notes a beat": ("notes in four beats", "", _bar_of_four),
    "time in rests": ("time in rests", "%", _percent),
    "steps": ("steps of one or two semitones", "%", _percent),
    "range": ("range", "semitones", float),
    "notes on the beat": ("notes on the beat", "%", _percent),
    "motifs of 3 that come back": ("motifs of three intervals that come back", "%", _percent),
}
"""Traits that are shown: title, unit, and how the number is shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A trait of a solo beside that of people's solos of the same length."""

    title: str
    yours: float
    """NaN if it is undefined."""
    usual: float
    """The mean of people's solos."""
    low: float
    """Two thirds of people's solos lie from here ..."""
    high: float
    """... to here."""
    unit: str


@dataclass(frozen=True, slots=True)
class SeenNote:
    """A note, its probability, and the pitch that was most likely there."""

    note: Note
    event: int
    """Index of its event in the forecast."""
    probability: float
    """Of its pitch, by the network."""
    expected: int | None
    """The likeliest pitch; None: a rest."""
    expected_probability: float


@dataclass(frozen=True, slots=True, eq=False)
class Reflection:
    """What was played, with the network's probabilities."""

    solo: Solo
    """The musician's bars, one turn after another."""
    notes: tuple[SeenNote, ...]
    """The musician's notes, in beats of the whole session."""
    forecast: Forecast
    """Of everything that sounded."""
    figures: tuple[Figure, ...]

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of chord tones, other scale tones and outside notes; NaN without chords."""
        chords = [(note.pitch % 12, self.solo.chart.chord_at(note.start)) for note in self.solo.notes]
        known = [(pitch, chord) for pitch, chord in chords if not chord.is_silent]
        if not known:
            return (math.nan, math.nan, math.nan)
        tones = sum(pitch in chord.tone_classes for pitch, chord in known) / len(known)
        inside = sum(pitch in chord.scale_classes for pitch, chord in known) / len(known)
        return (tones, inside - tones, 1 - inside)

    @property
    def least_expected(self) -> tuple[SeenNote, ...]:
        """The least likely notes, in the order of the music."""
        rarest = sorted(self.notes, key=lambda seen: seen.probability)[:LEAST_EXPECTED]
        return tuple(sorted(rarest, key=lambda seen: seen.note.start))


def reflect(network: Network, line: Line, turn: Turn = nullcontext) -> Reflection:
    """The musician's notes with the network's probabilities, each after all that sounded before it.

    ``turn`` is entered for each step of the network.

    Raises:
        InputError: the musician has played no note.
    """
    own = line.own_bars()
    whole = Solo(one_voice(line.solo.notes), line.solo.chart, line.solo.tempo)
    [seen] = forecast_encoded(network, [encode_solo(whole, network.conditioning)], turn)
    return Reflection(own, tuple(_seen_notes(whole, line, seen)), seen, _figures(own))


def nearest(network: Network, line: Line, turn: Turn = nullcontext) -> NearestPlayer | None:
    """Whose manner is nearest; ``turn`` is entered for each step of the network. See ``nearest_player.py``.

    Raises:
        InputError: the musician has played no note.
    """
    return find_nearest_player(network, line.own_bars(), turn)


def _seen_notes(whole: Solo, line: Line, forecast: Forecast) -> Iterator[SeenNote]:
    events = forecast.solo.events
    at = {int(tick): i for i, tick in enumerate(events.onsets) if events.pitch_values[i] != REST}
    for note in whole.notes:
        event = at.get(round(note.start * TICKS_PER_BEAT))
        if event is None or not line.is_own(note.start):
            continue
        row = forecast.pitch[event]
        likeliest = int(row.argmax())
        yield SeenNote(
            note,
            event,
            float(row[events.pitch_values[event]]),
            None if likeliest == REST else int(events.references[event]) + likeliest - WIDEST_INTERVAL,
            float(row[likeliest]),
        )


def _figures(solo: Solo) -> tuple[Figure, ...]:
    if len(solo.notes) < FEWEST_NOTES:
        return ()
    beats = solo.end - solo.notes[0].start
    rows = zip(TRAITS, measure_traits(solo), usual_traits(beats), strict=True)
    known = {name: (yours, mean, spread) for name, yours, (mean, spread) in rows}
    figures = []
    for name, (title, unit, shown) in _SHOWN.items():
        yours, mean, spread = known[name]
        low, high = shown(max(mean - spread, 0.0) if unit == "%" else mean - spread), shown(mean + spread)
        figures.append(Figure(title, shown(yours), shown(mean), low, high, unit))
    return tuple(figures)
