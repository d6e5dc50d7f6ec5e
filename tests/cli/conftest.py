"""The command line in this process, with untrained models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.cli import main
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import Arrangement, Change, Chart, Note, Part
from jazzlstm.services.models import MODELS_VARIABLE
from jazzlstm.theory.chords import parse_chord

CAST = Conditioning(("Ann Archer", "Bob"), ("ts", "tp"), ("BEBOP",))
Generate = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]) -> Path:
    """An empty working folder; the default model is untrained."""
    models = tmp_path / "models"
    write_model(models / "weimar.safetensors", make_network(conditioning=CAST))
    write_model(models / "other.safetensors", make_network(conditioning=CAST, seed=1))
    monkeypatch.setenv(MODELS_VARIABLE, str(models))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def generate(capsys: pytest.CaptureFixture[str]) -> Generate:
    """Runs ``generate --json`` and returns what it printed; writes only MIDI unless --format is given."""

    def run(*arguments: str) -> dict[str, Any]:
        formats = () if "--format" in arguments else ("--format", "mid")
        assert main(["generate", "--json", *formats, *arguments]) == 0
        output = capsys.readouterr()
        assert output.err == ""
        found: dict[str, Any] = json.loads(output.out)
        return found

    return run


@pytest.fixture(scope="session")
def tune() -> bytes:
    """A MIDI file: two bars of eighths over Dm7 G7."""
    chart = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
    notes = tuple(Note(i / 2, 0.5, 62 + i, 80) for i in range(16))
    return write_midi(Arrangement((Part("Tenor Sax", notes, 66),), chart, 150.0, 8.0))
