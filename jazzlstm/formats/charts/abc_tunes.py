"""The tunes of an ABC text, each as its fields and its lines of music.

A field that changes within a tune becomes an inline field: the line ``M:3/4`` is read as ``[M:3/4]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_TUNES = 5_000
LONGEST_LINE = 5_000
"""Characters; the rest of a longer line is skipped."""
LONGEST_FACT = 200
"""Characters of a title or composer."""

_FIELD = re.compile(r"^([A-Za-z]):[ \t]*(.*)$")


@dataclass(slots=True)
class AbcTune:
    """The fields of a tune, and its lines of music."""

    facts: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def is_abc(text: str) -> bool:
    """Whether a text is ABC: it has a key, and a reference number or a metre and a unit length."""
    fields = set(re.findall(r"^([XKML]):[ \t]*\S", text, re.MULTILINE))
    return "K" in fields and ("X" in fields or fields >= {"M", "L"})


def split_tunes(text: str) -> Iterator[AbcTune]:
    """The tunes of a text, in its order."""
    tune = None if re.search(r"^X:", text, re.MULTILINE) else AbcTune()
    found = 0
    for line in text.splitlines():
        line = line[:LONGEST_LINE].partition("%")[0].rstrip()
        match = _FIELD.match(line)
        if match and match[1] == "X":
            if tune:
                yield tune
            found += 1
            if found > MOST_TUNES:
                return
            tune = AbcTune()
        elif tune is not None and match and match[1] not in "wsV":
            if (match[1] in "MLK" and tune.lines) or (match[1] == "P" and "K" in tune.facts):
                tune.lines.append(f"[{match[1]}:{match[2]}]")
            else:
                tune.facts.setdefault(match[1], match[2].strip()[:LONGEST_FACT])
        elif tune is not None and match and match[1] == "V":
            tune.lines.append(f"[V:{match[2]}]")
        elif tune is not None and line and not match:
            tune.lines.append(line.rstrip("\\"))
    if tune:
        yield tune
