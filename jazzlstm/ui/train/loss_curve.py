"""The loss curve of a training, as a Vega-Lite chart."""

from __future__ import annotations

from typing import Any

from jazzlstm.jobs.training_run import Status

FEWEST_FOR_LINE = 3
"""Epochs from which the loss curve is drawn as a line; fewer are drawn as points too."""
CURVE_HEIGHT = 280
"""Pixels."""
TRAINING_PART = "training part"
HELD_OUT_PART = "held-out part"
BEFORE = "before training"
LOSS_COLOURS = {TRAINING_PART: "#8a8f98", HELD_OUT_PART: "#b4690e", BEFORE: "#3b7a57"}


def curve_spec(status: Status) -> dict[str, Any]:
    """A Vega-Lite chart of the losses by epoch, with a line at the held-out loss before the training."""
    return {
        "data": {"values": _losses(status)},
        "height": CURVE_HEIGHT,
        "mark": {"type": "line", "point": len(status.history) < FEWEST_FOR_LINE},
        "encoding": {
            "x": {"field": "epoch", "type": "quantitative", "axis": {"tickMinStep": 1}},
            "y": {
                "field": "loss",
                "type": "quantitative",
                "scale": {"zero": False},
                "axis": {"tickCount": 5},
                "title": "loss (nats per event)",
            },
            "color": {
                "field": "of",
                "type": "nominal",
                "scale": {"domain": list(LOSS_COLOURS), "range": list(LOSS_COLOURS.values())},
                "legend": {"orient": "top", "title": None},
            },
        },
    }


def _losses(status: Status) -> list[dict[str, Any]]:
    """One row per point of the chart; ``of`` names the line that the point belongs to."""
    rows: list[dict[str, Any]] = [
        {"epoch": epoch["epoch"], "loss": epoch[key], "of": line}
        for epoch in status.history
        for key, line in (("loss", TRAINING_PART), ("held_out_loss", HELD_OUT_PART))
    ]
    if status.base_loss is not None:
        ends = (1, max(2, status.epochs))
        rows += [{"epoch": epoch, "loss": status.base_loss, "of": BEFORE} for epoch in ends]
    return rows
