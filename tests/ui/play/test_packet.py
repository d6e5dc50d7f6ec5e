"""The packet: one message with everything that the player shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.encoding.events import PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.music import Arrangement, Note, Part, Quotation, Solo, Take
from jazzlstm.services.growing_performance import PlayedBars
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.chords import parse_chord
from jazzlstm.ui.play.packet import (
    Caption,
    Card,
    bars_within,
    chords_within,
    form_rows,
    kind_of,
    make_chunk,
    make_packet,
    music_rows,
    pack,
    take_card,
    unpack,
)

CHART = parse_chart("| Dm7 G7 | Cmaj7 |")


def take_of(*notes: Note) -> Take:
    """A take with a rest of one beat, then ``notes`` without gaps."""
    steps = len(notes) + 1
    probabilities = np.full((steps, PITCH_VALUES), 1 / PITCH_VALUES)
    pitches = np.array([60, *(note.pitch for note in notes)])
    intervals = np.diff(pitches) + WIDEST_INTERVAL
    return Take(
        Solo(notes, CHART, 120.0),
        7,
        np.array([0.0, *(note.start for note in notes)]),
        pitches[[0, *range(steps - 1)]],
        np.array([REST, *intervals]),
        np.zeros(steps, np.int64),
        probabilities,
        probabilities[:, :31],
        probabilities.astype(np.float32),
        probabilities[:, :31].astype(np.float32),
    )


TAKE = take_of(Note(1.0, 0.5, 62), Note(1.5, 0.5, 63), Note(2.0, 2.0, 65))
SWUNG = (Note(1.0, 0.66, 62), Note(1.66, 0.34, 63), Note(2.0, 2.0, 65))


def arrangement_of(notes: tuple[Note, ...], beats: float = 8.0) -> Arrangement:
    return Arrangement((Part("Solo", notes),), CHART, 120.0, beats)


def played(arrangement: Arrangement, take: Take = TAKE) -> PlayedBars:
    """All eight beats."""
    return PlayedBars(take, arrangement, -arrangement.lead_in, 8.0, is_last=True)


def card_of(take: Take) -> Card:
    return take_card(take, 8.0, is_whole=True)


PLAIN = Caption("", "", "")


@given(st.dictionaries(st.text(), st.integers() | st.text()), st.dictionaries(st.text(), st.binary()))
@settings(deadline=None)
def test_unpack_is_the_inverse_of_pack(header: dict[str, int | str], blobs: dict[str, bytes]) -> None:
    header.pop("blobs", None)
    assert unpack(pack(header, blobs)) == (header, blobs)


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="packet"):
        unpack(b"RIFF....")


def test_chords_repeat_until_the_solo_ends() -> None:
    spans = [(start, end, chord.symbol) for start, end, chord in chords_within(CHART, 10.0)]
    assert spans == [(0, 2, "Dm7"), (2, 4, "G7"), (4, 8, "Cmaj7"), (8, 10, "Dm7")]


def test_a_chord_that_is_held_into_the_next_chorus_is_one_span() -> None:
    chart = parse_chart("| C7 | F7 | C7 |")
    assert [(start, end) for start, end, _ in chords_within(chart, 24.0)] == [
        (0, 4),
        (4, 8),
        (8, 16),
        (16, 20),
        (20, 24),
    ]


def test_a_single_chord_is_one_span() -> None:
    assert len(list(chords_within(parse_chart("| Dm7 |"), 64.0))) == 1


def test_bars_repeat_in_their_own_metre() -> None:
    assert list(bars_within(parse_chart("3/4 | C6 | F6 |"), 10.0)) == [0.0, 3.0, 6.0, 9.0]


@pytest.mark.parametrize(("pitch", "kind"), [(62, 0), (64, 1), (63, 2)])
def test_a_note_is_classified_by_its_chord(pitch: int, kind: int) -> None:
    assert kind_of(pitch, parse_chord("Dm7")) == kind


def test_without_a_chord_a_note_has_a_class_of_its_own() -> None:
    assert kind_of(60, parse_chord("NC")) == 3


def test_notes_are_drawn_with_swing_and_classified_without() -> None:
    rows = music_rows(played(arrangement_of(SWUNG)))["notes"]
    assert [row[:3] for row in rows] == [(1.0, 0.66, 62), (1.66, 0.34, 63), (2.0, 2.0, 65)]
    assert [row[3] for row in rows] == [0, 2, 0]  # D and E flat on Dm7, F as the seventh of G7


def test_each_note_refers_to_its_decoder_step() -> None:
    rows = music_rows(played(arrangement_of(SWUNG)))
    for _, _, pitch, _, _, step in rows["notes"]:
        _, _, reference, value = rows["steps"][step]
        assert reference + value - WIDEST_INTERVAL == pitch


def test_decoder_steps_swing_with_the_notes() -> None:
    starts = [start for start, *_ in music_rows(played(arrangement_of(SWUNG)))["steps"]]
    assert starts == [0.0, 1.0, 1.66, 2.0]


def test_count_in_and_intro_have_negative_beats() -> None:
    chart = parse_chart("| NC | G7 | Dm7 | Cmaj7 |")
    later = tuple(replace(note, start=note.start + 8) for note in SWUNG)
    arrangement = Arrangement((Part("Solo", later),), chart, 120.0, 16.0, lead_in=8.0, counted=4.0)
    rows = {**music_rows(played(arrangement)), **form_rows(arrangement, CHART, 8.0)}
    assert [row[0] for row in rows["notes"]] == [note.start for note in SWUNG]
    assert (rows["counted"], rows["leadIn"], rows["leadChords"]) == (4, 8, [(-4, 0, "G7")])


def test_notes_without_a_partner_in_the_arrangement_are_drawn_without_swing() -> None:
    rows = music_rows(played(arrangement_of(SWUNG[:2])))["notes"]
    assert [row[0] for row in rows] == [1.0, 1.5, 2.0]


def test_a_packet_contains_the_cards_and_the_chosen_take_in_full() -> None:
    caption = Caption("Cadence", "tenor", "Piano roll of three notes")
    packet = make_packet(caption, [None, card_of(TAKE), None], 1, played(arrangement_of(SWUNG)), 8.0)
    header, blobs = unpack(packet.to_bytes(link="seed=7"))
    assert header["link"] == "seed=7"
    assert (header["title"], header["chosen"], len(header["takes"])) == ("Cadence", 1, 3)
    assert [(part["role"], len(part["notes"])) for part in header["parts"]] == [("solo", 3)]
    assert list(blobs) == ["pitches"]  # banks travel separately
    heat = (np.frombuffer(blobs["pitches"], np.uint8).reshape(-1, PITCH_VALUES) / 255) ** 2
    np.testing.assert_allclose(heat, TAKE.pitch_probabilities, atol=0.001)


def test_a_take_that_quotes_names_its_source() -> None:
    quoting = replace(TAKE, quotation=Quotation(17, 1.0, "Ann Alto", "Cadence", 5, True))
    notes = [card_of(take)["note"] for take in (TAKE, quoting)]
    assert notes[0] == ""
    assert "Ann Alto, Cadence" in notes[1]


def test_the_same_solo_beside_other_takes_has_another_id() -> None:
    one, same, other = (
        make_packet(
            replace(PLAIN, variant=variant), [card_of(TAKE), late], 0, played(arrangement_of(SWUNG)), 8.0
        ).header["id"]
        for late, variant in ((None, "a"), (card_of(TAKE), "a"), (None, "b"))
    )
    assert one == same != other


def test_another_sound_changes_the_id() -> None:
    arrangement = arrangement_of(SWUNG)
    louder = replace(arrangement, parts=(replace(arrangement.parts[0], volume=101),))
    one, other = (
        make_packet(PLAIN, [card_of(TAKE)], 0, played(each), 8.0).header["id"]
        for each in (arrangement, louder)
    )
    assert one != other


def test_a_message_with_later_bars_holds_these_bars_alone() -> None:
    later = PlayedBars(TAKE, arrangement_of(SWUNG[1:]), 1.5, 8.0, is_last=True)
    header, blobs = unpack(make_chunk(later, remark="Original"))
    assert [row[:3] for row in header["notes"]] == [[1.66, 0.34, 63], [2.0, 2.0, 65]]
    assert [row[5] for row in header["notes"]] == [2, 3]  # steps count from the first of the solo
    assert len(header["steps"]) == 2
    assert len(blobs["pitches"]) == 2 * PITCH_VALUES
    assert (header["until"], header["remark"]) == (8.0, "Original")


def test_the_card_of_a_long_take_shows_its_first_bars() -> None:
    card = take_card(take_of(Note(0.0, 1.0, 60), Note(100.0, 1.0, 62)), 640.0, is_whole=False)
    assert card["beats"] == 64
    assert len(card["notes"]) == 1
    assert "notes" not in card["words"]
