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
    ("dominant_thirds", "dominants whose third is played", PERCENT, 1),
    ("resolving_thirds", "... that resolve a fifth down", PERCENT, 1),
    ("arrivals", "chord changes with a note within half a beat", PERCENT, 1),
    ("arrivals_early", "of these: before the change", PERCENT, 1),
    ("arrivals_by_half_step", "... by half-step", PERCENT, 1),
    ("arrivals_enclosed", "... by enclosure", PERCENT, 1),
    ("arrivals_on_guide_tone", "... on the new third or seventh", PERCENT, 1),
    ("arrivals_on_fifth", "... on the new fifth", PERCENT, 1),
    ("arrivals_on_root", "... on the new root", PERCENT, 1),
    ("scraps", "phrases of one or two notes", PERCENT, 1),
    ("long_phrases", "phrases of four bars or more", PERCENT, 1),
    ("phrase_range", "range of a phrase", "semitones", 1),
    ("range_16_bars", "range of sixteen bars", "semitones", 1),
    ("peak_place", "place of a phrase's peak, 0 to 1", "", 2),
    ("peaks_played_once", "peaks played once", PERCENT, 1),
    ("climax_place", "place of a solo's highest note, 0 to 1", "", 2),
    ("phrase_ends_on_beat", "phrases that end on a beat", PERCENT, 1),
    ("phrase_ends_in_chord", "phrases that end on a chord tone", PERCENT, 1),
    ("notes_in_chains", "notes in a cell stated twice or more", PERCENT, 1),
    ("notes_in_kept_cells", "... three times or more", PERCENT, 1),
    ("chain_statements", "statements of such a cell", "", 2),
    ("restated_as_is", "restated on the same pitches", PERCENT, 1),
    ("restated_elsewhere", "... transposed", PERCENT, 1),
    ("restated_changed", "... with an interval changed", PERCENT, 1),
    ("double_time", "notes in double time", PERCENT, 1),
    ("double_time_notes", "notes of a double-time run", "", 1),
    ("launched_on_beat", "double time that starts on a beat", PERCENT, 1),
    ("landed", "double time that lands on a long chord tone", PERCENT, 1),
    ("density_spread", "spread of notes a bar, by four bars", "", 2),
    ("register_spread", "spread of register, by four bars", "semitones", 2),
    ("density_rise", "notes a bar, last third less first", "", 2),
    ("register_rise", "register, last third less first", "semitones", 2),
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
    yield _row("runs in common", "", "ceiling")
    for idiom in comparison.idiom:
        for title, value, ceiling in (
            (
                f"human runs of {idiom.notes} notes that it plays",
                idiom.theirs_in_ours,
                idiom.theirs_in_others,
            ),
            (
                f"its runs of {idiom.notes} notes that humans play",
                idiom.ours_in_theirs,
                idiom.others_in_theirs,
            ),
        ):
            yield _row(title, *(_figure(share, PERCENT, 1) for share in (value, ceiling)), unit=PERCENT)


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
