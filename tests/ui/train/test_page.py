"""The page "Train your own" without a browser, with a real worker."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import TrainingError
from jazzlstm.files import write_json
from jazzlstm.formats.report import Corpus, FileReport
from jazzlstm.jobs import readiness, reading_jobs, training_jobs
from jazzlstm.jobs.corpus_files import write_corpus
from jazzlstm.jobs.corpus_items import read_items, set_chart, set_excluded, solo_of
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import Session, create_session
from jazzlstm.jobs.shared_models import find_shared
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import model_bytes, write_model
from jazzlstm.model.network import Network
from jazzlstm.model.training_libraries import COMING, FAILED
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.ui.train.libraries import READY, WAIT
from jazzlstm.ui.train.loss_curve import held_out_spec, training_spec
from jazzlstm.ui.train.result import QUOTE_NOTES, describe_figures, figure_rows
from jazzlstm.ui.train.run import POLL_SECONDS, outcome_words
from jazzlstm.ui.train.table import ROWS_A_PAGE
from tests.jobs.following import PATIENCE, finish_reading, solos
from tests.ui.opened import as_read, is_words_alone
from tests.ui.uploads import tune


def script() -> None:
    """Run the page, as the navigation does."""
    from jazzlstm.ui.train.page import train_page

    train_page()


@pytest.fixture(autouse=True)
def shipped(models: Path) -> None:
    """Untrained networks in place of the models that ship."""


def opened(session: Session | None = None) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    if session:
        page.query_params["mine"] = session.number
    page.run()
    assert not page.exception
    return page


def settled(page: AppTest, reached: Callable[[AppTest], bool]) -> AppTest:
    """Rerun the page, as it does by itself, until it has reached a state."""
    deadline = time.monotonic() + PATIENCE
    while not reached(page):
        assert time.monotonic() < deadline, words_of(page)
        time.sleep(POLL_SECONDS)
        page.run()
        assert not page.exception
    return page


def words_of(page: AppTest) -> str:
    elements = [*page.markdown, *page.warning, *page.error, *page.info, *page.success, *page.caption]
    return as_read("\n".join(element.value for element in elements))


def keys(page: AppTest) -> list[str]:
    """The keys of the buttons on the page."""
    return [button.key for button in page.button if button.key]


def rows(page: AppTest) -> list[str]:
    """The rows of the table, as HTML."""
    return [each.proto.body for each in page.get("html") if '<div class="solo">' in each.proto.body]


def test_page_opens_without_session_and_worker(store: Path) -> None:
    page = opened()
    assert "mine" not in page.query_params
    assert "sample" in keys(page)
    assert "start" not in keys(page)


def test_from_upload_to_a_network_that_plays(store: Path) -> None:
    """Upload four tunes and a broken file, train, reopen the page by its address, compare, delete."""
    page = opened()
    files = [(f"tune {number}.mid", tune(f"Tune {number}"), "audio/midi") for number in range(4)]
    page.file_uploader(key="uploads").set_value([*files, ("broken.mid", b"no music", "audio/midi")]).run()
    assert not page.exception
    settled(page, lambda page: bool(rows(page)))
    table = rows(page)
    assert ["skipped" in row for row in table] == [False] * 4 + [True]
    assert ["from markers" in row for row in table] == [True] * 4 + [False]
    assert ["200 notes" in row for row in table] == [True] * 4 + [False]
    assert len(page.warning) > 1  # the file that was skipped, and advice about so few notes

    page.number_input(key="epochs tune").set_value(2)
    page.button(key="start").click().run()
    assert not page.exception
    number = str(page.query_params["mine"])
    page = opened(Session(store / number))
    settled(page, lambda page: bool(page.success or page.error))
    assert page.success, words_of(page)
    assert len(page.dataframe) == 1  # the figures before and after
    assert page.selectbox(key="own model").value == "own-001"
    assert page.session_state["network to play next"] == "own-001"
    (play,) = page.get("page_link")
    assert "own-001" in play.proto.query_string

    page.button(key="create link").click().run()
    assert not page.exception
    (link,) = [code.value for code in page.code]
    shared = link.partition("model=")[2].removeprefix("shared-")
    assert find_shared(shared)
    page.button(key="delete own").click().run()
    assert not page.exception
    assert find_shared(shared) is None
    page = opened(Session(store / number))
    page.button(key="delete session").click().run()
    assert not (store / number).exists()
    assert "mine" not in page.query_params


def test_solo_can_be_corrected_and_excluded(store: Path) -> None:
    session = create_session()
    session.add_files([("tune.mid", tune("Tune"))])
    finish_reading(session)
    (item,) = read_items(session)
    assert [name for _, name, _ in item.report.tracks] == ["1: Tenor Sax", "2: Bass"]
    set_chart(session, item, "| Ebm7 | Ab7 |")
    assert solo_of(session, item).chart.chord_at(4).symbol == "Ab7"
    assert read_items(session)[0].report.chords_from == "your text"
    set_chart(session, item, "")
    assert solo_of(session, item).chart.chord_at(4).symbol == "G7"
    set_excluded(session, item, True)
    assert not read_items(session)[0].is_included
    reading_jobs.read_again(session, 1, [2])
    finish_reading(session)
    assert read_items(session)[0].report.track == "2: Bass"


def test_expired_address_is_reported_and_forgotten(store: Path) -> None:
    page = AppTest.from_function(script, default_timeout=60)
    page.query_params["mine"] = "0" * 32
    page.run()
    assert not page.exception
    assert len(page.info) == 1
    assert "mine" not in page.query_params


def upload_model(page: AppTest, data: bytes) -> AppTest:
    page.file_uploader(key="model upload").set_value(("mine.safetensors", data, "")).run()
    assert not page.exception
    return page


def test_uploaded_network_is_chosen_and_a_foreign_file_is_refused(
    store: Path, make_network: Callable[..., Network]
) -> None:
    page = upload_model(opened(), b"x" * 100)
    assert len(page.error) == 1
    for seed, newest in enumerate(("own-001", "own-002"), start=3):
        upload_model(page, model_bytes(make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning(), seed)))
        assert page.selectbox(key="own model").value == newest
    page.selectbox(key="own model").set_value("own-001").run()
    assert page.selectbox(key="own model").value == "own-001"


def test_markdown_in_the_name_of_a_network_is_shown_as_text(
    store: Path, make_network: Callable[..., Network]
) -> None:
    session, network = create_session(), make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning(), 3)
    name = "![x](https://a.b/x.png)"
    write_model(session.next_model_path(), replace(network, card=ModelCard(name=name)))
    page = opened(session)
    assert name in words_of(page)
    assert all(is_words_alone(each.value) for each in (*page.caption, *page.markdown))


def test_networks_of_another_session_are_not_shown(store: Path, make_network: Callable[..., Network]) -> None:
    write_model(
        create_session().next_model_path(), make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning())
    )
    page = opened()
    assert "own model" not in [box.key for box in page.selectbox]


STATUS = Status(
    state="training",
    epochs=10,
    history=(
        {"epoch": 1, "loss": 4.0, "held_out_loss": 3.9},
        {"epoch": 2, "loss": 3.5, "held_out_loss": 3.6},
    ),
    base_loss=3.8,
)


def test_curve_shows_perplexities_and_that_before_the_training_as_a_line() -> None:
    curve, line, label = held_out_spec(STATUS)["layer"]
    values = [row["perplexity"] for row in curve["data"]["values"]]
    assert values == pytest.approx([math.exp(3.9), math.exp(3.6)], rel=1e-3)
    assert line["data"]["values"][0]["perplexity"] == pytest.approx(math.exp(3.8), rel=1e-3)
    assert f"{math.exp(3.8):.1f}" in label["data"]["values"][0]["words"]
    assert label["mark"]["color"] == "currentColor"  # as the page's text: it is read on light and dark pages
    (training,) = training_spec(STATUS)["layer"]
    assert training["data"]["values"][0]["perplexity"] == pytest.approx(math.exp(4.0), rel=1e-3)


@pytest.mark.parametrize("losses", [(3.9, 3.6), (3.9, 4.2)])
def test_the_outcome_has_the_figures_of_the_curve(losses: tuple[float, float]) -> None:
    """An epoch that is worse than the base is not kept. Whole solos, evaluated later, give other figures."""
    history = tuple({"epoch": i, "loss": 4.0, "held_out_loss": loss} for i, loss in enumerate(losses, 1))
    figures = {
        "after": figures_of(20, 0.48, 14),
        "before": figures_of(40, 0.4, 5),
        "corpus": {"statistics": {}},
    }
    status = replace(STATUS, state="done", history=history, figures=figures)
    words = outcome_words(status)
    assert re.findall(r"\d+\.\d", words) == [f"{math.exp(min(3.8, *losses)):.1f}", f"{math.exp(3.8):.1f}"]
    assert not re.findall(r"\d+\.\d", describe_figures(figures))
    assert f"{math.exp(3.8):.1f}" in held_out_spec(status)["layer"][2]["data"]["values"][0]["words"]


def test_curve_from_scratch_is_logarithmic_and_a_diverging_loss_does_not_break_it() -> None:
    history = (
        {"epoch": 1, "loss": 7.0, "held_out_loss": 1e9},
        {"epoch": 2, "loss": 3.0, "held_out_loss": 3.0},
    )
    (curve,) = held_out_spec(replace(STATUS, history=history, base_loss=None))["layer"]
    assert curve["encoding"]["y"]["scale"]["type"] == "log"


def figures_of(perplexity: float, steps: float, longest: int) -> dict[str, object]:
    copies = {"longest": longest, "median": 6, "title": "Blue", "bar": 3}
    return {"held_out": {"joint_perplexity": perplexity}, "statistics": {"steps": steps}, "copies": copies}


def test_figures_are_described_and_listed() -> None:
    figures = {
        "corpus": {"statistics": {"steps": 0.5}},
        "before": figures_of(40, 0.4, 5),
        "after": figures_of(20, 0.48, 14),
        "nearer": ["steps"],
    }
    description = describe_figures(figures)
    assert all(figure in description for figure in ("1 of 1", "14", "Blue"))
    assert list(figure_rows(figures)[0].values())[1:] == ["50%", "40%", "48%"]


def test_long_shared_phrase_is_called_a_quote() -> None:
    figures = {"corpus": {"statistics": {}}, "after": figures_of(20, 0.48, QUOTE_NOTES)}
    quoted = describe_figures(figures)
    figures["after"] = figures_of(20, 0.48, QUOTE_NOTES - 1)
    assert quoted.rpartition(". ")[2] != describe_figures(figures).rpartition(". ")[2]


def test_rerun_opens_no_file_of_the_corpus(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page reruns on every click; the number of uploaded files must not slow it down."""
    session = create_session()
    solo = Solo((Note(0, 1, 60),), parse_chart("| C |"))
    report = FileReport("tune.mid", included=True, notes=1)
    for file in range(1, 51):
        write_json(session.files / f"{file:06}.json", {"name": "tune.mid"})
        write_corpus(session, file, Corpus((solo,), (report,)))
    page = opened(session)
    assert len(rows(page)) == ROWS_A_PAGE
    opened_files: list[Path] = []
    for name in ("read_text", "read_bytes", "open"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name), opened_files))
    page.run()
    assert not page.exception
    assert [path for path in opened_files if path.parent in (session.files, session.corpus)] == []


def counted(read: Callable[..., object], paths: list[Path]) -> Callable[..., object]:
    """A method of ``Path`` that also notes the path it reads."""

    def reading(path: Path, *arguments: object, **options: object) -> object:
        paths.append(path)
        return read(path, *arguments, **options)

    return reading


def test_page_waits_calmly_for_the_libraries_of_training(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = create_session()
    session.add_files([("tune.mid", tune("Tune"))])
    finish_reading(session)
    monkeypatch.setattr(readiness, "what_is_missing", lambda: COMING)
    page = opened(session)
    assert [each.value for each in page.info] == [WAIT]
    assert page.button(key="start").disabled
    with pytest.raises(TrainingError, match="are being installed"):
        training_jobs.start_run(session, RunRequest(), solos())
    monkeypatch.setattr(readiness, "what_is_missing", lambda: "")
    page.run()
    assert [each.value for each in (*page.info, *page.success)] == [READY]
    assert not page.button(key="start").disabled
    monkeypatch.setattr(readiness, "what_is_missing", lambda: FAILED)
    page.run()
    assert "could not be installed" in page.warning[0].value
