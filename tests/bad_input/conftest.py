"""Bad input to the command line: one line on stderr, the exit code, no file left behind.

Here: a folder with a model, and a function that runs a command which must fail.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import jazzlstm.cli
from jazzlstm.cli import main
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from tests.bad_input.commands import MODEL, Refuse


@pytest.fixture(autouse=True)
def work_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]
) -> Path:
    """The current folder: it holds a model and nothing else."""
    write_model(tmp_path / MODEL, make_network(conditioning=Conditioning(("Ann Archer",))))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def refuse(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """A function that runs a command which must fail, and returns the error that it reported."""
    errors: list[BaseException | None] = []
    report = jazzlstm.cli._fail

    def record(message: str, code: int) -> int:
        errors.append(sys.exc_info()[1])
        return report(message, code)

    monkeypatch.setattr(jazzlstm.cli, "_fail", record)

    def run(*arguments: str, code: int = 2) -> BaseException:
        before = sorted(Path().rglob("*"))
        assert main(arguments) == code
        output = capsys.readouterr()
        error = errors.pop()
        assert error is not None
        assert (output.out, output.err.count("\n")) == ("", 1)
        assert output.err.startswith("jazzlstm: ")
        if not isinstance(error, OSError):
            assert " ".join(str(error).split()) in output.err
        assert sorted(Path().rglob("*")) == before
        return error

    return run
