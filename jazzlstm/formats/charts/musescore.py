"""The chord symbols of a MuseScore file (.mscz, .mscx) as a chart.

The staff with the most chord symbols is read; its measures are read in `musescore_staff.py`. A part of a
transposing instrument has its chords as written, unless the score is set to concert pitch.

Source: the files of MuseScore 2 to 4.
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.archives import READ_ERRORS
from jazzlstm.formats.charts.musescore_staff import StaffReader, whole
from jazzlstm.formats.musicxml.key_signatures import name_key, transpose_key
from jazzlstm.theory.keys import guess_key, parse_key
from jazzlstm.theory.written_bars import ReadChart, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from jazzlstm.music import Chart

MOST_BYTES = 16 * 1024 * 1024
"""Of a score, unpacked."""
MOST_BARS = 4_096
MOST_FIFTHS = 7
"""Sharps or flats of a key signature."""
LONGEST_FACT = 200
"""Characters of a title or composer."""
MOST_SEMITONES = 36
"""Of a transposing instrument."""
EXPORT = "open it in MuseScore and export it as MusicXML (File, Export, MusicXML)"


def is_musescore(data: bytes) -> bool:
    """Whether bytes are a MuseScore file, packed or not."""
    if data[:2] != b"PK":
        return b"<museScore" in data[:4096]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.endswith(".mscx") for name in archive.namelist()[:1000])
    except READ_ERRORS:
        return False


def read_musescore(data: bytes) -> ReadChart:
    """The chart of a MuseScore file.

    Raises:
        MusicFileError: damaged, or without chord symbols; the message names the remedy.
        ChartError: too many bars.
    """
    root = _parse(_unpack(data) if data[:2] == b"PK" else data)
    score = root.find("Score")
    score = root if score is None else score  # MuseScore 1 has no element for the score
    staves = score.findall("Staff")
    staff = max(staves, key=lambda each: sum(1 for _ in each.iter("Harmony")), default=None)
    if staff is None:
        raise MusicFileError(f"this MuseScore file has no staff: {EXPORT}")
    key = _key(staff, ("actualKey", "accidental", "concertKey"))
    reader = StaffReader(home=key or "C", transposition=_transposition(score, staff))
    tops = staves[0].findall("Measure")
    for index, measure in enumerate(staff.findall("Measure")[: MOST_BARS + 1]):
        reader.read(measure, tops[index] if index < len(tops) else measure)
    bars = reader.finished()
    if not any(bar.chords for bar in bars):
        raise MusicFileError("the score has no chord symbols: add them, or paste the chords as text")
    title, composer = (_fact(score, tag, style) for tag, style in (("workTitle", "title"), ("composer",) * 2))
    chart, ignored = lay_out(bars, title=title, most=MOST_BARS)
    concert = _key(staff, ("concertKey",)) or transpose_key(key or "C", reader.transposition)
    chart = replace(chart, key=_named_key(concert, chart))
    return ReadChart(chart, composer, tempo=reader.tempo, remarks=(*reader.remarks, *ignored))


def _unpack(data: bytes) -> bytes:
    """The score in a packed file: parts of it ("Excerpts") lie in deeper folders."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".mscx")]
            with archive.open(min(names, key=lambda name: name.count("/"))) as file:
                text = file.read(MOST_BYTES + 1)
    except READ_ERRORS as exc:
        raise MusicFileError(f"this MuseScore file is damaged ({str(exc)[:80]}): {EXPORT}") from exc
    if len(text) > MOST_BYTES:
        raise MusicFileError(f"this MuseScore file unpacks to more than {MOST_BYTES >> 20} MB: {EXPORT}")
    return text


def _parse(text: bytes) -> Element:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # the same

    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as exc:
        raise MusicFileError(f"this MuseScore file is damaged ({str(exc)[:80]}): {EXPORT}") from exc
    return root


def _fact(score: Element, tag: str, style: str) -> str:
    """A fact of the score: from its properties, else from the text printed above the music."""
    for element in score.iterfind("metaTag"):
        if element.get("name") == tag and (element.text or "").strip():
            return (element.text or "").strip()[:LONGEST_FACT]
    for text in score.iter("Text"):
        shown = text.find("text")
        if (text.findtext("style") or "").strip().lower() == style and shown is not None:
            return " ".join("".join(shown.itertext()).split())[:LONGEST_FACT]
    return ""


def _transposition(score: Element, staff: Element) -> int:
    """Semitones from the chords as the file has them to the sounding ones."""
    if (score.findtext("Style/concertPitch") or "").strip() == "1":
        return 0
    for part in score.iterfind("Part"):
        if any(each.get("id") == staff.get("id") for each in part.iterfind("Staff")):
            semitones = whole(part.findtext("Instrument/transposeChromatic"), 0)
            return semitones if abs(semitones) <= MOST_SEMITONES else 0
    return 0


def _key(staff: Element, tags: Sequence[str]) -> str:
    """The key that the first of these elements of the first signature counts, as major; "" without one."""
    sign = next(staff.iter("KeySig"), None)
    text = next((text for tag in tags if sign is not None and (text := sign.findtext(tag))), "")
    fifths = whole(text, MOST_FIFTHS + 1)
    return name_key(fifths) if abs(fifths) <= MOST_FIFTHS else ""


def _named_key(major: str, chart: Chart) -> str:
    """The key of the chart: the ``major`` key, or its relative minor if the chords say so."""
    tonic, guess = parse_key(major), guess_key(chart)
    is_relative = guess.is_minor and guess.pitch_class == (tonic.pitch_class + 9) % 12
    return str(guess if is_relative else tonic)
