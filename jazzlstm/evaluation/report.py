"""A comparison as a table: generated, human, and the difference."""

from __future__ import annotations

import math
from collections.abc import Iterator

from jazzlstm.evaluation.comparison import Comparison, Originality
from jazzlstm.evaluation.originality import SHARE_NOTES
from jazzlstm.evaluation.overlap import FEATURES

PERCENT = "%"
# name in the JSON, title, unit, decimals
_ROWS = (
    ("chord_tones", "chord tones", PERCENT, 1),
    ("chord_tones_on_beat", "chord tones on the beat", PERCENT, 1),
    ("scale_tones", "scale tones", PERCENT, 1),
    ("mingus_scale_tones", "scale tones as MINGUS counts", PERCENT, 1),
    ("notes_per_bar", "notes a bar", "", 2),
    ("unisons", "unisons", PERCENT, 1),
    ("steps", "steps of 1-2 semitones", PERCENT, 1),
    ("leaps", "leaps over an octave", PERCENT, 1),
    ("longest_repetition", "notes in a row on one pitch, most", "", 0),
    ("lowest_pitch", "1 % of pitches below", "", 0),
    ("highest_pitch", "1 % of pitches above", "", 0),
    ("entropy_1_bar", "pitch-class entropy, 1 bar", "bits", 2),
    ("entropy_4_bars", "pitch-class entropy, 4 bars", "bits", 2),
    ("groove_similarity", "grooving similarity", "", 3),
    ("rest_share", "time in rests", PERCENT, 1),
    ("notes_per_phrase", "notes a phrase", "", 1),
    ("phrase_beats", "length of a phrase", "beats", 2),
    ("breath_beats", "rest between phrases", "beats", 2),
    ("motifs", "motifs of 3 intervals that recur", PERCENT, 1),
    ("motifs_in_rhythm", "... in the same rhythm", PERCENT, 1),
    ("long_motifs", "motifs of 6 intervals that recur", PERCENT, 1),
    ("memory", "recurrence beyond chance, motifs of 3", PERCENT, 1),
    ("memory_in_rhythm", "... in the same rhythm", PERCENT, 1),
    ("long_memory", "recurrence beyond chance, motifs of 6", PERCENT, 1),
    ("last_in_chord", "last notes that are chord tones", PERCENT, 1),
    ("last_on_basic_tone", "... root, third or fifth", PERCENT, 1),
    ("last_on_beat", "... on the beat", PERCENT, 1),
    ("last_note_beats", "length of the last note", "beats", 2),
    ("notes_in_long_stays", "notes that repeat four times or more", PERCENT, 1),
    ("longest_stay", "most notes in a row on one pitch, mean", "", 1),
)


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """The lines of the table."""
    options = comparison.options
    yield (
        f"{len(comparison.generated)} generated solos over the same charts, temperature"
        f" {options.temperature:g}, top-p {options.top_p:g}, seeds from {options.seed}"
    )
    yield _row("statistic", "model", "human", "distance", "noise")
    ours, human = comparison.generated_statistics.as_dict(), comparison.human_statistics.as_dict()
    for name, title, unit, decimals in _ROWS:
        values = (ours[name], human[name], ours[name] - human[name], comparison.noise[name])
        yield _row(title, *(_figure(value, unit, decimals) for value in values), unit=unit)
    yield _row("MGEval overlap of distances", "model", "ceiling", "KL")
    for name, title in FEATURES.items():
        overlap = comparison.overlap[name]
        yield _row(title, *(_figure(v, "", 3) for v in (overlap.area, overlap.ceiling, overlap.divergence)))
    yield from _originality_lines("melody shared with the corpus", comparison.originality)
    yield from _originality_lines("melody and rhythm shared", comparison.originality_in_rhythm)


def _originality_lines(title: str, originality: Originality) -> Iterator[str]:
    ours, human = originality.generated, originality.human
    yield _row(title, "model", "human", "distance")
    for notes in SHARE_NOTES:
        values = (ours.runs[notes], human.runs[notes], ours.runs[notes] - human.runs[notes])
        yield _row(f"runs of {notes} notes", *(_figure(value, PERCENT, 2) for value in values), unit=PERCENT)
    for label, mine, theirs in (
        ("longest run, mean of solos", ours.mean_longest, human.mean_longest),
        ("longest run of all", ours.longest, human.longest),
    ):
        yield _row(label, *(_figure(value, "", 1) for value in (mine, theirs, mine - theirs)), unit="notes")
    run = max(originality.longest_runs, key=lambda run: run.notes, default=None)
    if run and not run.is_none:
        source = f"{run.performer or 'unknown player'}, {run.title or 'untitled'}, bar {run.bar}"
        yield f"  the longest is from {source}"


def _row(title: str, *cells: str, unit: str = "") -> str:
    return (f"  {title:50}" + "".join(f"{cell:>9}" for cell in cells) + f" {unit}").rstrip()


def _figure(value: float, unit: str, decimals: int) -> str:
    if not math.isfinite(value):
        return "-"
    return f"{value * (100 if unit == PERCENT else 1):.{decimals}f}"
