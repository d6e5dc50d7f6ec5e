"""Small random changes to valid files; the same generator gives the same file.

Changes of bytes test the parser. Changes of content (an element, a row, a JSON value) pass the
parser and test the code behind it.

Source: AFL's havoc stage and dictionaries, https://lcamtuf.coredump.cx/afl/technical_details.txt
"""

from __future__ import annotations

import copy
import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from typing import Any, cast
from xml.etree import ElementTree

import mido
import numpy as np

Rng = np.random.Generator

# Values that often cause faults.
INTERESTING = (0, 1, 2, 16, 32, 64, 100, 127, 128, 255, 256, 512, 1000, 1024, 4096, 32767, 32768, 65535)
LARGE = (65536, 2**24, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
WORDS = (
    *("", " ", "0", "-1", "1", "3", "1e9", "-1e9", "1e308", "1e400", "nan", "inf", "-0", "0.1", "1/3", "٣"),
    *(
        "99999999999999999999",
        "0x10",
        "C",
        "H",
        "C#b",
        "NC",
        "4/4",
        "0/4",
        "4/0",
        "A" * 300,
        "\u0000",
        "\ud7ff",
    ),
    *("yes", "start", "stop", "continue", "../../x", "D.C. al Coda", "%", "|: C :|", "(" * 50),
)


def pick(rng: Rng, values: Sequence[Any]) -> Any:  # noqa: ANN401 -- values of any type
    """One of the values, at random."""
    return values[int(rng.integers(len(values)))]


def change_bytes(data: bytes, rng: Rng, tokens: Sequence[bytes] = ()) -> bytes:
    """One to sixteen changes of bytes; ``tokens`` are byte strings with a meaning in the format."""
    changed = bytearray(data)
    for _ in range(2 ** int(rng.integers(5))):
        _change_bytes_once(changed, rng, tokens)
    return bytes(changed)


def _change_bytes_once(data: bytearray, rng: Rng, tokens: Sequence[bytes]) -> None:
    where = int(rng.integers(len(data) + 1))
    length = int(rng.integers(1, 2 ** int(rng.integers(1, 9))))
    match int(rng.integers(8)):
        case 0:
            data[where : where + 1] = bytes([int(rng.integers(256))])
        case 1:
            size, order = pick(rng, (1, 2, 4, 8)), pick(rng, ("big", "little"))
            value = pick(rng, INTERESTING + LARGE) % 256**size
            data[where : where + size] = value.to_bytes(size, order)
        case 2:
            del data[where : where + length]
        case 3:
            data[where:where] = data[where : where + length] * int(pick(rng, (1, 2, 8, 200)))
        case 4:
            data[where:where] = rng.bytes(length)
        case 5:
            start = int(rng.integers(len(data) + 1))
            data[where : where + length] = data[start : start + length]
        case 6 if tokens:
            data[where:where] = pick(rng, tokens)
        case 7 if tokens:
            token = pick(rng, tokens)
            data[where : where + len(token)] = token
        case _:
            if rng.random() < 0.2:
                del data[where:]


def change_messages(data: bytes, rng: Rng) -> bytes:
    """A MIDI file with some messages removed, repeated, moved or with other values."""
    file = mido.MidiFile(file=io.BytesIO(data))
    file.ticks_per_beat = pick(rng, (file.ticks_per_beat, 1, 3, 24, 32767))
    for _ in range(2 ** int(rng.integers(6))):
        track = pick(rng, file.tracks)
        place = int(rng.integers(len(track)))
        message = track[place]
        match int(rng.integers(6)):
            case 0:
                del track[place]
                track.append(mido.MetaMessage("end_of_track"))  # a track needs at least one message
            case 1:
                track[place:place] = [message.copy(time=0)] * int(pick(rng, (1, 1, 3, 100)))
            case 2:
                track.insert(int(rng.integers(len(track))), pick(rng, pick(rng, file.tracks)).copy())
            case 3 if hasattr(message, "note"):
                track[place] = message.copy(note=int(rng.integers(128)), velocity=int(rng.integers(128)))
            case 4 if hasattr(message, "channel"):
                track[place] = message.copy(channel=int(rng.integers(16)))
            case _:
                track[place] = message.copy(time=int(rng.integers(2 ** int(rng.integers(1, 28)))))
    changed = io.BytesIO()
    file.save(file=changed)
    return changed.getvalue()


def change_xml(data: bytes, rng: Rng) -> bytes:
    """An XML file with some elements removed, repeated, moved, renamed, or with other text or attributes."""
    root = ElementTree.fromstring(data)  # noqa: S314 -- a valid file of this package
    for _ in range(2 ** int(rng.integers(4))):
        elements = [element for element in root.iter() if element is not root]
        if elements:
            _change_element(root, pick(rng, elements), elements, rng)
    return ElementTree.tostring(root)


def _change_element(
    root: ElementTree.Element, element: ElementTree.Element, others: Sequence[ElementTree.Element], rng: Rng
) -> None:
    parent = next(parent for parent in root.iter() if element in list(parent))
    match int(rng.integers(7)):
        case 0:
            parent.remove(element)
        case 1:
            place, times = list(parent).index(element), pick(rng, (1, 1, 2, 40))
            for _ in range(times):
                parent.insert(place, copy.deepcopy(element))
        case 2:
            parent.insert(int(rng.integers(len(parent) + 1)), copy.deepcopy(pick(rng, others)))
        case 3:
            element.tag = pick(rng, others).tag
        case 4 if element.attrib:
            element.set(pick(rng, list(element.attrib)), _clean(pick(rng, WORDS)))
        case 5 if element.text and rng.random() < 0.5:
            element.text = pick(rng, others).text
        case _:
            element.text = _clean(pick(rng, WORDS))


def _clean(word: str) -> str:
    """The word without NUL, which XML forbids."""
    return word.replace("\0", "\ufffd")


def change_database(data: bytes, rng: Rng, statements: Sequence[str] = ()) -> bytes:
    """An SQLite file with some cells, rows, columns or tables changed by SQL."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        for _ in range(2 ** int(rng.integers(4))):
            try:
                _change_table(connection, rng, statements)
            except sqlite3.Error:
                continue  # an earlier change removed the column or table
        connection.commit()
        return connection.serialize()


def _change_table(connection: sqlite3.Connection, rng: Rng, statements: Sequence[str]) -> None:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = pick(rng, tables)
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    column, row = pick(rng, columns), f"WHERE rowid = {int(rng.integers(1, 12))}"
    match int(rng.integers(8)):
        case 0:
            connection.execute(f"DELETE FROM {table} {pick(rng, (row, ''))}")  # noqa: S608 -- names of the seed file
        case 1:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        case 2 if statements:
            connection.executescript(pick(rng, statements))
        case 3:
            connection.execute(f"UPDATE {table} SET {column} = {pick(rng, columns)} {pick(rng, (row, ''))}")  # noqa: S608
        case _:
            value = pick(
                rng, (None, -1, 0.5, 1e308, float("inf"), b"\xff", *INTERESTING, *LARGE[:-1], *WORDS)
            )
            connection.execute(f"UPDATE {table} SET {column} = ? {pick(rng, (row, row, ''))}", (value,))  # noqa: S608


def change_json(value: Any, rng: Rng) -> Any:  # noqa: ANN401 -- any JSON value
    """A JSON value with one part replaced, removed or repeated."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = pick(rng, sorted(value))
        changed = {**value, key: change_json(value[key], rng)}
        if rng.random() < 0.1:
            del changed[key]
        return changed
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = int(rng.integers(len(value)))
        return [*value[:place], change_json(value[place], rng), *value[place + (rng.random() < 0.8) :]]
    nested = json.loads("[" * 40 + "]" * 40)
    return pick(
        rng, (None, True, -1, 0.5, 1e308, float("nan"), [], {}, [[]], nested, *INTERESTING, *LARGE, *WORDS)
    )


def change_zip(members: dict[str, bytes], rng: Rng) -> bytes:
    """A zip file with odd names, any compression method, repeated members and very large ones."""
    packed = io.BytesIO()
    names = (
        "../../x.mid",
        "/etc/x.mid",
        "a\\b.mid",
        "C:x.mid",
        "x.mid/",
        "",
        ".mid",
        "a/" * 200 + "x.mid",
        "x.zip",
    )
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            for _ in range(int(pick(rng, (0, 1, 1, 1, 2, 30)))):
                info = zipfile.ZipInfo(pick(rng, names) if rng.random() < 0.2 else name)
                info.compress_type = pick(rng, methods)
                info.external_attr = pick(rng, (0, 0, 0o120777 << 16, 0x10))  # a link, a folder
                content = data if rng.random() < 0.98 else bytes(int(pick(rng, (2**20, 2**25))))
                _write_quietly(archive, info, content)
    return packed.getvalue()


def _write_quietly(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # repeated names are intended
        archive.writestr(info, data)


def change_header(data: bytes, rng: Rng, key: str) -> bytes:
    """A safetensors file with changes in its header, or in the JSON of the model card in it."""
    size = int.from_bytes(data[:8], "little")
    header = cast(dict[str, Any], json.loads(data[8 : 8 + size]))
    card = json.loads(header["__metadata__"][key])
    for _ in range(2 ** int(rng.integers(3))):
        if rng.random() < 0.9:
            card = change_json(card, rng)
            header["__metadata__"] = {key: json.dumps(card)}
        else:
            header = {
                **header,
                **{name: change_json(header[name], rng) for name in [pick(rng, sorted(header))]},
            }
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + size :]
