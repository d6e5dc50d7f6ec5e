"""A request to routes of the server, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from tests.event_loop import run


def get(
    routes: Sequence[BaseRoute], path: str, query: str = "", *, encoding: str = "identity"
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of the answer to a browser that accepts ``encoding``."""
    return _ask(routes, "GET", path, query, stays=True, encoding=encoding)


def post_and_leave(routes: Sequence[BaseRoute], path: str) -> int:
    """The status of the answer to a visitor who has left when it comes."""
    return _ask(routes, "POST", path, stays=False)[0]


def _ask(
    routes: Sequence[BaseRoute],
    method: str,
    path: str,
    query: str = "",
    *,
    stays: bool,
    encoding: str = "identity",
) -> tuple[int, Mapping[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:  # noqa: ANN401 -- an ASGI message
        sent.append(message)

    asked: list[dict[str, Any]] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        while not asked:
            if not stays:
                return {"type": "http.disconnect"}
            await asyncio.sleep(60)
        return asked.pop()

    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"host", b"band.test"), (b"accept-encoding", encoding.encode())],
    }
    scope |= {"query_string": query.encode(), "root_path": "", "scheme": "http"}
    app = Starlette(routes=list(routes))
    run(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])
