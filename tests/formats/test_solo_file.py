"""Solos of a large corpus in a file are those that were read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jazzlstm.errors import InputError
from jazzlstm.formats import solo_file
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.solo_file import keep_solos, read_solo_file
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.music import Note, Solo
from jazzlstm.solos import StoredSolos
from jazzlstm.theory.tunes import tune_chart

SAMPLES = Path(__file__).parents[2] / "data" / "solos"


def solos(number: int) -> Iterator[Solo]:
    for i in range(number):
        notes = tuple(Note(step / 3, 1 / 3, 60 + i) for step in range(10))
        yield Solo(notes, tune_chart("blues"), 100.5, f"Tune {i}", "Ann", "ts")


@pytest.mark.parametrize(("most", "stored"), [(50, False), (49, True), (0, True)])
def test_solos_beyond_the_limit_are_in_a_file(
    most: int, stored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solo_file, "NOTES_IN_MEMORY", most)
    kept = keep_solos(solos(5), tmp_path)
    assert isinstance(kept, StoredSolos) == stored
    assert tuple(kept) == tuple(solos(5))
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_is_the_same_in_memory_and_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sorted(SAMPLES.glob("*.mid"))[:4]
    here = read_corpus(files)
    monkeypatch.setattr(solo_file, "NOTES_IN_MEMORY", 500)
    there = read_corpus(files, keep=keep_solos)
    assert isinstance(there.solos, StoredSolos)
    assert (tuple(there.solos), there.report) == (here.solos, here.report)


@pytest.mark.parametrize("most", [0, 10**9])
def test_a_file_of_solos_is_read_line_by_line(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "solos.jsonl"
    path.write_text("".join(json.dumps(solo_as_json(solo)) + "\n" for solo in solos(7)))
    monkeypatch.setattr(solo_file, "BYTES_IN_MEMORY", most)
    found = read_solo_file(path, lambda line: solo_from_json(json.loads(line)))
    assert isinstance(found, StoredSolos) == (most == 0)
    assert tuple(found) == tuple(solos(7))
    assert found[5] == list(solos(7))[5]


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solo_file, "NOTES_IN_MEMORY", 0)
    with pytest.raises(InputError, match="make room"):
        keep_solos(solos(3), tmp_path / "missing")
