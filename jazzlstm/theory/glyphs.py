"""Printed signs and words of chord symbols, as they are typed on a keyboard.

A sign that a new source uses is one more line in a table here: the Greek phi
that stands for a half-diminished chord is ``"φ": "ø"``.

Source: Unicode "Miscellaneous Symbols"; SMuFL 1.4, "Chord symbols" and "Standard accidentals".
"""

from __future__ import annotations

import re
import unicodedata

ACCIDENTALS = {
    "♭": "b", "♯": "#", "♮": "", "𝄫": "bb", "𝄪": "##", "＃": "#",
    "\ue260": "b", "\ue261": "", "\ue262": "#", "\ue263": "##", "\ue264": "bb",  # SMuFL accidentals
    "\ued60": "b", "\ued61": "", "\ued62": "#", "\ued63": "##", "\ued64": "bb",  # for chord symbols
}  # fmt: skip

QUALITIES = {
    "Δ": "^", "△": "^", "∆": "^", "▵": "^", "▲": "^", "◬": "^",
    "Ø": "ø", "∅": "ø", "⌀": "ø", "φ": "ø", "Φ": "ø", "ϕ": "ø",
    "°": "o", "˚": "o", "º": "o", "∘": "o", "◦": "o", "○": "o",
    "\ue870": "o", "\ue871": "ø", "\ue872": "+", "\ue873": "^", "\ue874": "-",  # SMuFL chord symbols
    "\ue875": "(", "\ue876": ")", "\ue877": "[", "\ue878": "]", "\ue879": "(", "\ue87a": ")",
    "\ue87b": "/", "\ue87c": "/",
}  # fmt: skip

PUNCTUATION = {"−": "-", "–": "-", "‐": "-", "‑": "-", "∕": "/", "⁄": "/", "＼": "\\", "\u00a0": " "}

_ACCIDENTALS = str.maketrans(ACCIDENTALS | PUNCTUATION)
_QUALITIES = str.maketrans(QUALITIES)
_WORDS = re.compile(r"[ -]?(flat|sharp)[ -]?(?=[\d/)]|$|m|M|d|a|s)", re.IGNORECASE)


def plain_accidentals(text: str) -> str:
    """``text`` with printed accidentals, minus signs and superscripts as a keyboard types them."""
    if text.isascii():
        return text
    # Quality signs come first: compatibility normalisation takes some of them apart.
    return unicodedata.normalize("NFKC", text.translate(_QUALITIES)).translate(_ACCIDENTALS)


def plain_words(text: str) -> str:
    """``text`` with "flat" and "sharp" as b and #: "Bflat7" is "Bb7"."""
    if "flat" not in text.lower() and "sharp" not in text.lower():
        return text
    return _WORDS.sub(lambda match: "b" if match[1].lower() == "flat" else "#", text)
