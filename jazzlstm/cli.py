"""The command line: ``python -m jazzlstm generate | train | inspect | evaluate``.

Thin: each command turns its arguments into a call of ``studio`` and prints what
comes back. An error is one line on stderr; the exit code is 2 when the input or
the usage is at fault, 1 for the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from jazzlstm.errors import InputError, JazzError
from jazzlstm.settings import BEST_OF, LONGEST_TEXT, RANGES, Range, Settings
from jazzlstm.tunes import TUNES

if TYPE_CHECKING:
    from jazzlstm.lessons import Lesson
    from jazzlstm.plans import Progress

WORTH_WATCHING = 60.0
"""Seconds of music from which its rendering shows progress."""
DEBUG_VARIABLE = "JAZZLSTM_DEBUG"
"""Set it to see the traceback of an error nobody foresaw."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    try:
        options = _parser().parse_args(arguments)
        options.command(options)
        sys.stdout.flush()  # here, where a full disk or a reader that has gone can still be told
    except JazzError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # of the machine: a full disk under stdout, a folder nobody may read
        return _fail(": ".join(filter(None, (error.filename, error.strerror or str(error)))), 1)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        hint = f"this is a fault in jazzlstm; please report it ({DEBUG_VARIABLE}=1 shows where)"
        return _fail(f"{type(error).__name__}: {error}; {hint}", 1)
    return 0


