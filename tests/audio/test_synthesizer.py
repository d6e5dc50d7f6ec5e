from __future__ import annotations

import os
import subprocess
import sys
from ctypes.util import find_library
from io import BytesIO
from pathlib import Path

import mido
import numpy as np
import pytest

from jazzlstm.audio import (
    fluidsynth,
    synth_pool,
    synthesizer,
)
from jazzlstm.audio.synthesizer import RATE, TAIL_SECONDS, record
from jazzlstm.errors import RenderError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import NO_CHORD, Arrangement, Bend, Change, Chart, Note, Part
from jazzlstm.workers.process import WorkerProcess


def one_note(pitch: int = 69, program: int = 0, beats: int = 1) -> bytes:
    track = mido.MidiTrack(
        [
            mido.Message("program_change", program=program),
            mido.Message("note_on", note=pitch, velocity=100),
            mido.Message("note_off", note=pitch, time=480 * beats),
        ]
    )
    buffer = BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(file=buffer)
    return buffer.getvalue()


def synthesize(midi: bytes, soundfont: Path | None = None) -> np.ndarray:
    """The sound of one file."""
    [sound] = record([midi], soundfont=soundfont)
    return sound


def loudest_hertz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples[:RATE].mean(axis=1)))
    return float(spectrum.argmax())


def test_an_a_sounds_at_440_hertz() -> None:
    assert loudest_hertz(synthesize(one_note(69))) == pytest.approx(440, abs=4)


def test_a_pitch_bend_of_an_octave_ends_an_octave_lower() -> None:
    part = Part("Solo", (Note(0, 8, 69, 100),), 73, bends=(Bend(0.0, 0), Bend(4.0, -1200)))
    chart = Chart((Change(0.0, NO_CHORD),), 8.0)
    sound = synthesize(write_midi(Arrangement((part,), chart, 120.0, 8.0)))
    assert loudest_hertz(sound) == pytest.approx(440, abs=4)
    assert loudest_hertz(sound[RATE * 5 // 2 :]) == pytest.approx(220, abs=3)


def test_the_music_is_followed_by_its_tail() -> None:
    assert len(synthesize(one_note())) / RATE == pytest.approx(0.5 + TAIL_SECONDS, abs=0.05)


def test_a_segment_is_played_once_and_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    first = synthesize(one_note(71))
    monkeypatch.setattr(synthesizer, "play_soon", lambda *_: pytest.fail("played twice"))
    assert np.array_equal(synthesize(one_note(71)), first)


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesizer, "CACHE_BYTES", 1_500_000)
    for pitch in range(50, 56):
        synthesize(one_note(pitch))
    size = sum(samples.nbytes for samples in synthesizer._cache.values())
    assert 0 < size <= 1_500_000


def started_workers() -> list[WorkerProcess]:
    return [worker for worker in synth_pool._free.queue if worker is not None]


def test_all_workers_can_be_started_before_there_is_music() -> None:
    synth_pool.start_workers()
    workers = [synth_pool._free.get(timeout=60) for _ in range(synth_pool.SYNTH_WORKERS)]
    for worker in workers:
        synth_pool._free.put(worker)
    assert None not in workers
    synth_pool.start_workers()  # once more changes nothing
    assert loudest_hertz(synthesize(one_note(81))) == pytest.approx(880, abs=2)
    assert {id(worker) for worker in started_workers()} <= {id(worker) for worker in workers}


def test_a_worker_that_was_killed_is_replaced() -> None:
    synthesize(one_note(40))
    for worker in started_workers():
        worker.kill()
    assert loudest_hertz(synthesize(one_note(45))) == pytest.approx(110, abs=2)


def test_a_worker_that_keeps_ending_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synth_pool, "PROGRAM", Path("/nowhere/synth_worker.py"))
    for worker in started_workers():
        worker.kill()
    with pytest.raises(RenderError):
        synthesize(one_note(41))


def test_a_worker_that_plays_for_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    synthesize(one_note(42))
    monkeypatch.setattr(synth_pool, "SECONDS_TO_PLAY", 0.0)
    with pytest.raises(RenderError):
        synthesize(one_note(43, beats=60))


def test_workers_end_with_the_program() -> None:
    script = (
        "from tests.audio.test_synthesizer import *;synthesize(one_note()); print(started_workers()[0].pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_the_error_about_a_missing_soundfont_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as caught:
        synthesize(one_note(), soundfont=tmp_path / "none.sf2")
    assert caught.value.code == "no_soundfont"
    assert "none.sf2" in str(caught.value)


def test_a_file_that_is_not_a_soundfont_is_refused_by_its_path(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sf2"
    broken.write_bytes(b"RIFFnothing")
    with pytest.raises(RenderError) as caught:
        synthesize(one_note(60), soundfont=broken)
    assert "broken.sf2" in str(caught.value)


def test_the_error_about_a_missing_synthesizer_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "midirenderer", None)
    monkeypatch.setattr(fluidsynth, "find_library", lambda _: None)
    with pytest.raises(RenderError) as caught:
        synthesize(one_note(62))
    assert caught.value.code == "no_synthesizer"
    assert "midirenderer" in str(caught.value)


def test_without_rustysynth_fluidsynth_plays_or_the_error_names_its_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The result depends on whether FluidSynth is installed on this machine."""
    monkeypatch.setitem(sys.modules, "midirenderer", None)
    if find_library("fluidsynth"):
        samples = synthesize(one_note(57))
        assert loudest_hertz(samples) % 220 == pytest.approx(0, abs=4)
        assert len(samples) / RATE >= 0.5 + TAIL_SECONDS
    else:
        with pytest.raises(RenderError) as caught:
            synthesize(one_note(57))
        assert "libfluidsynth" in str(caught.value)
