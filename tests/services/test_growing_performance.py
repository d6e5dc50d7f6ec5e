from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Arrangement
from jazzlstm.services.growing_performance import GrowingPerformance, PlayedBars
from jazzlstm.services.growing_take import GrowingTake
from jazzlstm.services.play import accompany, improvisation, prepare


def bars_of(network: Network, settings: Settings, step: float) -> Iterator[PlayedBars]:
    piece = prepare(settings)
    growing = GrowingTake(improvisation(network, settings, piece))
    performance = GrowingPerformance(growing, settings, piece)
    while True:
        growing.grow(growing.done + step)
        yield (played := performance.play_on())
        if played.is_last:
            return


def whole(network: Network, settings: Settings) -> Arrangement:
    piece = prepare(settings)
    growing = GrowingTake(improvisation(network, settings, piece))
    growing.grow()
    return accompany(growing.take(), settings, piece).arrangement


@pytest.mark.parametrize(
    "settings",
    [
        Settings(beats=96),
        Settings(beats=90.5, tune="blues", count_in=1, intro=2),
        Settings(beats=70, changes="3/4 | Dm7 | G7 | Cmaj7 | A7 |", comping="guitar"),
        Settings(beats=80, changes="| Dm7 | 2/4 G7 | 4/4 Cmaj7 | A7 |"),
        Settings(beats=50, band=False),
        Settings(beats=3),
    ],
    ids=["plain", "intro", "waltz", "metres", "alone", "short"],
)
@pytest.mark.parametrize("step", [1.0, 40.0])
def test_bars_joined_are_the_whole_performance(network: Network, settings: Settings, step: float) -> None:
    bars = list(bars_of(network, settings, step))
    complete = whole(network, settings)
    assert [played.until for played in bars[:-1]] == [played.first for played in bars[1:]]
    assert bars[0].first == -complete.lead_in
    assert bars[-1].until == settings.beats
    for number, part in enumerate(complete.parts):
        played = [each.arrangement.parts[number] for each in bars]
        assert tuple(sorted(note for each in played for note in each.notes)) == part.notes
        assert tuple(bend for each in played for bend in each.bends) == part.bends
        assert tuple(control for each in played for control in each.controls) == part.controls
    assert replace(bars[0].arrangement, parts=()) == replace(complete, parts=())


def test_the_first_bars_of_a_take_that_is_whole_already_can_be_played_alone(network: Network) -> None:
    settings = Settings(beats=96, count_in=1)
    piece = prepare(settings)
    growing = GrowingTake(improvisation(network, settings, piece))
    growing.grow()
    performance = GrowingPerformance(growing, settings, piece)
    first, rest = performance.play_on(16.0), performance.play_on()
    assert (first.until, first.is_last, rest.until, rest.is_last) == (12.0, False, 96.0, True)
    assert first.arrangement == next(bars_of(network, settings, 1.0)).arrangement


def test_a_bar_is_kept_back_for_what_the_band_hears_ahead(network: Network) -> None:
    first = next(bars_of(network, Settings(beats=96), 1.0))
    assert (first.first, first.until, first.is_last) == (0.0, 12.0, False)
