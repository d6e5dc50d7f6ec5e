"""The command ``serve``: the page for many listeners, in several processes behind nginx.

Each process has its own sessions and memory; all have the same session store and training worker. A process
that ends is started again, and meanwhile the others answer for it: its visitors' pages connect again and play
the solo of their address.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from jazzlstm.cli.children import LOOK_SECONDS, Child, Children
from jazzlstm.cli.nginx import configuration
from jazzlstm.errors import InputError
from jazzlstm.files import shipped, write_whole

SERVE_HELP = "serve the page in several processes, behind nginx"
START_SECONDS = 60.0
"""For a process to listen."""
MOST_PROCESSES = 64
SECRET_VARIABLE = "STREAMLIT_SERVER_COOKIE_SECRET"  # noqa: S105 -- the name of a variable
"""All processes need the same: a token made by one of them is valid for all."""
CLUSTER_VARIABLES = ("DASK_SCHEDULER_ADDRESS", "JAZZLSTM_CLUSTER_WANTED")
"""Those of ``jobs/readiness.py``: where the training cluster is, and the file with which it starts."""


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``serve``."""
    processes = os.cpu_count() or 1
    parser.add_argument(
        "--processes",
        type=int,
        default=processes,
        metavar="N",
        help="page processes (default: one a processor)",
    )
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="port (default: 8501)")
    parser.add_argument(
        "--address",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on (default: 127.0.0.1, this machine only; 0.0.0.0: all)",
    )
    parser.set_defaults(command=serve)


def serve(options: argparse.Namespace) -> None:
    """Start the processes, and keep them running until Ctrl-C or SIGTERM.

    Raises:
        InputError: nginx is not installed, the port is in use, or a process cannot be started.
    """
    if not 1 <= options.processes <= MOST_PROCESSES:
        raise InputError(f"--processes is 1 to {MOST_PROCESSES}")
    nginx = _nginx()
    _check_port(options.address, options.port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(prefix="jazzlstm-") as folder:
        _run(options, nginx, Path(folder))


def _run(options: argparse.Namespace, nginx: str, folder: Path) -> None:
    """Start the page processes, then nginx, and start again what ends."""
    cluster_port, *ports = _free_ports(1 + options.processes)
    listen = f"{options.address}:{options.port}"
    environment = {SECRET_VARIABLE: secrets.token_hex(32), **os.environ}
    with Children() as children:
        environment |= _share_cluster(children, cluster_port, folder, environment)
        pages = [children.start(_page(port, environment)) for port in ports]
        for page, port in zip(pages, ports, strict=True):
            _wait_for(page, port)
        folder.chmod(0o711)  # started by root, nginx answers as another user
        file = folder / "nginx.conf"
        write_whole(file, configuration(folder, listen, ports).encode())
        front = Child("nginx", [nginx, "-e", "stderr", "-p", str(folder), "-c", str(file)], environment)
        _wait_for(children.start(front), options.port, options.address)
        print(f"the page: http://{listen}, {options.processes} processes; Ctrl-C ends it", flush=True)
        while True:
            time.sleep(LOOK_SECONDS)
            for child in children.look():
                print(f"{child.name} ended ({child.ended}) and was started again", flush=True)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # nothing interrupts the end of the others
    raise KeyboardInterrupt


def _nginx() -> str:
    """The path of nginx. Debian has it in a folder that is on the path of root only."""
    search = os.pathsep.join(filter(None, (os.environ.get("PATH"), "/usr/sbin", "/usr/local/sbin")))
    found = shutil.which("nginx", path=search)
    if not found:
        raise InputError("nginx is not installed: install it, for instance with `apt install nginx-light`")
    return found


def _check_port(address: str, port: int) -> None:
    try:
        with socket.create_server((address, port)):
            pass
    except (OSError, OverflowError) as exc:
        why = str(getattr(exc, "strerror", None) or exc).partition(" (")[0]
        raise InputError(
            f"cannot listen on {address}:{port} ({why}): choose another with --port or --address"
        ) from exc


def _free_ports(count: int) -> list[int]:
    """Ports of this machine that no process uses: all are open at the same time, so that they differ."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _page(port: int, environment: dict[str, str]) -> Child:
    """A page process on this port, which only this machine reaches."""
    command = [sys.executable, "-m", "streamlit", "run", str(shipped("streamlit_app.py"))]
    command += ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    return Child(f"the page process on port {port}", command, environment, is_quiet=True)


def _share_cluster(
    children: Children, port: int, folder: Path, environment: dict[str, str]
) -> dict[str, str]:
    """Start what starts the training cluster; returns the variables with which the page processes find it."""
    if environment.get(CLUSTER_VARIABLES[0]):
        return {}
    wanted = str(folder / "cluster-wanted")
    command = [sys.executable, "-m", "jazzlstm.jobs.shared_cluster", str(port), wanted]
    children.start(Child("the training cluster", command, environment, is_quiet=True))
    return dict(zip(CLUSTER_VARIABLES, (f"tcp://127.0.0.1:{port}", wanted), strict=True))


def _wait_for(child: Child, port: int, address: str = "127.0.0.1") -> None:
    """Wait until a program listens.

    Raises:
        InputError: it ended, or does not listen after ``START_SECONDS``.
    """
    until = time.monotonic() + START_SECONDS
    while not child.has_ended() and time.monotonic() < until:
        try:
            with socket.create_connection((address, port), timeout=1.0):
                return
        except OSError:
            time.sleep(LOOK_SECONDS / 4)
    raise InputError(f"{child.name} cannot be started: its messages are above")
