"""Retraining as on the page: minutes, loss before and after, forgetting and copying.

    python benchmarks/retraining.py [sample midi scratch] [--wjazzd wjazzd.db] [--midi FOLDER] [--quick]

Each run goes through ``jobs`` on a local worker, from reading the files to the figures at the end:

- ``sample``: the default network, fine-tuned on the sample corpus (``data/solos``).
- ``midi``: the default network, fine-tuned on files of ``--midi``.
- ``scratch``: a new network with the recipe of deepjazz, on the sample corpus.

``--wjazzd`` measures forgetting: the likelihood, before and after, of tunes of the Weimar Jazz
Database outside the training set.
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

from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs import reading_jobs, training_jobs
from jazzlstm.jobs.cluster import close
from jazzlstm.jobs.corpus_items import choose_solos, read_items
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
from jazzlstm.jobs.training_pace import Workload, estimate_seconds
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.model_file import read_model
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.services import play as studio
from jazzlstm.services.models import DEFAULT_MODEL, open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command, print_table

SAMPLE_CORPUS = Path(__file__).resolve().parents[1] / "data" / "solos"
POLL_SECONDS = 0.5
MOST_FILES = 5
"""Of ``--midi``."""
MOST_MINUTES = 120
"""Time limit of a run."""
EPOCHS_QUICK = 2
BEATS = 32
"""Length of the solo played at the end."""
RUNS = ("sample", "midi", "scratch")


@dataclass(frozen=True)
class Outcome:
    """Result and cost of a run."""

    status: Status
    network: Network
    reading: float
    """Seconds to read the files."""
    seconds: float
    """Seconds from the first file to the last figure."""
    cpu_seconds: float
    """Processor time of the workers. On a busy machine with two cores, the time of a quiet one lies
    between half of this and this."""
    estimate: float
    """Seconds that the page estimates before the start."""


def run(files: Sequence[Path], request: RunRequest, base: Network | None) -> Outcome:
    """Read the files, train and evaluate, as the page does."""
    session = create_session()
    start, cpu = time.perf_counter(), worker_cpu_seconds()
    session.add_files((path.name, path.read_bytes()) for path in files)
    reading_jobs.follow_reading(session)
    training_jobs.prepare_worker()
    while reading_jobs.follow_reading(session).is_active:
        time.sleep(POLL_SECONDS)
    reading = time.perf_counter() - start
    solos = choose_solos(session, read_items(session))
    estimate = estimate_seconds(Workload.of(request, solos.notes, len(solos.lines), base))
    training_jobs.start_run(session, request, solos, base)
    while (status := training_jobs.follow(session)) is not None and status.is_active:
        time.sleep(POLL_SECONDS)
    if status is None or status.state != "done":
        sys.exit(f"the run did not finish: {status and status.message}")
    network = read_model(session.models / status.model)
    cpu = worker_cpu_seconds() - cpu
    return Outcome(status, network, reading, time.perf_counter() - start, cpu, estimate)


def worker_cpu_seconds() -> float:
    """Processor time so far of the workers and their sandboxed readers."""
    times = [process.cpu_times() for process in psutil.Process().children(recursive=True)]
    return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


def rows_of(outcome: Outcome, base: Network | None, unseen: Sequence[Solo]) -> list[list[str]]:
    """The rows of a run."""
    status = outcome.status
    best = min(epoch["held_out_loss"] for epoch in status.history)
    rows = [
        ["all, from files to figures", f"{outcome.seconds:.0f} s"],
        ["  CPU time", f"{outcome.cpu_seconds:.0f} s"],
        ["  reading the files", f"{outcome.reading:.1f} s"],
        ["  estimate before the start", f"{outcome.estimate:.0f} s"],
        ["epochs, best epoch", f"{status.epoch}, {status.best_epoch}"],
        ["training loss, first to last epoch", _change(*(status.history[i]["loss"] for i in (0, -1)))],
    ]
    if status.base_loss is not None:
        rows.append(["validation loss, before to after", _change(status.base_loss, best)])
    else:
        rows.append(
            ["validation loss, first to best epoch", _change(status.history[0]["held_out_loss"], best)]
        )
    if status.figures:
        copies = status.figures["after"]["copies"]
        rows.append(
            [
                "longest run of notes shared with the corpus, median / maximum",
                f"{copies['median']:g} / {copies['longest']}",
            ]
        )
    if base and unseen:
        before, after = (measure_likelihood(each, unseen).nats_per_note for each in (base, outcome.network))
        rows.append(
            [f"WJazzD, {len(unseen)} solos outside the training set, nats a note", _change(before, after)]
        )
    played = studio.play(outcome.network, Settings(beats=BEATS, seed=1))[0].take.solo
    rows.append([f"notes of a solo of {BEATS} beats", str(len(played.notes))])
    return rows


def _change(before: float, after: float) -> str:
    return f"{before:.3f} to {after:.3f} ({after / before - 1:+.1%})"


def main() -> None:
    """Print a table for each run."""
    parser = command(__doc__, quick=f"{EPOCHS_QUICK} epochs for each run")
    parser.add_argument("runs", nargs="*", choices=[*RUNS, []], metavar="run", help=", ".join(RUNS))
    parser.add_argument("--wjazzd", type=Path, help="wjazzd.db, to measure forgetting")
    parser.add_argument("--midi", type=Path, help="a folder of MIDI files to train on")
    options = parser.parse_args()
    base = open_model(DEFAULT_MODEL)
    unseen = unseen_solos(options.wjazzd, base) if options.wjazzd else []
    sample = sorted(SAMPLE_CORPUS.glob("*.mid"))
    midi = sorted(options.midi.glob("*.mid"))[:MOST_FILES] if options.midi else []
    runs: dict[str, tuple[str, Sequence[Path], str]] = {
        "sample": ("Default network, fine-tuned on the sample corpus", sample, "tune"),
        "midi": (f"Default network, fine-tuned on {len(midi)} MIDI files", midi, "tune"),
        "scratch": ("New network, recipe of deepjazz, sample corpus", sample, "classic"),
    }
    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        try:
            for title, files, method in (runs[name] for name in options.runs or RUNS):
                if files:
                    epochs = EPOCHS_QUICK if options.quick else None
                    request = RunRequest(method=method, epochs=epochs, minutes=MOST_MINUTES)
                    start = base if method == "tune" else None
                    rows = rows_of(run(files, request, start), start, unseen)
                    print_table(f"{title}: {backend()}", ["", ""], rows)
                    print(flush=True)
        finally:
            close()


def unseen_solos(wjazzd: Path, network: Network) -> list[Solo]:
    """Solos of the database on tunes outside the training set of ``network``."""
    solos = solos_for(read_corpus([wjazzd]).solos, four_four_only=True)
    return [solo for part in ("validation", "test") for solo in solos_of_part(network, solos, part)]


def backend() -> str:
    """The backend of Keras in the worker."""
    from jazzlstm.jobs.training_worker import use_fastest_backend

    use_fastest_backend()
    return os.environ.get("KERAS_BACKEND", "tensorflow")


if __name__ == "__main__":
    main()
