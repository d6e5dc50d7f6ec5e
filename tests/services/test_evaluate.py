"""``evaluate`` from the command line: stable JSON keys, charts, errors in one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from jazzlstm.cli import main
from jazzlstm.errors import SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part
from jazzlstm.services.evaluate import EvaluationRequest, evaluate_model

LIKELIHOOD = {
    "nats_per_note",
    "joint_perplexity",
    "pitch_perplexity",
    "pitch_accuracy",
    "duration_perplexity",
    "duration_accuracy",
    "notes",
    "solos",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_network: Callable[..., Network]) -> Path:
    """An untrained model and a corpus of four solos."""
    folder = tmp_path_factory.mktemp("evaluation")
    write_model(folder / "drawn.safetensors", make_network())
    chart = Chart((Change(0.0, NO_CHORD),), 32.0)
    for k in range(4):
        notes = tuple(Note(i / 2, 0.5, 60 + (i * (k + 2)) % 13) for i in range(64))
        arrangement = Arrangement((Part("solo", notes, 65),), chart, 120.0, 32.0, f"Tune {k}")
        (folder / f"tune{k}.mid").write_bytes(write_midi(arrangement))
    return folder


def evaluate(folder: Path, *arguments: str) -> int:
    return main(["evaluate", str(folder / "drawn.safetensors"), "--corpus", str(folder), *arguments])


def test_without_solos_the_json_is_the_likelihood(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"model", *LIKELIHOOD}
    assert (found["solos"], found["notes"]) == (4, 4 * 64)


def test_with_solos_the_json_has_the_comparison(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--json", "--solos", "2") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"model", *LIKELIHOOD, "generated", "statistics", "overlap", "originality", "idiom"}
    assert found["generated"]["solos"] == 2


@pytest.mark.slow
def test_the_table_and_the_pictures(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--solos", "2", "--pictures", str(tmp_path / "new")) == 0
    table = capsys.readouterr().out
    assert "nats per note" in table
    assert "notes a bar" in table
    names = {"calibration", "perplexity_in_bar", "distributions", "originality"}
    assert {path.stem for path in (tmp_path / "new").glob("*.png")} == names


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--solos", "-1"), "solos"),
        (("--solos", "2", "--temperature", "nan"), "temperature"),
        (("--solos", "x"), "'x'"),
        (("--part", "test"), "--part all"),
    ],
)
def test_a_wrong_request_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert evaluate(folder, *arguments) == 2
    error = capsys.readouterr().err
    assert named in error
    assert error.count("\n") == 1


def test_a_request_is_checked_when_it_is_made() -> None:
    with pytest.raises(SettingsError) as caught:
        EvaluationRequest((Path("corpus"),), solos=10**6)
    assert caught.value.field == "solos"


def test_forecasts_are_kept_for_the_pictures(folder: Path) -> None:
    result = evaluate_model(str(folder / "drawn.safetensors"), EvaluationRequest((folder,)))
    assert len(result.forecasts) == 4
    assert result.comparison is None
