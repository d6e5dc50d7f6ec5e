"""A performance as files and as JSON."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from jazzlstm.errors import OutputError, SettingsError
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.services.export import FORMATS, check_formats, describe, export, file_stem
from jazzlstm.services.play import Performance, play, prepare


@pytest.fixture(scope="module")
def performance(make_network: Callable[..., Network]) -> Performance:
    [performance] = play(make_network(), Settings(seed=5, beats=8))
    return performance


def test_each_format_is_written_under_its_own_name(performance: Performance, tmp_path: Path) -> None:
    paths = export(performance, tmp_path / "new" / "folder", "take")
    assert {name: path.name for name, path in paths.items()} == {name: f"take.{name}" for name in FORMATS}
    assert sorted((tmp_path / "new" / "folder").iterdir()) == sorted(paths.values())


def test_progress_rises_to_one(performance: Performance, tmp_path: Path) -> None:
    shares: list[float] = []
    export(performance, tmp_path, "take", ["mid", "wav"], shares.append)
    assert shares
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_sheet_music_is_written_as_pdf(performance: Performance, tmp_path: Path) -> None:
    path = export(performance, tmp_path, "take", ["pdf"])["pdf"]
    assert path.name == "take.pdf"
    assert path.read_bytes().startswith(b"%PDF")


def test_the_midi_file_contains_the_take(performance: Performance, tmp_path: Path) -> None:
    path = export(performance, tmp_path, "take", ["mid"])["mid"]
    read = read_midi(path.read_bytes(), path.name).solo
    assert [note.pitch for note in read.notes] == [note.pitch for note in performance.take.solo.notes]


@pytest.mark.parametrize("formats", [["mp3"], ["mid", "MID"], [], [""]])
def test_an_unknown_format_is_refused(formats: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        check_formats(formats)
    assert caught.value.field == "format"


def test_a_folder_that_cannot_be_made_is_an_output_error(performance: Performance, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        with pytest.raises(OutputError):
            export(performance, folder, "take", ["mid"])


def test_a_full_disk_leaves_no_incomplete_file_and_keeps_the_old_one(
    performance: Performance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(performance, tmp_path, "take", ["mid"])
    before = (tmp_path / "take.mid").read_bytes()
    fill_disk(monkeypatch, room=100)
    for formats in (["mid"], ["wav"], ["png"]):
        with pytest.raises(OutputError):
            export(performance, tmp_path, "take", formats)
    assert [path.name for path in tmp_path.iterdir()] == ["take.mid"]
    assert (tmp_path / "take.mid").read_bytes() == before


def fill_disk(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Let the disk be full after ``room`` bytes of each file."""
    make = tempfile.NamedTemporaryFile

    def nearly_full(*, dir: Path, prefix: str, delete: bool) -> IO[bytes]:
        file = make(dir=dir, prefix=prefix, delete=delete)
        write = file.write

        def write_some(data: bytes) -> int:
            write(data[:room])
            file.flush()
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(file, "write", write_some)
        return file

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", nearly_full)


def test_file_names_contain_tune_player_and_seed() -> None:
    piece = prepare(Settings())
    assert file_stem(piece, Settings(), 7) == "blues_seed7"
    assert file_stem(piece, Settings(player="Charlie Parker"), 7) == "blues_charlie-parker_seed7"
    assert file_stem(piece, Settings(player="../../etc"), 7) == "blues_etc_seed7"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Night Bus", "night-bus"), ("Été à Paris!", "ete-a-paris"), ("../夜", "changes"), ("", "changes")],
)
def test_files_of_own_chords_have_their_title(title: str, name: str) -> None:
    settings = Settings(changes=f"Title: {title}\n| C | F |")
    assert file_stem(prepare(settings), settings, 7) == f"{name}_seed7"


def test_a_take_as_json_is_numbers(performance: Performance) -> None:
    found = describe(performance, {"mid": Path("output/take.mid")})
    assert found["seed"] == 5
    assert found["copies"] is None
    assert found["files"] == {"mid": "output/take.mid"}
    first, played = performance.take.solo.notes[0], performance.arrangement.parts[0].notes[0]
    assert found["notes"][0] == [
        first.start,
        pytest.approx(first.duration, abs=1e-4),
        first.pitch,
        played.velocity,
    ]
