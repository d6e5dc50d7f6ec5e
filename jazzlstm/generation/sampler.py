"""The sampling loop: step the network, weigh its probabilities, draw an event, feed it back.

``sample`` improvises whole solos. ``SoloStream`` improvises them piece by piece: it stops at any tick, it
can be copied there, and it can go on with other settings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, Events
from jazzlstm.encoding.features import FAR, feature_rows
from jazzlstm.encoding.harmony_grid import Each, HarmonyGrid
from jazzlstm.encoding.history import History, no_history
from jazzlstm.encoding.history_features import HISTORY_FEATURES
from jazzlstm.encoding.state import initial_state, next_state
from jazzlstm.generation.biases import Biases
from jazzlstm.generation.guidance import stepper_for
from jazzlstm.generation.numpy_network import Floats
from jazzlstm.generation.sampling_policy import (
    HISTORY_OF_POLICY,
    SamplingPolicy,
    draw,
    weigh_lengths,
    weigh_pitches,
)
from jazzlstm.model.network import Network

UNDECIDED = -1
"""A value of a prefix that the network chooses."""
_NOTHING = np.zeros(0, np.int64)
_BLOCK = 256
"""Steps for which random numbers are drawn at once."""


@dataclass(frozen=True, slots=True, eq=False)
class SoloFrame:
    """The harmony, tempo and length of the solos to sample."""

    harmony: HarmonyGrid
    tempo: Each
    """Quarter notes a minute."""
    ticks: Each = FAR
    """The tick on which the solos end; ``FAR`` for no end."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """All takes, event by event: arrays (takes, steps, ...), zeros after the end of a take."""

    onsets: NDArray[np.int64]
    """Ticks."""
    references: NDArray[np.int64]
    """MIDI pitch that the interval counts from."""
    pitch_values: NDArray[np.int64]
    """The events chosen."""
    length_values: NDArray[np.int64]
    pitch_probabilities: NDArray[np.float64]
    """The network's own, before the sampling policy: (takes, steps, 50)."""
    length_probabilities: NDArray[np.float64]
    """The network's own, given the pitch value: (takes, steps, 31)."""
    weighed_pitches: NDArray[np.float32]
    """After the sampling policy: what the pitch value was drawn from, (takes, steps, 50)."""
    weighed_lengths: NDArray[np.float32]
    """After the sampling policy: what the length value was drawn from, (takes, steps, 31)."""
    steps_of: NDArray[np.int64]
    """Events of each take, (takes,)."""


def join_traces(traces: Sequence[Trace]) -> Trace:
    """The traces of pieces that follow each other, as one trace."""
    joined = {name: np.concatenate([getattr(trace, name) for trace in traces], axis=1) for name in _FIGURES}
    return Trace(**joined, steps_of=np.sum([trace.steps_of for trace in traces], axis=0))


def sample(
    network: Network,
    frame: SoloFrame,
    seeds: Sequence[int],
    *,
    condition: Floats | None = None,
    policy: SamplingPolicy | None = None,
    prefix: Events | None = None,
) -> Trace:
    """Improvise one take for each of ``seeds``, side by side, until each fills ``frame.ticks``.

    ``prefix`` is played first: a starting note, a primer, or kept events. ``condition``: one row of
    ``Conditioning.row`` for all takes, or one a take. A seed gives the same take in any batch.
    """
    stream = SoloStream(network, frame, seeds, condition=condition, policy=policy)
    if prefix is not None:
        stream.play_first(prefix)
    return stream.advance(frame.ticks)


