"""The estimated time of a training on this host; each run corrects the estimate."""

from __future__ import annotations

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.files import read_json, write_json
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import store_folder
from jazzlstm.model.network import Network

FIXED_SECONDS = 20.0
"""To load Keras, trace the graph, and evaluate at the end."""
SECONDS_A_NOTE = 13e-6
"""An epoch's time for a note, whatever the size of the network."""
SECONDS_A_PARAMETER = 135e-12
"""An epoch's time for a note and a parameter: ``weimar`` trained on 4,200 notes a second (two cores)."""
FEWEST_NOTES_TO_MEASURE = 2000
"""With fewer, an epoch is mostly overhead and shows no pace."""
FASTEST_PACE = 0.05
SLOWEST_PACE = 50.0
"""A stored pace outside these bounds is not believed."""


def estimate_minutes(request: RunRequest, notes: int, base: Network | None) -> float:
    """About how many minutes a run takes at most."""
    recipe = request.recipe()
    parameters = base.parameters if base else recipe.config.count_weights(Conditioning())
    training = recipe.plan.epochs * notes * seconds_a_note(parameters) * read_pace()
    return float(min(request.minutes, (FIXED_SECONDS + training) / 60))


def seconds_a_note(parameters: int) -> float:
    """Seconds that an epoch takes for a note, on the machine that the constants were measured on."""
    return SECONDS_A_NOTE + SECONDS_A_PARAMETER * parameters


def read_pace() -> float:
    """How many times slower this host trains than that machine; 1 until it has trained."""
    pace = read_json(store_folder() / "pace.json").get("pace", 1.0)
    return float(pace) if isinstance(pace, int | float) and FASTEST_PACE < pace < SLOWEST_PACE else 1.0


def record_pace(epoch_seconds: float, notes: int, parameters: int) -> None:
    """Average a run's pace into the host's, half and half; a run on few notes is ignored.

    Raises:
        OutputError: the disk is full.
    """
    if notes >= FEWEST_NOTES_TO_MEASURE and epoch_seconds > 0:
        new = epoch_seconds / (notes * seconds_a_note(parameters))
        write_json(store_folder() / "pace.json", {"pace": (read_pace() + new) / 2})
