"""The options of ``generate``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pretty_midi
import pytest

from jazzlstm.band.options import COMPING_INSTRUMENTS
from jazzlstm.cli import main
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.tunes import TUNES

Generate = Callable[..., dict[str, Any]]


def chords_of(take: dict[str, Any], number: int) -> list[str]:
    """The first chords in the MIDI file of a take."""
    solo = read_midi(Path(take["files"]["mid"]).read_bytes(), "take.mid").solo
    return [change.chord.symbol for change in solo.chart.changes][:number]


@pytest.mark.parametrize(
    ("arguments", "beats"),
    [
        (("--beats", "7.5"), 7.5),
        (("--bars", "3"), 12.0),
        (("--choruses", "1"), 48.0),
        (("--bars", "3", "--tune", "waltz"), 9.0),
        (("--choruses", "2", "--chart", "| Dm7 G7 | C |"), 16.0),
        (("--bars", "2", "--chart", "3/4 | Dm7 | C |"), 6.0),
    ],
)
def test_length_in_beats_bars_or_choruses(
    generate: Generate, arguments: tuple[str, ...], beats: float
) -> None:
    found = generate(*arguments)
    assert found["settings"]["beats"] == beats
    start, duration, _, _ = found["takes"][0]["notes"][-1]
    assert beats / 2 < start + duration <= beats + 0.001


def test_changes_are_given_as_text_or_as_a_file(generate: Generate) -> None:
    Path("changes.txt").write_text("\ufeffKey: C\n| Dm7 G7 | Cmaj7 |\n", encoding="utf-8")
    typed = generate("--chart", "Key: C\n| Dm7 G7 | Cmaj7 |", "--beats", "8", "--out", "typed")["takes"]
    filed = generate("--chart-file", "changes.txt", "--beats", "8", "--out", "filed")["takes"]
    assert typed[0]["notes"] == filed[0]["notes"]
    assert chords_of(filed[0], 3) == ["Dm7", "G7", "Cmaj7"]


def test_a_key_transposes_the_changes(generate: Generate) -> None:
    [take] = generate("--tune", "ii-V-I", "--key", "Eb", "--choruses", "1")["takes"]
    assert chords_of(take, 3) == ["Fm7", "Bb7", "Ebmaj7"]
    [take] = generate("--chart", "Key: C\n| Dm7 G7 | Cmaj7 |", "--key", "D", "--beats", "8")["takes"]
    assert chords_of(take, 3) == ["Em7", "A7", "Dmaj7"]


def test_options_reach_the_settings(generate: Generate) -> None:
    options: dict[str, float | str] = {
        "temperature": 0.5,
        "rhythm-temperature": 1.5,
        "top-p": 0.9,
        "inside": -0.5,
        "tempo": 200.0,
    }
    options |= {"swing": 0.6, "feel": "bossa", "comping": "guitar"}
    given = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    settings = generate(*given)["settings"]
    assert {name: settings[name.replace("-", "_")] for name in options} == options


def test_help_lists_every_feel_and_every_comping_instrument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["generate", "--help"])
    words = re.findall(r"[\w-]+", capsys.readouterr().out)
    assert {*FEELS, *filter(None, COMPING_INSTRUMENTS)} <= set(words)


def test_sheet_music_is_marked_swing_or_straight(generate: Generate) -> None:
    def words(*arguments: str) -> str:
        [take] = generate(*arguments, "--format", "musicxml")["takes"]
        return Path(take["files"]["musicxml"]).read_text(encoding="utf-8")

    assert ">Swing<" in words("--tune", "blues")
    assert ">Straight eighths<" in words("--tune", "blues", "--feel", "bossa")
    assert ">Straight eighths<" in words("--tune", "blues", "--swing", "0.5")


def test_a_feel_that_does_not_fit_the_tune_is_remarked_upon(
    generate: Generate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate("--beats", "8")["remarks"] == []
    [waltz] = generate("--beats", "8", "--feel", "waltz")["remarks"]
    assert "4/4" in waltz
    [ballad] = generate("--beats", "8", "--tune", "rhythm-changes", "--feel", "ballad")["remarks"]
    assert "66" in ballad
    assert main(["generate", "--beats", "8", "--feel", "waltz", "--format", "mid"]) == 0
    assert waltz in capsys.readouterr().out


def test_a_count_in_and_an_intro_come_before_the_solo(generate: Generate) -> None:
    [plain] = generate("--beats", "8")["takes"]
    [led_in] = generate("--beats", "8", "--count-in", "1", "--intro", "2", "--out", "led-in")["takes"]
    assert led_in["notes"] == plain["notes"]
    first, later = (
        pretty_midi.PrettyMIDI(take["files"]["mid"]).instruments[0].notes[0].start for take in (plain, led_in)
    )
    tempo = TUNES["blues"].tempo
    assert later - first == pytest.approx(12 * 60 / tempo, abs=0.02)


def test_the_solo_begins_with_the_start_note(generate: Generate) -> None:
    start, _, pitch, _ = generate("--start-note", "Bb4")["takes"][0]["notes"][0]
    assert (start, pitch) == (0.0, 70)


def test_a_primer_is_continued(generate: Generate, tune: bytes) -> None:
    Path("primer.mid").write_bytes(tune)
    notes = generate("--primer", "primer.mid")["takes"][0]["notes"]
    assert [note[:3] for note in notes[:16]] == [[i / 2, 0.5, 62 + i] for i in range(16)]
    assert len(notes) > 16


def test_a_theme_is_played_at_nearness_1(generate: Generate, tune: bytes) -> None:
    Path("theme.mid").write_bytes(tune)
    changes = ("--chart", "| Dm7 | G7 |", "--bars", "4", "--theme", "theme.mid")
    near, far = (generate(*changes, "--nearness", nearness)["takes"][0]["notes"] for nearness in "10")
    melody = [[i / 2 + chorus, 62 + i] for chorus in (0, 8) for i in range(16)]
    assert [[start, pitch] for start, _, pitch, _ in near] == melody[:-1]  # the last note has a beat to sound
    assert far != near


def test_players_and_instruments_are_given_by_name(generate: Generate) -> None:
    found = generate("--player", "Ann Archer", "--instrument", "Vibes", "--out", "ann")
    assert Path("ann/blues_ann-archer_seed1.mid").exists()
    assert generate("--out", "anyone")["takes"][0]["notes"] != found["takes"][0]["notes"]


def test_models_are_given_by_name_or_by_file(generate: Generate) -> None:
    by_name = generate("--model", "other")["takes"][0]["notes"]
    assert generate("--model", "models/other.safetensors")["takes"][0]["notes"] == by_name
    assert generate()["takes"][0]["notes"] != by_name


def test_the_seed_of_the_best_take_gives_it_again(generate: Generate) -> None:
    found = generate("--seed", "20", "--best-of", "8")
    assert found["best_of"] == 8
    (chosen,) = found["takes"]
    assert 20 <= chosen["seed"] < 28
    assert generate("--seed", str(chosen["seed"]))["takes"][0]["notes"] == chosen["notes"]
