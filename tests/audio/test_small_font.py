"""A few instruments cut out of a SoundFont, for the synthesizer: they sound as in the whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import mido
import numpy as np
import pytest

from jazzlstm.audio.disk_cache import CACHE_VARIABLE
from jazzlstm.audio.small_font import Preset, cut_small_font, presets_of, small_font_for
from jazzlstm.audio.soundfont import bundled_soundfont
from jazzlstm.audio.soundfont_file import SoundFontFile
from jazzlstm.audio.synthesizer import RATE, record
from jazzlstm.errors import OutputError, RenderError
from tests.audio.built_font import SAMPLE, build_font, tone

BASS, PIANO, TENOR = 32, 0, 66
LOOPS = 54


def piece(program: int, channel: int = 0) -> mido.MidiFile:
    track = mido.MidiTrack([mido.Message("program_change", channel=channel, program=program)])
    for key in (40, 52, 64):
        track.append(mido.Message("note_on", channel=channel, note=key, velocity=90, time=0))
        track.append(mido.Message("note_off", channel=channel, note=key, velocity=0, time=480))
    return mido.MidiFile(type=1, ticks_per_beat=480, tracks=[track])


def midi(file: mido.MidiFile) -> bytes:
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("program", "channel"), [(BASS, 0), (PIANO, 0), (0, 9)])
def test_a_part_sounds_as_in_the_whole_font(program: int, channel: int) -> None:
    from jazzlstm.audio.synth_worker import render

    file = piece(program, channel)
    font = bundled_soundfont()
    small = small_font_for(file, font)
    assert small.stat().st_size < 0.2 * font.stat().st_size
    whole = bytes(render(font.read_bytes(), midi(file)))
    assert bytes(render(small.read_bytes(), midi(file))) == whole


@pytest.mark.parametrize("padded", [True, False])
def test_compressed_samples_are_played(tmp_path: Path, padded: bool) -> None:
    zones = {(0, PIANO): [{SAMPLE: 0}, {SAMPLE: 1, LOOPS: 1}]}
    sounds = [tone(441), tone(441, 0.2001)]
    font = build_font(tmp_path / "two.sf3", zones, sounds, loop=(500, 2000), vorbis=True, padded=padded)
    [samples] = record([midi(piece(PIANO))], soundfont=font)
    assert np.abs(samples).max() > 0.01
    spectrum = np.abs(np.fft.rfft(samples[: RATE // 2].mean(axis=1)))
    assert spectrum.argmax() * 2 == pytest.approx(440 * 2 ** ((40 - 69) / 12), abs=3)


def test_the_loop_of_a_compressed_sample_counts_from_its_start(tmp_path: Path) -> None:
    zones = {(0, PIANO): [{SAMPLE: 0}, {SAMPLE: 1}]}
    font = build_font(tmp_path / "two.sf3", zones, [tone(), tone()], loop=(500, 2000), vorbis=True)
    for header in SoundFontFile(font).samples:
        assert (header.loop_start - header.start, header.loop_end - header.start) == (500, 2000)


def test_the_programs_of_a_file_are_those_that_its_notes_have() -> None:
    file = piece(TENOR)
    file.tracks += piece(40, channel=9).tracks
    file.tracks.append(mido.MidiTrack([mido.Message("program_change", program=5)]))
    assert presets_of(file) == {Preset(False, TENOR), Preset(True, 40)}


def test_instruments_of_two_fonts_may_stand_together(tmp_path: Path) -> None:
    font = build_font(tmp_path / "piano.sf2", {(0, PIANO): [{SAMPLE: 0}]}, [tone()])
    path = tmp_path / "cut.sf2"
    path.write_bytes(cut_small_font(font, [Preset(False, PIANO), Preset(False, BASS)]))
    assert set(SoundFontFile(path).presets) == {(0, PIANO), (0, BASS)}
    [sample] = {zone.sample for zone in SoundFontFile(path).zones(0, PIANO)}
    assert np.array_equal(SoundFontFile(path).sound(sample), tone())


def test_a_changed_font_is_cut_again(tmp_path: Path) -> None:
    def cut(hertz: float) -> bytes:
        font = build_font(tmp_path / "font.sf2", {(0, PIANO): [{SAMPLE: 0}]}, [tone(hertz)])
        return small_font_for(piece(PIANO), font).read_bytes()

    assert cut(441) != cut(882)


def test_a_damaged_font_is_refused(tmp_path: Path) -> None:
    font = build_font(tmp_path / "font.sf2", {(0, PIANO): [{SAMPLE: 7}]}, [tone()])
    with pytest.raises(RenderError):
        small_font_for(piece(PIANO), font)


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "folder"))
    with pytest.raises(OutputError, match=CACHE_VARIABLE):
        record([midi(piece(BASS))])
