from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile

from jazzlstm.audio import Sound, encode_flac, encode_mp3, encode_ogg, encode_wav
from jazzlstm.errors import RenderError


def tone(seconds: float = 2.0, rate: int = 48_000) -> Sound:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)
    return Sound(np.stack([wave, -wave], axis=1).astype(np.float32), rate)


def test_wav_reads_back_sample_by_sample() -> None:
    sound = tone()
    samples, rate = soundfile.read(io.BytesIO(encode_wav(sound)), dtype="float32")
    assert rate == 48_000
    assert np.abs(samples - sound.samples).max() < 1 / 32767


def test_flac_is_lossless_for_sixteen_bits_and_cuts_silence_at_the_end() -> None:
    whole = np.random.default_rng(0).integers(-32768, 32768, (4800, 2)).astype(np.int16)
    sound = Sound(np.pad(whole / np.float32(32768), ((0, 9600), (0, 0))).astype(np.float32))
    samples, rate = soundfile.read(io.BytesIO(encode_flac(sound)), dtype="int16")
    assert rate == 48_000
    assert np.array_equal(samples, whole)


def test_silence_as_flac_is_short_silence() -> None:
    samples, _ = soundfile.read(io.BytesIO(encode_flac(Sound(np.zeros((48_000, 2), np.float32)))))
    assert 0 < len(samples) < 4800
    assert not samples.any()


@pytest.mark.parametrize(("encode", "start"), [(encode_mp3, b"\xff"), (encode_ogg, b"OggS")])
def test_compressed_formats_are_small_and_keep_the_tone(
    encode: Callable[[Sound], bytes], start: bytes
) -> None:
    data = encode(tone())
    assert data.startswith((start, b"ID3"))
    assert len(data) < len(encode_wav(tone())) / 4
    samples, rate = soundfile.read(io.BytesIO(data))
    assert len(samples) / rate == pytest.approx(2.0, abs=0.1)
    assert np.abs(np.fft.rfft(samples[:rate, 0])).argmax() == pytest.approx(440, abs=1)


def test_a_long_sound_can_be_encoded_as_vorbis() -> None:
    assert encode_ogg(tone(40)).startswith(b"OggS")


def test_a_rate_that_the_format_lacks_is_refused_with_its_name() -> None:
    with pytest.raises(RenderError) as caught:
        encode_mp3(Sound(tone(0.1).samples, 12345))
    assert caught.value.code == "unsupported_format"
    assert "MP3" in str(caught.value)
