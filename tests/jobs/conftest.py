"""A session in the store of the test file, deleted after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jazzlstm.jobs import training_jobs
from jazzlstm.jobs.session_store import Session, create_session


@pytest.fixture
def session(store: Path) -> Iterator[Session]:
    session = create_session()
    yield session
    training_jobs.delete(session)
