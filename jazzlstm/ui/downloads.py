"""Files to take away. Each is made when it is asked for, not before."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from jazzlstm.audio import encode_mp3, encode_wav, render_sound
from jazzlstm.band import split_stems
from jazzlstm.formats.midi import write_midi
from jazzlstm.studio import Performance
from jazzlstm.ui.concert import Concert


def _solo_midi(performance: Performance) -> bytes:
    return write_midi(split_stems(performance.arrangement)[0])


def _musicxml(performance: Performance) -> bytes:
    from jazzlstm.formats.musicxml import write_musicxml

    return write_musicxml(performance.take.solo)


def _picture(performance: Performance) -> bytes:
    from jazzlstm.drawing.pianoroll import draw_piano_roll  # matplotlib: a second to import

    return draw_piano_roll(performance.take, format="png")


def _wav(performance: Performance) -> bytes:
    return encode_wav(render_sound(performance.midi()))


def _mp3(performance: Performance) -> bytes:
    return encode_mp3(render_sound(performance.midi()))


FILES: tuple[tuple[str, str, str, Callable[[Performance], bytes]], ...] = (
    ("MIDI", ".mid", "audio/midi", Performance.midi),
    ("MusicXML", ".musicxml", "application/vnd.recordare.musicxml+xml", _musicxml),
    ("WAV", ".wav", "audio/wav", _wav),
    ("MP3", ".mp3", "audio/mpeg", _mp3),
    ("Piano roll", ".png", "image/png", _picture),
    ("Solo MIDI", "_solo.mid", "audio/midi", _solo_midi),
)
"""What it is called, how its file name ends, its media type, and how it is made."""


def show_downloads(concert: Concert) -> None:
    """A row of buttons, one for each kind of file."""
    with st.container(horizontal=True, key="downloads", vertical_alignment="center"):
        for name, ending, mime, make in FILES:
            st.download_button(
                name,
                data=_maker(make, concert.performance),
                file_name=concert.stem + ending,
                mime=mime,
                key=f"download_{name}",
                on_click="ignore",
                icon=":material/download:",
            )


def _maker(make: Callable[[Performance], bytes], performance: Performance) -> Callable[[], bytes]:
    return lambda: make(performance)
