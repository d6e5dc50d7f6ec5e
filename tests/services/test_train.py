"""``train`` from the command line: a folder of MIDI files to a model file.

TensorFlow is imported here, which takes seconds. Wrong input is refused before that.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.cli import main
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.model.model_card import OWN_LICENCE, CorpusSize, ModelCard, TrainingRecord
from jazzlstm.model.model_file import read_checkpoint, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.model.training_plan import Progress
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Metre, MetreChange, Note, Part, Solo
from jazzlstm.services.play import play
from jazzlstm.services.train import OLD_PARTS, PARTS, TrainingRequest, solos_for, solos_of_part, train_model
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
SMALL = ("--recipe", "classic", "--units", "8", "--epochs", "2")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight different tunes of four bars."""
    folder = tmp_path_factory.mktemp("corpus")
    for k in range(8):
        notes = tuple(Note(i / 2, 0.5, 60 + i * (k + 2) % 13) for i in range(32))
        arrangement = Arrangement((Part("solo", notes, 65),), CHART, 120.0, 16.0, f"Tune {k}")
        (folder / f"tune{k}.mid").write_bytes(write_midi(arrangement))
    return folder


@pytest.fixture(scope="module")
def trained(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network trained from scratch, in a new folder."""
    out = tmp_path_factory.mktemp("trained") / "new" / "mine.safetensors"
    assert main(["train", str(corpus), "--out", str(out), *SMALL, "--json"]) == 0
    return out


@pytest.mark.slow
def test_a_corpus_becomes_a_model_with_its_card(trained: Path) -> None:
    network = read_model(trained)
    assert (network.name, network.config.units, network.config.sequence_length) == ("mine", 8, 30)
    card = network.card
    assert [epoch["epoch"] for epoch in card.history] == [1, 2]
    assert card.best_epoch in (1, 2)
    assert card.data == CorpusSize(solos=8, notes=8 * 32)
    assert (card.attribution, card.licence) == ("", OWN_LICENCE)
    assert set(card.metrics) == {"held_out", "test"}
    assert card.logit_bias != LogitBias()
    [performance] = play(network, Settings())
    assert performance.take.solo.notes


@pytest.mark.slow
def test_training_writes_the_model_and_its_loss_curve(trained: Path) -> None:
    assert {path.name for path in trained.parent.iterdir()} == {"mine.safetensors", "mine.loss.png"}
    assert trained.with_suffix(".loss.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_base_keeps_its_sizes_and_its_attribution(
    corpus: Path, trained: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    network = read_model(trained)
    card = replace(network.card, attribution="Ann Archer's book", licence="CC0")
    write_model(tmp_path / "base.safetensors", replace(network, card=card))
    out = tmp_path / "trained.safetensors"
    arguments = ["--base", str(tmp_path / "base.safetensors"), "--out", str(out), "--epochs", "1", "--json"]
    assert main(["train", str(corpus), *arguments]) == 0
    output = capfd.readouterr()
    found: dict[str, Any] = json.loads(output.out)
    assert list(found) == ["model", "loss_curve", "parameters", "best_epoch", "history", "metrics"]
    assert (found["model"], found["loss_curve"]) == (str(out), str(out.with_suffix(".loss.png")))
    result = read_model(out)
    assert (result.config, result.conditioning) == (network.config, network.conditioning)
    assert (result.card.attribution, result.card.licence) == ("Ann Archer's book", "CC0")


@pytest.mark.slow
def test_a_stopped_training_continues_from_its_checkpoint(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "mine.safetensors"
    with pytest.raises(KeyboardInterrupt):
        train_model(TrainingRequest((corpus,), out, recipe="classic", units=8, epochs=2), on_epoch=stop)
    assert not out.exists()
    assert read_checkpoint(tmp_path / "mine.checkpoint").config.units == 8
    assert main(["train", str(corpus), "--out", str(out), *SMALL]) == 0
    output = capsys.readouterr()
    assert output.out.startswith("tune0.mid: included: 32 notes, 4 bars of 4/4")
    assert f"model: {out}; loss curve: {tmp_path / 'mine.loss.png'}" in output.out
    [line] = output.err.splitlines()
    assert line.startswith("[########################] epoch 2/2  loss ")
    assert line.endswith("0:00 left")
    assert not (tmp_path / "mine.checkpoint").exists()


@pytest.mark.slow
def test_a_corpus_of_one_tune_is_an_error_of_exit_code_one(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["train", str(corpus / "tune0.mid"), "--out", str(tmp_path / "x.safetensors"), "--json"]
    assert main(arguments) == 1
    output = capfd.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)


@pytest.mark.slow
def test_a_damaged_checkpoint_is_named_and_kept(
    corpus: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.checkpoint").write_text("no checkpoint of ours")
    assert main(["train", str(corpus), "--out", str(tmp_path / "mine.safetensors"), *SMALL, "--json"]) == 1
    assert str(tmp_path / "mine.checkpoint") in capfd.readouterr().err
    assert (tmp_path / "mine.checkpoint").read_text() == "no checkpoint of ours"


# Refused before Keras is imported


@pytest.fixture
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the import of Keras an error."""
    monkeypatch.setitem(sys.modules, "jazzlstm.model.training", None)


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--units", "0"), 2, "units"),
        (("--units", "1000000"), 2, "units"),
        (("--layers", "9"), 2, "layers"),
        (("--sequence-length", "0"), 2, "sequence_length"),
        (("--epochs", "0"), 2, "epochs"),
        (("--epochs", "many"), 2, "'many'"),
        (("--seed", "-1"), 2, "seed"),
        (("--seed", str(2**64)), 2, "seed"),
        (("--recipe", "soup"), 2, "'soup'"),
        (("--base", "nobody"), 2, "'nobody'"),
        (("--teacher", "nobody"), 2, "'nobody'"),
        (("--base", "base.safetensors", "--units", "4"), 2, "--units"),
        (("--out", "mine.h5"), 2, ".safetensors"),
        (("--out", "folder.safetensors"), 2, "folder.safetensors"),
        (("--out", "base.safetensors/mine.safetensors"), 1, "base.safetensors"),
    ],
)
def test_a_wrong_request_is_one_line_before_training(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    make_network: Callable[..., Network],
    arguments: tuple[str, ...],
    code: int,
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.safetensors").mkdir()
    write_model(tmp_path / "base.safetensors", make_network())
    before = sorted(tmp_path.iterdir())
    assert main(["train", str(corpus), "--out", "mine.safetensors", "--json", *arguments]) == code
    output = capfd.readouterr()
    assert named in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("no_training")
@pytest.mark.parametrize("content", [None, "", "Dm7 G7"])
def test_a_corpus_without_solos_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    corpus = tmp_path / "corpus"
    if content is not None:
        corpus.mkdir()
        (corpus / "tune.mid").write_text(content)
    assert main(["train", str(corpus), "--out", str(tmp_path / "mine.safetensors")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert ("jazzlstm inspect" if corpus.exists() else str(corpus)) in error


# Which solos


def solo(title: str, metre: Metre = Metre()) -> Solo:  # noqa: B008 -- frozen
    chart = Chart((Change(0.0, NO_CHORD),), 12.0, (MetreChange(0.0, metre),))
    return Solo((Note(0.0, 1.0, 60),), chart, title=title)


def test_recipes_for_four_four_exclude_waltzes() -> None:
    waltz, tune = solo("Waltz", Metre(3, 4)), solo("Tune")
    empty = tune.with_notes(())
    assert solos_for([waltz, tune, empty], four_four_only=True) == (tune,)
    assert solos_for([waltz, tune, empty], four_four_only=False) == (waltz, tune)
    with pytest.raises(InputError):
        solos_for([waltz, empty], four_four_only=True)


def test_the_parts_of_a_split_are_whole_tunes_and_cover_the_corpus(
    make_network: Callable[..., Network],
) -> None:
    solos = [solo(f"Tune {i // 2}") for i in range(40)]
    plain = make_network()
    split = replace(plain, card=ModelCard(training=TrainingRecord(shares=(0.8, 0.1, 0.1))))
    parts = [solos_of_part(split, solos, part) for part in PARTS]
    assert sorted(each.title for part in parts for each in part) == sorted(each.title for each in solos)
    titles = [{each.title for each in part} for part in parts]
    assert all(titles)
    assert sum(map(len, titles)) == 20  # no tune in two of them
    assert solos_of_part(plain, solos, "all") == solos
    for old, part in OLD_PARTS.items():
        assert solos_of_part(split, solos, old) == solos_of_part(split, solos, part)
    with pytest.raises(SettingsError) as caught:
        solos_of_part(plain, solos, "test")
    assert caught.value.field == "part"
