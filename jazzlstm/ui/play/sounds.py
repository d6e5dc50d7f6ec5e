"""Sound files of the solos that pages show: what can be had, and the order for one of them.

A solo is known by the id of its packet. Its arrangement is kept, so that a file can be made later, at the
tempo and in the key that the visitor hears.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

from cachetools import LRUCache

from jazzlstm.audio.encoding import FORMATS
from jazzlstm.audio.sound_file import SoundOrder
from jazzlstm.audio.soundfont import find_soundfont
from jazzlstm.errors import SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Part
from jazzlstm.ui.play.parts import label_of, role_of
from jazzlstm.ui.play.paths import SOUNDS_PATH

SOLOS_KEPT = 64
"""Arrangements of solos, for all visitors together: 0.1 MB for a chorus."""
ALL, PLAY_ALONG = "all", "play-along"
"""Choices beside the roles of the parts."""
TEMPOS = (20.0, 400.0)
"""Beats a minute, as in the player."""
MOST_SEMITONES = 12
_NAME = re.compile(r"(?P<id>[0-9a-f]{16})-(?P<choice>[a-z-]{2,12})\.(?P<ending>[a-z0-9]{3,4})")


@dataclass(frozen=True, slots=True)
class OfferedSolo:
    """A solo whose sound can be had as files."""

    arrangement: Arrangement
    stem: str
    """Of the file names."""
    title: str
    artist: str


@dataclass(frozen=True, slots=True)
class NamedOrder:
    """A sound file, and the name under which the browser saves it."""

    order: SoundOrder
    file_name: str


Offer = OfferedSolo | Callable[[], OfferedSolo]
"""A solo, or a function that returns it when a file is asked for: until then it need not be whole."""
_solos: LRUCache[str, Offer] = LRUCache(SOLOS_KEPT)
_lock = Lock()


def offer_sounds(name: str, solo: Offer) -> str:
    """Keep a solo; returns the beginning of the paths of its files."""
    with _lock:
        _solos[name] = solo
    return f"{SOUNDS_PATH}{name}-"


def choices_of(arrangement: Arrangement) -> dict[str, str]:
    """What a file can hold, and its words for the menu."""
    players = {role_of(part, number): label_of(part) for number, part in enumerate(arrangement.parts)}
    if len(players) < 2:  # noqa: PLR2004 -- one player alone
        return {ALL: next(iter(players.values()), "Solo")}
    return {ALL: "Solo and band", PLAY_ALONG: "Band only (play-along)", **players}


def find_order(name: str, parameters: Mapping[str, str]) -> NamedOrder | None:
    """The order for a file: "<id>-<choice>.<ending>", at another ``tempo`` or ``semitones`` higher.

    None for a name that is unknown, or has expired.

    Raises:
        SettingsError: a parameter is no number in its range.
    """
    found = _NAME.fullmatch(name)
    with _lock:
        offer = _solos.get(found["id"]) if found else None
    if not found or offer is None or found["ending"] not in FORMATS:
        return None
    solo = offer() if callable(offer) else offer
    choice = found["choice"]
    if choice not in choices_of(solo.arrangement):
        return None
    tempo = _number(parameters, "tempo", *TEMPOS) or solo.arrangement.tempo
    semitones = round(_number(parameters, "semitones", -MOST_SEMITONES, MOST_SEMITONES) or 0)
    arrangement = _moved(solo.arrangement, tempo, semitones)
    roles = [role_of(part, number) for number, part in enumerate(arrangement.parts)]
    chosen = {ALL: roles, PLAY_ALONG: [role for role in roles if role != "solo"]}.get(choice, [choice])
    order = SoundOrder(
        tuple(write_midi(replace(arrangement, parts=(part,))) for part in arrangement.parts),
        tuple(number for number, role in enumerate(roles) if role in chosen),
        found["ending"],
        find_soundfont(),
        as_in_mix=choice in roles and len(roles) > 1,
        tags={"title": solo.title, "artist": solo.artist},
    )
    words = [solo.stem, "" if choice == ALL else choice]
    words.append(f"{tempo:g}bpm" if tempo != solo.arrangement.tempo else "")
    words.append(f"{semitones:+d}semitones" if semitones else "")
    return NamedOrder(order, f"{'_'.join(filter(None, words))}.{found['ending']}")


def _moved(arrangement: Arrangement, tempo: float, semitones: int) -> Arrangement:
    """The arrangement at another tempo, with all pitched parts transposed."""
    parts = tuple(part if part.is_drums else _transposed(part, semitones) for part in arrangement.parts)
    return replace(arrangement, tempo=tempo, parts=parts)


def _transposed(part: Part, semitones: int) -> Part:
    notes = tuple(replace(note, pitch=min(127, max(0, note.pitch + semitones))) for note in part.notes)
    return replace(part, notes=notes)


def _number(parameters: Mapping[str, str], name: str, low: float, high: float) -> float | None:
    words = parameters.get(name, "")
    if not words:
        return None
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,3})?", words) or not low <= float(words) <= high:
        raise SettingsError(f"{name} must be a number from {low:g} to {high:g}", field=name)
    return float(words)
