"""The command line as scripts use it: in this process, with a model that learnt nothing."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pretty_midi
import pytest

from jazzlstm.band.arranger import COMPERS
from jazzlstm.band.feels import FEELS
from jazzlstm.bundle import write_network
from jazzlstm.chords import parse_chord
from jazzlstm.cli import main
from jazzlstm.errors import InputError, RenderError
from jazzlstm.features import Cast
from jazzlstm.formats.midi import read_midi, write_midi
from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.lessons import Lesson, Trained
from jazzlstm.music import Arrangement, Change, Chart, Note, Part
from jazzlstm.network import ModelConfig, Network
from jazzlstm.plans import Progress
from jazzlstm.studio import MODELS_VARIABLE
from jazzlstm.tunes import TUNES

COMMANDS = ("generate", "train", "inspect", "evaluate")
CAST = Cast(("Ann Archer", "Bob"), ("ts", "tp"), ("BEBOP",))

Generate = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]) -> Path:
    """An empty folder to work in; the default model of this house is a drawn one."""
    models = tmp_path / "models"
    write_network(models / "weimar.safetensors", make_network(cast=CAST))
    write_network(models / "other.safetensors", make_network(cast=CAST, seed=1))
    monkeypatch.setenv(MODELS_VARIABLE, str(models))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def generate(capsys: pytest.CaptureFixture[str]) -> Generate:
    """What ``generate --json`` printed; MIDI files alone unless another format is asked for."""

    def run(*arguments: str) -> dict[str, Any]:
        formats = () if "--format" in arguments else ("--format", "mid")
        assert main(["generate", "--json", *formats, *arguments]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        found: dict[str, Any] = json.loads(told.out)
        return found

    return run


def tune(title: str = "") -> bytes:
    """Two bars of eighths over Dm7 G7."""
    chart = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
    notes = tuple(Note(i / 2, 0.5, 62 + i, 80) for i in range(16))
    return write_midi(Arrangement((Part("Tenor Sax", notes, 66),), chart, 150.0, 8.0, title))


def chords_of(take: dict[str, Any], number: int) -> list[str]:
    """The first chords in the MIDI file of a take."""
    solo = read_midi(Path(take["files"]["mid"]).read_bytes(), "take.mid").solo
    return [change.chord.symbol for change in solo.chart.changes][:number]


# What is written


def test_twenty_beats_in_four_formats_go_to_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate"]) == 0
    names = [f"output/blues_seed1.{suffix}" for suffix in ("mid", "wav", "png", "musicxml")]
    assert {path.as_posix() for path in Path("output").iterdir()} == set(names)
    midi, wav, png, score = (Path(name).read_bytes() for name in names)
    assert 0 < read_midi(midi, "take.mid").solo.end <= 20.0
    assert wav[8:12] == b"WAVE"
    assert png.startswith(b"\x89PNG")
    assert read_musicxml(score, "take").solo.notes
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("take 1, seed 1: ")
    assert [line.strip() for line in told[1:]] == names


def test_json_has_the_keys_that_scripts_rely_on(generate: Generate) -> None:
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


def test_notes_are_told_as_written_with_the_velocities_of_the_midi_file(generate: Generate) -> None:
    [take] = generate("--beats", "32")["takes"]
    [solo, *_] = pretty_midi.PrettyMIDI(take["files"]["mid"]).instruments
    velocities = [note[3] for note in take["notes"]]
    assert velocities == [note.velocity for note in sorted(solo.notes, key=lambda note: note.start)]
    assert len(set(velocities)) > 3
    assert all(abs(12 * note[0] - round(12 * note[0])) < 0.01 for note in take["notes"])


def test_a_seed_is_a_solo_down_to_the_bytes(generate: Generate) -> None:
    def files(seed: str, folder: str) -> list[bytes]:
        take = generate("--seed", seed, "--out", folder, "--format", "mid,wav,png")["takes"][0]
        return [Path(path).read_bytes() for path in take["files"].values()]

    first = files("5", "one")
    assert files("5", "two") == first
    assert files("6", "three")[0] != first[0]


def test_a_take_is_the_solo_that_its_seed_alone_gives(generate: Generate) -> None:
    both = generate("--seed", "3", "--takes", "2")["takes"]
    assert generate("--seed", "4")["takes"][0]["notes"] == both[1]["notes"]


def test_the_last_seed_is_followed_by_the_first(generate: Generate) -> None:
    takes = generate("--seed", str(2**64 - 1), "--takes", "2")["takes"]
    assert [take["seed"] for take in takes] == [2**64 - 1, 0]


def test_the_band_can_stay_at_home(generate: Generate) -> None:
    def parts(*arguments: str) -> set[str]:
        path = generate(*arguments)["takes"][0]["files"]["mid"]
        return {part.name for part in pretty_midi.PrettyMIDI(path).instruments}

    alone = parts("--no-band", "--out", "alone")
    assert len(alone) == 1
    assert alone < parts("--out", "together")


# What is asked for


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


def test_changes_come_typed_or_from_a_file(generate: Generate) -> None:
    Path("changes.txt").write_text("\ufeffKey: C\n| Dm7 G7 | Cmaj7 |\n", encoding="utf-8")
    typed = generate("--chart", "Key: C\n| Dm7 G7 | Cmaj7 |", "--beats", "8", "--out", "typed")["takes"]
    filed = generate("--chart-file", "changes.txt", "--beats", "8", "--out", "filed")["takes"]
    assert typed[0]["notes"] == filed[0]["notes"]
    assert chords_of(filed[0], 3) == ["Dm7", "G7", "Cmaj7"]


def test_a_key_moves_the_changes(generate: Generate) -> None:
    [take] = generate("--tune", "ii-V-I", "--key", "Eb", "--choruses", "1")["takes"]
    assert chords_of(take, 3) == ["Fm7", "Bb7", "Ebmaj7"]
    [take] = generate("--chart", "Key: C\n| Dm7 G7 | Cmaj7 |", "--key", "D", "--beats", "8")["takes"]
    assert chords_of(take, 3) == ["Em7", "A7", "Dmaj7"]


def test_every_knob_reaches_the_settings(generate: Generate) -> None:
    knobs: dict[str, float | str] = {
        "temperature": 0.5,
        "rhythm-temperature": 1.5,
        "top-p": 0.9,
        "inside": -0.5,
        "tempo": 200.0,
    }
    knobs |= {"swing": 0.6, "feel": "bossa", "comping": "guitar"}
    given = [str(word) for knob, value in knobs.items() for word in (f"--{knob}", value)]
    settings = generate(*given)["settings"]
    assert {name: settings[name.replace("-", "_")] for name in knobs} == knobs


def test_help_names_every_feel_and_every_comper(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["generate", "--help"])
    words = capsys.readouterr().out.replace(",", " ").split()
    assert {*FEELS, *filter(None, COMPERS)} <= set(words)


def test_sheet_music_says_whether_to_swing(generate: Generate) -> None:
    def words(*arguments: str) -> str:
        [take] = generate(*arguments, "--format", "musicxml")["takes"]
        return Path(take["files"]["musicxml"]).read_text(encoding="utf-8")

    assert ">Swing<" in words("--tune", "blues")
    assert ">Straight eighths<" in words("--tune", "blues", "--feel", "bossa")
    assert ">Straight eighths<" in words("--tune", "blues", "--swing", "0.5")


def test_a_count_in_and_an_intro_come_before_the_solo(generate: Generate) -> None:
    [plain] = generate("--beats", "8")["takes"]
    [led_in] = generate("--beats", "8", "--count-in", "1", "--intro", "2", "--out", "led-in")["takes"]
    assert led_in["notes"] == plain["notes"]
    first, later = (
        pretty_midi.PrettyMIDI(take["files"]["mid"]).instruments[0].notes[0].start for take in (plain, led_in)
    )
    tempo = TUNES["blues"].tempo
    assert later - first == pytest.approx(12 * 60 / tempo, abs=0.02)


def test_a_starting_note_starts(generate: Generate) -> None:
    start, _, pitch, _ = generate("--start-note", "Bb4")["takes"][0]["notes"][0]
    assert (start, pitch) == (0.0, 70)


def test_a_primer_is_continued(generate: Generate) -> None:
    Path("primer.mid").write_bytes(tune())
    notes = generate("--primer", "primer.mid")["takes"][0]["notes"]
    assert [note[:3] for note in notes[:16]] == [[i / 2, 0.5, 62 + i] for i in range(16)]
    assert len(notes) > 16


def test_players_and_instruments_go_by_name(generate: Generate) -> None:
    found = generate("--player", "Ann Archer", "--instrument", "Vibes", "--out", "ann")
    assert Path("ann/blues_ann-archer_seed1.mid").exists()
    assert generate("--out", "anyone")["takes"][0]["notes"] != found["takes"][0]["notes"]


def test_models_go_by_name_or_by_file(generate: Generate) -> None:
    by_name = generate("--model", "other")["takes"][0]["notes"]
    assert generate("--model", "models/other.safetensors")["takes"][0]["notes"] == by_name
    assert generate()["takes"][0]["notes"] != by_name


# The other commands, and what every command does


def test_inspect_tells_of_each_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.mid").write_bytes(tune())
    Path("bad.mid").write_text("Dm7 G7")
    assert main(["inspect", "good.mid", "bad.mid"]) == 0
    good, bad, total = capsys.readouterr().out.splitlines()
    assert good.startswith("good.mid: taken: 16 notes, 2 bars of 4/4, 150 bpm")
    assert bad.startswith("bad.mid: left: ")
    assert total == "1 taken, 1 left, 16 notes in all"


def test_inspect_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.mid").write_bytes(tune())
    Path("bad.mid").write_text("Dm7 G7")
    assert main(["inspect", "good.mid", "bad.mid", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {file["name"]: file["taken"] for file in found["files"]} == {"good.mid": True, "bad.mid": False}
    assert (found["taken"], found["left"], found["notes"]) == (1, 1, 16)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_told(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as leave:
        main([*filter(None, [command]), "--help"])
    assert leave.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: python -m jazzlstm {command}".rstrip())
    for each in () if command else COMMANDS:
        assert each in told


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (KeyError("seventh"), 1, "jazzlstm: KeyError: 'seventh'; this is a fault in jazzlstm"),
        (RenderError("no SoundFont: name one"), 1, "jazzlstm: no SoundFont: name one\n"),
        (PermissionError(errno.EACCES, "Permission denied", "it"), 1, "jazzlstm: it: Permission denied\n"),
        (InputError("wrong\nin two lines"), 2, "jazzlstm: wrong in two lines\n"),
        (KeyboardInterrupt(), 130, "jazzlstm: stopped\n"),
    ],
)
def test_a_failure_is_one_line_and_a_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("jazzlstm.studio.play", fail)
    assert main(["generate"]) == code
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_fault_of_ours_can_be_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("seventh")

    monkeypatch.setattr("jazzlstm.studio.play", fail)
    monkeypatch.setenv("JAZZLSTM_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["generate"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt()], ids=["to the end", "stopped"])
def test_training_grows_one_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, stop: BaseException | None
) -> None:
    def train(lesson: Lesson, *, on_epoch: Callable[[Progress], None], **_: object) -> Trained:
        for epoch in (1, 2):
            on_epoch(Progress(epoch, 4, loss=3.5, held_out_loss=3.25, seconds=30.0 * epoch))
        if stop:
            raise stop
        network = Network(ModelConfig(), Cast(), {}, {"best_epoch": 2})
        return Trained(lesson.out, lesson.out.with_suffix(".loss.png"), network)

    monkeypatch.setattr("jazzlstm.lessons.train_model", train)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["train", "corpus", "--out", "mine.safetensors"]) == (130 if stop else 0)
    first, second, *last = terminal.getvalue().lstrip("\r").replace("\r", "\n").splitlines()
    assert first == f"[{'#' * 6}{'.' * 18}] epoch 1/4  loss 3.500  held-out 3.250  1:30 left"
    assert second == f"[{'#' * 12}{'.' * 12}] epoch 2/4  loss 3.500  held-out 3.250  1:00 left"
    assert last == (["jazzlstm: stopped"] if stop else [])


def test_a_long_rendering_shows_how_far_it_is_on_a_terminal(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["generate", "--beats", "320", "--tempo", "300", "--format", "wav"]) == 0
    lines = terminal.getvalue().lstrip("\r").replace("\r", "\n").splitlines()
    assert len(lines) > 3
    assert lines[0].startswith("[##")
    assert lines[-1] == f"[{'#' * 24}] take 1: sound 100%"


def test_midi_for_notation_is_on_the_grid_and_has_the_same_pitches(generate: Generate) -> None:
    files = generate("--format", "mid,straight")["takes"][0]["files"]
    assert files["straight"].endswith("_straight.mid")
    heard, straight = (pretty_midi.PrettyMIDI(files[name]) for name in ("mid", "straight"))
    assert [each.name for each in heard.instruments] == [each.name for each in straight.instruments]
    for one, other in zip(heard.instruments, straight.instruments, strict=True):
        ticks = [straight.time_to_tick(note.start) / 40 for note in other.notes]
        assert ticks == pytest.approx([round(tick) for tick in ticks], abs=0.01)
        assert not one.is_drum or {note.pitch for note in one.notes} == {note.pitch for note in other.notes}


# As a process of its own


def run(*arguments: str, stdout: int = subprocess.PIPE, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jazzlstm", *arguments]
    root = Path(main.__code__.co_filename).parents[1]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    surroundings |= variables
    return subprocess.run(
        command, cwd=root, env=surroundings, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60
    )


def test_a_process_exits_with_the_code(workplace: Path) -> None:
    good = run("generate", "--format", "mid", "--json", "--out", str(workplace / "out"))
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["takes"]
    bad = run("generate", "--temperature", "0")
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)


def test_any_name_can_be_printed_anywhere(workplace: Path) -> None:
    name = "D\u0394.mid"  # Delta, which ASCII has not
    (workplace / "music").mkdir()
    (workplace / "music" / name).write_bytes(tune())
    done = run("inspect", str(workplace / "music"), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(name.encode("ascii", "backslashreplace").decode() + ": taken")
    found = json.loads(run("inspect", str(workplace / "music"), "--json", PYTHONIOENCODING="ascii").stdout)
    assert found["files"][0]["name"] == name


def test_a_reader_that_has_gone_is_no_error(workplace: Path) -> None:
    (workplace / "tune.mid").write_bytes(tune())
    reading, writing = os.pipe()
    os.close(reading)
    done = run("inspect", str(workplace / "tune.mid"), stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_output_that_cannot_be_printed_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    Path("good.mid").write_bytes(tune())
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["inspect", "good.mid"]) == 1
    assert capsys.readouterr().err == "jazzlstm: No space left on device\n"


def test_the_best_of_several_says_its_seed(generate: Generate) -> None:
    told = generate("--seed", "20", "--best-of", "8")
    assert told["best_of"] == 8
    (chosen,) = told["takes"]
    assert 20 <= chosen["seed"] < 28
    assert generate("--seed", str(chosen["seed"]))["takes"][0]["notes"] == chosen["notes"]


def test_abbreviated_options_are_refused_so_that_scripts_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--temp", "0.8"]) == 2
    assert "--temp" in capsys.readouterr().err
