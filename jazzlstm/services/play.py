"""The use-cases that the page and the command line share.

    open_model ─▶ prepare (settings to chart, tempo, feel) ─▶ play (takes, arranged)

What is played is written to files in ``exports``; what has to do with learning is in ``lessons``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from jazzlstm.band import BandOptions, arrange
from jazzlstm.band.feels import find_feel, swings
from jazzlstm.errors import InputError, ModelFileError, SettingsError
from jazzlstm.files import shipped
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import choose_take
from jazzlstm.generation.settings import BEST_OF, Settings
from jazzlstm.model.config import Network
from jazzlstm.model.model_file import read_model
from jazzlstm.music import Arrangement, Chart, Note, Take
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import Instrument, find_instrument
from jazzlstm.theory.keys import guess_key
from jazzlstm.theory.transposition import chart_in_key
from jazzlstm.theory.tunes import TUNES, tune_chart

MODELS_VARIABLE = "JAZZLSTM_MODELS"
"""Names another folder of models than the one that ships."""
CHARTS_CACHED = 32
"""Texts of own changes, for all visitors together."""
DEFAULT_MODEL = "weimar"
DEFAULT_TEMPO = 140.0
OTHER_SEED = 2**32
"""What is added to the seed of a take that is a copy, to have another one."""
MOST_COPIES = 3
"""So often another is asked for; an opening may be a copy itself."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What settings ask to be played: the chart in its key, quarters a minute, and the feel."""

    chart: Chart
    tempo: float
    feel: str
    swing: float = 0.0
    """Where the off-beat falls; 0 as feel and tempo have it."""
    name: str = ""
    """Short, for file names: "blues", "changes"."""

    @property
    def swings(self) -> bool:
        """Whether the eighths on paper are to be played long and short."""
        return swings(find_feel(self.feel), self.swing)


@dataclass(frozen=True, slots=True)
class Performance:
    """A take, and what the whole band plays."""

    take: Take
    arrangement: Arrangement
    settings: Settings
    piece: Piece

    @property
    def seconds(self) -> float:
        return self.arrangement.beats * 60 / self.arrangement.tempo

    def midi(self) -> bytes:
        """As heard: swing, dynamics and all."""
        return write_midi(self.arrangement)

    def straight_midi(self) -> bytes:
        """The same notes on the grid, straight and full length, as a notation program wants them."""
        return write_midi(_arranged(self.take, self.settings, self.piece, as_written=True))


def models_folder() -> Path:
    """Where models are looked up by name."""
    return Path(os.environ.get(MODELS_VARIABLE) or shipped("models"))


def list_models() -> tuple[str, ...]:
    """Names of the models in the folder, the default first."""
    names = sorted(path.stem for path in models_folder().glob("*.safetensors"))
    return tuple(sorted(names, key=lambda name: name != DEFAULT_MODEL))


def open_model(name: str) -> Network:
    """A model by the name it ships under, or by the path of its file; opened once and kept.

    Raises:
        ModelFileError: there is no such model, or its file cannot be read.
    """
    path = models_folder() / f"{name}.safetensors" if re.fullmatch(r"[\w-]+", name) else Path(name)
    if not _is_file(path):
        known = ", ".join(list_models()) or "none"
        raise ModelFileError(
            f"there is no model {name!r}; the models here are: {known}, or give a .safetensors file"
        )
    return _open_file(path, path.stat().st_mtime_ns)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file could have
        return False


@lru_cache(maxsize=8)
def _open_file(path: Path, modified_ns: int) -> Network:
    try:
        return read_model(path)
    except ModelFileError as exc:
        raise ModelFileError(f"{path}: {exc}") from exc


@lru_cache(maxsize=CHARTS_CACHED)
def read_changes(text: str) -> Chart:
    """The chart of typed chord changes. Cached: the page asks for it twice in each rerun.

    Raises:
        ChartError, ChordError: the text cannot be read.
    """
    return parse_chart(text)


def prepare(settings: Settings) -> Piece:
    """Find the tune or read the changes, in the key asked for.

    Changes that name no key are moved from the one they seem to be in.

    Raises:
        InputError: a chart, chord, tune or key that cannot be read.
    """
    if settings.changes.strip():
        chart = read_changes(settings.changes)
        if settings.key:
            chart = chart_in_key(replace(chart, key=chart.key or str(guess_key(chart))), settings.key)
        name, tempo, feel = "changes", DEFAULT_TEMPO, "swing"
    else:
        chart = tune_chart(settings.tune, settings.key)
        tune = TUNES[settings.tune]
        name, tempo, feel = settings.tune, float(tune.tempo), tune.feel
    return Piece(chart, settings.tempo or tempo, settings.feel or feel, settings.swing, name)


