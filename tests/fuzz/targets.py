"""For each kind of file: its mutations, and the reader with the steps that follow on the page.

The result of a reader is also converted to JSON, encoded for the network and arranged for the band.
Each step must return, or raise a ``JazzError``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from jazzlstm.band import arrange
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.sequences import encode_solo
from jazzlstm.encoding.split import split_by_tune
from jazzlstm.errors import JazzError
from jazzlstm.formats.archives import unpack
from jazzlstm.formats.corpus import SUFFIXES, read_upload
from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.midi.score import read_score
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml import read_musicxml
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.formats.wjazzd import read_wjazzd
from jazzlstm.generation.settings import Settings
from jazzlstm.model.model_file import KEY, model_bytes, read_model
from jazzlstm.music import Solo
from jazzlstm.services import play as studio
from jazzlstm.theory.charts import parse_chart, write_chart
from tests.fuzz import charts, requests
from tests.fuzz.mutations import (
    Rng,
    change_bytes,
    change_database,
    change_header,
    change_messages,
    change_xml,
    change_zip,
    pick,
)
from tests.fuzz.seeds import (
    SCHEMA_TRICKS,
    TOKENS_DATABASE,
    TOKENS_MIDI,
    TOKENS_MODEL,
    TOKENS_XML,
    TOKENS_ZIP,
    packed,
    seeds,
)


@dataclass(frozen=True)
class Target:
    """A kind of file: ``make`` returns a damaged one, ``read`` processes it as the page does."""

    make: Callable[[Rng], bytes]
    read: Callable[[bytes], object]


def use(solo: Solo) -> None:
    """Store, split, edit, encode and arrange a solo."""
    assert solo_from_json(json.loads(json.dumps(solo_as_json(solo)))).notes == solo.notes
    split_by_tune([solo, solo], (0.8, 0.1, 0.1))
    with suppress(JazzError):  # the chart of a file can be longer than a typed one
        parse_chart(write_chart(solo.chart))
    encode_solo(solo, Conditioning())
    write_midi(arrange(solo, beats=min(solo.end, 16.0)))


# MIDI


def make_midi(rng: Rng) -> bytes:
    """Changed messages, or changed bytes: anywhere, or in one track with its length corrected."""
    data: bytes = pick(rng, seeds("midi"))
    kind = rng.random()
    if kind < 0.5:
        return change_messages(pick(rng, seeds("midi")[:2]), rng)
    if kind < 0.7:
        return change_bytes(data, rng, TOKENS_MIDI)
    head, _, track = data.rpartition(b"MTrk") if rng.random() < 0.5 else data.partition(b"MTrk")
    length = int.from_bytes(track[:4], "big")
    events = change_bytes(track[4 : 4 + length], rng, TOKENS_MIDI)
    return head + b"MTrk" + len(events).to_bytes(4, "big") + events + track[4 + length :]


def read_midi_as_page(data: bytes) -> None:
    """List the tracks, read the melody, and read another track as the melody."""
    read_score(data)
    use(read_midi(data, "tune.mid").solo)
    with suppress(JazzError):  # there may be no second track
        read_midi(data, "tune.mid", melody_tracks=[2])


# MusicXML


def make_xml(rng: Rng) -> bytes:
    """Changed elements of a plain or packed score, or changed bytes."""
    plain = seeds("musicxml")[:2]
    match int(rng.integers(4)):
        case 0:
            return change_bytes(pick(rng, seeds("musicxml")), rng, TOKENS_XML)
        case 1:
            return packed({"s.xml": change_xml(pick(rng, plain), rng)})
        case _:
            return change_xml(pick(rng, plain), rng)


def read_xml_as_page(data: bytes) -> None:
    """Read melody and chords."""
    use(read_musicxml(data, "tune.xml").solo)


# The database


def make_database(rng: Rng) -> bytes:
    """Changed cells and tables, or changed bytes."""
    (seed,) = seeds("database")
    if rng.random() < 0.3:
        return change_bytes(seed, rng, TOKENS_DATABASE)
    changed = change_database(seed, rng, SCHEMA_TRICKS)
    return change_bytes(changed, rng) if rng.random() < 0.1 else changed


def read_database_as_page(data: bytes) -> None:
    """Read all solos, and use the first three."""
    for solo in read_wjazzd(data)[:3]:
        use(solo)


# Zip files

NO_MUSIC = {
    "._junk.mid": b"junk",
    "__MACOSX/x.mid": b"junk",
    "x.txt": b"words",
    "x.zip": packed({"a.mid": b"x"}),
}


def make_zip(rng: Rng) -> bytes:
    """Odd members, and in most files changed bytes too."""
    inside = {
        f"{kind}{place}.{suffix}": data
        for kind, suffix in (("midi", "mid"), ("musicxml", "xml"), ("database", "db"))
        for place, data in enumerate(seeds(kind))
    }
    made = change_zip({**inside, **NO_MUSIC}, rng)
    return change_bytes(made, rng, TOKENS_ZIP) if rng.random() < 0.7 else made


def read_zip_as_page(data: bytes) -> None:
    """Unpack, as a worker does; then read the whole, as the command line does."""
    for member in unpack(data, SUFFIXES):
        assert member.data == b"" or member.reason == ""
    for report in read_upload("set.zip", data).report:
        if report.code == "unexpected":  # an exception that is no ``JazzError``
            raise AssertionError(report.reason)


# Model files


def make_model(rng: Rng) -> bytes:
    """Changed values of the header and the model card, or changed bytes."""
    seed = pick(rng, seeds("model"))
    if rng.random() < 0.25:
        return change_bytes(seed, rng, TOKENS_MODEL)
    changed = change_header(seed, rng, KEY)
    return change_bytes(changed, rng) if rng.random() < 0.1 else changed


def read_model_as_page(data: bytes) -> None:
    """Read, write, and generate solos."""
    network = read_model(data)
    assert network.name is not None
    read_model(model_bytes(network))
    studio.play(network, Settings(beats=4, seed=1), best_of=2)
    if network.conditioning.players:
        studio.play(network, Settings(beats=4, seed=1, player=network.conditioning.players[0]))


# A faulty reader, to test the campaign


def misbehave(data: bytes) -> None:
    """Hang, take 128 MB, exit, or raise an unexpected exception."""
    match data[0] % 4:
        case 0:
            while True:
                pass
        case 1:
            np.ones(2**24).sum()
        case 2:
            os._exit(3)
        case _:
            raise KeyError("unexpected")


TARGETS = {
    "midi": Target(make_midi, read_midi_as_page),
    "musicxml": Target(make_xml, read_xml_as_page),
    "database": Target(make_database, read_database_as_page),
    "zip": Target(make_zip, read_zip_as_page),
    "model": Target(make_model, read_model_as_page),
    **{kind: Target(make, charts.read_as_page) for kind, make in charts.MAKERS.items()},
    **{kind: Target(make, requests.READERS[kind]) for kind, make in requests.MAKERS.items()},
    "faulty": Target(lambda rng: rng.bytes(1), misbehave),
}


def damaged(kind: str, seed: int, number: int) -> bytes:
    """The input with a number; the same at every call."""
    return TARGETS[kind].make(np.random.default_rng([seed, number]))
