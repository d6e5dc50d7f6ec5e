"""Download buttons. A file is made when its button is pressed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from jazzlstm.audio import Sound, encode_mp3, encode_wav, render_sound
from jazzlstm.band import split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml.sheet import Content
from jazzlstm.ui.play.rendering import RenderedSolo, engrave_part, write_part

SHEET_WIDTH = 1000
"""Pixels: four bars a line."""


def _stem_midi(rendered: RenderedSolo, stem: int) -> bytes:
    """The soloist (0) or the band (1)."""
    return write_midi(split_stems(rendered.performance.arrangement)[stem])


def _settings(rendered: RenderedSolo) -> bytes:
    """Everything that plays this solo again."""
    settings = rendered.settings.as_dict() | {"take": rendered.chosen + 1}
    content = {
        "model": rendered.network.name,
        "settings": settings,
        "seed_of_take": rendered.performance.take.seed,
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode()


def _drawn(rendered: RenderedSolo, image_format: Literal["png", "svg"]) -> bytes:
    from jazzlstm.drawing.pianoroll import draw_piano_roll  # matplotlib takes a second to import

    return draw_piano_roll(rendered.performance.take, format=image_format)


def _sheet(rendered: RenderedSolo, part: str) -> bytes:
    return engrave_part(write_part(rendered, part), SHEET_WIDTH, titled=True).encode()


def _paper(rendered: RenderedSolo, part: str, content: Content = "simple") -> bytes:
    from jazzlstm.drawing.pdf import engrave_pdf  # fpdf and its fonts

    return engrave_pdf(write_part(rendered, part, content))


def _sound(rendered: RenderedSolo) -> Sound:
    return render_sound(rendered.performance.midi())


@dataclass(frozen=True, slots=True)
class File:
    """One kind of file."""

    name: str
    """Label of its button."""
    ending: str
    """End of its file name."""
    mime: str
    make: Callable[[RenderedSolo, str], bytes]
    """Makes the file from the solo and the part that sheet music is transposed for."""
    is_written: bool = False
    """Sheet music: its file name contains the part, except for concert pitch."""


FILES = (
    File("MIDI", ".mid", "audio/midi", lambda rendered, _: rendered.performance.midi()),
    File("Sheet music, PDF", ".pdf", "application/pdf", _paper, is_written=True),
    File("MusicXML", ".musicxml", "application/vnd.recordare.musicxml+xml", write_part, is_written=True),
    File("WAV", ".wav", "audio/wav", lambda rendered, _: encode_wav(_sound(rendered))),
    File("MP3", ".mp3", "audio/mpeg", lambda rendered, _: encode_mp3(_sound(rendered))),
    File("Piano roll", ".png", "image/png", lambda rendered, _: _drawn(rendered, "png")),
)
MORE_FILES = (
    File(
        "MIDI for notation programs",
        "_straight.mid",
        "audio/midi",
        lambda rendered, _: rendered.performance.straight_midi(),
    ),
    File("MIDI, solo only", "_solo.mid", "audio/midi", lambda rendered, _: _stem_midi(rendered, 0)),
    File("MIDI, band only", "_band.mid", "audio/midi", lambda rendered, _: _stem_midi(rendered, 1)),
    File(
        "Chords only, PDF",
        "_chords.pdf",
        "application/pdf",
        lambda rendered, part: _paper(rendered, part, "chords"),
        is_written=True,
    ),
    File(
        "MusicXML, exact rhythm",
        "_exact.musicxml",
        "application/vnd.recordare.musicxml+xml",
        lambda rendered, part: write_part(rendered, part, "exact"),
        is_written=True,
    ),
    File("Sheet music, SVG", "_sheet.svg", "image/svg+xml", _sheet, is_written=True),
    File("Piano roll, SVG", ".svg", "image/svg+xml", lambda rendered, _: _drawn(rendered, "svg")),
    File("Settings, JSON", ".json", "application/json", lambda rendered, _: _settings(rendered)),
)
"""Behind "More": used less often."""


def show_downloads(rendered: RenderedSolo, part: str) -> None:
    """Draw the buttons; sheet music is transposed for ``part``."""
    with st.container(horizontal=True, key="downloads", vertical_alignment="center"):
        for file in FILES:
            _button(rendered, part, file)
        with st.popover("More"):
            for file in MORE_FILES:
                _button(rendered, part, file)


def _button(rendered: RenderedSolo, part: str, file: File) -> None:
    suffix = f"_{part}" if file.is_written and part != "concert" else ""
    st.download_button(
        file.name,
        data=lambda: file.make(rendered, part),
        file_name=f"{rendered.stem}{suffix}{file.ending}",
        mime=file.mime,
        key=f"download {file.name}",
        on_click="ignore",
        icon=":material/download:",
        width="content",
    )
