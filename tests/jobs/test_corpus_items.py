"""The corpus of a session: its table, its corrections, and the cost of choosing solos from a large file."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import pytest

from jazzlstm.errors import ChordError, InputError
from jazzlstm.formats.report import Corpus, FileReport
from jazzlstm.jobs import corpus_files
from jazzlstm.jobs.corpus_files import corpus_path, is_unread, read_index, set_aside, write_corpus
from jazzlstm.jobs.corpus_items import (
    EDITED,
    CorpusItem,
    advice,
    choose_solos,
    read_items,
    set_chart,
    set_excluded,
    solo_of,
)
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.jobs.training_run import TrainingRun
from jazzlstm.jobs.training_solos import parse_training_line
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart

REQUEST = RunRequest(method="classic")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path))
    return create_session()


def solo(number: int, title: str = "") -> Solo:
    notes = tuple(Note(i / 2, 0.5, 60 + (i * 5 + number) % 13) for i in range(100))
    return Solo(notes, tune_chart("blues"), 140.0, title=title or f"tune {number}")


def report(name: str) -> FileReport:
    return FileReport(
        name, included=True, notes=100, bars=12, metre="4/4", tempo=140.0, chords_from="markers"
    )


def store_solos(session: Session, count: int, file: int = 1, title: str = "") -> list[Solo]:
    """A file of some solos, as a database has them."""
    solos = [solo(number, title) for number in range(count)]
    reports = [report(f"file {file}, solo {number}") for number in range(count)]
    write_corpus(session, file, Corpus(tuple(solos), tuple(reports)))
    return solos


def parsed_bytes(session: Session) -> int:
    """Bytes of JSON that are parsed from the table to the start of a training."""
    sizes: list[int] = []
    loads = json.loads

    def count(data: bytes) -> object:
        sizes.append(len(data))
        return loads(data)

    corpus_files._read_index.cache_clear()
    with mock.patch.object(json, "loads", count):
        items = read_items(session)
        TrainingRun(session).create(REQUEST, choose_solos(session, items), None)
    return sum(sizes)


def test_a_training_starts_without_parsing_a_solo(session: Session) -> None:
    """What blocks the page is the size of the table: a solo has 4 kB, its line in the table 200 bytes."""
    costs = []
    for count in (50, 100):
        store_solos(session, count)
        costs.append(parsed_bytes(session))
    assert costs[1] < 2.2 * costs[0]
    assert costs[1] < corpus_path(session, 1).stat().st_size / 5


def test_one_solo_is_read_without_parsing_the_others(session: Session) -> None:
    solos = store_solos(session, 100)
    item = read_items(session)[57]
    with mock.patch.object(json, "loads", wraps=json.loads) as loads:
        assert solo_of(session, item) == solos[57]
    longest = max(len(call.args[0]) for call in loads.call_args_list)
    assert longest < corpus_path(session, 1).stat().st_size / 50


def test_the_worker_gets_the_included_solos_as_they_were_read(session: Session) -> None:
    solos = store_solos(session, 4)
    other = store_solos(session, 1, file=2)
    set_excluded(session, read_items(session)[2], True)
    items = read_items(session)
    assert [item.is_included for item in items] == [True, True, False, True, True]
    chosen = choose_solos(session, items)
    assert chosen.notes == 400
    assert [parse_training_line(line) for line in chosen.lines] == [solos[0], solos[1], solos[3], *other]


def test_the_worker_gets_the_charts_that_the_visitor_wrote(session: Session) -> None:
    store_solos(session, 2)
    set_chart(session, read_items(session)[1], "| Ebm7 | Ab7 |")
    first, second = read_items(session)
    assert (first.report.chords_from, second.report.chords_from) == ("markers", EDITED)
    chosen = [parse_training_line(line) for line in choose_solos(session, [first, second]).lines]
    assert chosen[1].chart.chord_at(4).symbol == "Ab7"
    assert chosen[1].chart.key == chosen[0].chart.key
    assert solo_of(session, second) == chosen[1]
    set_chart(session, second, "")
    assert solo_of(session, second).chart == chosen[0].chart
    with pytest.raises(ChordError):
        set_chart(session, second, "| Q7 |")


def test_solos_that_share_one_title_get_the_names_of_their_files(session: Session) -> None:
    """Else the split by tune would take them for one tune."""
    store_solos(session, 1, file=1, title="Untitled")
    store_solos(session, 1, file=2, title="Untitled")
    chosen = [parse_training_line(line) for line in choose_solos(session, read_items(session)).lines]
    assert [each.title for each in chosen] == ["file 1, solo 0", "file 2, solo 0"]


def test_a_file_that_is_read_again_shows_its_new_solos(session: Session) -> None:
    store_solos(session, 3)
    assert len(read_items(session)) == 3
    items = read_items(session)
    store_solos(session, 1)
    assert len(read_items(session)) == 1
    with pytest.raises(InputError):
        solo_of(session, items[2])
    set_aside(session, 1)
    assert is_unread(session, 1)
    assert [solo_of(session, item).title for item in read_items(session)] == ["tune 0"]
    store_solos(session, 2)
    assert not is_unread(session, 1)
    assert len(read_items(session)) == 2
    corpus_path(session, 1).unlink()
    assert read_items(session) == []
    assert read_index(session, 1) == ()
    with pytest.raises(InputError):
        choose_solos(session, items)


def test_advice_depends_on_notes_chords_and_the_number_of_solos(session: Session) -> None:
    store_solos(session, 2)
    assert len(advice(read_items(session))) == 2
    store_solos(session, 20)
    assert advice(read_items(session)) == []
    silent = FileReport("silent", included=True, notes=2000, chords_from="nowhere")
    few = [CorpusItem(1, place, silent) for place in range(4)]
    assert len(advice(few)) == 1
    assert len(advice([*few, *read_items(session)])) == 1
