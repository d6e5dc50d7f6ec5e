from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from jazzlstm.band import BandOptions, arrange
from jazzlstm.band.inflection import EXPRESSION_AFTER_FALL, Inflections, inflect
from jazzlstm.band.playing_styles import INSTRUMENT_STYLES
from jazzlstm.music import Note, Solo
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.tunes import tune_chart

PHRASES = tuple(Note(4.0 * phrase + step, 1.0, 65 + step) for phrase in range(200) for step in range(3))
"""Two hundred phrases of three quarters and a rest."""


def inflected(
    short: str = "tp", notes: tuple[Note, ...] = PHRASES, tempo: float = 120, seed: int = 0
) -> Inflections:
    ends = [b.start - a.end >= 0.4 for a, b in pairwise(notes)]
    bounds = list(zip([True, *ends], [*ends, True], strict=True))
    return inflect(notes, bounds, INSTRUMENTS[short], tempo, np.random.default_rng(seed))


def test_falls_are_at_phrase_ends_as_often_as_the_style_has_them() -> None:
    fallen = inflected().fallen
    assert all(number % 3 == 2 for number in fallen)
    assert len(fallen) / 200 == pytest.approx(INSTRUMENT_STYLES["tp"].falls, abs=0.1)


def test_a_fall_accelerates_gets_softer_and_ends_before_the_next_note() -> None:
    found = inflected()
    first = min(found.fallen)
    note, following = PHRASES[first], PHRASES[first + 1]
    fall = [bend for bend in found.bends if note.start + 0.3 < bend.start <= note.end]
    drops = -np.diff([bend.cents for bend in fall])
    assert -1.5 <= fall[-1].cents / INSTRUMENT_STYLES["tp"].fall_cents <= -0.5
    assert (drops > 0).all()
    assert drops[-1] > drops[0]
    assert any(bend.start == following.start and bend.cents == 0 for bend in found.bends)
    swells = [swell.value for swell in found.swells if note.start < swell.start <= note.end]
    assert swells[-1] == EXPRESSION_AFTER_FALL
    assert swells == sorted(swells, reverse=True)


def test_a_scoop_begins_flat_and_is_in_tune_a_tenth_of_a_second_later() -> None:
    scoops: dict[float, list[int]] = {}
    for bend in inflected("tb").bends:
        if bend.start % 4 <= 0.2 + 1e-6:
            scoops.setdefault(bend.start // 4, []).append(bend.cents)
    scooped = [cents for cents in scoops.values() if min(cents) < 0]
    assert len(scooped) / 200 == pytest.approx(INSTRUMENT_STYLES["tb"].scoops, abs=0.1)
    for cents in scooped:
        assert -INSTRUMENT_STYLES["tb"].scoop_cents in cents[:2]
        assert cents[-1] == 0


def test_short_notes_have_no_inflections() -> None:
    quick = tuple(Note(2.0 * phrase + step / 4, 0.25, 65) for phrase in range(50) for step in range(4))
    assert inflected(notes=quick, tempo=200) == Inflections()


@pytest.mark.parametrize("short", ["p", "vib"])
def test_piano_and_vibraphone_have_no_inflections(short: str) -> None:
    assert inflected(short) == Inflections()


def test_a_note_that_falls_has_no_vibrato() -> None:
    solo = Solo(tuple(Note(8.0 * k, 6.0, 67) for k in range(12)), tune_chart("blues"), 120, instrument="tp")
    part = arrange(solo, beats=96).parts[0]
    falling = {
        note.start for note in part.notes if any(note.start + 1 < b.start < note.end for b in part.bends)
    }
    shaking = {
        note.start
        for note in part.notes
        if any(note.start < c.start < note.end and c.number == 1 for c in part.controls)
    }
    assert falling
    assert shaking
    assert not falling & shaking


def test_as_written_there_are_no_bends_and_no_controllers() -> None:
    solo = Solo(PHRASES[:12], tune_chart("blues"), 120, instrument="tp")
    part = arrange(solo, beats=16, options=BandOptions(as_written=True)).parts[0]
    assert not part.bends
    assert not part.controls


def test_falls_differ_in_depth() -> None:
    depths = [
        min(bend.cents for bend in inflected("tp").bends if note.start < bend.start <= note.end)
        for index, note in enumerate(PHRASES)
        if index in inflected("tp").fallen
    ]
    usual = INSTRUMENT_STYLES["tp"].fall_cents
    assert max(depths) > -0.7 * usual
    assert min(depths) < -1.3 * usual
