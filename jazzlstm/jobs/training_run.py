"""A run: one training of one session, told in files so that anyone may follow, stop or resume it.

What a run is asked for lies in its folder before it starts, and all that happens
to it is written there. So a page can be closed and opened again, another page
process can follow, and a worker that was killed can be replaced by one that goes
on from the checkpoint.

    order.json  solos.json  base.safetensors    what to learn, from what
    status.json                                 how it stands, rewritten after each epoch
    alive                                       touched each second while somebody works on it
    stop                                        appears when the user has had enough
    life-1, life-2 ...                          who works on it: the last one, earlier ones step back
    run.checkpoint                              to go on from
    sample-005.mid                              what it played after five epochs

What a worker does is in ``pupil``; ``jobs`` brings it there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.encoding.features import Conditioning
from jazzlstm.errors import InputError, JazzError, SettingsError
from jazzlstm.files import read_json, write_json, write_whole
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.jobs.session_store import Session, store_folder, store_time
from jazzlstm.jobs.store_clock import steady
from jazzlstm.model.model_file import model_bytes, read_checkpoint, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.model.recipes import RECIPES, Recipe
from jazzlstm.music import Solo

MINUTES_VARIABLE = "JAZZLSTM_MOST_MINUTES"
NOTES_VARIABLE = "JAZZLSTM_MOST_NOTES"
WAYS = ("tune", "classic")
"""Recipes that a session may train by: teach the base a style, or from scratch in the original's way."""
ACTIVE = ("queued", "starting", "training", "measuring", "interrupted")
SECONDS_TO_BEGIN = 20.0
"""To load Keras, trace the graph, and measure in the end."""
FEWEST_FOR_PACE = 2000
"""Notes; with fewer an epoch is mostly overhead."""
FEWEST_NOTES = 60
"""Fewer are too few to learn a style from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take of a host that others share."""

    minutes: float = 15.0
    notes: int = 300_000

    @classmethod
    def of_this_host(cls) -> Limits:
        """The limits that the environment sets."""
        return cls(
            _positive(MINUTES_VARIABLE, cls().minutes), int(_positive(NOTES_VARIABLE, float(cls().notes)))
        )


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """What a run is asked for; None leaves it to the recipe.

    Raises:
        SettingsError: a value out of its range.
    """

    way: str = "tune"
    name: str = "My style"
    epochs: int | None = None
    units: int | None = None
    learning_rate: float | None = None
    seed: int = 0
    minutes: float = 15.0

    def __post_init__(self) -> None:
        ranges = {"epochs": (1, 1000), "units": (8, 1024), "learning_rate": (1e-6, 0.1)}
        for field, (lowest, highest) in ranges.items():
            value = getattr(self, field)
            if value is not None and not lowest <= value <= highest:
                words = field.replace("_", " ")
                raise SettingsError(f"{words} is {value}; choose from {lowest} to {highest}", field=field)
        if self.way not in WAYS:
            raise SettingsError(
                f"there is no way {self.way!r} to train: choose {' or '.join(WAYS)}", field="way"
            )

    def recipe(self) -> Recipe:
        """The recipe of that way, with what was asked for instead of its own."""
        recipe = RECIPES[self.way]
        plan = replace(recipe.plan, seed=self.seed, test=0.0)
        if self.epochs is not None:
            plan = replace(plan, epochs=self.epochs)
        if self.learning_rate is not None:
            plan = replace(plan, learning_rate=self.learning_rate)
        config = recipe.config if self.units is None else replace(recipe.config, units=self.units)
        return replace(recipe, plan=plan, config=config)


