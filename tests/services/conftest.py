"""An untrained network."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jazzlstm.model.network import Network


@pytest.fixture(scope="module")
def network(make_network: Callable[..., Network]) -> Network:
    return make_network()
