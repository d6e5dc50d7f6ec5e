"""Solos of files with the network's probabilities, for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

from jazzlstm.errors import InputError
from jazzlstm.evaluation.nearest_player import NearestPlayer, find_nearest_player
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.network import Network
from jazzlstm.music import BEAT_TOLERANCE, Solo
from jazzlstm.services.mirror import Reflection, SeenNote, reflect
from jazzlstm.services.own_bars import Line
from jazzlstm.theory.pitches import spell_note


@dataclass(frozen=True, slots=True, eq=False)
class FileReflection:
    """A solo of a file, with the network's probabilities."""

    name: str
    reflection: Reflection
    nearest: NearestPlayer | None

    def as_dict(self) -> dict[str, object]:
        """For JSON; undefined figures are null."""
        seen = self.reflection
        return {
            "name": self.name,
            "notes": [
                [each.note.start, each.note.pitch, each.probability, each.expected] for each in seen.notes
            ],
            "chord_scale_outside": [None if isnan(share) else share for share in seen.shares],
            "figures": {
                figure.title: [
                    None if isnan(number) else number
                    for number in (figure.yours, figure.usual, figure.low, figure.high)
                ]
                for figure in seen.figures
            },
            "nearest": None
            if self.nearest is None
            else {"player": self.nearest.player, "wins": self.nearest.wins, "is_sure": self.nearest.is_sure},
        }

    def lines(self) -> list[str]:
        """For a terminal."""
        seen = self.reflection
        lines = [f"{self.name}: {len(seen.solo.notes)} notes in {seen.solo.end / 4:.0f} bars"]
        if not isnan(seen.shares[0]):
            names = ("chord tones", "other scale tones", "outside")
            shares = zip(seen.shares, names, strict=True)
            lines.append("  " + ", ".join(f"{share:.0%} {name}" for share, name in shares))
        lines += [
            f"  {figure.title:42}{figure.yours:7.1f} {figure.unit:9} human mean: {figure.usual:.1f}, mostly"
            f" {figure.low:.1f} to {figure.high:.1f}"
            for figure in seen.figures
            if not isnan(figure.yours)
        ]
        lines += [f"  least likely: {_word(each, seen.solo)}" for each in seen.least_expected]
        return [*lines, f"  {nearest_words(self.nearest)}"]


def nearest_words(nearest: NearestPlayer | None) -> str:
    """Whose style is nearest, or that it is not clear."""
    if nearest is None:
        return "To learn whose style is nearest, give twelve bars or more."
    if not nearest.is_sure:
        return "No player's style is clearly nearest."
    return f"Nearest style: {nearest.player}, in {nearest.wins:.0%} of random samples of the bars."


def _word(seen: SeenNote, solo: Solo) -> str:
    bar, beat = divmod(seen.note.start + BEAT_TOLERANCE, solo.chart.metre.bar_beats)
    expected = "a rest" if seen.expected is None else spell_note(seen.expected)
    return (
        f"{spell_note(seen.note.pitch)} in bar {int(bar) + 1}, beat {beat + 1:.1f},"
        f" over {solo.chart.chord_at(seen.note.start).symbol} ({seen.probability:.1%});"
        f" most likely {expected} ({seen.expected_probability:.0%})"
    )


def reflect_files(network: Network, paths: Sequence[Path]) -> list[FileReflection]:
    """The solos of MIDI and MusicXML files, with the network's probabilities.

    Raises:
        InputError: a path does not exist, or no file has a solo.
    """
    corpus = read_corpus(paths)
    if not corpus.solos:
        reasons = "; ".join(f"{each.name}: {each.reason}" for each in corpus.report)
        raise InputError(f"no solo was found ({reasons}): give a MIDI or MusicXML file of a melody")
    return [
        FileReflection(
            solo.title or solo.source or "solo",
            reflect(network, Line(solo, ((0.0, max(solo.end, solo.chart.beats)),))),
            find_nearest_player(network, solo),
        )
        for solo in corpus.solos
    ]
