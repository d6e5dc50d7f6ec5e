"""How like a question an answer is."""

from __future__ import annotations

from jazzlstm.music import Note
from jazzlstm.services.likeness import likeness, motifs


def line(*pitches: int, step: float = 0.5) -> list[Note]:
    return [Note(step * place, step, pitch) for place, pitch in enumerate(pitches)]


QUESTION = line(60, 62, 64, 60, 67, 65, 64, 62)


def test_a_motif_is_the_same_in_every_transposition() -> None:
    assert motifs(line(60, 62, 64, 62)) == motifs(line(70, 72, 74, 72)) == [(2, 2), (2, -2)]
    assert motifs(line(60, 62)) == motifs([]) == []


def test_a_repeated_question_is_most_like_itself() -> None:
    same = likeness(QUESTION, 4, QUESTION, 4)
    higher = likeness(QUESTION, 4, [Note(n.start, n.duration, n.pitch + 12) for n in QUESTION], 4)
    sparse = likeness(QUESTION, 4, line(60, 62, 64, 60, step=1), 4)
    other = likeness(QUESTION, 4, line(60, 69, 61, 70, 62, 71, 63, 72), 4)
    assert same and higher and sparse and other
    assert (same.motifs, same.register, same.density) == (1, 0, 0)
    assert (higher.motifs, higher.register) == (1, 12)
    assert sparse.density == 1
    assert other.motifs == 0
    assert same.score > max(higher.score, sparse.score, other.score)


def test_too_few_notes_are_not_compared() -> None:
    assert likeness(QUESTION, 4, line(60, 62), 4) is None
    assert likeness([], 4, QUESTION, 4) is None
