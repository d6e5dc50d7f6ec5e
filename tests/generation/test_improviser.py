from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import SettingsError
from jazzlstm.generation.improviser import improvise, open_stream, takes_of
from jazzlstm.generation.sampler import join_traces
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Change, Chart, Note, Take
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.instruments import INSTRUMENTS, Instrument

Make = Callable[..., Network]

CHART = Chart(
    (Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7")), Change(8.0, parse_chord("Cmaj7"))),
    beats=16.0,
    title="Two five one",
)
CAST = Conditioning(("Ann Archer", "Bob Baker"), ("tp", "ts"), ("BEBOP",))
PRIMER = (Note(0.5, 0.5, 67), Note(1.0, 1 / 3, 69), Note(4 / 3, 1 / 3, 71), Note(3.0, 1.0, 62))


def play(network: Network, settings: Settings, primer: tuple[Note, ...] = ()) -> list[Take]:
    return improvise(network, CHART, settings, tempo=150.0, primer=primer)


def places(take: Take) -> list[tuple[float, int]]:
    return [(note.start, note.pitch) for note in take.solo.notes]


@pytest.fixture
def network(make_network: Make) -> Network:
    return make_network(ModelConfig(8, 1, 3, 6, 16), CAST)


def test_a_take_has_chart_tempo_names_and_seed(network: Network) -> None:
    (take,) = play(network, Settings(seed=5, player="Ann Archer", instrument="ts", style="BEBOP"))
    solo = take.solo
    assert (solo.chart, solo.tempo, solo.title) == (CHART, 150.0, "Two five one")
    assert (solo.performer, solo.instrument, solo.style) == ("Ann Archer", "ts", "BEBOP")
    assert solo.source == "drawn, seed 5"
    assert take.seed == 5


@given(st.integers(0, 2**64 - 1), st.floats(1.0, 40.0))
@hypothesis_settings(deadline=None, max_examples=25)
def test_solos_end_on_time_and_never_overlap(make_network: Make, seed: int, beats: float) -> None:
    (take,) = play(make_network(), Settings(seed=seed, beats=beats))
    notes = take.solo.notes
    assert all(note.duration > 0 and note.start >= 0 for note in notes)
    assert all(a.end <= b.start + 1e-9 for a, b in zip(notes, notes[1:], strict=False))
    assert take.solo.end <= beats + 1e-9


def test_the_figures_of_a_take_are_one_row_an_event(network: Network) -> None:
    (take,) = play(network, Settings())
    steps = len(take.pitch_values)
    assert take.onsets.shape == take.references.shape == take.length_values.shape == (steps,)
    assert take.pitch_probabilities.shape == (steps, 50)
    assert take.length_probabilities.shape == (steps, 31)
    sounding = take.pitch_values != 49
    assert take.onsets[sounding].tolist() == [note.start for note in take.solo.notes]
    pitches = take.references[sounding] + take.pitch_values[sounding] - 24
    assert pitches.tolist() == [note.pitch for note in take.solo.notes]


def test_take_k_is_what_seed_plus_k_plays_alone(network: Network) -> None:
    for k, take in enumerate(play(network, Settings(seed=11, takes=6))):
        (alone,) = play(network, Settings(seed=11 + k))
        assert take.seed == alone.seed == 11 + k
        assert take.solo.notes == alone.solo.notes


def test_seeds_wrap_around_after_the_largest(network: Network) -> None:
    _, second = play(network, Settings(seed=2**64 - 1, takes=2))
    (first,) = play(network, Settings(seed=0))
    assert second.seed == 0
    assert second.solo.notes == first.solo.notes


@pytest.mark.parametrize(("name", "pitch"), [("G4", 67), ("C2", 36), ("C6", 84), ("Eb5", 75)])
def test_a_starting_note_begins_every_take(network: Network, name: str, pitch: int) -> None:
    for take in play(network, Settings(start_note=name, takes=4)):
        assert places(take)[0] == (0.0, pitch)


@pytest.mark.parametrize("name", ["B1", "C#6", "H4", "loud", "4"])
def test_a_starting_note_out_of_reach_or_unreadable_is_refused(network: Network, name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        play(network, Settings(start_note=name))
    assert caught.value.field == "start_note"


def test_a_primer_is_kept_note_for_note_and_continued(network: Network) -> None:
    for take in play(network, Settings(takes=4), PRIMER):
        kept = take.solo.notes[: len(PRIMER)]
        assert [(n.start, n.duration, n.pitch) for n in kept[:-1]] == [
            (n.start, n.duration, n.pitch) for n in PRIMER[:-1]
        ]
        assert (kept[-1].start, kept[-1].pitch) == (3.0, 62)
        assert len(take.solo.notes) > len(PRIMER)


def test_a_primer_overrides_a_starting_note(network: Network) -> None:
    (take,) = play(network, Settings(start_note="C2"), PRIMER)
    assert places(take)[0] == (0.5, 67)


def test_a_primer_changes_what_follows(network: Network) -> None:
    (plain,), (other,) = (
        play(network, Settings(), primer) for primer in (PRIMER, (*PRIMER[:-1], Note(3.0, 1.0, 74)))
    )
    assert (plain.pitch_probabilities[6] != other.pitch_probabilities[6]).any()


@pytest.mark.parametrize("last", [19.5, 70.0])
def test_a_primer_that_leaves_no_room_is_refused(network: Network, last: float) -> None:
    with pytest.raises(SettingsError) as caught:
        play(network, Settings(beats=20.0 if last < 20 else 200.0), (Note(0.0, 1.0, 60), Note(last, 1.0, 62)))
    assert caught.value.field == "beats"


def test_no_note_leaves_the_range_of_the_instrument(network: Network) -> None:
    narrow = Instrument("ob", "Oboe d'amore", "woodwind", lowest=50, highest=60, program=68)
    takes = improvise(network, CHART, Settings(beats=80, takes=3), tempo=150.0, instrument=narrow)
    assert {note.pitch for take in takes for note in take.solo.notes} <= set(range(50, 61))


@pytest.mark.parametrize(("sounding", "conditioned_on"), [("ts", "ts"), ("fl", "")])
def test_a_solo_names_the_instrument_that_sounds_and_is_conditioned_on_it_if_it_was_learnt(
    network: Network, sounding: str, conditioned_on: str
) -> None:
    instrument = INSTRUMENTS[sounding]
    (take,) = improvise(network, CHART, Settings(instrument="tuba"), tempo=150.0, instrument=instrument)
    assert take.solo.instrument == sounding
    (plain,) = play(network, Settings(instrument=conditioned_on))
    assert (take.pitch_probabilities[0] == plain.pitch_probabilities[0]).all()


@pytest.mark.parametrize(
    (("field", "name", "nearest")),
    [
        ("player", "Ann Archr", "Ann Archer"),
        ("player", "ann archer", "Ann Archer"),
        ("player", "archer", "Ann Archer"),
        ("player", "Zzz", "Ann Archer, Bob Baker"),
        ("instrument", "tuba", "ts"),
        ("style", "POLKA", "BEBOP"),
    ],
)
def test_an_unknown_name_is_refused_and_the_nearest_are_named(
    network: Network, field: str, name: str, nearest: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        play(network, Settings(**{field: name}))  # type: ignore[arg-type]
    assert caught.value.field == field
    assert nearest in str(caught.value)


def test_a_network_without_names_accepts_any(make_network: Make) -> None:
    (named,) = play(make_network(), Settings(player="Ann Archer"))
    (plain,) = play(make_network(), Settings())
    assert named.solo.notes == plain.solo.notes
    assert np.array_equal(named.pitch_values, plain.pitch_values)


def test_a_solo_that_is_improvised_in_pieces_is_the_same(network: Network) -> None:
    settings = Settings(beats=24.0, seed=5, start_note="G4")
    (whole,) = improvise(network, CHART, settings, tempo=140.0)
    stream = open_stream(network, CHART, settings, tempo=140.0)
    traces = [stream.advance(tick) for tick in (48, 100, 288)]
    (opening,) = takes_of(join_traces(traces[:1]), network, CHART, settings, tempo=140.0)
    (joined,) = takes_of(join_traces(traces), network, CHART, settings, tempo=140.0)
    assert joined.solo == whole.solo
    assert opening.solo.notes[:-1] == whole.solo.notes[: len(opening.solo.notes) - 1]
