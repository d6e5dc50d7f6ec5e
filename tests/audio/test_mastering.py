from __future__ import annotations

from io import BytesIO

import mido
import numpy as np
import pytest

from jazzlstm.audio import (
    encode_flac,
    integrated_loudness,
    record_stems,
    render_sound,
    render_stems,
    synthesizer,
    true_peak,
)
from jazzlstm.audio.mastering import BLOCK, CEILING, TARGET_LOUDNESS, Mastering, _limiter
from jazzlstm.errors import RenderError

TEMPO = 500_000
"""Microseconds a beat: two beats a second."""


def midi(*notes: tuple[float, float, int], program: int = 66, velocity: int = 100, beats: float = 4) -> bytes:
    """A MIDI file of notes as (start, beats, pitch)."""
    events = [(start, "note_on", pitch) for start, _, pitch in notes]
    events += [(start + length, "note_off", pitch) for start, length, pitch in notes]
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=TEMPO)])
    track.append(mido.Message("program_change", program=program))
    now = 0
    for beat, kind, pitch in sorted(events):
        tick = round(beat * 480)
        track.append(mido.Message(kind, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, round(beats * 480) - now)))
    buffer = BytesIO()
    mido.MidiFile(type=1, ticks_per_beat=480, tracks=[track]).save(file=buffer)
    return buffer.getvalue()


MELODY = midi(*((k / 2, 0.45, 60 + 2 * k) for k in range(8)))
LINE = midi(*((k, 0.9, 36 + k) for k in range(4)), program=32)


def rms(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


def test_a_melody_has_the_target_loudness_and_never_clips() -> None:
    sound = render_sound(MELODY)
    assert integrated_loudness(sound) == pytest.approx(TARGET_LOUDNESS, abs=0.5)
    assert true_peak(sound) < -1
    assert np.abs(sound.samples).max() < 1


@pytest.mark.parametrize("velocity", [30, 60, 127])
def test_soft_and_loud_playing_have_the_same_loudness(velocity: int) -> None:
    sound = render_sound(midi((0, 3.5, 67), velocity=velocity))
    assert integrated_loudness(sound) == pytest.approx(TARGET_LOUDNESS, abs=1)


def test_loud_strokes_are_limited_without_clipping() -> None:
    sound = render_sound(midi(*((k / 2, 0.1, 77) for k in range(8)), program=115))
    assert true_peak(sound) < -1


def test_the_first_note_sounds_from_the_first_frame() -> None:
    start = render_sound(MELODY).samples[:4800]
    assert rms(start) > 0.01


def test_the_last_note_fades_to_silence_without_a_click() -> None:
    sound = render_sound(midi((0, 4, 60), program=0))
    assert sound.seconds > 2.1
    assert rms(sound.samples[-480:]) < 0.001
    assert np.abs(np.diff(sound.samples[-4800:], axis=0)).max() < 0.02


def test_the_tail_has_no_silence() -> None:
    sound = render_sound(midi((0, 4, 60), program=66))
    assert sound.seconds < 2 + 3
    assert rms(sound.samples[-12000:-4800]) > 1e-5


def test_stems_add_up_to_the_mix() -> None:
    result = render_stems([MELODY, LINE])
    total = result.stems[0].samples + result.stems[1].samples
    assert np.abs(total - result.mix.samples).max() < 1e-5
    assert integrated_loudness(result.mix) == pytest.approx(TARGET_LOUDNESS, abs=0.5)


def test_raw_stems_times_the_gain_are_the_stems_of_the_mix() -> None:
    loud = midi(*((k / 2, 0.1, 77) for k in range(8)), program=115)  # loud strokes, so that the limiter acts
    recording, result = record_stems([loud, LINE]), render_stems([loud, LINE])
    for raw, stem in zip(recording.stems, result.stems, strict=True):
        mixed = raw.samples[: len(recording.gain)] * recording.gain[:, None]
        assert np.abs(mixed - stem.samples).max() < 1e-4


def test_a_raw_stem_is_unchanged_when_another_changes() -> None:
    one, other = record_stems([MELODY, LINE]), record_stems([midi((0, 3.5, 67), velocity=127), LINE])
    assert encode_flac(one.stems[1]) == encode_flac(other.stems[1])
    assert one.gain.max() != other.gain.max()


@pytest.mark.parametrize("notes", [(), ((0, 0.01, 60),)], ids=["none", "very short"])
def test_a_very_short_sound_has_a_gain_that_ends_in_silence(
    notes: tuple[tuple[float, float, int], ...],
) -> None:
    gain = record_stems([midi(*notes, beats=1)]).gain
    assert gain[0] > 0
    assert gain[-1] == 0


def test_a_stem_holds_its_own_part_alone() -> None:
    result = render_stems([MELODY, LINE])
    spectrum = np.abs(np.fft.rfft(result.stems[1].samples[:96000, 0]))
    assert spectrum[: 2 * 300].sum() > 2 * spectrum[2 * 600 : 2 * 2000].sum()


def test_the_same_music_gives_the_same_sound() -> None:
    assert np.array_equal(render_sound(MELODY).samples, render_sound(bytes(bytearray(MELODY))).samples)


def test_music_without_notes_is_silence_of_its_length() -> None:
    sound = render_sound(midi(beats=8))
    assert sound.seconds >= 4
    assert np.abs(sound.samples).max() < 1e-3


def test_the_loudness_of_the_mix_can_be_chosen() -> None:
    assert integrated_loudness(render_sound(MELODY, loudness=-20)) == pytest.approx(-20, abs=0.5)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", MELODY[:40], MELODY.replace(b"MTrk", b"MTrq"), MELODY[:12] + b"\xe7\x28" + MELODY[14:]],
)
def test_bytes_that_are_not_playable_midi_are_refused(data: bytes) -> None:
    with pytest.raises(RenderError) as caught:
        render_sound(data)
    assert caught.value.code == "damaged"


def test_music_of_many_hours_is_refused_before_it_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesizer, "play_soon", lambda *_: pytest.fail("rendered"))
    with pytest.raises(RenderError) as caught:
        render_sound(midi((0, 1, 60), beats=200_000))
    assert caught.value.code == "too_long"


def test_the_limiter_keeps_all_peaks_below_the_ceiling_and_moves_slowly() -> None:
    peaks = np.full(200, 0.2, dtype=np.float32)
    peaks[[40, 41, 100]] = [1.7, 0.9, 3.0]
    gain = Mastering(_limiter(peaks), 210 * BLOCK).gain(0, 200 * BLOCK)
    blocks = gain.reshape(200, BLOCK)
    assert (blocks.max(axis=1) * peaks).max() <= CEILING + 1e-6
    assert np.abs(np.diff(gain)).max() < 0.01
    assert blocks[70].min() == 1.0


@pytest.mark.slow
def test_progress_is_reported_from_the_first_segment_to_the_end() -> None:
    shares: list[float] = []
    long = midi(*((k, 0.9, 60 + k % 7) for k in range(200)), beats=200)
    render_stems([long, LINE], on_progress=shares.append)
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.5
    assert shares[-1] == 1
