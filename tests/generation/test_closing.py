"""The last phrase of a solo ends as any other, and nothing follows it."""

from __future__ import annotations

import numpy as np

from jazzlstm.encoding.events import REST
from jazzlstm.evaluation.endings import measure_endings
from jazzlstm.generation.closing import CLOSING_TICKS
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.music import TICKS_PER_BEAT, Take
from jazzlstm.services.models import open_model
from jazzlstm.theory.tunes import tune_chart

BEATS = 16.0


def play(**settings: object) -> list[Take]:
    wanted = Settings(beats=BEATS, seed=1, takes=32, **settings)  # type: ignore[arg-type]
    return improvise(open_model("weimar"), tune_chart("blues"), wanted, tempo=132.0)


def test_after_a_rest_near_the_end_nothing_is_played() -> None:
    near = BEATS - CLOSING_TICKS / TICKS_PER_BEAT
    for take in play(closing=True):
        last = take.pitch_values[take.onsets >= near]
        rests = np.flatnonzero(last == REST)
        assert not len(rests) or (last[rests[0] :] == REST).all()


def test_more_last_notes_are_off_the_beat() -> None:
    held, closed = (
        measure_endings([take.solo for take in play(closing=closing)]) for closing in (False, True)
    )
    assert closed.last_on_beat < held.last_on_beat


def test_up_to_there_the_solo_is_the_same() -> None:
    for held, closed in zip(play(), play(closing=True), strict=True):
        same = min(
            int((take.onsets < BEATS - CLOSING_TICKS / TICKS_PER_BEAT).sum()) for take in (held, closed)
        )
        assert held.pitch_values[:same].tolist() == closed.pitch_values[:same].tolist()


def test_a_goal_after_the_phrase_is_still_played() -> None:
    for take in play(closing=True, goal="4:4 F4"):
        assert (15.0, 65) in {(note.start, note.pitch) for note in take.solo.notes}
