"""MIDI bytes to sound: a SoundFont plays the parts, a mixing desk makes them sit.

    sound.py         Sound: samples and their rate
    soundfont.py     which SoundFont plays, and where it is
    balance.py       what a SoundFont has too loud or too soft, put right
    synthesizer.py   MIDI files to raw sound, by RustySynth or FluidSynth
    passages.py      a long MIDI file in pieces that can be played side by side
    booths.py        the processes that play them; booth.py is what runs there
    fluidsynth.py    FluidSynth through its system library, where RustySynth is missing
    loudness.py      how loud it is: LUFS (BS.1770) and true peak
    mastering.py     stems to a mix of even loudness that never clips
    encoding.py      WAV, FLAC, MP3 and Ogg Vorbis

A caller needs ``render_sound`` and one of the encoders; ``render_stems`` when
the solo and the band are wanted apart, ``record_stems`` when they are mixed
elsewhere. Nothing here knows about solos or charts.
"""

from __future__ import annotations

from jazzlstm.audio.encoding import encode_flac, encode_mp3, encode_ogg, encode_wav
from jazzlstm.audio.loudness import integrated_loudness, true_peak
from jazzlstm.audio.mastering import (
    TARGET_LOUDNESS,
    Recording,
    Stems,
    record_stems,
    render_sound,
    render_stems,
)
from jazzlstm.audio.sound import Sound
from jazzlstm.audio.soundfont import SOUNDFONT_VARIABLE, find_soundfont

__all__ = [
    "SOUNDFONT_VARIABLE",
    "TARGET_LOUDNESS",
    "Recording",
    "Sound",
    "Stems",
    "encode_flac",
    "encode_mp3",
    "encode_ogg",
    "encode_wav",
    "find_soundfont",
    "integrated_loudness",
    "record_stems",
    "render_sound",
    "render_stems",
    "true_peak",
]
