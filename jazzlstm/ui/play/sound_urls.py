"""Addresses from which the browser fetches the stems.

An address is a hash of the stem: a stem that plays the same again is not fetched again. The files lie in
Streamlit's own media store, which ``st.audio`` uses, and leave it when no visitor plays them. Streamlit does
not document that store; only this module uses it.
"""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.runtime import get_instance


def publish_stems(stems: Mapping[str, bytes]) -> dict[str, str]:
    """Publish stems for this visit, in place of its previous ones; returns their addresses by name."""
    store = get_instance().media_file_mgr
    return {name: store.add(flac, "audio/flac", f"stem {name}") for name, flac in stems.items()}
