"""A client of the page without a browser: one session over Streamlit's WebSocket protocol.

    client ── BackMsg: rerun, button pressed ──▶ page
           ◀── ForwardMsg: elements, the player's packet, script finished ──

A hundred times lighter than a browser, so that fifty fit on the machine of the page.
Sound is *ready* when the packet and the banks it names have arrived; a bank is fetched
once. A browser takes a few tens of milliseconds more to decode them. Connects to this machine only.
"""

from __future__ import annotations

import asyncio
import gzip
import urllib.error
import urllib.request
from http.client import HTTPResponse

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from jazzlstm.ui.play.packet import unpack

BUTTON = "New solo"
LARGEST_MESSAGE = 64 * 2**20
"""Bytes."""
TIMEOUT_SECONDS = 60.0


class PageError(Exception):
    """An exception on the page, or no sound in time."""


class PageClient:
    """A session, for an ``async with`` statement.

    Args:
        port: of a page on this machine.
        query: the query string of the link opened.
    """

    def __init__(self, port: int, query: str = "") -> None:
        self._host = f"127.0.0.1:{port}"
        self._query = query
        self._page: ClientConnection | None = None
        self.cookies = ""
        """Of the document: a proxy finds the process of the session by them."""
        self._button, self._fragment = "", ""
        self._has_packet = False
        self.packet = b""
        """The last packet of the player: the music, and addresses of its banks."""
        self.banks: dict[str, bytes] = {}
        """Banks by address."""
        self.received = 0
        """Bytes received so far."""
        self._growing: asyncio.Task[None] | None = None
        """Fetches the bars after the first ones, as the player does."""

    async def __aenter__(self) -> PageClient:
        await asyncio.to_thread(self._get_document)
        self._page = await connect(
            f"ws://{self._host}/_stcore/stream",
            additional_headers={"Cookie": self.cookies},
            subprotocols=[Subprotocol("streamlit")],
            max_size=LARGEST_MESSAGE,
            compression=None,
            proxy=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._growing:
            self._growing.cancel()
        if self._page:
            await self._page.close()

    async def open(self, timeout: float = TIMEOUT_SECONDS) -> None:
        """Open the page and wait for its first sound."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        await self._send(message)
        await self._wait_for_sound(timeout)

    async def press(self) -> None:
        """Press the button for another solo."""
        if self._growing:
            self._growing.cancel()
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.fragment_id = self._fragment
        message.rerun_script.widget_states.widgets.add(id=self._button, trigger_value=True)
        await self._send(message)

    async def new_solo(self, timeout: float = TIMEOUT_SECONDS) -> None:
        """Press the button for another solo and wait for its sound."""
        await self.press()
        await self._wait_for_sound(timeout)

    async def _wait_for_sound(self, timeout: float) -> None:
        """Receive messages until a packet has arrived and the script has finished.

        Raises:
            PageError: an exception on the page, or no sound in ``timeout`` seconds.
        """
        self._has_packet = False
        try:
            async with asyncio.timeout(timeout):
                while not (await self._next() and self._has_packet):
                    pass
                await self._fetch()
                self._growing = asyncio.create_task(self._grow())
        except TimeoutError as exc:
            raise PageError(f"no sound in {timeout:g} s") from exc

    async def _fetch(self) -> None:
        """Fetch the banks of the packet that are new."""
        for part in unpack(self.packet)[0]["parts"]:
            if part["bank"] not in self.banks:
                self.banks[part["bank"]] = await asyncio.to_thread(self._get, part["bank"])
                self.received += len(self.banks[part["bank"]])

    async def whole_solo(self) -> None:
        """Wait until all bars of the solo have arrived."""
        if self._growing:
            await self._growing

    async def _grow(self) -> None:
        """Fetch the bars after the first ones."""
        header = unpack(self.packet)[0]
        until = header["until"]
        while header["rest"] and until < header["beats"]:
            bars = await asyncio.to_thread(self._get, f"{header['rest']}?from={until:g}")
            if not bars:  # the server has another solo for this session
                return
            self.received += len(bars)
            until = unpack(gzip.decompress(bars))[0]["until"]

    def _get_document(self) -> None:
        """Get the document, as a browser does first, and keep its cookies."""
        with self._request("/", Accept="text/html") as answer:
            given = answer.headers.get_all("Set-Cookie", [])
        self.cookies = "; ".join(each.partition(";")[0] for each in given)

    def _get(self, address: str) -> bytes:
        with self._request(address, **{"Accept-Encoding": "gzip"}) as answer:
            return answer.read()

    def _request(self, address: str, **headers: str) -> HTTPResponse:
        headers["Cookie"] = self.cookies
        request = urllib.request.Request(f"http://{self._host}{address}", headers=headers)  # noqa: S310 -- this machine
        try:
            answer: HTTPResponse = urllib.request.urlopen(request, timeout=60)  # noqa: S310 -- this machine
        except urllib.error.URLError as exc:
            raise PageError(f"{address} cannot be fetched: {exc}") from exc
        return answer

    async def _next(self) -> bool:
        """Receive one message; True if the script has finished."""
        assert self._page, "use a PageClient in an `async with` statement"
        data = await self._page.recv()
        self.received += len(data)
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "delta":
            self._read(message)
        return bool(message.WhichOneof("type") == "script_finished")

    def _read(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise PageError(f"{element.exception.type}: {element.exception.message}")
            case "bidi_component" if element.bidi_component.bytes:
                self.packet, self._has_packet = element.bidi_component.bytes, True
            case "button" if element.button.label == BUTTON:
                self._button, self._fragment = element.button.id, message.delta.fragment_id

    async def _send(self, message: BackMsg) -> None:
        assert self._page, "use a PageClient in an `async with` statement"
        await self._page.send(message.SerializeToString())
