"""Networks that are shared by a link: copies of single model files, which expire.

    <store>/shared/<number>.safetensors     its date, by the store's clock: when it was shared
    <session>/shared.json                   the numbers of a session's own links, by model file

The number (128 random bits) is only in the link, and there is no list of numbers. It opens one network and
nothing else of its owner's session, whose own number is not in it. Who has the link may play and download
the network until it expires after ``SHARED_DAYS``, or until its owner ends it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from pathlib import Path

from jazzlstm.errors import InputError
from jazzlstm.files import read_json, write_json, write_whole
from jazzlstm.jobs.session_store import Session, store_folder, store_time
from jazzlstm.jobs.store_clock import clock_of

SHARED_DAYS = 7
MOST_LINKS = 5
"""Of one session."""
MOST_BYTES = 2**30
"""Of the shared networks of all visitors together: about 150 networks of 7 MB."""
_NUMBER = re.compile(r"[0-9a-f]{32}")
_DAY = 24 * 3600.0


def share_model(session: Session, model: str) -> str:
    """Share the network in a model file of a session; returns its number, the same while it is shared.

    Raises:
        InputError: the session has too many links, all visitors together have, or there is no such file.
        OutputError: the disk is full.
    """
    links = links_of(session)
    if model in links:
        return links[model]
    sweep_shared()
    if len(links) >= MOST_LINKS:
        raise InputError(f"you have shared {MOST_LINKS} networks: end one of the links first")
    try:
        data = (session.models / model).read_bytes()
    except OSError as exc:
        raise InputError("this network was deleted: choose another one") from exc
    if sum(path.stat().st_size for path in _folder().glob("*.safetensors")) + len(data) > MOST_BYTES:
        raise InputError("too many networks are shared here at the moment: share the file instead")
    number = secrets.token_hex(16)
    path = _path(number)
    write_whole(path, data)
    os.utime(path, (store_time(), store_time()))
    write_json(session.path / "shared.json", {**links, model: number})
    return number


def links_of(session: Session) -> dict[str, str]:
    """The numbers of a session's links that still open, by model file."""
    stored = read_json(session.path / "shared.json")
    return {str(model): str(number) for model, number in stored.items() if find_shared(str(number))}


def end_link(session: Session, model: str) -> None:
    """Make the link to a network open nothing any more."""
    links = links_of(session)
    number = links.pop(model, "")
    if number:
        _path(number).unlink(missing_ok=True)
        write_json(session.path / "shared.json", links)


def end_all_links(session: Session) -> None:
    """Make all links of a session open nothing any more."""
    for model in links_of(session):
        end_link(session, model)


def find_shared(number: str) -> Path | None:
    """The model file with this number; None if there is none, or it has expired. It is not said which."""
    path = _path(number) if _NUMBER.fullmatch(number) else None
    return path if path and path.is_file() and hours_left(number) > 0 else None


def hours_left(number: str) -> float:
    """Hours until a link expires; 0 or less if it has, or opens nothing."""
    try:
        shared_at = _path(number).stat().st_mtime
    except OSError:
        return 0.0
    return (min(shared_at - store_time(), 0.0) + SHARED_DAYS * _DAY) / 3600


def sweep_shared() -> None:
    """Delete the networks whose links have expired."""
    if not clock_of(store_folder()).is_settled:
        return
    for path in _folder().glob("*.safetensors"):
        if hours_left(path.stem) <= 0:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _folder() -> Path:
    return store_folder() / "shared"


def _path(number: str) -> Path:
    return _folder() / f"{number}.safetensors"