def _fail(message: str, code: int) -> int:
    print("jazzlstm:", " ".join(message.split()), file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error; takes no abbreviated options."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 -- handed on as they come
        super().__init__(**{**how, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} (see {self.prog} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m jazzlstm", description="An LSTM that improvises jazz solos over your changes."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    _add_generate(
        commands.add_parser("generate", help="improvise solos over changes and write them as files")
    )
    _add_train(commands.add_parser("train", help="teach a network a corpus of MIDI, MusicXML or wjazzd.db"))
    _add_inspect(commands.add_parser("inspect", help="say what would be learnt from each file, and why not"))
    _add_evaluate(commands.add_parser("evaluate", help="measure how well a network foresees human solos"))
    return parser


def _add_generate(parser: argparse.ArgumentParser) -> None:
    option, default = parser.add_argument, Settings()
    option(
        "--model", default="weimar", metavar="NAME|FILE", help="a model that ships, or a .safetensors file"
    )
    changes = parser.add_mutually_exclusive_group()
    changes.add_argument("--chart", metavar="TEXT", help='changes as you type them: "| Dm7 G7 | C | %% |"')
    changes.add_argument("--chart-file", type=Path, metavar="FILE", help="a text file with changes")
    changes.add_argument("--tune", metavar="NAME", help=f"{', '.join(TUNES)} (default: {default.tune})")
    option("--key", default="", metavar="K", help='the key to play in: "Bb", "C minor"')
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--beats", type=_number, metavar="N", help=f"length (default: {default.beats:g})")
    length.add_argument("--bars", type=_number, metavar="N", help="length in bars of the chart's metre")
    length.add_argument("--choruses", type=_number, metavar="N", help="length in times round the form")
    knobs = {"temperature": "T", "rhythm_temperature": "T", "top_p": "P", "inside": "I", "seed": "N"}
    for name, metavar in {
        **knobs,
        "tempo": "BPM",
        "swing": "S",
        "takes": "N",
        "count_in": "BARS",
        "intro": "BARS",
    }.items():
        _add_knob(option, name, metavar)
    option("--start-note", default="", metavar="G4", help="the first note; the network's own choice without")
    option("--primer", type=Path, metavar="FILE", help="a MIDI or MusicXML melody to continue")
    option("--player", default="", metavar="NAME", help="in the manner of, a name the model knows")
    option("--instrument", default="", metavar="NAME", help="who sounds: tenor sax, trumpet, vibes, ...")
    option("--feel", default="", metavar="NAME", help="swing, two-beat, ballad, waltz, bossa, funk, straight")
    option("--comping", default="", metavar="NAME", help="who plays chords: piano, guitar, vibes, none")
    option("--best-of", type=_whole, default=1, metavar="N", help=_help(BEST_OF, 1))
    option("--no-band", action="store_true", help="the soloist alone")
    option(
        "--format",
        default="mid,wav,png,musicxml",
        metavar="F,...",
        help="which files: mid, wav, png, musicxml, or straight: MIDI on the grid for notation programs "
        "(default: the first four)",
    )
    option(
        "--out",
        type=Path,
        default=Path("output"),
        metavar="DIR",
        help="folder for the files (default: output)",
    )
    option("--json", action="store_true", help="print one JSON object instead of lines")
    parser.set_defaults(command=_generate)


def _add_train(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option(
        "corpus", nargs="+", type=Path, metavar="CORPUS", help="files or folders of MIDI, MusicXML, wjazzd.db"
    )
    option(
        "--out", type=Path, required=True, metavar="FILE", help="the model file to write: NAME.safetensors"
    )
    option("--base", metavar="MODEL", help="a model to start from; its sizes are kept")
    option("--units", type=_whole, metavar="N", help="LSTM units in a layer")
    option("--layers", type=_whole, metavar="N", help="LSTM layers")
    option("--sequence-length", type=_whole, metavar="N", help="events the training looks at in one go")
    option("--epochs", type=_whole, metavar="N", help="times through the corpus at most")
    option(
        "--recipe", choices=("weimar", "classic", "tune"), metavar="NAME", help="a set of training settings"
    )
    option("--seed", type=_whole, default=0, metavar="N", help="the same seed trains the same network")
    option("--json", action="store_true", help="print one JSON object at the end instead of a progress bar")
    parser.set_defaults(command=_train)


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES", help="files or folders")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.set_defaults(command=_inspect)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("model", metavar="MODEL", help="a model that ships, or a .safetensors file")
    option("--corpus", nargs="+", type=Path, required=True, metavar="CORPUS", help="solos to measure with")
    option("--part", choices=("all", "learnt", "held-out", "test"), default="all", help=_PART_HELP)
    option("--pictures", type=Path, metavar="DIR", help="a folder for pictures of the figures")
    option("--json", action="store_true", help="print one JSON object instead of lines")
    own = parser.add_argument_group("solos of the network's own, set beside the human ones")
    own.add_argument("--solos", type=_whole, default=0, metavar="N", help="how many (default: none)")
    for name, metavar in (("temperature", "T"), ("top_p", "P"), ("seed", "N")):
        _add_knob(own.add_argument, name, metavar)
    parser.set_defaults(command=_evaluate)


def _add_knob(option: Callable[..., argparse.Action], name: str, metavar: str) -> None:
    """An option for a number among the settings; its help ends with range and default."""
    default = getattr(Settings(), name)
    option(
        "--" + name.replace("_", "-"),
        type=_whole if isinstance(default, int) else _number,
        default=default,
        metavar=metavar,
        help=_help(RANGES[name], _OPEN_DEFAULTS.get(name, default)),
    )


_OPEN_DEFAULTS = {"tempo": "the tune's own", "swing": "as people of that tempo do"}


def _help(limits: Range, default: object) -> str:
    about = limits.about[0].lower() + limits.about[1:].rstrip(".")
    return f"{about} ({limits.lowest} to {limits.highest}; default: {default})"


_PART_HELP = "only the solos that the model's own training kept for this (default: all)"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _generate(options: argparse.Namespace) -> None:
    from jazzlstm import studio  # the pictures and sound behind it are not needed for --help

    settings, piece = studio.with_length(_settings(options), options.bars, options.choruses)
    formats = [name.strip() for name in options.format.split(",") if name.strip()]
    studio.check_formats(formats)
    primer = studio.read_primer(options.primer) if options.primer else ()
    network = studio.open_model(options.model)
    takes = []
    performances = studio.play(network, settings, piece, primer, best_of=options.best_of)
    for number, performance in enumerate(performances, 1):
        stem = studio.file_stem(piece, settings, performance.take.seed)
        with _ProgressBar(f"take {number}: sound") as bar:
            watch = bar.at if performance.seconds > WORTH_WATCHING else None
            files = studio.export(performance, options.out, stem, formats, on_progress=watch)
        takes.append(studio.describe(performance, files))
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


def _given(options: argparse.Namespace, kind: type[Settings] | type[Lesson]) -> dict[str, Any]:
    """The options that are fields of ``kind``, without those nobody gave."""
    known = {item.name for item in fields(kind)}
    return {name: value for name, value in vars(options).items() if name in known and value is not None}


def _chart_text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LONGEST_TEXT + 1)  # one too many is refused, whatever is behind it
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8 text"
        raise InputError(f"cannot read the chart {path}: {reason}") from exc


def _train(options: argparse.Namespace) -> None:
    from jazzlstm.lessons import Lesson, train_model

    lesson = Lesson(**{**_given(options, Lesson), "corpus": tuple(options.corpus)})
    if options.json:
        _print_json(train_model(lesson).as_dict())
        return
    with _ProgressBar("training") as bar:
        trained = train_model(lesson, on_report=_say_report, on_epoch=bar.epoch)
    best = trained.network.about["best_epoch"]
    print(f"best after epoch {best}; model: {trained.model}; loss curve: {trained.loss_curve}")


class _ProgressBar:
    """One line that grows; a line each time where stderr is not a terminal. Left wherever the work stops."""

    WIDTH = 24

    def __init__(self, what: str) -> None:
        self.what = what
        self.on_terminal = sys.stderr.isatty()
        self.is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_open:
            print(file=sys.stderr, flush=True)

    def epoch(self, progress: Progress) -> None:
        """An epoch of training is over."""
        left = round(progress.seconds_left)
        self._grow(
            progress.epoch / progress.epochs,
            f"epoch {progress.epoch}/{progress.epochs}"
            f"  loss {progress.loss:.3f}  held-out {progress.held_out_loss:.3f}"
            f"  {left // 60}:{left % 60:02d} left",
        )

    def at(self, share: float) -> None:
        """So much is done, from 0 to 1; told on a terminal only, where it takes no lines."""
        if self.on_terminal:
            self._grow(share, f"{self.what} {share:.0%}")

    def _grow(self, share: float, words: str) -> None:
        done = int(self.WIDTH * share + 1e-9)
        line = f"[{'#' * done}{'.' * (self.WIDTH - done)}] {words}"
        print(f"\r{line}" if self.on_terminal else f"{line}\n", end="", file=sys.stderr, flush=True)
        self.is_open = self.on_terminal


def _inspect(options: argparse.Namespace) -> None:
    from jazzlstm.corpus import read_corpus

    corpus = read_corpus(options.files)
    taken = sum(report.taken for report in corpus.report)
    if options.json:
        files = [report.as_dict() for report in corpus.report]
        _print_json(
            {"files": files, "taken": taken, "left": len(files) - taken, "notes": _notes(corpus.report)}
        )
        return
    _say_report(corpus.report)


def _say_report(report: Sequence[Any]) -> None:
    for item in report:
        print(item.line())
    taken = sum(item.taken for item in report)
    print(f"{taken} taken, {len(report) - taken} left, {_notes(report)} notes in all")


def _notes(report: Sequence[Any]) -> int:
    return sum(item.notes for item in report)


def _evaluate(options: argparse.Namespace) -> None:
    from jazzlstm.evaluation.generated import Manner
    from jazzlstm.examination import Exam, draw_examination, examine_model

    manner = Manner(options.temperature, options.top_p, options.seed)
    examination = examine_model(
        options.model, Exam(tuple(options.corpus), options.part, options.solos, manner)
    )
    pictures = draw_examination(examination, options.pictures) if options.pictures else {}
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
