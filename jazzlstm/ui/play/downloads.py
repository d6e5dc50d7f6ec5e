"""The menu of downloads: sound, sheet music, MIDI and more. A file is made when it is asked for.

Sound takes seconds: ``ui/downloads/sounds.js`` asks for its progress, ``sound_jobs.py`` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from jazzlstm.band import split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml.sheet import Content
from jazzlstm.ui.play.rendering import RenderedSolo, engrave_part, write_part
from jazzlstm.ui.play.sounds import OfferedSolo, choices_of, offer_sounds

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


FILES: Mapping[str, Sequence[File]] = {
    "Sheet music": (
        File("PDF", ".pdf", "application/pdf", _paper, is_written=True),
        File(
            "Chords only, PDF",
            "_chords.pdf",
            "application/pdf",
            lambda rendered, part: _paper(rendered, part, "chords"),
            is_written=True,
        ),
        File("MusicXML", ".musicxml", "application/vnd.recordare.musicxml+xml", write_part, is_written=True),
        File(
            "MusicXML, exact rhythm",
            "_exact.musicxml",
            "application/vnd.recordare.musicxml+xml",
            lambda rendered, part: write_part(rendered, part, "exact"),
            is_written=True,
        ),
        File("SVG", "_sheet.svg", "image/svg+xml", _sheet, is_written=True),
    ),
    "MIDI": (
        File("As played", ".mid", "audio/midi", lambda rendered, _: rendered.performance.midi()),
        File("Solo only", "_solo.mid", "audio/midi", lambda rendered, _: _stem_midi(rendered, 0)),
        File("Band only", "_band.mid", "audio/midi", lambda rendered, _: _stem_midi(rendered, 1)),
        File(
            "For notation programs",
            "_straight.mid",
            "audio/midi",
            lambda rendered, _: rendered.performance.straight_midi(),
        ),
    ),
    "Piano roll and settings": (
        File("Piano roll, PNG", ".png", "image/png", lambda rendered, _: _drawn(rendered, "png")),
        File("Piano roll, SVG", ".svg", "image/svg+xml", lambda rendered, _: _drawn(rendered, "svg")),
        File("Settings, JSON", ".json", "application/json", lambda rendered, _: _settings(rendered)),
    ),
}
"""Below the sound, by heading."""
FOLDER = Path(__file__).resolve().parents[1] / "downloads"


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_show_sounds = st.components.v2.component(
    "jazzlstm_sounds", html=_read("sounds.html"), css=_read("sounds.css"), js=_read("sounds.js")
)


def show_downloads(rendered: RenderedSolo, part: str) -> None:
    """Draw the menu; sheet music is transposed for ``part``."""
    with st.popover("Download", icon=":material/download:"):
        st.markdown("**Sound**")
        _show_sounds(key="sounds", data=_offer(rendered))
        for heading, files in FILES.items():
            st.markdown(f"**{heading}**")
            with st.container(horizontal=True):
                for file in files:
                    _button(rendered, part, file)


def _offer(rendered: RenderedSolo) -> dict[str, object]:
    settings = rendered.settings
    artist = f"Jazz LSTM, in the style of {settings.player}" if settings.player else "Jazz LSTM"

    def whole() -> OfferedSolo:
        return OfferedSolo(rendered.performance.arrangement, rendered.stem, rendered.title, artist)

    paths = offer_sounds(str(rendered.packet.header["id"]), whole)
    return {"paths": paths, "choices": choices_of(rendered.growth.opening)}


def _button(rendered: RenderedSolo, part: str, file: File) -> None:
    suffix = f"_{part}" if file.is_written and part != "concert" else ""
    st.download_button(
        file.name,
        data=lambda: file.make(rendered, part),
        file_name=f"{rendered.stem}{suffix}{file.ending}",
        mime=file.mime,
        key=f"download {file.ending}",
        on_click="ignore",
        width="content",
    )
