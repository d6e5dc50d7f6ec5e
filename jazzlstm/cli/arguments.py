"""What can be asked for on the command line, with the help for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from jazzlstm.cli.commands import evaluate, generate, inspect, train
from jazzlstm.errors import InputError
from jazzlstm.generation.settings import BEST_OF, RANGES, Range, Settings
from jazzlstm.theory.tunes import TUNES


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as every other error; takes no abbreviated options."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 -- handed on as they come
        super().__init__(**{**how, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} (see {self.prog} --help)")


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for; ``command`` is the function that does it.

    Raises:
        InputError: a word that no command knows.
    """
    return _parser().parse_args(arguments)


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
    option = parser.add_argument
    option(
        "--model", default="weimar", metavar="NAME|FILE", help="a model that ships, or a .safetensors file"
    )
    _add_changes(parser)
    for name, metavar in _KNOBS.items():
        _add_knob(option, name, metavar)
    option("--start-note", default="", metavar="G4", help="the first note; the network's own choice without")
    option("--primer", type=Path, metavar="FILE", help="a MIDI or MusicXML melody to continue")
    option("--player", default="", metavar="NAME", help="in the manner of, a name the model knows")
    option("--instrument", default="", metavar="NAME", help="who sounds: tenor sax, trumpet, vibes, ...")
    option(
        "--feel",
        default="",
        metavar="NAME",
        help="how the band plays: swing, two-beat, ballad, waltz, bossa, funk, straight",
    )
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
    parser.set_defaults(command=generate)


def _add_changes(parser: argparse.ArgumentParser) -> None:
    """What to play over, and how long."""
    default = Settings()
    changes = parser.add_mutually_exclusive_group()
    changes.add_argument("--chart", metavar="TEXT", help='changes as you type them: "| Dm7 G7 | C | %% |"')
    changes.add_argument("--chart-file", type=Path, metavar="FILE", help="a text file with changes")
    changes.add_argument("--tune", metavar="NAME", help=f"{', '.join(TUNES)} (default: {default.tune})")
    parser.add_argument("--key", default="", metavar="K", help='the key to play in: "Bb", "C minor"')
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--beats", type=_number, metavar="N", help=f"length (default: {default.beats:g})")
    length.add_argument("--bars", type=_number, metavar="N", help="length in bars of the chart's metre")
    length.add_argument("--choruses", type=_number, metavar="N", help="length in times round the form")


def _add_train(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option(
        "corpus", nargs="+", type=Path, metavar="CORPUS", help="files or folders of MIDI, MusicXML, wjazzd.db"
    )
    option(
        "--out", type=Path, required=True, metavar="FILE", help="the model file to write: NAME.safetensors"
    )
    option("--base", metavar="MODEL", help="a model to start from; its sizes are kept")
    option(
        "--teacher",
        dest="teachers",
        action="append",
        metavar="MODEL",
        help="a model trained on the same corpus, to learn from besides; may be given again",
    )
    option("--units", type=_whole, metavar="N", help="LSTM units in a layer")
    option("--layers", type=_whole, metavar="N", help="LSTM layers")
    option("--sequence-length", type=_whole, metavar="N", help="events the training looks at in one go")
    option("--epochs", type=_whole, metavar="N", help="times through the corpus at most")
    option(
        "--recipe", choices=("weimar", "classic", "tune"), metavar="NAME", help="a set of training settings"
    )
    option("--seed", type=_whole, default=0, metavar="N", help="the same seed trains the same network")
    option("--json", action="store_true", help="print one JSON object at the end instead of a progress bar")
    parser.set_defaults(command=train)


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES", help="files or folders")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.set_defaults(command=inspect)


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
    parser.set_defaults(command=evaluate)


_KNOBS = {
    "temperature": "T", "rhythm_temperature": "T", "top_p": "P", "inside": "I", "seed": "N",
    "tempo": "BPM", "swing": "S", "takes": "N", "count_in": "BARS", "intro": "BARS",
}  # fmt: skip
"""Settings that are numbers, and what stands for the number in the help."""


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
