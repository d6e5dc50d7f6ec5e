"""Which SoundFont plays: the one given, the environment's, an installed one, the bundled one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jazzlstm.audio import SOUNDFONT_VARIABLE, find_soundfont, soundfont
from jazzlstm.audio.soundfont import BUNDLED, NAMES, bundled_soundfont, choose_soundfont
from jazzlstm.errors import RenderError
from tests.audio.built_font import SAMPLE, build_font, tone

BEST, *_, LAST = NAMES


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with one folder of SoundFonts, which is empty, and no variable."""
    folder = tmp_path / "Application 4" / "sound"
    folder.mkdir(parents=True)
    monkeypatch.setattr(soundfont, "FOLDERS", (str(tmp_path / "Application*" / "sound"),))
    monkeypatch.delenv(SOUNDFONT_VARIABLE)
    soundfont._installed.cache_clear()
    yield folder
    soundfont._installed.cache_clear()


def made(path: Path) -> Path:
    return build_font(path, {(0, 0): [{SAMPLE: 0}]}, [tone()], vorbis=path.suffix == ".sf3")


def test_without_others_the_bundled_one_plays() -> None:
    assert choose_soundfont().path == bundled_soundfont()
    assert choose_soundfont().problem == ""


def test_of_those_installed_the_best_plays(folder: Path) -> None:
    made(folder / LAST)
    assert find_soundfont() == folder / LAST
    made(folder / BEST)
    soundfont._installed.cache_clear()
    assert find_soundfont() == folder / BEST


def test_an_installed_one_that_is_damaged_is_skipped(folder: Path) -> None:
    (folder / BEST).write_bytes(b"RIFF")
    made(folder / LAST)
    assert choose_soundfont().path == folder / LAST


def test_the_variable_comes_before_those_installed_and_the_parameter_before_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(folder / BEST)
    mine, other = made(tmp_path / "mine.sf2"), made(tmp_path / "other.sf2")
    monkeypatch.setenv(SOUNDFONT_VARIABLE, str(mine))
    assert find_soundfont() == mine
    assert find_soundfont(other) == other
    monkeypatch.setenv(SOUNDFONT_VARIABLE, BUNDLED)
    assert find_soundfont() == bundled_soundfont()


@pytest.mark.parametrize("content", [None, b"", b"RIFF\0\0\0\0sfbk", b"\0" * 1000])
def test_a_variable_that_names_no_soundfont_is_told_and_another_plays(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "broken.sf2"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv(SOUNDFONT_VARIABLE, str(path))
    choice = choose_soundfont()
    assert choice.path == bundled_soundfont()
    assert SOUNDFONT_VARIABLE in choice.problem
    assert "broken.sf2" in choice.problem


def test_a_huge_file_is_told_and_another_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.sf2"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)  # a hole: it takes no room
    monkeypatch.setenv(SOUNDFONT_VARIABLE, str(path))
    assert choose_soundfont().path == bundled_soundfont()
    assert "2 GB" in choose_soundfont().problem


def test_a_missing_file_in_the_parameter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as caught:
        find_soundfont(tmp_path / "none.sf2")
    assert caught.value.code == "no_soundfont"


def test_finding_the_soundfont_does_not_import_pretty_midi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pretty_midi", raising=False)
    bundled_soundfont.cache_clear()
    assert find_soundfont().is_file()
    assert "pretty_midi" not in sys.modules
