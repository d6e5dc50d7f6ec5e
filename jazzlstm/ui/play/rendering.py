"""Settings to what is heard and seen, from the cheapest step to the dearest.

    settings ─▶ takes (NumPy, tens of ms)                              kept by model and settings
             ─▶ the chosen take, its band, their sound (a SoundFont)   kept with the packet it went into

What was played lately is kept, packed and compressed: moving a slider back
answers at once. Stems are FLAC: a fourth of the bytes of WAV, quick to make, and
exact to the sample, so that the browser can mix and loop them without a gap. They
go out as they were played, and the browser turns the gain on: a quiet wave takes fewer
bits, and a drummer who plays the same again, half of all bytes, is there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from weakref import WeakValueDictionary

from jazzlstm.audio import Sound, encode_flac, record_stems
from jazzlstm.band import split_stems
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import Network
from jazzlstm.model.copy_detection import LONGEST_COPY
from jazzlstm.music import Arrangement, Take
from jazzlstm.services import play as studio
from jazzlstm.services.export import file_stem
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.pitches import spell_note
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.admission_queue import AdmissionQueue, Ticket
from jazzlstm.ui.play.packet import Packet, Programme, Recorded, make_packet
from jazzlstm.ui.visitor import open_named

PERFORMANCES_KEPT = 24
PACKETS_KEPT = 12
PAGES_KEPT = 24
STEMS_KEPT = 32
OWN_CHANGES = "Your changes"
QUEUE = AdmissionQueue(2)
"""So many listeners' music is made at once."""
_IMPROVISING = Lock()
"""One network at a time: two side by side take a quarter more of Python, which runs one thread at once."""
_being_made: WeakValueDictionary[tuple[int, Settings], Lock] = WeakValueDictionary()
"""A lock for each that somebody waits for."""
_encoded_lately: dict[bytes, bytes] = {}
"""Of each stem's MIDI the FLAC."""


@dataclass(frozen=True, slots=True, eq=False)
class RenderedSolo:
    """One of the takes of some settings, ready to be heard."""

    network: Network
    settings: Settings
    piece: studio.Piece
    performance: studio.Performance
    chosen: int
    """Which of the takes this is, from 0."""
    packet: Packet

    @property
    def title(self) -> str:
        return str(self.packet.header["title"])

    @property
    def stem(self) -> str:
        """What files are called, but for their ending."""
        return file_stem(self.piece, self.settings, self.performance.take.seed)


def render_solo(
    model: str, settings: Settings, chosen: int = 0, on_progress: Callable[[float], None] | None = None
) -> RenderedSolo:
    """Improvise, arrange and render, or bring back what was.

    ``on_progress`` is told how far the sound is, from 0 to 1, if it has to be made.

    Raises:
        JazzError: the settings ask for what can't be played, or sound can't be made.
    """
    network = open_named(model)
    with _one_of_a_kind(network, settings), Ticket(QUEUE, on_progress) as turn:
        piece, takes = improvise_takes(network, settings, turn)
        chosen = chosen if chosen < len(takes) else 0
        performance, packet = render_packet(network, settings, chosen, turn)
    return RenderedSolo(network, settings, piece, performance, chosen, packet)


def _one_of_a_kind(network: Network, settings: Settings) -> Lock:
    """Who asks for what somebody else is having made waits for that, instead of having it made twice."""
    return _being_made.setdefault((id(network), settings), Lock())


@lru_cache(maxsize=PERFORMANCES_KEPT)
def improvise_takes(
    network: Network, settings: Settings, turn: Ticket
) -> tuple[studio.Piece, tuple[Take, ...]]:
    """The takes of these settings, made when it is the listener's ``turn``."""
    piece = studio.prepare(settings)
    turn.come()
    with _IMPROVISING:
        return piece, tuple(studio.improvise_takes(network, settings, piece))


@lru_cache(maxsize=PACKETS_KEPT)
def render_packet(
    network: Network, settings: Settings, chosen: int, turn: Ticket
) -> tuple[studio.Performance, Packet]:
    """The chosen take with its band, and as the player wants it."""
    piece, takes = improvise_takes(network, settings, turn)
    turn.come()
    performance = studio.accompany(takes[chosen], settings, piece)
    packet = make_packet(
        programme_of(network, settings, piece, performance.take),
        takes,
        chosen,
        performance.arrangement,
        record_parts(performance.arrangement, turn.tell),
        settings.beats,
    )
    return performance, packet


