"""Settings to solos with a band.

    models.open_model ─▶ prepare (settings to chart, tempo, feel) ─▶ play (takes, each arranged for its band)

``export.py`` writes the result to files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.band import BandOptions, arrange
from jazzlstm.band.swing import swings
from jazzlstm.errors import ChartError, InputError, SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.declaration import LONGEST_TEXT, Group
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import choose_take
from jazzlstm.generation.settings import BEST_OF, SETTINGS, Settings
from jazzlstm.generation.theme import write_theme
from jazzlstm.model.network import Network
from jazzlstm.music import Arrangement, Chart, Note, Take
from jazzlstm.services.growing_take import GrowingTake, Improvisation
from jazzlstm.theory.charts import read_chart
from jazzlstm.theory.feels import Feel, find_feel
from jazzlstm.theory.instruments import Instrument, find_instrument
from jazzlstm.theory.keys import guess_key
from jazzlstm.theory.transposition import chart_in_key
from jazzlstm.theory.tunes import TUNES, tune_chart
from jazzlstm.theory.written_bars import ReadChart

CHARTS_CACHED = 32
"""Texts of own changes, for all visitors together."""
BAND_DEFAULTS: dict[str, Any] = {
    name: setting.default
    for name, setting in SETTINGS.items()
    if setting.page and setting.page.group is Group.BAND
}
"""The settings of the band, which change no note of the solo."""
DEFAULT_TEMPO = 140.0
"""Quarter notes per minute, for changes without a tune."""
DEFAULT_FEEL = "swing"


@dataclass(frozen=True, slots=True)
class Piece:
    """Chart, tempo and feel of the settings."""

    chart: Chart
    """In the key to play in."""
    tempo: float
    """Quarter notes per minute."""
    feel: str
    swing: float = 0.0
    """Place of the second eighth note in the beat; 0: by feel and tempo."""
    name: str = ""
    """The name of the tune for file names: "blues"; "changes" for own changes."""
    improvised_at: float = 0.0
    """The tempo that the network is told; 0 for ``tempo``. Another feel does not change it, nor the notes."""
    remarks: tuple[str, ...] = ()
    """What the musician may not expect of the feel."""

    @property
    def swings(self) -> bool:
        """Whether eighth notes are played long and short."""
        return swings(find_feel(self.feel), self.swing)


@dataclass(frozen=True, slots=True)
class Performance:
    """A take and its arrangement for the band."""

    take: Take
    arrangement: Arrangement
    settings: Settings
    piece: Piece

    @property
    def seconds(self) -> float:
        """Length of the music."""
        return self.arrangement.beats * 60 / self.arrangement.tempo

    def midi(self) -> bytes:
        """The arrangement as MIDI, with swing and dynamics."""
        return write_midi(self.arrangement)

    def straight_midi(self) -> bytes:
        """The arrangement as MIDI on the grid, without swing, at full length: for notation programs."""
        return write_midi(_arranged(self.take, self.settings, self.piece, as_written=True))


@lru_cache(maxsize=CHARTS_CACHED)
def read_typed(text: str) -> ReadChart:
    """Typed chord changes with the facts of their header and remarks. Cached: the page asks often.

    Raises:
        ChartError, ChordError: the text cannot be read, or is longer than ``Settings`` may have it.
    """
    if len(text) > LONGEST_TEXT:
        raise ChartError(f"the chords have more than {LONGEST_TEXT:,} characters: remove some")
    return read_chart(text)


def read_changes(text: str) -> Chart:
    """The chart of typed chord changes.

    Raises:
        ChartError, ChordError: the text cannot be read.
    """
    return read_typed(text).chart


def prepare(settings: Settings) -> Piece:
    """Find the tune or read the changes, and transpose them.

    Changes without a key are transposed from the key that ``guess_key`` finds.

    Raises:
        InputError: a chart, chord, tune or key cannot be read.
    """
    if settings.changes.strip():
        chart = read_changes(settings.changes)
        if settings.key:
            chart = chart_in_key(replace(chart, key=chart.key or str(guess_key(chart))), settings.key)
        name, tune = "changes", ""
    else:
        chart = tune_chart(settings.tune, settings.key)
        name = tune = settings.tune
    told, played = settings.tempo or usual_tempo(tune), settings.tempo or usual_tempo(tune, settings.feel)
    own_feel = TUNES[tune].feel if tune else DEFAULT_FEEL
    if not settings.feel or settings.feel == own_feel:
        return Piece(chart, played, own_feel, settings.swing, name)
    remarks = _remarks(find_feel(settings.feel), chart, told, played)
    return Piece(chart, played, settings.feel, settings.swing, name, told, remarks)


def usual_tempo(tune: str = "", feel: str = "") -> float:
    """The tempo of a tune in a feel, in quarter notes a minute.

    Without a tune that of typed changes, without a feel that of the tune's own.

    Raises:
        SettingsError: no such feel.
    """
    tempo, own_feel = (float(TUNES[tune].tempo), TUNES[tune].feel) if tune else (DEFAULT_TEMPO, DEFAULT_FEEL)
    return tempo if feel in ("", own_feel) else find_feel(feel).tempo_near(tempo)


def _remarks(feel: Feel, chart: Chart, usual: float, tempo: float) -> tuple[str, ...]:
    """What the musician may not expect of a tune that is played in ``feel`` at ``tempo``."""
    remarks = []
    if feel.beats and chart.metre.bar_beats != feel.beats:
        remarks.append(
            f"{feel.label} is for bars of {feel.beats:g} quarter notes. "
            f"In {chart.metre} the band plays {find_feel('swing').label.lower()}."
        )
    if tempo != usual:
        remarks.append(f"{feel.label} is played at {tempo:g} bpm, not {usual:g}. You can set another tempo.")
    return tuple(remarks)


def solo_settings(settings: Settings) -> Settings:
    """The settings that decide the notes of the solo: those of the band are at their defaults.

    Solos of equal ``solo_settings`` have the same notes, whatever band plays with them.
    """
    return replace(settings, **BAND_DEFAULTS)


def play(
    network: Network,
    settings: Settings,
    piece: Piece | None = None,
    primer: Sequence[Note] = (),
    *,
    best_of: int = 1,
) -> list[Performance]:
    """Improvise ``settings.takes`` solos with ``improvise_takes``, and arrange each for its band."""
    piece = piece or prepare(settings)
    return [
        accompany(take, settings, piece)
        for take in improvise_takes(network, settings, piece, primer, best_of=best_of)
    ]


def accompany(take: Take, settings: Settings, piece: Piece) -> Performance:
    """Arrange a take for its band; the seed of the take also seeds the band."""
    return Performance(take, _arranged(take, settings, piece), settings, piece)


def _arranged(
    take: Take, settings: Settings, piece: Piece, *, as_written: bool = False, known: float = math.inf
) -> Arrangement:
    return arrange(
        take.solo,
        beats=settings.beats,
        feel=piece.feel,
        seed=take.seed % 2**32,
        band=settings.band,
        options=replace(band_options(settings, piece), as_written=as_written),
        known=known,
    )


def band_options(settings: Settings, piece: Piece) -> BandOptions:
    """Players, swing, count-in and intro of these settings."""
    return BandOptions(
        comping=settings.comping, swing=piece.swing, count_in=settings.count_in, intro=settings.intro
    )


def improvise_takes(
    network: Network,
    settings: Settings,
    piece: Piece,
    primer: Sequence[Note] = (),
    *,
    best_of: int = 1,
) -> list[Take]:
    """Improvise ``settings.takes`` solos.

    Where a take copies a phrase of 16 notes from a training solo, it continues with another seed:
    ``growing_take.py``.

    With ``best_of``, each solo is the best ranked of that many takes: solo k of those whose seeds start at
    ``settings.seed + k * best_of``. The seed of a solo alone gives the same solo again.

    Raises:
        SettingsError: ``best_of`` is out of range, or the settings do not fit the network.
    """
    BEST_OF.check(best_of)
    takes = []
    for batch in _batches(settings, best_of):
        what = improvisation(network, batch, piece, primer)
        candidates = improvise(
            network, piece.chart, batch, tempo=what.tempo, instrument=what.instrument, primer=primer
        )
        chosen = candidates if best_of == 1 else [choose_take(candidates, network)]
        takes += [without_copy(take, what) for take in chosen]
    return [at_tempo(take, piece) for take in takes]


def improvisation(
    network: Network, settings: Settings, piece: Piece, primer: Sequence[Note] = ()
) -> Improvisation:
    """What decides the notes of these settings.

    Raises:
        SettingsError: there is no such instrument.
    """
    return Improvisation(
        network,
        piece.chart,
        settings,
        piece.improvised_at or piece.tempo,
        instrument_of(network, settings),
        tuple(primer),
    )


def at_tempo(take: Take, piece: Piece) -> Take:
    """The take at the tempo of the piece, which may differ from the one that the network was told."""
    return replace(take, solo=replace(take.solo, tempo=piece.tempo))


def without_copy(take: Take, what: Improvisation) -> Take:
    """The take, or if it copies, the one that ``GrowingTake`` makes of its seed."""
    if what.network.copy_index.longest_quotation(take.solo) is None:
        return take
    growing = GrowingTake(replace(what, settings=replace(what.settings, seed=take.seed, takes=1)))
    growing.grow()
    return growing.take()


def _batches(settings: Settings, best_of: int) -> list[Settings]:
    """Settings to improvise at once: all takes, or with ``best_of`` the candidates for each."""
    if best_of == 1:
        return [settings]
    return [
        replace(settings, takes=best_of, seed=(settings.seed + take * best_of) % 2**64)
        for take in range(settings.takes)
    ]


def instrument_of(network: Network, settings: Settings) -> Instrument:
    """The instrument of the solo: that of the settings, or the player's usual one, or a tenor saxophone.

    Raises:
        SettingsError: there is no such instrument.
    """
    usual = network.card.usual_instruments.get(settings.player, "ts")
    try:
        return find_instrument(settings.instrument or usual)
    except InputError as exc:
        raise SettingsError(str(exc), field="instrument") from exc


def read_melody(path: Path, purpose: str = "primer") -> tuple[Note, ...]:
    """The melody of a music file; ``purpose`` is its name in messages.

    Raises:
        InputError: the file cannot be read, or has no melody.
    """
    from jazzlstm.formats.corpus import read_corpus  # the readers are needed for this alone

    corpus = read_corpus([path])
    if not corpus.solos:
        reason = corpus.report[0].reason if corpus.report else "it contains no music file"
        raise InputError(f"the {purpose} {path.name} cannot be used: {reason}")
    return corpus.solos[0].notes


def with_theme(settings: Settings, piece: Piece, path: Path) -> Settings:
    """The settings with the melody of a music file as a theme over the chart.

    Raises:
        InputError: the file cannot be read, or has no melody.
    """
    return replace(settings, theme=write_theme(read_melody(path, "theme"), piece.chart))


def with_length(settings: Settings, bars: float | None, choruses: float | None) -> tuple[Settings, Piece]:
    """The settings with a length of ``bars`` or ``choruses`` of their chart, and the piece.

    Raises:
        SettingsError: the length is out of range.
    """
    piece = prepare(settings)
    lengths = {"bars": (bars, piece.chart.metre.bar_beats), "choruses": (choruses, piece.chart.beats)}
    for name, (number, beats) in lengths.items():
        if number is not None:
            settings = _with_beats(settings, number * beats, f"{number:g} {name}")
    return settings, piece


def _with_beats(settings: Settings, beats: float, length: str) -> Settings:
    try:
        return replace(settings, beats=beats)
    except SettingsError as exc:
        raise SettingsError(f"{length} ({beats:g} beats): {exc}", field="beats") from exc
