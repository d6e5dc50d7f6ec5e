"""Small valid files of each kind, and byte strings with a meaning in each format.

Each kind has files of this package's writers, and one with rare features: ties, a pick-up,
grace notes, running status, 6/8.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.generation.human_statistics import TRAITS
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.copy_detection import build_copy_index
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import model_bytes
from jazzlstm.model.network import Network
from jazzlstm.music import Arrangement, Note, Part, Solo
from jazzlstm.theory.charts import parse_chart
from tools.random_network import random_network


@cache
def seeds(kind: str) -> Sequence[bytes]:
    """The valid files of a kind."""
    return {"midi": midi_seeds, "musicxml": xml_seeds, "database": database_seeds, "model": model_seeds}[
        kind
    ]()


CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7b9 |", title="Study")
LINE = tuple(Note(i / 2 + (i % 2) / 6, 1 / 3, 60 + (i * 5) % 17, 60 + i) for i in range(24))
# Running status, a chord, a bend, sysex, an odd metre, text, two tempos, and a note without its end.
EVENTS = bytes.fromhex(
    "00ff58040c030108 00ff510307a120 00ff590203 01 00ff0605446d372021 00c042 00904050 8100403c 00 3c50"
    "00 4050 00e00040 40f0057e7f0901f7 00ff510301e240 60904300 8300ff0503 d73d0a 10804040 00ff2f00"
)
TOKENS_MIDI = [
    bytes.fromhex(token)
    for token in (
        "00ff5804000218 08",
        "00ff5804ff ff1808",
        "00ff58040705 1808",
        "00ff5103000000",
        "00ff5103ffffff",
        "00ff59020980",
        "00ff5902f901",
        "ffffff7f903c40",
        "00ff06ffffff7f",
        "00ff0604436d613700",
        "00f0ffffff7f",
        "00ff2f00",
        "4d54726b00000000",
        "4d54726bffffffff",
        "4d546864",
        "00ff0108ffd8ffe000104a46",
        "00993c40 60893c40",
        "00ff540500 00000000",
        "00ff7f8100",
        "00ff7f07437b01320a320a",
        "00ff7f07437b01ffffffff",
        "00ff2000",
        "00ff59020800",
        "00ff060141",
        "00ff0605496e74726f",
        "00ff4b026162",
        "58464948 00000004 61626364",
        "00b17906 01b16500 00b16406 00b1060f",
        "fe",
        "8080808080807f",
    )
]


def midi_seeds() -> list[bytes]:
    """A solo with its band, a file of one track with rare features, and the same as RMID."""
    line = Part("Tenor Sax", LINE, program=66)
    bass = Part("Bass", tuple(Note(float(beat), 1, 38 + beat % 7) for beat in range(16)), program=32)
    kit = Part("Drums", tuple(Note(float(beat), 0.25, 51) for beat in range(16)), is_drums=True)
    band = write_midi(Arrangement((line, bass, kit), CHART, 140.0, 16.0, "Study"))
    rare = b"MThd" + bytes.fromhex("000000060000000100604d54726b") + len(EVENTS).to_bytes(4, "big") + EVENTS
    return [
        band,
        rare,
        _over_channels(),
        b"RIFF" + len(rare).to_bytes(4, "little") + b"RMIDdata" + b"\0\0\0\0" + rare,
    ]


def _over_channels() -> bytes:
    """A late line over MPE channels with form letters, a chord event, and a vendor chunk before it."""
    events = bytearray.fromhex("00ff060141 00ff7f07437b01320a320a 33 ff0101 78")
    for index in range(24):
        status, pitch = index % 8 + 1, 60 + (index * 5) % 17
        events += bytes((8, 0x90 | status, pitch, 80, 40, 0x80 | status, pitch, 0))
    track = bytes(events) + b"\0\xff\x2f\x00"
    chunk = b"XFIH\0\0\0\4abcd"
    return (
        b"MThd"
        + bytes.fromhex("00000006000100010060")
        + chunk
        + b"MTrk"
        + len(track).to_bytes(4, "big")
        + track
    )


RARE_SCORE = b"""<score-partwise version="4.0"><work><work-title>Rare</work-title></work>
<part-list><score-part id="P1"><part-name>Sax</part-name></score-part>
<score-part id="P2"><part-name>Piano</part-name></score-part></part-list>
<part id="P1"><measure number="0" implicit="yes"><attributes><divisions>6</divisions><key><fifths>-2</fifths>
<mode>minor</mode></key><time><beats>3</beats><beat-type>4</beat-type></time><transpose>
<diatonic>-1</diatonic>
<chromatic>-2</chromatic><octave-change>-1</octave-change></transpose></attributes>
<direction><direction-type><rehearsal>A</rehearsal></direction-type><sound tempo="120" dynamics="90"/>
</direction>
<direction><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>132</per-minute></metronome>
</direction-type></direction><note dynamics="80"><pitch><step>G</step><octave>4</octave></pitch>
<duration>6</duration><tie type="start"/><notations><tied type="start"/></notations></note></measure>
<measure number="1"><barline location="left"><repeat direction="forward"/></barline>
<harmony><root><root-step>C</root-step><root-alter>1</root-alter></root>
<kind text="m7b5">half-diminished</kind>
<bass><bass-step>E</bass-step></bass><degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>
<degree-type>add</degree-type></degree><offset>3</offset></harmony>
<note><grace/><pitch><step>A</step><octave>4</octave></pitch></note>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>4</duration><tie type="stop"/>
<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification></note>
<note><chord/><pitch><step>B</step><alter>-1</alter><octave>4</octave></pitch><duration>4</duration></note>
<note><rest/><duration>8</duration></note><backup><duration>6</duration></backup>
<note><unpitched><display-step>E</display-step><display-octave>4</display-octave></unpitched><duration>3</duration>
</note><forward><duration>3</duration></forward><note><cue/><pitch><step>F</step><octave>5</octave></pitch>
<duration>6</duration></note><barline location="right"><ending number="1" type="stop"/>
<repeat direction="backward" times="2"/></barline></measure>
<measure number="2"><barline location="left"><ending number="2" type="start"/></barline>
<direction><direction-type><segno/></direction-type><sound segno="1"/></direction>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>18</duration></note>
<direction><direction-type><words>D.S. al Coda</words></direction-type><sound dalsegno="1"/></direction>
</measure>
<measure number="3"><attributes><transpose><chromatic>0</chromatic></transpose><measure-style>
<measure-repeat type="start">1</measure-repeat></measure-style></attributes><direction><direction-type>
<coda/></direction-type></direction><harmony type="alternate"><root><root-step>F</root-step></root>
<kind>min7</kind></harmony><harmony><root><root-step>D</root-step></root><kind>major</kind><root>
<root-step>C</root-step></root><kind use-symbols="yes" text="7">major-seventh</kind><inversion>1</inversion>
<degree><degree-value>5</degree-value><degree-alter>1</degree-alter><degree-type>alter</degree-type></degree>
</harmony><note><rest/><duration>18</duration></note></measure>
<measure number="4"><attributes><measure-style><measure-repeat type="stop"/></measure-style><measure-style>
<slash type="start"/></measure-style></attributes><direction><direction-type><metronome><beat-unit>half
</beat-unit><per-minute>c. 92-100</per-minute></metronome></direction-type></direction><note><pitch>
<step>B</step><octave>4</octave></pitch><duration>18</duration><notehead>slash</notehead></note></measure>
</part><part id="P2"><measure number="0"><note><rest measure="yes"/><duration>18</duration>
</note></measure></part>
</score-partwise>"""
TOKENS_XML = [
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>",
    b"<!ENTITY % p SYSTEM 'file:///etc/passwd'>",
    b"&b;",
    b"&#0;",
    b"&#xD800;",
    b"<![CDATA[",
    b"]]>",
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"encoding='UTF-16'",
    b"<note>" * 30,
    b"<repeat direction='backward' times='999999999'/>",
    b"<duration>1e308</duration>",
    b"<divisions>0</divisions>",
    b"<time><beats>0</beats><beat-type>3</beat-type></time>",
    b"<time><beats>3+2</beats><beat-type>8</beat-type><beats>2</beats><beat-type>4</beat-type></time>",
    b"<time><senza-misura/></time>",
    b"<backup><duration>999999</duration></backup>",
    b"<measure-repeat type='start' slashes='1'>4</measure-repeat>",
    b"<measure-style><measure-repeat type='start'>999999</measure-repeat></measure-style>",
    b"<sound dacapo='yes'/>",
    b"<words>D.C. al 9th ending</words>",
    b"<ending number='1, 2, 99999999999' type='start'/>",
    b"<degree><degree-value>1e9</degree-value><degree-type>add</degree-type></degree>" * 30,
    b"<kind>diminished-major-thirteenth</kind>",
    b"<transpose><chromatic>99999</chromatic></transpose>",
    b"<per-minute>c. 0,0</per-minute>",
    b"xmlns='urn:x'",
]


def xml_seeds() -> list[bytes]:
    """A lead sheet of this package, a score with rare features, and both packed as .mxl."""
    plain = [write_musicxml(Solo(LINE, CHART, 140.0, title="Study")), RARE_SCORE]
    container = b'<container><rootfiles><rootfile full-path="s.xml"/></rootfiles></container>'
    return plain + [packed({"META-INF/container.xml": container, "s.xml": score}) for score in plain]


def packed(members: dict[str, bytes]) -> bytes:
    """A zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)  # without a time stamp
    return buffer.getvalue()


