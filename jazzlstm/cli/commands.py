"""What each command does: its arguments become a call of a use-case, and what comes back is printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazzlstm.cli.progress import ProgressBar
from jazzlstm.errors import InputError
from jazzlstm.generation.settings import LONGEST_TEXT, Settings

if TYPE_CHECKING:
    from jazzlstm.services.train import TrainingRequest

WORTH_WATCHING = 60.0
"""Seconds of music from which its rendering shows progress."""


def generate(options: argparse.Namespace) -> None:
    """Improvise takes and write their files."""
    from jazzlstm.services import (
        export as exports,  # the pictures and sound behind them are not needed for --help
    )
    from jazzlstm.services import (
        play as studio,  # the pictures and sound behind them are not needed for --help
    )

    settings, piece = studio.with_length(_settings(options), options.bars, options.choruses)
    formats = [name.strip() for name in options.format.split(",") if name.strip()]
    exports.check_formats(formats)
    primer = studio.read_primer(options.primer) if options.primer else ()
    network = studio.open_model(options.model)
    takes = []
    performances = studio.play(network, settings, piece, primer, best_of=options.best_of)
    for number, performance in enumerate(performances, 1):
        stem = exports.file_stem(piece, settings, performance.take.seed)
        with ProgressBar(f"take {number}: sound") as bar:
            watch = bar.at if performance.seconds > WORTH_WATCHING else None
            files = exports.export(performance, options.out, stem, formats, on_progress=watch)
        takes.append(exports.describe(performance, files))
        if not options.json:
            _say_take(number, takes[-1])
    if options.json:
        asked = {"settings": settings.as_dict(), "best_of": options.best_of}
        _print_json({"model": network.name, **asked, "takes": takes})


def _say_take(number: int, take: dict[str, Any]) -> None:
    copies = f", {take['copies']}" if take["copies"] else ""
    print(f"take {number}, seed {take['seed']}: {len(take['notes'])} notes{copies}")
    for path in take["files"].values():
        print(f"  {path}")


def _settings(options: argparse.Namespace) -> Settings:
    given = _given(options, Settings)
    if options.chart is not None:
        given["changes"] = options.chart
    if options.chart_file:
        given["changes"] = _chart_text(options.chart_file)
    if not given.get("changes", "changes").strip():
        raise InputError('the chart is empty: write changes such as "| Dm7 G7 | Cmaj7 |"')
    return replace(Settings(band=not options.no_band), **given)


def _given(options: argparse.Namespace, kind: type[Settings] | type[TrainingRequest]) -> dict[str, Any]:
    """The options that are fields of ``kind``, without those nobody gave."""
    known = {item.name for item in fields(kind)}
    return {name: value for name, value in vars(options).items() if name in known and value is not None}


def _chart_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LONGEST_TEXT + 1)  # one too many is refused, whatever is behind it
    except OSError as exc:
        raise InputError(f"cannot read the chart {path}: {exc.strerror}; give a text file") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"the chart {path} is not UTF-8 text: save it again as that") from exc


def train(options: argparse.Namespace) -> None:
    """Teach a network a corpus."""
    from jazzlstm.services.train import TrainingRequest, train_model

    several = {"corpus": tuple(options.corpus), "teachers": tuple(options.teachers or ())}
    lesson = TrainingRequest(**{**_given(options, TrainingRequest), **several})
    if options.json:
        _print_json(train_model(lesson).as_dict())
        return
    with ProgressBar("training") as bar:
        trained = train_model(lesson, on_report=_say_report, on_epoch=bar.epoch)
    best = trained.network.card.best_epoch
    print(f"best after epoch {best}; model: {trained.model}; loss curve: {trained.loss_curve}")


def inspect(options: argparse.Namespace) -> None:
    """Say what would be learnt from each file."""
    from jazzlstm.formats.corpus import read_corpus

    corpus = read_corpus(options.files)
    if options.json:
        files = corpus.as_dicts()
        counts = {"taken": corpus.included, "left": len(corpus.skipped), "notes": _notes(corpus.report)}
        _print_json({"files": files, **counts})
        return
    _say_report(corpus.report)


def _say_report(report: Sequence[Any]) -> None:
    for item in report:
        print(item.line())
    included = sum(item.included for item in report)
    print(f"{included} included, {len(report) - included} skipped, {_notes(report)} notes in all")


def _notes(report: Sequence[Any]) -> int:
    return sum(item.notes for item in report)


def evaluate(options: argparse.Namespace) -> None:
    """Measure how well a network foresees human solos, and its own beside them."""
    from jazzlstm.evaluation.generated_solos import SamplingOptions
    from jazzlstm.services.evaluate import EvaluationRequest, draw_evaluation, evaluate_model

    manner = SamplingOptions(options.temperature, options.top_p, options.seed)
    examination = evaluate_model(
        options.model, EvaluationRequest(tuple(options.corpus), options.part, options.solos, manner)
    )
    pictures = draw_evaluation(examination, options.pictures) if options.pictures else {}
    if options.json:
        found = examination.as_dict()
        if pictures:
            found["pictures"] = {name: str(path) for name, path in pictures.items()}
        _print_json(found)
        return
    for line in (*examination.lines(), *(f"  {path}" for path in pictures.values())):
        print(line)


def _print_json(value: object) -> None:
    print(json.dumps(value))
