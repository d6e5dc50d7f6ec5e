"""``inspect``; and for every command: help, errors in one line, exit codes."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from jazzlstm.cli import main
from jazzlstm.errors import InputError, RenderError

COMMANDS = ("generate", "train", "inspect", "charts", "evaluate", "mirror")


def test_inspect_prints_one_line_per_file(capsys: pytest.CaptureFixture[str], tune: bytes) -> None:
    Path("good.mid").write_bytes(tune)
    Path("bad.mid").write_text("Dm7 G7")
    assert main(["inspect", "good.mid", "bad.mid"]) == 0
    good, bad, total = capsys.readouterr().out.splitlines()
    assert good.startswith("good.mid: included: 16 notes, 2 bars of 4/4, 150 bpm")
    assert bad.startswith("bad.mid: skipped: ")
    assert total == "1 included, 1 skipped, 16 notes in all"


def test_inspect_as_json(capsys: pytest.CaptureFixture[str], tune: bytes) -> None:
    Path("good.mid").write_bytes(tune)
    Path("bad.mid").write_text("Dm7 G7")
    assert main(["inspect", "good.mid", "bad.mid", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {file["name"]: file["taken"] for file in found["files"]} == {"good.mid": True, "bad.mid": False}
    assert (found["taken"], found["left"], found["notes"]) == (1, 1, 16)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as leave:
        main([*filter(None, [command]), "--help"])
    assert leave.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: python -m jazzlstm {command}".rstrip())
    for each in () if command else COMMANDS:
        assert each in text


@pytest.mark.parametrize(
    ("failure", "code", "line"),
    [
        (KeyError("seventh"), 1, "jazzlstm: KeyError: 'seventh'; this is a bug in jazzlstm"),
        (RenderError("no SoundFont: name one"), 1, "jazzlstm: no SoundFont: name one\n"),
        (PermissionError(errno.EACCES, "Permission denied", "it"), 1, "jazzlstm: it: Permission denied\n"),
        (InputError("wrong\nin two lines"), 2, "jazzlstm: wrong in two lines\n"),
        (KeyboardInterrupt(), 130, "jazzlstm: stopped\n"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: BaseException,
    code: int,
    line: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("jazzlstm.services.play.play", fail)
    assert main(["generate"]) == code
    output = capsys.readouterr()
    assert output.err.startswith(line)
    assert (output.out, output.err.count("\n")) == ("", 1)


def test_the_debug_variable_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("seventh")

    monkeypatch.setattr("jazzlstm.services.play.play", fail)
    monkeypatch.setenv("JAZZLSTM_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["generate"])


def test_abbreviated_options_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--temp", "0.8"]) == 2
    assert "--temp" in capsys.readouterr().err