def record_parts(arrangement: Arrangement, on_progress: Callable[[float], None] | None = None) -> Recorded:
    """Soloist, drummer and the others: who plays the same again need not be made and sent again."""
    solo, band = split_stems(arrangement)
    drums = tuple(part for part in band.parts if part.is_drums)
    others = tuple(part for part in band.parts if not part.is_drums)
    parts = {"solo": solo.parts, "drums": drums, "band": others}
    midis = {name: write_midi(replace(arrangement, parts=played)) for name, played in parts.items() if played}
    recording = record_stems(list(midis.values()), on_progress=on_progress)
    with ThreadPoolExecutor(len(midis)) as encoders:  # libsndfile lets go of the interpreter
        stems = dict(zip(midis, encoders.map(_encoded, midis.values(), recording.stems), strict=True))
    return Recorded(stems, recording.gain_corners())


def _encoded(midi: bytes, stem: Sound) -> bytes:
    """A stem as FLAC; kept, for who plays the same again."""
    flac = _encoded_lately.get(midi) or encode_flac(stem)
    _encoded_lately[midi] = flac
    while len(_encoded_lately) > STEMS_KEPT:
        _encoded_lately.pop(next(iter(_encoded_lately)), None)
    return flac


PARTS: Mapping[str, tuple[int, str]] = {
    "concert": (0, "treble"),
    "b-flat": (2, "treble"),
    "e-flat": (9, "treble"),
    "bass": (0, "bass"),
}
"""Whom a page is written for: semitones above the sound, and the clef."""


def write_part(rendered: RenderedSolo, part: str) -> bytes:
    """The take as a lead sheet in MusicXML, written for one of ``PARTS``."""
    solo = rendered.performance.take.solo
    semitones, clef = PARTS[part]
    own = INSTRUMENTS[solo.instrument].written
    if semitones and own % 12 == semitones:
        semitones = own  # a tenor reads an octave above a trumpet
    return write_musicxml(
        solo, swing=rendered.piece.swings, semitones=semitones, clef=clef, beats=rendered.settings.beats
    )


@lru_cache(maxsize=PAGES_KEPT)
def engrave_part(musicxml: bytes, width: int) -> str:
    """A part as sheet music, an SVG ``width`` pixels wide; kept, for whoever goes back and forth."""
    from jazzlstm.drawing.score import engrave_score

    return engrave_score(musicxml, width=width)


def programme_of(network: Network, settings: Settings, piece: studio.Piece, take: Take) -> Programme:
    """What stands above the music, and what a screen reader says of it."""
    own = bool(settings.changes.strip())
    title = piece.chart.title or (OWN_CHANGES if own else TUNES[settings.tune].title)
    voice = INSTRUMENTS[take.solo.instrument].name
    player = f"{voice} in the manner of {settings.player}" if settings.player else voice
    key = f"in {piece.chart.key}" if piece.chart.key else ""
    words = [player, key, f"{piece.tempo:g} bpm", f"seed {take.seed}"]
    notes = take.solo.notes
    description = f"Piano roll: {len(notes)} notes over {settings.beats:g} beats"
    if notes:
        lowest, highest = min(n.pitch for n in notes), max(n.pitch for n in notes)
        description += f", from {spell_note(lowest)} to {spell_note(highest)}"
    meta = " · ".join(word for word in words if word)
    return Programme(title, meta[:1].upper() + meta[1:], description, _whose_notes(network, take))


def _whose_notes(network: Network, take: Take) -> str:
    """What is known of where the notes come from; nothing where the network kept no marks of its solos."""
    if take.quotation:
        return str(take.quotation)
    if not network.copy_index.names:
        return ""
    return f"No {LONGEST_COPY} notes in a row are those of a solo it learnt from"


@lru_cache(maxsize=8)
def fingerprint_of(network: Network) -> str:
    """Eight letters that change when any weight of the network does."""
    digest = hashlib.sha256()
    for name in sorted(network.weights):
        digest.update(name.encode())
        digest.update(network.weights[name].tobytes())
    return digest.hexdigest()[:8]
