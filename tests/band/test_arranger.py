from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jazzlstm.band import FEELS, BandOptions, arrange, split_stems
from jazzlstm.band.form import lay_out
from jazzlstm.band.grooves import RIDE
from jazzlstm.band.swing import solo_time
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Chart, Metre, Note, Part, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.tunes import TUNES, tune_chart

BLUES = tune_chart("blues")


def solo_over(chart: Chart = BLUES, beats: float = 20, tempo: float = 140, instrument: str = "ts") -> Solo:
    notes = tuple(Note(k / 2, 0.5, 60 + 5 * k % 13) for k in range(int(beats * 2)) if k % 8 != 7)
    return Solo(notes, chart, tempo, instrument=instrument)


def part(parts: tuple[Part, ...], name: str) -> Part:
    return next(each for each in parts if each.name.startswith(name))


def test_parts_are_soloist_bass_drums_piano_in_this_order() -> None:
    parts = arrange(solo_over(), beats=20).parts
    assert [each.name for each in parts] == ["Solo (tenor saxophone)", "Bass", "Drums", "Piano"]
    assert [each.is_drums for each in parts] == [False, False, True, False]


def test_without_a_band_the_only_part_is_the_solo_without_an_ending() -> None:
    arrangement = arrange(solo_over(), beats=20, band=False)
    assert len(arrangement.parts) == 1
    assert arrangement.beats == 20


def test_a_seed_determines_the_notes() -> None:
    solo = solo_over()
    assert arrange(solo, beats=20, seed=1) == arrange(solo, beats=20, seed=1)
    first, second = (arrange(solo, beats=20, seed=seed).parts for seed in (1, 2))
    for name in ("Bass", "Drums", "Piano"):
        assert part(first, name) != part(second, name)


def test_another_solo_changes_drums_and_piano_but_not_the_bass() -> None:
    one, other = solo_over(), Solo((Note(0, 4, 65),), BLUES, 140, instrument="ts")
    parts, others = arrange(one, beats=20).parts, arrange(other, beats=20).parts
    assert parts[1] == others[1]
    assert parts[2] != others[2]
    assert parts[3] != others[3]


@pytest.mark.parametrize("name", sorted(TUNES))
def test_every_shipped_tune_can_be_played_in_its_feel(name: str) -> None:
    tune, chart = TUNES[name], tune_chart(name)
    arrangement = arrange(solo_over(chart, chart.beats, tune.tempo), beats=chart.beats, feel=tune.feel)
    assert all(len(each.notes) > chart.bars for each in arrangement.parts)


@pytest.mark.parametrize("feel", sorted(FEELS))
def test_no_note_sounds_after_the_ending(feel: str) -> None:
    arrangement = arrange(solo_over(), beats=20, feel=feel)
    for each in arrangement.parts:
        assert all(note.start <= 20 for note in each.notes)
        assert all(note.end <= arrangement.beats + 1e-6 for note in each.notes)
    assert arrangement.parts[0].notes[-1].end <= 20


def test_all_players_end_on_the_next_chord_of_the_chart() -> None:
    arrangement = arrange(solo_over(beats=48), beats=48)
    last = {each.name: [note for note in each.notes if note.start == 48] for each in arrangement.parts[1:]}
    assert all(last.values())
    assert last["Bass"][0].pitch % 12 == 10  # Bb
    assert {note.pitch % 12 for note in last["Piano"]} >= {2, 8}  # its third and seventh


def test_without_an_ending_the_arrangement_is_as_long_as_the_solo() -> None:
    arrangement = arrange(solo_over(), beats=20, options=BandOptions(ending=False))
    assert arrangement.beats == 20
    assert all(note.end <= 20 for each in arrangement.parts for note in each.notes)


def test_a_count_in_is_four_clicks_before_the_first_bar() -> None:
    arrangement = arrange(solo_over(), beats=20, options=BandOptions(count_in=1))
    drums = part(arrangement.parts, "Drums").notes
    assert [round(note.start) for note in drums if note.start < 3.5] == [0, 1, 2, 3]
    assert min(note.start for each in arrangement.parts[:2] for note in each.notes) > 3.9
    assert arrangement.chart.chord_at(0).is_silent
    assert arrangement.chart.chord_at(4) == BLUES.chord_at(0)


def test_an_intro_has_the_last_bars_of_the_form() -> None:
    arrangement = arrange(solo_over(), beats=20, options=BandOptions(count_in=2, intro=4))
    assert [arrangement.chart.chord_at(beat).symbol for beat in (8, 12, 16, 20, 24)] == [
        "F7", "Eb7", "Bb7", "F7", "Bb7",
    ]  # fmt: skip
    assert min(note.start for note in arrangement.parts[0].notes) > 23.9
    assert min(note.start for note in part(arrangement.parts, "Bass").notes) == pytest.approx(8, abs=0.05)


def test_an_arrangement_with_a_lead_in_keeps_its_metre_and_can_be_written_as_midi() -> None:
    chart = parse_chart("3/4 | C7 | F7 | G7 |")
    solo = Solo((Note(0, 3, 60),), chart, 120)
    arrangement = arrange(solo, beats=9, feel="waltz", options=BandOptions(count_in=1, intro=2))
    assert arrangement.chart.metre == Metre(3, 4)
    assert write_midi(arrangement).startswith(b"MThd")


