"""The songbook: what a session's files hold, as it was read and as its owner corrected it.

The reader guesses where a file is silent: which track is the melody, which chords
the band plays. The owner knows better, so each guess can be overruled here: the
chart can be written anew as text, a solo left out; another melody track is read
by ``journeys.read_again``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.errors import InputError
from jazzlstm.files import read_json, write_json
from jazzlstm.formats.corpus import FileReport
from jazzlstm.formats.solo_json import solo_from_json
from jazzlstm.jobs.session_store import MOST_FILES, Session
from jazzlstm.music import Chart, Solo
from jazzlstm.theory.charts import parse_chart, write_chart

FEWEST_TO_LEARN_FROM = 1000
"""Notes under which a style can hardly be told."""
EDITED = "your text"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the songbook: a solo, or a file that was left."""

    file: int
    place: int
    """Among the solos of its file, from 0."""
    report: FileReport
    key: str = ""
    tracks: tuple[tuple[int, str, int], ...] = ()
    """Number, name and notes of each track that could be the melody."""
    is_out: bool = False
    """Left out by its owner."""
    has_own_chart: bool = False

    @property
    def id(self) -> str:
        return f"{self.file}.{self.place}"

    @property
    def counts(self) -> bool:
        """Whether the network will learn it."""
        return self.report.included and not self.is_out


def read_items(session: Session) -> list[Item]:
    """Every line of the songbook, in the order of the files."""
    edits = read_json(session.path / "edits.json")
    paths = sorted(session.corpus.glob("*.json"))
    read = [item for path in paths for item in _read_lines(path, path.stat().st_mtime_ns)]
    return [_corrected(item, edits[item.id]) if item.id in edits else item for item in read]


@lru_cache(maxsize=MOST_FILES)
def _read_lines(path: Path, changed: int) -> tuple[Item, ...]:
    """The lines of one file as it was read; thousands of them are not read again for each click."""
    kept, items = read_json(path), []
    tracks = tuple((int(n), str(name), int(notes)) for n, name, notes in kept.get("tracks", ()))
    for place, entry in enumerate(kept.get("entries", ())):
        report = FileReport.from_dict(entry["report"])
        key = entry["solo"]["chart"]["key"] if entry["solo"] else ""
        items.append(Item(int(path.stem), place, report, key, tracks))
    return tuple(items)


def _corrected(item: Item, edit: Mapping[str, Any]) -> Item:
    own = bool(edit.get("chart"))
    report = replace(item.report, chords_from=EDITED) if own else item.report
    return replace(item, report=report, is_out=bool(edit.get("out")), has_own_chart=own)


def solo_of(session: Session, item: Item) -> Solo:
    """The solo of a line, over the chart its owner gave it.

    Raises:
        InputError: the line has no solo.
    """
    entries = read_json(session.corpus / f"{item.file:06}.json").get("entries", ())
    values = entries[item.place]["solo"] if item.place < len(entries) else None
    if values is None:
        raise InputError(f"{item.report.name} was left: {item.report.reason}")
    solo = solo_from_json(values)
    text = read_json(session.path / "edits.json").get(item.id, {}).get("chart", "")
    return replace(solo, chart=_with_own_chords(solo.chart, text)) if text else solo


def solos_of(session: Session, items: Sequence[Item]) -> list[Solo]:
    """The solos that will be learnt; files of the same title are told apart by their names."""
    solos = [(item, solo_of(session, item)) for item in items if item.counts]
    titles = {solo.title for _, solo in solos}
    if len(solos) > 1 and len(titles) == 1:  # "Untitled", all of them
        return [replace(solo, title=item.report.name) for item, solo in solos]
    return [solo for _, solo in solos]


def chart_text(session: Session, item: Item) -> str:
    """The chords of a line as chart text, to be corrected."""
    return write_chart(solo_of(session, item).chart)


def set_chart(session: Session, item: Item, text: str) -> None:
    """Put other chords under a solo; "" brings back those that were read.

    Raises:
        InputError: the text is no chart.
    """
    if text.strip():
        parse_chart(text)
    _edit(session, item, chart=text.strip())


def leave_out(session: Session, item: Item, out: bool) -> None:
    """Leave a solo out of what is learnt, or take it in again."""
    _edit(session, item, out=out)


def advice(items: Sequence[Item]) -> list[str]:
    """Warnings that matter before a network learns from this."""
    counting = [item.report for item in items if item.counts]
    notes = sum(report.notes for report in counting)
    said = []
    if notes < FEWEST_TO_LEARN_FROM:
        said.append(
            f"{notes} notes: too few to learn a style from; a few thousand make a difference you hear."
        )
    silent = sum(report.chords_from == "nowhere" for report in counting)
    if silent:
        which = (
            "No chords found"
            if silent == len(counting)
            else f"No chords found in {silent} of {len(counting)}"
        )
        said.append(
            f"{which}: the network will learn the line without the harmony. You can type the changes."
        )
    if 0 < len(counting) < 4:
        said.append("With so few files, the figures on held-out music say little.")
    return said


def _edit(session: Session, item: Item, **changes: str | bool) -> None:
    path = session.path / "edits.json"
    edits = read_json(path)
    write_json(path, {**edits, item.id: {**edits.get(item.id, {}), **changes}})
    session.touch()


def _with_own_chords(read: Chart, text: str) -> Chart:
    """The owner's chart; where it is shorter than the solo it goes round, as a form does."""
    own = parse_chart(text, title=read.title)
    return own if own.key or not read.key else replace(own, key=read.key)
