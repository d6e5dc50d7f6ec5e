"""Networks that are shared by a link: who can open them, for how long, and how many there can be."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from jazzlstm.errors import InputError
from jazzlstm.jobs import shared_models
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session, open_session, store_time
from jazzlstm.jobs.shared_models import (
    MOST_LINKS,
    SHARED_DAYS,
    end_all_links,
    end_link,
    find_shared,
    hours_left,
    links_of,
    share_model,
    sweep_shared,
)

DAY = 24 * 3600


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path / "store"))
    return with_models(create_session(), 1)


def with_models(session: Session, count: int) -> Session:
    session.models.mkdir(exist_ok=True)
    for number in range(1, count + 1):
        (session.models / f"{number:03}.safetensors").write_bytes(b"weights %d" % number)
    return session


def age(number: str, days: float) -> Path:
    """Date a shared network back."""
    path = find_shared(number)
    assert path is not None
    os.utime(path, (store_time() - days * DAY, store_time() - days * DAY))
    return path


def test_a_link_opens_a_copy_of_one_network_and_nothing_of_its_session(session: Session) -> None:
    number = share_model(session, "001.safetensors")
    path = find_shared(number)
    assert path is not None
    assert path.read_bytes() == b"weights 1"
    assert session.number not in str(path)
    assert session.path not in path.parents
    with pytest.raises(InputError):
        open_session(number)
    assert find_shared(session.number) is None


def test_a_network_has_one_link_and_its_number_cannot_be_guessed(session: Session) -> None:
    number = share_model(session, "001.safetensors")
    assert share_model(session, "001.safetensors") == number
    assert re.fullmatch("[0-9a-f]{32}", number)
    assert links_of(session) == {"001.safetensors": number}
    assert links_of(create_session()) == {}


@pytest.mark.parametrize("number", ["", "..", "../" * 3 + "etc/passwd", "0" * 32, "x" * 32, "0" * 31 + "\n"])
def test_no_other_number_opens_anything(session: Session, number: str) -> None:
    share_model(session, "001.safetensors")
    assert find_shared(number) is None


def test_a_link_expires_and_its_file_is_deleted(session: Session) -> None:
    number = share_model(session, "001.safetensors")
    assert hours_left(number) == pytest.approx(24 * SHARED_DAYS, abs=0.1)
    age(number, SHARED_DAYS - 0.1)
    assert find_shared(number)
    path = age(number, SHARED_DAYS + 0.1)
    assert find_shared(number) is None
    assert links_of(session) == {}
    sweep_shared()
    assert not path.exists()


def test_the_owner_ends_a_link_or_all_of_them(session: Session) -> None:
    with_models(session, 3)
    numbers = [share_model(session, f"{model:03}.safetensors") for model in (1, 2, 3)]
    end_link(session, "002.safetensors")
    assert [bool(find_shared(number)) for number in numbers] == [True, False, True]
    end_all_links(session)
    assert not any(find_shared(number) for number in numbers)


def test_a_link_outlives_its_session(session: Session) -> None:
    number = share_model(session, "001.safetensors")
    session.delete()
    assert find_shared(number)


def test_the_number_of_links_and_the_disk_are_limited(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_models(session, MOST_LINKS + 1)
    for model in range(1, MOST_LINKS + 1):
        share_model(session, f"{model:03}.safetensors")
    with pytest.raises(InputError):
        share_model(session, f"{MOST_LINKS + 1:03}.safetensors")
    monkeypatch.setattr(shared_models, "MOST_BYTES", 10 * MOST_LINKS)
    with pytest.raises(InputError):
        share_model(with_models(create_session(), 1), "001.safetensors")


def test_a_deleted_network_cannot_be_shared(session: Session) -> None:
    with pytest.raises(InputError):
        share_model(session, "009.safetensors")
