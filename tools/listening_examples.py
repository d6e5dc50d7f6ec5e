"""Eight pairs of solos over the same changes that differ in one setting, for docs/listening.md.

    python -m tools.listening_examples [--wjazzd wjazzd.db] [--out docs/examples]

Writes each solo as sheet music (PNG, drawn by Chromium) and, with its band, as MIDI. Prints
statistics of both solos of each pair and, with a corpus, of human solos.
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

from jazzlstm.drawing.score import engrave_score
from jazzlstm.evaluation.generated_solos import choose_models
from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.formats.musicxml import Sheet, write_musicxml
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Solo
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play, with_length
from jazzlstm.services.train import solos_for
from tools.command import command, open_chromium, print_table

SEED = 4
JUDGE = 1.0
"""Of all solos, if a pair does not say otherwise."""
WIDTH = 1000
"""Pixels of the sheet music."""
GREYS = 8
"""Shades in a picture, for a small file."""
HUMAN_SOLOS = 80
HUMAN_BEATS = 64.0
"""Beats of each human solo that are measured."""
FIGURES: Mapping[str, tuple[str, float, int]] = {  # label, factor, decimals
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
    """Two solos over the same changes."""

    name: str
    tune: str
    bars: int
    """0 for a chorus."""
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    """Settings of each solo."""


PAIRS = (
    Pair("weighed", "blues", 0, {"judge": 0.0}, {"judge": 1.0}),
    Pair("cool", "rhythm-changes", 16, {"temperature": 0.6}, {"temperature": 1.2}),
    Pair("players", "bebop-blues", 0, {"player": "Charlie Parker"}, {"player": "Miles Davis"}),
    Pair("inside", "minor-blues", 0, {"inside": 0.7}, {"inside": -0.7}),
    Pair("networks", "falling-fifths", 16, {"model": "classic"}, {"model": "weimar"}),
    Pair("styles", "modal", 16, {"style": "BEBOP"}, {"style": "POSTBOP"}),
    Pair("slow", "ballad", 8, {"player": "Ben Webster"}, {"player": "Clifford Brown"}),
    Pair("hard", "major-thirds", 16, {"rhythm_temperature": 0.7}, {"rhythm_temperature": 1.3}),
)


def play_one(pair: Pair, chosen: Mapping[str, Any], stem: Path, page: Page) -> Solo:
    """One solo of a pair, written as PNG and MIDI to ``stem`` with each suffix."""
    options = dict(chosen)
    network = open_model(options.pop("model", "weimar"))
    wanted = Settings(tune=pair.tune, seed=SEED, **{"judge": JUDGE, **options})
    settings, piece = with_length(wanted, pair.bars or None, None if pair.bars else 1.0)
    [performance] = play(network, settings, piece)
    solo = performance.take.solo
    score = engrave_score(
        write_musicxml(solo, Sheet(swing=piece.feel == "swing", beats=settings.beats)), width=WIDTH
    )
    stem.parent.mkdir(parents=True, exist_ok=True)
    page.set_content(f'<body style="margin:0">{score}</body>')
    drawn = Image.open(BytesIO(page.locator("svg").first.screenshot()))
    drawn.convert("L").quantize(GREYS).save(stem.with_suffix(".png"), optimize=True)
    stem.with_suffix(".mid").write_bytes(performance.midi())
    return solo


def figures(solos: Sequence[Solo]) -> list[str]:
    """The statistics ``FIGURES`` of solos, as text."""
    found = measure_statistics(solos).as_dict()
    return [
        "-" if math.isnan(found[name]) else f"{factor * found[name]:.{decimals}f}"
        for name, (_, factor, decimals) in FIGURES.items()
    ]


def human_solos(corpus: Path) -> list[Solo]:
    """The beginnings of human solos from a corpus."""
    human = choose_models(solos_for(read_corpus([corpus]).solos, True), HUMAN_SOLOS, np.random.default_rng(1))
    heads = [solo.with_notes(tuple(note for note in solo.notes if note.end <= HUMAN_BEATS)) for solo in human]
    return [solo for solo in heads if len(solo.notes) > 1]


def main() -> None:
    """Play all pairs."""
    parser = command(__doc__, quick="")
    parser.add_argument("--wjazzd", type=Path, metavar="FILE", help="wjazzd.db, or another corpus")
    parser.add_argument("--out", type=Path, default=Path("docs/examples"))
    options = parser.parse_args()
    human = figures(human_solos(options.wjazzd)) if options.wjazzd else []
    with sync_playwright() as driver:
        browser = open_chromium(driver)
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})
        print_pairs(page, options.out, human)
        browser.close()


def print_pairs(page: Page, out: Path, human: list[str]) -> None:
    """Play all pairs and print their statistics side by side."""
    for number, pair in enumerate(PAIRS, 1):
        columns = [
            figures([play_one(pair, chosen, out / f"{number}-{pair.name}-{letter}", page)])
            for letter, chosen in (("a", pair.first), ("b", pair.second))
        ]
        head = ["", *(heading(chosen) for chosen in (pair.first, pair.second)), *(["human"] if human else [])]
        labels = [name for name, _, _ in FIGURES.values()]
        rows = [list(row) for row in zip(labels, *columns, *([human] if human else []), strict=True)]
        print_table(f"{number}  {pair.name}: {pair.tune}", head, rows)


def heading(chosen: Mapping[str, Any]) -> str:
    """Settings as the heading of a column."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in chosen.items()) or "default"


if __name__ == "__main__":
    main()
