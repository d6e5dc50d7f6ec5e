from __future__ import annotations

import errno
import json
import pickle
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import ModelFileError, OutputError
from jazzlstm.files import write_whole
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import (
    FORMAT,
    KEY,
    model_bytes,
    read_arrays,
    read_model,
    write_arrays,
    write_model,
)
from jazzlstm.model.network import Network

Header = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


@pytest.fixture
def network(make_network: Callable[..., Network]) -> Network:
    drawn = make_network(ModelConfig(6, 2, 3, 5, 16), Conditioning(("Ann", "Bob"), ("ts",), ("COOL",)))
    card = ModelCard(name="small", licence="CC0-1.0", history=({"epoch": 1, "loss": 5.25},))
    return replace(drawn, card=card)


def remade(
    network: Network,
    header: Callable[[Header], object] = lambda header: None,
    arrays: Callable[[Arrays], object] = lambda arrays: None,
) -> bytes:
    """The model file of ``network`` with its header or its arrays changed."""
    data = model_bytes(network)
    metadata = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
    described, weights = json.loads(metadata[KEY]), dict(network.weights)
    header(described)
    arrays(weights)
    return save(weights, {KEY: json.dumps(described)})


def test_what_is_written_reads_back_the_same(network: Network, tmp_path: Path) -> None:
    write_model(tmp_path / "new" / "folder" / "small.safetensors", network)
    again = read_model(tmp_path / "new" / "folder" / "small.safetensors")
    assert (again.config, again.conditioning, again.card) == (
        network.config,
        network.conditioning,
        network.card,
    )
    assert again.weights.keys() == network.weights.keys()
    assert all((again.weights[name] == weight).all() for name, weight in network.weights.items())


def test_the_same_network_is_the_same_file(network: Network, tmp_path: Path) -> None:
    shuffled = replace(network, weights=dict(reversed(list(network.weights.items()))))
    write_model(tmp_path / "small.safetensors", network)
    assert (tmp_path / "small.safetensors").read_bytes() == model_bytes(shuffled)


def test_arrays_keep_their_shape_single_numbers_too(tmp_path: Path) -> None:
    arrays = {"step": np.array(7), "turned": np.arange(6.0).reshape(2, 3).T, "none": np.zeros((0, 4))}
    write_arrays(tmp_path / "checkpoint", arrays, {"epoch": 7})
    again, header = read_arrays((tmp_path / "checkpoint").read_bytes())
    assert {name: array.tolist() for name, array in again.items()} == {
        name: array.tolist() for name, array in arrays.items()
    }
    assert again["step"].shape == ()
    assert header == {"epoch": 7}


def test_half_precision_weights_are_read_too(network: Network) -> None:
    halved = read_model(
        remade(network, arrays=lambda a: a.update({name: w.astype(np.float16) for name, w in a.items()}))
    )
    assert all(weight.dtype == np.float32 for weight in halved.weights.values())


@pytest.mark.parametrize("kept", [0, 5, 8, 9, 100, 0.5, -1])
def test_a_file_cut_short_is_refused(network: Network, kept: float) -> None:
    data = model_bytes(network)
    end = int(len(data) * kept) if 0 < kept < 1 else int(kept)
    with pytest.raises(ModelFileError):
        read_model(data[:end])


@pytest.mark.parametrize(
    "foreign",
    [
        b"MThd\x00\x00\x00\x06",
        b"not a model at all",
        pickle.dumps({"weights": list(range(100))}),
        b"\x89HDF\r\n\x1a\n" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        bytes(200),
    ],
    ids=["midi", "text", "pickle", "hdf5", "zip", "zeros"],
)
def test_another_kind_of_file_is_refused(foreign: bytes, tmp_path: Path) -> None:
    (tmp_path / "renamed.safetensors").write_bytes(foreign)
    with pytest.raises(ModelFileError) as caught:
        read_model(tmp_path / "renamed.safetensors")
    assert caught.value.reason == "foreign"


