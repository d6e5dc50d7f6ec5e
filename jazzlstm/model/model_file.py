"""The model file: one ``.safetensors`` file, weights as arrays and everything else as JSON.

A safetensors file is a length, a JSON header and raw arrays. It opens in milliseconds and can
hold no code, so a model from a stranger is safe to open. The metadata of the header has one entry,
``jazzlstm``, which is JSON again:

    format        version of the file format
    config        sizes (``ModelConfig``)
    cast          names of players, instruments and styles (``Conditioning``)
    fields        input features and their widths
    views         output features and their widths, if the network has them
    about         the model card
    fingerprints  performer and title of each solo of the copy index; its arrays are stored with the weights

The arrays of the judge (``judge.py``) and of the habits (``habits.py``), if there are any, are stored with
the weights, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.fields import FIELDS, OUTPUT_FIELDS
from jazzlstm.encoding.history_shares import RARE
from jazzlstm.errors import ModelFileError
from jazzlstm.files import write_whole
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.copy_detection import read_copy_index
from jazzlstm.model.habits import read_habits
from jazzlstm.model.judge import read_judge
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network

FORMAT = 1
"""Version of the file format; raised when older programs could no longer read a file."""
OUTPUT_FEATURE_FORMAT = {**OUTPUT_FIELDS, "rare": RARE}
"""Widths of the output features, and the scale of their shares, that a network was trained on."""
MEGABYTE = 2**20
LARGEST_FILE = 64 * MEGABYTE
"""Bytes; ``weimar`` has a tenth."""
LARGEST_CHECKPOINT = 8 * LARGEST_FILE
"""Bytes; a checkpoint holds the weights five times: current, averaged, best, and Adam's two moments."""
LARGEST_HEADER = 4 * MEGABYTE
"""Bytes of JSON; ``weimar`` has 60 kB."""
SMALLEST_FILE = 10
"""Bytes: the length of the header, and an empty JSON object."""
BEST = "best."
"""Prefix of the names of the best weights in a checkpoint."""
KEY = "jazzlstm"
FOREIGN = "this file is damaged, or is not a Jazz LSTM model: download or export it again"


def read_model(source: Path | bytes) -> Network:
    """Open a model file.

    Raises:
        ModelFileError: missing, damaged, truncated, foreign, too large, or made by a newer program.
    """
    return _network_of(*read_arrays(_bytes_of(source)))


def read_checkpoint(path: Path) -> Network:
    """The best network so far of an unfinished training.

    Raises:
        ModelFileError: there is no checkpoint, it is damaged, or it is from before the first epoch.
    """
    try:
        arrays, header = read_arrays(path.read_bytes(), LARGEST_CHECKPOINT)
    except OSError as exc:
        raise ModelFileError(
            f"cannot open the checkpoint {path}: {exc.strerror or exc}", reason="missing"
        ) from exc
    best = {name.removeprefix(BEST): array for name, array in arrays.items() if name.startswith(BEST)}
    reached = header.get("checkpoint", {})
    card = {key: reached[key] for key in ("history", "best_epoch") if key in reached}
    return _network_of(best, {**header, "about": card})


def write_model(path: Path, network: Network) -> None:
    """Write a model file, whole or not at all.

    Raises:
        OutputError: the file cannot be written.
    """
    write_arrays(path, _arrays(network), _header(network))


def model_bytes(network: Network) -> bytes:
    """The bytes of a model file."""
    return _serialise(_arrays(network), _header(network))


def describe_sizes(config: ModelConfig, conditioning: Conditioning) -> dict[str, Any]:
    """The part of the header that gives weights their meaning."""
    return {
        "format": FORMAT,
        "config": config.as_dict(),
        "cast": {
            "players": conditioning.players,
            "instruments": conditioning.instruments,
            "styles": conditioning.styles,
        },
        "fields": dict(FIELDS),
        "views": OUTPUT_FEATURE_FORMAT if config.output_features else {},
    }


