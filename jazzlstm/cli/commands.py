"""The commands: each turns its arguments into a call of a service and prints the result."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from jazzlstm.cli.progress import ProgressBar
from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.imports import without_collection

if TYPE_CHECKING:
    from jazzlstm.formats.corpus import FileReport

LONG_MUSIC = 60.0
"""Seconds of music from which the rendering of its sound shows progress."""


def generate(options: argparse.Namespace) -> None:
    """Improvise takes and write their files."""
    with without_collection():
        from jazzlstm.services import export

        formats = [name.strip() for name in options.format.split(",") if name.strip()]
        export.check_formats(formats)
        settings = _settings(options)
        export.prepare(formats)
        from jazzlstm.services import play  # the libraries behind these are slow to import
        from jazzlstm.services.models import open_model

        settings, piece = play.with_length(settings, options.bars, options.choruses)
        if options.theme_file:
            settings = play.with_theme(settings, piece, options.theme_file)
        primer = play.read_melody(options.primer) if options.primer else ()
        network = open_model(options.model)
    best_of = 1 if options.best_of is None else options.best_of
    if not options.json:
        for remark in piece.remarks:
            print(remark)
    takes = []
    for number, performance in enumerate(play.play(network, settings, piece, primer, best_of=best_of), 1):
        stem = export.file_stem(piece, settings, performance.take.seed)
        with ProgressBar(f"take {number}: sound") as bar:
            on_progress = bar.at if performance.seconds > LONG_MUSIC else None
            files = export.export(performance, options.out, stem, formats, on_progress=on_progress)
        takes.append(export.describe(performance, files))
        if not options.json:
            _print_take(number, takes[-1])
    if options.json:
        request = {"settings": settings.as_dict(), "best_of": best_of}
        _print_json({"model": network.name, **request, "remarks": piece.remarks, "takes": takes})


def _print_take(number: int, take: dict[str, Any]) -> None:
    copies = f", {take['copies']}" if take["copies"] else ""
    print(f"take {number}, seed {take['seed']}: {len(take['notes'])} notes{copies}")
    for path in take["files"].values():
        print(f"  {path}")


def _settings(options: argparse.Namespace) -> Settings:
    given = _given(options, Settings)
    if options.chart_file:
        from jazzlstm.services.charts import chart_text  # the readers are not needed for --help

        given["changes"] = chart_text(options.chart_file, options.title)
    if not given.get("changes", "changes").strip():
        raise InputError('the chart is empty: write changes such as "| Dm7 G7 | Cmaj7 |"')
    return Settings(**given)


def _given(options: argparse.Namespace, request: type[Any]) -> dict[str, Any]:
    """The options that are fields of the dataclass ``request`` and were given."""
    known = {item.name for item in fields(request)}
    return {name: value for name, value in vars(options).items() if name in known and value is not None}


def train(options: argparse.Namespace) -> None:
    """Train a network on a corpus."""
    from jazzlstm.services.train import TrainingRequest, train_model

    lists = {"corpus": tuple(options.corpus), "teachers": tuple(options.teachers or ())}
    request = TrainingRequest(**{**_given(options, TrainingRequest), **lists})
    if options.json:
        _print_json(train_model(request).as_dict())
        return
    with ProgressBar("training") as bar:
        result = train_model(request, on_report=_print_report, on_epoch=bar.epoch)
    best = result.network.card.best_epoch
    print(f"best after epoch {best}; model: {result.model}; loss curve: {result.loss_curve}")


def inspect(options: argparse.Namespace) -> None:
    """Print what a training would use of each file."""
    from jazzlstm.formats.corpus import read_corpus

    corpus = read_corpus(options.files)
    if options.json:
        files = corpus.as_dicts()
        counts = {"taken": corpus.included, "left": len(corpus.skipped), "notes": _notes(corpus.report)}
        _print_json({"files": files, **counts})
        return
    _print_report(corpus.report)


def _print_report(report: Sequence[FileReport]) -> None:
    for item in report:
        print(item.line())
    included = sum(item.included for item in report)
    print(f"{included} included, {len(report) - included} skipped, {_notes(report)} notes in all")


def _notes(report: Sequence[FileReport]) -> int:
    return sum(item.notes for item in report)


def evaluate(options: argparse.Namespace) -> None:
    """Measure how well a network predicts human solos, and compare its own solos with them."""
    from jazzlstm.evaluation.generated_solos import SamplingOptions
    from jazzlstm.services.evaluate import EvaluationRequest, draw_evaluation, evaluate_model

    sampling = SamplingOptions(**_given(options, SamplingOptions))
    request = EvaluationRequest(tuple(options.corpus), options.part, options.solos, sampling)
    result = evaluate_model(options.model, request)
    pictures = draw_evaluation(result, options.pictures) if options.pictures else {}
    if options.json:
        paths = {"pictures": {name: str(path) for name, path in pictures.items()}} if pictures else {}
        _print_json({**result.as_dict(), **paths})
        return
    for line in (*result.lines(), *(f"  {path}" for path in pictures.values())):
        print(line)


def mirror(options: argparse.Namespace) -> None:
    """Print probabilities and figures of the solos of files."""
    from jazzlstm.services.mirror_files import reflect_files
    from jazzlstm.services.models import open_model

    found = reflect_files(open_model(options.model), options.files)
    if options.json:
        _print_json({"model": options.model, "solos": [each.as_dict() for each in found]})
        return
    for each in found:
        print("\n".join(each.lines()))


def _print_json(value: object) -> None:
    print(json.dumps(value))
