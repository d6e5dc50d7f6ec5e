"""Untrusted MusicXML bytes to an XML tree.

A score is XML, or ``.mxl``: a zip file whose ``META-INF/container.xml`` names the score
inside. A malicious one holds a few kilobytes that unpack to gigabytes, XML entities that
expand to billions of letters, or an external entity that reads a file of the host. So
sizes are checked while unpacking, and a document that defines entities is refused before
they are expanded. A DOCTYPE that names the MusicXML standard is allowed and never fetched.

Source: MusicXML 4.0, "Compressed .mxl files"; OWASP on XML external entities.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.archives import READ_ERRORS
from jazzlstm.formats.result import MOST_NOTES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 16 * 1024 * 1024
"""Bytes of a score, unpacked; the longest transcription has a tenth of it."""
MOST_ENTRIES = 256
"""Files in an .mxl; a score with pictures and parts has a dozen."""
DEEPEST = 24
"""Levels of nested elements; the ornaments of a note are at level nine."""
MOST_BEATS_A_BAR = 32
"""Beats in a time signature; music21 takes a third of a second to divide a bar of 128."""
_BEATS = re.compile(r"\s*\d{1,3}(\s*\+\s*\d{1,3}){0,15}\s*", re.ASCII)
EXPORT = "export it again as MusicXML from the program that made it"
"""Remedy for a damaged file."""
SMALLER = "save only the melody and the chords"
"""Remedy for a file that is too large."""


def open_score(data: bytes) -> Element:
    """The score as a tree with the root ``score-partwise``, measures inside parts.

    Raises:
        MusicFileError: too large, damaged, dangerous, or not MusicXML.
    """
    if len(data) > MOST_BYTES:
        raise MusicFileError(
            f"it is {len(data) / 2**20:.0f} MB, more than the limit of {MOST_BYTES >> 20} MB: {SMALLER}",
            code="too_large",
        )
    if not data.strip():
        raise MusicFileError(f"it is empty: {EXPORT}", code="empty")
    root = _parse(_unpack(data) if data[:2] == b"PK" else data)
    _simplify(root)
    if root.tag == "score-timewise":
        root = _by_part(root)
    if root.tag != "score-partwise":
        raise MusicFileError(
            f"it is XML, but not a MusicXML score (it starts with <{root.tag[:30]}>): {EXPORT}",
            code="not_musicxml",
        )
    for time in root.iter("time"):
        _check_time(time)
    if sum(1 for _ in root.iter("note")) > MOST_NOTES:
        raise MusicFileError(f"it has more than {MOST_NOTES:,} notes: {SMALLER}", code="too_many_notes")
    return root


def read_number(text: str | None, default: float = 0.0) -> float:
    """A number of at most a million, as every number of a score is; ``default`` for anything else."""
    try:
        number = float(text or "")
    except ValueError:
        return default
    return number if abs(number) <= 1e6 else default


def read_whole(text: str | None, default: int = 0) -> int:
    """The number rounded to a whole number."""
    return round(read_number(text, default))


def _check_time(time: Element) -> None:
    """Raise MusicFileError for a time signature of too many beats or of no number."""
    texts = [element.text or "" for element in time.iter("beats")]
    beats = sum(
        sum(map(int, text.split("+"))) if _BEATS.fullmatch(text) else MOST_BEATS_A_BAR + 1 for text in texts
    )
    if beats > MOST_BEATS_A_BAR:
        raise MusicFileError(
            f"it has a time signature of {'+'.join(texts)[:20]!r} beats, more than the limit of"
            f" {MOST_BEATS_A_BAR}: write shorter bars",
            code="bad_time_signature",
        )


def _simplify(root: Element) -> None:
    """Remove namespaces, which some programs declare, and loudness that is not a number."""
    level = [root]
    for _ in range(DEEPEST):
        for element in level:
            element.tag = element.tag.rpartition("}")[2]
            if read_number(element.get("dynamics"), -1.0) < 0:
                element.attrib.pop("dynamics", None)
        level = [child for element in level for child in element]
    if level:
        raise MusicFileError(f"its elements are nested too deeply: {EXPORT}", code="too_deep")


def _parse(text: bytes) -> Element:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # the same

    try:
        root: Element = fromstring(text, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as exc:
        raise MusicFileError(
            f"it defines XML entities, which are refused for safety: {EXPORT}", code="entities"
        ) from exc
    except (ParseError, ValueError, LookupError) as exc:
        is_xml = text.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        what, code = ("damaged or cut short", "damaged") if is_xml else ("not MusicXML", "not_musicxml")
        raise MusicFileError(f"it is {what} ({str(exc)[:80]}): {EXPORT}", code=code) from exc
    return root


def _unpack(data: bytes) -> bytes:
    """The score inside an .mxl file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise MusicFileError(
                    f"it contains more than {MOST_ENTRIES} files, too many for a score: {EXPORT}",
                    code="too_many_files",
                )
            return _read_entry(archive, _find_score(archive))
    except READ_ERRORS as exc:
        raise MusicFileError(
            f"it is a damaged .mxl file ({str(exc)[:80]}): {EXPORT}", code="damaged"
        ) from exc


def _find_score(archive: zipfile.ZipFile) -> str:
    """The entry that the container names, else the first with the suffix of a score."""
    names = archive.namelist()
    if "META-INF/container.xml" in names:
        container = _parse(_read_entry(archive, "META-INF/container.xml"))
        for element in container.iter():
            path = element.get("full-path", "")
            if element.tag.endswith("rootfile") and path in names:
                return path
    scores = [n for n in names if n.lower().endswith((".xml", ".musicxml")) and not n.startswith("META-INF/")]
    if not scores:
        raise MusicFileError(f"it is a zip file without a score: {EXPORT}", code="no_music")
    return min(scores)


def _read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """One entry, read up to the limit whatever size its header states."""
    with archive.open(name) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise MusicFileError(f"it unpacks to more than {MOST_BYTES >> 20} MB: {SMALLER}", code="too_large")
    return data


def _by_part(timewise: Element) -> Element:
    """A timewise score (measures that hold parts) as a partwise one."""
    from xml.etree.ElementTree import Element, SubElement

    score = Element("score-partwise", timewise.attrib)
    score.extend(element for element in timewise if element.tag != "measure")
    parts: dict[str, Element] = {}
    for measure in timewise.findall("measure"):
        for part in measure.findall("part"):
            name = part.get("id", "")
            if name not in parts:
                parts[name] = SubElement(score, "part", id=name)
            SubElement(parts[name], "measure", measure.attrib).extend(part)
    return score
