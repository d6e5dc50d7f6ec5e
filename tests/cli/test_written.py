"""What ``generate`` writes and prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pretty_midi
import pytest

from jazzlstm.cli import main
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.musicxml import read_musicxml

Generate = Callable[..., dict[str, Any]]


def test_the_default_is_twenty_beats_in_four_formats(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate"]) == 0
    names = [f"output/blues_seed1.{suffix}" for suffix in ("mid", "wav", "png", "musicxml")]
    assert {path.as_posix() for path in Path("output").iterdir()} == set(names)
    midi, wav, png, score = (Path(name).read_bytes() for name in names)
    assert 0 < read_midi(midi, "take.mid").solo.end <= 20.0
    assert wav[8:12] == b"WAVE"
    assert png.startswith(b"\x89PNG")
    assert read_musicxml(score, "take").solo.notes
    output = capsys.readouterr().out.splitlines()
    assert output[0].startswith("take 1, seed 1: ")
    assert [line.strip() for line in output[1:]] == names


def test_json_has_stable_keys(generate: Generate) -> None:
    found = generate("--seed", "7", "--takes", "2", "--format", "mid,musicxml", "--out", "here/there")
    assert set(found) >= {"model", "settings", "takes"}
    assert found["model"] == "drawn"
    assert (found["settings"]["seed"], found["settings"]["beats"]) == (7, 20.0)
    assert [take["seed"] for take in found["takes"]] == [7, 8]
    for take in found["takes"]:
        assert list(take) == ["seed", "notes", "copies", "files"]
        assert take["copies"] is None
        for start, duration, pitch, velocity in take["notes"]:
            assert 0 <= start < start + duration <= 20.001
            assert 0 <= pitch <= 127
            assert 1 <= velocity <= 127
        assert take["files"] == {
            "mid": f"here/there/blues_seed{take['seed']}.mid",
            "musicxml": f"here/there/blues_seed{take['seed']}.musicxml",
        }
        assert all(Path(path).stat().st_size for path in take["files"].values())


def test_json_notes_are_without_swing_and_have_the_velocities_of_the_midi_file(generate: Generate) -> None:
    [take] = generate("--beats", "32")["takes"]
    [solo, *_] = pretty_midi.PrettyMIDI(take["files"]["mid"]).instruments
    velocities = [note[3] for note in take["notes"]]
    assert velocities == [note.velocity for note in sorted(solo.notes, key=lambda note: note.start)]
    assert len(set(velocities)) > 3
    assert all(abs(12 * note[0] - round(12 * note[0])) < 0.01 for note in take["notes"])


def test_the_same_seed_writes_the_same_bytes(generate: Generate) -> None:
    def files(seed: str, folder: str) -> list[bytes]:
        take = generate("--seed", seed, "--out", folder, "--format", "mid,wav,png")["takes"][0]
        return [Path(path).read_bytes() for path in take["files"].values()]

    first = files("5", "one")
    assert files("5", "two") == first
    assert files("6", "three")[0] != first[0]


def test_the_seed_of_a_take_alone_gives_the_same_solo(generate: Generate) -> None:
    both = generate("--seed", "3", "--takes", "2")["takes"]
    assert generate("--seed", "4")["takes"][0]["notes"] == both[1]["notes"]


def test_seeds_wrap_around(generate: Generate) -> None:
    takes = generate("--seed", str(2**64 - 1), "--takes", "2")["takes"]
    assert [take["seed"] for take in takes] == [2**64 - 1, 0]


def test_no_band_writes_the_soloist_alone(generate: Generate) -> None:
    def parts(*arguments: str) -> set[str]:
        path = generate(*arguments)["takes"][0]["files"]["mid"]
        return {part.name for part in pretty_midi.PrettyMIDI(path).instruments}

    alone = parts("--no-band", "--out", "alone")
    assert len(alone) == 1
    assert alone < parts("--out", "together")


def test_midi_for_notation_is_on_the_grid_and_has_the_same_pitches(generate: Generate) -> None:
    files = generate("--format", "mid,straight")["takes"][0]["files"]
    assert files["straight"].endswith("_straight.mid")
    heard, straight = (pretty_midi.PrettyMIDI(files[name]) for name in ("mid", "straight"))
    assert [each.name for each in heard.instruments] == [each.name for each in straight.instruments]
    for one, other in zip(heard.instruments, straight.instruments, strict=True):
        ticks = [straight.time_to_tick(note.start) / 40 for note in other.notes]
        assert ticks == pytest.approx([round(tick) for tick in ticks], abs=0.01)
        assert not one.is_drum or {note.pitch for note in one.notes} == {note.pitch for note in other.notes}