class SoloStream:
    """Solos that are improvised piece by piece, one take for each seed, side by side.

    Each call of ``advance`` returns the new events; pieces joined are what ``sample`` returns at once::

        stream = SoloStream(network, SoloFrame(harmony, tempo=140.0), seeds=[7])  # a solo without an end
        opening = stream.advance(4 * BAR)  # four bars, and what the last event exceeds them by
        at_bar_5 = stream.copy()  # later calls of the one leave the other alone

        usual = stream.advance(8 * BAR)
        at_bar_5.change(policy=SamplingPolicy(temperature=1.5), frame=SoloFrame(other_harmony, 180.0))
        adventurous = at_bar_5.advance(8 * BAR)  # the same opening, another continuation

        whole = join_traces([opening, adventurous])

    A piece ends with the first event that reaches the tick, so the next one starts on this tick or later.
    Takes side by side have the same number of events: a piece ends when the slowest take reaches the tick.

    The random numbers of an event depend on the seed and the number of the event only, not on the pieces.
    A copy takes as long as an event or two.
    """

    def __init__(
        self,
        network: Network,
        frame: SoloFrame,
        seeds: Sequence[int],
        *,
        condition: Floats | None = None,
        policy: SamplingPolicy | None = None,
    ) -> None:
        self._network, self._frame, self._policy = network, frame, policy or SamplingPolicy()
        self._stepper = stepper_for(network, condition)
        self._takes = len(seeds)
        self._rows = np.arange(self._takes)
        """Place of each take that has not ended among ``seeds``."""
        self._state, self._history = initial_state(self._takes), self._new_history()
        self._states = self._stepper.start(self._takes)
        self._biases = Biases(network, self._policy, self._takes, condition)
        self._step = 0
        self._given, self._given_from = (_NOTHING, _NOTHING), 0
        self._chances = _Chances(seeds)

    @property
    def tick(self) -> int:
        """The tick on which the next event of the slowest take starts; the end if all takes have ended."""
        return int(self._state.onset.min(initial=self._frame.ticks))

    @property
    def steps(self) -> int:
        """Events so far."""
        return self._step

    @property
    def reference(self) -> int:
        """The MIDI pitch that the next interval of the first take counts from."""
        return int(self._state.reference[0])

    def copy(self) -> SoloStream:
        """A stream in the same state, which goes on by itself."""
        other = copy(self)  # what is not copied below is never changed in place
        other._stepper, other._history = self._stepper.copy(), self._history.copy()  # noqa: SLF001 -- of this class
        other._biases = self._biases.copy()  # noqa: SLF001
        return other

    def change(
        self,
        *,
        frame: SoloFrame | None = None,
        policy: SamplingPolicy | None = None,
        condition: Floats | None = None,
        seeds: Sequence[int] | None = None,
    ) -> None:
        """Go on with another harmony, tempo and end, policy, condition, or seeds; None leaves each as it is.

        The tick goes on: ``HarmonyGrid.moved`` lets another harmony begin on a later tick.
        """
        self._frame, self._policy = frame or self._frame, policy or self._policy
        self._biases.change(self._policy, len(self._rows))
        if condition is not None:
            rows = self._rows if np.ndim(condition) == 2 and len(condition) == self._takes else ...
            chosen = np.atleast_2d(condition)[rows]
            self._stepper = stepper_for(self._network, chosen)
            self._biases.follow(chosen, len(self._rows))
        if seeds is not None:
            self._chances = _Chances(seeds)

    def forget_before(self, latest: Trace) -> None:
        """Keep only these events, the latest ones of all takes, as the history of the solo.

        The network's own state stays. Memory and time of a copy grow with the history, so a solo without an
        end has to forget.
        """
        history, inputs = self._new_history(int(latest.onsets[0, 0])), no_history(self._takes)
        for pitches, lengths in zip(latest.pitch_values.T, latest.length_values.T, strict=True):  # (takes,)
            inputs = history.append(pitches, lengths)
        self._history, self._state = history, replace(self._state, history=inputs)

    def begin_on(self, tick: int) -> None:
        """Begin on a tick; before the first event only."""
        self._state, self._history = initial_state(self._takes, tick), self._new_history(tick)

    def play_first(self, events: Events) -> None:
        """Play these events next, in every take; values that are ``UNDECIDED`` are drawn."""
        self._given, self._given_from = (events.pitch_values, events.length_values), self._step

    def advance(self, tick: int, go_on: Callable[[], bool] | None = None) -> Trace:
        """Improvise until every take has reached ``tick`` or ended, and return the new events.

        ``go_on`` is called before each event; if it returns False, the piece ends there, and a further
        call of ``advance`` continues it.
        """
        columns = []
        while len(self._rows) and self.tick < tick and (go_on is None or go_on()):
            columns.append((self._rows, self._improvise_event()))
        return _trace_of(columns, self._takes)

    def _improvise_event(self) -> dict[str, NDArray[Any]]:
        """Add an event to each take, and return its figures by their names in ``Trace``; drop ended takes."""
        frame, state, policy = self._frame, self._state, self._policy
        features = feature_rows(frame.harmony, frame.tempo, state, frame.ticks)
        h, self._states = self._stepper.step(features, self._states)
        chance = self._chances.of(self._step)[self._rows]  # (takes, 2)

        pitches = self._stepper.pitch_probabilities(h, features)
        biased = self._biases.pitches(pitches, frame.harmony, state, policy)
        weighed_pitches = weigh_pitches(biased, frame.harmony, state, policy, frame.ticks)
        pitch_values = draw(weighed_pitches, chance[:, 0])
        self._impose(pitch_values, self._given[0])

        lengths = self._stepper.length_probabilities(h, features, pitch_values)
        biased = self._biases.lengths(lengths, frame.harmony, state, pitch_values, policy)
        weighed_lengths = weigh_lengths(biased, state, pitch_values, policy, frame.ticks, frame.harmony.ticks)
        length_values = draw(weighed_lengths, chance[:, 1])
        self._impose(length_values, self._given[1])

        self._step += 1
        self._biases.append(state, pitch_values, length_values)
        self._state = next_state(state, pitch_values, length_values, self._history)
        self._drop_ended()
        return {
            "onsets": state.onset,
            "references": state.reference,
            "pitch_values": pitch_values,
            "length_values": length_values,
            "pitch_probabilities": pitches,
            "length_probabilities": lengths,
            "weighed_pitches": weighed_pitches,
            "weighed_lengths": weighed_lengths,
        }

    def _impose(self, values: NDArray[np.int64], given: NDArray[np.int64]) -> None:
        """Replace what was drawn by the given value of this step, if there is one."""
        place = self._step - self._given_from
        if place < len(given) and given[place] != UNDECIDED:
            values[:] = given[place]

    def _drop_ended(self) -> None:
        playing = (self._state.onset < self._frame.ticks).nonzero()[0]
        if len(playing) < len(self._rows):
            self._rows, self._state = self._rows[playing], self._state.keep(playing)
            self._states = self._stepper.keep(playing, self._states)
            self._history.keep(playing)
            self._biases.keep(playing)

    def _new_history(self, tick: int = 0) -> History:
        """A history of what is read: by the output features, which not every network has, and the policy."""
        names = tuple(HISTORY_FEATURES) if self._network.config.output_features else HISTORY_OF_POLICY
        return History(self._takes, tick, names)


