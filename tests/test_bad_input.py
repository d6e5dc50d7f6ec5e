"""Bad input through the command line: one line on stderr, the right exit code, nothing left behind.

Files are tried with every command that reads music; the readers' own tests say more of each.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jazzlstm.cli import main
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.wjazzd import REQUIRED_COLUMNS
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part

Capture = pytest.CaptureFixture[str]
MODEL = "drawn.safetensors"


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]) -> Path:
    """A folder with a model in it, which is all that there is."""
    write_model(tmp_path / MODEL, make_network(conditioning=Conditioning(("Ann Archer",))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: Capture, *arguments: str, code: int = 2) -> str:
    """The one line that a command ends with."""
    before = sorted(Path().rglob("*"))
    assert main(arguments) == code
    told = capsys.readouterr()
    assert told.err.startswith("jazzlstm: ")
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "fault in jazzlstm" not in told.err
    assert sorted(Path().rglob("*")) == before
    return told.err


# Settings


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--temperature 0", "temperature is out of range: choose from 0.1 to 2.0"),
        ("--temperature nan", "choose from 0.1 to 2.0"),
        ("--temperature -1", "choose from 0.1 to 2.0"),
        ("--temperature hot", "'hot' is not a number"),
        ("--rhythm-temperature inf", "rhythm temperature is out of range"),
        ("--top-p 2", "top p is out of range: choose from 0.1 to 1.0"),
        ("--inside 1.5", "inside is out of range"),
        ("--beats 0", "beats is out of range: choose from 1 to 2048"),
        ("--beats nan", "beats is out of range"),
        ("--bars 0", "0 bars (0 beats)"),
        ("--choruses -1", "-1 choruses ("),
        ("--beats 8 --bars 2", "not allowed with"),
        ("--takes 0", "takes is out of range: choose from 1 to 64"),
        ("--takes 1.5", "'1.5' is not a whole number"),
        ("--tempo 10000", "tempo is out of range: choose from 40 to 320"),
        ("--tempo -1", "tempo is out of range"),
        (f"--seed {2**64}", f"seed is out of range: choose from 0 to {2**64 - 1}"),
        (f"--seed {10**30}", "seed is out of range"),
        ("--seed -1", "seed is out of range"),
        ("--seed x", "'x' is not a whole number"),
        ("--format xyz", "there is no format 'xyz'; choose from mid, wav, png, musicxml"),
        ("--format ,", "there is no format"),
        ("--player Nobody", "has no player named 'Nobody'"),
        ("--instrument kazoo", "there is no instrument 'kazoo'"),
        ("--tune blus", "did you mean blues?"),
        ("--key H", "'H' is not a key"),
        ("--start-note G9", "choose from C2 to C6"),
        ("--start-note H4", "'H4' is not a note"),
        ("--model nobody", "there is no model 'nobody'"),
        ("--loud", "unrecognized arguments: --loud"),
    ],
)
def test_a_setting_out_of_range(capsys: Capture, arguments: str, said: str) -> None:
    assert said in refused(capsys, "generate", "--model", MODEL, *arguments.split())


@pytest.mark.parametrize(
    ("chart", "said", "said_of_file"),
    [
        ("", "the chart is empty", "no bars"),
        (" \n ", "the chart is empty", "no bars"),
        ("| |", "bar 1 is empty", "bar 1 is empty"),
        ("| C " * 1000, "512", "512"),
        ("| Dm7 | Xm7 |", "bar 2: cannot read the chord 'Xm7'", "bar 2: cannot read the chord 'Xm7'"),
        ("C " * 50_000, "changes must be text of at most", "512"),
        ("\0", "cannot read the chord", "not a text"),
    ],
    ids=["empty", "blank", "no chord", "1,000 bars", "no such chord", "100,000 letters", "a zero"],
)
def test_a_chart_that_cannot_be_played(capsys: Capture, chart: str, said: str, said_of_file: str) -> None:
    assert said in refused(capsys, "generate", "--model", MODEL, "--chart", chart)
    Path("chart.txt").write_text(chart, encoding="utf-8")
    assert said_of_file in refused(capsys, "generate", "--model", MODEL, "--chart-file", "chart.txt")


def test_a_chart_file_that_is_none(capsys: Capture) -> None:
    assert "No such file" in refused(capsys, "generate", "--model", MODEL, "--chart-file", "nowhere.txt")
    assert "Is a directory" in refused(capsys, "generate", "--model", MODEL, "--chart-file", ".")
    Path("chart.txt").write_bytes(b"\xff\xfe\x00")
    assert "save it as UTF-8" in refused(capsys, "generate", "--model", MODEL, "--chart-file", "chart.txt")


def test_no_command_and_no_such_command(capsys: Capture) -> None:
    assert "--help" in refused(capsys)
    assert "invalid choice: 'sing'" in refused(capsys, "sing")
    assert "required: --out" in refused(capsys, "train", ".")


# Music files


def midi(notes: int, *, drums: bool = False) -> bytes:
    chart = Chart((Change(0.0, NO_CHORD),), 16.0)
    line = tuple(Note(i / 2, 0.5, 38 if drums else 60 + i * 7 % 13) for i in range(notes))
    return write_midi(Arrangement((Part("solo", line, 65, drums),), chart, 120.0, max(16.0, notes / 2)))


GOOD = midi(64)
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY a "ha"> <!ENTITY b "&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<score-partwise><part>&c;</part></score-partwise>"""
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no-notes.mid": (midi(0), "it has no notes"),
    "drums.mid": (midi(64, drums=True), "only drums"),
    "text.mid": (b"Dm7 G7", "it is not a MIDI file"),
    "empty.mid": (b"", "it is empty"),
    "cut.mid": (GOOD[:10], "it is cut short in its header"),
    "large.mid": (GOOD + bytes(60 * 2**20), "it is 60 MB large"),
    "type2.mid": (GOOD[:9] + b"\x02" + GOOD[10:], "type 2"),
    "smpte.mid": (GOOD[:12] + b"\xe7\x28" + GOOD[14:], "SMPTE"),
    "junk.mid": (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\x40\x40\x40", "it is damaged"),
    "bomb.musicxml": (BOMB, "entities"),
    "cut.musicxml": (b"<?xml version='1.0'?><score-partwise><part>", "damaged or cut short"),
    "cut.mxl": (b"PK\3\4 and no more", "damaged .mxl"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "not a music file"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_holds_no_solo(capsys: Capture, name: str) -> None:
    data, said = BAD_FILES[name]
    Path(name).write_bytes(data)
    leaves_it(capsys, name, said)


def test_a_file_that_is_cut_in_the_middle_is_read_up_to_the_cut(capsys: Capture) -> None:
    Path("cut.mid").write_bytes(GOOD[: len(GOOD) // 2])
    assert main(["inspect", "cut.mid", "--json"]) == 0
    [report] = json.loads(capsys.readouterr().out)["files"]
    assert report["taken"]
    assert 0 < len(report["melody"]) == report["notes"]
    assert any("repaired" in remark for remark in report["remarks"])


@pytest.mark.parametrize("table", REQUIRED_COLUMNS)
def test_a_database_that_lacks_a_table(capsys: Capture, table: str) -> None:
    with closing(sqlite3.connect("wjazzd.db")) as connection:
        for each in REQUIRED_COLUMNS.keys() - {table}:
            connection.execute(f"CREATE TABLE {each}({', '.join(REQUIRED_COLUMNS[each])})")
        connection.commit()
    leaves_it(capsys, "wjazzd.db", f"lacks the table {table}")


def leaves_it(capsys: Capture, name: str, said: str) -> None:
    """As a primer, as a corpus to measure with, and in the report, where it is no error."""
    assert said in refused(capsys, "generate", "--model", MODEL, "--primer", name)
    assert "there is no solo" in refused(capsys, "evaluate", MODEL, "--corpus", name)
    assert "there is no solo" in refused(capsys, "train", name, "--out", "new.safetensors", "--json")
    assert main(["inspect", name, "--json"]) == 0
    [report] = json.loads(capsys.readouterr().out)["files"]
    assert (report["name"], report["taken"]) == (name, False)
    assert said in report["reason"]


def test_ten_thousand_notes_are_read_but_too_long_to_continue(capsys: Capture) -> None:
    Path("long.mid").write_bytes(midi(10_000))
    assert "the primer lasts 5000 beats" in refused(
        capsys, "generate", "--model", MODEL, "--primer", "long.mid"
    )
    assert main(["inspect", "long.mid"]) == 0
    assert capsys.readouterr().out.startswith("long.mid: included: 10000 notes, 1250 bars")


@pytest.mark.parametrize("path", ["nowhere", "nowhere/tune.mid", "x" * 300])
def test_a_path_that_is_not_there(capsys: Capture, path: str) -> None:
    for arguments in (
        ["inspect", path],
        ["train", path, "--out", "new.safetensors", "--json"],
        ["evaluate", MODEL, "--corpus", path],
        ["generate", "--model", MODEL, "--primer", path],
    ):
        assert "there is no file or folder" in refused(capsys, *arguments)


# Model files


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_model_file_that_is_cut_short(capsys: Capture, share: float) -> None:
    whole = Path(MODEL).read_bytes()
    Path("cut.safetensors").write_bytes(whole[: int(len(whole) * share)])
    Path("tune.mid").write_bytes(GOOD)
    for arguments in (
        ["generate", "--model", "cut.safetensors"],
        ["evaluate", "cut.safetensors", "--corpus", "tune.mid"],
        ["train", "tune.mid", "--base", "cut.safetensors", "--out", "new.safetensors", "--json"],
    ):
        assert refused(capsys, *arguments).startswith("jazzlstm: cut.safetensors: this ")


# Places that cannot be written to


def test_a_file_where_the_folder_should_be(capsys: Capture) -> None:
    for folder in (MODEL, f"{MODEL}/below"):
        said = refused(capsys, "generate", "--model", MODEL, "--out", folder, "--format", "mid", code=1)
        assert f"cannot create the folder {folder}" in said


def test_a_folder_where_the_file_should_be(capsys: Capture) -> None:
    Path("output/blues_seed1.mid").mkdir(parents=True)
    said = refused(capsys, "generate", "--model", MODEL, "--format", "mid", code=1)
    assert "cannot write output/blues_seed1.mid" in said


def test_a_file_that_cannot_be_written_to_its_end_is_not_left_behind(workplace: Path) -> None:
    """The system itself stops the writing, here at 50 kB, as a full disk would."""
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
    code += "from jazzlstm.cli import main; sys.exit(main())"
    arguments = ["generate", "--model", MODEL, "--format", "mid,wav", "--json"]
    root = str(Path(main.__code__.co_filename).parents[2])
    # coverage writes, too
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        cwd=workplace,
        env={**own, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "cannot write output/blues_seed1.wav: File too large" in done.stderr
    assert [path.name for path in Path("output").iterdir()] == ["blues_seed1.mid"]
