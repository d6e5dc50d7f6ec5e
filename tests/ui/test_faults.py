"""The page under load and loss: floods of reruns, visitors who leave, files deleted during use.

Killed workers, schedulers and pages, and a full disk are tested in ``tests/jobs``; killed synth workers in
``tests/audio``.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.ui.play.packet import unpack
from tests.event_loop import run
from tests.processes import wait_until
from tests.ui.opened import errors_of, heard, open_page
from tools.page_client import PageClient

MOST_MEGABYTES = 150
"""Growth of the process in a flood; the page takes 300 by itself."""


def solo_of(visitor: PageClient) -> object:
    return unpack(visitor.packet)[0]["notes"]


def resident(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def test_a_thousand_reruns_leave_memory_and_threads_as_they_were(
    port: int, server: subprocess.Popen[bytes]
) -> None:
    async def flood() -> None:
        async with PageClient(port) as flooding, PageClient(port) as neighbour:
            await flooding.open()
            await neighbour.open()
            process = psutil.Process(server.pid)
            before, threads = resident(process), process.num_threads()
            for _ in range(1000):
                await flooding.press()
            await neighbour.new_solo()
            await flooding.new_solo()
            assert resident(process) - before < MOST_MEGABYTES
            wait_until(lambda: process.num_threads() <= threads + 4)

    run(flood())


@pytest.mark.usefixtures("server")
def test_visitors_who_leave_during_a_rerun_hold_up_nobody(port: int) -> None:
    async def vanish() -> None:
        for _ in range(10):
            async with PageClient(port) as visitor:
                await visitor.open()
                await visitor.press()
        async with PageClient(port) as visitor:
            await visitor.open()
            await visitor.new_solo()

    run(vanish())


@pytest.mark.usefixtures("server")
def test_two_tabs_play_their_own_solos(port: int) -> None:
    link = "tune=blues&takes=1&beats=8&seed="

    async def both() -> None:
        tabs = [PageClient(port, link + seed) for seed in ("11", "12", "11")]
        async with tabs[0], tabs[1], tabs[2]:
            arrivals: list[Awaitable[None]] = [tab.open() for tab in tabs]
            await asyncio.gather(*arrivals)
            first, second, same = map(solo_of, tabs)
            assert first == same
            assert first != second
            await tabs[1].new_solo()
            assert solo_of(tabs[0]) == first

    run(both())


def test_a_deleted_model_file_is_reported_and_the_solo_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]
) -> None:
    for seed, name in enumerate(("weimar", "classic")):
        write_model(tmp_path / f"{name}.safetensors", make_network(seed=seed))
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    page = open_page()
    solo = heard(page)["notes"]
    (tmp_path / "weimar.safetensors").unlink()
    page.button(key="new_solo").click().run()
    assert "'weimar'" in errors_of(page)[0]
    assert heard(page)["notes"] == solo
    write_model(tmp_path / "weimar.safetensors", make_network(seed=0))
    page.button(key="new_solo").click().run()
    assert errors_of(page) == []
    assert heard(page)["notes"] != solo


def test_a_network_that_is_deleted_in_another_tab_is_reported(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_network: Callable[..., Network]
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    session = create_session()
    write_model(session.next_model_path(), make_network(seed=5))
    page = open_page(session)
    page.selectbox(key="model").set_value("own-001").run()
    assert errors_of(page) == []
    session.delete()
    page.button(key="new_solo").click().run()
    assert errors_of(page) == []
    assert len(page.info) == 1
    assert heard(page)["notes"]
