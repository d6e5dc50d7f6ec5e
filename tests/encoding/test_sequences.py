from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.encoding import sequences
from jazzlstm.encoding.conditioning import Conditioning, conditioning_of
from jazzlstm.encoding.features import CHORD_COLUMNS, blank_harmony
from jazzlstm.encoding.sequences import (
    Batch,
    EncodedSolo,
    Hiding,
    count_batches,
    count_sequences,
    draw_batches,
    encode_solo,
    encode_solos,
)
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("C7")), Change(4.0, parse_chord("F7"))), beats=8.0)
CAST = Conditioning(("Ann", "Bob"), ("ts",), ("COOL", "SWING"))


def solo(notes: int, title: str = "", performer: str = "Ann") -> Solo:
    """So many quarter notes, each a semitone above the last, an octave up and down."""
    line = tuple(Note(float(i), 1.0, 60 + i % 12) for i in range(notes))
    return Solo(line, CHART, title=title, performer=performer, instrument="ts", style="COOL")


def encoded(*lengths: int) -> list[EncodedSolo]:
    return [encode_solo(solo(notes), CAST) for notes in lengths]


def everything(batches: Sequence[Batch]) -> list[tuple[int, int]]:
    """All events of all batches, padding left out, as pairs of values in any order."""
    return sorted(
        (int(pitch), int(length))
        for batch in batches
        for pitch, length in zip(
            batch.pitch_values[batch.weight > 0], batch.length_values[batch.weight > 0], strict=True
        )
    )


@pytest.mark.parametrize("at_once", [1, 2, 32])
def test_solos_side_by_side_are_encoded_as_each_alone(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    solos = [solo(notes) for notes in (3, 0, 40, 1, 17)]
    alone = [encode_solo(each, CAST, end_is_known=True) for each in solos]
    monkeypatch.setattr(sequences, "SOLOS_AT_ONCE", at_once)
    together = list(encode_solos(iter(solos), CAST, end_is_known=True))
    for one, other in zip(alone, together, strict=True):
        assert (one.features == other.features).all()
        assert (one.events.pitch_values == other.events.pitch_values).all()


@pytest.mark.slow
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(1, 12), st.integers(1, 4))
@settings(deadline=None, max_examples=40)
def test_an_epoch_has_every_event_once(lengths: list[int], steps: int, batch: int) -> None:
    solos = encoded(*lengths)
    wanted = sorted(
        pair
        for item in solos
        for pair in zip(item.events.pitch_values.tolist(), item.events.length_values.tolist(), strict=True)
    )
    for rng in (None, np.random.default_rng(1)):
        drawn = list(draw_batches(solos, conditioning=CAST, steps=steps, batch=batch, rng=rng))
        assert everything(drawn) == wanted
        assert all(item.features.shape[:2] == (batch, steps) for item in drawn)


def test_the_same_seed_draws_the_same_batches_and_another_does_not() -> None:
    solos = encoded(50, 60)
    first, again, other = (
        list(
            draw_batches(
                solos, conditioning=CAST, steps=8, batch=4, rng=np.random.default_rng(seed), hiding=Hiding()
            )
        )
        for seed in (5, 5, 6)
    )
    assert all((a.features == b.features).all() for a, b in zip(first, again, strict=True))
    assert any((a.features != b.features).any() for a, b in zip(first, other, strict=False))


def test_padding_weighs_nothing() -> None:
    (batch,) = draw_batches(encoded(5), conditioning=CAST, steps=8, batch=2)
    assert batch.weight.tolist() == [[1] * 5 + [0] * 3, [0] * 8]
    assert not batch.features[0, 5:].any()


def hidden(condition: float, harmony: float) -> tuple[EncodedSolo, list[Batch]]:
    """A solo, and an epoch of it with these shares hidden."""
    (item,) = encoded(40)
    rng = np.random.default_rng(0)
    return item, list(
        draw_batches([item], conditioning=CAST, steps=8, batch=2, rng=rng, hiding=Hiding(condition, harmony))
    )


def test_players_can_be_hidden_and_the_solo_keeps_its_own() -> None:
    item, batches = hidden(condition=1.0, harmony=0.0)
    assert not any(batch.condition.any() for batch in batches)
    assert item.condition.tolist() == [1, 0, 1, 1, 0]


def test_player_instrument_and_style_are_hidden_each_by_itself() -> None:
    _, batches = hidden(condition=0.5, harmony=0.0)
    shown = np.concatenate([batch.condition[batch.weight.any(axis=1)] for batch in batches])
    assert len({tuple(row) for row in shown.tolist()}) > 2


def test_chords_can_be_hidden_and_the_solo_keeps_its_own() -> None:
    item, batches = hidden(condition=0.0, harmony=1.0)
    before = item.features.copy()
    for batch in batches:
        blank = batch.features.copy()
        blank_harmony(blank)
        assert (batch.features == blank).all()
    assert (item.features == before).all()
    assert (item.features[:, CHORD_COLUMNS] != batches[0].features[0, 0, CHORD_COLUMNS]).any()


def test_without_names_the_condition_is_one_column_of_zeros() -> None:
    nobody = conditioning_of([])
    item = encode_solo(solo(4), nobody)
    (batch,) = draw_batches([item], conditioning=nobody, steps=4, batch=1)
    assert batch.condition.tolist() == [[0.0]]


@pytest.mark.parametrize("steps", [1, 10, 37, 200])
def test_sequences_with_fixed_cuts_are_counted(steps: int) -> None:
    solos = encoded(100, 37, 5)
    drawn = draw_batches(solos, conditioning=CAST, steps=steps, batch=4)
    assert count_sequences(solos, steps=steps) == sum(int(batch.weight.any(axis=1).sum()) for batch in drawn)


def test_the_count_of_batches_is_about_right() -> None:
    solos = encoded(100, 37, 5)
    drawn = list(draw_batches(solos, conditioning=CAST, steps=10, batch=4, rng=np.random.default_rng(0)))
    assert abs(count_batches(solos, steps=10, batch=4) - len(drawn)) <= 1


def test_a_solo_is_encoded_over_its_own_chart() -> None:
    here, elsewhere = (
        solo(4),
        replace(solo(4), chart=replace(CHART, changes=(Change(0.0, parse_chord("Gb7")),))),
    )
    assert (encode_solo(here, CAST).features != encode_solo(elsewhere, CAST).features).any()
