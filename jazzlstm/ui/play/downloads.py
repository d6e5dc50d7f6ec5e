"""Files to take away. Each is made when it is asked for, not before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from jazzlstm.audio import Sound, encode_mp3, encode_wav, render_sound
from jazzlstm.band import split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.ui.play.performance import Rendition, engrave_part, write_part

SHEET_WIDTH = 1000
"""Pixels: four or five bars a line."""


def _stem_midi(concert: Rendition, stem: int) -> bytes:
    """The soloist alone (0), or the band alone (1)."""
    return write_midi(split_stems(concert.performance.arrangement)[stem])


def _settings(concert: Rendition) -> bytes:
    """What plays this solo again, on the page or on the command line."""
    settings = concert.settings.as_dict() | {"take": concert.chosen + 1}
    story = {
        "model": concert.network.name,
        "settings": settings,
        "seed_of_take": concert.performance.take.seed,
    }
    return json.dumps(story, indent=2, ensure_ascii=False).encode()


def _drawn(concert: Rendition, image_format: Literal["png", "svg"]) -> bytes:
    from jazzlstm.drawing.pianoroll import draw_piano_roll  # matplotlib: a second to import

    return draw_piano_roll(concert.performance.take, format=image_format)


def _sheet(concert: Rendition, part: str) -> bytes:
    return engrave_part(write_part(concert, part), SHEET_WIDTH).encode()


def _paper(concert: Rendition, part: str) -> bytes:
    from jazzlstm.drawing.pdf import engrave_pdf  # fpdf and its fonts, which only paper needs

    return engrave_pdf(write_part(concert, part), title=concert.title, subtitle=concert.packet.header["meta"])


def _sound(concert: Rendition) -> Sound:
    return render_sound(concert.performance.midi())


@dataclass(frozen=True, slots=True)
class File:
    """What it is called, how its file name ends, its media type, and how it is made."""

    name: str
    ending: str
    mime: str
    make: Callable[[Rendition, str], bytes]
    """From the take, and whom sheet music is written for."""
    is_written: bool = False
    """Sheet music: the file name tells for whom, where that isn't concert pitch."""


FILES = (
    File("MIDI", ".mid", "audio/midi", lambda concert, _: concert.performance.midi()),
    File("Sheet music, PDF", ".pdf", "application/pdf", _paper, is_written=True),
    File("MusicXML", ".musicxml", "application/vnd.recordare.musicxml+xml", write_part, is_written=True),
    File("WAV", ".wav", "audio/wav", lambda concert, _: encode_wav(_sound(concert))),
    File("MP3", ".mp3", "audio/mpeg", lambda concert, _: encode_mp3(_sound(concert))),
    File("Piano roll", ".png", "image/png", lambda concert, _: _drawn(concert, "png")),
)
MORE_FILES = (
    File(
        "MIDI for notation, straight",
        "_straight.mid",
        "audio/midi",
        lambda concert, _: concert.performance.straight_midi(),
    ),
    File("Solo alone, MIDI", "_solo.mid", "audio/midi", lambda concert, _: _stem_midi(concert, 0)),
    File("Band alone, MIDI", "_band.mid", "audio/midi", lambda concert, _: _stem_midi(concert, 1)),
    File("Sheet music, SVG", "_sheet.svg", "image/svg+xml", _sheet, is_written=True),
    File("Piano roll, SVG", ".svg", "image/svg+xml", lambda concert, _: _drawn(concert, "svg")),
    File("Settings, JSON", ".json", "application/json", lambda concert, _: _settings(concert)),
)
"""What fewer ask for."""


def show_downloads(concert: Rendition, part: str) -> None:
    """A row of buttons, one for each kind of file, the rarer kinds folded away.

    ``part`` says whom sheet music is written for.
    """
    with st.container(horizontal=True, key="downloads", vertical_alignment="center"):
        for file in FILES:
            _button(concert, part, file)
        with st.popover("More"):
            for file in MORE_FILES:
                _button(concert, part, file)


def _button(concert: Rendition, part: str, file: File) -> None:
    written_for = f"_{part}" if file.is_written and part != "concert" else ""
    st.download_button(
        file.name,
        data=lambda: file.make(concert, part),
        file_name=f"{concert.stem}{written_for}{file.ending}",
        mime=file.mime,
        key=f"download {file.name}",
        on_click="ignore",
        icon=":material/download:",
        width="content",
    )
