"""The replay of a record: what was heard, note for note."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note
from jazzlstm.services import live_replay, live_soloist
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_acts import (
    RecordedAct,
    RecordedChange,
    RecordedNotes,
    RecordedSoFar,
    RecordedTrade,
)
from jazzlstm.services.live_bars import LiveBars, LivePractice, Trade
from jazzlstm.services.live_record import LiveRecord, decode_text, encode_text
from jazzlstm.services.live_replay import LiveReplay, act_on, resumed_from, straightened
from jazzlstm.services.live_rows import TICKS
from jazzlstm.services.live_vamps import Vamp

SETTINGS = Settings(tune="jazz-blues", seed=5, count_in=1, tempo=200.0)
OTHERS = [
    replace(SETTINGS, temperature=1.6, key="Bb"),
    replace(SETTINGS, tempo=140.0, feel="bossa", comping="guitar"),
    replace(SETTINGS, changes="| Dm7 | G7 | C | A7 |", instrument="tp"),
    replace(SETTINGS, tune="minor-blues", swing=0.6),
]
BARS = 28


class Player:
    """A session as the player in the browser has it: the bars that are heard, and a record of the acts."""

    def __init__(self, network: Network, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.session = LiveSession(network, SETTINGS)
        self.heard: dict[int, object] = {}
        """What is heard in each bar."""
        self.acts: list[RecordedAct] = []
        self.resumed: list[tuple[int, int]] = []
        self.next = self.session.first

    def hear(self, first: int, bars: int) -> None:
        """The next bars, or others in the place of the last ones."""
        for bar in range(first, first + bars):
            self.heard[bar] = contents(self.session.play(bar, 1))
        self.next = first + bars

    def act(self, bar: int) -> RecordedAct:
        kind = self.rng.integers(4)
        if kind == 0:
            settings = OTHERS[self.rng.integers(len(OTHERS))]
            return RecordedChange(bar, bar, settings, LivePractice(int(self.rng.integers(-6, 7))))
        if kind == 1:
            trade = Trade(int(self.rng.integers(1, 5)), bool(self.rng.integers(2)))
            return RecordedTrade(bar, bar, trade if self.rng.random() < 0.8 else None)
        first = max(0, bar - int(self.rng.integers(1, 5)))
        begin, end = (self.session.play(first, 1).lines[0], self.session.play(bar, 1).lines[0])
        starts = np.sort(self.rng.integers(round(begin * TICKS), round(end * TICKS), 12))
        pitches = self.rng.integers(50, 80, 12)
        notes = [
            Note(int(start) / TICKS, 0.3125, int(pitch)) for start, pitch in zip(starts, pitches, strict=True)
        ]
        if kind == 2:  # noqa: PLR2004 -- one of the four
            return RecordedNotes(bar, bar, first, tuple(notes))
        until = round((begin + end) / 2 * TICKS) / TICKS
        return RecordedSoFar(bar, bar, first, until, tuple(notes))

    def resume(self, network: Network) -> None:
        """Go on with a session that knows the last bars of the record."""
        record = self.record()
        since = resumed_from(record)
        assert since
        replay = LiveReplay(network, record, since)
        while not replay.is_over:
            replay.play(3)
        self.session = replay.resume()
        self.resumed.append((self.next, since))

    def record(self) -> LiveRecord:
        return LiveRecord("network", "", SETTINGS, self.next, tuple(self.acts), resumed=tuple(self.resumed))

    def play(self, until: int = BARS) -> LiveRecord:
        while self.next < until:
            self.hear(self.next, int(self.rng.integers(1, 5)))
            bar = max(1, self.next - int(self.rng.integers(0, 4)), *(act.sounds for act in self.acts[-1:]))
            if self.next >= bar and self.rng.random() < 0.6:
                act = self.act(bar)
                act_on(self.session, act)
                late = int(bar < self.next and self.rng.random() < 0.3)  # bars after its own
                self.acts.append(replace(act, sounds=bar + late))
                self.resumed = [(min(before, bar + late), since) for before, since in self.resumed]
                self.hear(bar + late, 3)
        return self.record()


def replayed(network: Network, record: LiveRecord) -> dict[int, object]:
    """What is heard in each bar of a replay."""
    replay, heard = LiveReplay(network, record), {}
    while not replay.is_over:
        bars = replay.play(1)
        heard[bars.first] = contents(bars)
    return heard


def contents(bars: LiveBars) -> object:
    """Everything that is heard and seen in some bars."""
    return bars.lines, bars.tempo, bars.turns, bars.parts, bars.notes, bars.chart.changes


@pytest.mark.parametrize("seed", range(8))
def test_a_replay_is_what_was_played(network: Network, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_soloist, "HISTORY_BARS", 8)  # also where the network forgets
    player = Player(network, seed)
    record = decode_text(encode_text(player.play()))
    assert len(record.acts) > 2
    assert replayed(network, record) == player.heard


def test_a_session_goes_on_from_its_record_as_if_nothing_had_happened(network: Network) -> None:
    player = Player(network, 3)
    record = player.play()
    replay = LiveReplay(network, record)
    while not replay.is_over:
        replay.play(4)
    assert replay.next == player.next
    again = replay.resume().play(record.bars, 4)
    assert again.parts == player.session.play(record.bars, 4).parts


@pytest.mark.parametrize("seed", range(6))
def test_a_long_session_goes_on_from_its_last_bars_and_a_replay_does_the_same(
    network: Network, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_replay, "LONGEST_EXACT", 16)
    monkeypatch.setattr(live_replay, "FEWEST_RESUMED", 10)
    player = Player(network, seed)
    for bars in (BARS, 2 * BARS):
        player.play(bars)
        player.resume(network)
    record = decode_text(encode_text(player.play(3 * BARS)))
    assert len(record.resumed) == 2
    assert replayed(network, record) == player.heard


def test_a_session_that_goes_on_from_its_last_bars_does_not_begin_like_its_first_ones(
    network: Network,
) -> None:
    record = LiveRecord("network", "", SETTINGS, 300)
    assert resumed_from(record) == 236
    first, last = (LiveReplay(network, record, since).play(12).notes for since in (None, 240))
    assert [note.pitch for note in first] != [note.pitch for note in last]


def test_what_acted_holds_in_a_session_that_goes_on_from_its_last_bars(network: Network) -> None:
    practice = LivePractice(semitones=2, rung=1)
    acts = (RecordedChange(3, 3, OTHERS[1], practice), RecordedTrade(5, 6, Trade(2)))
    record = LiveRecord("network", "", SETTINGS, 300, acts)
    whole = LiveReplay(network, record)
    while whole.next < 236:
        whole.play(min(8, 236 - whole.next))
    usual, resumed = whole.play(4), LiveReplay(network, record, 236).play(4)
    names = ("lines", "tempo", "turns", "chart", "form_bars")
    assert [getattr(resumed, name) for name in names] == [getattr(usual, name) for name in names]
    assert [note.duration for note in resumed.notes] == [note.duration for note in usual.notes] == [4.0, 4.0]


@pytest.mark.parametrize(
    ("acts", "since"),
    [
        ((), 236),
        ((RecordedNotes(240, 240, 230, ()),), 230),
        ((RecordedNotes(236, 236, 230, ()),), 236),
        ((RecordedNotes(231, 231, 220, ()), RecordedChange(229, 237, SETTINGS)), 220),
        ((RecordedNotes(299, 299, 0, ()),), None),
    ],
)
def test_a_session_goes_on_from_a_bar_in_no_turn(acts: tuple[RecordedAct, ...], since: int | None) -> None:
    assert resumed_from(LiveRecord("network", "", SETTINGS, 300, acts)) == since
    assert resumed_from(LiveRecord("network", "", SETTINGS, 256, acts)) is None


def test_a_replay_begins_with_the_practice(network: Network) -> None:
    practice = LivePractice(semitones=2, tempo=90.0, rung=1)
    bars = LiveReplay(network, LiveRecord("network", "", SETTINGS, 4, (), practice)).play(8)
    assert bars.tempo == 90
    assert bars.chart.chord_at(0).symbol == "G7"  # of F in G
    assert {note.pitch % 12 for note in bars.notes} <= {11, 5, 4, 10, 2, 0}


def test_a_replay_ends_with_its_record(network: Network) -> None:
    replay = LiveReplay(network, LiveRecord("network", "", SETTINGS, 2))
    assert len(replay.play(8).turns) == 3  # with the count-in
    with pytest.raises(SettingsError):
        replay.play(1)


def test_a_record_whose_acts_cannot_be_applied_is_refused(network: Network) -> None:
    record = LiveRecord("network", "", SETTINGS, 200, (RecordedTrade(199, 199, Trade(4)),))
    replay = LiveReplay(network, replace(record, acts=(RecordedNotes(199, 199, 2, ()),)))
    with pytest.raises(SettingsError):
        while not replay.is_over:
            replay.play(8)


def test_time_as_played_is_written_straight() -> None:
    notes = [straightened(Note(beat, 0.3, 60), 2 / 3).start for beat in (4, 4 + 1 / 3, 4 + 2 / 3)]
    assert notes == pytest.approx([4, 4.25, 4.5])


def test_what_was_heard_long_after_its_bar_is_played_again(network: Network) -> None:
    """The server was silent from bar 8 to bar 44."""
    session = LiveSession(network, SETTINGS)
    session.play(session.first, 4)
    notes = tuple(Note(8 + beat / 2, 0.5, 60 + beat) for beat in range(12))
    acts = (RecordedTrade(2, 2, Trade(2)), RecordedNotes(4, 44, 2, notes))
    for act in acts:
        act_on(session, act)
    heard = contents(session.play(44, 4))
    replay = LiveReplay(network, LiveRecord(network.name, "", SETTINGS, 48, acts))
    while replay.next < 44:
        replay.play(4)
    assert contents(replay.play(4)) == heard


def test_in_a_vamp_the_band_repeats_bars_and_the_soloist_rests(network: Network) -> None:
    record = LiveRecord(network.name, "", SETTINGS, 24)
    heard = bars_of(network, replace(record, vamps=(Vamp(14, 3, 12), Vamp(17, 1, 16))))
    usual = bars_of(network, record)
    for bar, source in ((14, 2), (15, 3), (16, 4), (17, 1)):
        soloist, *band = heard[bar].parts
        assert not (soloist.notes or heard[bar].notes or heard[bar].trace)
        by = heard[bar].lines[0] - heard[source].lines[0]
        before = [[(note.start + by, note.pitch) for note in part.notes] for part in usual[source].parts[1:]]
        assert [[(note.start, note.pitch) for note in part.notes] for part in band] == before
        assert heard[bar].lines == usual[bar].lines
    assert {change.chord for change in heard[17].chart.changes} == {
        change.chord for change in usual[1].chart.changes if change.start >= usual[1].lines[0]
    }
    others = set(range(-1, 24)) - {14, 15, 16, 17}
    assert all(contents(heard[bar]) == contents(usual[bar]) for bar in others)
    assert any(usual[bar].notes for bar in (14, 15, 16, 17))


@pytest.mark.parametrize("back", [3, 40])
def test_a_vamp_of_bars_that_are_not_there_is_silent(network: Network, back: int) -> None:
    """The bar that the first one would repeat is the count-in."""
    heard = bars_of(network, LiveRecord(network.name, "", SETTINGS, 4, vamps=(Vamp(2, 1, back),)))
    assert not any(part.notes for part in heard[2].parts)


def bars_of(network: Network, record: LiveRecord) -> dict[int, LiveBars]:
    replay = LiveReplay(network, record)
    played = (replay.play(1) for _ in range(record.bars + 1))
    return {bars.first: bars for bars in played}
