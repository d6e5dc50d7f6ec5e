"""What a server does before its first visitor asks: the music that the page opens with, and a tidy memory."""

from __future__ import annotations

import gc
from contextlib import suppress

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.services import play as studio
from jazzlstm.ui.play.rendering import render_solo
from jazzlstm.ui.widget_state import DEFAULTS


def rehearse() -> None:
    """Play what the page opens with; what goes wrong is told to whoever asks for it.

    Then the collector, which Streamlit runs after every change, may pass over all that is there: modules,
    classes and tables live as long as the process, and looking through them again took 30 ms a change.
    """
    with suppress(JazzError):
        for model in studio.list_models()[:1]:
            render_solo(model, Settings(**DEFAULTS))
    from jazzlstm.ui.explain import page as lesson  # noqa: F401 -- the pages, so that no visitor waits for them
    from jazzlstm.ui.play import page as playing  # noqa: F401 -- the pages, so that no visitor waits for them
    from jazzlstm.ui.train import page as retrain  # noqa: F401 -- the pages, so that no visitor waits for them

    gc.collect()
    gc.freeze()
