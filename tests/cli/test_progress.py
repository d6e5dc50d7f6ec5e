"""The progress bar."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest

from jazzlstm.cli import main
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network
from jazzlstm.model.training_plan import Progress
from jazzlstm.services.train import TrainingRequest, TrainingResult

Generate = Callable[..., dict[str, Any]]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt()], ids=["to the end", "stopped"])
def test_training_redraws_one_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, stop: BaseException | None
) -> None:
    def train(
        request: TrainingRequest, *, on_epoch: Callable[[Progress], None], **_: object
    ) -> TrainingResult:
        for epoch in (1, 2):
            on_epoch(Progress(epoch, 4, loss=3.5, held_out_loss=3.25, seconds=30.0 * epoch))
        if stop:
            raise stop
        network = Network(ModelConfig(), Conditioning(), {}, ModelCard(best_epoch=2))
        return TrainingResult(request.out, request.out.with_suffix(".loss.png"), network)

    monkeypatch.setattr("jazzlstm.services.train.train_model", train)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["train", "corpus", "--out", "mine.safetensors"]) == (130 if stop else 0)
    first, second, *last = terminal.getvalue().lstrip("\r").replace("\r", "\n").splitlines()
    assert first == f"[{'#' * 6}{'.' * 18}] epoch 1/4  loss 3.500  held-out 3.250  1:30 left"
    assert second == f"[{'#' * 12}{'.' * 12}] epoch 2/4  loss 3.500  held-out 3.250  1:00 left"
    assert last == (["jazzlstm: stopped"] if stop else [])


@pytest.mark.slow
def test_a_long_rendering_shows_its_progress_on_a_terminal(
    generate: Generate, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["generate", "--beats", "320", "--tempo", "300", "--format", "wav"]) == 0
    lines = terminal.getvalue().lstrip("\r").replace("\r", "\n").splitlines()
    assert len(lines) > 3
    assert lines[0].startswith("[#")
    assert lines[-1] == f"[{'#' * 24}] take 1: sound 100%"
