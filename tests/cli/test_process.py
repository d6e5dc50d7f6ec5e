"""The command line as a process of its own."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jazzlstm.cli import main


def run(*arguments: str, stdout: int = subprocess.PIPE, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jazzlstm", *arguments]
    root = Path(main.__code__.co_filename).parents[2]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    surroundings |= variables
    return subprocess.run(
        command, cwd=root, env=surroundings, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60
    )


def test_the_process_exits_with_the_exit_code(workplace: Path) -> None:
    good = run("generate", "--format", "mid", "--json", "--out", str(workplace / "out"))
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["takes"]
    bad = run("generate", "--temperature", "0")
    assert (bad.returncode, bad.stdout, bad.stderr.count("\n")) == (2, "", 1)


def test_file_names_print_on_an_ascii_terminal(workplace: Path, tune: bytes) -> None:
    name = "D\u0394.mid"  # Delta, which is not ASCII
    (workplace / "music").mkdir()
    (workplace / "music" / name).write_bytes(tune)
    done = run("inspect", str(workplace / "music"), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(name.encode("ascii", "backslashreplace").decode() + ": included")
    found = json.loads(run("inspect", str(workplace / "music"), "--json", PYTHONIOENCODING="ascii").stdout)
    assert found["files"][0]["name"] == name


def test_a_closed_output_pipe_is_no_error(workplace: Path, tune: bytes) -> None:
    (workplace / "tune.mid").write_bytes(tune)
    reading, writing = os.pipe()
    os.close(reading)
    done = run("inspect", str(workplace / "tune.mid"), stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_under_stdout_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tune: bytes
) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    Path("good.mid").write_bytes(tune)
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["inspect", "good.mid"]) == 1
    assert capsys.readouterr().err == "jazzlstm: No space left on device\n"
