"""Trading fours: do answers share motifs, register and density with their question?

    python benchmarks/trading.py --wjazzd wjazzd.db [--questions 120] [--quick]

Questions are four bars of people's solos that the network was not trained on; it answers in the next four
bars, over their chords and at their tempo. Each answer is compared with its own question, and the answer
that the network gives, over the same bars and with the same seed, to somebody else's question. "Motifs" are
shares of the answer's motifs that the question has: of three notes, and of four. Register: semitones between
mean pitches. Density: difference in notes a beat. The interval is that of 95 % of 2,000 resamplings.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Result, Table, show
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.services.likeness import likeness, motifs
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_bars import Trade
from jazzlstm.services.models import open_model
from jazzlstm.services.play import Piece
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command

BARS = 4
BEATS = 4.0 * BARS
FEWEST_NOTES = 8
"""Of a question."""
QUESTIONS, QUESTIONS_QUICK = 120, 16
RESAMPLINGS = 2000
FIGURES = {
    "motifs of three notes, %": 100,
    "motifs of four notes, %": 100,
    "register, semitones": 1,
    "density, notes a beat": 1,
}
"""In the order of ``compare``, each with its factor."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Question:
    """Four bars of a solo, and the chords of these and the next four."""

    notes: tuple[Note, ...]
    piece: Piece


def questions_in(solo: Solo) -> Iterator[Question]:
    """Every second group of four bars that has notes enough, and four bars after it."""
    for start in np.arange(0.0, solo.chart.beats - 2 * BEATS + 1e-6, 2 * BEATS):
        notes = tuple(
            replace(note, start=note.start - start)
            for note in solo.notes
            if start <= note.start < start + BEATS
        )
        if len(notes) < FEWEST_NOTES:
            continue
        beats = np.arange(0.0, 2 * BEATS)
        chords = [solo.chart.chord_at(start + beat) for beat in beats]
        changes = [Change(0.0, chords[0])]
        for beat, chord in zip(beats, chords, strict=True):
            if chord != changes[-1].chord:
                changes.append(Change(float(beat), chord))
        yield Question(
            notes, Piece(Chart(tuple(changes), 2 * BEATS), min(320.0, max(60.0, solo.tempo)), "swing")
        )


def answer(network: Network, question: Question, heard: Sequence[Note], seed: int) -> tuple[Note, ...]:
    """What the network plays after some notes, over the chords of a question."""
    session = LiveSession(network, Settings(seed=seed, band=False), question.piece)
    session.trade(0, Trade(BARS, musician_first=True))
    session.hear(0, BARS, heard)
    return session.play(BARS, BARS).notes


def compare(question: Sequence[Note], played: Sequence[Note]) -> list[float] | None:
    """Motifs of three and of four notes, register, density."""
    found = likeness(question, BEATS, played, BEATS)
    long = motifs(played, 3)
    if not found or not long:
        return None
    heard = set(motifs(question, 3))
    return [found.motifs, sum(motif in heard for motif in long) / len(long), found.register, found.density]


def measure(network: Network, questions: Sequence[Question]) -> Iterator[Result]:
    """The table: own questions against those of others."""
    own, others, took = [], [], []
    for number, question in enumerate(questions):
        somebodys = questions[(number + len(questions) // 2) % len(questions)]
        start = time.process_time()
        mine = answer(network, question, question.notes, SEED + number)
        took.append(1000 * (time.process_time() - start))
        other = answer(network, question, somebodys.notes, SEED + number)
        pair = compare(question.notes, mine), compare(question.notes, other)
        if pair[0] and pair[1]:
            own.append(pair[0])
            others.append(pair[1])
    figures = zip(FIGURES.items(), np.array(own).T, np.array(others).T, strict=True)
    rows = [row_of(name, factor * mine, factor * other) for (name, factor), mine, other in figures]
    title = f"Answers to {len(own)} questions; {np.median(took):.0f} ms of processor each"
    yield Table(title, ["", "own question", "somebody else's", "difference, 95 %"], rows)


def row_of(name: str, own: np.ndarray, others: np.ndarray) -> list[str]:
    """Means, and the interval of their difference."""
    low, high = resampled(own - others)
    return [name, f"{own.mean():.2f}", f"{others.mean():.2f}", f"{low:+.2f} to {high:+.2f}"]


def resampled(differences: np.ndarray) -> tuple[float, float]:
    """The interval of 95 % of the mean."""
    rng = np.random.default_rng(SEED)
    means = rng.choice(differences, (RESAMPLINGS, len(differences))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="fewer questions", corpus=True)
    parser.add_argument("--questions", type=int, help="how many")
    parser.add_argument("--part", default="test", help="part of the corpus")
    options = parser.parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    held_out = solos_of_part(network, solos, options.part)
    questions = [question for solo in held_out for question in questions_in(solo)]
    wanted = options.questions or (QUESTIONS_QUICK if options.quick else QUESTIONS)
    rng = np.random.default_rng(SEED)
    show(measure(network, [questions[i] for i in rng.permutation(len(questions))[:wanted]]))


if __name__ == "__main__":
    main()
