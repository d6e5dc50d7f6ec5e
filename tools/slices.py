"""Slices of people's solos, and what a network improvises over the same chords.

A slice is 18 bars of 4/4 with its chords. Excerpts of 64 events start after its first bar and end before its
last two, so that neither the cold start of the network nor the end it plays towards gives it away.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import encode_notes
from jazzlstm.encoding.excerpts import EXCERPT_EVENTS, excerpt_rows
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import gumbel_noise
from jazzlstm.generation.settings import Settings
from jazzlstm.model.judge import Excerpts, Judge
from jazzlstm.model.network import Network
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Change, Note, Solo
from jazzlstm.theory.instruments import INSTRUMENTS
from tools.classifiers import TwoSets

SLICE_BEATS = 72.0
FROM_BEAT, TO_BEAT = 4.0, 64.0
"""Where excerpts start and end in a slice."""
APART = 64.0
"""Beats from slice to slice of a solo."""
FEWEST_NOTES = 40
"""Notes of a slice."""
FEWEST_EVENTS = 40
"""Events of an excerpt."""
FIRST_SEED = 200_000_000
SLICES_TO_TRAIN, SLICES_TO_TEST = 2, 4
"""Of each solo."""
EVERY = 1000
"""More slices than any solo has."""
PEOPLE_APART = 32.0
"""Beats from slice to slice of people's solos to train on: they overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A slice of a human solo, as a solo from beat 0."""

    solo: Solo
    seed: int
    """Of the first take over it."""


def slices_of(solos: Sequence[Solo], most: int, apart: float = APART) -> list[Slice]:
    """At most ``most`` slices of each solo, drawn by a seed that depends on the solo alone."""
    found = []
    for solo in solos:
        name = zlib.crc32(f"{solo.performer}{solo.title}{len(solo.notes)}{solo.end}".encode()) % 10**6
        starts = np.arange(0, solo.end - SLICE_BEATS + BEAT_TOLERANCE, apart)
        for start in sorted(np.random.default_rng(name).permutation(starts)[:most].tolist()):
            cut = _cut(solo, start)
            if len(cut.notes) >= FEWEST_NOTES:
                found.append(Slice(cut, FIRST_SEED + 10_000 * name + int(start)))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class TakesStore:
    """What a network improvises over slices; in a folder, if one is given, it is kept and read again."""

    network: Network
    takes: int
    """Over each slice."""
    folder: Path | None = None
    stored_only: bool = False
    judge: float = 0.0
    """How strongly the judge of the network weighs each choice."""
    restate: float = 0.0
    """How readily figures go on like earlier ones."""

    def known(self, slices: Sequence[Slice]) -> list[Slice]:
        """The slices to use: all, or those whose takes are stored."""
        return [each for each in slices if not self.stored_only or self._path(each).exists()]

    def takes_over(self, given: Slice) -> list[Solo]:
        """Solos over the chords of a slice, with its tempo, player, instrument and style."""
        path = self._path(given) if self.folder else None
        if path and path.exists():
            return _load(path, given.solo, self.takes)
        solos = self._improvise(given)
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            _save(path, solos)
        return solos

    def _improvise(self, given: Slice) -> list[Solo]:
        solo, names = given.solo, self.network.conditioning
        settings = Settings(
            beats=SLICE_BEATS,
            seed=given.seed,
            takes=self.takes,
            judge=self.judge,
            restate=self.restate,
            player=solo.performer if solo.performer in names.players else "",
            instrument=solo.instrument if solo.instrument in names.instruments else "",
            style=solo.style if solo.style in names.styles else "",
        )
        instrument = INSTRUMENTS.get(solo.instrument)
        improvised = improvise(self.network, solo.chart, settings, tempo=solo.tempo, instrument=instrument)
        return [take.solo for take in improvised]

    def _path(self, given: Slice) -> Path:
        weighed = f"-{self.judge:g}-{_number_of(self.network.judge)}" if self.judge else ""
        weighed += f"-restate-{self.restate:g}" if self.restate else ""
        return (self.folder or Path()) / f"{self.network.name}-{given.seed}-{self.takes}{weighed}.npz"


