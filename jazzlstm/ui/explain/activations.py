"""Gates and states of the LSTM along a solo that was played: the network once more over the same events.

Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997); the forget
gate is that of F. Gers, J. Schmidhuber and F. Cummins (2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import Events
from jazzlstm.encoding.features import feature_rows
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.encoding.harmony_grid import HarmonyGrid, lay_out_harmony
from jazzlstm.encoding.state import DecoderState, states_along
from jazzlstm.generation.numpy_network import Stepper
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.ui.play.rendering import RenderedSolo

MOST_STEPS = 600
"""Steps that the lesson shows; a step takes about half a millisecond."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Activations:
    """What the network computed before each of n events."""

    harmony: HarmonyGrid
    state: DecoderState
    rows: NDArray[np.uint8]
    """The inputs, (n, COLUMNS)."""
    input_gate: Floats
    forget_gate: Floats
    candidate: Floats
    """What could be added to the cell state."""
    output_gate: Floats
    cell: Floats
    hidden: Floats
    """Each (layers, n, units)."""

    @property
    def steps(self) -> int:
        return int(self.cell.shape[1])

    def cell_before(self, layer: int, step: int, unit: int) -> float:
        """The cell state that a step starts from; 0 at the first."""
        return float(self.cell[layer, step - 1, unit]) if step else 0.0


@lru_cache(maxsize=4)
def activations_of(rendered: RenderedSolo) -> Activations:
    """The network along the take, up to ``MOST_STEPS``."""
    take, network, settings = rendered.performance.take, rendered.network, rendered.settings
    steps = slice(0, MOST_STEPS)
    onsets = np.round(take.onsets[steps] * TICKS_PER_BEAT).astype(np.int64)
    events = Events(take.pitch_values[steps], take.length_values[steps], onsets, take.references[steps])
    state, harmony = states_along(events), lay_out_harmony(take.solo.chart)
    rows = feature_rows(harmony, take.solo.tempo, state, round(settings.beats * TICKS_PER_BEAT))
    player = settings.player if settings.manner else ""
    condition = network.conditioning.row(player, take.solo.instrument, settings.style)
    figures = _run(Stepper(network, condition), rows)
    return Activations(harmony, state, rows, *figures)


def _run(stepper: Stepper, rows: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Input gate, forget gate, candidate, output gate, cell and hidden state: (6, layers, n, units)."""
    layers, units = len(stepper.biases), stepper.units
    found = np.zeros((6, layers, len(rows), units))
    inputs = rows[:, :FEATURES] @ stepper.weights.feature_kernel
    hidden, cell = np.zeros((layers, units)), np.zeros((layers, units))
    for step in range(len(rows)):
        for layer, kernel in enumerate(stepper.weights.kernels):
            if layer == 0:
                sums = inputs[step] + hidden[0] @ kernel
            else:
                sums = np.concatenate([hidden[layer - 1], hidden[layer]]) @ kernel
            # the weights of the three gates are halved: see PreparedWeights
            squashed = np.tanh(sums + stepper.biases[layer].reshape(-1)).reshape(4, units)
            enter, keep, _, show = 0.5 * squashed + 0.5
            cell[layer] = keep * cell[layer] + enter * squashed[2]
            hidden[layer] = show * np.tanh(cell[layer])
            found[:, layer, step] = enter, keep, squashed[2], show, cell[layer], hidden[layer]
    return found