@dataclass(frozen=True, slots=True)
class Status:
    """How a run stands; losses in nats an event. ``state``: one of ACTIVE, "done", "stopped" or "failed"."""

    state: str = "queued"
    message: str = ""
    way: str = "tune"
    life: int = 1
    life_began_at: int = 0
    """The epoch that this life went on from."""
    scheduler: str = ""
    asked: float = 0.0
    """When, in the store's time: the order in the queue."""
    epoch: int = 0
    epochs: int = 0
    history: tuple[Mapping[str, float], ...] = ()
    base_loss: float | None = None
    """The held-out loss of the base network: the line to beat."""
    best_epoch: int = 0
    seconds: float = 0.0
    seconds_left: float = 0.0
    solos: int = 0
    notes: int = 0
    samples: tuple[int, ...] = ()
    """The epochs after which four bars were played."""
    model: str = ""
    """Name of the model's file among the locker's models."""
    figures: Mapping[str, Any] | None = None

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class TrainingRun:
    """The folder of a run, and what may be done with it from any process."""

    def __init__(self, session: Session) -> None:
        self.session, self.folder = session, session.run

    @property
    def checkpoint(self) -> Path:
        return self.folder / "run.checkpoint"

    def status(self) -> Status | None:
        """How it stands; None when this session has trained nothing yet."""
        values = read_json(self.folder / "status.json")
        known = {item.name for item in fields(Status)}
        if not values or not set(values) <= known:
            return None
        return Status(**{**values, **{name: tuple(values.get(name, ())) for name in ("history", "samples")}})

    def tell(self, status: Status) -> Status:
        """Write down how it stands, unless the locker has been deleted meanwhile."""
        if self.session.path.is_dir():
            write_json(self.folder / "status.json", asdict(status))
        return status

    def order(self) -> TrainingOrder:
        return TrainingOrder(**read_json(self.folder / "order.json"))

    def solos(self) -> list[Solo]:
        return [solo_from_json(values) for values in read_json(self.folder / "solos.json").get("solos", ())]

    def base(self) -> Network | None:
        """The network to start from; None for a run from scratch."""
        path = self.folder / "base.safetensors"
        return read_model(path) if path.exists() else None

    def begin(self, order: TrainingOrder, solos: Sequence[Solo], base: Network | None) -> Status:
        """Lay out a new run in place of the last one.

        Raises:
            InputError: nothing or too little to learn from, or too much for this host.
            OutputError: the disk is full.
        """
        status = _checked(order, solos, base)
        shutil.rmtree(self.folder, ignore_errors=True)
        write_json(self.folder / "order.json", asdict(order))
        write_json(self.folder / "solos.json", {"solos": [solo_as_json(solo) for solo in solos]})
        if base and order.way == "tune":
            write_whole(self.folder / "base.safetensors", model_bytes(base))
        self.session.touch()
        self.claim(1)
        return self.tell(status)

    def claim(self, life: int) -> bool:
        """Take the run over for a new worker; False when somebody else has."""
        try:
            (self.folder / f"life-{life}").touch(exist_ok=False)
        except OSError:
            return False
        return True

    def belongs_to(self, life: int) -> bool:
        """Whether this life may go on: the run is still there, and nobody has taken it over."""
        return (self.folder / f"life-{life}").exists() and not (self.folder / f"life-{life + 1}").exists()

    def ask_to_stop(self) -> None:
        """The worker sees it before its next batch."""
        with contextlib.suppress(OSError):
            (self.folder / "stop").touch()

    @property
    def is_to_stop(self) -> bool:
        return (self.folder / "stop").exists()

    def silence(self) -> float:
        """Seconds since a new sign of life was last seen here; infinite if there never was one.

        Whose clock dates it, and how that is set, does not matter: it is new when it is another.
        """
        alive = self.folder / "alive"
        try:
            return steady() - _first_seen(alive, alive.stat().st_mtime_ns)
        except OSError:
            return float("inf")

    def sample(self, epoch: int) -> bytes:
        """The MIDI file of the four bars played after an epoch; empty when there is none."""
        try:
            return (self.folder / f"sample-{epoch:03}.mid").read_bytes()
        except OSError:
            return b""

    def best_so_far(self) -> Network | None:
        """The best network that a run left in its checkpoint, if it got that far."""
        try:
            return read_checkpoint(self.checkpoint)
        except JazzError:
            return None

    def keep_model(self, network: Network) -> str:
        """Put a network among the session's models; returns the name of its file."""
        path = self.session.next_model_path()
        write_model(path, network)
        return path.name

    def conclude(self, status: Status, state: str, message: str) -> Status:
        """End a run that no worker will end: the best so far is kept, working files go."""
        best = self.best_so_far()
        if best and not status.model:
            name = self.keep_model(replace(best, card=replace(best.card, name=self.order().name)))
            status = replace(status, model=name)
        self.clear_working_files()
        return self.tell(replace(status, state=state, message=message, seconds_left=0.0))

    def clear_working_files(self) -> None:
        """What only a running training needs."""
        for path in [self.checkpoint, self.folder / "stop", *self.folder.glob(".writing-*")]:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


@lru_cache(maxsize=1000)
def _first_seen(alive: Path, dated_ns: int) -> float:
    """When this process first saw a sign of life with that date, on a clock that nobody sets."""
    return steady()


def estimate_minutes(order: TrainingOrder, notes: int, base: Network | None) -> float:
    """About how long a run takes at most on this host, which learns its own pace from run to run."""
    recipe = order.recipe()
    parameters = base.parameters if base else recipe.config.count_weights(Conditioning())
    learning = recipe.plan.epochs * notes * seconds_a_note(parameters) * read_pace()
    return float(min(order.minutes, (SECONDS_TO_BEGIN + learning) / 60))


def seconds_a_note(parameters: int) -> float:
    """A fixed part, and one that grows: ``weimar`` learnt 4,200 notes a second (TensorFlow, two cores)."""
    return 13e-6 + 135e-12 * parameters


def read_pace() -> float:
    """How much slower than the measured machine this one trains; 1 until it has trained something."""
    pace = read_json(store_folder() / "pace.json").get("pace", 1.0)
    return float(pace) if isinstance(pace, int | float) and 0.05 < pace < 50 else 1.0


def note_pace(seconds: float, epochs: int, notes: int, parameters: int) -> None:
    """Remember how fast a run was, half the old and half the new; a small one tells nothing."""
    if epochs and notes >= FEWEST_FOR_PACE and seconds > 0:
        new = seconds / (epochs * notes * seconds_a_note(parameters))
        write_json(store_folder() / "pace.json", {"pace": (read_pace() + new) / 2})


def _checked(order: TrainingOrder, solos: Sequence[Solo], base: Network | None) -> Status:
    limits = Limits.of_this_host()
    notes = sum(len(solo.notes) for solo in solos)
    if not solos or notes < FEWEST_NOTES:
        raise InputError(
            f"{notes} notes in {len(solos)} solos: too few to learn from; add files, {FEWEST_NOTES} notes at"
            " the very least, a few thousand for a style"
        )
    if notes > limits.notes:
        raise InputError(
            f"{notes:,} notes are more than the {limits.notes:,} that this host trains on: leave some out"
        )
    if order.way == "tune" and base is None:
        raise InputError("there is no base network to teach: choose a model, or train from scratch")
    return Status(way=order.way, asked=store_time(), solos=len(solos), notes=notes)


def _positive(variable: str, default: float) -> float:
    text = os.environ.get(variable, "")
    try:
        value = float(text or default)
    except ValueError:
        value = 0.0
    if not value > 0:
        raise SettingsError(f"{variable} is {text!r}: give a number above 0", field=variable)
    return value
