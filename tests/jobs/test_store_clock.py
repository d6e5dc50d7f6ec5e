"""Setting the machine's clock neither deletes a session early nor keeps one for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.errors import InputError
from jazzlstm.jobs.session_store import (
    STORE_VARIABLE,
    Session,
    create_session,
    open_session,
    store_folder,
    store_time,
    sweep,
)
from jazzlstm.jobs.store_clock import NOTED_EVERY_SECONDS, SETTLING_SECONDS, StoreClock, clock_of

HOUR = 3600.0


class Clocks:
    """The machine's clock, which can be set, and the steady clock, which cannot."""

    def __init__(self) -> None:
        self.wall, self.steady = 1.8e9, 5000.0

    def wait(self, hours: float) -> None:
        self.wall += hours * HOUR
        self.steady += hours * HOUR

    def set(self, hours: float) -> None:
        """Set the machine's clock forward, or back."""
        self.wall += hours * HOUR

    def restart(self, down: float = 0.0) -> None:
        """End the process; another starts after some hours, on a machine that was started again."""
        self.wall += down * HOUR
        self.steady = 10.0
        clock_of.cache_clear()
        store_time()


@pytest.fixture
def clocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    monkeypatch.setattr("jazzlstm.jobs.store_clock.wall", lambda: clocks.wall)
    monkeypatch.setattr("jazzlstm.jobs.store_clock.steady", lambda: clocks.steady)
    return clocks


def is_there(session: Session) -> bool:
    """Whether a session survives a sweep; it must then be open to its visitor, and only then."""
    sweep()
    try:
        open_session(session.number)
    except InputError:
        assert not session.path.exists()
        return False
    return True


@pytest.mark.parametrize("jump", [30.0, -30.0, 24 * 3650.0, -24 * 3650.0])
def test_setting_the_clock_does_not_change_when_a_session_expires(clocks: Clocks, jump: float) -> None:
    session = create_session()
    clocks.wait(1)
    clocks.set(jump)
    clocks.wait(22.9)
    assert is_there(session)
    clocks.wait(0.2)
    assert not is_there(session)


@pytest.mark.parametrize("first", [30.0, -30.0])
def test_setting_the_clock_and_correcting_it_does_not_change_when_sessions_used_meanwhile_expire(
    clocks: Clocks, first: float
) -> None:
    session = create_session()
    clocks.set(first)
    clocks.wait(1)
    session.touch()
    between = create_session()
    clocks.set(-first)
    clocks.wait(23.9)
    assert is_there(session)
    assert is_there(between)
    clocks.wait(0.2)
    assert not is_there(session)
    assert not is_there(between)


def test_hours_without_a_page_count(clocks: Clocks) -> None:
    session = create_session()
    clocks.restart(down=23.9)
    clocks.wait(SETTLING_SECONDS / HOUR)
    assert not is_there(session)


def test_a_page_that_starts_under_a_clock_hours_ahead_gives_sessions_time_to_be_used(clocks: Clocks) -> None:
    used, left = create_session(), create_session()
    clocks.restart(down=30)
    assert is_there(used)
    open_session(used.number).touch()
    clocks.wait(SETTLING_SECONDS / HOUR)
    assert is_there(used)
    assert not is_there(left)
    clocks.set(-30)
    clocks.wait(20)
    assert is_there(used)


def test_a_page_that_starts_under_a_clock_years_behind_keeps_a_session_at_most_a_day_longer(
    clocks: Clocks,
) -> None:
    session = create_session()
    clocks.wait(20)
    create_session()  # any use of the store notes the time
    clocks.restart(down=-24 * 3650)
    clocks.wait(3.9)
    assert is_there(session)
    clocks.wait(0.2)
    assert not is_there(session)


def test_time_in_the_store_never_runs_backwards_so_the_queue_keeps_its_order(clocks: Clocks) -> None:
    times = []
    for change in (0.0, -30.0, 60.0, -60.0):
        clocks.set(change)
        clocks.wait(NOTED_EVERY_SECONDS / HOUR)
        create_session()
        times.append(store_time())
        clocks.restart()
        times.append(store_time())
    assert times == sorted(times)


def test_processes_of_a_store_have_one_time(clocks: Clocks) -> None:
    create_session()
    clocks.set(-30)
    clocks.wait(2)
    create_session()
    other = StoreClock(store_folder())
    assert other.now() == pytest.approx(store_time())


def test_a_last_use_in_the_future_counts_as_now(clocks: Clocks) -> None:
    session = create_session()
    clocks.wait(-100)  # as a machine hours ahead would have dated it
    assert is_there(session)
    clocks.wait(23.9)
    assert is_there(session)
    clocks.wait(0.2)
    assert not is_there(session)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"time": 1}', '{"time": "x", "wall": 1}', '{"time": 1e999, "wall": 1}']
)
def test_a_damaged_note_of_the_time_is_ignored(clocks: Clocks, text: str) -> None:
    (store_folder() / "clock.json").write_text(text)
    assert store_time() == clocks.wall
    assert is_there(create_session())
