"""Routes of the server beside Streamlit's own: banks for the synthesizer in the browser.

A bank's address holds a hash of its content, so browsers keep it for good.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jazzlstm.errors import JazzError

BANKS_PATH = "/jazzlstm/banks/"
"""Below it, and below ``server.baseUrlPath``, the server answers with banks."""
FOREVER = "public, max-age=31536000, immutable"


def send_bank(request: Request) -> Response:
    """A bank, or 404. Starlette runs this in a thread: cutting a bank of a large SoundFont takes a moment."""
    from jazzlstm.ui.play.parts import find_bank  # the server answers before the band is imported

    try:
        data = find_bank(request.path_params["address"])
    except JazzError:
        data = None
    if data is None:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    return Response(data, media_type="application/octet-stream", headers={"Cache-Control": FOREVER})


def bank_routes(base_path: str = "") -> list[Route]:
    """The routes, below the path that ``server.baseUrlPath`` names: Streamlit does not prefix them."""
    base = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    return [Route(f"{base}{BANKS_PATH}{{address}}", send_bank, methods=["GET"])]
