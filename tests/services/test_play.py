"""What the page and the command line share: models found, settings prepared, takes played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import InputError, ModelFileError, SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import build_copy_index
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part, Solo
from jazzlstm.services.export import describe
from jazzlstm.services.play import (
    MODELS_VARIABLE,
    OTHER_SEED,
    improvise_takes,
    instrument_of,
    list_models,
    open_model,
    play,
    prepare,
    read_primer,
    with_length,
)
from jazzlstm.theory.tunes import TUNES

Make = Callable[..., Network]
CAST = Conditioning(("Ann Archer", "Bob"), ("ts", "tp"), ())


@pytest.fixture(scope="module")
def network(make_network: Make) -> Network:
    """Bob usually plays the trumpet; the network knows tenor and trumpet."""
    plain = make_network(conditioning=CAST)
    return replace(plain, card=ModelCard(name="drawn", usual_instruments={"Bob": "tp"}))


# Models


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Make) -> Path:
    """A folder of two models, where models are looked up."""
    for seed, name in enumerate(("another", "weimar")):
        write_model(tmp_path / f"{name}.safetensors", make_network(seed=seed))
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    return tmp_path


def test_models_are_listed_with_the_default_first(models: Path) -> None:
    (models / "weimar.md").write_text("a card")
    assert list_models() == ("weimar", "another")


def test_a_model_is_opened_once_and_again_when_its_file_has_changed(models: Path, make_network: Make) -> None:
    first = open_model("weimar")
    assert open_model("weimar") is first
    assert open_model(str(models / "weimar.safetensors")) is first
    write_model(models / "weimar.safetensors", make_network(seed=7))
    assert open_model("weimar") is not first


@pytest.mark.parametrize(
    "name", ["nobody", "", ".", "no/where.safetensors", "x" * 300, "x" * 300 + ".safetensors"]
)
def test_a_model_that_is_not_there_is_told_with_those_that_are(models: Path, name: str) -> None:
    with pytest.raises(ModelFileError, match="the models here are: weimar, another"):
        open_model(name)


def test_a_damaged_model_is_named(models: Path) -> None:
    path = models / "weimar.safetensors"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ModelFileError, match=r"weimar\.safetensors: .*cut short"):
        open_model("weimar")


# From settings to a piece


def test_a_tune_brings_its_own_tempo_and_feel() -> None:
    piece = prepare(Settings(tune="waltz"))
    waltz = TUNES["waltz"]
    assert (piece.tempo, piece.feel, piece.name) == (waltz.tempo, waltz.feel, "waltz")
    assert piece.chart.metre.numerator == 3
    other = prepare(Settings(tune="waltz", tempo=90, feel="straight"))
    assert (other.tempo, other.feel) == (90, "straight")


def test_changes_go_before_the_tune() -> None:
    piece = prepare(Settings(tune="waltz", changes="| Dm7 | G7 |"))
    assert [change.chord.symbol for change in piece.chart.changes] == ["Dm7", "G7"]
    assert piece.name == "changes"


@pytest.mark.parametrize(
    ("changes", "key", "moved"),
    [
        ("Key: C\n| Dm7 | G7 |", "F", ["Gm7", "C7"]),
        ("Key: G\n| Dm7 | G7 |", "F", ["Cm7", "F7"]),
        ("| Dm7 G7 | Cmaj7 |", "F", ["Gm7", "C7", "Fmaj7"]),
        ("| Bm7b5 E7b9 | Am6 |", "C minor", ["Dm7b5", "G7b9", "Cm6"]),
        ("| Dm7 | G7 |", "", ["Dm7", "G7"]),
    ],
)
def test_changes_are_moved_from_the_key_they_name_or_seem_to_be_in(
    changes: str, key: str, moved: list[str]
) -> None:
    chart = prepare(Settings(changes=changes, key=key)).chart
    assert [change.chord.symbol for change in chart.changes] == moved


def test_a_key_of_the_other_mode_is_refused() -> None:
    with pytest.raises(InputError, match="the chart is in major"):
        prepare(Settings(changes="| Dm7 G7 | Cmaj7 |", key="F minor"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [("| Hm7 |", "cannot read the chord"), ("| C " * 1000, "512"), ("||", "no bars"), ("7/0 | C |", "metre")],
)
def test_changes_that_cannot_be_played_are_refused(changes: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        prepare(Settings(changes=changes))


def test_lengths_are_counted_in_the_chart_itself() -> None:
    waltz = Settings(tune="waltz")
    assert with_length(waltz, None, None)[0].beats == 20.0
    assert with_length(waltz, 4, None)[0].beats == 12.0
    settings, piece = with_length(waltz, None, 2)
    assert settings.beats == 2 * piece.chart.beats


@pytest.mark.parametrize(("bars", "choruses"), [(0, None), (-1, None), (float("nan"), None), (None, 1e9)])
def test_a_length_out_of_range_is_told_as_it_was_asked(bars: float | None, choruses: float | None) -> None:
    with pytest.raises(SettingsError, match=r"(bars|choruses) are .*choose from 1 to 2048") as caught:
        with_length(Settings(), bars, choruses)
    assert caught.value.field == "beats"


# Playing


def test_the_instrument_is_the_one_asked_for_else_the_players_own_else_a_tenor(network: Network) -> None:
    def sounding(player: str, instrument: str = "") -> str:
        return instrument_of(network, Settings(player=player, instrument=instrument)).short

    assert sounding("Bob", "flute") == "fl"
    assert sounding("Bob") == "tp"
    assert sounding("Ann Archer") == sounding("") == "ts"
    with pytest.raises(SettingsError, match="did you mean") as caught:
        sounding("", "trumpett")
    assert caught.value.field == "instrument"


def test_a_solo_sounds_on_its_instrument_and_within_its_range(network: Network) -> None:
    """The network never learnt the flute: it plays as anybody would, in the flute's range."""
    [flute] = play(network, Settings(instrument="flute", beats=32))
    assert flute.take.solo.instrument == "fl"
    assert flute.arrangement.parts[0].program == 73
    assert all(60 <= note.pitch <= 96 for note in flute.take.solo.notes)


