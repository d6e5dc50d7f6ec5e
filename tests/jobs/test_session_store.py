from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from jazzlstm.errors import InputError, OutputError, SettingsError
from jazzlstm.jobs.session_store import (
    HOURS_VARIABLE,
    MOST_MODELS,
    STORE_VARIABLE,
    Session,
    create_session,
    keep_hours,
    open_session,
    store_folder,
    sweep,
)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    return tmp_path / "store"


def use_before(session: Session, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(session.path / "used", (then, then))


def test_a_session_opens_with_its_number_and_with_no_other() -> None:
    session = create_session()
    assert open_session(session.number) == session
    other = ("0" if session.number[0] != "0" else "1") + session.number[1:]
    for wrong in (
        other,
        "",
        session.number[:-1],
        "../" + session.number,
        "/etc",
        "*",
        session.number.upper() + "A",
    ):
        with pytest.raises(InputError):
            open_session(wrong)


def test_numbers_cannot_be_guessed_from_one_another() -> None:
    numbers = {create_session().number for _ in range(20)}
    assert len(numbers) == 20
    assert all(len(number) == 32 for number in numbers)


def test_other_users_of_the_machine_cannot_read_the_store(store: Path) -> None:
    session = create_session()
    assert store.stat().st_mode & 0o077 == 0
    assert session.path.stat().st_mode & 0o077 == 0
    store.chmod(0o755)
    with pytest.raises(OutputError):
        store_folder()


def test_a_name_that_a_user_chose_never_becomes_a_path(store: Path) -> None:
    session = create_session()
    names = ["../../evil.mid", "/etc/passwd", "con:\0<|>.mid", "x" * 5000]
    numbers = session.add_files((name, b"data") for name in names)
    found = {path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()}
    expected = {f"files/{number:06}.{suffix}" for number in numbers for suffix in ("bin", "json")} | {"used"}
    assert found == {f"{session.number}/{name}" for name in expected} | {"clock.json"}
    assert session.file_name(1) == "../../evil.mid"
    assert len(session.file_name(4)) == 200


def test_a_session_expires_a_day_after_its_last_use() -> None:
    session, fresh = create_session(), create_session()
    use_before(session, 23.9)
    assert open_session(session.number) == session
    use_before(session, 24.1)
    with pytest.raises(InputError):
        open_session(session.number)
    assert sweep() == 1
    assert not session.path.exists()
    assert fresh.path.exists()


def test_the_hours_until_a_session_expires_are_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOURS_VARIABLE, "0.5")
    session = create_session()
    use_before(session, 0.6)
    with pytest.raises(InputError):
        open_session(session.number)
    for wrong in ("-1", "soon", "nan", "0"):
        monkeypatch.setenv(HOURS_VARIABLE, wrong)
        with pytest.raises(SettingsError):
            keep_hours()


def test_deleting_leaves_nothing(store: Path) -> None:
    session = create_session()
    session.add_files([("a.mid", b"abc")])
    session.delete()
    assert [path.name for path in store.iterdir()] == ["clock.json"]  # the time, which belongs to no session
    with pytest.raises(InputError):
        open_session(session.number)


def test_files_beyond_the_limit_of_a_session_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jazzlstm.jobs.session_store.MOST_BYTES", 10)
    session = create_session()
    assert session.add_files([("a.mid", b"12345678")]) == [1]
    with pytest.raises(InputError):
        session.add_files([("b.mid", b"123")])
    monkeypatch.setattr("jazzlstm.jobs.session_store.MOST_FILES", 1)
    with pytest.raises(InputError):
        session.add_upload("c.zip", b"")


def test_the_oldest_models_are_deleted_for_new_ones() -> None:
    session = create_session()
    session.models.mkdir()
    for _ in range(MOST_MODELS + 2):
        session.next_model_path().write_bytes(b"")
    numbers = [int(path.stem) for path in session.model_paths()]
    assert numbers == list(range(3, MOST_MODELS + 3))


def test_a_session_knows_its_files_without_opening_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page asks at every click: with 20,000 files, reading their names would block it for seconds."""
    session = create_session()
    assert not session.has_files
    session.add_upload("set.zip", b"PK")
    assert session.has_files
    session.remove_corpus()
    assert not session.has_files
    session.add_files([("a.mid", b"abc")])
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert session.has_files
