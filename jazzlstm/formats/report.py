"""The report on what was read: one line per file, included or skipped and why.

A report is shown to a musician (``line``), stored beside the solo and sent between
processes (``as_dict``, ``from_dict``), and printed by ``inspect --json`` together with
the music that was read (``Corpus.as_dicts``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from jazzlstm.formats.result import SURE, ReadSolo, TrackChoice
from jazzlstm.music import Solo
from jazzlstm.theory.charts import write_chart

_JSON_NAMES = {"included": "taken"}
"""Names of the JSON that scripts read, where the attribute is called otherwise."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result for one file, or for one solo of a database.

    An included file has ``notes``, ``bars``, ``metre`` ("4/4", or "4/4 and others"),
    ``tempo`` in quarter notes a minute, the melody ``track`` and the source of its chords.
    A skipped file has a ``reason``, which ends with the remedy, and its ``code``
    ("empty", "damaged", ...: that of ``MusicFileError``). ``tracks`` can be
    chosen as the melody; ``melody_tracks``, ``certainty`` and ``can_join`` are as in ``ReadSolo``.
    """

    name: str
    included: bool
    notes: int = 0
    bars: int = 0
    metre: str = ""
    tempo: float = 0.0
    track: str = ""
    chords_from: str = ""
    reason: str = ""
    code: str = ""
    remarks: tuple[str, ...] = ()
    tracks: tuple[TrackChoice, ...] = ()
    melody_tracks: tuple[int, ...] = ()
    certainty: str = SURE
    can_join: bool = False

    def line(self) -> str:
        """The report as one line of text."""
        if not self.included:
            return f"{self.name}: skipped: {self.reason}"
        chords = "no chords (NC)" if self.chords_from == "nowhere" else f"chords from {self.chords_from}"
        facts = [
            f"{self.notes} note{'s' if self.notes != 1 else ''}",
            f"{self.bars} bar{'s' if self.bars != 1 else ''} of {self.metre}",
            f"{self.tempo:.0f} bpm",
            f"melody {self.track}",
            chords,
        ]
        return f"{self.name}: included: " + "; ".join([", ".join(facts), *self.remarks])

    def as_dict(self) -> dict[str, Any]:
        """The report as values for JSON; ``from_dict`` reads them back."""
        values = {_JSON_NAMES.get(name, name): value for name, value in asdict(self).items()}
        return {
            **values,
            "remarks": list(self.remarks),
            "tracks": [list(choice) for choice in self.tracks],
            "melody_tracks": list(self.melody_tracks),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> FileReport:
        """The report that ``as_dict`` wrote."""
        known = {item.name: values[json_name] for item in fields(cls) if (
            json_name := _JSON_NAMES.get(item.name, item.name)) in values}  # fmt: skip
        known["remarks"] = tuple(known.get("remarks", ()))
        known["tracks"] = tuple(TrackChoice(*choice) for choice in known.get("tracks", ()))
        known["melody_tracks"] = tuple(known.get("melody_tracks", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The solos of some files and a report on each file; solos in the order of the reports."""

    solos: Sequence[Solo]
    report: tuple[FileReport, ...]

    @property
    def included(self) -> int:
        """The number of solos."""
        return len(self.solos)

    @property
    def skipped(self) -> tuple[FileReport, ...]:
        """The reports on files without a solo."""
        return tuple(report for report in self.report if not report.included)

    def as_dicts(self) -> list[dict[str, Any]]:
        """Each report with the music of its solo, as ``inspect --json`` prints them."""
        solos = iter(self.solos)
        return [
            {**report.as_dict(), **(describe_music(next(solos)) if report.included else {})}
            for report in self.report
        ]


def describe_music(solo: Solo) -> dict[str, Any]:
    """The music that was read, for a user to check: chart text, key, sections and melody.

    ``sections`` are rows of [start_beat, name], ``melody`` rows of [start_beat,
    duration_beats, pitch]; both count beats from the first downbeat, repeats written out.
    """
    return {
        "chart": write_chart(solo.chart),
        "key": solo.chart.key,
        "sections": [[_rounded(section.start), section.name] for section in solo.chart.sections],
        "melody": [[_rounded(note.start), _rounded(note.duration), note.pitch] for note in solo.notes],
    }


def _rounded(beats: float) -> float:
    """Beats to six places, enough to tell any two places of the grid apart."""
    return round(beats, 6)


def report_solo(name: str, result: ReadSolo) -> FileReport:
    """The report on an included solo."""
    solo, chart = result.solo, result.solo.chart
    return FileReport(
        name=name,
        included=True,
        notes=len(solo.notes),
        bars=chart.bars,
        metre=str(chart.metre) + ("" if chart.has_one_metre else " and others"),
        tempo=round(solo.tempo, 2),
        track=result.track,
        chords_from=result.chords_from,
        remarks=result.remarks,
        tracks=result.tracks,
        melody_tracks=result.melody_tracks,
        certainty=result.certainty,
        can_join=result.can_join,
    )
