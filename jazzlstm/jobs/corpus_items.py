"""The corpus of a session: the solos read from its files, with the visitor's corrections.

The reader guesses what a file does not name: which track is the melody, which chords the band plays.
The visitor may correct each guess: exclude a solo or write another chart here, choose another melody
track in ``reading_jobs.read_again``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from jazzlstm.errors import InputError
from jazzlstm.files import read_json, write_json
from jazzlstm.formats.melody_track import RIVAL_REMARK
from jazzlstm.formats.report import FileReport
from jazzlstm.jobs.corpus_files import IndexEntry, files_read, is_unread, read_index, read_lines
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_solos import TrainingSolos, parse_solo_line, training_line
from jazzlstm.music import Solo
from jazzlstm.theory.charts import parse_chart

FEWEST_NOTES_OF_A_STYLE = 1000
"""With fewer, the trained network hardly differs from its base."""
FEWEST_SOLOS_TO_MEASURE = 4
"""With fewer, the held-out part is a few bars."""
EDITED = "your text"
"""Where the chords come from, when the visitor wrote them."""


@dataclass(frozen=True, slots=True)
class CorpusItem:
    """One line of the table: a solo, or a file that was skipped."""

    file: int
    place: int
    """Among the solos of its file, from 0."""
    report: FileReport
    title: str = ""
    key: str = ""
    is_excluded: bool = False
    """Whether the visitor excluded the solo."""
    chart: str = ""
    """The chart text that the visitor wrote; empty for the chart that was read."""
    is_unread: bool = False
    """Whether its file is being read again, with other melody tracks."""

    @property
    def id(self) -> str:
        return f"{self.file}.{self.place}"

    @property
    def is_included(self) -> bool:
        """Whether a training uses the solo."""
        return self.report.included and not self.is_excluded


def read_items(session: Session) -> list[CorpusItem]:
    """Every line of the table, in the order of the files. No solo is parsed."""
    edits = _edits(session)
    items: list[CorpusItem] = []
    for file in files_read(session):
        unread = is_unread(session, file)
        for place, entry in enumerate(read_index(session, file)):
            item = CorpusItem(file, place, entry.report, entry.title, entry.key, is_unread=unread)
            items.append(_corrected(item, edits[item.id]) if item.id in edits else item)
    return items


def solo_of(session: Session, item: CorpusItem) -> Solo:
    """The solo of an item, over the visitor's chart if there is one.

    Raises:
        InputError: the file was skipped, or has been removed.
    """
    entry = _entry_of(session, item)
    [line] = read_lines(session, item.file, [entry])
    return parse_solo_line(line, _edits(session).get(item.id, {}).get("chart", ""))


def choose_solos(session: Session, items: Sequence[CorpusItem]) -> TrainingSolos:
    """The solos of the included items for a training. A solo without a title gets the name of its file.

    Raises:
        InputError: a file has been removed.
    """
    included = [item for item in items if item.is_included]
    share_title = len(included) > 1 and len({item.title for item in included}) == 1
    lines: list[bytes] = []
    for file, group in groupby(included, key=lambda item: item.file):
        of_file = list(group)
        entries = [_entry_of(session, item) for item in of_file]
        for item, line in zip(of_file, read_lines(session, file, entries), strict=True):
            lines.append(training_line(line, item.chart, item.report.name if share_title else ""))
    return TrainingSolos(tuple(lines), sum(item.report.notes for item in included))


def set_chart(session: Session, item: CorpusItem, text: str) -> None:
    """Put another chart under a solo; "" brings back the chart that was read.

    Raises:
        InputError: the text is not a chart.
    """
    if text.strip():
        parse_chart(text)
    _edit(session, item, chart=text.strip())


def set_excluded(session: Session, item: CorpusItem, excluded: bool) -> None:
    """Exclude a solo from trainings, or include it again."""
    _edit(session, item, out=excluded)


def advice(items: Sequence[CorpusItem]) -> list[str]:
    """Warnings before a training on these items."""
    reports = [item.report for item in items if item.is_included]
    notes = sum(report.notes for report in reports)
    without_chords = sum(report.chords_from == "nowhere" for report in reports)
    warnings = []
    if notes < FEWEST_NOTES_OF_A_STYLE:
        warnings.append(
            f"{notes} notes are too few to learn a style: add files until there are a few thousand."
        )
    if without_chords:
        which = "" if without_chords == len(reports) else f" in {without_chords} of {len(reports)} solos"
        warnings.append(
            f"No chords found{which}: the network will learn the melody without the harmony."
            " Open a row to write the chords."
        )
    if 0 < len(reports) < FEWEST_SOLOS_TO_MEASURE:
        warnings.append("With so few solos, the figures after the training are not reliable: add solos.")
    return warnings


def doubts_of(item: CorpusItem) -> list[str]:
    """What a musician should check before a network learns this solo, each with the remedy."""
    if not item.report.included:
        return []
    doubts = [remark for remark in item.report.remarks if remark.startswith(RIVAL_REMARK)]
    if item.report.chords_from == "nowhere":
        doubts.append("no chords found: write them, or the network learns this melody without harmony")
    return doubts


def _entry_of(session: Session, item: CorpusItem) -> IndexEntry:
    entries = read_index(session, item.file)
    if item.place >= len(entries):
        raise InputError(f"{item.report.name} has been removed: upload it again")
    if not entries[item.place].size:
        raise InputError(f"{item.report.name} was skipped: {item.report.reason}")
    return entries[item.place]


def _corrected(item: CorpusItem, edit: Mapping[str, Any]) -> CorpusItem:
    chart = str(edit.get("chart", ""))
    report = replace(item.report, chords_from=EDITED) if chart else item.report
    return replace(item, report=report, is_excluded=bool(edit.get("out")), chart=chart)


def _edits(session: Session) -> dict[str, Any]:
    return read_json(session.path / "edits.json")


def _edit(session: Session, item: CorpusItem, **changes: str | bool) -> None:
    edits = _edits(session)
    write_json(session.path / "edits.json", {**edits, item.id: {**edits.get(item.id, {}), **changes}})
    session.touch()
