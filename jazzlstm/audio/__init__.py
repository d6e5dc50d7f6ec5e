"""MIDI bytes to mastered sound, played with a SoundFont.

    sound.py          Sound: samples and their rate
    soundfont.py      the SoundFont to play with
    balance.py        corrections of a SoundFont's levels
    synthesizer.py    MIDI files to raw sound, by RustySynth or FluidSynth
    full_level.py     the parts of a MIDI file, each turned up as far as MIDI allows
    midi_segments.py  a long MIDI file as segments that can be played side by side
    synth_pool.py     processes that play segments; synth_worker.py runs in each
    fluidsynth.py     FluidSynth's system library, where RustySynth is missing
    loudness.py       LUFS (BS.1770) and true peak
    mastering.py      stems to a mix of even loudness that never clips
    encoding.py       WAV, FLAC, MP3 and Ogg Vorbis

``render_sound`` gives one mix, ``render_stems`` the mix and its stems, ``record_stems``
raw stems and the gain to mix them. No module here uses solos or charts.
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
