"""Make the first solo and import the pages before the first visitor arrives."""

from __future__ import annotations

from contextlib import suppress

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import list_models
from jazzlstm.ui.play.rendering import render_solo
from jazzlstm.ui.preloading import expect_banks, preload_tags
from jazzlstm.ui.static_files import compress, document_of_streamlit
from jazzlstm.ui.widget_state import DEFAULTS


def warm_up() -> None:
    """Make the solo that the page opens with. Errors are ignored: the page reports them to the visitor."""
    with suppress(JazzError):
        for model in list_models()[:1]:
            opening = render_solo(model, Settings(**DEFAULTS))
            expect_banks([part["bank"] for part in opening.packet.header["parts"]])
    from jazzlstm.ui.explain import page as _explain  # noqa: F401 -- imported for the first visitor
    from jazzlstm.ui.play import page as _play  # noqa: F401 -- imported for the first visitor
    from jazzlstm.ui.train import page as _train  # noqa: F401 -- imported for the first visitor

    compress("".join([document_of_streamlit(), *preload_tags()]))
