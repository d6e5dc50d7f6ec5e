"""Human statistics: means and spreads of the traits that takes are ranked by.

Over all solos in 4/4 of the Weimar Jazz Database (WJazzD, Jazzomat Research Project,
https://jazzomat.hfm-weimar.de, Open Database License 1.0), cut into excerpts. No solo can be
reconstructed from them. Made by ``python benchmarks/ranking.py --wjazzd wjazzd.db --fit``.
"""

from __future__ import annotations

from collections.abc import Mapping

EXCERPT_BEATS = (16, 32, 64, 128)
"""Lengths of the excerpts, beats."""
TRAITS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "chord tones": ((0.501, 0.141), (0.5, 0.114), (0.498, 0.093), (0.495, 0.081)),
    "chord tones on the beat": ((0.522, 0.222), (0.523, 0.165), (0.522, 0.129), (0.521, 0.106)),
    "log notes a beat": ((0.41, 0.428), (0.385, 0.389), (0.375, 0.353), (0.363, 0.321)),
    "time in rests": ((0.187, 0.142), (0.217, 0.113), (0.233, 0.092), (0.241, 0.079)),
    "unisons": ((0.059, 0.11), (0.058, 0.085), (0.055, 0.062), (0.054, 0.05)),
    "steps": ((0.537, 0.191), (0.541, 0.15), (0.544, 0.122), (0.544, 0.104)),
    "mean interval": ((2.681, 0.887), (2.678, 0.688), (2.682, 0.542), (2.689, 0.468)),
    "turns": ((0.487, 0.166), (0.487, 0.126), (0.486, 0.098), (0.487, 0.081)),
    "range": ((15.829, 5.694), (19.943, 5.563), (23.712, 5.393), (26.745, 5.38)),
    "log longest stay": ((0.414, 0.492), (0.631, 0.527), (0.866, 0.529), (1.084, 0.545)),
    "motifs of 3 that come back": ((0.085, 0.127), (0.122, 0.116), (0.168, 0.099), (0.235, 0.094)),
    "notes on the beat": ((0.359, 0.138), (0.356, 0.118), (0.354, 0.104), (0.354, 0.096)),
    "waits like the last": ((0.38, 0.192), (0.384, 0.15), (0.388, 0.122), (0.39, 0.104)),
}
"""Mean and standard deviation of each trait in excerpts of each length; shares from 0 to 1."""
CORRELATIONS: tuple[tuple[float, ...], ...] = (
    (1.0, 0.7, -0.08, 0.03, 0.11, -0.23, 0.12, 0.11, -0.08, 0.1, -0.06, 0.05, -0.11),
    (0.7, 1.0, -0.04, 0.01, 0.04, -0.12, 0.08, 0.01, -0.04, 0.04, -0.06, 0.03, -0.04),
    (-0.08, -0.04, 1.0, -0.43, -0.22, 0.14, -0.06, -0.23, 0.46, -0.01, 0.24, -0.55, 0.44),
    (0.03, 0.01, -0.43, 1.0, 0.19, -0.14, 0.1, 0.16, -0.14, 0.13, -0.12, 0.05, -0.27),
    (0.11, 0.04, -0.22, 0.19, 1.0, -0.35, -0.29, 0.21, -0.26, 0.78, 0.16, 0.12, -0.18),
    (-0.23, -0.12, 0.14, -0.14, -0.35, 1.0, -0.59, -0.35, -0.06, -0.27, 0.23, -0.04, 0.21),
    (0.12, 0.08, -0.06, 0.1, -0.29, -0.59, 1.0, 0.21, 0.31, -0.24, -0.32, -0.03, -0.13),
    (0.11, 0.01, -0.23, 0.16, 0.21, -0.35, 0.21, 1.0, -0.28, 0.16, -0.05, 0.08, -0.29),
    (-0.08, -0.04, 0.46, -0.14, -0.26, -0.06, 0.31, -0.28, 1.0, -0.11, -0.09, -0.29, 0.26),
    (0.1, 0.04, -0.01, 0.13, 0.78, -0.27, -0.24, 0.16, -0.11, 1.0, 0.08, -0.04, -0.1),
    (-0.06, -0.06, 0.24, -0.12, 0.16, 0.23, -0.32, -0.05, -0.09, 0.08, 1.0, -0.08, 0.2),
    (0.05, 0.03, -0.55, 0.05, 0.12, -0.04, -0.03, 0.08, -0.29, -0.04, -0.08, 1.0, 0.06),
    (-0.11, -0.04, 0.44, -0.27, -0.18, 0.21, -0.13, -0.29, 0.26, -0.1, 0.2, 0.06, 1.0),
)
"""Correlations of the traits over all lengths, in the order of ``TRAITS``."""
NATS_SPREAD = (1.0, 0.72, 0.57, 0.49)
"""Standard deviation, by length, of the nats a note of ``weimar`` on excerpts outside its training set."""
WEIGHTS: Mapping[str, float] = {
    "chord tones": -0.01,
    "chord tones on the beat": 0.01,
    "log notes a beat": 0.22,
    "time in rests": 0.07,
    "unisons": 0.24,
    "steps": 0.35,
    "mean interval": 0.71,
    "turns": -0.39,
    "range": -0.41,
    "log longest stay": -0.01,
    "motifs of 3 that come back": 0.51,
    "notes on the beat": 0.05,
    "waits like the last": -0.03,
}
"""Nats that a standard deviation of each trait speaks for a human solo, against solos of ``weimar``."""
