"""Solos over different charts, side by side: what ``improvise`` makes one after the other, faster.

The charts follow each other on one grid, and each take begins on the first tick of its own chart. A step
of the sampler takes hardly longer for sixty takes than for five.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS
from jazzlstm.encoding.features import FAR
from jazzlstm.encoding.harmony_grid import HarmonyGrid, join_harmonies, lay_out_harmony
from jazzlstm.encoding.state import initial_state
from jazzlstm.generation.improviser import condition_of, policy_of, seeds_of, takes_of, ticks_of
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace
from jazzlstm.generation.sampling_policy import SamplingPolicy
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Chart, Take
from jazzlstm.theory.instruments import Instrument

TAKES_AT_ONCE = 64
"""More would use more memory and be hardly faster."""


@dataclass(frozen=True, slots=True)
class Request:
    """What ``improvise`` is asked for. A beginning, an arc, goals and levels are not possible here."""

    chart: Chart
    settings: Settings
    tempo: float
    instrument: Instrument | None = None


def improvise_each(network: Network, requests: Sequence[Request]) -> list[list[Take]]:
    """The takes of ``improvise`` for each request, in the same order.

    Raises:
        SettingsError: as ``improvise``.
        ValueError: a setting that is not possible here, or policies that differ in more than the range.
    """
    return [takes for few in _in_batches(requests) for takes in _improvise_batch(network, few)]


def _in_batches(requests: Sequence[Request]) -> Iterator[list[Request]]:
    """The requests in groups of ``TAKES_AT_ONCE`` takes, or of one request with more."""
    few: list[Request] = []
    for request in requests:
        if few and sum(each.settings.takes for each in [*few, request]) > TAKES_AT_ONCE:
            yield few
            few = []
        few.append(request)
    if few:
        yield few


def _improvise_batch(network: Network, requests: Sequence[Request]) -> Iterator[list[Take]]:
    grids = [_unrolled(request) for request in requests]
    starts = np.cumsum([0, *(grid.ticks for grid in grids[:-1])])
    trace = _Streams(network, requests, grids, starts).advance(FAR)
    row = 0
    for request, start in zip(requests, starts, strict=True):
        own = _rows(trace, slice(row, row + request.settings.takes), int(start))
        row += request.settings.takes
        chart, tempo, instrument = request.chart, request.tempo, request.instrument
        yield takes_of(own, network, chart, request.settings, tempo=tempo, instrument=instrument)


class _Streams(SoloStream):
    """A stream whose takes have a frame and a range each."""

    def __init__(
        self,
        network: Network,
        requests: Sequence[Request],
        grids: Sequence[HarmonyGrid],
        starts: NDArray[np.int64],
    ) -> None:
        takes = np.repeat(np.arange(len(requests)), [request.settings.takes for request in requests])
        ends = starts + [ticks_of(request.settings) for request in requests]
        tempos = np.array([request.tempo for request in requests])
        harmony = join_harmonies(grids)
        self._whole_frame = SoloFrame(_of_rows(harmony, takes), tempos[takes], ends[takes])
        self._whole_policy = _joined_policy(network, requests, takes)
        conditions = [condition_of(network, request.settings, request.instrument) for request in requests]
        super().__init__(
            network,
            self._whole_frame,
            [seed for request in requests for seed in seeds_of(request.settings)],
            condition=np.stack(conditions)[takes],
            policy=self._whole_policy,
        )
        self._state = initial_state(len(takes), onset=starts[takes])

    @property
    def tick(self) -> int:
        """The lowest tick of the joined grid on which an event starts next."""
        return int(self._state.onset.min(initial=FAR))

    def _drop_ended(self) -> None:
        before = len(self._rows)
        super()._drop_ended()
        if len(self._rows) < before:
            frame, policy, rows = self._whole_frame, self._whole_policy, self._rows
            self._frame = SoloFrame(_of_rows(frame.harmony, rows), frame.tempo[rows], frame.ticks[rows])
            self._policy = replace(policy, lowest=policy.lowest[rows], highest=policy.highest[rows])


def _unrolled(request: Request) -> HarmonyGrid:
    """The chart to the end of the solo and of its last event."""
    return lay_out_harmony(request.chart).unrolled(ticks_of(request.settings) + max(LENGTHS))


def _of_rows(harmony: HarmonyGrid, rows: NDArray[np.int64]) -> HarmonyGrid:
    """The same grid with the keys of some of the takes."""
    return replace(harmony, key=harmony.key[rows])


def _joined_policy(network: Network, requests: Sequence[Request], takes: NDArray[np.int64]) -> SamplingPolicy:
    """The policy that all requests share, with the range of each take, (takes, 1)."""
    policies = [policy_of(network, each.settings, each.instrument, each.chart) for each in requests]
    shared = {replace(policy, lowest=0, highest=127) for policy in policies}
    begun = any(each.settings.opening or each.settings.start_note for each in requests)
    if len(shared) > 1 or begun or any(policy.arc or policy.fixed or policy.level for policy in shared):
        raise ValueError("solos side by side share their policy, without arc, goals, level or beginning")
    lowest, highest = (np.array([getattr(each, name) for each in policies]) for name in ("lowest", "highest"))
    return replace(policies[0], lowest=lowest[takes][:, None], highest=highest[takes][:, None])


def _rows(trace: Trace, rows: slice, start: int) -> Trace:
    """Some takes of a trace, with onsets from the first tick of their chart."""
    own = Trace(**{field.name: getattr(trace, field.name)[rows] for field in fields(Trace)})
    return replace(own, onsets=own.onsets - start)
