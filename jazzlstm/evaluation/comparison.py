"""Generated solos compared with human solos over the same charts.

A generated solo is searched for runs of the whole corpus, a human solo for runs of the other solos.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.errors import InputError
from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.idiom import Idiom, measure_idiom
from jazzlstm.evaluation.means import mean
from jazzlstm.evaluation.originality import SHARE_NOTES, CorpusIndex, SharedRun, longest_of, share_of_runs
from jazzlstm.evaluation.overlap import Overlap, measure_overlap
from jazzlstm.evaluation.statistics import Statistics, measure_statistics
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

JACKKNIFE_GROUPS = 6
"""Groups of charts, each of which is excluded in turn for a standard error."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What solos share with a corpus: the share of runs by their length in notes, and the longest runs."""

    runs: Mapping[int, float]
    mean_longest: float
    longest: float


@dataclass(frozen=True, slots=True)
class Originality:
    """Shares of generated and human solos, and the longest run of each generated one."""

    generated: Shares
    human: Shares
    longest_runs: tuple[SharedRun, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All figures of ``generated`` beside those of ``human``."""

    human: tuple[Solo, ...]
    generated: tuple[Solo, ...]
    options: SamplingOptions
    human_statistics: Statistics
    generated_statistics: Statistics
    noise: Mapping[str, float]
    """Standard error of the difference of each statistic."""
    overlap: Mapping[str, Overlap]
    originality: Originality
    originality_in_rhythm: Originality
    idiom: tuple[Idiom, ...]
    """By length of the runs."""

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON; undefined figures are null."""
        ours, human = self.generated_statistics.as_dict(), self.human_statistics.as_dict()
        table: dict[str, Any] = {
            "generated": {"solos": len(self.generated), **asdict(self.options)},
            "statistics": {
                name: {
                    "ours": ours[name],
                    "human": human[name],
                    "distance": ours[name] - human[name],
                    "noise": self.noise[name],
                }
                for name in ours
            },
            "overlap": {name: asdict(overlap) for name, overlap in self.overlap.items()},
            "originality": {
                "melody": _originality_dict(self.originality),
                "melody_and_rhythm": _originality_dict(self.originality_in_rhythm),
            },
            "idiom": {str(each.notes): asdict(each) for each in self.idiom},
        }
        return {name: _without_nan(part) for name, part in table.items()}


def compare_with_human(
    network: Network, solos: Sequence[Solo], corpus: Sequence[Solo], number: int, options: SamplingOptions
) -> Comparison:
    """Generate solos over the charts of ``number`` of ``solos``, and compare the two sets.

    ``corpus`` holds ``solos`` and everything else that the network may have been trained on.

    Raises:
        InputError: there is no solo whose chart could be used.
    """
    rng = np.random.default_rng(options.seed)
    human = choose_models(solos, number, rng)
    if not human:
        raise InputError(
            "the corpus has no chart that is short enough to improvise over: choose one with solos in 4/4"
        )
    generated = play_like(network, human, options)
    chosen = {id(solo) for solo in human}
    others = [solo for solo in corpus if id(solo) not in chosen]
    return Comparison(
        tuple(human),
        tuple(generated),
        options,
        measure_statistics(human),
        measure_statistics(generated),
        measure_noise(human, generated),
        measure_overlap(human, generated, others, rng),
        _measure_originality(human, generated, CorpusIndex(tuple(corpus))),
        _measure_originality(human, generated, CorpusIndex(tuple(corpus), rhythm=True)),
        measure_idiom(human, generated, [others[i] for i in rng.permutation(len(others))]),
    )


def measure_noise(human: Sequence[Solo], generated: Sequence[Solo]) -> dict[str, float]:
    """Standard error of generated less human, by the jackknife over groups of charts.

    NaN for a single solo, or where a group has no figure.
    """
    groups = min(JACKKNIFE_GROUPS, len(human))
    rows = []
    for group in range(groups):
        included = [i for i in range(len(human)) if i % groups != group]
        ours, theirs = (
            measure_statistics([solos[i] for i in included]).as_dict() for solos in (generated, human)
        )
        rows.append([ours[name] - theirs[name] for name in ours])
    names = list(measure_statistics(()).as_dict())
    if groups < 2:
        return dict.fromkeys(names, math.nan)
    errors = np.sqrt((groups - 1) * np.var(rows, axis=0))
    return dict(zip(names, errors.tolist(), strict=True))


def _measure_originality(human: Sequence[Solo], generated: Sequence[Solo], index: CorpusIndex) -> Originality:
    chosen = {id(solo) for solo in human}
    among = [
        shared for solo, shared in zip(index.solos, index.shared_among(), strict=True) if id(solo) in chosen
    ]
    ours = [index.shared(solo) for solo in generated]
    return Originality(_shares(ours), _shares(among), tuple(map(index.longest_run, generated)))


def _shares(shared: Sequence[NDArray[np.int64]]) -> Shares:
    longest = [longest_of(each) for each in shared]
    return Shares(
        {notes: share_of_runs(shared, notes) for notes in SHARE_NOTES},
        mean(longest),
        float(max(longest, default=math.nan)),
    )


def _originality_dict(originality: Originality) -> dict[str, Any]:
    ours, human = originality.generated, originality.human
    return {
        "shares": {
            str(notes): {"ours": ours.runs[notes], "human": human.runs[notes]} for notes in SHARE_NOTES
        },
        "mean_longest_run": {"ours": ours.mean_longest, "human": human.mean_longest},
        "longest_run": {"ours": ours.longest, "human": human.longest},
        "solos": [asdict(run) for run in originality.longest_runs],
    }


def _without_nan(value: Any) -> Any:  # noqa: ANN401 -- anything that JSON can hold
    if isinstance(value, Mapping):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without_nan(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
