"""How near solos stay to a theme: ``python -m benchmarks.theme TUNE.musicxml ...``.

Each file holds a melody with chords. Two choruses are improvised at each nearness, four takes each.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.theme import read_theme, write_theme
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Solo
from jazzlstm.services.models import open_model
from jazzlstm.theory.instruments import find_instrument

NEARNESS = (0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1.0)
CHORUSES = 2
TAKES = 4
TENOR = find_instrument("ts")


def main() -> None:
    """Print a line for each nearness."""
    tunes = [solo for solo in read_corpus([Path(name) for name in sys.argv[1:]]).solos if solo.notes]
    network = open_model("weimar")
    print("nearness   notes met   places met   notes for each of the theme   chord tones   scale tones")
    for nearness in NEARNESS:
        played = [(tune, solo) for tune in tunes for solo in paraphrases(network, tune, nearness)]
        found = [meeting(tune, solo) for tune, solo in played]
        notes, places, of, heard = (sum(column) for column in zip(*found, strict=True))
        tones = measure_statistics([solo for _, solo in played]).harmony
        print(
            f"{nearness:8g} {100 * notes / of:11.1f} {100 * places / of:12.1f} {heard / of:29.2f}"
            f" {100 * tones.chord_tones:13.1f} {100 * tones.scale_tones:13.1f}"
        )


def paraphrases(network: Network, tune: Solo, nearness: float) -> list[Solo]:
    """Solos on the melody of a tune."""
    theme = write_theme(tune.notes, tune.chart)
    settings = Settings(
        beats=CHORUSES * tune.chart.beats, seed=1, takes=TAKES, theme=theme, nearness=nearness
    )
    takes = improvise(network, tune.chart, settings, tempo=tune.tempo, instrument=TENOR)
    return [take.solo for take in takes]


def meeting(tune: Solo, solo: Solo) -> Sequence[int]:
    """Notes of the theme that are played at their places, places where any note begins; of how many.

    The last number is that of the notes of the solo.
    """
    theme = read_theme(write_theme(tune.notes, tune.chart), 1.0, tune.chart, TENOR.lowest, TENOR.highest)
    if theme is None:
        raise ValueError("a theme at nearness 1 is never None")
    form = len(theme.pitches)
    wanted = {
        (tick, int(theme.pitches[tick % form]))
        for tick in range(round(CHORUSES * tune.chart.beats * TICKS_PER_BEAT))
        if theme.begins[tick % form] and theme.pitches[tick % form] >= 0
    }
    played = {(round(note.start * TICKS_PER_BEAT), note.pitch) for note in solo.notes}
    places = {tick for tick, _ in wanted} & {tick for tick, _ in played}
    return len(wanted & played), len(places), len(wanted), len(played)


if __name__ == "__main__":
    main()
