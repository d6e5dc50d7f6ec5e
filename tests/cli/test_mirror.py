"""``mirror``: probabilities and figures of the solo in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jazzlstm.cli import main


def test_a_solo_is_told_in_lines(capsys: pytest.CaptureFixture[str], tune: bytes) -> None:
    Path("tune.mid").write_bytes(tune)
    assert main(["mirror", "tune.mid"]) == 0
    first, shares, *rest = capsys.readouterr().out.splitlines()
    assert first.endswith(": 16 notes in 2 bars")
    assert shares.strip().startswith("38% chord tones")  # D F A C of Dm7, G B D F of G7: 6 of 16
    assert sum("least likely" in line for line in rest) == 5
    assert "twelve bars" in rest[-1]


def test_as_json(capsys: pytest.CaptureFixture[str], tune: bytes) -> None:
    Path("tune.mid").write_bytes(tune)
    assert main(["mirror", "tune.mid", "--json", "--model", "other"]) == 0
    found = json.loads(capsys.readouterr().out)
    [solo] = found["solos"]
    assert found["model"] == "other"
    assert [pitch for _, pitch, _, _ in solo["notes"]] == list(range(62, 78))
    assert solo["nearest"] is None


def test_a_file_without_a_solo_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.mid").write_text("Dm7 G7")
    assert main(["mirror", "bad.mid"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
