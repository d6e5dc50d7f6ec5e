"""A model's story: what its file says of where it comes from, beside how it was trained.

Whoever is taught by a base owes it something: credits and licence stay, and so does
what was found out about its habits and holds for its pupils.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jazzlstm.model.config import Network
from jazzlstm.music import Solo

INHERITED = ("attribution", "licence", "leanings", "critic", "usual_instruments")
"""What a network that was taught has of its base's story."""
WJAZZD_CREDIT = (
    "Trained on the Weimar Jazz Database (WJazzD), Jazzomat Research Project, Hochschule für Musik"
    " Franz Liszt Weimar, https://jazzomat.hfm-weimar.de, Open Database License 1.0"
)
WJAZZD_LICENCE = "the weights: MIT; what derives from the database: Open Database License 1.0"


def describe_training(name: str, solos: Sequence[Solo], base: Network | None) -> dict[str, Any]:
    """The story of a network of that name that learnt ``solos``, from a base or from nothing."""
    inherited: Mapping[str, Any] = base.about if base else {}
    story = {
        "attribution": "",
        "licence": "its maker's",
        "leanings": {},
        **{part: inherited[part] for part in INHERITED if part in inherited},
        "name": name,
        "base": base.name if base else "",
        "data": {"solos": len(solos), "notes": sum(len(solo.notes) for solo in solos)},
        "usual_instruments": {**inherited.get("usual_instruments", {}), **_usual_instruments(solos)},
    }
    if any(solo.source.startswith("wjazzd") for solo in solos):
        story |= {"attribution": WJAZZD_CREDIT, "licence": WJAZZD_LICENCE}
    return story


def _usual_instruments(solos: Sequence[Solo]) -> dict[str, str]:
    """What each performer plays most in the corpus."""
    played: dict[str, Counter[str]] = {}
    for solo in solos:
        if solo.performer and solo.instrument:
            played.setdefault(solo.performer, Counter())[solo.instrument] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in sorted(played.items())}
