"""Pairs of a human excerpt and the network's over the same changes, to be told apart without the key.

    python -m tools.blind_pairs --wjazzd wjazzd.db --out FOLDER

Writes bars 2 to 16 of eight slices of test tunes as text, one file a pair, and ``key.json``, which says which
of each pair is the human one. The network plays with what the page opens with, under the player's name. Both
are written on the network's grid. FOLDER holds notes of the database: keep it out of a repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from jazzlstm.encoding.events import decode_events, encode_notes
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.pitches import FLAT_NAMES
from tools.command import command
from tools.slices import FROM_BEAT, SLICE_BEATS, TO_BEAT, Slice, slices_of

PAIRS = 8
CHOICE = 1129
"""Seed of the choice of slices and of their order in a pair."""
SEED = 4
"""Of every solo of the network."""
OPENS_WITH = ("habits", "judge", "restate", "closing")
"""Settings that the page opens with, which are not the defaults of the command line."""


def main() -> None:
    """Write all pairs and the key."""
    parser = command(__doc__, quick="", corpus=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    network, rng = open_model(options.model), np.random.default_rng(CHOICE)
    solos = solos_of_part(
        network, solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True), "test"
    )
    order = rng.permutation(len(solos)).tolist()
    slices = [found[0] for i in order if (found := slices_of([solos[i]], 1))][:PAIRS]
    options.out.mkdir(parents=True, exist_ok=True)
    key = {}
    for number, given in enumerate(slices, 1):
        human_is_first = bool(rng.random() >= 0.5)
        human, generated = _on_grid(given.solo), _improvise(network, given)
        pair = (human, generated) if human_is_first else (generated, human)
        text = "\n\n".join(
            f"{letter}\n" + "\n".join(lines_of(solo)) for letter, solo in zip("AB", pair, strict=True)
        )
        heading = f"{given.solo.instrument}, {given.solo.style}, {given.solo.tempo:.0f} beats a minute"
        (options.out / f"{number}.txt").write_text(f"{heading}\n\n{text}\n", encoding="utf-8")
        key[number] = {
            "human": "A" if human_is_first else "B",
            "player": given.solo.performer,
            "tune": given.solo.title,
        }
    (options.out / "key.json").write_text(json.dumps(key, indent=1), encoding="utf-8")


def _on_grid(solo: Solo) -> Solo:
    """The solo on the network's grid."""
    events = encode_notes(solo.notes)
    return solo.with_notes(decode_events(events.pitch_values, events.length_values))


def _improvise(network: Network, given: Slice) -> Solo:
    solo, names = given.solo, network.conditioning
    opened = {name: SETTINGS[name].page.opens_with for name in OPENS_WITH}  # type: ignore[union-attr]
    settings = Settings(
        beats=SLICE_BEATS,
        seed=SEED,
        player=solo.performer if solo.performer in names.players else "",
        instrument=solo.instrument if solo.instrument in names.instruments else "",
        style=solo.style if solo.style in names.styles else "",
    )
    [take] = improvise(
        network,
        solo.chart,
        replace(settings, **opened),  # type: ignore[arg-type]
        tempo=solo.tempo,
        instrument=INSTRUMENTS.get(solo.instrument),
    )
    return take.solo


def lines_of(solo: Solo) -> Iterator[str]:
    """A line a bar: its chords, then each note as beat, name and length in beats."""
    for bar in range(int(FROM_BEAT // 4), int(TO_BEAT // 4)):
        first = 4.0 * bar
        chords = dict.fromkeys(solo.chart.chord_at(first + beat).symbol for beat in range(4))
        notes = [_written(note, first) for note in solo.notes if first <= note.start < first + 4]
        yield f"{bar + 1:2} [{' '.join(chords)}]  {'  '.join(notes)}"


def _written(note: Note, first: float) -> str:
    name = f"{FLAT_NAMES[note.pitch % 12]}{note.pitch // 12 - 1}"
    return f"{note.start - first + 1:.2f} {name} {note.duration:.2f}"


if __name__ == "__main__":
    main()
