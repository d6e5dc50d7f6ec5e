"""Settings as link parameters and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from jazzlstm.generation.settings import Settings
from jazzlstm.ui.play.links import read_parameters, write_parameters
from jazzlstm.ui.widget_state import DEFAULTS


def test_the_page_opens_without_parameters() -> None:
    assert write_parameters(Settings(**DEFAULTS).as_dict(), DEFAULTS) == {}


@given(
    temperature=st.floats(0.1, 2.0).map(lambda x: round(x, 2)),
    beats=st.integers(1, 2048).map(float),
    seed=st.integers(0, 2**64 - 1),
    changes=st.sampled_from(["", "| Dm7 | G7b9 |", "| B♭7 & more? |\n| % |"]),
    band=st.booleans(),
    swing=st.sampled_from([0.0, 0.5, 0.58, 0.67, 0.75]),
    comping=st.sampled_from(["", "guitar", "vibes", "none"]),
    leading=st.tuples(st.integers(0, 8), st.integers(0, 64)),
)
@run(deadline=None)
def test_settings_survive_a_link(
    temperature: float,
    beats: float,
    seed: int,
    changes: str,
    band: bool,
    swing: float,
    comping: str,
    leading: tuple[int, int],
) -> None:
    settings = Settings(
        temperature=temperature,
        beats=beats,
        seed=seed,
        changes=changes,
        band=band,
        swing=swing,
        comping=comping,
        count_in=leading[0],
        intro=leading[1],
    )
    found = read_parameters(write_parameters(settings.as_dict(), DEFAULTS))
    assert Settings(**{**DEFAULTS, **found}) == settings


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("temperature", "9"), ("temperature", "nan"), ("temperature", "-1"), ("temperature", "hot"),
        ("seed", "1.5"), ("seed", "-1"), ("seed", str(2**64)), ("seed", "9" * 5000), ("beats", "inf"),
        ("beats", "0"), ("takes", "65"), ("band", "yes"), ("player", "x" * 81), ("changes", "C " * 20_000),
        ("tempo", "5"), ("swing", "0.3"), ("swing", "nan"), ("top_p", "1e400"),
        ("count_in", "9"), ("intro", "-1"), ("intro", "2.5"),
    ],
)  # fmt: skip
def test_a_parameter_out_of_range_is_ignored(name: str, text: str) -> None:
    assert read_parameters({name: text}) == {}


def test_other_parameters_are_ignored() -> None:
    assert read_parameters({"out": "/etc", "__class__": "x", "dice": "1", "seed": "4"}) == {"seed": 4}
