"""The HTML document of the page: Streamlit's own, with our title, description, picture and style sheet.

Chats and search engines read title and picture and run no scripts. The style sheet is in the document, so
that nothing moves when Streamlit's script has built the page. That of Play names what the browser needs next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from jazzlstm.errors import JazzError
from jazzlstm.ui.preloading import preload_tags
from jazzlstm.ui.static_files import document_of_streamlit
from jazzlstm.ui.style import style_sheet

PREVIEW_PATH = "/jazzlstm/preview.png"
"""Below ``server.baseUrlPath``: the picture of a link; its query is that of the link."""
PAGES = ("", "train", "how-it-works")
"""The addresses of the pages; Play has none of its own."""
PREVIEWS_CACHED = 64
DAY = {"Cache-Control": "public, max-age=86400"}
STREAMLIT_TITLE = "<title>Streamlit</title>"
WHERE_SERVER_IS = "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('.', location).href }</script>"
"""For addresses such as /train: Streamlit would take them for folders, and look for its server there."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a chat shows of a link."""

    title: str = "Jazz LSTM"
    description: str = "Type chords. Hear a neural network improvise a jazz solo over them."


def describe_link(query: Mapping[str, str]) -> Preview:
    """Title and description of the solo that the query names; those of the page if it names none."""
    if not {"tune", "changes"} & query.keys():
        return Preview()
    from jazzlstm.services.play import prepare  # the server answers before these are imported
    from jazzlstm.ui.play.links import read_settings
    from jazzlstm.ui.play.rendering import title_of

    settings = read_settings(query)
    try:
        piece = prepare(settings)
    except JazzError:
        return Preview()
    where = f" in {piece.chart.key}" if piece.chart.key else ""
    manner = f", in the style of {settings.player}" if settings.player else ""
    return Preview(
        f"{title_of(settings, piece)} – Jazz LSTM",
        f"Hear a neural network improvise over {piece.chart.bars} bars{where}"
        f" at {piece.tempo:g} bpm{manner}.",
    )


@lru_cache(maxsize=PREVIEWS_CACHED)
def draw_link(query: str) -> bytes:
    """The picture of a link, as PNG, from its query string."""
    from jazzlstm.drawing.preview import draw_preview
    from jazzlstm.services.play import prepare
    from jazzlstm.ui.play.links import read_settings

    values = dict(parse_qsl(query))
    preview = describe_link(values)
    try:
        chart = prepare(read_settings(values)).chart
    except JazzError:
        chart = None
    return draw_preview(preview.title, preview.description, chart)


def send_preview(request: Request) -> Response:
    """The picture of a link. Starlette runs this in a thread."""
    from jazzlstm.ui.play.links import LONGEST_LINK

    return Response(draw_link(request.url.query[:LONGEST_LINK]), media_type="image/png", headers=DAY)


def send_document(request: Request, base: str = "") -> HTMLResponse:
    """The document of any page; ``base`` is ``server.baseUrlPath``."""
    query = dict(request.query_params)
    picture = f"{str(request.base_url).rstrip('/')}{base}{PREVIEW_PATH}?{urlencode(query)}"
    html = _shell().replace(STREAMLIT_TITLE, _head(describe_link(query), picture), 1)
    is_play = request.url.path == f"{base}/"
    tags = preload_tags() if is_play else [WHERE_SERVER_IS]  # after what Streamlit needs first
    html = html.replace("</head>", "\n    ".join([*tags, "</head>"]), 1)
    return HTMLResponse(html, headers={"Cache-Control": "no-cache"})


def send_to_play(request: Request) -> RedirectResponse:
    """Redirect /play to the page Play: Streamlit would say that there is no such page."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def document_routes(base: str) -> list[Route]:
    """The routes of the pages' document and of its picture, below ``base``: "" or "/path"."""
    send = partial(send_document, base=base)
    pages = [Route(f"{base}/{page}", send, methods=["GET"]) for page in PAGES]
    play = Route(f"{base}/play", send_to_play, methods=["GET"])
    return [*pages, play, Route(f"{base}{PREVIEW_PATH}", send_preview, methods=["GET"])]


@lru_cache(maxsize=1)
def _shell() -> str:
    """Streamlit's document, with the style sheets of the page."""
    html = document_of_streamlit()
    return html.replace("</head>", f"<style>\n{style_sheet()}</style>\n  </head>", 1)


def _head(preview: Preview, picture: str) -> str:
    tags = {
        "og:type": "website",
        "og:title": preview.title,
        "og:description": preview.description,
        "og:image": picture,
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }
    lines = [
        f"<title>{escape(preview.title)}</title>",
        f'<meta name="description" content="{escape(preview.description)}" />',
        *(f'<meta property="{name}" content="{escape(value)}" />' for name, value in tags.items()),
    ]
    return "\n    ".join(lines)
