"""What runs are tested in: a locker in the file's own store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.session_store import Locker, new_locker


@pytest.fixture
def locker(store: Path) -> Iterator[Locker]:
    locker = new_locker()
    yield locker
    jobs.delete(locker)
