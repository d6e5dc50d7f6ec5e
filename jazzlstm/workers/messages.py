"""Messages between the program and a child process: a JSON object, and bytes such as sound.

    4 bytes   length of the JSON object
    8 bytes   length of the data
    ...       the JSON object in UTF-8
    ...       the data, as they are: sound of some megabytes is neither copied nor encoded

Unlike a pickle, a message cannot run code. So the program can safely read the messages of a
child process that a hostile file controls. The reader sets the limits: a message that is too long is
refused before its bytes are read.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BufferedIOBase, RawIOBase
from typing import Any

LENGTHS = struct.Struct("<IQ")
"""Lengths of the JSON object and of the data, in bytes."""
MOST_VALUE_BYTES = 2**20
"""Bytes of a JSON object. The longest, 2,000 notes of a melody, takes a tenth."""
MOST_DATA_BYTES = 2**30
"""Bytes of data: 93 minutes of 16-bit stereo at 48 kHz."""
Stream = RawIOBase | BufferedIOBase


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer."""

    values: Mapping[str, Any] = field(default_factory=dict)
    data: bytes | bytearray | memoryview = b""


def write_message(stream: Stream, message: Message) -> None:
    """Write a message to a pipe.

    Raises:
        OSError: the other process has ended.
    """
    values = json.dumps(message.values, separators=(",", ":")).encode()
    _write_all(stream, LENGTHS.pack(len(values), len(message.data)) + values)
    _write_all(stream, message.data)


def read_message(stream: Stream, most_data: int = MOST_DATA_BYTES) -> Message:
    """Wait for the next message on a pipe.

    Raises:
        EOFError: the other process has ended.
        ValueError: the bytes are not a message, or one with more than ``most_data`` bytes of data.
    """
    value_bytes, data_bytes = LENGTHS.unpack(_read_exactly(stream, LENGTHS.size))
    if value_bytes > MOST_VALUE_BYTES or data_bytes > most_data:
        raise ValueError(f"a message of {value_bytes} + {data_bytes} bytes is longer than allowed")
    try:
        values = json.loads(_read_exactly(stream, value_bytes))
    except RecursionError as exc:
        raise ValueError("the JSON object of a message is nested too deeply") from exc
    if not isinstance(values, dict):
        raise ValueError("a message must start with a JSON object")
    return Message(values, _read_exactly(stream, data_bytes))


def _write_all(stream: Stream, data: bytes | bytearray | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _read_exactly(stream: Stream, length: int) -> bytearray:
    data = bytearray(length)
    rest = memoryview(data)
    while rest:
        count = stream.readinto(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return data
