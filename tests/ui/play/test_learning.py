"""What was played becomes a file to train on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.session_store import open_session
from jazzlstm.model.network import Network
from jazzlstm.ui.play import live


def script(body: str) -> AppTest:
    return AppTest.from_string(body, default_timeout=30).run()


@pytest.fixture
def name(make_network: Callable[..., Network]) -> str:
    return live.offer(make_network(), Settings(tune="jazz-blues", seed=5))


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_STORE", str(tmp_path / "store"))


LEARN = """
import streamlit as st
from jazzlstm.ui.play.learning import learn, learnt
notes = [[beat, 0.9, 60 + beat, 90, 1] for beat in range(8)]
question = {{"settings": "{name}", "from": 0, "until": 8, "tempo": 140, "turns": [[0, 8]]}}
question["chords"] = [[0, "F7"]]
for _ in range({times}):
    learn({{**question, "notes": notes[:{notes}]}})
st.session_state["result"] = learnt()
"""


def test_the_bars_are_among_the_visitors_files_with_their_chords(name: str) -> None:
    page = script(LEARN.format(name=name, times=2, notes=8))
    assert page.session_state["result"] == {"number": 2}
    session = open_session(page.session_state["session number"])
    assert [session.file_name(number) for number in (1, 2)] == [
        "what you played 1.mid",
        "what you played 2.mid",
    ]
    assert b"F7" in (session.files / "000001.bin").read_bytes()
    assert "mine" not in page.query_params  # the address of Play may be shared


def test_without_a_note_the_fault_is_said_and_nothing_is_stored(name: str, tmp_path: Path) -> None:
    page = script(LEARN.format(name=name, times=1, notes=0))
    assert page.session_state["result"]["fault"]
    assert not (tmp_path / "store").exists()