def read_arrays(data: bytes, largest: int = LARGEST_FILE) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and our JSON header from safetensors bytes; sizes are checked before anything is parsed."""
    if len(data) > largest:
        raise _too_large(f"the model file has {len(data) // MEGABYTE} MB", largest)
    header_length = int.from_bytes(data[:8], "little")
    if len(data) < SMALLEST_FILE or not 2 <= header_length <= min(LARGEST_HEADER, len(data) - 8):
        raise ModelFileError(
            "this is not a complete .safetensors model file: download or export it again",
            reason="foreign",
        )
    try:
        metadata = json.loads(data[8 : 8 + header_length])["__metadata__"]
        arrays = load(data)
        header = json.loads(metadata[KEY])
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as exc:
        raise ModelFileError(FOREIGN, reason="foreign") from exc
    if not isinstance(header, dict):
        raise ModelFileError(FOREIGN, reason="foreign")
    return arrays, header


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> None:
    """Write arrays and JSON as a safetensors file that replaces ``path`` in one step."""
    write_whole(path, _serialise(arrays, header))


def _network_of(arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> Network:
    version = header.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise ModelFileError(
            "this model file was made by a newer version of Jazz LSTM: update the program to read it",
            reason="newer",
        )
    try:
        config = ModelConfig.from_dict(header["config"])
        cast = {name: tuple(map(str, names)) for name, names in header["cast"].items()}
        conditioning = Conditioning(**cast)
        fields, card = header["fields"], dict(header["about"])
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        raise ModelFileError(FOREIGN) from exc
    if fields != dict(FIELDS) or (config.output_features and header.get("views") != OUTPUT_FEATURE_FORMAT):
        raise ModelFileError(
            "this model was trained on other input features: train it again with this version",
            reason="features",
        )
    return Network(
        config,
        conditioning,
        _checked(arrays, config, conditioning),
        ModelCard.from_dict(card),
        read_copy_index(arrays, header.get("fingerprints")),
        read_judge(arrays),
        read_habits(arrays, len(conditioning.players)),
    )


def _arrays(network: Network) -> dict[str, NDArray[Any]]:
    judge = network.judge.arrays() if network.judge else {}
    habits = network.habits.arrays() if network.habits else {}
    return {**network.weights, **network.copy_index.arrays(), **judge, **habits}


def _header(network: Network) -> dict[str, Any]:
    sizes = describe_sizes(network.config, network.conditioning)
    return {**sizes, "about": network.card.as_dict(), "fingerprints": network.copy_index.names}


def _serialise(arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> bytes:
    # np.ascontiguousarray would turn a scalar into an array of one
    tidy = {name: np.asarray(array, order="C") for name, array in sorted(arrays.items())}
    return bytes(save(tidy, metadata={KEY: json.dumps(header, sort_keys=True)}))


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        size = source.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(f"{source} has {size // MEGABYTE} MB", LARGEST_FILE)
        return source.read_bytes()
    except OSError as exc:
        raise ModelFileError(
            f"cannot open the model {source}: {exc.strerror or exc}; check the path and permissions",
            reason="missing",
        ) from exc


def _too_large(what: str, largest: int) -> ModelFileError:
    return ModelFileError(
        f"{what}, more than the limit of {largest // MEGABYTE} MB: choose another file", reason="too large"
    )


def _checked(
    arrays: Mapping[str, NDArray[Any]], config: ModelConfig, conditioning: Conditioning
) -> dict[str, NDArray[np.float32]]:
    """Weights as float32, each of its shape and finite."""
    weights = {}
    for name, shape in config.shapes(conditioning).items():
        array = arrays.get(name)
        if array is None or array.shape != shape or array.dtype.kind != "f":
            raise ModelFileError(
                f"the model file lacks the weights {name!r} of shape {shape}: download it again", entry=name
            )
        with np.errstate(over="ignore"):  # a number too large for float32 becomes infinite
            weights[name] = array.astype(np.float32)
        if not np.isfinite(weights[name]).all():
            raise ModelFileError(
                f"the weights {name!r} of the model file are not finite: download it again", entry=name
            )
    return weights
