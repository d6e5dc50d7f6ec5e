"""Words that the tests of bad input share."""

from __future__ import annotations

from collections.abc import Callable

MODEL = "random.safetensors"
GENERATE = ("generate", "--model", MODEL)

Refuse = Callable[..., BaseException]
"""Runs a command that must fail, and returns the error that it reported."""
