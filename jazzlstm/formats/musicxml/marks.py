"""Repeats, endings and jumps of a MusicXML part, as the marks that `play_order` plays.

A jump may be written as words, as signs, or as attributes of ``sound``; many programs write only one
of them. The words name the target of a jump; without words, the score's Coda or Fine is the target.

Source: MusicXML 4.0 (W3C, 2021): barline, direction, sound.
"""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from jazzlstm.theory.directions import MOST_TIMES, take_directions
from jazzlstm.theory.repeats import BarMarks, Jump, ending_numbers

_USUAL_TIMES = 2


def read_marks(part: Element) -> list[BarMarks]:
    """The marks of each measure of a part."""
    marks: list[BarMarks] = []
    signs: list[int] = []
    for index, measure in enumerate(part.findall("measure")):
        found = BarMarks()
        for barline in measure.findall("barline"):
            found = _read_barline(found, barline)
        for direction in measure.findall("direction"):
            found, has_sign = _read_direction(found, direction)
            signs += [index] * has_sign
        for sound in measure.findall("sound"):
            found = _read_sound(found, sound)
        marks.append(found)
    _settle_codas(marks, signs)
    _apply_counts(marks, _counts(part))
    return marks


def _counts(part: Element) -> dict[int, int]:
    """How often a repeat is played, as words such as "4x" say, by measure."""
    counts: dict[int, int] = {}
    for index, measure in enumerate(part.findall("measure")):
        for words in measure.iterfind("direction/direction-type/words"):
            if times := take_directions((words.text or "")[:200]).times:
                counts[index] = times
    return counts


def _apply_counts(marks: list[BarMarks], counts: dict[int, int]) -> None:
    """Apply words at the start or the end of a repeat that the sign itself plays twice."""
    started = 0
    for index, bar in enumerate(marks):
        started = counts.get(index, 0) if bar.repeat_start else started
        times = counts.get(index, 0) or started
        if bar.repeat_times == _USUAL_TIMES and times:
            marks[index] = replace(bar, repeat_times=times)
        started = 0 if bar.repeat_times else started


def _read_barline(marks: BarMarks, barline: Element) -> BarMarks:
    repeat, ending = barline.find("repeat"), barline.find("ending")
    if repeat is not None and repeat.get("direction") == "forward":
        marks = replace(marks, repeat_start=True)
    elif repeat is not None:
        times = repeat.get("times", "")
        count = int(times) if times.isascii() and times.isdigit() and len(times) < 4 else 2  # noqa: PLR2004 -- digits
        marks = replace(marks, repeat_times=min(max(count, 1), MOST_TIMES))
    if ending is not None and ending.get("type") == "start":
        marks = replace(marks, endings=ending_numbers(ending.get("number", "")) or marks.endings)
    elif ending is not None:
        marks = replace(marks, ending_stops=True)
    if barline.find("segno") is not None:
        marks = replace(marks, segno=True)
    return replace(marks, coda=True) if barline.find("coda") is not None else marks


def _read_direction(marks: BarMarks, direction: Element) -> tuple[BarMarks, bool]:
    """The marks with those of a direction, and whether it holds a coda sign that nothing explains."""
    words = " ".join("".join(element.itertext()).strip() for element in direction.iter("words"))
    found = take_directions(words)
    if found.jump:
        marks = replace(marks, jump=found.jump)
    marks = replace(marks, fine=marks.fine or found.fine, to_coda=marks.to_coda or found.to_coda)
    if direction.find("direction-type/segno") is not None or (found.segno and not found.jump):
        marks = replace(marks, segno=True)
    has_sign = direction.find("direction-type/coda") is not None or found.coda
    for sound in direction.findall("sound"):
        marks = _read_sound(marks, sound)
        has_sign = has_sign and not (sound.get("coda") or sound.get("tocoda"))
    return marks, has_sign and not found.to_coda


def _read_sound(marks: BarMarks, sound: Element) -> BarMarks:
    if (sound.get("dacapo") == "yes" or sound.get("dalsegno")) and marks.jump is None:
        marks = replace(marks, jump=Jump("segno" if sound.get("dalsegno") else "start"))
    return replace(
        marks,
        fine=marks.fine or bool(sound.get("fine")),
        to_coda=marks.to_coda or bool(sound.get("tocoda")),
        coda=marks.coda or bool(sound.get("coda")),
        segno=marks.segno or bool(sound.get("segno")),
    )


def _settle_codas(marks: list[BarMarks], signs: list[int]) -> None:
    """If only coda signs mark the coda, the last one begins it and the others lead to it."""
    if signs and not any(bar.coda for bar in marks):
        start = signs.pop()
        marks[start] = replace(marks[start], coda=True)
    for index in signs:
        if not marks[index].coda:
            marks[index] = replace(marks[index], to_coda=True)
