"""The command line's options and their help; options of settings are made from the declarations."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from jazzlstm.cli.charts import CHARTS_HELP, SOURCE_HELP, add_charts
from jazzlstm.cli.commands import evaluate, generate, inspect, mirror, train
from jazzlstm.cli.page import PAGE_HELP, add_page
from jazzlstm.cli.serve import SERVE_HELP, add_serve
from jazzlstm.errors import InputError
from jazzlstm.generation.declaration import Group, Setting
from jazzlstm.generation.settings import BEST_OF, SETTINGS

MODEL_HELP = "name of a model, or path of a .safetensors file"
JSON_HELP = "print one JSON object instead of lines"

AddOption = Callable[..., argparse.Action]


class _Parser(argparse.ArgumentParser):
    """Reports an error in one line, as every other error; accepts no abbreviated options."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- passed on unchanged
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message} (see {self.prog} --help)")


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The parsed arguments; ``command`` is the function that runs the command.

    Raises:
        InputError: an unknown command or option, or a value of the wrong type.
    """
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m jazzlstm",
        description="A neural network improvises jazz solos over chord changes.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    _add_generate(commands.add_parser("generate", help="improvise solos over chord changes and write files"))
    _add_train(commands.add_parser("train", help="train a network on MIDI, MusicXML or wjazzd.db"))
    _add_inspect(commands.add_parser("inspect", help="list what a training would use and skip, with reasons"))
    add_charts(commands.add_parser("charts", help=CHARTS_HELP))
    _add_evaluate(commands.add_parser("evaluate", help="measure how well a network predicts human solos"))
    _add_mirror(
        commands.add_parser(
            "mirror",
            help="print the probability of each note of a solo, and compare it with human solos",
        )
    )
    add_page(commands.add_parser("page", help=PAGE_HELP))
    add_serve(commands.add_parser("serve", help=SERVE_HELP))
    return parser


def _add_generate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default="weimar", metavar="NAME|FILE", help=f"{MODEL_HELP} (default: weimar)"
    )
    groups = {group: parser.add_argument_group(group.value) for group in Group}
    changes = groups[Group.CHANGES].add_mutually_exclusive_group()
    length = groups[Group.SOLO].add_mutually_exclusive_group()
    exclusive = {"tune": changes, "changes": changes, "beats": length}
    for name, setting in SETTINGS.items():
        if setting.option and setting.page:
            add_option = exclusive.get(name, groups[setting.page.group]).add_argument
            add_setting(add_option, setting)
            for flag, details in _ALTERNATIVES.get(name, {}).items():
                add_option(flag, **details)
    title_help = "which chart of --chart-file to play, by its title"
    groups[Group.CHANGES].add_argument("--title", default="", metavar="NAME", help=title_help)
    solo = groups[Group.SOLO].add_argument
    add_setting(solo, BEST_OF)
    theme_help = "paraphrase the melody of this MIDI or MusicXML file, which lasts the whole chart"
    groups[Group.THEME].add_argument("--theme", dest="theme_file", type=Path, metavar="FILE", help=theme_help)
    solo("--primer", type=Path, metavar="FILE", help="continue the melody of this MIDI or MusicXML file")
    _add_output(parser.add_argument_group("output").add_argument)
    parser.set_defaults(command=generate)


def _add_output(option: AddOption) -> None:
    option(
        "--format",
        default="mid,wav,png,musicxml",
        metavar="F,...",
        help="files to write: mid, wav, png, musicxml, pdf (sheet music), straight (MIDI on the grid, for "
        "notation programs); "
        "default: the first four",
    )
    option(
        "--out",
        type=Path,
        default=Path("output"),
        metavar="DIR",
        help="folder for the files (default: output)",
    )
    option("--json", action="store_true", help=JSON_HELP)


def _add_train(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("corpus", nargs="+", type=Path, metavar="CORPUS", help="MIDI, MusicXML, wjazzd.db, or folders")
    option("--out", type=Path, required=True, metavar="FILE", help="model file to write: NAME.safetensors")
    option("--base", metavar="MODEL", help="continue training from this model; the sizes of its layers stay")
    option(
        "--teacher",
        dest="teachers",
        action="append",
        metavar="MODEL",
        help="also learn from the probabilities of this model, which was trained on the same corpus "
        "(distillation); may be repeated",
    )
    option("--units", type=_whole, metavar="N", help="LSTM units per layer")
    option("--layers", type=_whole, metavar="N", help="number of LSTM layers")
    option("--sequence-length", type=_whole, metavar="N", help="events per training sequence")
    option("--epochs", type=_whole, metavar="N", help="maximum number of epochs")
    option(
        "--recipe", choices=("weimar", "classic", "tune"), metavar="NAME",
        help="preset of network and training: weimar, classic, tune",
    )  # fmt: skip
    option("--seed", type=_whole, default=0, metavar="N", help="the same seed trains the same network")
    option("--json", action="store_true", help="print one JSON object at the end instead of a progress bar")
    parser.set_defaults(command=train)


def _add_inspect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES", help="files or folders")
    parser.add_argument("--json", action="store_true", help=JSON_HELP)
    parser.set_defaults(command=inspect)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("model", metavar="MODEL", help=MODEL_HELP)
    option("--corpus", nargs="+", type=Path, required=True, metavar="CORPUS", help="human solos")
    option(
        "--part",
        choices=("all", "train", "validation", "test", "learnt", "held-out"),
        default="all",
        metavar="PART",
        help="all, or a part of the split that the model was trained with: train, validation, test "
        "(default: all)",
    )
    option("--pictures", type=Path, metavar="DIR", help="write charts of the figures into this folder")
    option("--json", action="store_true", help=JSON_HELP)
    generated = parser.add_argument_group("generated solos, compared with the human ones")
    generated.add_argument(
        "--solos", type=_whole, default=0, metavar="N", help="how many solos to generate (default: 0)"
    )
    for name in ("temperature", "top_p", "judge", "restate", "habits", "closing", "seed"):
        add_setting(generated.add_argument, SETTINGS[name])
    parser.set_defaults(command=evaluate)


def _add_mirror(parser: argparse.ArgumentParser) -> None:
    option = parser.add_argument
    option("files", nargs="+", type=Path, metavar="FILES", help="MIDI or MusicXML files, or folders")
    option("--model", default="weimar", metavar="NAME|FILE", help=f"{MODEL_HELP} (default: weimar)")
    option("--json", action="store_true", help=JSON_HELP)
    parser.set_defaults(command=mirror)


def add_setting(add_option: AddOption, setting: Setting) -> None:
    """Add the option of a setting. An option that is not given is None."""
    if setting.option is None:
        raise TypeError(f"{setting.name} is declared without an option")
    if setting.kind is bool:
        action = "store_false" if setting.default else "store_true"
        add_option(setting.flag, dest=setting.name, action=action, default=None, help=_help(setting))
        return
    add_option(
        setting.flag,
        dest=setting.name,
        type=_READERS[setting.kind],
        metavar=setting.option.metavar or ("NAME" if setting.kind is str else "N"),
        help=_help(setting),
    )


def _help(setting: Setting) -> str:
    """The help of a setting, then its choices, range and default."""
    text = setting.help[0].lower() + setting.help[1:].rstrip(".")
    if setting.kind is bool:
        return f"turn off: {text}" if setting.default else text
    if setting.choices:
        text += f": {', '.join(setting.choices)}"
    notes = []
    if setting.limits:
        notes.append(f"{setting.limits.lowest} to {setting.limits.highest}")
    if setting.automatic.startswith("Default"):
        notes.append(setting.automatic.lower())
    elif setting.automatic or setting.default != "":
        default = setting.automatic.lower() or setting.default
        notes.append(f"default: {default:g}" if isinstance(default, float) else f"default: {default}")
    return (text + (f" ({'; '.join(notes)})" if notes else "")).replace("%", "%%")


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


_ALTERNATIVES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "changes": {"--chart-file": {"metavar": "SOURCE", "help": f"the chart of {SOURCE_HELP}"}},
    "beats": {
        "--bars": {"type": _number, "metavar": "N", "help": "length of the solo, in bars"},
        "--choruses": {"type": _number, "metavar": "N", "help": "length of the solo, in choruses"},
    },
}
"""Options that replace the option of a setting."""
_READERS: Mapping[type, Callable[[str], str | float]] = {str: str, float: _number, int: _whole}
