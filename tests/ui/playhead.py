"""How far the playhead is from what is heard."""

from __future__ import annotations

from statistics import median
from typing import Any

from tests.ui.visit import Visit

FRAMES = """async ([first, rate]) => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const { dataset } = host.shadowRoot.querySelector('.player');
  const when = Math.min(...heard.starts.map((start) => start.when));
  const late = [];
  for (let i = 0; i < 30; i += 1) {
    await new Promise(requestAnimationFrame);
    const sounding = heard.context.currentTime - (heard.context.outputLatency || 0);
    late.push(first + (sounding - when) * rate - Number(dataset.beat));
  }
  return late;
}"""
"""Beats that the playhead is behind what is heard, frame by frame. The first stroke is on beat `first`."""


def first_stroke(header: dict[str, Any], beat: float) -> float:
    """The beat of the first note that starts when play begins at ``beat``."""
    spans = [(note[0], note[0] + note[1]) for part in header["parts"] for note in part["notes"]]
    sounding = [end for start, end in spans if start < beat < end - 0.25]
    return beat if sounding else min(start for start, _ in spans if start >= beat)


def beats_behind(visit: Visit, header: dict[str, Any], beat: float, tempo: float = 0) -> float:
    """The median distance of the playhead from what is heard, in beats; play began at ``beat``.

    A busy machine draws single frames late.
    """
    late = visit.page.evaluate(FRAMES, [first_stroke(header, beat), (tempo or header["tempo"]) / 60])
    assert len(late) == 30
    return float(median(map(abs, late)))
