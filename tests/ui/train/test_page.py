"""The page "Train your own" without a browser, its worker a real one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.jobs import reading_jobs as journeys
from jazzlstm.jobs.corpus_items import leave_out, read_items, set_chart, solo_of
from jazzlstm.jobs.session_store import Session, create_session
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import model_bytes, write_model
from jazzlstm.model.network import Network
from jazzlstm.ui.train.result import figure_rows, tell_figures
from jazzlstm.ui.train.run import curve_spec
from tests.jobs.following import finish_reading
from tests.ui.opened import as_read, is_words_alone
from tests.ui.uploads import tune

PATIENCE = 120.0


def script() -> None:
    """What navigation does, for this one page."""
    from jazzlstm.ui.train.page import retrain_page

    retrain_page()


@pytest.fixture(autouse=True)
def shipped(models: Path) -> None:
    """Networks that learnt nothing stand for those that ship."""


def opened(session: Session | None = None) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    if session:
        page.query_params["mine"] = session.number
    page.run()
    assert not page.exception
    return page


def settled(page: AppTest, reached: Callable[[AppTest], bool]) -> AppTest:
    """Look again, as the page does by itself, until it is as far."""
    deadline = time.monotonic() + PATIENCE
    while not reached(page):
        assert time.monotonic() < deadline, words_of(page)
        time.sleep(0.2)
        page.run()
        assert not page.exception
    return page


def words_of(page: AppTest) -> str:
    elements = [*page.markdown, *page.warning, *page.error, *page.info, *page.success, *page.caption]
    return as_read("\n".join(element.value for element in elements))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_it_opens_without_a_locker_and_without_a_worker(store: Path) -> None:
    page = opened()
    assert "mine" not in page.query_params
    assert "Try the sample corpus" in labels(page)
    assert "Start training" not in labels(page)


def test_from_upload_to_a_network_that_plays(store: Path) -> None:
    """The whole way: upload, a broken file told, train, close the page, come back, hear, delete."""
    page = opened()
    files = [(f"tune {number}.mid", tune(f"Tune {number}"), "audio/midi") for number in range(4)]
    page.file_uploader(key="uploads").set_value([*files, ("broken.mid", b"no music", "audio/midi")]).run()
    assert not page.exception
    settled(page, lambda page: bool(page.dataframe))
    table = page.dataframe[0].value
    assert list(table[""]) == ["taken"] * 4 + ["left"]
    assert list(table["Chords from"][:4]) == ["markers"] * 4
    assert "800 notes" in words_of(page)
    assert "too few to learn a style from" in words_of(page)
    assert "At most about" in words_of(page)

    page.number_input(key="epochs tune").set_value(2)
    page.button(key="start").click().run()
    assert not page.exception
    number = str(page.query_params["mine"])
    page = opened(Session(store / number))  # the tab was closed; the address finds the run
    settled(page, lambda page: bool(page.success or page.error))
    assert "Ready" in words_of(page), words_of(page)
    assert "before" in words_of(page)
    assert "Originality" in words_of(page)
    assert page.selectbox(key="own model").value == "own-001"
    assert "Play with it" in labels(page)

    page.button(key="delete own").click().run()
    assert not page.exception
    page = opened(Session(store / number))
    next(button for button in page.button if button.label == "Delete everything now").click().run()
    assert not (store / number).exists()
    assert "mine" not in page.query_params


def test_a_line_can_be_heard_corrected_and_left_out(store: Path) -> None:
    session = create_session()
    session.add_files([("tune.mid", tune("Tune"))])
    finish_reading(session)
    (item,) = read_items(session)
    assert [name for _, name, _ in item.tracks] == ["1: Tenor Sax", "2: Bass"]
    set_chart(session, item, "| Ebm7 | Ab7 |")
    assert solo_of(session, item).chart.chord_at(4).symbol == "Ab7"
    assert read_items(session)[0].report.chords_from == "your text"
    set_chart(session, item, "")
    assert solo_of(session, item).chart.chord_at(4).symbol == "G7"
    leave_out(session, item, True)
    assert not read_items(session)[0].counts
    journeys.read_again(session, 1, 2)
    finish_reading(session)
    assert read_items(session)[0].report.track == "2: Bass"


def test_an_address_that_has_expired_says_so(store: Path) -> None:
    page = AppTest.from_function(script, default_timeout=60)
    page.query_params["mine"] = "0" * 32
    page.run()
    assert not page.exception
    assert "begin anew" in words_of(page)
    assert "mine" not in page.query_params


def test_a_model_file_can_be_brought_back_and_a_foreign_file_is_refused(
    store: Path, make_network: Callable[..., Network]
) -> None:
    page = opened()
    data = model_bytes(make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning(), 3))
    page.file_uploader(key="model upload").set_value(("mine.safetensors", b"x" * 100, "")).run()
    assert "not a .safetensors model file" in words_of(page)
    page.file_uploader(key="model upload").set_value(("mine.safetensors", data, "")).run()
    assert not page.exception
    assert page.selectbox(key="own model").options == ["drawn (001)"]


def test_the_name_of_a_strangers_network_is_shown_as_words(
    store: Path, make_network: Callable[..., Network]
) -> None:
    session, network = create_session(), make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning(), 3)
    name = "![x](https://a.b/x.png)"
    write_model(session.next_model_path(), replace(network, card=ModelCard(name=name)))
    page = opened(session)
    assert name in words_of(page)
    assert all(is_words_alone(each.value) for each in (*page.caption, *page.markdown))


def test_nobody_sees_the_networks_of_another_session(store: Path) -> None:
    page = opened()
    assert "Your networks" not in [header.value for header in page.header]


STATUS = Status(
    state="training",
    epochs=10,
    history=(
        {"epoch": 1, "loss": 4.0, "held_out_loss": 3.9},
        {"epoch": 2, "loss": 3.5, "held_out_loss": 3.6},
    ),
    base_loss=3.8,
)


def test_the_curve_has_both_losses_and_the_line_to_beat() -> None:
    rows = curve_spec(STATUS)["data"]["values"]
    assert [row["loss"] for row in rows if row["of"] == "held-out part"] == [3.9, 3.6]
    assert [(row["epoch"], row["loss"]) for row in rows if row["of"] == "before"] == [(1, 3.8), (10, 3.8)]


def test_figures_are_told_in_sentences_and_in_a_table() -> None:
    def of(perplexity: float, steps: float, longest: int) -> dict[str, object]:
        copies = {"longest": longest, "median": 6, "title": "Blue", "bar": 3}
        return {
            "held_out": {"joint_perplexity": perplexity},
            "statistics": {"steps": steps},
            "copies": copies,
        }

    figures = {
        "corpus": {"statistics": {"steps": 0.5}},
        "before": of(40, 0.4, 5),
        "after": of(20, 0.48, 14),
        "nearer": ["steps"],
    }
    told = tell_figures(figures)
    assert "**20.0**" in told
    assert "1 of 1 figures" in told
    assert "it quotes" in told
    row = {"": "steps of one or two semitones", "your corpus": "50 %", "before": "40 %", "now": "48 %"}
    assert figure_rows(figures) == [row]
