"""Solos in the store's file are those in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.sequences import EncodedSolo, TrainingSolo, draw_batches, encode_solos
from jazzlstm.errors import TrainingError
from jazzlstm.model import solo_store
from jazzlstm.model.solo_store import StoredSolo, store_solos
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart

CAST = Conditioning(("Ann", "Bob"), ("ts",) * 7, ("COOL",))
"""More names than a byte has bits."""


def encoded(*lengths: int) -> list[EncodedSolo]:
    chart = tune_chart("blues")
    solos = [
        Solo(tuple(Note(i / 2, 0.5, 60 + i % 9) for i in range(notes)), chart, performer="Bob", style="COOL")
        for notes in lengths
    ]
    return list(encode_solos(solos, CAST))


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda size: monkeypatch.setattr(solo_store, "BYTES_IN_MEMORY", size)


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_batches_are_the_same_wherever_the_solos_are(kept: int, limit: Callable[[int], None]) -> None:
    solos = encoded(30, 7, 64)
    limit(sum(solo.features.nbytes for solo in solos[:kept]))
    stored = store_solos(solos)
    places: list[Sequence[TrainingSolo]] = [solos, stored]
    assert [isinstance(solo, StoredSolo) for solo in stored] == [i >= kept for i in range(3)]
    rngs = (np.random.default_rng(1) for _ in range(2))
    pairs = zip(
        *(
            draw_batches(each, conditioning=CAST, steps=16, batch=4, rng=rng)
            for each, rng in zip(places, rngs, strict=True)
        ),
        strict=True,
    )
    for one, other in pairs:
        for field in fields(one):
            assert (getattr(one, field.name) == getattr(other, field.name)).all()


def test_every_passage_is_that_of_the_solo(limit: Callable[[int], None]) -> None:
    limit(0)
    (solo,) = encoded(40)
    solo = replace(solo, features=np.random.default_rng(0).integers(0, 3, solo.features.shape, np.uint8))
    (stored,) = store_solos([solo])
    assert len(stored) == len(solo)
    for start, end in pairwise([0, 1, 17, 40]):
        one, other = solo.passage(start, end), stored.passage(start, end)
        assert all((getattr(one, field.name) == getattr(other, field.name)).all() for field in fields(one))


def test_solos_that_differ_have_another_identity(limit: Callable[[int], None]) -> None:
    limit(0)
    solo, *others = encoded(20, 20, 21)
    others.append(replace(solo, condition=1 - solo.condition))
    changed = solo.features.copy()
    changed[3, 100] ^= 1
    others.append(replace(solo, features=changed))
    identities = [b"".join(a.tobytes() for a in each.identity()) for each in store_solos([solo, *others])]
    assert identities[0] == identities[1]
    assert len(set(identities)) == 4


def test_nothing_is_left_in_the_folder(tmp_path: Path, limit: Callable[[int], None]) -> None:
    limit(0)
    assert len(store_solos(encoded(20), tmp_path)) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_of_nothing_is_empty() -> None:
    assert store_solos([]) == []


def test_a_folder_without_room_is_named(tmp_path: Path, limit: Callable[[int], None]) -> None:
    limit(0)
    with pytest.raises(TrainingError) as caught:
        store_solos(encoded(20), tmp_path / "missing")
    assert caught.value.reason == "disk full"
    assert str(tmp_path / "missing") in str(caught.value)
