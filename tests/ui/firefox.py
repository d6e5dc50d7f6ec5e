"""Firefox without a screen, driven by WebDriver BiDi: JSON over a WebSocket.

Playwright drives a Firefox of its own, which it has to download. An installed one speaks BiDi, of which
these tests need five commands. The program is the path in the variable FIREFOX, else the one on PATH.

Source: W3C, WebDriver BiDi, https://www.w3.org/TR/webdriver-bidi/
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PREFERENCES = {
    "media.autoplay.default": 0,  # a click that a script makes is no gesture
    "media.cubeb.force_mock_context": True,  # a sound device of its own, which every machine has
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
}
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
REPLY_SECONDS = 60.0


def firefox_path() -> str:
    """The program; "" if there is none."""
    return os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or ""


class Firefox:
    """One tab of Firefox; ``faults`` has what the page logs as errors."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._numbers = connection, count(1)
        self.faults: list[str] = []
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def prepare(self, script: str) -> None:
        """Run a script in each page before its own."""
        self._send("script.addPreloadScript", functionDeclaration=f"() => {{ {script} }}")

    def goto(self, url: str) -> None:
        """Open an address and wait until it is loaded."""
        self._send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, function: str, argument: object = None) -> Any:  # noqa: ANN401 -- any JSON value
        """What a JavaScript function, which may be asynchronous, returns for an argument."""
        result = f"await ({function})(JSON.parse(text))"
        answer = self._send(
            "script.callFunction",
            functionDeclaration=f"async (text) => JSON.stringify({result} ?? null)",
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True,
            target={"context": self._tab},
        )
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _send(self, method: str, **params: Any) -> Any:  # noqa: ANN401 -- any JSON value
        """The result of a command; events that come before it are noted."""
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._connection.recv(REPLY_SECONDS))
            if message.get("id") == number:
                if message["type"] == "error":
                    raise AssertionError(f"{method}: {message['message']}")
                return message["result"]
            if message.get("method") == "log.entryAdded" and message["params"]["level"] == "error":
                self.faults.append(message["params"]["text"])


@contextmanager
def open_firefox(profile: Path) -> Iterator[Firefox]:
    """Start Firefox with a new profile in a folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [firefox_path(), "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            found = next(filter(None, map(LISTENING.search, process.stderr)), None)
            assert found, "Firefox has not started"
            with connect(f"{found[1]}/session", max_size=None) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
            process.communicate(timeout=20)