def excerpts_of(solos: Sequence[Solo]) -> Excerpts:
    """The excerpts of slices or of takes over them: one or two each."""
    return np.array([excerpt for solo in solos for excerpt in _excerpts(solo)], np.int64).reshape(
        -1, EXCERPT_EVENTS, 5
    )


def _excerpts(solo: Solo) -> Iterator[NDArray[np.int64]]:
    """The first 64 events between the bounds and the last."""
    rows, onsets = excerpt_rows(solo), encode_notes(solo.notes).onsets / TICKS_PER_BEAT
    first, end = np.searchsorted(onsets, [FROM_BEAT, TO_BEAT]).tolist()
    for start in sorted({first, max(first, end - EXCERPT_EVENTS)}):
        part = rows[start : min(end, start + EXCERPT_EVENTS)]
        if len(part) >= FEWEST_EVENTS:
            excerpt = np.full((EXCERPT_EVENTS, rows.shape[1]), -1)
            excerpt[: len(part)] = part
            yield excerpt


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of the split by tune."""

    people: Excerpts
    slices: list[Slice]
    takes: list[list[Solo]]
    """Over each slice."""

    @property
    def plain(self) -> TwoSets:
        """People, and all takes."""
        return TwoSets(self.people, excerpts_of([solo for solos in self.takes for solo in solos]))

    def improvised_by(self, store: TakesStore) -> Part:
        """The same slices with the takes of another store."""
        return replace(self, takes=[store.takes_over(each) for each in self.slices])

    def chosen(self, judge: Judge) -> TwoSets:
        """People, and the takes that are drawn."""
        return TwoSets(self.people, excerpts_of(self.drawn(judge)))

    def drawn(self, judge: Judge) -> list[Solo]:
        """Of the takes over each slice the one that is drawn, as ``choose_take`` does."""
        drawn = []
        for given, solos in zip(self.slices, self.takes, strict=True):
            odds = [judge.log_odds(solo) + gumbel_noise(given.seed + i) for i, solo in enumerate(solos)]
            drawn.append(solos[int(np.argmax(odds))])
        return drawn


def read_part(solos: Sequence[Solo], store: TakesStore, *, to_test: bool = False) -> Part:
    """People's excerpts, and takes over some slices of each solo."""
    given = store.known(slices_of(solos, SLICES_TO_TEST if to_test else SLICES_TO_TRAIN))
    people = given if to_test else slices_of(solos, EVERY, PEOPLE_APART)
    takes = [store.takes_over(each) for each in given]
    print(f"{len(solos)} solos, {len(given)} slices with takes", flush=True)
    return Part(excerpts_of([each.solo for each in people]), given, takes)


def _number_of(judge: Judge | None) -> str:
    """A number by which the takes of one judge are told from those of another."""
    return f"{zlib.crc32(judge.weights.tobytes()) if judge else 0:08x}"


def _cut(solo: Solo, start: float) -> Solo:
    """The notes and chords of a slice, moved to beat 0."""
    changes, now = [Change(0.0, solo.chart.chord_at(start))], start
    while True:
        now, chord = solo.chart.next_change(now)
        if now >= start + SLICE_BEATS - BEAT_TOLERANCE:
            break
        if chord != changes[-1].chord:
            changes.append(Change(now - start, chord))
    chart = replace(
        solo.chart, changes=tuple(changes), beats=SLICE_BEATS, metres=solo.chart.metres[:1], sections=()
    )
    notes = tuple(
        replace(note, start=note.start - start)
        for note in solo.notes
        if start <= note.start < start + SLICE_BEATS
    )
    return replace(solo, chart=chart, notes=notes)


def _save(path: Path, solos: Sequence[Solo]) -> None:
    rows = [(i, n.start, n.duration, n.pitch) for i, solo in enumerate(solos) for n in solo.notes]
    np.savez_compressed(path, notes=np.array(rows, float).reshape(-1, 4))


def _load(path: Path, over: Solo, takes: int) -> list[Solo]:
    rows = np.load(path)["notes"]
    return [
        over.with_notes(tuple(Note(a, b, int(pitch)) for i, a, b, pitch in rows.tolist() if i == take))
        for take in range(takes)
    ]
