"""Routes of the server beside Streamlit's own: banks for the synthesizer in the browser.

A bank's address holds a hash of its content, so browsers keep it for good.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jazzlstm.errors import JazzError
from jazzlstm.ui.play.parts import BANKS_PATH, find_bank

FOREVER = "public, max-age=31536000, immutable"


def send_bank(request: Request) -> Response:
    """A bank, or 404. Starlette runs this in a thread: cutting a bank of a large SoundFont takes a moment."""
    try:
        data = find_bank(request.path_params["address"])
    except JazzError:
        data = None
    if data is None:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    return Response(data, media_type="application/octet-stream", headers={"Cache-Control": FOREVER})


ROUTES = (Route(f"{BANKS_PATH}{{address}}", send_bank, methods=["GET"]),)
