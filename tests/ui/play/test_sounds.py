"""Sound files: orders by name, made once in a process of their own, given up when nobody asks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import mido
import numpy as np
import pytest
import soundfile

from jazzlstm.audio import integrated_loudness, true_peak
from jazzlstm.audio.disk_cache import CACHE_VARIABLE
from jazzlstm.audio.sound import Sound
from jazzlstm.audio.sound_file import LONGEST_SECONDS
from jazzlstm.band import BandOptions, arrange
from jazzlstm.errors import SettingsError
from jazzlstm.music import Arrangement, Note, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.ui.play import sound_jobs
from jazzlstm.ui.play.routes import routes
from jazzlstm.ui.play.sound_jobs import SoundJobs
from jazzlstm.ui.play.sounds import OfferedSolo, choices_of, find_order, offer_sounds
from tests.ui.asgi import get

ID = "0123456789abcdef"
CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7 |")
SOLO = Solo(tuple(Note(beat / 2, 0.5, 60 + beat % 12) for beat in range(32)), CHART, tempo=140)


def arrangement(beats: float = 8, comping: str = "piano", *, band: bool = True) -> Arrangement:
    return arrange(SOLO, beats=beats, feel="swing", band=band, options=BandOptions(comping=comping))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def paths() -> str:
    return offer_sounds(ID, OfferedSolo(arrangement(), "blues_seed1", "Blues", "Jazz LSTM"))


@pytest.fixture
def jobs() -> Iterator[SoundJobs]:
    made = SoundJobs()
    yield made
    made._thread.shutdown()


def order(name: str, **parameters: str) -> Any:  # noqa: ANN401 -- a NamedOrder, which the test reads
    found = find_order(f"{ID}-{name}", parameters)
    assert found
    return found


def made(jobs: SoundJobs, name: str, **parameters: str) -> Path:
    """The file, after as many questions as it takes."""
    wanted = order(name, **parameters).order
    for _ in range(2400):
        now = jobs.ask(wanted)
        assert not now.error
        if now.path:
            return now.path
        time.sleep(0.05)
    pytest.fail("the file did not come")


def samples(path: Path) -> np.ndarray:
    return np.asarray(soundfile.read(path, dtype="float32")[0])


def pitches(midi: bytes) -> set[int]:
    from io import BytesIO

    file = mido.MidiFile(file=BytesIO(midi))
    return {message.note for message in file if message.type == "note_on" and message.velocity}


def test_the_choices_are_everybody_a_play_along_and_each_player() -> None:
    assert list(choices_of(arrangement())) == ["all", "play-along", "solo", "bass", "drums", "comping"]
    assert "comping" not in choices_of(arrangement(comping="none"))
    assert list(choices_of(arrangement(band=False))) == ["all"]


def test_file_names_have_tune_and_seed_who_plays_and_what_differs() -> None:
    assert order("all.mp3").file_name == "blues_seed1.mp3"
    assert order("play-along.wav", tempo="100").file_name == "blues_seed1_play-along_100bpm.wav"
    assert order("bass.flac", semitones="-2").file_name == "blues_seed1_bass_-2semitones.flac"
    assert order("all.mp3", tempo="140", semitones="0").file_name == "blues_seed1.mp3"


def test_semitones_move_every_part_but_the_drums() -> None:
    plain, moved = order("all.wav").order, order("all.wav", semitones="3").order
    changed = [pitches(one) != pitches(other) for one, other in zip(plain.parts, moved.parts, strict=True)]
    assert changed == [not part.is_drums for part in arrangement().parts]
    assert {pitch + 3 for pitch in pitches(plain.parts[0])} == pitches(moved.parts[0])


@pytest.mark.parametrize(
    "name", ["x", "all.mp3", f"{ID}-all.ogg", f"{ID}-../all.mp3", "f" * 16 + "-all.mp3", f"{ID}-horn.mp3"]
)
def test_unknown_names_have_no_order(name: str) -> None:
    assert find_order(name, {}) is None


@pytest.mark.parametrize("value", ["x", "1e9", "19", "401", "-0", "nan", "1" * 5000])
def test_wrong_tempos_are_refused(value: str) -> None:
    with pytest.raises(SettingsError):
        find_order(f"{ID}-all.mp3", {"tempo": value})


def test_a_file_is_made_once_and_is_there_at_the_second_question(
    jobs: SoundJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(jobs, "all.wav")
    monkeypatch.setattr(sound_jobs, "write_sound_file", lambda *_: pytest.fail("made twice"))
    assert jobs.ask(order("all.wav").order).path == first


def test_files_of_the_players_add_up_to_that_of_everybody(jobs: SoundJobs) -> None:
    everybody = samples(made(jobs, "all.wav"))
    players = [samples(made(jobs, f"{role}.wav")) for role in ("solo", "bass", "drums", "comping")]
    assert {len(player) for player in players} == {len(everybody)}
    assert np.abs(np.sum(players, axis=0) - everybody).max() < 1e-3


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3"])
def test_a_play_along_is_as_loud_as_the_mix_and_never_clips(jobs: SoundJobs, ending: str) -> None:
    sound = Sound(samples(made(jobs, f"play-along.{ending}")), 48_000)
    assert integrated_loudness(sound) == pytest.approx(-14.2, abs=1)
    assert true_peak(sound) <= -0.5


def test_a_file_at_half_the_tempo_is_twice_as_long(jobs: SoundJobs) -> None:
    usual, slow = (samples(made(jobs, "all.wav", tempo=tempo)) for tempo in ("", "70"))
    assert len(slow) - len(usual) == pytest.approx(48_000 * 8 * 60 / 140, rel=0.2)


def test_a_file_that_nobody_asks_for_is_given_up(
    jobs: SoundJobs, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_jobs, "PATIENCE_SECONDS", 0.0)
    assert jobs.ask(order("all.wav").order).path is None
    jobs._thread.shutdown()
    assert list(cache.glob("*.wav")) == list(cache.glob(".*")) == []
    assert not jobs._jobs


def test_files_wait_for_one_another_and_too_many_are_refused(
    jobs: SoundJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def wait(*_: object) -> Iterator[float]:
        go_on.wait()
        yield from ()

    monkeypatch.setattr(sound_jobs, "write_sound_file", wait)
    monkeypatch.setattr(sound_jobs, "MOST_WAITING", 2)
    try:
        jobs.ask(order("all.wav").order)
        assert jobs.ask(order("bass.wav").order).ahead == 1
        assert jobs.ask(order("drums.wav").order).error
    finally:
        go_on.set()


def test_music_that_is_too_long_and_a_full_disk_are_told(
    jobs: SoundJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_sounds(ID, OfferedSolo(arrangement(1024), "long", "Long", ""))
    assert LONGEST_SECONDS < 1024 * 60 / 60
    long = order("bass.mp3", tempo="60").order
    assert "15" in error_of(jobs, long)
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    assert error_of(jobs, order("bass.mp3").order)


def error_of(jobs: SoundJobs, wanted: Any) -> str:  # noqa: ANN401
    for _ in range(2400):
        now = jobs.ask(wanted)
        assert now.path is None
        if now.error:
            return now.error
        time.sleep(0.05)
    pytest.fail("no error came")


def test_the_route_tells_progress_and_sends_the_file(paths: str) -> None:
    status, headers, body = get(routes(), f"{paths}bass.mp3", "progress&tempo=200")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert json.loads(body)["ready"] is False
    status, headers, body = get(routes(), f"{paths}bass.mp3", "tempo=200")
    assert status == 200
    assert headers["content-disposition"] == 'attachment; filename="blues_seed1_bass_200bpm.mp3"'
    assert headers["content-type"] == "audio/mpeg"
    assert body[:2] in (b"\xff\xfb", b"ID")
    assert json.loads(get(routes(), f"{paths}bass.mp3", "progress&tempo=200")[2])["ready"] is True


@pytest.mark.parametrize(
    ("name", "query", "status"), [("horn.mp3", "", 404), ("all.mp3", "tempo=fast&progress", 400)]
)
def test_the_route_tells_what_is_wrong(paths: str, name: str, query: str, status: int) -> None:
    found, _, body = get(routes(), f"{paths}{name}", query)
    assert found == status
    assert json.loads(body)["error"]
