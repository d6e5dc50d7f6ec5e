"""The wheel that ``pip install .`` builds, installed outside the repository."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

import jazzlstm
from tools.page_server import free_port

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(folder), str(ROOT)], check=True
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script in a new environment with the wheel and the libraries of this environment."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", *options, str(wheel)], check=True
    )
    packages = next(folder.rglob("site-packages"))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return scripts / "jazzlstm"


def without_checkout(home: Path) -> dict[str, str]:
    """The environment without what points to this checkout, and with an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    return {**kept, "HOME": str(home)}


def run(program: Path, *arguments: str, folder: Path) -> str:
    """Run the program in ``folder``; returns its output."""
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=without_checkout(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_program_plays_a_solo_from_another_folder(program: Path, tmp_path: Path) -> None:
    run(program, "generate", "--beats", "8", "--format", "mid,wav", folder=tmp_path)
    assert {path.suffix for path in (tmp_path / "output").iterdir()} == {".mid", ".wav"}


def test_the_installed_program_plays_every_model_that_ships(program: Path, tmp_path: Path) -> None:
    for model in (ROOT / "models").glob("*.safetensors"):
        run(program, "generate", "--model", model.stem, "--beats", "2", "--format", "mid", folder=tmp_path)


def test_the_installed_program_starts_the_page(program: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [str(program), "page", f"--port={port}"]
    environment = {**without_checkout(tmp_path), "BROWSER": "true", "STREAMLIT_SERVER_HEADLESS": "true"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True) as process:
        try:
            answer = wait_for(f"http://localhost:{port}/_stcore/health", process)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    assert answer == b"ok"


def wait_for(url: str, process: subprocess.Popen[bytes]) -> bytes:
    for _ in range(600):
        assert process.poll() is None, "the page ended at once"
        try:
            with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 -- our own server, by http
                return bytes(response.read())
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the page did not answer in 60 s")


def test_the_wheel_holds_models_corpus_page_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {"jazzlstm/py.typed", "jazzlstm/ui/page.css", "jazzlstm/ui/player/player.html"}
    expected |= {f"jazzlstm/shipped/models/{path.name}" for path in (ROOT / "models").glob("*.safetensors")}
    expected |= {f"jazzlstm/shipped/data/solos/{path.name}" for path in (ROOT / "data/solos").glob("*.mid")}
    assert expected - names == set()
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {"jazzlstm"}
