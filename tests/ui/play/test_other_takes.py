"""The takes beside the one that plays: made when they are asked for, the same as if they had been first."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.generation.sampler import SoloStream
from jazzlstm.generation.settings import Settings
from jazzlstm.services.growing_take import Improvisation
from jazzlstm.ui.play.other_takes import find_other_takes, offer_other_takes
from jazzlstm.ui.play.paths import TAKES_PATH
from jazzlstm.ui.play.rendering import render_solo


def name_of(settings: Settings, chosen: int = 0) -> str:
    return offer_other_takes(render_solo("weimar", settings, chosen)).removeprefix(TAKES_PATH)


def test_the_chosen_take_alone_is_improvised_before_it_sounds(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    begin = Improvisation.begin

    def counted(what: Improvisation) -> SoloStream:
        made.append(what.settings.takes)
        return begin(what)

    monkeypatch.setattr(Improvisation, "begin", counted)
    settings = Settings(beats=4, seed=9400, takes=4)
    rendered = render_solo("weimar", settings, 1)
    assert made == [1]
    assert [take is None for take in rendered.packet.header["takes"]] == [True, False, True, True]
    assert find_other_takes(name_of(settings, 1))
    assert made == [1, 1, 2]


def test_of_long_takes_the_cards_show_the_first_bars(models: Path) -> None:
    settings = Settings(beats=200, seed=9450, takes=2)
    _, other = find_other_takes(name_of(settings)) or []
    assert other
    assert other["beats"] == 64
    alone = render_solo("weimar", Settings(beats=200, seed=9451)).growth.take(80).solo.notes
    assert [row[2] for row in other["notes"]] == [note.pitch for note in alone if note.start < 64]


def test_other_takes_are_the_solos_that_their_seeds_give(models: Path) -> None:
    settings = Settings(beats=8, seed=9500, takes=3)
    first, playing, last = find_other_takes(name_of(settings, 1)) or []
    assert playing is None
    for row, seed in ((first, 9500), (last, 9502)):
        alone = render_solo("weimar", Settings(beats=8, seed=seed, takes=1)).packet.header["takes"][0]
        assert row == alone


def test_a_solo_with_other_takes_known_has_the_same_id(models: Path) -> None:
    settings = Settings(beats=4, seed=9600, takes=2)
    name = name_of(settings, 1)
    find_other_takes(name)
    header = render_solo("weimar", settings, 0).packet.header
    assert None not in header["takes"]
    assert name_of(settings, 1) == name


def test_one_take_has_no_others_and_an_unknown_name_is_not_found(models: Path) -> None:
    assert name_of(Settings(beats=4, seed=9700, takes=1)) == ""
    assert find_other_takes("0123456789abcdef") is None