def play(
    network: Network,
    settings: Settings,
    piece: Piece | None = None,
    primer: Sequence[Note] = (),
    *,
    best_of: int = 1,
) -> list[Performance]:
    """Improvise ``settings.takes`` solos and give each its band, as ``improvise_takes`` does."""
    piece = piece or prepare(settings)
    return [
        accompany(take, settings, piece)
        for take in improvise_takes(network, settings, piece, primer, best_of=best_of)
    ]


def accompany(take: Take, settings: Settings, piece: Piece) -> Performance:
    """Give a take its band, which seed and settings choose."""
    return Performance(take, _arranged(take, settings, piece), settings, piece)


def _arranged(take: Take, settings: Settings, piece: Piece, *, as_written: bool = False) -> Arrangement:
    return arrange(
        take.solo,
        beats=settings.beats,
        feel=piece.feel,
        seed=take.seed % 2**32,
        band=settings.band,
        options=BandOptions(
            comping=settings.comping,
            swing=piece.swing,
            count_in=settings.count_in,
            intro=settings.intro,
            as_written=as_written,
        ),
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

    A take that copies a solo which the network has learnt from (16 notes in a row) is not offered:
    another one takes its place, with a seed of its own.

    With ``best_of``, each solo is the critic's choice of so many takes of consecutive seeds: take k
    of those from ``settings.seed + k * best_of`` on. The seed of the chosen one alone gives it again.

    Raises:
        SettingsError: ``best_of`` is out of its range, or what ``improvise`` raises.
    """
    BEST_OF.check(best_of)
    voice = instrument_of(network, settings)

    def improvised(batch: Settings) -> list[Take]:
        return improvise(network, piece.chart, batch, tempo=piece.tempo, instrument=voice, primer=primer)

    takes = []
    for batch in _batches(settings, best_of):
        drawn = improvised(batch)
        for take in drawn if best_of == 1 else [choose_take(drawn, network)]:
            takes.append(
                _original(take, network, lambda seed: improvised(replace(settings, seed=seed, takes=1))[0])
            )
    return takes


def _original(take: Take, network: Network, another: Callable[[int], Take]) -> Take:
    """The take, or if it is a copy the first of another seed that is none; a copy that stays says so."""
    for _ in range(MOST_COPIES):
        quotation = network.copy_index.longest_quotation(take.solo)
        if quotation is None:
            return take
        take = another((take.seed + OTHER_SEED) % 2**64)
    return replace(take, quotation=network.copy_index.longest_quotation(take.solo))


def _batches(settings: Settings, best_of: int) -> list[Settings]:
    """What to improvise in one go: all takes as they come, or those that each offered one is chosen from."""
    if best_of == 1:
        return [settings]
    return [
        replace(settings, takes=best_of, seed=(settings.seed + take * best_of) % 2**64)
        for take in range(settings.takes)
    ]


def instrument_of(network: Network, settings: Settings) -> Instrument:
    """The instrument that sounds: the one asked for, else the player's own, else a tenor saxophone."""
    usual = network.about.get("usual_instruments", {}).get(settings.player, "ts")
    try:
        return find_instrument(settings.instrument or str(usual))
    except InputError as exc:
        raise SettingsError(str(exc), field="instrument") from exc


def read_primer(path: Path) -> tuple[Note, ...]:
    """The melody of a music file, to be continued.

    Raises:
        InputError: the file cannot be read or has no melody.
    """
    corpus = read_corpus([path])
    if not corpus.solos:
        reason = corpus.report[0].reason if corpus.report else "it holds no music"
        raise InputError(f"the primer {path.name} cannot be used: {reason}")
    return corpus.solos[0].notes


def with_length(settings: Settings, bars: float | None, choruses: float | None) -> tuple[Settings, Piece]:
    """Settings whose ``beats`` are that many bars or choruses of their own chart, and the piece.

    Raises:
        SettingsError: longer or shorter than a solo may be.
    """
    piece = prepare(settings)
    lengths = {"bars": (bars, piece.chart.metre.bar_beats), "choruses": (choruses, piece.chart.beats)}
    for name, (number, beats) in lengths.items():
        if number is not None:
            settings = _lasting(settings, number * beats, f"{number:g} {name}")
    return settings, piece


def _lasting(settings: Settings, beats: float, asked: str) -> Settings:
    try:
        return replace(settings, beats=beats)
    except SettingsError as exc:
        raise SettingsError(f"{asked} are {beats:g} beats: {exc}", field="beats") from exc
