"""What runs are tested in: a locker in the file's own store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.session_store import Session, create_session


@pytest.fixture
def session(store: Path) -> Iterator[Session]:
    session = create_session()
    yield session
    jobs.delete(session)
