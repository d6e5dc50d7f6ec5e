"""Routes of the server beside Streamlit's own: the player's script and banks, bars, takes, sound files.

The addresses of scripts and banks hold a hash of the content, so browsers keep them for good.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable
from functools import cache
from threading import Event
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from jazzlstm.errors import JazzError
from jazzlstm.ui.play.paths import (
    BANKS_PATH,
    LIVE_FILES_PATH,
    LIVE_PATH,
    MIRROR_PATH,
    REST_PATH,
    SOUNDS_PATH,
    TAKES_PATH,
)
from jazzlstm.ui.player_script import ENTRY, SCRIPT_PATH, SONGBOOK, script

if TYPE_CHECKING:
    from jazzlstm.ui.play.sounds import NamedOrder

PATIENCE_SECONDS = 20.0
"""After which other takes are improvised although the server is busy."""
LOOK_SECONDS = 0.1
"""Between two looks at the queue, or at whether a visitor is still there."""
WORK_LOOK_SECONDS = 0.5
"""The same while work goes on: many may wait for it at once."""
REST_THREADS = 64
"""Requests for the rest of solos that may wait for the network at once: it takes them by their due times."""
LIVE_THREADS = 8
LONGEST_BODY = 1_000_000
"""Bytes of a request for live bars: it may hold the record of a long session."""
LONGEST_MIRROR = 262_144
"""Bytes of a request about what was played: 4096 notes and their chords."""
IsGone: TypeAlias = Callable[[], bool]
"""Whether nobody waits for an answer any more."""
Result = TypeVar("Result")
_WANTED = {"from": "", "to": "0"}
"""The parameters of ``send_rest``, and what they are if they are missing."""
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
NEVER = {"Cache-Control": "no-store"}


def send_bank(request: Request) -> Response:
    """A bank, or 404. Starlette runs this in a thread: cutting a bank of a large SoundFont takes a moment."""
    from jazzlstm.ui.play.parts import find_bank  # the server answers before the band is imported

    try:
        data = find_bank(request.path_params["name"])
    except JazzError:
        data = None
    if data is None:
        return Response(status_code=404, headers=NEVER)
    return Response(data, media_type="application/octet-stream", headers=FOREVER)


def send_script(request: Request) -> Response:
    """The script of player or songbook, or 404 for the script of another version."""
    joined = dict(map(script, (ENTRY, SONGBOOK))).get(request.path_params["name"])
    if joined is None:
        return Response(status_code=404, headers=NEVER)
    return Response(joined, media_type="text/javascript", headers=FOREVER)


async def send_takes(request: Request) -> Response:
    """The other takes of a solo, or 404 if they are unknown. Solos that somebody waits for come first."""
    from jazzlstm.ui.play.other_takes import find_other_takes
    from jazzlstm.ui.play.rendering import QUEUE

    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        if QUEUE.is_idle or await request.is_disconnected():
            break
        await asyncio.sleep(LOOK_SECONDS)
    if await request.is_disconnected():
        return Response(status_code=404, headers=NEVER)  # the visitor has another solo now
    try:
        takes = await run_in_threadpool(find_other_takes, request.path_params["name"])
    except JazzError:
        takes = None
    return Response(status_code=404, headers=NEVER) if takes is None else JSONResponse(takes, headers=NEVER)


async def send_rest(request: Request) -> Response:
    """The next bars of a solo, from the beat ``from`` on, at least up to the beat ``to`` if that is given.

    404 if the solo or the beat is unknown, 204 if the visitor has another solo now.

    Work for a visitor who has gone stops at the next event.
    """
    from jazzlstm.ui.play.growth import Wanted
    from jazzlstm.ui.play.rest import find_rest

    try:
        wanted = Wanted(*(float(request.query_params.get(name, usual)) for name, usual in _WANTED.items()))
    except ValueError:
        return Response(status_code=404, headers=NEVER)
    name = request.path_params["name"]
    try:
        bars = await _in_thread(request, lambda is_gone: find_rest(name, wanted, is_gone), _limiter())
    except JazzError:
        bars = None
    if not bars:
        return Response(status_code=404 if bars is None else 204, headers=NEVER)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            bars, media_type="application/octet-stream", headers={**NEVER, "Content-Encoding": "gzip"}
        )
    return Response(gzip.decompress(bars), media_type="application/octet-stream", headers=NEVER)


async def send_live(request: Request) -> Response:
    """The next bars of a live session: 404 and why if it is over, 400 for a request that cannot be read.

    A session that sends too many requests gets 429. Work for a player that has given up stops: it asks again.
    """
    from jazzlstm.ui.play.live import answer_text

    return await _answer_with(answer_text, request)


async def send_live_file(request: Request) -> Response:
    """A file of a live session; otherwise answers as ``send_live``."""
    from jazzlstm.ui.play.live_downloads import live_file

    return await _answer_with(lambda body, _: live_file(body), request)


async def _answer_with(answer: Callable[[bytes, IsGone], bytes], request: Request) -> Response:
    """What ``answer`` makes of the body, in a thread."""
    from jazzlstm.ui.play.live import TooFastError

    body = await _read_body(request, LONGEST_BODY)
    if body is None:
        return Response(status_code=413, headers=NEVER)
    try:
        content = await _in_thread(request, lambda is_gone: answer(body, is_gone), _lives())
    except TooFastError:
        return Response(status_code=429, headers=NEVER)
    except JazzError as error:
        return JSONResponse({"error": str(error), "code": error.code}, status_code=404, headers=NEVER)
    except (ValueError, RecursionError):  # no JSON
        return Response(status_code=400, headers=NEVER)
    return Response(content, media_type="application/octet-stream", headers=NEVER)


async def send_mirror(request: Request) -> Response:
    """What the musician played; 429 for too many requests, 413 for too much, 400 for another fault."""
    from jazzlstm.ui.play.live import TooFastError
    from jazzlstm.ui.play.mirror import answer_mirror

    body = await _read_body(request, LONGEST_MIRROR)
    if body is None:
        return Response("this session is too long to analyse: play a shorter one", 413, headers=NEVER)
    try:
        seen = await to_thread.run_sync(answer_mirror, json.loads(body or b"null"), limiter=_mirrors())
    except TooFastError as error:
        return Response(str(error), 429, headers=NEVER)
    except JazzError as error:
        return Response(str(error), 400, headers=NEVER)
    except ValueError:  # no JSON
        return Response("the request cannot be read: reload the page", 400, headers=NEVER)
    return Response(seen, media_type="application/octet-stream", headers=NEVER)


async def _in_thread(request: Request, work: Callable[[IsGone], Result], limiter: CapacityLimiter) -> Result:
    """The result of ``work`` in a thread. What it is given tells whether nobody waits for it any more."""
    gone = Event()
    doing = asyncio.ensure_future(to_thread.run_sync(work, gone.is_set, limiter=limiter))
    while not doing.done():
        if await request.is_disconnected():
            gone.set()
        await asyncio.wait([doing], timeout=WORK_LOOK_SECONDS)
    return doing.result()


async def _read_body(request: Request, most: int) -> bytes | None:
    """The body of a request; None if it has more than ``most`` bytes."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return body


