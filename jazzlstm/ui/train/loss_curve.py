"""The learning curve of a training, as a Vega-Lite chart.

The losses are shown as perplexities, among how many notes the network chooses: nats mean nothing to a
musician. The held-out part, by which an epoch is judged, has a chart of its own with the value before the
training as a line. The loss on the training part, measured with dropout, is on another scale, so that it
would flatten the first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from jazzlstm.jobs.training_run import Status

FEWEST_FOR_LINE = 3
"""Epochs from which a curve is drawn as a line; fewer are drawn as points too."""
HELD_OUT_HEIGHT = 280
TRAINING_HEIGHT = 200
"""Pixels, with title and axis."""
HELD_OUT_COLOUR, BEFORE_COLOUR, TRAINING_COLOUR = "#b4690e", "#3b7a57", "#8a8f98"
TEXT_COLOUR = "currentColor"
"""That of the page: no colour can be read well on both a light and a dark page."""
HELD_OUT_TITLE = "On held-out music: lower is better"
TRAINING_TITLE = "On the training music"
UNIT = "perplexity"
WIDE = 4.0
"""Highest perplexity as a multiple of the lowest, from which the axis is logarithmic."""
HIGHEST_LOSS = 50.0
"""Nats; a diverging training has a higher loss, whose perplexity no chart can show."""


def held_out_spec(status: Status) -> dict[str, Any]:
    """The perplexity of the held-out part by epoch, with the value before the training as a line."""
    return _chart(HELD_OUT_TITLE, HELD_OUT_HEIGHT, _layers(status))


def training_spec(status: Status) -> dict[str, Any]:
    """The perplexity of the training part by epoch."""
    return _chart("", TRAINING_HEIGHT, [_line(status, "loss", TRAINING_COLOUR)])


def _chart(title: str, height: int, layers: list[dict[str, Any]]) -> dict[str, Any]:
    heading = {"text": title, "anchor": "start", "fontWeight": "normal", "limit": 600}
    return {"height": height, "layer": layers, **({"title": heading} if title else {})}


def _layers(status: Status) -> list[dict[str, Any]]:
    layers = [_line(status, "held_out_loss", HELD_OUT_COLOUR)]
    if status.base_loss is None:
        return layers
    before = round(math.exp(min(status.base_loss, HIGHEST_LOSS)), 3)
    data = {"values": [{UNIT: before, "words": f"before: {before:.1f}"}]}
    y = {**_axis(_perplexities(status, "held_out_loss")), "field": UNIT}
    rule = {"type": "rule", "strokeDash": [5, 4], "color": BEFORE_COLOUR}
    label = {"type": "text", "align": "right", "dy": -7, "color": TEXT_COLOUR, "fontSize": 13}
    place = {"y": y, "x": {"value": "width"}, "text": {"field": "words"}}
    return [
        *layers,
        {"data": data, "mark": rule, "encoding": {"y": y}},
        {"data": data, "mark": label, "encoding": place},
    ]


def _line(status: Status, key: str, colour: str) -> dict[str, Any]:
    """The curve of one loss."""
    values = zip(status.history, _perplexities(status, key), strict=True)
    rows = [{"epoch": epoch["epoch"], UNIT: round(value, 3)} for epoch, value in values]
    last = max(2, status.epochs)
    x = {
        "field": "epoch",
        "type": "quantitative",
        "scale": {"domain": [1, last], "nice": False},
        "axis": {"tickMinStep": 1, "title": "epoch", "format": "d"},
    }
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "point": len(rows) < FEWEST_FOR_LINE, "color": colour, "tooltip": True},
        "encoding": {"x": x, "y": {**_axis(_perplexities(status, key)), "field": UNIT}},
    }


def _perplexities(status: Status, key: str) -> list[float]:
    """The perplexity of each epoch."""
    return [math.exp(min(epoch[key], HIGHEST_LOSS)) for epoch in status.history]


def _axis(perplexities: Sequence[float]) -> dict[str, Any]:
    """The vertical axis: logarithmic if a network from scratch starts among hundreds of choices."""
    is_wide = max(perplexities) > WIDE * min(perplexities)
    scale = {"zero": False, "nice": True, **({"type": "log"} if is_wide else {})}
    axis = {"tickCount": 4, "title": "equally likely notes", "format": "~r"}
    return {"type": "quantitative", "scale": scale, "axis": axis}
