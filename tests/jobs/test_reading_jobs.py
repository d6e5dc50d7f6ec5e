"""Reading tasks whose workers die, and two pages that follow one reading."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from cachetools import LRUCache

from jazzlstm.files import write_json
from jazzlstm.jobs import cluster, reading_jobs
from jazzlstm.jobs.corpus_files import read_index
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session


class DyingWorkers:
    """A cluster in which every task ends without a result."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, *_: object, **__: object) -> Future[None]:
        self.tasks += 1
        lost: Future[None] = Future()
        lost.cancel()
        return lost


class SlowWorkers:
    """A cluster in which no task ends."""

    def __init__(self) -> None:
        self.files: list[int] = []

    def submit(self, _: object, folder: str, files: list[int], **__: object) -> Future[None]:
        time.sleep(0.01)
        self.files += files
        return Future()


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path))
    return create_session()


def test_a_file_and_a_zip_whose_tasks_fail_twice_are_skipped_with_a_reason(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = DyingWorkers()
    monkeypatch.setattr(cluster.connection, "get", lambda: workers)
    monkeypatch.setattr(reading_jobs, "fire_and_forget", lambda _: None)
    session.add_files([("deadly.mid", b"MThd")])
    session.add_upload("deadly.zip", b"PK")
    for _ in range(2):
        assert reading_jobs.follow_reading(session).is_active
    assert workers.tasks == 4
    reading_jobs.follow_reading(session)
    reading = reading_jobs.follow_reading(session)
    assert workers.tasks == 4
    assert not reading.is_active
    assert "deadly.zip" in reading.message
    write_json(session.path / "unpacked-000002.json", {})  # one without errors
    assert reading_jobs.follow_reading(session).message == reading.message
    report = read_index(session, 1)[0].report
    assert (report.name, report.included, report.reason) == ("deadly.mid", False, reading_jobs.FAILED)


def test_pages_that_follow_one_reading_at_once_submit_each_file_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = SlowWorkers()
    monkeypatch.setattr(cluster.connection, "get", lambda: workers)
    monkeypatch.setattr(reading_jobs, "fire_and_forget", lambda _: None)
    session.add_files((f"{number}.mid", b"MThd") for number in range(60))
    with ThreadPoolExecutor(8) as pages:
        results = list(pages.map(reading_jobs.follow_reading, [session] * 16))
    assert sorted(workers.files) == list(range(1, 61))
    assert {(result.done, result.files) for result in results} == {(0, 60)}


def test_the_sessions_whose_tasks_are_remembered_are_limited(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is closed during a reading never asks again: its session must not stay in memory."""
    workers = SlowWorkers()
    monkeypatch.setattr(cluster.connection, "get", lambda: workers)
    monkeypatch.setattr(reading_jobs, "fire_and_forget", lambda _: None)
    monkeypatch.setattr(reading_jobs, "_readings", LRUCache(2))
    for _ in range(5):
        other = create_session()
        other.add_files([("a.mid", b"MThd")])
        reading_jobs.follow_reading(other)
    assert len(reading_jobs._readings) == 2
