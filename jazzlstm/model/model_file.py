"""The model file: one ``.safetensors``, weights as arrays and everything else as JSON beside them.

A safetensors file is a length, a JSON header and raw arrays: it is read in
milliseconds and can hold no code, so a model from a stranger is safe to open.
The header's metadata has one entry of ours, ``jazzlstm``: format version, sizes,
cast, ``about`` (name, data, licence, attribution, metrics, history), and whose the
solos are that the fingerprints, arrays beside the weights, were taken of.
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

from jazzlstm.encoding.features import FIELDS, VIEWS, Conditioning
from jazzlstm.encoding.history import RARE
from jazzlstm.errors import ModelFileError
from jazzlstm.files import write_whole
from jazzlstm.model.config import ModelConfig, Network
from jazzlstm.model.copy_detection import read_copy_index

FORMAT = 1
"""Raised when older programs could no longer read the file."""
OUTPUT_FEATURE_FORMAT = {**VIEWS, "rare": RARE}
"""What a network with views has learnt to see: their sizes, and the scale that shares stand on."""
LARGEST_FILE = 64 * 2**20
LARGEST_CHECKPOINT = 8 * LARGEST_FILE
"""It holds the weights five times: as they are, their average, the best, and Adam's two moments."""
BEST = "best."
"""Before the names of the best weights so far, in a checkpoint."""
LARGEST_HEADER = 4 * 2**20
LARGEST_FIGURE = 1e100
"""Of a metric: far above the perplexity of any network, and its square is still a number."""
FOREIGN = "this file is damaged, or is not a Jazz LSTM model: fetch or export it again"
KEY = "jazzlstm"
KINDS = {
    "training": dict,
    "usual_instruments": dict,
    "leanings": dict,
    "critic": dict,
    "metrics": dict,
    "history": list,
}
"""What the entries of ``about`` have to be where they are given: others read from them."""


def read_model(source: Path | bytes) -> Network:
    """Open a model file.

    Raises:
        ModelFileError: missing, damaged, truncated, foreign, too large, or made by a newer program.
    """
    return _network_of(*read_arrays(_bytes_of(source)))


def read_checkpoint(path: Path) -> Network:
    """The best network that a checkpoint of an unfinished training holds.

    Raises:
        ModelFileError: there is no checkpoint, or it is damaged, or nothing had been learnt yet.
    """
    try:
        arrays, story = read_arrays(path.read_bytes(), LARGEST_CHECKPOINT)
    except OSError as exc:
        raise ModelFileError(f"cannot open the checkpoint {path}: {exc.strerror or exc}") from exc
    best = {name.removeprefix(BEST): array for name, array in arrays.items() if name.startswith(BEST)}
    reached = story.get("checkpoint", {})
    about = {"history": reached.get("history", []), "best_epoch": reached.get("best_epoch", 0)}
    return _network_of(best, {**story, "about": about})


def _network_of(arrays: Mapping[str, NDArray[Any]], story: Mapping[str, Any]) -> Network:
    version = story.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise ModelFileError(
            "this model file was made by a newer version of Jazz LSTM: update the program to read it"
        )
    try:
        config = ModelConfig(**story["config"])
        conditioning = Conditioning(**{name: tuple(map(str, names)) for name, names in story["cast"].items()})
        fields, about = story["fields"], dict(story["about"])
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        raise ModelFileError(FOREIGN) from exc
    if fields != dict(FIELDS) or (config.views and story.get("views") != OUTPUT_FEATURE_FORMAT):
        raise ModelFileError(
            "this model was trained on other input features: train it again with this version"
        )
    odd = [name for name, kind in KINDS.items() if not isinstance(about.get(name, kind()), kind)]
    if not odd and not all(map(_are_figures, about.get("metrics", {}).values())):
        odd = ["metrics"]
    if odd:
        raise ModelFileError(
            f"this model's description is damaged: its {odd[0]!r} makes no sense; fetch it again"
        )
    marks = read_copy_index(arrays, story.get("fingerprints"))
    return Network(config, conditioning, _checked(arrays, config, conditioning), about, marks)


