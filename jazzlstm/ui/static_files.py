"""Streamlit's scripts and style sheets, from memory.

Streamlit sends each of them uncompressed, in pieces that pass through threads. Its document names 60 of them:
2.3 MB, compressed 0.55 MB. Play needs 50 more.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.file_util import get_static_dir

TYPES = {"js": "text/javascript", "css": "text/css"}
"""By folder; it is the ending of the files in it, too."""
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
"""The names have a hash of the content."""
FILES_KEPT = 256
_compressed: dict[tuple[str, str], bytes] = {}


def document_of_streamlit() -> str:
    """Streamlit's own document."""
    return Path(get_static_dir(), "index.html").read_text(encoding="utf-8")


def files_in(html: str) -> list[tuple[str, str]]:
    """Folder and name of each script and style sheet that a document names."""
    return list(dict.fromkeys(re.findall(r"static/(js|css)/([\w.-]+)", html)))


def compress(html: str) -> None:
    """Compress the scripts and style sheets of a document; from then on, others when they are asked for."""
    for folder, name in files_in(html):
        _compress(folder, name)


@lru_cache(maxsize=FILES_KEPT)
def read_file(folder: str, name: str) -> bytes:
    """One file of ``TYPES``."""
    return Path(get_static_dir(), "static", folder, name).read_bytes()


@lru_cache(maxsize=len(TYPES))
def _names(folder: str) -> frozenset[str]:
    return frozenset(path.name for path in Path(get_static_dir(), "static", folder).glob(f"*.{folder}"))


class StaticFiles:
    """Answers for scripts and style sheets below ``base``, "" or "/path", before Streamlit does."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._places = {f"{base}/static/{folder}/": folder for folder in TYPES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        start, slash, name = scope.get("path", "").rpartition("/")
        folder = self._places.get(start + slash, "")
        if folder and name in _names(folder) and scope.get("method") in ("GET", "HEAD"):
            await answer_for(folder, name, Headers(scope=scope))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def answer_for(folder: str, name: str, headers: Headers) -> Response:
    """The response with a file; compressed if the browser can read it, and the large ones already are."""
    if _compressed and "gzip" in headers.get("accept-encoding", ""):
        packed = _compressed.get((folder, name)) or _compress(folder, name)
        return Response(packed, media_type=TYPES[folder], headers={**FOREVER, "Content-Encoding": "gzip"})
    return Response(read_file(folder, name), media_type=TYPES[folder], headers=FOREVER)


def _compress(folder: str, name: str) -> bytes:
    packed = _compressed[folder, name] = gzip.compress(read_file(folder, name), mtime=0)
    return packed