@cache
def _mirrors() -> CapacityLimiter:
    """Two at once: one answers quickly while the other looks for the nearest player."""
    return CapacityLimiter(2)


@cache
def _limiter() -> CapacityLimiter:
    """Threads for the rest of solos: others have to be left for instruments and first bars."""
    return CapacityLimiter(REST_THREADS)


@cache
def _lives() -> CapacityLimiter:
    """Threads for live sessions, which cannot wait behind the rest of solos."""
    return CapacityLimiter(LIVE_THREADS)


async def send_sound(request: Request) -> Response:
    """A sound file. With ``?progress``, how far it is, as JSON: the first such request begins to make it.

    A visitor who follows a plain link waits for the file; it is given up when the visitor leaves.
    """
    from jazzlstm.ui.play.sounds import find_order

    parameters = dict(request.query_params)
    try:
        named = await run_in_threadpool(find_order, request.path_params["name"], parameters)
        if named is None:
            message = "This solo has expired on the server. Change a setting, or press New solo."
            return JSONResponse({"error": message}, status_code=404, headers=NEVER)
        if "progress" in parameters:
            return await _tell_progress(named)
        return await _send_when_made(request, named)
    except JazzError as error:
        return JSONResponse({"error": str(error)}, status_code=400, headers=NEVER)


async def _tell_progress(named: NamedOrder) -> Response:
    from jazzlstm.ui.play.sound_jobs import JOBS

    now = await run_in_threadpool(JOBS.ask, named.order)
    answer = {"share": now.share, "ahead": now.ahead, "ready": now.path is not None, "error": now.error}
    return JSONResponse(answer, headers=NEVER)


async def _send_when_made(request: Request, named: NamedOrder) -> Response:
    from jazzlstm.ui.play.sound_jobs import JOBS

    while not await request.is_disconnected():
        now = await run_in_threadpool(JOBS.ask, named.order)
        if now.error:
            return JSONResponse({"error": now.error}, status_code=503, headers=NEVER)
        if now.path:
            return FileResponse(now.path, filename=named.file_name, headers={"Cache-Control": "no-cache"})
        await asyncio.sleep(LOOK_SECONDS)
    return Response(status_code=404, headers=NEVER)


def routes(base: str = "") -> list[Route]:
    """The routes, below ``base``, "" or "/path": Streamlit itself does not prefix them."""
    answers = {
        BANKS_PATH: send_bank,
        SCRIPT_PATH: send_script,
        TAKES_PATH: send_takes,
        REST_PATH: send_rest,
        SOUNDS_PATH: send_sound,
    }
    gets = [Route(f"{base}{path}{{name}}", answer, methods=["GET"]) for path, answer in answers.items()]
    posts = {LIVE_PATH: send_live, LIVE_FILES_PATH: send_live_file, MIRROR_PATH: send_mirror}
    return [*gets, *(Route(f"{base}{path}", answer, methods=["POST"]) for path, answer in posts.items())]
