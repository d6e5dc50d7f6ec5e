"""SoundFonts as tables, and banks cut from them: a font built here byte by byte, and the bundled one."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from jazzlstm.audio.banks import FLAC_RATE, cut_bank, read_bank
from jazzlstm.audio.soundfont import bundled_soundfont
from jazzlstm.audio.soundfont_file import SoundFontFile
from jazzlstm.errors import RenderError

RAMP = np.arange(400, dtype=np.int16)
NOISE = np.random.default_rng(1).integers(-9000, 9000, 300).astype(np.int16)


def chunk(name: str, data: bytes) -> bytes:
    return name.encode() + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def listed(name: str, *chunks: bytes) -> bytes:
    return chunk("LIST", name.encode() + b"".join(chunks))


def build_font(path: Path, *, vorbis: bool = False) -> Path:
    """Program 5: RAMP looped on keys 0 to 59, NOISE on keys 60 to 127 for velocities from 64."""
    if vorbis:
        streams = []
        for sound in (RAMP, NOISE):
            buffer = BytesIO()
            soundfile.write(buffer, sound, 22_050, format="OGG", subtype="VORBIS")
            streams.append(buffer.getvalue())
        data, ends, kind = b"".join(streams), [0, len(streams[0]), len(streams[0]) + len(streams[1])], 0x11
    else:
        data, ends, kind = RAMP.tobytes() + NOISE.tobytes(), [0, 400, 700], 1
    presets = struct.pack("<20sHHHIII", b"Two tones", 5, 0, 0, 0, 0, 0)
    presets += struct.pack("<20sHHHIII", b"EOP", 0, 0, 2, 0, 0, 0)
    preset_bags = struct.pack("<HHHHHH", 0, 0, 1, 0, 3, 0)
    preset_generators = struct.pack(
        "<HhHhHh", 52, 7, 48, 100, 41, 0
    )  # tune 7 cents, 10 dB softer, instrument 0
    instruments = struct.pack("<20sH20sH", b"Inst", 0, b"EOI", 3)
    bags = struct.pack("<HHHHHHHH", 0, 0, 1, 0, 4, 0, 8, 0)
    generators = struct.pack("<Hh", 38, -1200)  # global: release half a second
    generators += struct.pack("<HhHhHh", 43, 59 << 8, 54, 1, 53, 0)  # keys 0-59, loops, sample 0
    generators += struct.pack("<HHHHHhHh", 43, 127 << 8 | 60, 44, 127 << 8 | 64, 52, 3, 53, 1)
    headers = struct.pack("<20sIIIIIBbHH", b"Ramp", 0, ends[1], 100, 300, 22_050, 57, -4, 0, kind)
    headers += struct.pack(
        "<20sIIIIIBbHH", b"Noise", ends[1], ends[2], ends[1], ends[1], 44_100, 60, 0, 0, kind
    )
    headers += struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    tables = [
        chunk("phdr", presets),
        chunk("pbag", preset_bags),
        chunk("pmod", b""),
        chunk("pgen", preset_generators),
        chunk("inst", instruments),
        chunk("ibag", bags),
        chunk("imod", b""),
        chunk("igen", generators),
        chunk("shdr", headers),
    ]
    body = b"sfbk" + listed("INFO") + listed("sdta", chunk("smpl", data)) + listed("pdta", *tables)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


@pytest.fixture
def font(tmp_path: Path) -> Path:
    return build_font(tmp_path / "two.sf2")


def test_generators_of_both_levels_add_up(font: Path) -> None:
    low, high = SoundFontFile(font).zones(0, 5)
    assert (low.sample, low.keys, low.velocities) == (0, (0, 59), (0, 127))
    assert (high.sample, high.keys, high.velocities) == (1, (60, 127), (64, 127))
    assert (low.get(52), high.get(52)) == (7, 10)  # fine tune of the preset, and of both
    assert (low.get(48), low.get(38), low.get(8)) == (100, -1200, 13_500)  # preset; global zone; default


def test_a_bank_holds_every_sample_frame_by_frame(font: Path) -> None:
    header, frames = read_bank(cut_bank(font, 5).data)
    ramp, noise = header["samples"]
    assert np.array_equal(frames[: ramp["frames"]], RAMP[: 300 + 16])  # to the end of the loop and a guard
    assert np.array_equal(frames[noise["start"] : noise["start"] + noise["frames"]], NOISE)
    assert (ramp["rate"], noise["rate"], header["rate"]) == (22_050, 44_100, FLAC_RATE)


def test_zones_are_in_seconds_decibels_and_cents(font: Path) -> None:
    header, _ = read_bank(cut_bank(font, 5).data)
    low, high = header["zones"]
    assert (low["root"], low["tune"], low["loop"]) == (57, 7 - 4, [100, 300])
    assert (low["attenuation"], low["volume"]["release"]) == (4.0, 0.5)  # 0.4 times 10 dB
    assert "loop" not in high
    assert high["tune"] == 10


def test_a_bank_has_only_the_keys_that_are_asked_for(font: Path) -> None:
    header, _ = read_bank(cut_bank(font, 5, keys=frozenset({72})).data)
    assert [zone["keys"] for zone in header["zones"]] == [[60, 127]]
    assert len(header["samples"]) == 1


def test_compressed_samples_are_decoded(tmp_path: Path) -> None:
    font = build_font(tmp_path / "two.sf3", vorbis=True)
    sound = SoundFontFile(font).sound(1).astype(float)
    assert len(sound) == len(NOISE)
    assert np.corrcoef(sound, NOISE)[0, 1] > 0.8  # Vorbis is lossy, and noise is the worst case


def test_the_same_font_gives_the_same_address(font: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    copy = build_font(tmp_path / "copy" / "two.sf2")
    assert cut_bank(font, 5).address == cut_bank(copy, 5).address
    assert cut_bank(font, 5).address != cut_bank(font, 5, keys=frozenset({1})).address


def test_every_preset_of_the_bundled_font_can_be_cut() -> None:
    font = bundled_soundfont()
    for bank, program in SoundFontFile(font).presets:
        header, frames = read_bank(cut_bank(font, program, is_drums=bank == 128).data)
        assert header["zones"]
        for zone in header["zones"]:
            sample = header["samples"][zone["sample"]]
            assert sample["start"] + sample["frames"] <= len(frames)
            if "loop" in zone:
                assert 0 <= zone["loop"][0] < zone["loop"][1] <= sample["frames"]


@pytest.mark.parametrize("cut", [0, 11, 40, 300, 900])
def test_a_damaged_font_is_refused(font: Path, cut: int) -> None:
    font.write_bytes(font.read_bytes()[:cut])
    with pytest.raises(RenderError):
        cut_bank(font, 5)


def test_a_program_that_the_font_lacks_is_that_of_the_bundled_font(font: Path) -> None:
    assert cut_bank(font, 6).data == cut_bank(bundled_soundfont(), 6).data


def test_random_damage_is_refused_or_read(font: Path) -> None:
    whole = font.read_bytes()
    rng = np.random.default_rng(2)
    for _ in range(300):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), 4):
            data[place] = rng.integers(0, 256)
        font.write_bytes(bytes(data))
        try:
            read_bank(cut_bank(font, 5).data)
        except RenderError:
            continue
