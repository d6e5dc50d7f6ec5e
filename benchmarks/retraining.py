"""Retraining with the shipped model: minutes, held-out loss before and after, what is forgotten.

    python benchmarks/retraining.py [sample midi scratch] [--wjazzd wjazzd.db] [--midi FOLDER] [--quick]

As the page does it: a run of ``jobs`` on a local worker, from the reading of the files to the
figures at the end. Three runs: the default network taught the sample corpus (``data/solos``);
the same taught the files of ``--midi``; and the original's way, from scratch, on the sample corpus.
With ``--wjazzd`` the likelihood of its held-out and test tunes, which the default was not trained
on, is measured before and after: what a network forgets while it learns. ``--quick``: two epochs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from benchmarks.timing import print_table
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs import reading_jobs as journeys
from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.cluster import close
from jazzlstm.jobs.corpus_items import choose_solos, read_items
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
from jazzlstm.jobs.training_pace import estimate_minutes
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.model_file import read_model
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.services import play as studio
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command

SAMPLE_CORPUS = Path(__file__).resolve().parents[1] / "data" / "solos"
LOOK_SECONDS = 0.5
MOST_FILES = 5
RUNS = ("sample", "midi", "scratch")


@dataclass(frozen=True)
class Outcome:
    """What a run came to, and the seconds from the first file to the last figure."""

    status: Status
    network: Network
    reading: float
    seconds: float
    computing: float
    """Seconds of processors, reading and all: on a machine with other work to do, what it would take is
    between half of that (both cores always busy) and that."""
    estimate: float
    """Seconds that the page would have promised."""


def learn(files: Sequence[Path], order: RunRequest, base: Network | None) -> Outcome:
    """One run as the page makes it."""
    session = create_session()
    began, computed = time.perf_counter(), computing_seconds()
    session.add_files((path.name, path.read_bytes()) for path in files)
    while journeys.follow_reading(session).is_active:
        time.sleep(LOOK_SECONDS)
    reading = time.perf_counter() - began
    solos = choose_solos(session, read_items(session))
    estimate = 60 * estimate_minutes(order, solos.notes, base)
    jobs.start_run(session, order, solos, base)
    while (status := jobs.follow(session)) is not None and status.is_active:
        time.sleep(LOOK_SECONDS)
    if status is None or status.state != "done":
        sys.exit(f"the run did not come to its end: {status and status.message}")
    network = read_model(session.models / status.model)
    computed = computing_seconds() - computed
    return Outcome(status, network, reading, time.perf_counter() - began, computed, estimate)


def computing_seconds() -> float:
    """Processor seconds of the workers so far, with those of the desks that they had."""
    times = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


def rows_of(outcome: Outcome, base: Network | None, unseen: Sequence[Solo]) -> list[list[str]]:
    """The figures of a run, a line each."""
    status = outcome.status
    best = min(epoch["held_out_loss"] for epoch in status.history)
    rows = [
        ["files to figures", f"{outcome.seconds:.0f} s"],
        ["  computing", f"{outcome.computing:.0f} s"],
        ["  of which reading the files", f"{outcome.reading:.1f} s"],
        ["  promised before the start, at most", f"{outcome.estimate:.0f} s"],
        ["epochs, the best of them", f"{status.epoch}, {status.best_epoch}"],
        ["loss while learning, first to last epoch", _change(*(status.history[i]["loss"] for i in (0, -1)))],
    ]
    if status.base_loss is not None:
        rows.append(["held-out loss, before to after", _change(status.base_loss, best)])
    else:
        rows.append(["held-out loss, first epoch to best", _change(status.history[0]["held_out_loss"], best)])
    if status.figures:
        copies = status.figures["after"]["copies"]
        rows.append(
            [
                "longest run shared with the corpus, median / most",
                f"{copies['median']:g} / {copies['longest']}",
            ]
        )
    if base and unseen:
        before, after = (measure_likelihood(each, unseen).nats_per_note for each in (base, outcome.network))
        rows.append([f"WJazzD, {len(unseen)} solos not learnt, nats a note", _change(before, after)])
    played = studio.play(outcome.network, Settings(beats=32, seed=1))[0].take.solo
    rows.append(["notes of a solo of 32 beats", str(len(played.notes))])
    return rows


def _change(before: float, after: float) -> str:
    return f"{before:.3f} to {after:.3f} ({after / before - 1:+.1%})"


def main() -> None:
    """Run and print."""
    parser = command(__doc__, quick="two epochs each")
    parser.add_argument("runs", nargs="*", choices=[*RUNS, []], metavar="run", help=", ".join(RUNS))
    parser.add_argument("--wjazzd", type=Path, help="wjazzd.db, to measure what is forgotten")
    parser.add_argument("--midi", type=Path, help="a folder of MIDI files to learn from as well")
    options = parser.parse_args()
    base = studio.open_model(studio.DEFAULT_MODEL)
    unseen: list[Solo] = []
    if options.wjazzd:
        solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
        unseen = [solo for part in ("held-out", "test") for solo in solos_of_part(base, solos, part)]
    epochs = 2 if options.quick else None
    sample = sorted(SAMPLE_CORPUS.glob("*.mid"))
    midi = sorted(options.midi.glob("*.mid"))[:MOST_FILES] if options.midi else []
    runs: dict[str, tuple[str, Sequence[Path], str]] = {
        "sample": ("the default taught the sample corpus", sample, "tune"),
        "midi": (f"the default taught {len(midi)} files of one's own", midi, "tune"),
        "scratch": ("from scratch, the original's way, the sample corpus", sample, "classic"),
    }
    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        try:
            for name in options.runs or RUNS:
                title, files, way = runs[name]
                if not files:
                    continue
                teacher = base if way == "tune" else None
                outcome = learn(files, RunRequest(method=way, epochs=epochs, minutes=120), teacher)
                print_table(f"{title}: {backend()}", ["", ""], rows_of(outcome, teacher, unseen))
                print(flush=True)
        finally:
            close()


def backend() -> str:
    """What Keras runs on in the worker."""
    from jazzlstm.jobs.training_worker import use_fastest_backend

    use_fastest_backend()
    return os.environ.get("KERAS_BACKEND", "tensorflow")


if __name__ == "__main__":
    main()
