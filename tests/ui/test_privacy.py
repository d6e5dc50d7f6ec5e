"""Privacy: two sessions at once in one process of the page, each with its own networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import ModelFileError
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.jobs.shared_models import end_link, share_model
from jazzlstm.model.model_file import read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.ui.play.rendering import fingerprint_of
from jazzlstm.ui.visitor import open_named
from tests.ui.opened import link_of, open_page


@pytest.fixture
def sessions(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]
) -> dict[str, Session]:
    """Sessions of Ann and Bob: one network each, of the same name, whose only player has the owner's name."""
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    found = {}
    for seed, name in enumerate(("Ann", "Bob"), start=20):
        found[name] = create_session()
        network = make_network(conditioning=Conditioning((f"{name} Private",)), seed=seed)
        write_model(found[name].next_model_path(), network)
    return found


def everything_on(page: AppTest) -> str:
    """Everything sent to the browser: elements, packet, address."""
    protos = [node.proto.SerializeToString() for node in page.main if getattr(node, "proto", None)]
    assert any(b"JAZZ" in proto for proto in protos)  # the player's packet is among them
    return f"{page.query_params} " + b"\n".join(protos).decode("utf-8", "replace")


def test_two_sessions_play_their_own_networks_of_the_same_name(
    sessions: dict[str, Session],
) -> None:
    pages = {name: open_page(session) for name, session in sessions.items()}
    for page in pages.values():
        page.selectbox(key="model").set_value("own-001")
    for _ in range(2):  # in turns, so that anything left behind by one would reach the other
        for name, page in pages.items():
            page.button(key="new_solo").click().run()
            assert not page.exception
            network = read_model(sessions[name].models / "001.safetensors")
            assert fingerprint_of(network) in page.query_params["is"]
            shown = everything_on(page)
            other = {"Ann": "Bob", "Bob": "Ann"}[name]
            assert f"{name} Private" in shown
            assert f"{other} Private" not in shown


def test_neither_link_nor_packet_contains_the_number_of_a_session(sessions: dict[str, Session]) -> None:
    page = open_page(sessions["Ann"])
    page.selectbox(key="model").set_value("own-001").run()
    assert "own-001" in everything_on(page)
    assert sessions["Ann"].number not in everything_on(page)


def test_a_link_to_an_own_network_opens_it_for_nobody_else(sessions: dict[str, Session]) -> None:
    stranger = open_page(model="own-001", seed="5")
    assert "Private" not in everything_on(stranger)
    assert stranger.selectbox(key="model").value == "weimar"
    assert len(stranger.warning) == 1  # it says that another network plays
    assert link_of(stranger) == {"model": "own-001", "seed": "5"}  # and the address stays
    stranger.selectbox(key="model").set_value("classic").run()
    assert link_of(stranger)["model"] == "classic"


def test_a_shared_network_opens_for_a_stranger_until_its_owner_ends_the_link(
    sessions: dict[str, Session],
) -> None:
    number = share_model(sessions["Ann"], "001.safetensors")
    stranger = open_page(model=f"shared-{number}")
    shown = everything_on(stranger)
    assert "Ann Private" in shown
    assert "Bob Private" not in shown
    assert sessions["Ann"].number not in shown
    assert not stranger.warning
    assert stranger.selectbox(key="model").value == f"shared-{number}"
    end_link(sessions["Ann"], "001.safetensors")
    late = open_page(model=f"shared-{number}")
    assert "Private" not in everything_on(late)
    assert len(late.warning) == 1


def test_a_network_that_was_trained_is_chosen_on_play(sessions: dict[str, Session]) -> None:
    page = open_page()
    page.session_state["session number"] = sessions["Ann"].number
    page.session_state["network to play next"] = "own-001"
    page.run()
    assert page.selectbox(key="model").value == "own-001"
    page.selectbox(key="model").set_value("weimar").run()
    assert page.selectbox(key="model").value == "weimar"


@pytest.mark.parametrize(
    "name",
    [
        "shared-../../{number}/models/001",
        "shared-",
        "shared-{number}",
        "own-../../{number}/models/001",
        "{path}/models/001.safetensors",
        "../store",
        "own-",
        "own-*",
    ],
)
def test_a_model_name_is_never_taken_for_a_path(sessions: dict[str, Session], name: str) -> None:
    bob = sessions["Bob"]
    with pytest.raises(ModelFileError):
        open_named(name.format(number=bob.number, path=bob.path))
