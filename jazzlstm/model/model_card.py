"""The model card: name, licence, credits, training record and figures of a model file.

The JSON keys are those of the first file format: ``leanings`` is the logit bias and ``critic``
the ranking weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeAlias

from jazzlstm.errors import ModelFileError
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.music import Solo

Figures: TypeAlias = Mapping[str, float]

FIRST_TRAITS = (
    "chord tones",
    "chord tones on the beat",
    "log notes a beat",
    "time in rests",
    "unisons",
    "steps",
    "mean interval",
    "turns",
    "range",
    "log longest stay",
    "motifs of 3 that come back",
    "notes on the beat",
    "waits like the last",
)
"""Traits in the order of ranking weights that a file holds without names. Never changes."""
LARGEST_RANKING_WEIGHT = 100.0
"""Nats a standard deviation; those of ``weimar`` are below 1."""
LARGEST_FIGURE = 1e100
"""Far above any perplexity; its square is still finite."""
UNNAMED = "unnamed"
"""Shown for a network whose card has no name."""
OWN_LICENCE = "its maker's"
"""Licence of a network trained on a musician's own files."""
WJAZZD_CREDIT = (
    "Trained on the Weimar Jazz Database (WJazzD), Jazzomat Research Project, Hochschule für Musik"
    " Franz Liszt Weimar, https://jazzomat.hfm-weimar.de, Open Database License 1.0"
)
WJAZZD_LICENCE = "the weights: MIT; what derives from the database: Open Database License 1.0"


@dataclass(frozen=True, slots=True)
class CorpusSize:
    """How much a network was trained on."""

    solos: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """How a network was trained."""

    plan: Mapping[str, Any] = field(default_factory=dict)
    """The ``TrainingPlan`` as JSON."""
    shares: tuple[float, ...] = ()
    """Shares of the tunes for training, validation and test; empty if unknown."""
    solos: int = 0
    """Solos in the training set."""
    held_out_solos: int = 0
    """Solos in the validation set."""
    teachers: tuple[str, ...] = ()
    """Names of the models that it was distilled from."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The content of a model file besides sizes and weights."""

    name: str = ""
    base: str = ""
    """Name of the model that training started from; "" for random weights."""
    licence: str = ""
    attribution: str = ""
    data: CorpusSize = CorpusSize()
    training: TrainingRecord = field(default_factory=TrainingRecord)
    history: tuple[Figures, ...] = ()
    """The figures of each epoch: epoch, loss and held_out_loss (nats an event)."""
    best_epoch: int = 0
    """The epoch that the weights are from, counted from 1; 0 if unknown."""
    base_loss: float | None = None
    """Validation loss of the base before training, nats an event."""
    metrics: Mapping[str, Figures] = field(default_factory=dict)
    """Likelihood figures by part of the corpus: "held_out" and "test"."""
    logit_bias: LogitBias = LogitBias()
    ranking_weights: Figures = field(default_factory=dict)
    """Nats a standard deviation of each trait; empty for the weights of ``weimar``."""
    usual_instruments: Mapping[str, str] = field(default_factory=dict)
    """Performer to the short name of an instrument."""

    @classmethod
    def from_dict(cls, entries: Mapping[str, Any]) -> ModelCard:
        """A card from JSON; entries unknown to this version are dropped.

        Raises:
            ModelFileError: an entry has the wrong type or range; ``entry`` is its key.
        """
        values = {}
        for key, (name, read) in _READERS.items():
            if key not in entries:
                continue
            try:
                values[name] = read(entries[key])
            except (ValueError, TypeError, KeyError, OverflowError, AttributeError) as exc:
                raise ModelFileError(
                    f"the entry {key!r} of the model card is damaged: download the model file again",
                    entry=key,
                ) from exc
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """The card as JSON, without empty entries."""
        training = {**asdict(self.training), "teachers": list(self.training.teachers)}
        ranking = {"traits": list(self.ranking_weights), "weights": list(self.ranking_weights.values())}
        entries = {
            "name": self.name,
            "base": self.base,
            "licence": self.licence,
            "attribution": self.attribution,
            "data": asdict(self.data) if self.data != CorpusSize() else {},
            "training": {key: value for key, value in training.items() if value},
            "history": [dict(epoch) for epoch in self.history],
            "best_epoch": self.best_epoch,
            "base_loss": self.base_loss,
            "metrics": {part: dict(figures) for part, figures in self.metrics.items()},
            "leanings": self.logit_bias.as_dict() if self.logit_bias != LogitBias() else {},
            "critic": ranking if self.ranking_weights else {},
            "usual_instruments": dict(self.usual_instruments),
        }
        return {key: value for key, value in entries.items() if value}


