"""The command ``charts``: list the charts of a source, and convert them to another format."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jazzlstm.errors import InputError

if TYPE_CHECKING:
    from jazzlstm.services.charts import ChartCollection

CHARTS_HELP = "list chord charts, and convert them to another format"
SOURCE_HELP = (
    "an iReal Pro link or playlist, a MusicXML, Impro-Visor, ABC or text file, or - for standard input"
)


def add_charts(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``charts``."""
    option = parser.add_argument
    option("sources", nargs="+", metavar="SOURCE", help=SOURCE_HELP)
    option("--title", default="", metavar="NAME", help="only the charts with this title")
    option("--to", default="", choices=["text", "ireal", "musicxml"], help="write the charts in this format")
    option(
        "--out",
        type=Path,
        metavar="FILE",
        help="write to this file; without --to, its suffix selects the format",
    )
    option("--json", action="store_true", help="print one JSON object instead of lines")
    parser.set_defaults(command=charts)


def charts(options: argparse.Namespace) -> None:
    """Print or write the charts of the sources."""
    from jazzlstm.services.charts import collect, export, write_charts

    found = collect(options.sources, options.title)
    if options.out:
        export(found, options.out, options.to)
    if options.json:
        print(json.dumps(found.as_dict()))
    elif options.to and not options.out:
        sys.stdout.write(write_charts(found, options.to).decode())
    else:
        _print_lines(found)
        if options.out:
            print(f"written: {options.out}")
    if not found.charts and not options.json:
        raise InputError("no chart can be read: correct the sources for the reasons above", code="no_charts")


def _print_lines(found: ChartCollection) -> None:
    for each in found.charts:
        chart = each.chart
        facts = [f"{chart.bars} bar{'s' * (chart.bars != 1)} of {chart.metre}"]
        facts += [f"in {chart.key}"] * bool(chart.key) + [each.style] * bool(each.style)
        facts += [f"{each.tempo:.0f} bpm"] * bool(each.tempo)
        print(f"{chart.title or 'untitled'}: {'; '.join([', '.join(facts), *each.remarks])}")
    for skipped in found.skipped:
        print(f"{skipped.title or 'untitled'}: skipped: {skipped.reason}")
    print(f"{len(found.charts)} read, {len(found.skipped)} skipped")
