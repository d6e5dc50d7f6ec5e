"""Models opened by name, settings prepared, takes improvised and arranged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import ChartError, ChordError, InputError, ModelFileError, SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import build_copy_index
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part, Solo
from jazzlstm.services.export import describe
from jazzlstm.services.models import MODELS_VARIABLE, list_models, open_model
from jazzlstm.services.play import (
    improvise_takes,
    instrument_of,
    play,
    prepare,
    read_changes,
    read_melody,
    solo_settings,
    with_length,
)
from jazzlstm.theory.charts import read_chart
from jazzlstm.theory.tunes import TUNES
from jazzlstm.theory.written_bars import ReadChart

Make = Callable[..., Network]
CAST = Conditioning(("Ann Archer", "Bob"), ("ts", "tp"), ())


@pytest.fixture(scope="module")
def network(make_network: Make) -> Network:
    """An untrained network that knows tenor and trumpet; Bob usually plays the trumpet."""
    plain = make_network(conditioning=CAST)
    return replace(plain, card=ModelCard(name="drawn", usual_instruments={"Bob": "tp"}))


# Models


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Make) -> Path:
    """The models folder, with two models."""
    for seed, name in enumerate(("another", "weimar")):
        write_model(tmp_path / f"{name}.safetensors", make_network(seed=seed))
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    return tmp_path


def test_models_are_listed_with_the_default_first(models: Path) -> None:
    (models / "weimar.md").write_text("a card")
    assert list_models() == ("weimar", "another")


def test_a_model_is_cached_until_its_file_changes(models: Path, make_network: Make) -> None:
    first = open_model("weimar")
    assert open_model("weimar") is first
    assert open_model(str(models / "weimar.safetensors")) is first
    write_model(models / "weimar.safetensors", make_network(seed=7))
    assert open_model("weimar") is not first


@pytest.mark.parametrize(
    "name", ["nobody", "", ".", "no/where.safetensors", "x" * 300, "x" * 300 + ".safetensors"]
)
def test_an_unknown_model_is_refused_with_the_list_of_models(models: Path, name: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        open_model(name)
    assert all(model in str(caught.value) for model in list_models())


def test_a_damaged_model_is_named(models: Path) -> None:
    path = models / "weimar.safetensors"
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ModelFileError) as caught:
        open_model("weimar")
    assert str(path) in str(caught.value)


# From settings to a piece


def test_a_tune_sets_tempo_and_feel() -> None:
    piece = prepare(Settings(tune="waltz"))
    waltz = TUNES["waltz"]
    assert (piece.tempo, piece.feel, piece.name) == (waltz.tempo, waltz.feel, "waltz")
    assert piece.chart.metre.numerator == 3
    other = prepare(Settings(tune="waltz", tempo=90, feel="straight"))
    assert (other.tempo, other.feel) == (90, "straight")


@pytest.mark.parametrize("written", ["Jazz Blues", "jazz_blues", " JAZZ-BLUES"])
def test_the_name_of_a_tune_may_be_written_in_another_way(written: str) -> None:
    assert prepare(Settings(tune=written)) == prepare(Settings(tune="jazz-blues"))


def test_a_feel_out_of_the_tunes_tempo_is_played_at_its_own_and_says_so() -> None:
    tune = TUNES["rhythm-changes"]
    ballad = prepare(Settings(tune="rhythm-changes", feel="ballad"))
    assert ballad.tempo <= 90 < tune.tempo == ballad.improvised_at
    assert any(f"{ballad.tempo:g}" in remark and f"{tune.tempo:g}" in remark for remark in ballad.remarks)
    chosen = prepare(Settings(tune="rhythm-changes", feel="ballad", tempo=120))
    assert (chosen.tempo, chosen.remarks) == (120, ())


def test_a_waltz_in_four_says_what_the_band_plays() -> None:
    assert any("4/4" in remark for remark in prepare(Settings(tune="blues", feel="waltz")).remarks)
    assert prepare(Settings(changes="3/4 | C7 | F7 |", feel="waltz")).remarks == ()
    assert all(not prepare(Settings(tune=name)).remarks for name in TUNES)


def test_another_band_changes_no_note_of_the_solo(network: Network) -> None:
    settings = Settings(tune="rhythm-changes", beats=16, seed=5)
    [plain] = improvise_takes(network, settings, prepare(settings))
    others: list[dict[str, Any]] = [
        {"feel": "ballad"}, {"feel": "bossa"}, {"swing": 0.5}, {"comping": "guitar"}, {"comping": "none"},
        {"count_in": 2}, {"intro": 4}, {"band": False},
    ]  # fmt: skip
    for other in others:
        changed = replace(settings, **other)
        assert solo_settings(changed) == solo_settings(settings)
        [take] = improvise_takes(network, changed, prepare(changed))
        assert take.solo.notes == plain.solo.notes
        assert take.solo.tempo == prepare(changed).tempo
    assert solo_settings(replace(settings, temperature=0.5)) != solo_settings(settings)


def test_changes_replace_the_tune() -> None:
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
def test_changes_are_transposed_from_their_key_or_the_guessed_one(
    changes: str, key: str, moved: list[str]
) -> None:
    chart = prepare(Settings(changes=changes, key=key)).chart
    assert [change.chord.symbol for change in chart.changes] == moved


def test_a_key_of_the_other_mode_is_refused() -> None:
    with pytest.raises(ChartError):
        prepare(Settings(changes="| Dm7 G7 | Cmaj7 |", key="F minor"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [("| Xm7 |", ChordError), ("| C " * 1000, ChartError), ("||", ChartError), ("7/0 | C |", ChartError)],
    ids=["chord", "too long", "empty", "metre"],
)
def test_changes_that_cannot_be_played_are_refused(changes: str, error: type[InputError]) -> None:
    with pytest.raises(error):
        prepare(Settings(changes=changes))


def test_own_changes_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def parse(text: str) -> ReadChart:
        parsed.append(text)
        return read_chart(text)

    monkeypatch.setattr("jazzlstm.services.play.read_chart", parse)
    text = "| Fm7 | Bb7 | Ebmaj7 | C7b9 |"
    charts = [read_changes(text), *(prepare(Settings(changes=text, key=key)).chart for key in ("", "F", "G"))]
    assert charts[0] is charts[1]
    assert parsed == [text]


def test_bars_and_choruses_are_those_of_the_chart() -> None:
    waltz = Settings(tune="waltz")
    assert with_length(waltz, None, None)[0].beats == 20.0
    assert with_length(waltz, 4, None)[0].beats == 12.0
    settings, piece = with_length(waltz, None, 2)
    assert settings.beats == 2 * piece.chart.beats


@pytest.mark.parametrize(("bars", "choruses"), [(0, None), (-1, None), (float("nan"), None), (None, 1e9)])
def test_an_error_names_the_length_in_bars_or_choruses(bars: float | None, choruses: float | None) -> None:
    with pytest.raises(SettingsError) as caught:
        with_length(Settings(), bars, choruses)
    assert ("choruses" if bars is None else "bars") in str(caught.value)
    assert caught.value.field == "beats"


# Playing


def test_the_instrument_is_the_chosen_one_or_the_players_or_a_tenor(network: Network) -> None:
    def sounding(player: str, instrument: str = "") -> str:
        return instrument_of(network, Settings(player=player, instrument=instrument)).short

    assert sounding("Bob", "flute") == "fl"
    assert sounding("Bob") == "tp"
    assert sounding("Ann Archer") == sounding("") == "ts"
    with pytest.raises(SettingsError) as caught:
        sounding("", "trumpett")
    assert caught.value.field == "instrument"


def test_a_solo_sounds_on_its_instrument_and_within_its_range(network: Network) -> None:
    """The flute is unknown to the network: only its range counts."""
    [flute] = play(network, Settings(instrument="flute", beats=32))
    assert flute.take.solo.instrument == "fl"
    assert flute.arrangement.parts[0].program == 73
    assert all(60 <= note.pitch <= 96 for note in flute.take.solo.notes)


def test_the_band_can_be_switched_off(network: Network) -> None:
    for band, parts in ((True, 4), (False, 1)):
        [performance] = play(network, Settings(beats=8, band=band))
        assert len(performance.arrangement.parts) == parts
        assert performance.arrangement.beats >= 8


@pytest.mark.parametrize(
    ("field", "value"),
    [("player", "Bobby"), ("style", "POLKA"), ("instrument", "kazoo"), ("start_note", "H4")],
)
def test_a_name_that_the_network_does_not_know_is_refused(make_network: Make, field: str, value: str) -> None:
    known = make_network(conditioning=Conditioning(("Bob",), ("ts",), ("BEBOP",)))
    asked: dict[str, Any] = {field: value}
    with pytest.raises(SettingsError) as caught:
        play(known, Settings(**asked))
    assert value in str(caught.value)
    assert caught.value.field == field


# Copies


def test_a_take_that_copies_goes_on_with_another_seed(network: Network) -> None:
    asked = Settings(seed=5, beats=96)
    piece = prepare(asked)
    [copy] = improvise_takes(network, asked, piece)
    wary = replace(network, copy_index=build_copy_index([copy.solo]))
    [other] = improvise_takes(wary, asked, piece)
    assert other.quotation is None
    assert other.solo.notes != copy.solo.notes
    [again] = improvise_takes(wary, replace(asked, seed=other.seed), piece)
    assert again.solo.notes == other.solo.notes  # its own seed gives it again


def test_a_primer_that_copies_stays_with_its_quotation(network: Network) -> None:
    primer = tuple(Note(float(i), 1.0, pitch) for i, pitch in enumerate([60, 62, 64, 65, 67] * 4))
    source = Solo(primer, prepare(Settings()).chart, 120.0, title="Scales", performer="Ann")
    wary = replace(network, copy_index=build_copy_index([source]))
    [performance] = play(wary, Settings(seed=5, beats=32), primer=primer)
    assert performance.take.quotation is not None
    assert performance.take.quotation.notes >= 20
    assert "Scales" in describe(performance, {})["copies"]


# Primers


def test_a_primer_is_the_melody_of_a_file(tmp_path: Path, network: Network) -> None:
    chart = Chart((Change(0.0, NO_CHORD),), 8.0)
    notes = tuple(Note(float(i), 1.0, 60 + i) for i in range(8))
    path = tmp_path / "primer.mid"
    path.write_bytes(write_midi(Arrangement((Part("solo", notes, 65),), chart, 120.0, 8.0)))
    primer = read_melody(path)
    assert [(note.start, note.pitch) for note in primer] == [(float(i), 60 + i) for i in range(8)]
    with pytest.raises(SettingsError) as caught:
        play(network, Settings(beats=8), primer=primer)
    assert caught.value.field == "beats"


def test_a_folder_without_music_is_no_primer(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_melody(tmp_path)