def describe_training(
    card: ModelCard, name: str, solos: Sequence[Solo], base: ModelCard | None = None
) -> ModelCard:
    """``card`` with name, credits and corpus of a network trained on ``solos``.

    Credits, licence, logit bias, ranking weights and usual instruments of the base are inherited.
    """
    parent = base or ModelCard()
    from_wjazzd = any(solo.source.startswith("wjazzd") for solo in solos)
    return replace(
        card,
        name=name,
        base=(base.name or UNNAMED) if base else "",
        licence=WJAZZD_LICENCE if from_wjazzd else parent.licence or OWN_LICENCE,
        attribution=WJAZZD_CREDIT if from_wjazzd else parent.attribution,
        data=CorpusSize(len(solos), sum(len(solo.notes) for solo in solos)),
        logit_bias=parent.logit_bias,
        ranking_weights=parent.ranking_weights,
        usual_instruments={**parent.usual_instruments, **_usual_instruments(solos)},
    )


def _usual_instruments(solos: Sequence[Solo]) -> dict[str, str]:
    """The instrument of most solos, by performer."""
    played: dict[str, Counter[str]] = {}
    for solo in solos:
        if solo.performer and solo.instrument:
            played.setdefault(solo.performer, Counter())[solo.instrument] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in sorted(played.items())}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LARGEST_FIGURE:
        raise ValueError("not a count")
    return value


def _figure(value: object) -> float:
    if not isinstance(value, int | float) or not abs(value) < LARGEST_FIGURE:  # NaN is refused, too
        raise ValueError("not a finite number")
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError("not a list")
    return value


def _figures(value: object) -> dict[str, float]:
    return {key: _figure(each) for key, each in _mapping(value).items()}


def _shares(value: object) -> tuple[float, ...]:
    shares = tuple(_figure(share) for share in _list(value))
    if shares and (len(shares) != 3 or min(shares) < 0 or sum(shares) <= 0):
        raise ValueError("not three shares")
    return shares


def _corpus_size(value: object) -> CorpusSize:
    return CorpusSize(**{key: _count(each) for key, each in _mapping(value).items()})


def _training(value: object) -> TrainingRecord:
    record = _mapping(value)
    return TrainingRecord(
        plan=_mapping(record.get("plan", {})),
        shares=_shares(record.get("shares", ())),
        solos=_count(record.get("solos", 0)),
        held_out_solos=_count(record.get("held_out_solos", 0)),
        teachers=tuple(_text(name) for name in _list(record.get("teachers", ()))),
    )


def _ranking_weights(value: object) -> dict[str, float]:
    """Weights by trait. Files of the first version name no traits: their order is ``FIRST_TRAITS``."""
    ranking = _mapping(value)
    weights = [_figure(weight) for weight in _list(ranking.get("weights", ()))]
    if not all(abs(weight) <= LARGEST_RANKING_WEIGHT for weight in weights):
        raise ValueError("a weight is out of range")
    traits = [_text(trait) for trait in _list(ranking.get("traits", FIRST_TRAITS if weights else ()))]
    return dict(zip(traits, weights, strict=True))


_READERS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "name": ("name", _text),
    "base": ("base", _text),
    "licence": ("licence", _text),
    "attribution": ("attribution", _text),
    "data": ("data", _corpus_size),
    "training": ("training", _training),
    "history": ("history", lambda value: tuple(_figures(epoch) for epoch in _list(value))),
    "best_epoch": ("best_epoch", _count),
    "base_loss": ("base_loss", lambda value: None if value is None else _figure(value)),
    "metrics": ("metrics", lambda value: {key: _figures(part) for key, part in _mapping(value).items()}),
    "leanings": ("logit_bias", lambda value: LogitBias.from_dict(_figures(value))),
    "critic": ("ranking_weights", _ranking_weights),
    "usual_instruments": (
        "usual_instruments",
        lambda value: {key: _text(name) for key, name in _mapping(value).items()},
    ),
}
"""JSON key to field and reader."""
