"""Files on their way to the workers: what brings its reader down twice is left, and told."""

from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.files import write_json
from jazzlstm.jobs import cluster
from jazzlstm.jobs import reading_jobs as journeys
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


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path))
    return create_session()


def told_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def test_a_file_and_a_zip_that_bring_their_readers_down_twice_are_left_with_a_word(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = DyingWorkers()
    monkeypatch.setattr(cluster.connection, "get", lambda: workers)
    monkeypatch.setattr(journeys, "fire_and_forget", lambda _: None)
    session.add_files([("deadly.mid", b"MThd")])
    session.add_upload("deadly.zip", b"PK")
    for _ in range(2):
        assert journeys.follow_reading(session).is_active
    assert workers.tasks == 4
    journeys.follow_reading(session)
    reading = journeys.follow_reading(session)
    assert workers.tasks == 4
    assert not reading.is_active
    assert reading.message == "deadly.zip: it brought its reader down twice: export it again"
    write_json(session.path / "unpacked-000002.json", {})  # one that was well
    assert journeys.follow_reading(session).message == reading.message
    report = told_of(session.corpus / "000001.json")["entries"][0]["report"]
    assert report["reason"] == "it brought its reader down twice: export it again"
