"""The configuration of the nginx in front of several page processes.

    browser ──▶ nginx ─┬▶ page process 1
                       └▶ page process 2

A session is in the memory of one process, so all requests of a browser go to the same one: a cookie holds
its number. Without the cookie, requests for the document take turns, and all others, as of a browser that
sends no cookies from an embedded page, go by address and browser. If a process does not answer, another one
does, and the cookie follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

COOKIE = "jazzlstm_process"
MOST_UPLOAD = "64m"
"""As ``maxUploadSize`` in ``.streamlit/config.toml``."""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

_CONFIGURATION = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    server_tokens off;
{temporary}
    map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
    map $http_x_forwarded_proto $protocol {{ default $http_x_forwarded_proto; "" $scheme; }}
    map $http_accept $newcomer {{ default by_visitor; "~text/html" by_turns; }}
    map $cookie_{cookie} $processes {{
        default $newcomer;
{of_cookie}
    }}
    map $upstream_addr $process {{  # the last that was tried
{of_address}
    }}
    map "$cookie_{cookie}/$process" $set_cookie {{
        default "{cookie}=$process; Path=/; HttpOnly; SameSite=Lax";
        "~/$" "";
        "~^(.*)/\\1$" "";
    }}
    upstream by_turns {{
{servers}
    }}
    upstream by_visitor {{
        hash $remote_addr$http_user_agent consistent;
{servers}
    }}
{upstreams}
    server {{
        listen {listen};
        client_max_body_size {most_upload};
        location / {{
            proxy_pass http://$processes;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $protocol;
            proxy_read_timeout 1d;  # a WebSocket may be idle for long
            add_header Set-Cookie $set_cookie always;
        }}
    }}
}}
"""


def configuration(folder: Path, listen: str, ports: Sequence[int]) -> str:
    """The text of ``nginx.conf``.

    ``folder`` is for nginx's own files; ``listen`` is the public address, and ``ports`` are those of the
    page processes on this machine.
    """
    numbered = [*enumerate(ports, 1)]
    return _CONFIGURATION.format(
        folder=folder,
        listen=listen,
        cookie=COOKIE,
        most_upload=MOST_UPLOAD,
        temporary=_lines(4, (f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)),
        of_cookie=_lines(8, (f"{number} process{number};" for number, _ in numbered)),
        of_address=_lines(8, (f'"~:{port}$" {number};' for number, port in numbered)),
        servers=_lines(8, map(_server, ports)),
        upstreams="\n".join(_upstream(number, ports) for number, _ in numbered),
    )


def _upstream(number: int, ports: Sequence[int]) -> str:
    """The process with this number; the others answer while it does not."""
    others = [f"{_server(port)[:-1]} backup;" for each, port in enumerate(ports, 1) if each != number]
    servers = _lines(8, [_server(ports[number - 1]), *others])
    return f"    upstream process{number} {{\n{servers}\n    }}"


def _server(port: int) -> str:
    return f"server 127.0.0.1:{port};"


def _lines(indent: int, lines: Iterable[str]) -> str:
    return "\n".join(" " * indent + line for line in lines)