class _Chances:
    """The random numbers of each step: those of one generator a seed, drawn by blocks. Copies share them."""

    def __init__(self, seeds: Sequence[int]) -> None:
        self._seeds = tuple(seeds)
        self._latest = (-1, np.zeros((len(self._seeds), _BLOCK, 2)))
        """A block's number and the block; replaced as one, since copies may go on in other threads."""

    def of(self, step: int) -> NDArray[np.float64]:
        """Two numbers a take, (takes, 2), uniform in [0, 1): for the pitch value and the length value."""
        wanted, place = divmod(step, _BLOCK)
        block, numbers = self._latest
        if block != wanted:
            skipped = 2 * _BLOCK * wanted
            generators = [np.random.Generator(np.random.PCG64(seed).advance(skipped)) for seed in self._seeds]
            numbers = np.stack([generator.random((_BLOCK, 2)) for generator in generators])
            self._latest = wanted, numbers
        return numbers[:, place]


_FIGURES: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "onsets": (np.int64, ()),
    "references": (np.int64, ()),
    "pitch_values": (np.int64, ()),
    "length_values": (np.int64, ()),
    "pitch_probabilities": (np.float64, (PITCH_VALUES,)),
    "length_probabilities": (np.float64, (LENGTH_VALUES,)),
    "weighed_pitches": (np.float32, (PITCH_VALUES,)),
    "weighed_lengths": (np.float32, (LENGTH_VALUES,)),
}
"""Type and shape of an event's figures in the arrays of ``Trace``."""


def _trace_of(columns: Sequence[tuple[NDArray[np.int64], dict[str, NDArray[Any]]]], takes: int) -> Trace:
    """The steps side by side: of each, the rows of its takes, and their figures."""
    arrays = {name: np.zeros((takes, len(columns), *shape), kind) for name, (kind, shape) in _FIGURES.items()}
    first = 0
    for _, group in groupby(columns, key=lambda column: id(column[0])):  # steps of the same takes
        steps = list(group)
        rows, until = steps[0][0], first + len(steps)
        for name, array in arrays.items():
            joined = np.concatenate([figures[name] for _, figures in steps])  # (steps x rows, ...)
            array[rows, first:until] = joined.reshape(len(steps), len(rows), *array.shape[2:]).swapaxes(0, 1)
        first = until
    playing = np.concatenate([rows for rows, _ in columns]) if columns else _NOTHING
    return Trace(**arrays, steps_of=np.bincount(playing, minlength=takes))
