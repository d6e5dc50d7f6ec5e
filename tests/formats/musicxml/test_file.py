"""Malicious and damaged files: refused with a code, never a traceback, never a hang."""

from __future__ import annotations

from io import BytesIO
from unittest import mock
from xml.etree import ElementTree
from xml.etree.ElementTree import fromstring, tostring
from zipfile import ZIP_DEFLATED, ZipFile

import defusedxml.ElementTree as safe  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.musicxml import read_musicxml, write_musicxml
from jazzlstm.formats.musicxml.file import MOST_BYTES, open_score
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE score-partwise [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<score-partwise><part-list/><work><work-title>&b;</work-title></work></score-partwise>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE score-partwise [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<score-partwise><work><work-title>&secret;</work-title></work></score-partwise>"""
PARAMETER = b"""<?xml version="1.0"?>
<!DOCTYPE score-partwise [<!ENTITY % more SYSTEM "http://example.invalid/more.dtd"> %more;]>
<score-partwise/>"""
LEAD_SHEET = write_musicxml(
    Solo((Note(0.0, 1.5, 60), Note(1.5, 4.0, 64)), Chart((Change(0.0, parse_chord("C7b9")),), 8.0), 120.0)
)


def packed(**entries: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def refused(data: bytes, name: str = "mine.xml") -> MusicFileError:
    """The error that reading raises."""
    with pytest.raises(MusicFileError) as caught:
        read_musicxml(data, name)
    return caught.value


@pytest.mark.parametrize("document", [LAUGHS, OUTSIDE, PARAMETER])
def test_document_with_entities_is_refused_before_they_expand(document: bytes) -> None:
    assert refused(document).code == "entities"
    assert refused(packed(**{"score.xml": document})).code == "entities"


def test_zip_bomb_stops_at_the_limit() -> None:
    assert refused(packed(**{"score.xml": b"<a>" + b" " * (MOST_BYTES + 1)})).code == "too_large"


def test_zip_of_very_many_files_is_refused() -> None:
    assert refused(packed(**{f"{i}.xml": b"<a/>" for i in range(300)})).code == "too_many_files"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"MThd\x00\x00", "not_musicxml"),
        (b"Dm7 | G7 | Cmaj7", "not_musicxml"),
        (LEAD_SHEET[:900], "damaged"),
        (b"<html><body>Not found</body></html>", "not_musicxml"),
        (b"<score-partwise/>", "no_notes"),
        (b"PK\x03\x04 but no zip", "damaged"),
        (packed(**{"picture.png": b"x"}), "no_music"),
        (b"<x>" * 40 + b"</x>" * 40, "too_deep"),
        (b"<a>" + b" " * MOST_BYTES, "too_large"),
    ],
)
def test_data_without_a_score_is_refused_with_file_name_and_code(data: bytes, code: str) -> None:
    error = refused(data)
    assert error.code == code
    assert str(error).startswith("mine.xml: ")
    assert len(str(error)) < 300


def test_score_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither music21 nor the reader of chord symbols parses the text again."""
    parsers = []
    for module, name in ((safe, "fromstring"), (ElementTree, "parse"), (ElementTree, "XML")):
        parsers.append(mock.Mock(wraps=getattr(module, name)))
        monkeypatch.setattr(module, name, parsers[-1])
    assert read_musicxml(LEAD_SHEET, "lead.xml").solo.notes
    assert [parser.call_count for parser in parsers] == [1, 0, 0]


def test_doctype_that_names_the_standard_is_allowed() -> None:
    assert b"<!DOCTYPE" in LEAD_SHEET
    assert open_score(LEAD_SHEET).tag == "score-partwise"


def test_other_encodings_are_read() -> None:
    text = LEAD_SHEET.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read_musicxml(text.encode("utf-16"), "wide.xml").solo.notes[0].pitch == 60


NODES = len(list(fromstring(LEAD_SHEET).iter()))  # noqa: S314 -- our own file, just written
ODD_WORDS = ("", "-1", "0", "1e9", "nan", "inf", "x", "3+2", "♭", "9" * 40)


@settings(deadline=None, max_examples=120)
@given(
    st.lists(
        st.tuples(
            st.integers(1, NODES - 1),
            st.sampled_from(["cut", "text", "attribute"]),
            st.sampled_from(ODD_WORDS),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_damaged_score_is_read_or_refused_but_never_crashes(damages: list[tuple[int, str, str]]) -> None:
    root = fromstring(LEAD_SHEET)  # noqa: S314 -- the same
    nodes = list(root.iter())
    for place, how, word in damages:
        if how == "text":
            nodes[place].text = word
        elif how == "cut":
            nodes[place].clear()
        else:
            nodes[place].attrib.update(dict.fromkeys(nodes[place].attrib, word))
    try:
        found = read_musicxml(tostring(root), "damaged.xml")
    except MusicFileError:
        return
    assert found.solo.chart.beats > 0
    assert all(0 <= note.pitch <= 127 for note in found.solo.notes)


def test_loudness_that_is_not_a_number_is_ignored() -> None:
    root = fromstring(LEAD_SHEET)  # noqa: S314 -- the same
    for note in root.iter("note"):
        note.set("dynamics", "nan")
    quiet = fromstring(LEAD_SHEET)  # noqa: S314 -- the same
    for note in quiet.iter("note"):
        note.attrib.pop("dynamics", None)
    assert read_musicxml(tostring(root), "a.xml").solo == read_musicxml(tostring(quiet), "a.xml").solo


@pytest.mark.parametrize("beats", ["1e308", "9999", "33", "3+30", "²", ""])
def test_time_signature_of_too_many_beats_is_refused(beats: str) -> None:
    document = LEAD_SHEET.replace(b"<beats>4</beats>", f"<beats>{beats}</beats>".encode())
    assert refused(document).code == "bad_time_signature"


def test_beats_may_be_grouped() -> None:
    assert read_musicxml(
        LEAD_SHEET.replace(b"<beats>4</beats>", b"<beats>2 + 2</beats>"), "grouped.xml"
    ).solo.notes
