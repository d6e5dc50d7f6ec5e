"""Files to take away. Each is made when it is asked for, not before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal

import streamlit as st

from jazzlstm.audio import encode_mp3, encode_wav, render_sound
from jazzlstm.band import split_stems
from jazzlstm.formats.midi import write_midi
from jazzlstm.ui.concert import Concert, engrave_part

SHEET_WIDTH = 1000
"""Pixels: four or five bars a line."""


def _midi(concert: Concert) -> bytes:
    return concert.performance.midi()


def _solo_midi(concert: Concert) -> bytes:
    return write_midi(split_stems(concert.performance.arrangement)[0])


def _band_midi(concert: Concert) -> bytes:
    return write_midi(split_stems(concert.performance.arrangement)[1])


def _settings(concert: Concert) -> bytes:
    """What plays this solo again, on the page or on the command line."""
    settings = concert.settings.as_dict() | {"take": concert.chosen + 1}
    story = {
        "model": concert.network.name,
        "settings": settings,
        "seed_of_take": concert.performance.take.seed,
    }
    return json.dumps(story, indent=2, ensure_ascii=False).encode()


def _musicxml(concert: Concert) -> bytes:
    from jazzlstm.formats.musicxml import write_musicxml

    return write_musicxml(concert.performance.take.solo, swing=concert.performance.swings)


def _picture(concert: Concert) -> bytes:
    return _drawn(concert, "png")


def _drawing(concert: Concert) -> bytes:
    return _drawn(concert, "svg")


def _drawn(concert: Concert, image_format: Literal["png", "svg"]) -> bytes:
    from jazzlstm.drawing.pianoroll import draw_piano_roll  # matplotlib: a second to import

    return draw_piano_roll(concert.performance.take, format=image_format)


def _sheet(concert: Concert) -> bytes:
    return engrave_part(concert.network, concert.settings, concert.chosen, "concert", SHEET_WIDTH).encode()


def _wav(concert: Concert) -> bytes:
    return encode_wav(render_sound(concert.performance.midi()))


def _mp3(concert: Concert) -> bytes:
    return encode_mp3(render_sound(concert.performance.midi()))


Make = Callable[[Concert], bytes]

FILES: tuple[tuple[str, str, str, Make], ...] = (
    ("MIDI", ".mid", "audio/midi", _midi),
    ("MusicXML", ".musicxml", "application/vnd.recordare.musicxml+xml", _musicxml),
    ("WAV", ".wav", "audio/wav", _wav),
    ("MP3", ".mp3", "audio/mpeg", _mp3),
    ("Piano roll", ".png", "image/png", _picture),
)
"""What it is called, how its file name ends, its media type, and how it is made."""

MORE_FILES: tuple[tuple[str, str, str, Make], ...] = (
    ("Piano roll as SVG", ".svg", "image/svg+xml", _drawing),
    ("Sheet music as SVG", "_sheet.svg", "image/svg+xml", _sheet),
    ("The solo alone, MIDI", "_solo.mid", "audio/midi", _solo_midi),
    ("The band alone, MIDI", "_band.mid", "audio/midi", _band_midi),
    ("Settings, JSON", ".json", "application/json", _settings),
)
"""What fewer ask for."""


def show_downloads(concert: Concert) -> None:
    """A row of buttons, one for each kind of file, the rarer kinds folded away."""
    with st.container(horizontal=True, key="downloads", vertical_alignment="center"):
        for file in FILES:
            _button(concert, *file)
        with st.popover("More"):
            for file in MORE_FILES:
                _button(concert, *file)


def _button(concert: Concert, name: str, ending: str, mime: str, make: Make) -> None:
    st.download_button(
        name,
        data=lambda: make(concert),
        file_name=concert.stem + ending,
        mime=mime,
        key=f"download {name}",
        on_click="ignore",
        icon=":material/download:",
        width="content",
    )
