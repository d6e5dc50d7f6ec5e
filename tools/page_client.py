"""A musician without a browser: one session of the page over its WebSocket, in Streamlit's own protocol.

    musician ── BackMsg: "run", "this button was pressed" ──▶ page
             ◀── ForwardMsg: elements, the player's packet, "finished" ──

Lighter than a browser by two orders of magnitude, so that fifty fit on the machine
that serves them. Sound is *ready* when the packet and the stems it names have come, but
for those that were there already; a browser takes a few tens of milliseconds more to decode
them. Only this machine is ever spoken to.
"""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from jazzlstm.ui.play.packet import unpack

BUTTON = "New solo"
LARGEST_MESSAGE = 64 * 2**20


class PageError(Exception):
    """What a musician would complain of: an exception on the page, or no sound."""


class PageClient:
    """A session; use it in an ``async with`` statement.

    ``port`` is that of a page on this machine, ``query`` the link that is followed.
    """

    def __init__(self, port: int, query: str = "") -> None:
        self._place = f"127.0.0.1:{port}"
        self._query = query
        self._page: ClientConnection | None = None
        self._button, self._fragment = "", ""
        self._has_come = False
        self.packet = b""
        """What the player got last: the music, and where its sound is."""
        self.sounds: dict[str, bytes] = {}
        """Its stems, by address."""
        self.received = 0
        """Bytes so far."""

    async def __aenter__(self) -> PageClient:
        self._page = await connect(
            f"ws://{self._place}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=LARGEST_MESSAGE,
            compression=None,
            proxy=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._page:
            await self._page.close()

    async def arrive(self, patience: float = 60.0) -> None:
        """Open the page, and wait for its first sound."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        await self._send(message)
        await self._hear(patience)

    async def press(self) -> None:
        """Ask for another solo, and don't wait."""
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.fragment_id = self._fragment
        message.rerun_script.widget_states.widgets.add(id=self._button, trigger_value=True)
        await self._send(message)

    async def new_solo(self, patience: float = 60.0) -> None:
        """Ask for another solo, and wait for its sound."""
        await self.press()
        await self._hear(patience)

    async def _hear(self, patience: float) -> None:
        """Listen until a packet has come and the page has finished.

        Raises:
            PageError: an exception on the page, or no sound in ``patience`` seconds.
        """
        self._has_come = False
        try:
            async with asyncio.timeout(patience):
                while not (await self._next() and self._has_come):
                    pass
                await self._fetch()
        except TimeoutError as exc:
            raise PageError(f"no sound in {patience:g} s") from exc

    async def _fetch(self) -> None:
        """The stems of the packet; what was there stays."""
        before, self.sounds = self.sounds, {}
        for address in unpack(self.packet)[0]["sounds"].values():
            if address not in before:
                before[address] = await asyncio.to_thread(self._get, address)
                self.received += len(before[address])
            self.sounds[address] = before[address]

    def _get(self, address: str) -> bytes:
        try:
            with urllib.request.urlopen(f"http://{self._place}{address}", timeout=60) as answer:  # noqa: S310 -- our own server
                sound: bytes = answer.read()
                return sound
        except urllib.error.URLError as exc:
            raise PageError(f"the sound at {address} did not come: {exc}") from exc

    async def _next(self) -> bool:
        """Take one message; whether it says that the page has finished."""
        assert self._page, "use a musician in an `async with` statement"
        data = await self._page.recv()
        self.received += len(data)
        message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
        if message.WhichOneof("type") == "delta":
            self._note(message)
        return bool(message.WhichOneof("type") == "script_finished")

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise PageError(f"{element.exception.type}: {element.exception.message}")
            case "bidi_component" if element.bidi_component.bytes:
                self.packet, self._has_come = element.bidi_component.bytes, True
            case "button" if element.button.label == BUTTON:
                self._button, self._fragment = element.button.id, message.delta.fragment_id

    async def _send(self, message: BackMsg) -> None:
        assert self._page, "use a musician in an `async with` statement"
        await self._page.send(message.SerializeToString())
