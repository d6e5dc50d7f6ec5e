"""Eight pairs of solos over the same changes, one thing changed in each: to read, and to hear.

    python -m tools.listening_examples [--wjazzd wjazzd.db] [--out docs/examples]

Writes each solo as sheet music (PNG, drawn by Chromium) and with its band as MIDI, and prints the figures
of both beside each other; with a corpus, those of people's solos over as many beats as well.
``docs/listening.md`` says what a teacher would.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.timing import print_table
from jazzlstm.drawing.score import engrave_score
from jazzlstm.evaluation.generated_solos import choose_models
from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Solo
from jazzlstm.services.play import open_model, play, with_length
from jazzlstm.services.train import solos_for
from tools.command import command, open_chromium

SEED = 4
WIDTH = 1000
GREYS = 8
PEOPLE = 80
FIGURES: Mapping[str, tuple[str, float, int]] = {  # what it is, factor, decimals
    "chord_tones": ("chord tones, %", 100, 0),
    "chord_tones_on_beat": ("... on the beat, %", 100, 0),
    "notes_per_bar": ("notes a bar", 1, 1),
    "rest_share": ("time in rests, %", 100, 0),
    "steps": ("steps, %", 100, 0),
    "unisons": ("unisons, %", 100, 0),
    "motifs": ("motifs that come back, %", 100, 0),
    "entropy_4_bars": ("entropy of 4 bars, bits", 1, 2),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ways to play the same changes; ``bars`` 0 is a chorus."""

    name: str
    tune: str
    bars: int
    first: Mapping[str, Any]
    second: Mapping[str, Any]


PAIRS = (
    Pair("chosen", "blues", 0, {}, {"best_of": 16}),
    Pair("cool", "rhythm-changes", 16, {"temperature": 0.6}, {"temperature": 1.2}),
    Pair("players", "bebop-blues", 0, {"player": "Charlie Parker"}, {"player": "Miles Davis"}),
    Pair("inside", "minor-blues", 0, {"inside": 0.7}, {"inside": -0.7}),
    Pair("networks", "falling-fifths", 16, {"model": "classic"}, {"model": "weimar"}),
    Pair("styles", "modal", 16, {"style": "BEBOP"}, {"style": "POSTBOP"}),
    Pair("slow", "ballad", 8, {"player": "Ben Webster"}, {"player": "Clifford Brown"}),
    Pair("hard", "major-thirds", 16, {"rhythm_temperature": 0.7}, {"rhythm_temperature": 1.3}),
)


def play_one(pair: Pair, asked: Mapping[str, Any], stem: Path, page: Page) -> Solo:
    """Play, and write the score, drawn on a browser's page, and the band's MIDI."""
    knobs = dict(asked)
    network, best_of = open_model(knobs.pop("model", "weimar")), knobs.pop("best_of", 1)
    wanted = Settings(tune=pair.tune, seed=SEED, **knobs)
    settings, piece = with_length(wanted, pair.bars or None, None if pair.bars else 1.0)
    [performance] = play(network, settings, piece, best_of=best_of)
    solo = performance.take.solo
    score = engrave_score(
        write_musicxml(solo, swing=piece.feel == "swing", beats=settings.beats), width=WIDTH
    )
    stem.parent.mkdir(parents=True, exist_ok=True)
    page.set_content(f'<body style="margin:0">{score}</body>')
    drawn = Image.open(BytesIO(page.locator("svg").first.screenshot()))
    drawn.convert("L").quantize(GREYS).save(stem.with_suffix(".png"), optimize=True)
    stem.with_suffix(".mid").write_bytes(performance.midi())
    return solo


def figures(solos: Sequence[Solo]) -> list[str]:
    """One figure each, as text."""
    found = measure_statistics(solos).as_dict()
    return [
        "-" if math.isnan(found[name]) else f"{factor * found[name]:.{decimals}f}"
        for name, (_, factor, decimals) in FIGURES.items()
    ]


def people(corpus: Path, beats: float) -> list[Solo]:
    """Solos of people, as far as ``beats``."""
    human = choose_models(solos_for(read_corpus([corpus]).solos, True), PEOPLE, np.random.default_rng(1))
    heads = [solo.with_notes(tuple(note for note in solo.notes if note.end <= beats)) for solo in human]
    return [solo for solo in heads if len(solo.notes) > 1]


def main() -> None:
    """Play them all."""
    parser = command(__doc__, quick="")
    parser.add_argument("--wjazzd", type=Path, metavar="FILE", help="the database, or any corpus")
    parser.add_argument("--out", type=Path, default=Path("docs/examples"))
    options = parser.parse_args()
    human = figures(people(options.wjazzd, 64.0)) if options.wjazzd else []
    with sync_playwright() as driver:
        browser = open_chromium(driver)
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})
        print_pairs(page, options.out, human)
        browser.close()


def print_pairs(page: Page, out: Path, human: list[str]) -> None:
    """Each pair's figures beside each other, and beside people's."""
    for number, pair in enumerate(PAIRS, 1):
        columns = [
            figures([play_one(pair, asked, out / f"{number}-{pair.name}-{letter}", page)])
            for letter, asked in (("a", pair.first), ("b", pair.second))
        ]
        head = ["", *(words(asked) for asked in (pair.first, pair.second)), *(["people"] if human else [])]
        about = [name for name, _, _ in FIGURES.values()]
        rows = [list(row) for row in zip(about, *columns, *([human] if human else []), strict=True)]
        print_table(f"{number}  {pair.name}: {pair.tune}", head, rows)


def words(asked: Mapping[str, Any]) -> str:
    """Settings as a heading."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asked.items()) or "as it comes"


if __name__ == "__main__":
    main()
