"""The loss curve: training and validation loss by epoch.

Training loss falls as long as training goes on. Loss on held-out solos rises again
once the network overfits. The saved weights are those of the lowest held-out loss,
which is marked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from jazzlstm.drawing.canvas import (
    FONT,
    Format,
    Theme,
    ThemeName,
    drawable,
    dress_axes,
    figure_bytes,
    find_theme,
)

LOSS = "loss"
HELD_OUT_LOSS = "held_out_loss"
"""Keys of an epoch in the history."""
MOST_MARKERS = 30
"""Epochs up to which each point has a marker."""


def draw_loss_curve(
    history: Sequence[Mapping[str, float]],
    *,
    format: Format = "png",
    theme: ThemeName = "light",
    title: str = "",
) -> bytes:
    """A picture of the loss by epoch.

    Args:
        history: ``epoch``, ``loss`` and ``held_out_loss`` (nats per event) of each epoch; a
            missing or infinite loss is a gap in the curve.
        format: "png" or "svg".
        theme: "light" or "dark".
        title: "" for "Training".

    Raises:
        RenderError: an unknown format or theme.
    """
    colours = find_theme(theme)
    figure = Figure(figsize=(6.4, 4.0), facecolor=colours.paper)
    axes = figure.add_axes((0.11, 0.13, 0.85, 0.74))
    for key, name, colour in (
        (LOSS, "training", colours.scale_tone),
        (HELD_OUT_LOSS, "held-out solos", colours.chord_tone),
    ):
        _draw_curve(axes, curve_of(history, key), name, colour)
    best = best_epoch(history)
    if best:
        _mark_best(axes, *best, colours)
    _dress(axes, colours)
    how: dict[str, Any] = {"fontfamily": FONT, "fontsize": 12, "fontweight": "bold", "parse_math": False}
    figure.text(0.11, 0.925, drawable(title) or "Training", color=colours.ink, **how)
    return figure_bytes(figure, format)


def curve_of(history: Sequence[Mapping[str, float]], key: str) -> list[tuple[float, float]]:
    """Epoch and loss of every epoch; NaN where the loss is missing or infinite."""
    points = []
    for number, epoch in enumerate(history, 1):
        loss = epoch.get(key, math.nan)
        points.append((epoch.get("epoch", number), loss if math.isfinite(loss) else math.nan))
    return points


def best_epoch(history: Sequence[Mapping[str, float]]) -> tuple[float, float] | None:
    """The epoch with the lowest held-out loss, and that loss; None when no epoch has one."""
    measured = [point for point in curve_of(history, HELD_OUT_LOSS) if not math.isnan(point[1])]
    return min(measured, key=lambda point: point[1]) if measured else None


def _draw_curve(axes: Axes, points: Sequence[tuple[float, float]], name: str, colour: str) -> None:
    if all(math.isnan(loss) for _, loss in points):
        return
    epochs, losses = zip(*points, strict=True)
    marker = "o" if len(points) <= MOST_MARKERS else ""
    axes.plot(epochs, losses, color=colour, linewidth=1.8, marker=marker, markersize=3, label=name, zorder=3)


def _mark_best(axes: Axes, epoch: float, loss: float, colours: Theme) -> None:
    axes.plot([epoch], [loss], marker="o", markersize=8, color=colours.outside, linestyle="none", zorder=4)
    axes.annotate(
        f"epoch {epoch:.0f}: {loss:.3f}",
        (epoch, loss),
        xytext=(0, -16),
        textcoords="offset points",
        ha="center",
        fontsize=9,
        fontfamily=FONT,
        color=colours.ink,
        bbox={"facecolor": colours.lane, "edgecolor": "none", "alpha": 0.8, "pad": 1},
        zorder=5,
    )


def _dress(axes: Axes, colours: Theme) -> None:
    axes.margins(x=0.06, y=0.16)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True, min_n_ticks=1))
    dress_axes(axes, colours, xlabel="epoch", ylabel="loss, nats per event")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(
            frameon=False, labelcolor=colours.faint_ink, prop={"family": FONT, "size": 9}, loc="upper right"
        )
    else:
        axes.set(xticks=[], yticks=[])
        axes.text(
            0.5,
            0.5,
            "no epoch finished yet",
            transform=axes.transAxes,
            ha="center",
            fontfamily=FONT,
            color=colours.faint_ink,
        )
