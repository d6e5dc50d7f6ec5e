"""Where the browser fetches sound, by addresses that are hashes of what lies there.

Apart from the player's packet, so that what changes while the music stays, and a stem
that plays the same again, is not sent again. It is Streamlit's own store for media, which
``st.audio`` uses, too: a file leaves it when no visitor plays it any more. Streamlit does
not document it for others: nothing else here knows of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.runtime import get_instance


def put_out(stems: Mapping[str, bytes]) -> dict[str, str]:
    """Let the browser of this visit fetch these, in place of those before; returns their addresses."""
    store = get_instance().media_file_mgr
    return {name: store.add(flac, "audio/flac", f"stem {name}") for name, flac in stems.items()}