def test_options_choose_the_players() -> None:
    options = BandOptions(instrument="trumpet", comping="guitar", drums=False)
    parts = arrange(solo_over(), beats=20, options=options).parts
    assert [each.name for each in parts] == ["Solo (trumpet)", "Bass", "Guitar"]
    assert [each.program for each in parts] == [56, 32, 26]


def test_the_band_gets_louder_from_the_first_chorus_to_the_last() -> None:
    for intro in (0, 4):
        options = BandOptions(count_in=1, intro=intro)
        parts = arrange(solo_over(beats=192), beats=192, options=options).parts[1:]
        first = 4 + 4 * intro
        for each in parts:
            soft, loud = (
                np.mean([note.velocity for note in each.notes if start <= note.start < start + 48])
                for start in (first, first + 144)
            )
            assert loud > 1.1 * soft
    assert {bar.energy for bar in lay_out(BLUES, 48)} == {1.0}


def test_bass_and_drums_play_softer_at_fast_tempos() -> None:
    slow, fast = (arrange(solo_over(tempo=tempo), beats=20).parts for tempo in (60, 280))
    for name, pitches in (("Bass", range(28, 58)), ("Drums", (RIDE,))):
        soft, loud = (
            np.median([note.velocity for note in part(each, name).notes if note.pitch in pitches])
            for each in (fast, slow)
        )
        assert soft < 0.85 * loud


def test_comping_can_be_omitted() -> None:
    parts = arrange(solo_over(), beats=20, options=BandOptions(comping="none")).parts
    assert [each.name for each in parts] == ["Solo (tenor saxophone)", "Bass", "Drums"]


@pytest.mark.parametrize("swing", [0.5, 0.6, 0.67, 0.75])
def test_a_given_swing_overrides_feel_and_tempo(swing: float) -> None:
    for feel in ("swing", "bossa"):
        parts = arrange(solo_over(beats=48), beats=48, feel=feel, options=BandOptions(swing=swing)).parts
        starts = [note.start % 1 for each in parts[2:] for note in each.notes if note.start < 47]
        off_beats = [start for start in starts if 0.4 < start < 0.85]
        assert np.median(off_beats) == pytest.approx(swing, abs=0.015)


@pytest.mark.parametrize("swing", [0.5, 0.53, 0.56, 0.67])
def test_the_second_eighth_of_a_soloist_is_never_longer_than_the_first(swing: float) -> None:
    feel = solo_time(FEELS["swing"], 140, swing)
    on, off = feel.late_on_beat, feel.off_beat + feel.late_off_beat
    assert off - on >= 0.5 - 1e-9


def test_an_unknown_feel_is_refused_with_a_list_of_feels() -> None:
    with pytest.raises(SettingsError) as caught:
        arrange(solo_over(), beats=20, feel="polka")
    assert caught.value.field == "feel"
    assert all(name in str(caught.value) for name in FEELS)


@pytest.mark.parametrize("field", ["comping", "count_in", "intro"])
def test_an_option_out_of_its_range_is_refused(field: str) -> None:
    wrong: dict[str, Any] = {"comping": "banjo", "count_in": 9, "intro": -1}
    with pytest.raises(SettingsError) as caught:
        arrange(solo_over(), beats=20, options=BandOptions(**{field: wrong[field]}))
    assert caught.value.field == field


@pytest.mark.parametrize("beats", [0, -4, float("nan"), float("inf")])
def test_a_length_that_is_not_above_zero_is_refused(beats: float) -> None:
    with pytest.raises(SettingsError) as caught:
        arrange(solo_over(), beats=beats)
    assert caught.value.field == "beats"


def test_the_error_about_an_unknown_instrument_names_it() -> None:
    with pytest.raises(InputError) as caught:
        arrange(solo_over(), beats=20, options=BandOptions(instrument="kazoo"))
    assert "kazoo" in str(caught.value)


def test_as_written_all_notes_are_on_the_grid_and_the_solo_is_unchanged() -> None:
    solo = solo_over()
    parts = arrange(solo, beats=20, options=BandOptions(as_written=True)).parts
    assert [(n.start, n.duration, n.pitch) for n in parts[0].notes] == [
        (n.start, n.duration, n.pitch) for n in solo.notes
    ]
    for each in parts[1:]:
        ticks = [note.start * 12 for note in each.notes]
        assert all(abs(tick - round(tick)) < 1e-6 for tick in ticks)


def test_stems_are_the_soloist_and_the_band() -> None:
    arrangement = arrange(solo_over(), beats=20)
    solo, band = split_stems(arrangement)
    assert (*solo.parts, *band.parts) == arrangement.parts
    assert solo.beats == band.beats == arrangement.beats


def test_the_band_plays_under_a_solo_without_notes() -> None:
    parts = arrange(Solo((), BLUES, 140), beats=20).parts
    assert parts[0].notes == ()
    assert all(each.notes for each in parts[1:])


def test_without_chords_only_soloist_and_drums_play() -> None:
    parts = arrange(solo_over(parse_chart("| NC | % |")), beats=20).parts
    assert [bool(each.notes) for each in parts] == [True, False, True, False]
