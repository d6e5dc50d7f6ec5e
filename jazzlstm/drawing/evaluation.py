"""Pictures of an evaluation: distributions, originality, calibration, perplexity in the bar.

Human solos are the dark line, generated solos the orange one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator, PercentFormatter
from numpy.typing import NDArray

from jazzlstm.drawing.canvas import FONT, Format, Theme, ThemeName, dress_axes, figure_bytes, find_theme
from jazzlstm.evaluation.calibration import calibrate_forecasts, surprise_by_place
from jazzlstm.evaluation.comparison import Comparison
from jazzlstm.evaluation.likelihood import Forecast
from jazzlstm.evaluation.originality import SHARE_NOTES
from jazzlstm.evaluation.phrases import split_phrases
from jazzlstm.music import TICKS_PER_BEAT, Solo

Floats = NDArray[np.floating[Any]]
HUMAN = "human"
GENERATED = "the network"
FEWEST_NOTES = 30
"""Notes that a place of the bar needs: the perplexity of fewer is noise."""
SMALLEST_DOT = 6
LARGEST_DOT = 96
"""Area of a dot in square points, for the places with fewest and most notes."""


def draw_distributions(
    comparison: Comparison, *, format: Format = "png", theme: ThemeName = "light"
) -> bytes:
    """Distributions of intervals, pitches, rhythms and phrases: one panel each."""
    colours = find_theme(theme)
    figure = Figure(figsize=(10.5, 6.2), facecolor=colours.paper, layout="constrained")
    for axes, (title, edges, values_of) in zip(figure.subplots(2, 3).flat, _QUANTITIES, strict=True):
        for name, solos in ((HUMAN, comparison.human), (GENERATED, comparison.generated)):
            _steps(axes, values_of(solos), edges, name, colours)
        dress_axes(axes, colours, xlabel=title)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    _legend(figure.axes[0], colours)
    return figure_bytes(figure, format)


def draw_originality(comparison: Comparison, *, format: Format = "png", theme: ThemeName = "light") -> bytes:
    """Share of note sequences found in the corpus, by length: melody alone, and with rhythm."""
    colours = find_theme(theme)
    figure = Figure(figsize=(9.0, 4.0), facecolor=colours.paper, layout="constrained")
    kinds = (
        ("melody: notes in a run", comparison.originality),
        ("melody and rhythm: notes in a run", comparison.originality_in_rhythm),
    )
    for axes, (title, originality) in zip(figure.subplots(1, 2, sharey=True), kinds, strict=True):
        for name, shares in ((HUMAN, originality.human), (GENERATED, originality.generated)):
            heights = [shares.runs[notes] or np.nan for notes in SHARE_NOTES]  # 0 has no logarithm
            axes.plot(SHARE_NOTES, heights, marker="o", color=_colour(name, colours), label=name)
        axes.set_yscale("log")
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
        dress_axes(axes, colours, xlabel=title)
    figure.axes[0].set_ylabel(
        "share found in the corpus", fontfamily=FONT, fontsize=9, color=colours.faint_ink
    )
    _legend(figure.axes[0], colours)
    return figure_bytes(figure, format)


def draw_calibration(
    forecasts: Sequence[Forecast], *, format: Format = "png", theme: ThemeName = "light"
) -> bytes:
    """Predicted probability against observed frequency; perfect calibration is the diagonal."""
    colours = find_theme(theme)
    figure = Figure(figsize=(5.2, 4.8), facecolor=colours.paper, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=colours.bar, linewidth=1, linestyle="--")
    parts = zip(calibrate_forecasts(forecasts), ("pitch", "length"), strict=True)
    for (part, name), colour in zip(parts, (colours.chord_tone, colours.outside), strict=True):
        seen = part.count > 0
        label = f"{name}: mean error {part.error:.1%}"
        axes.plot(
            part.predicted[seen], part.played[seen], marker="o", markersize=4, color=colour, label=label
        )
    axes.set(xlim=(0, 1), ylim=(0, 1))
    dress_axes(axes, colours, xlabel="predicted probability", ylabel="share observed")
    _legend(axes, colours)
    return figure_bytes(figure, format)


def draw_surprise(
    forecasts: Sequence[Forecast], *, format: Format = "png", theme: ThemeName = "light"
) -> bytes:
    """Perplexity of pitch and of length by place in the bar; larger dots have more notes."""
    colours = find_theme(theme)
    figure = Figure(figsize=(8.4, 4.2), facecolor=colours.paper, layout="constrained")
    axes = figure.subplots()
    surprise = surprise_by_place(forecasts)
    enough = np.flatnonzero(surprise.notes >= FEWEST_NOTES)
    beats = 1 + enough / TICKS_PER_BEAT
    for values, name, colour in (
        (surprise.pitch, "pitch", colours.chord_tone),
        (surprise.length, "length", colours.outside),
    ):
        axes.plot(beats, values[enough], color=colour, linewidth=1, alpha=0.6)
        sizes = SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * surprise.notes[enough] / max(
            1, surprise.notes.max()
        )
        axes.scatter(beats, values[enough], s=sizes, color=colour, label=name, zorder=3)
    axes.set(xlim=(0.9, 5), ylim=(1, None), xticks=[1, 2, 3, 4])
    dress_axes(axes, colours, xlabel="beat of the bar", ylabel="perplexity of notes that start here")
    _legend(axes, colours)
    return figure_bytes(figure, format)


def _intervals(solos: Sequence[Solo]) -> Floats:
    return _joined([np.diff([note.pitch for note in solo.notes]) for solo in solos if solo.notes])


def _pitches(solos: Sequence[Solo]) -> Floats:
    return _joined([[note.pitch for note in solo.notes] for solo in solos])


def _inter_onset_beats(solos: Sequence[Solo]) -> Floats:
    return _joined([np.diff([note.start for note in solo.notes]) for solo in solos if solo.notes])


def _degrees(solos: Sequence[Solo]) -> Floats:
    chords = [(note, solo.chart.chord_at(note.start)) for solo in solos for note in solo.notes]
    return _joined([[(note.pitch - chord.root) % 12 for note, chord in chords if chord.root is not None]])


def _phrase_notes(solos: Sequence[Solo]) -> Floats:
    return _joined([[len(phrase) for phrase in split_phrases(solo.notes)] for solo in solos])


def _phrase_rests(solos: Sequence[Solo]) -> Floats:
    phrases = [split_phrases(solo.notes) for solo in solos]
    return _joined([[b[0].start - a[-1].end for a, b in pairwise(each)] for each in phrases])


_QUANTITIES: tuple[tuple[str, Floats, Callable[[Sequence[Solo]], Floats]], ...] = (
    ("interval, semitones", np.arange(-13, 14) - 0.5, _intervals),
    ("pitch, MIDI number", np.arange(36, 98, 2.0), _pitches),
    ("note above the chord's root, semitones", np.arange(13) - 0.5, _degrees),
    ("inter-onset interval, beats", (np.arange(30) + 0.5) / TICKS_PER_BEAT, _inter_onset_beats),
    ("notes in a phrase", np.arange(0.5, 80, 4), _phrase_notes),
    ("rest between phrases, beats", np.arange(1, 10.5, 0.5), _phrase_rests),
)
"""Label, bin edges, and values of the solos; values outside the bins are not drawn."""


def _joined(parts: Sequence[Sequence[float] | Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *(np.asarray(part, float) for part in parts)])


def _steps(axes: Axes, values: Floats, edges: Floats, name: str, colours: Theme) -> None:
    shares = np.histogram(values, edges)[0] / max(1, len(values))
    axes.stairs(shares, edges, color=_colour(name, colours), linewidth=1.6, label=name)


def _colour(name: str, colours: Theme) -> str:
    return colours.chord_tone if name == HUMAN else colours.outside


def _legend(axes: Axes, colours: Theme) -> None:
    axes.legend(frameon=False, labelcolor=colours.ink, prop={"family": FONT, "size": 9})