TABLES = """
CREATE TABLE solo_info(melid INTEGER PRIMARY KEY, performer TEXT, title TEXT, instrument TEXT, style TEXT,
    avgtempo REAL, key TEXT);
CREATE TABLE melody(eventid INTEGER PRIMARY KEY, melid INTEGER, pitch REAL, duration REAL, division INTEGER,
    bar INTEGER, beat INTEGER, tatum INTEGER, beatdur REAL, loud_med REAL);
CREATE TABLE beats(beatid INTEGER PRIMARY KEY, melid INTEGER, bar INTEGER, beat INTEGER, signature TEXT,
    chord TEXT, form TEXT, chorus_id INTEGER);
"""
"""The tables of WJazzD with the columns that are read."""
ROWS = """
INSERT INTO solo_info VALUES (1, 'Ann Archer', 'Blue Lines', 'ts', 'BEBOP', 180.0, 'Bb-maj'),
    (2, 'Bob Bell', 'Red Lines', 'tp', 'COOL', 90.0, 'C-min');
INSERT INTO melody VALUES
    (1, 1, 62.0, 0.25, 2, 1, 1, 1, 0.5, 65.0), (2, 1, 65.0, 0.16, 3, 1, 1, 2, 0.5, NULL),
    (3, 1, 67.0, 0.5, 1, 2, 3, 1, 0.5, 80.0), (4, 2, 70.0, 0.5, 4, -1, 2, 3, 0.6, 55.0),
    (5, 2, 69.0, 0.2, 4, 0, 1, 1, 0.6, 60.0), (6, 2, 68.0, 0.2, 4, 1, 3, 2, 0.6, 61.0);
INSERT INTO beats VALUES (1, 1, 1, 1, '4/4', 'D-7', 'A1', 1), (2, 1, 1, 3, '', 'G7', '', 1),
    (3, 1, 2, 1, '', 'Cj7', '', 1), (4, 1, 2, 4, '', 'NC', '', 2), (5, 2, -1, 1, '3/4', 'C-6', 'A1', 1),
    (6, 2, 0, 1, '', '', 'B1', 1), (7, 2, 1, 1, '6/8', 'F79b', '', 2);
"""
SCHEMA_TRICKS = (
    "DROP TABLE beats; CREATE VIEW beats AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    " SELECT x AS beatid, 1 AS melid, x AS bar, 1 AS beat, '4/4' AS signature, 'C' AS chord, '' AS form,"
    " 1 AS chorus_id FROM n",
    "ALTER TABLE melody DROP COLUMN loud_med;"
    " ALTER TABLE melody ADD COLUMN loud_med AS (length(zeroblob(90000000) || '')) VIRTUAL",
    "ALTER TABLE solo_info ADD COLUMN other AS (randomblob(50000000)) VIRTUAL",
    "ALTER TABLE beats DROP COLUMN chord;"
    " ALTER TABLE beats ADD COLUMN chord AS (printf('%.*c', 30000000, 'x'))",
    "DROP TABLE melody; CREATE TABLE melody(melid)",
    "DROP TABLE melody; CREATE VIRTUAL TABLE melody USING fts5(melid, pitch)",
    "INSERT INTO beats SELECT NULL, 1, x.beatid * 997 + y.beatid, 1, '32/1', 'C7', 'A', 1"
    " FROM beats x, beats y LIMIT 3000",
    "INSERT INTO melody SELECT NULL, 1, 60, 0.1, 1, x.eventid * 1500, 1, 1, 0.5, 60"
    " FROM melody x, melody y LIMIT 3000",
    "INSERT INTO solo_info SELECT NULL, 'A', 'B', 'ts', 'C', 1, 'X' FROM melody x, melody y LIMIT 3000",
    "UPDATE melody SET melid = NULL",
    "PRAGMA user_version = 7",
)