def _are_figures(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(figure, int | float) and abs(figure) < LARGEST_FIGURE for figure in value.values()
    )


def write_model(path: Path, network: Network) -> None:
    """Write a model file, whole or not at all.

    Raises:
        OutputError: the place cannot be written to.
    """
    write_arrays(path, _arrays(network), _story(network))


def model_bytes(network: Network) -> bytes:
    """The model file as bytes, for a download."""
    return _serialise(_arrays(network), _story(network))


def _arrays(network: Network) -> dict[str, NDArray[Any]]:
    return {**network.weights, **network.copy_index.arrays()}


def _story(network: Network) -> dict[str, Any]:
    sizes = describe_sizes(network.config, network.conditioning)
    return {**sizes, "about": dict(network.about), "fingerprints": network.copy_index.names}


def describe_sizes(config: ModelConfig, conditioning: Conditioning) -> dict[str, Any]:
    """What has to be known to make sense of weights."""
    return {
        "format": FORMAT,
        "config": config.as_dict(),
        "cast": {
            "players": conditioning.players,
            "instruments": conditioning.instruments,
            "styles": conditioning.styles,
        },
        "fields": dict(FIELDS),
        "views": OUTPUT_FEATURE_FORMAT if config.views else {},
    }


def read_arrays(data: bytes, largest: int = LARGEST_FILE) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Arrays and our JSON from safetensors bytes, both checked for size before they are parsed."""
    if len(data) > largest:
        raise ModelFileError(
            f"the model file has {len(data) >> 20} MB; {largest >> 20} MB is the most: choose another"
        )
    header_length = int.from_bytes(data[:8], "little")
    if len(data) < 10 or not 2 <= header_length <= min(LARGEST_HEADER, len(data) - 8):
        raise ModelFileError(
            "this is not a .safetensors model file, or it is cut short: fetch or export it again"
        )
    try:
        header = json.loads(data[8 : 8 + header_length])
        arrays = load(data)
        story = json.loads(header["__metadata__"][KEY])
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as exc:
        raise ModelFileError(FOREIGN) from exc
    if not isinstance(story, dict):
        raise ModelFileError(FOREIGN)
    return arrays, story


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], story: Mapping[str, Any]) -> None:
    """Arrays and JSON to a safetensors file that replaces ``path`` in one step."""
    write_whole(path, _serialise(arrays, story))


def _serialise(arrays: Mapping[str, NDArray[Any]], story: Mapping[str, Any]) -> bytes:
    # not ascontiguousarray, which makes a row of a single number
    tidy = {name: np.asarray(array, order="C") for name, array in sorted(arrays.items())}
    return bytes(save(tidy, metadata={KEY: json.dumps(story, sort_keys=True)}))


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        if source.stat().st_size > LARGEST_FILE:
            raise ModelFileError(
                f"{source} is larger than {LARGEST_FILE >> 20} MB, no model of ours: choose another"
            )
        return source.read_bytes()
    except OSError as exc:
        raise ModelFileError(
            f"cannot open the model {source}: {exc.strerror or exc}; check its path and permissions"
        ) from exc


def _checked(
    arrays: Mapping[str, NDArray[Any]], config: ModelConfig, conditioning: Conditioning
) -> dict[str, NDArray[np.float32]]:
    """Weights as float32, each of the shape that the sizes ask for, all finite."""
    weights = {}
    for name, shape in config.shapes(conditioning).items():
        array = arrays.get(name)
        if array is None or array.shape != shape or array.dtype.kind != "f":
            raise ModelFileError(f"the model file lacks the weights {name!r} of {shape}: fetch it again")
        with np.errstate(over="ignore"):
            weights[name] = array.astype(np.float32)
        if not np.isfinite(weights[name]).all():
            raise ModelFileError(f"the model file is damaged: {name!r} holds no numbers; fetch it again")
    return weights