def test_a_header_that_claims_to_be_huge_is_refused_unread(network: Network) -> None:
    with pytest.raises(ModelFileError):
        read_model((2**60).to_bytes(8, "little") + model_bytes(network)[8:])


def test_a_header_nested_without_end_is_refused() -> None:
    bomb = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(ModelFileError):
        read_model(len(bomb).to_bytes(8, "little") + bomb)


def test_a_safetensors_file_of_another_program_is_refused() -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(save({"weight": np.zeros(3, np.float32)}, {"format": "pt"}))
    assert caught.value.reason == "foreign"


def test_a_file_larger_than_any_model_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.safetensors"
    with large.open("wb") as file:
        file.truncate(65 * 2**20)
    for source in (large, bytes(65 * 2**20)):
        with pytest.raises(ModelFileError) as caught:
            read_model(source)
        assert caught.value.reason == "too large"


@pytest.mark.parametrize("place", ["missing.safetensors", "."])
def test_a_missing_file_or_a_folder_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(tmp_path / place)
    assert caught.value.reason == "missing"
    assert str(tmp_path / place) in str(caught.value)


def test_a_file_of_a_newer_version_is_refused(network: Network) -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(remade(network, header=lambda header: header.update(format=FORMAT + 1)))
    assert caught.value.reason == "newer"


def test_other_input_features_are_refused(network: Network) -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(remade(network, header=lambda header: header.update(fields={"last pitch value": 3})))
    assert caught.value.reason == "features"


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.pop("config"),
        lambda header: header.pop("cast"),
        lambda header: header.pop("about"),
        lambda header: header["config"].update(units=-1),
        lambda header: header["config"].update(units="many"),
        lambda header: header["config"].update(colour="blue"),
        lambda header: header["cast"].update(players=7),
        lambda header: header["cast"].update(singers=["Ella"]),
        lambda header: header.update(cast=["Ann"]),
        lambda header: header.update(about="a model"),
        lambda header: header.update(format="two", config=None),
    ],
)
def test_a_damaged_header_is_refused(network: Network, change: Callable[[Header], object]) -> None:
    with pytest.raises(ModelFileError):
        read_model(remade(network, header=change))


def set_to(value: float) -> Callable[[Arrays], object]:
    return lambda arrays: arrays.update({"pitch.bias": np.full_like(arrays["pitch.bias"], value)})


@pytest.mark.parametrize(
    "change",
    [
        set_to(np.nan),
        set_to(np.inf),
        lambda arrays: arrays.pop("lstm1.bias"),
        lambda arrays: arrays.update({"pitch.bias": np.zeros(49, np.float32)}),
        lambda arrays: arrays.update({"pitch.bias": np.zeros(50, np.int32)}),
        lambda arrays: arrays.update({"pitch.bias": np.full(50, 1e300)}),
    ],
    ids=["NaN", "infinite", "missing", "shape", "integers", "overflow"],
)
def test_weights_that_cannot_be_played_are_refused(
    network: Network, change: Callable[[Arrays], object]
) -> None:
    with pytest.raises(ModelFileError) as caught:
        read_model(remade(network, arrays=change))
    assert caught.value.entry in ("lstm1.bias", "pitch.bias")


class FullDisk:
    """A temporary file on a disk with no room left."""

    def __init__(self, real: Any) -> None:  # noqa: ANN401 -- tempfile's own wrapper has no public type
        self.real, self.name = real, real.name

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *exc: object) -> None:
        self.real.close()

    def write(self, data: bytes) -> NoReturn:
        self.real.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_file_and_no_half_one(
    network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.safetensors"
    path.write_bytes(b"the old one")
    real = tempfile.NamedTemporaryFile
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda **asked: FullDisk(real(**asked)))
    with pytest.raises(OutputError):
        write_model(path, network)
    assert [item.name for item in tmp_path.iterdir()] == ["small.safetensors"]
    assert path.read_bytes() == b"the old one"


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Path, target: Path) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "solo.mid", b"MThd")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_a_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    with pytest.raises(OutputError):
        write_whole(tmp_path / "file" / "solo.mid", b"MThd")
