"""What a musician played: the network's probabilities, and figures beside people's."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.encoding.events import REST
from jazzlstm.errors import InputError
from jazzlstm.evaluation.likelihood import forecast
from jazzlstm.files import shipped
from jazzlstm.generation.ranking import measure_traits
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo
from jazzlstm.services.mirror import reflect
from jazzlstm.services.mirror_files import reflect_files
from jazzlstm.services.own_bars import Line
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| F7 | Bb7 | F7 | Cm7 F7 |")
SOLO = Solo(tuple(Note(beat / 2, 0.5, 60 + beat % 7, 90) for beat in range(4, 30)), CHART, 140)
WHOLE = Line(SOLO, ((0.0, 16.0),))


def test_chances_are_those_of_the_network(network: Network) -> None:
    [expected] = forecast(network, [SOLO])
    sounding = np.flatnonzero(expected.solo.events.pitch_values != REST)
    seen = reflect(network, WHOLE)
    assert [each.probability for each in seen.notes] == pytest.approx(
        [float(expected.pitch[i, expected.solo.events.pitch_values[i]]) for i in sounding]
    )
    assert all(each.expected_probability >= each.probability for each in seen.notes)


def test_a_turn_is_seen_after_what_sounded_before_it(network: Network) -> None:
    turn = ((8.0, 16.0),)
    after = reflect(network, Line(SOLO, turn))
    alone = reflect(network, Line(SOLO.with_notes(SOLO.notes[12:]), turn))
    whole = reflect(network, WHOLE)
    last = [each.probability for each in whole.notes[-len(after.notes) :]]
    assert [each.probability for each in after.notes] == pytest.approx(last)
    assert [each.probability for each in alone.notes] != pytest.approx(last)
    assert all(each.note.start >= 8 for each in after.notes)


def test_shares_add_up_and_figures_are_the_traits(network: Network) -> None:
    seen = reflect(network, WHOLE)
    assert sum(seen.shares) == pytest.approx(1)
    assert seen.figures[0].yours == pytest.approx(100 * measure_traits(seen.solo)[0])
    assert all(figure.low <= figure.usual <= figure.high for figure in seen.figures)
    assert len(seen.least_expected) == 5


def test_a_single_note_has_no_figures(network: Network) -> None:
    seen = reflect(network, Line(SOLO.with_notes((Note(0, 1, 60),)), ((0.0, 4.0),)))
    assert seen.figures == ()
    assert len(seen.notes) == 1


def test_without_chords_no_shares_are_said(network: Network) -> None:
    free = Line(Solo(SOLO.notes, parse_chart("| NC | NC | NC | NC |"), 140), ((0.0, 16.0),))
    assert all(map(math.isnan, reflect(network, free).shares))


def test_files_are_seen_too(network: Network) -> None:
    [found] = reflect_files(network, [sorted(shipped("data/solos").glob("*.mid"))[0]])
    assert len(found.reflection.notes) == len(found.reflection.solo.notes)
    assert any("style" in line for line in found.lines())


def test_a_file_without_a_solo_is_an_error(network: Network, tmp_path: Path) -> None:
    (tmp_path / "bad.mid").write_bytes(b"not MIDI")
    with pytest.raises(InputError):
        reflect_files(network, [tmp_path / "bad.mid"])
