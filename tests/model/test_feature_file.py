"""Features in a file are those in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.sequences import EncodedSolo, draw_batches, encode_solos
from jazzlstm.errors import TrainingError
from jazzlstm.model import feature_file
from jazzlstm.model.feature_file import spill_features
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart


def encoded(*lengths: int) -> list[EncodedSolo]:
    chart = tune_chart("blues")
    solos = [Solo(tuple(Note(i / 2, 0.5, 60 + i % 9) for i in range(notes)), chart) for notes in lengths]
    return list(encode_solos(solos, Conditioning()))


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda size: monkeypatch.setattr(feature_file, "BYTES_IN_MEMORY", size)


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_batches_are_the_same_wherever_the_features_are(kept: int, limit: Callable[[int], None]) -> None:
    solos = encoded(30, 7, 64)
    limit(sum(solo.features.nbytes for solo in solos[:kept]))
    spilled = spill_features(solos)
    assert [isinstance(solo.features, np.memmap) for solo in spilled] == [i >= kept for i in range(3)]
    for here, there in zip(solos, spilled, strict=True):
        assert here.events is there.events
        assert (here.features == there.features).all()
    rngs = (np.random.default_rng(1) for _ in range(2))
    pairs = zip(
        *(
            draw_batches(each, conditioning=Conditioning(), steps=16, batch=4, rng=rng)
            for each, rng in zip((solos, spilled), rngs, strict=True)
        ),
        strict=True,
    )
    for one, other in pairs:
        assert (one.features == other.features).all()


def test_nothing_is_left_in_the_folder(tmp_path: Path, limit: Callable[[int], None]) -> None:
    limit(0)
    assert len(spill_features(encoded(20), tmp_path)) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_of_nothing_needs_no_file() -> None:
    assert spill_features([]) == []


def test_a_folder_without_room_is_named(tmp_path: Path, limit: Callable[[int], None]) -> None:
    limit(0)
    with pytest.raises(TrainingError) as caught:
        spill_features(encoded(20), tmp_path / "missing")
    assert caught.value.reason == "disk full"
    assert str(tmp_path / "missing") in str(caught.value)