def test_the_band_plays_along_unless_it_is_sent_home(network: Network) -> None:
    for band, parts in ((True, 4), (False, 1)):
        [performance] = play(network, Settings(beats=8, band=band))
        assert len(performance.arrangement.parts) == parts
        assert performance.arrangement.beats >= 8


@pytest.mark.parametrize(
    ("field", "value"),
    [("player", "Bobby"), ("style", "POLKA"), ("instrument", "kazoo"), ("start_note", "H4")],
)
def test_what_the_network_does_not_know_is_named(make_network: Make, field: str, value: str) -> None:
    known = make_network(conditioning=Conditioning(("Bob",), ("ts",), ("BEBOP",)))
    asked: dict[str, Any] = {field: value}
    with pytest.raises(SettingsError, match=value) as caught:
        play(known, Settings(**asked))
    assert caught.value.field == field


# Copies


def test_a_take_that_copies_is_replaced_by_one_of_another_seed(network: Network) -> None:
    asked = Settings(seed=5, beats=96)
    piece = prepare(asked)
    [copy] = improvise_takes(network, asked, piece)
    wary = replace(network, copy_index=build_copy_index([copy.solo]))
    [other] = improvise_takes(wary, asked, piece)
    assert other.seed == 5 + OTHER_SEED
    assert other.quotation is None
    assert other.solo.notes != copy.solo.notes
    [again] = improvise_takes(network, replace(asked, seed=other.seed), piece)
    assert again.solo.notes == other.solo.notes  # its own seed gives it again


def test_an_opening_that_copies_is_offered_and_said_to(network: Network) -> None:
    primer = tuple(Note(float(i), 1.0, pitch) for i, pitch in enumerate([60, 62, 64, 65, 67] * 4))
    source = Solo(primer, prepare(Settings()).chart, 120.0, title="Scales", performer="Ann")
    wary = replace(network, copy_index=build_copy_index([source]))
    [performance] = play(wary, Settings(seed=5, beats=32), primer=primer)
    assert performance.take.quotation is not None
    assert performance.take.quotation.notes >= 20
    assert "as in Ann, Scales, near bar 1" in describe(performance, {})["copies"]


# Primers


def test_a_primer_is_the_melody_of_a_file(tmp_path: Path, network: Network) -> None:
    chart = Chart((Change(0.0, NO_CHORD),), 8.0)
    notes = tuple(Note(float(i), 1.0, 60 + i) for i in range(8))
    path = tmp_path / "primer.mid"
    path.write_bytes(write_midi(Arrangement((Part("solo", notes, 65),), chart, 120.0, 8.0)))
    primer = read_primer(path)
    assert [(note.start, note.pitch) for note in primer] == [(float(i), 60 + i) for i in range(8)]
    with pytest.raises(SettingsError, match="the primer lasts 8 beats") as caught:
        play(network, Settings(beats=8), primer=primer)
    assert caught.value.field == "beats"


def test_a_folder_without_music_is_no_primer(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it holds no music"):
        read_primer(tmp_path)
