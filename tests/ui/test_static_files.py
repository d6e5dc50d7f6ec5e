"""Streamlit's scripts and style sheets, as this server sends them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from streamlit.file_util import get_static_dir

from jazzlstm.ui.static_files import StaticFiles, compress, document_of_streamlit, files_in
from tests.ui.asgi import get

FOLDER = Path(get_static_dir(), "static")
NAMED = files_in(document_of_streamlit())


async def streamlit(_: Request) -> PlainTextResponse:
    return PlainTextResponse("Streamlit itself")


def fetch(path: str, encoding: str = "identity") -> tuple[int, Mapping[str, str], bytes]:
    app = StaticFiles(Starlette(routes=[Route("/{rest:path}", streamlit)]), base="/jazz")
    return get([Mount("", app=app)], path, encoding=encoding)


@pytest.mark.parametrize("folder", ["js", "css"])
def test_a_file_is_compressed_for_browsers_that_can_read_it(folder: str) -> None:
    [name, *_] = [name for kind, name in NAMED if kind == folder]
    content = (FOLDER / folder / name).read_bytes()
    path = f"/jazz/static/{folder}/{name}"
    status, headers, body = fetch(path)
    assert (status, body) == (200, content)
    assert "immutable" in headers["cache-control"]
    compress(f"./static/{folder}/{name}")
    status, headers, body = fetch(path, "gzip, br")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == content
    assert fetch(path)[2] == content


@pytest.mark.parametrize(
    "path",
    [
        "/jazz/static/js/unknown.js",
        "/jazz/static/js/..%2f..%2findex.html",
        "/jazz/static/js/",
        "/jazz/static/media/font.woff2",
        "/static/js/index.js",
        "/jazz/",
    ],
)
def test_everything_else_is_left_to_streamlit(path: str) -> None:
    assert fetch(path)[2] == b"Streamlit itself"


def test_the_document_of_streamlit_names_files_that_exist() -> None:
    assert len(NAMED) > 10
    assert all((FOLDER / folder / name).is_file() for folder, name in NAMED)