TOKENS_DATABASE = [b"CREATE VIEW", b"\x0d\x00\x00\x00", b"melody", b"\xff" * 9]


def database_seeds() -> list[bytes]:
    """Two solos, one with a pick-up and three metres."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES + ROWS)
        return [connection.serialize()]


TOKENS_ZIP = [
    *(b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06"),
    *(b"\xff" * 4, b"\x0e\x00", b"\x63\x00"),
]
TOKENS_MODEL = [b'"dtype":"F8_E4M3"', b'"BF16"', b"[9999999,9999999]", b'"data_offsets"', b"{" * 99]


def model_seeds() -> list[bytes]:
    """A small network with all optional parts, and one without any."""
    return [model_bytes(network) for network in (
        full_network(ModelConfig(6, 2, 3, 5, 16), Conditioning(("Ann", "Bob"), ("ts",), ("COOL",))),
        full_network(ModelConfig(4, 1, 0, 4, 8), Conditioning()),
    )]  # fmt: skip


def full_network(config: ModelConfig, conditioning: Conditioning) -> Network:
    """A network with random weights and a full model card."""
    entries = {
        "name": "random",
        "licence": "CC0",
        "attribution": "nobody",
        "history": [{"epoch": 1, "loss": 4.0, "held_out_loss": 4.1}],
        "leanings": {"chord": 0.1, "beat": 0.05, "memory": 0.2},
        "usual_instruments": {"Ann": "ts"},
        "training": {"shares": [0.8, 0.1, 0.1]},
        "metrics": {"held_out": {"nats_per_note": 4.0}},
        "critic": {"weights": [0.1] * len(TRAITS)},
        "best_epoch": 1,
    }
    index = build_copy_index([Solo(LINE, CHART, title="Study")])
    return replace(random_network(config, conditioning), card=ModelCard.from_dict(entries), copy_index=index)
