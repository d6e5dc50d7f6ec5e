"""Whether a training can start here."""

from __future__ import annotations

import pytest

from jazzlstm.jobs import readiness


def test_libraries_are_needed_where_the_worker_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "what_is_missing", lambda: "nothing is here")
    monkeypatch.delenv(readiness.ADDRESS_VARIABLE, raising=False)
    assert readiness.why_not_yet() == "nothing is here"
    monkeypatch.setenv(readiness.ADDRESS_VARIABLE, "tcp://elsewhere:8786")
    assert readiness.why_not_yet() == ""
